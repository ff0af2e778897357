"""A meeting while it is held and after (S37): who is there, decisions, the read-back, the report in three parts."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ...consent.access import Sheet
from ...consent.matrix import Limit, Part
from ...kernel.pages import as_pdf, form_page, require_form, the
from ...kernel.problems import Problem
from ...kernel.request import Request
from ...people.models import Person
from .. import actions
from ..meetings import queries, report
from ..meetings.forms import AttendForm, SignForm
from ..models import Decision, Meeting, Member
from ..queries import PlanPage, plan_page
from .meetings import decide_form, led, may_lead, of_meeting
from .sides import Side

__all__ = ["attend", "decide", "drop", "report_pdf", "reported", "sign"]


@require_form
def attend(request: Request, side: Side, pk: UUID, meeting: UUID) -> HttpResponse:
    """Who takes part, and how: with it the meeting begins."""
    _person, _sheet, found = led(request, side, pk, meeting)
    shown = queries.meeting_page(found, request.who)
    form = AttendForm(request.POST or None, seats=shown.seats, meeting=found)
    return form_page(
        request,
        form,
        lambda _said: actions.attend(meeting=found, **form.said(), by=request.who, at=timezone.now()),
        title=_("Who takes part"),
        back=side.to("meeting", pk, meeting),
    )


@require_POST
def decide(request: Request, side: Side, pk: UUID, meeting: UUID) -> HttpResponse:
    """Four fields on the page of the meeting."""
    person, _sheet, found = of_meeting(request, pk, meeting)
    now = timezone.now()
    members = Member.objects.in_force(timezone.localdate(now)).filter(person=person)
    form = decide_form(person, members, request.POST)
    if not form.is_valid():
        raise Problem(_("Write what was decided."))
    actions.decide(meeting=found, **form.cleaned_data, by=request.who, at=now)
    messages.success(request, _("Saved."))
    return redirect(side.to("meeting", pk, meeting))


@require_POST
def drop(request: Request, side: Side, pk: UUID, meeting: UUID, decision: UUID) -> HttpResponse:
    """Not so, on second thoughts."""
    _person, _sheet, found = of_meeting(request, pk, meeting)
    row = the(Decision.objects.filter(meeting=found).select_related("meeting__person"), pk=decision)
    actions.drop_decision(decision=row, by=request.who, at=timezone.now())
    messages.success(request, _("Taken off."))
    return redirect(side.to("meeting", pk, meeting))


@require_form
def sign(request: Request, side: Side, pk: UUID, meeting: UUID) -> HttpResponse:
    """All decisions on one page, to read aloud; the person says yes."""
    _person, sheet, found = of_meeting(request, pk, meeting)
    if not sheet.write[Part.TASKS] or sheet.read[Part.TASKS].limit != Limit.NONE:
        raise Http404
    shown = queries.meeting_page(found, request.who)
    decided = [f"{n}. {one.text}" + (f" ({one.owner.name})" if one.owner else "") for n, one in enumerate(shown.decisions, 1)]
    return form_page(
        request,
        SignForm(request.POST or None),
        lambda said: actions.sign_meeting(meeting=found, **said, by=request.who, at=timezone.now()),
        title=_("Read aloud, and sign off"),
        lead="; ".join(decided) or _("Nothing was decided."),
        back=side.to("meeting", pk, meeting),
        done=_("Signed off. The decisions are tasks now."),
        then=lambda _made: side.to("report", pk, meeting),
    )


@require_safe
def reported(request: Request, side: Side, pk: UUID, meeting: UUID) -> HttpResponse:
    """The report, to read and to print; the remuneration sheet only for who plans."""
    person, sheet, found = of_meeting(request, pk, meeting, "meeting_report")
    shown, _plan, sections = _sections(request, side, person, sheet, found)
    context = {"person": person, "side": side.name, "meeting": shown.meeting, "sections": sections}
    return render(request, "care/meeting_report.html", context)


@require_safe
def report_pdf(request: Request, side: Side, pk: UUID, meeting: UUID) -> HttpResponse:
    """The same as a tagged PDF; its name says nothing about whose it is."""
    person, sheet, found = of_meeting(request, pk, meeting, "meeting_report")
    _shown, plan, sections = _sections(request, side, person, sheet, found)
    language = translation.get_language() or "en"
    content = report.on_paper(_("Report of the meeting"), sections, plan, language, timezone.localdate())
    return as_pdf("meeting", content)


def _sections(
    request: Request, side: Side, person: Person, sheet: Sheet, found: Meeting
) -> tuple[queries.MeetingPage, PlanPage, list[report.Section]]:
    if found.held_at is None or sheet.read[Part.TASKS].limit != Limit.NONE:
        raise Http404
    now = timezone.now()
    shown = queries.meeting_page(found, request.who)
    plan = plan_page(person, sheet, who=request.who, at=now)
    sections = report.told(shown, plan, translation.get_language() or "en", timezone.localdate(now))
    if may_lead(side, sheet):
        sections += report.claimed(queries.claim_of(shown))
    return shown, plan, sections
