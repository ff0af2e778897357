"""Meetings of a team (TEA-15) and shared care (CAR-26): the list, the agenda with decisions, minutes, actions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ...care.meetings.calendar import as_calendar, calendar_file
from ...kernel import lists
from ...kernel.pages import form_page, require_form, the
from ...kernel.purposes import Purpose
from ...kernel.request import Request
from ...kernel.roles import ROLES
from ...kernel.rules import allow
from ...territory.models import Team
from .. import actions, policies
from .. import talks as shown
from ..caseload import caseload
from ..forms import AgreeForm, CaseForm, MinutesForm, TalkForm, TopicForm
from ..models import AgendaItem, Agreement, TeamMeeting
from ..models.talks import own_teams
from ..permissions import MEET

__all__ = [
    "add", "calendar", "case", "close_case", "decide", "listing", "minutes", "move", "move_agreement", "page", "take_off",
    "topic",
]  # fmt: skip

CARE = Purpose.CARE


def _own(request: Request, pk: UUID) -> TeamMeeting:
    rows = TeamMeeting.objects.visible_to(request.who, CARE, timezone.localdate()).select_related("team")
    found: TeamMeeting = the(rows, pk=pk)
    return found


@allow(MEET, purpose=CARE)
@require_safe
def listing(request: Request) -> HttpResponse:
    """Those one takes part in."""
    now = timezone.now()
    rows = shown.talks_of(request.who, now)
    if lists.wants_csv(request):
        heading = [_("day"), _("of the team"), _("kind"), _("state"), _("on the agenda"), _("actions not done")]
        said = ([r.on, r.team.name, r.get_kind_display(), r.get_state_display(), r.on_agenda, r.to_do] for r in rows)
        return lists.as_csv("team-meetings", heading, said)
    plans = own_teams(request.who, timezone.localdate(now)).exists()
    return render(request, "rounds/talks.html", {"page": lists.page_of(request, rows), "plans": plans})


@allow(MEET, purpose=CARE)
@require_form
def add(request: Request) -> HttpResponse:
    """Of one's own team."""
    today = timezone.localdate()
    teams = own_teams(request.who, today)
    form = TalkForm(
        request.POST or None, teams=teams, others=Team.objects.on(today), persons=ROLES[request.who.role].persons,
        initial={"team": teams.first()},
    )  # fmt: skip
    return form_page(
        request, form, lambda said: actions.plan_talk(**said, by=request.who, at=timezone.now()),
        title=_("Plan a team meeting"), back=reverse("rounds:talks"),
        then=lambda made: reverse("rounds:talk", args=(made.pk,)),
    )  # fmt: skip


@allow(MEET, purpose=CARE)
@require_safe
def page(request: Request, pk: UUID) -> HttpResponse:
    """The agenda, what was decided, the minutes, and what is left of former meetings."""
    one = _own(request, pk)
    found = shown.shown_of(one, request.who, timezone.now())
    if lists.wants_csv(request):
        heading = [
            _("on the agenda"),
            _("what should be talked about"),
            _("what was decided"),
            _("who does it"),
            _("by"),
            _("state"),
        ]
        return lists.as_csv("agenda", heading, _rows(found))
    context = {
        "one": one, "shown": found, "planned": one.state == TeamMeeting.State.PLANNED, "asked": one.asked.all(),
        "cases": one.kind == TeamMeeting.Kind.SHARED_CARE, "today": timezone.localdate(),
    }  # fmt: skip
    return render(request, "rounds/talk.html", context)


@allow(MEET, purpose=CARE)
@require_safe
def calendar(request: Request, pk: UUID) -> HttpResponse:
    """For one's own calendar: the day, the hour where one is said, and the page to sign in to; no topic and no case."""
    one = _own(request, pk)
    starts = one.on if one.begins is None else timezone.make_aware(datetime.combine(one.on, one.begins))
    content = calendar_file(
        f"{one.pk}@{request.get_host()}", starts_at=starts, stamp=timezone.now(), title=_("Team meeting"),
        where=one.team.name, link=request.build_absolute_uri(reverse("rounds:talk", args=(pk,))),
        cancelled=one.state == TeamMeeting.State.CANCELLED,
    )  # fmt: skip
    return as_calendar(content)


def _rows(found: shown.Shown) -> Iterator[list[Any]]:
    for row in found.rows:
        on_agenda = [row.item.title, row.item.text]
        for one, _may in row.agreements:
            yield [*on_agenda, one.text, one.owner.name if one.owner else "", one.due, one.get_state_display()]
        if not row.agreements:
            yield on_agenda


@allow(MEET, purpose=CARE)
@require_form
def topic(request: Request, pk: UUID) -> HttpResponse:
    """About nobody in particular."""
    one = _own(request, pk)
    return form_page(
        request, TopicForm(request.POST or None),
        lambda said: actions.add_topic(meeting=one, by=request.who, at=timezone.now(), **said),
        title=_("Put a topic on the agenda"), back=reverse("rounds:talk", args=(pk,)),
        lead=_("Write it so that nobody can be recognised."),
    )  # fmt: skip


@allow(MEET, purpose=CARE)
@require_form
def case(request: Request, pk: UUID) -> HttpResponse:
    """Under a pseudonym."""
    one = _own(request, pk)
    now = timezone.now()
    persons = caseload(request.who, now).order_by("search", "pk")
    return form_page(
        request, CaseForm(request.POST or None, persons=persons),
        lambda said: actions.add_case(meeting=one, by=request.who, at=now, **said),
        title=_("Put a case on the agenda"), back=reverse("rounds:talk", args=(pk,)),
        lead=_("Describe the situation so that nobody can be recognised: no name, no number, no address."),
    )  # fmt: skip


@allow(MEET, purpose=CARE)
@require_form
def decide(request: Request, pk: UUID) -> HttpResponse:
    """What was decided on a topic or a case."""
    today = timezone.localdate()
    item: AgendaItem = the(AgendaItem.objects.visible_to(request.who, CARE, today).select_related("meeting", "person"), pk=pk)
    return form_page(
        request, AgreeForm(request.POST or None, people=item.meeting.people(today)),
        lambda said: actions.agree(item=item, by=request.who, at=timezone.now(), **said),
        title=_("Write a decision down"), lead=f"{item.title}: {item.text}",
        back=reverse("rounds:talk", args=(item.meeting_id,)),
    )  # fmt: skip


@allow(MEET, purpose=CARE)
@require_form
def minutes(request: Request, pk: UUID) -> HttpResponse:
    """By the team whose meeting it is."""
    one = _own(request, pk)
    policies.check_leads(one, request.who, timezone.localdate())
    return form_page(
        request, MinutesForm(request.POST or None, initial={"minutes": one.minutes}),
        lambda said: actions.write_minutes(meeting=one, by=request.who, at=timezone.now(), **said),
        title=_("Write the minutes"), back=reverse("rounds:talk", args=(pk,)),
        lead=_("Write it so that nobody can be recognised."),
    )  # fmt: skip


@allow(MEET, purpose=CARE)
@require_POST
def move(request: Request, pk: UUID) -> HttpResponse:
    """Closed, called off, or open again."""
    actions.move_talk(meeting=_own(request, pk), to=request.POST.get("to", ""), by=request.who, at=timezone.now())
    messages.success(request, _("Saved."))
    return redirect("rounds:talk", pk)


@allow(MEET, purpose=CARE)
@require_POST
def move_agreement(request: Request, pk: UUID, agreement: UUID) -> HttpResponse:
    """Done, not needed any more, or open again; of this meeting or one before it."""
    here = _own(request, pk)
    one: Agreement = the(Agreement.objects.filter(item__meeting__series=here.series), pk=agreement)
    actions.move_agreement(agreement=one, to=request.POST.get("to", ""), by=request.who, at=timezone.now())
    messages.success(request, _("Saved."))
    return redirect("rounds:talk", pk)


@allow(MEET, purpose=CARE)
@require_POST
def close_case(request: Request, pk: UUID) -> HttpResponse:
    """A case that need not come back, or after all must."""
    item: AgendaItem = the(AgendaItem.objects.visible_to(request.who, CARE, timezone.localdate()), pk=pk)
    actions.close_case(item=item, closed=request.POST.get("to") == "closed", by=request.who, at=timezone.now())
    messages.success(request, _("Saved."))
    return redirect("rounds:talk", item.meeting_id)


@allow(MEET, purpose=CARE)
@require_POST
def take_off(request: Request, pk: UUID) -> HttpResponse:
    """Off the agenda."""
    today = timezone.localdate()
    item: AgendaItem = the(AgendaItem.objects.visible_to(request.who, CARE, today).select_related("meeting"), pk=pk)
    actions.take_off(item=item, by=request.who, at=timezone.now())
    messages.success(request, _("It is off the agenda."))
    return redirect("rounds:talk", item.meeting_id)
