"""S52: a meeting about the figures, on a projector; and the register of meetings."""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import UUID

from django.contrib import messages
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
from .. import queries
from ..actions import meetings as actions
from ..forms import AttendanceForm, MeetingForm
from ..models import Cycle, Meeting, Remark
from ..permissions import CHAIR, SEE
from .shared import form_page, offer_undo, page, sheet, the

__all__ = ["attend", "end", "listing", "meeting", "start"]

_LASTS: Final = 45
_LAST_ACTION: Final = 8
_AGREEING: Final = 12
"""Minutes: of the whole, for the last action, and for agreeing the next; the cards share what is between."""


def _own(request: Request, pk: UUID) -> Meeting:
    rows = Meeting.objects.visible_to(request.who, Purpose.POPULATION, timezone.localdate())
    found: Meeting = the(rows.select_related("team", "organisation", "publication"), pk=pk)
    return found


@allow(SEE, purpose=Purpose.POPULATION)
@require_safe
def meeting(request: Request, pk: UUID) -> HttpResponse:
    """The last action first, then card by card, then one action. Its times follow from when it began."""
    one = _own(request, pk)
    own = sheet(request, one.group.pk, one.publication)
    cards = own.cards() if one.publication else []  # a meeting about another theme has none
    begun = timezone.localtime(one.started_at)
    each = (_LASTS - _LAST_ACTION - _AGREEING) // max(1, len(cards))
    times = [begun + timedelta(minutes=_LAST_ACTION + each * n) for n in range(len(cards))]
    cycles = Cycle.objects.of(own.group).select_related("owner")
    context = {
        "meeting": one,
        "attendance": one.attendance.select_related("discipline"),
        "last": cycles.exclude(meeting=one).going_on().first(),
        "cards": list(zip(cards, times, strict=True)),
        "remarks": Remark.objects.of(own.group).filter(publication=one.publication) if one.publication else [],
        "agreed": cycles.filter(meeting=one),
        "begun": begun,
        "agree_at": begun + timedelta(minutes=_LASTS - _AGREEING),
        "ends_at": begun + timedelta(minutes=_LASTS),
        "form": AttendanceForm(today=timezone.localdate()),
    }
    return page(request, "meeting.html", own.context(request) | context)


@allow(SEE, purpose=Purpose.POPULATION)
@require_safe
def listing(request: Request, pk: UUID) -> HttpResponse:
    """AFB-07: theme, date and who was there by discipline; how many per quarter."""
    own = sheet(request, pk)
    rows = Meeting.objects.of(own.group).prefetch_related("attendance__discipline")
    if wants_csv(request):
        cells = ((m.on, m.theme, m.get_state_display(), ", ".join(str(a) for a in m.attendance.all())) for m in rows)
        return as_csv("meetings", ("date", "theme", "state", "disciplines"), cells)
    context = {"page": page_of(request, rows), "quarters": queries.meetings_by_quarter(Meeting.objects.of(own.group))}
    return page(request, "meetings.html", own.context(request) | context)


@allow(CHAIR, purpose=Purpose.POPULATION)
@require_form
def start(request: Request, pk: UUID) -> HttpResponse:
    """Begin a meeting now, or write down one that was held."""
    own = sheet(request, pk)
    today = timezone.localdate()
    initial = {"theme": _("our figures"), "on": today, "figures": own.publication is not None}
    return form_page(
        request,
        MeetingForm(request.POST or None, initial=initial),
        lambda said: actions.start_meeting(
            group=own.group,
            theme=said["theme"],
            on=said["on"],
            publication=own.publication if said["figures"] else None,
            by=request.who,
            at=timezone.now(),
        ),
        title=_("Begin a meeting"),
        back=reverse("feedback:group", args=[pk]),
        button=_("Begin"),
        then=lambda made: reverse("feedback:meeting", args=[made.pk]),
    )


@allow(CHAIR, purpose=Purpose.POPULATION)
@require_POST
def attend(request: Request, pk: UUID) -> HttpResponse:
    """So many of a discipline are here."""
    one = _own(request, pk)
    form = AttendanceForm(request.POST, today=timezone.localdate())
    if form.is_valid():
        said = form.cleaned_data
        actions.count_attendance(
            meeting=one, discipline=said["discipline"], number=said["number"], by=request.who, at=timezone.now()
        )
    else:
        messages.error(request, _("Choose a discipline and give a number."))
    return HttpResponseRedirect(reverse("feedback:meeting", args=[pk]))


@allow(CHAIR, purpose=Purpose.POPULATION)
@require_POST
def end(request: Request, pk: UUID) -> HttpResponse:
    """End the meeting; or take that back."""
    one = _own(request, pk)
    state = request.POST.get("state", Meeting.State.CLOSED)
    actions.move_meeting(meeting=one, state=state, by=request.who, at=timezone.now())
    if state == Meeting.State.CLOSED:
        offer_undo(request, request.path, Meeting.State.OPEN)
    return HttpResponseRedirect(reverse("feedback:meeting", args=[pk]))
