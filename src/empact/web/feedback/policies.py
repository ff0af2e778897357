"""May this happen to this thing now? ``check_x`` raises a sentence, ``x`` answers yes or no. Who may do it is permissions."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ..insight.figures import Figure, Figures, Period
from ..kernel.permissions import may
from ..kernel.problems import NotNow
from ..kernel.purposes import Purpose
from ..kernel.who import Who
from .models import FIRST_DAYS, Cycle, Meeting, Publication, Remark
from .permissions import SEE
from .states import CYCLE_MOVES, MEETING_MOVES, PUBLICATION_MOVES

__all__ = [
    "MOST_CARDS",
    "check_choice",
    "check_cycle_moves",
    "check_meeting_moves",
    "check_plan",
    "check_publication_moves",
    "check_remarks_open",
    "check_remeasured",
    "is_stale",
    "opened_on",
    "remarks_open",
]

MOST_CARDS: Final = 5
_A_YEAR: Final = timedelta(days=365)


def check_plan(team_from: date, policy_from: date) -> None:
    """Teams first."""
    if policy_from < team_from + FIRST_DAYS:
        raise NotNow(
            _("Teams see their figures at least 14 days before policy does."),
            _("Choose %(day)s or a later day.") % {"day": date_format(team_from + FIRST_DAYS, "SHORT_DATE_FORMAT")},
        )


def check_publication_moves(publication: Publication, state: str, day: date, figures: Figures | None) -> None:
    """In order, not before its day, and not without figures: old data never stand under a new date. What opened late to
    teams opens late to policy.
    """
    if (publication.state, state) not in PUBLICATION_MOVES:
        raise NotNow(_("This is not the next step of these figures."))
    due = publication.team_from if state == Publication.State.TEAM else publication.policy_day
    if day < due:
        raise NotNow(_("This is planned for %(day)s.") % {"day": date_format(due, "SHORT_DATE_FORMAT")})
    if figures is None or publication.period not in {p.name for p in figures.periods()}:
        raise NotNow(_("The figures of this period have not arrived."), _("Bring the released results in first."))


def opened_on(publication: Publication, who: Who) -> date:
    """The day these figures opened to this reader."""
    teams = may(who, SEE, Purpose.POPULATION)
    return (publication.team_opened or publication.team_from) if teams else publication.policy_day


def check_choice(indicators: Collection[str], known: Collection[str]) -> None:
    """Five at most, each once, and from the library."""
    if len(indicators) > MOST_CARDS:
        raise NotNow(_("A team has five cards at most."), _("Leave one out: what nobody can act on takes attention away."))
    if len(set(indicators)) < len(indicators):
        raise NotNow(_("You chose the same indicator twice."))
    if set(indicators) - set(known):
        raise NotNow(_("This indicator is not in the library."))


def check_remarks_open(publication: Publication, group_remarks: Collection[Remark]) -> None:
    if publication.state == Publication.State.DRAFT:
        raise NotNow(_("These figures are not open yet."))
    if not remarks_open(group_remarks):
        raise NotNow(_("The meeting about these figures has ended."), _("Keep your remark for the next figures."))


def remarks_open(group_remarks: Collection[Remark]) -> bool:
    """Until the meeting that talked about them has ended."""
    return not any(r.locked_by_id for r in group_remarks)


def check_meeting_moves(meeting: Meeting, state: str, day: date) -> None:
    if (meeting.state, state) not in MEETING_MOVES:
        raise NotNow(_("This meeting has ended."))
    if state == Meeting.State.OPEN and meeting.on != day:
        raise NotNow(_("A meeting is opened again on its own day only."))


def check_cycle_moves(cycle: Cycle, state: str) -> None:
    if (cycle.state, state) not in CYCLE_MOVES:
        raise NotNow(_("This is not the next step of this action."), _("Say first that it is done."))


def check_remeasured(cycle: Cycle, period: Period | None, figure: Figure | None) -> None:
    """Closing asks for a value of a later period, one that ends on or after the day the change was ready."""
    if period is None or period.name == cycle.before_period or period.ends < cycle.due:
        raise NotNow(
            _("There are no figures yet from after the change."), _("Close it when a later period was measured, or drop it.")
        )
    if figure is None or figure.value is None:
        raise NotNow(
            _("The number in that period is too small to show."), _("Choose another period, or drop it with a reason.")
        )


def is_stale(cycle: Cycle, day: date) -> bool:
    """Open for more than a year: proposed for closing."""
    return cycle.state in Cycle.GOING_ON and cycle.agreed_on + _A_YEAR < day
