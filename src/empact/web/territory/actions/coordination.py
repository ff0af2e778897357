"""Networks and the meetings of their coordinators."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ...kernel import audit
from ...kernel.permissions import check_may
from ...kernel.problems import Denied, NotNow, check_words
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from .. import policies
from ..events import CoordinationKept, CoordinationMeetingKept
from ..models import Coordination, CoordinationMeeting, Organisation, Territory
from ..permissions import MEET, check_may_meet
from ..states import Meeting

__all__ = ["change_meeting", "end_coordination", "hold_meeting", "plan_meeting", "review_meeting", "start_coordination"]


@transaction.atomic
def start_coordination(
    *,
    name: str,
    starts: date,
    organisations: Iterable[Organisation] = (),
    territory: Territory | None = None,
    per_year: int = 2,
    kind: str = Coordination.Kind.GENERAL,
    by: Who,
    at: datetime,
) -> Coordination:
    """A network that meets: at least two organisations, or a territory. A contact starts one with the own organisation."""
    check_may(by, MEET, Purpose.ADMINISTRATION)
    parties = set(organisations)
    if len(parties) < 2 and territory is None:
        raise NotNow(_("A network has at least two organisations, or a territory."), _("Choose another organisation."))
    if by.role == "contact" and not any(by.at("organisation", o.pk) for o in parties):
        raise Denied(_("Your own organisation is not in this network."), _("Add your organisation."))
    made = Coordination.objects.create(name=name, kind=kind, territory=territory, per_year=per_year, starts=starts)
    made.organisations.set(parties)
    audit.record(CoordinationKept(subject=f"territory.coordination:{made.pk}"), by=by, at=at)
    return made


@transaction.atomic
def end_coordination(*, coordination: Coordination, last_day: date | None, by: Who, at: datetime) -> Coordination:
    """The last day; ``None`` takes that back."""
    check_may_meet(by, coordination)
    policies.check_period(coordination.starts, last_day)
    coordination.ends = last_day
    coordination.save(update_fields=("ends",))
    audit.record(CoordinationKept(subject=f"territory.coordination:{coordination.pk}", ends=last_day), by=by, at=at)
    return coordination


@transaction.atomic
def plan_meeting(
    *, coordination: Coordination, planned: date, agenda: str = "", theme: str = "", figures: str = "", by: Who, at: datetime
) -> CoordinationMeeting:
    """One more meeting; on one day a network meets once."""
    check_may_meet(by, coordination)
    said = {"agenda": agenda, "theme": theme.strip(), "figures": figures.strip()}
    meeting = CoordinationMeeting(coordination=coordination, planned=planned, **said)
    return _planned(meeting, by, at)


@transaction.atomic
def change_meeting(
    *,
    meeting: CoordinationMeeting,
    planned: date,
    agenda: str,
    theme: str = "",
    figures: str = "",
    today: date,
    by: Who,
    at: datetime,
) -> CoordinationMeeting:
    """Another day or agenda, while it was not held."""
    check_may_meet(by, meeting.coordination)
    if meeting.held is not None:
        policies.check_meeting_moves(meeting, Meeting.MISSED, today)
    meeting.planned, meeting.agenda = planned, agenda
    meeting.theme, meeting.figures = theme.strip(), figures.strip()
    return _planned(meeting, by, at)


def _planned(meeting: CoordinationMeeting, by: Who, at: datetime) -> CoordinationMeeting:
    if not meeting.coordination.is_on(meeting.planned):
        raise NotNow(_("The network does not meet on that day: it has not begun, or has ended."), _("Choose another day."))
    twins = CoordinationMeeting.objects.filter(coordination=meeting.coordination, planned=meeting.planned)
    if twins.exclude(pk=meeting.pk).exists():
        raise NotNow(_("A meeting is planned on that day already."), _("Choose another day."))
    meeting.save()
    return _recorded(meeting, by, at)


@transaction.atomic
def hold_meeting(
    *, meeting: CoordinationMeeting, held: date | None, decisions: str, today: date, by: Who, at: datetime
) -> CoordinationMeeting:
    """It took place, and this was decided. ``None`` takes that back; the text stays for whoever corrects it.

    What doctors and pharmacists agree on is looked at again after half a year.
    """
    check_may_meet(by, meeting.coordination)
    policies.check_meeting_moves(meeting, Meeting.PLANNED if held is None else Meeting.HELD, today)
    if held is not None and held > today:
        raise NotNow(_("That day is still to come."), _("Write it down once the meeting was held."))
    meeting.held, meeting.decisions = held, decisions
    again = held is not None and decisions.strip() and meeting.coordination.kind == Coordination.Kind.MEDICATION
    meeting.review_by = policies.half_a_year_after(held) if again and held is not None else None
    meeting.save(update_fields=("held", "decisions", "review_by"))
    return _recorded(meeting, by, at)


@transaction.atomic
def review_meeting(*, meeting: CoordinationMeeting, outcome: str, today: date, by: Who, at: datetime) -> CoordinationMeeting:
    """What came of what was agreed, looked at again."""
    check_may_meet(by, meeting.coordination)
    if meeting.held is None or not meeting.decisions:
        raise NotNow(_("Nothing was agreed at this meeting yet."))
    meeting.reviewed, meeting.outcome = today, check_words(outcome)
    meeting.save(update_fields=("reviewed", "outcome"))
    return _recorded(meeting, by, at)


def _recorded(meeting: CoordinationMeeting, by: Who, at: datetime) -> CoordinationMeeting:
    subject = f"territory.coordinationmeeting:{meeting.pk}"
    audit.record(CoordinationMeetingKept(subject=subject, planned=meeting.planned, held=meeting.held), by=by, at=at)
    return meeting
