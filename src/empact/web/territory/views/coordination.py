"""Networks whose coordinators meet: what is planned, what was missed, what was decided."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ...kernel.lists import as_csv, page_of, wants_csv
from ...kernel.pages import require_form
from ...kernel.purposes import Purpose
from ...kernel.request import Request
from ...kernel.rules import allow
from .. import policies
from ..actions import coordination as actions
from ..forms import CoordinationForm, HeldForm, MeetingForm, ReviewForm
from ..models import Coordination, CoordinationMeeting, Organisation
from ..permissions import MEET, SEE, check_may_meet, may_meet
from ..states import Meeting
from .shared import Place, end_or_not, form_page, offer_undo, page, the

__all__ = ["change", "coordination", "coordinations", "end", "held", "new", "not_held", "plan", "review"]


@allow(SEE, purpose=Purpose.PROJECT)
@require_safe
def coordinations(request: Request) -> HttpResponse:
    """All networks that meet, with how many meetings this year has and how many were missed."""
    today = timezone.localdate()
    rows, place = Coordination.objects.visible_to(request.who, Purpose.PROJECT).on(today), Place(request, today)
    if place.inside is not None:
        here = Q(territory__in=place.inside) | Q(organisations__in=Organisation.objects.located(place.inside))
        rows = rows.filter(pk__in=Coordination.objects.filter(here).values("pk"))
    missed = Q(meetings__held=None, meetings__planned__lt=today)
    year = Q(meetings__planned__year=today.year)
    counted = rows.order_by("name", "starts").annotate(
        missed=Count("meetings", filter=missed), this_year=Count("meetings", filter=year)
    )
    if wants_csv(request):
        cells = counted.values_list("name", "per_year", "this_year", "missed", "starts")
        return as_csv("networks", ("name", "meetings_a_year", "planned_this_year", "missed", "since"), cells)
    return page(request, "coordinations.html", {"page": page_of(request, counted), "place": place, "today": today})


@allow(SEE, purpose=Purpose.PROJECT)
@require_safe
def coordination(request: Request, pk: UUID) -> HttpResponse:
    """A network: who coordinates, each meeting with its agenda and decisions, and what is still to plan this year."""
    today = timezone.localdate()
    rows = Coordination.objects.visible_to(request.who, Purpose.PROJECT).select_related("territory")
    one: Coordination = the(rows, pk=pk)
    meetings = one.meetings.all()
    if wants_csv(request):
        head = ("planned", "state", "held", "agenda", "decisions", "theme", "figures", "looked at again by", "outcome")
        cells = (
            (
                m.planned, policies.meeting_on(m, today), m.held, m.agenda, m.decisions, m.theme, m.figures, m.review_by,
                m.outcome,
            )
            for m in meetings
        )  # fmt: skip
        return as_csv("meetings", head, cells)
    words = {Meeting.PLANNED: _("planned"), Meeting.MISSED: _("missed"), Meeting.HELD: _("held")}
    listed = page_of(request, meetings)
    states = [policies.meeting_on(m, today) for m in listed]
    return page(
        request,
        "coordination.html",
        {
            "one": one,
            "organisations": one.organisations.all(),
            "page": listed,
            "meetings": [(m, state, words[state]) for m, state in zip(listed, states, strict=True)],
            "missed": meetings.missed(today).count(),
            "year": today.year,
            "to_plan": max(0, one.per_year - meetings.filter(planned__year=today.year).count()),
            "may_meet": may_meet(request.who, one),
        },
    )


@allow(MEET, purpose=Purpose.ADMINISTRATION)
@require_form
def new(request: Request) -> HttpResponse:
    """One more network."""
    today, at = timezone.localdate(), timezone.now()
    return form_page(
        request,
        CoordinationForm(request.POST or None, today=today, initial={"starts": today, "per_year": 2}),
        lambda said: actions.start_coordination(by=request.who, at=at, **said),
        title=_("New network that meets"),
        lead=_("Choose the organisations that coordinate, or a territory."),
        back=reverse("territory:coordinations"),
        then=lambda made: reverse("territory:coordination", args=[made.pk]),
    )


@allow(MEET, purpose=Purpose.ADMINISTRATION)
@require_POST
def end(request: Request, pk: UUID) -> HttpResponse:
    """The network meets no more; or it does after all."""
    one: Coordination = the(Coordination.objects.visible_to(request.who, Purpose.ADMINISTRATION), pk=pk)
    end_it = partial(actions.end_coordination, coordination=one)
    return end_or_not(request, one.starts, end_it, reverse("territory:coordination", args=[pk]))


@allow(MEET, purpose=Purpose.ADMINISTRATION)
@require_form
def plan(request: Request, pk: UUID) -> HttpResponse:
    """One more meeting."""
    today, at = timezone.localdate(), timezone.now()
    one: Coordination = the(Coordination.objects.visible_to(request.who, Purpose.ADMINISTRATION), pk=pk)
    check_may_meet(request.who, one)
    return form_page(
        request,
        MeetingForm(request.POST or None, today=today),
        lambda said: actions.plan_meeting(coordination=one, by=request.who, at=at, **said),
        title=_("Plan a meeting of %(name)s") % {"name": one.name},
        back=reverse("territory:coordination", args=[pk]),
    )


def _meeting(request: Request, pk: UUID) -> tuple[CoordinationMeeting, str]:
    rows = CoordinationMeeting.objects.visible_to(request.who, Purpose.ADMINISTRATION).select_related("coordination")
    one: CoordinationMeeting = the(rows, pk=pk)
    check_may_meet(request.who, one.coordination)
    return one, reverse("territory:coordination", args=[one.coordination_id])


@allow(MEET, purpose=Purpose.ADMINISTRATION)
@require_form
def change(request: Request, pk: UUID) -> HttpResponse:
    """Another day, or another agenda."""
    today, at = timezone.localdate(), timezone.now()
    one, back = _meeting(request, pk)
    return form_page(
        request,
        MeetingForm(request.POST or None, today=today, row=one),
        lambda said: actions.change_meeting(meeting=one, today=today, by=request.who, at=at, **said),
        title=_("Change a meeting of %(name)s") % {"name": one.coordination.name},
        back=back,
    )


@allow(MEET, purpose=Purpose.ADMINISTRATION)
@require_form
def held(request: Request, pk: UUID) -> HttpResponse:
    """It took place, and what was decided."""
    today, at = timezone.localdate(), timezone.now()
    one, back = _meeting(request, pk)

    def act(said: dict[str, Any]) -> None:
        actions.hold_meeting(meeting=one, today=today, by=request.who, at=at, **said)
        offer_undo(request, reverse("territory:not-held", args=[pk]))

    return form_page(
        request,
        HeldForm(request.POST or None, today=today, row=one, initial={"held": min(one.planned, today)}),
        act,
        title=_("Meeting of %(name)s: held") % {"name": one.coordination.name},
        lead=_("Write down what was decided, for those who were not there."),
        back=back,
    )


@allow(MEET, purpose=Purpose.ADMINISTRATION)
@require_form
def review(request: Request, pk: UUID) -> HttpResponse:
    """What came of what was agreed."""
    today, at = timezone.localdate(), timezone.now()
    one, back = _meeting(request, pk)
    return form_page(
        request,
        ReviewForm(request.POST or None, initial={"outcome": one.outcome}),
        lambda said: actions.review_meeting(meeting=one, outcome=said["outcome"], today=today, by=request.who, at=at),
        title=_("Looked at again: %(name)s") % {"name": one.coordination.name},
        lead=one.decisions,
        back=back,
    )


@allow(MEET, purpose=Purpose.ADMINISTRATION)
@require_POST
def not_held(request: Request, pk: UUID) -> HttpResponse:
    """Not held after all."""
    one, back = _meeting(request, pk)
    today, at = timezone.localdate(), timezone.now()
    actions.hold_meeting(meeting=one, held=None, decisions=one.decisions, today=today, by=request.who, at=at)
    return HttpResponseRedirect(back)
