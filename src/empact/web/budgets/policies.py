"""May this happen now? What a body approved is frozen, and money moves only by a decision that was taken."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from ..governance.models import Decision
from ..kernel.problems import NotNow
from .models import Entry, FundingSource, Hours, Line, Position, Version
from .states import MOVES

__all__ = [
    "check_amount", "check_approves", "check_can_be_taken_back", "check_draft", "check_hours", "check_month", "check_moves",
    "check_source", "check_taken", "check_team",
]  # fmt: skip


def check_draft(version: Version) -> None:
    if version.state != Version.State.DRAFT:
        raise NotNow(_("This version was approved and does not change any more."), _("Make an amendment."))


def check_approves(version: Version) -> None:
    if (Version.State(version.state), Version.State.APPROVED) not in MOVES:
        check_draft(version)
    if not version.planned.exists():
        raise NotNow(_("There is no line in it yet."))


def check_taken(decision: Decision | None, day: date) -> None:
    """A decision is named, it was taken, it holds on that day, and no other took its place."""
    if decision is None:
        raise NotNow(_("Say which decision this rests on."), _("Ask a body to decide first."))
    if decision.state != Decision.State.TAKEN or hasattr(decision, "followed_by"):
        raise NotNow(
            _("Decision %(number)s does not hold: it was not taken, or another took its place.") % {"number": decision.number}
        )
    if decision.starts is None or decision.starts > day:
        raise NotNow(_("Decision %(number)s does not hold yet.") % {"number": decision.number})


def check_amount(amount_minor: int) -> None:
    if amount_minor <= 0:
        raise NotNow(_("An amount is more than nothing."))


def check_source(source: FundingSource, year: int) -> None:
    """It pays in that year."""
    if source.starts.year > year or (source.ends is not None and source.ends.year < year):
        raise NotNow(_("This source does not pay in that year."))


def check_moves(before: Line, after: Line) -> None:
    """Money of one source stays with that source, and in its year."""
    if before.pk == after.pk:
        raise NotNow(_("Choose another line to move it to."))
    if before.source_id != after.source_id:
        raise NotNow(_("These lines are paid from two sources."), _("What one source pays stays with what it is for."))
    if before.budget.year != after.budget.year:
        raise NotNow(_("These lines are of two years."), _("Make an amendment of each."))


def check_team(line: Line, team_id: object) -> None:
    """What is earmarked is spent for one of its teams."""
    teams = {team.pk for team in line.teams.all()}
    if teams and team_id not in teams:
        raise NotNow(_("This line is for certain teams only: say for which one it was spent."))


def check_can_be_taken_back(entry: Entry) -> None:
    """What was decided is changed by another decision, never taken back; and nothing is taken back twice."""
    if entry.kind in (Entry.Kind.GRANT, Entry.Kind.MOVE):
        raise NotNow(_("A body decided this: another decision changes it."))
    if entry.reverses_id is not None or hasattr(entry, "reversed_by"):
        raise NotNow(_("This was taken back already."), _("Write it down anew."))


def check_month(position: Position, month: date, today: date) -> None:
    """Paid by the hour, in a month that has begun and in which the position holds."""
    if not position.is_hourly:
        raise NotNow(_("This position is paid by a share of the week, not by the hour."))
    if month > today:
        raise NotNow(_("That month has not begun."))
    last = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    if position.starts >= last or (position.ends is not None and position.ends < month):
        raise NotNow(_("Nobody worked in this position in that month."))


def check_hours(hours: Hours, approver: object) -> None:
    if hours.is_approved:
        raise NotNow(_("These hours were approved."))
    if hours.entry.noted_by_id is not None and hours.entry.noted_by_id == approver:
        raise NotNow(_("Who wrote hours down does not approve them."), _("Ask somebody else of the office."))
