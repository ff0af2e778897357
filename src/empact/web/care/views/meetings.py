"""A meeting before it is held (S23, S36): asked for, the poll, the checks, who is invited, planned or called off."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ...consent.access import Sheet
from ...consent.matrix import Limit, Part
from ...kernel import lists
from ...kernel.pages import form_page, require_form, the
from ...kernel.request import Request
from ...kernel.rules import public
from ...people.models import Person
from .. import actions
from ..meetings import policies as allowed
from ..meetings import queries
from ..meetings.calendar import as_calendar, calendar_file
from ..meetings.forms import AskMeetingForm, CallOffForm, DecideForm, GuestForm, MomentForm, PlanMeetingForm
from ..models import CareGoal, LifeGoal, Meeting, Member, Plan, Seat
from .sides import Side, must, opened

__all__ = [
    "add_member", "add_moment", "again", "answer", "ask", "calendar", "call_off", "decide_form", "guest", "invited",
    "invited_calendar", "led", "listing", "may_lead", "of_meeting", "page", "plan", "uninvite",
]  # fmt: skip

TASKS = (Part.TASKS,)


def of_meeting(request: Request, pk: UUID, meeting: UUID, shown: str = "meeting") -> tuple[Person, Sheet, Meeting]:
    """The person, what may be shown, and the meeting. Raises :class:`Http404`."""
    person, sheet = opened(request, pk, TASKS, shown)
    found = the(queries.meetings_of(person, sheet, request.who).select_related("person"), pk=meeting)
    return person, sheet, found


def may_lead(side: Side, sheet: Sheet) -> bool:
    """Whoever reads plans the meeting, and leads it."""
    return bool(sheet.write[Part.TASKS]) and allowed.plans(side.purpose, sheet.relations)


def led(request: Request, side: Side, pk: UUID, meeting: UUID) -> tuple[Person, Sheet, Meeting]:
    """A form of who plans does not exist for whoever does not. Raises :class:`Http404`."""
    person, sheet, found = of_meeting(request, pk, meeting)
    if not may_lead(side, sheet):
        raise Http404
    return person, sheet, found


def decide_form(person: Person, members: QuerySet[Member], said: Any = None) -> DecideForm:
    """For a goal of the plan in use that is going on."""
    goals = CareGoal.objects.filter(plan__person=person, plan__state=Plan.State.OPEN, state=LifeGoal.State.GOING)
    return DecideForm(said, members=members, goals=goals)


@require_safe
def listing(request: Request, side: Side, pk: UUID) -> HttpResponse:
    """All meetings about a person, newest first; also as a file."""
    person, sheet = opened(request, pk, TASKS, "meeting")
    rows = queries.meetings_of(person, sheet, request.who)
    if lists.wants_csv(request):
        heading = [_("when"), _("why"), _("where"), _("state")]
        said = ((_when(one), one.get_reason_display(), one.get_mode_display(), one.get_state_display()) for one in rows)
        return lists.as_csv("meetings", heading, said)
    asks = bool(sheet.write[Part.TASKS]) and not Meeting.objects.open().filter(person=person).exists()
    context = {"person": person, "side": side.name, "page": lists.page_of(request, rows), "asks": asks}
    return render(request, "care/meetings.html", context)


@require_form
def ask(request: Request, side: Side, pk: UUID) -> HttpResponse:
    """Anybody of the care team, the person and who is near asks, with moments."""
    person, sheet = opened(request, pk, TASKS, "meeting")
    must(sheet, Part.TASKS, write=True)
    form = AskMeetingForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda _said: actions.ask_meeting(person=person, **form.said(), by=request.who, at=timezone.now()),
        title=_("Ask for a meeting"),
        lead=_("The care team is invited. Whoever coordinates hears of it at once."),
        back=side.to("meetings", pk),
        done=_("Asked."),
        then=lambda made: side.to("meeting", pk, made.pk),
    )


@require_safe
def page(request: Request, side: Side, pk: UUID, meeting: UUID) -> HttpResponse:
    """S36 and S37: what there is to do now, the goals as agenda, and what the rules say."""
    person, sheet, found = of_meeting(request, pk, meeting)
    now = timezone.now()
    whole = sheet.read[Part.TASKS].limit == Limit.NONE
    leads = may_lead(side, sheet)
    members = Member.objects.in_force(timezone.localdate(now)).filter(person=person).select_related("user", "near")
    decide = decide_form(person, members) if leads and found.state == Meeting.State.HELD else None
    context = {
        "person": person, "sheet": sheet, "side": side.name, "shown": queries.meeting_page(found, request.who),
        "agenda": queries.agenda_of(person) if whole and sheet.read[Part.GOALS] else [],
        "whole": whole, "leads": leads, "decide": decide,
        "absent": members.exclude(seats__meeting=found) if leads else (),
        "own": "self" in sheet.relations or "representative" in sheet.relations,
    }  # fmt: skip
    return render(request, "care/meeting.html", context)


@require_POST
def answer(request: Request, side: Side, pk: UUID, meeting: UUID) -> HttpResponse:
    """The moments that are ticked fit, the others do not; who plans may say it for somebody who was called."""
    _person, _sheet, found = of_meeting(request, pk, meeting)
    rows = Seat.objects.filter(meeting=found).select_related("meeting__person", "member__near")
    seat = the(rows, pk=_id(request.POST.get("seat", "")))
    ticked = set(request.POST.getlist("fits"))
    fits = {moment: str(moment.pk) in ticked for moment in found.moments.all()}
    actions.answer_moments(seat=seat, fits=fits, by=request.who, at=timezone.now())
    messages.success(request, _("Saved."))
    return redirect(side.to("meeting", pk, meeting))


@require_form
def add_moment(request: Request, side: Side, pk: UUID, meeting: UUID) -> HttpResponse:
    """One more moment to choose from."""
    _person, sheet, found = of_meeting(request, pk, meeting)
    must(sheet, Part.TASKS, write=True)
    return form_page(
        request,
        MomentForm(request.POST or None),
        lambda said: actions.propose_moment(meeting=found, **said, by=request.who, at=timezone.now()),
        title=_("Propose a moment"),
        back=side.to("meeting", pk, meeting),
    )


@require_form
def plan(request: Request, side: Side, pk: UUID, meeting: UUID) -> HttpResponse:
    """Choose the moment and the way; who is invited hears of it."""
    person, _sheet, found = led(request, side, pk, meeting)
    now = timezone.now()
    first = {"mode": found.mode, "place": found.place, "needs": found.needs, "discharge_on": found.discharge_on}
    first["stays"] = found.stays or queries.stays_now(person, timezone.localdate(now))
    form = PlanMeetingForm(request.POST or None, initial=first, moments=found.moments.filter(starts_at__gt=now))
    return form_page(
        request,
        form,
        lambda said: actions.plan_meeting(meeting=found, **said, by=request.who, at=now),
        title=_("Plan the meeting"),
        back=side.to("meeting", pk, meeting),
        done=_("Planned. Everybody with an account gets a letter with the moment."),
    )


@require_POST
def again(request: Request, side: Side, pk: UUID, meeting: UUID) -> HttpResponse:
    """The moment does not fit after all."""
    _person, _sheet, found = of_meeting(request, pk, meeting)
    actions.reopen_meeting(meeting=found, by=request.who, at=timezone.now())
    messages.success(request, _("Choose another moment."))
    return redirect(side.to("meeting", pk, meeting))


@require_form
def call_off(request: Request, side: Side, pk: UUID, meeting: UUID) -> HttpResponse:
    """It does not take place."""
    _person, sheet, found = of_meeting(request, pk, meeting)
    must(sheet, Part.TASKS, write=True)
    return form_page(
        request,
        CallOffForm(request.POST or None),
        lambda said: actions.call_off(meeting=found, **said, by=request.who, at=timezone.now()),
        title=_("Call the meeting off"),
        back=side.to("meeting", pk, meeting),
    )


@require_form
def guest(request: Request, side: Side, pk: UUID, meeting: UUID) -> HttpResponse:
    """Somebody from outside the care team, whom the person agreed to."""
    _person, _sheet, found = led(request, side, pk, meeting)
    return form_page(
        request,
        GuestForm(request.POST or None),
        lambda said: actions.invite_guest(meeting=found, **said, by=request.who, at=timezone.now()),
        title=_("Invite a guest"),
        lead=_("A guest takes part this once, and opens no care plan. Ask the person first."),
        back=side.to("meeting", pk, meeting),
    )


@require_POST
def add_member(request: Request, side: Side, pk: UUID, meeting: UUID, member: UUID) -> HttpResponse:
    """Somebody who joined the care team since."""
    person, _sheet, found = of_meeting(request, pk, meeting)
    row = the(Member.objects.filter(person=person), pk=member)
    actions.invite_member(meeting=found, member=row, by=request.who, at=timezone.now())
    messages.success(request, _("Invited."))
    return redirect(side.to("meeting", pk, meeting))


@require_POST
def uninvite(request: Request, side: Side, pk: UUID, meeting: UUID, seat: UUID) -> HttpResponse:
    """Not invited any more."""
    _person, _sheet, found = of_meeting(request, pk, meeting)
    row = the(Seat.objects.filter(meeting=found).select_related("meeting__person", "member"), pk=seat)
    actions.uninvite(seat=row, by=request.who, at=timezone.now())
    messages.success(request, _("Not invited any more."))
    return redirect(side.to("meeting", pk, meeting))


@require_safe
def calendar(request: Request, side: Side, pk: UUID, meeting: UUID) -> HttpResponse:
    """For one's own calendar: the moment, and the page to sign in to."""
    _person, _sheet, found = of_meeting(request, pk, meeting)
    return _calendar(request, found, request.build_absolute_uri(side.to("meeting", pk, meeting)))


@public("An invitation says when and how to take part, to whoever has its address, and nothing about whom.")
@require_safe
def invited(request: Request, pk: UUID) -> HttpResponse:
    """For who takes part without an account, or by phone: readable without signing in."""
    found = _invitation(pk)
    context = {"meeting": found, "seat": pk, "link": queries.video_link(found), "phone": queries.phone_number()}
    answer = render(request, "care/invited.html", context)
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


@public("The calendar file of an invitation says what the page of the invitation says.")
@require_safe
def invited_calendar(request: Request, pk: UUID) -> HttpResponse:
    found = _invitation(pk)
    return _calendar(request, found, queries.video_link(found))


def _invitation(pk: UUID) -> Meeting:
    """Of a meeting that is planned: before and after, an invitation says nothing."""
    live = Q(meeting__state=Meeting.State.PLANNED)
    seat: Seat = the(Seat.objects.filter(live).select_related("meeting"), pk=pk)
    return seat.meeting


def _calendar(request: Request, meeting: Meeting, link: str) -> HttpResponse:
    if meeting.starts_at is None:
        raise Http404
    phone = queries.phone_number()
    content = calendar_file(
        f"{meeting.pk}@{request.get_host()}",
        starts_at=meeting.starts_at,
        stamp=timezone.now(),
        title=_("Meeting"),
        where=str(meeting.get_mode_display()),
        link=link,
        note=_("By phone: %(number)s") % {"number": phone} if phone else "",
        cancelled=meeting.state == Meeting.State.CANCELLED,
    )
    return as_calendar(content)


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


def _when(meeting: Meeting) -> str:
    return date_format(timezone.localtime(meeting.starts_at), "DATETIME_FORMAT") if meeting.starts_at else ""
