"""S74: who decides: bodies, seats with their terms, who speaks for whom, and which group nobody speaks for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ...kernel.lists import as_csv, wants_csv
from ...kernel.pages import require_form, the
from ...kernel.request import Request
from ...kernel.rules import allow
from ...territory.models import Code
from .. import actions as do
from .. import policies
from ..forms import BodyForm, MandateForm, SeatForm
from ..models import Body, Mandate, Seat
from ..permissions import KEEP, SEE, SPEAK, check_may_speak, holds
from ..todo import ENDS_WITHIN
from .shared import PROJECT, day_of, form_page

__all__ = ["bodies", "body", "end_body", "end_seat", "keep", "mandate", "new", "seat"]


@allow(SEE, purpose=PROJECT)
@require_safe
def bodies(request: Request) -> HttpResponse:
    """All bodies, in the order of the alphabet; those of before stay readable."""
    today = timezone.localdate()
    rows = Body.objects.visible_to(request.who, PROJECT)
    return render(request, "governance/bodies.html", {"rows": [(b, b.is_on(today)) for b in rows]})


@allow(SEE, purpose=PROJECT)
@require_safe
def body(request: Request, pk: UUID) -> HttpResponse:
    """Its seats on a day (``?on=``), by organisation; groups without a seat are named."""
    today = timezone.localdate()
    on = day_of(request)
    one: Body = the(Body.objects.visible_to(request.who, PROJECT), pk=pk)
    seats = list(one.seats.on(on).select_related("group", "organisation", "holder"))
    if wants_csv(request):
        head = ("organisation", "who", "speaks for", "role", "from", "until", "percent")
        cells = ((s.organisation, s.holder, s.group, s.role, s.starts, s.ends or "", s.share) for s in seats)
        return as_csv("seats", head, cells)
    spoken_for = {s.group_id for s in seats if s.organisation_id}
    groups = Code.objects.filter(codelist=Code.List.CATEGORY, retired=None)
    context = {
        "body": one,
        "on": on,
        "seats": [(s, s.ends is not None and s.ends <= on + ENDS_WITHIN, holds(request.who, s)) for s in seats],
        "missing": [g for g in groups if g.pk not in spoken_for],
        "texts": [
            (_("tasks"), one.tasks.splitlines()),
            (_("whom it represents"), one.composition.splitlines()),
            (_("further rules"), one.rules.splitlines()),
        ],
        "meetings": one.meetings.all()[:8],
        "too_few": policies.too_few_meetings(one, today.year, today),
        "mandates": Mandate.objects.on(on)
        .filter(giver__body=one)
        .select_related("giver__organisation", "holder__organisation"),
    }
    return render(request, "governance/body.html", context)


@allow(KEEP, purpose=PROJECT)
@require_form
def new(request: Request) -> HttpResponse:
    """One more body."""

    def _make(said: dict[str, Any]) -> Body:
        texts = {name: said.pop(name) for name in BodyForm.TEXTS}
        return do.make_body(texts=texts, by=request.who, at=timezone.now(), **said)

    return form_page(
        request,
        BodyForm(request.POST or None, initial={"starts": timezone.localdate()}),
        _make,
        title=_("New body"),
        back=reverse("governance:bodies"),
    )


@allow(KEEP, purpose=PROJECT)
@require_form
def keep(request: Request, pk: UUID) -> HttpResponse:
    """What it is for and how it works, in other words."""
    one = _body(request, pk)
    initial = {name: getattr(one, name) for name in BodyForm.base_fields}
    form = BodyForm(request.POST or None, initial=initial)
    del form.fields["starts"]
    return form_page(
        request,
        form,
        lambda said: do.keep_body(body=one, values=said, by=request.who, at=timezone.now()),
        title=one.name,
        back=reverse("governance:body", args=[pk]),
    )


def _body(request: Request, pk: UUID) -> Body:
    found: Body = the(Body.objects.visible_to(request.who, PROJECT), pk=pk)
    return found


@allow(KEEP, purpose=PROJECT)
@require_POST
def end_body(request: Request, pk: UUID) -> HttpResponse:
    """It ends; its minutes and decisions stay."""
    one, today = _body(request, pk), timezone.localdate()
    last = None if request.POST.get("undo") else max(one.starts, today - timedelta(days=1))
    do.end_body(body=one, last_day=last, by=request.who, at=timezone.now())
    return HttpResponseRedirect(reverse("governance:body", args=[pk]))


@allow(KEEP, purpose=PROJECT)
@require_form
def seat(request: Request, pk: UUID) -> HttpResponse:
    """One more seat."""
    one = _body(request, pk)
    return form_page(
        request,
        SeatForm(request.POST or None, initial={"starts": timezone.localdate()}),
        lambda said: do.seat(body=one, by=request.who, at=timezone.now(), **said),
        title=_("New seat"),
        back=reverse("governance:body", args=[pk]),
    )


def _seat(request: Request, pk: UUID) -> Seat:
    found: Seat = the(Seat.objects.visible_to(request.who, PROJECT).select_related("body"), pk=pk)
    return found


@allow(KEEP, purpose=PROJECT)
@require_POST
def end_seat(request: Request, pk: UUID) -> HttpResponse:
    """The term ends."""
    one, today = _seat(request, pk), timezone.localdate()
    last = None if request.POST.get("undo") else max(one.starts, today - timedelta(days=1))
    do.end_seat(seat=one, last_day=last, by=request.who, at=timezone.now())
    return HttpResponseRedirect(reverse("governance:body", args=[one.body_id]))


@allow(SPEAK, purpose=PROJECT)
@require_form
def mandate(request: Request, pk: UUID) -> HttpResponse:
    """Another seat speaks for the own one, for a time."""
    one, today = _seat(request, pk), timezone.localdate()
    check_may_speak(request.who, one)

    def act(said: dict[str, Any]) -> Mandate:
        return do.give_mandate(giver=one, by=request.who, at=timezone.now(), **said)

    return form_page(
        request,
        MandateForm(request.POST or None, giver=one, today=today, initial={"starts": today}),
        act,
        title=_("Who speaks for you?"),
        lead=_("It cannot be given on. What you say yourself takes its place."),
        back=reverse("governance:body", args=[one.body_id]),
    )
