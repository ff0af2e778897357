"""May this happen to this report now? ``check_x`` raises a sentence, ``x`` answers yes or no."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from ..kernel.problems import Denied, NotNow, Problem
from ..kernel.who import Who
from ..territory.models import Organisation
from .models import Enquiry, Route, Signal, Turn, Unmet
from .states import SIGNAL_MOVES

__all__ = [
    "check_answerable", "check_can_join", "check_closable", "check_desk", "check_handles", "check_kept", "check_move",
    "check_outcome", "check_receives", "check_second_reader", "check_sees", "check_told",
    "may_know_reporter",
]  # fmt: skip

LONGEST_FOLLOW_UP: Final = timedelta(days=366)


def check_move(now: str, to: str, moves: Collection[tuple[Any, Any]] = SIGNAL_MOVES) -> None:
    """As the table says."""
    if (now, to) not in moves:
        raise NotNow(_("This cannot follow what was done before."), _("Open the report again and look where it stands."))


def check_sees(signal: Signal, by: Who) -> None:
    """It came to this hat, and was not given back."""
    if not signal.turns.of(by).filter(returned_at=None).exists():
        raise Denied(_("This report did not come to you."))


def check_handles(signal: Signal, by: Who) -> None:
    """Somebody has it in hand before something is done; others may write in the log."""
    if signal.handler_id != by.user_id:
        raise NotNow(_("You have not taken up this report."), _("Take it up first, so that nobody does the same."))


def check_answerable(signal: Signal) -> None:
    """Of a report that was joined to another, that one is answered."""
    if signal.state == Signal.State.JOINED:
        raise NotNow(_("This report was joined to another one."), _("Answer that one: both reporters hear it."))


def check_told(signal: Signal, told: str) -> None:
    """Where it is known who it is about, that is no reason not to tell them."""
    if told == Signal.Told.NOT_KNOWN and signal.person_id is not None:
        raise NotNow(_("We know who it is about."))


def check_second_reader(signal: Signal, by: Who) -> None:
    """Another than the one who thinks that telling is not safe."""
    if signal.told != Signal.Told.UNSAFE:
        raise NotNow(_("Nobody said that telling the person is not safe."))
    if signal.told_by == by.user_id:
        raise Denied(_("Somebody else has to look at this, too."), _("Ask a colleague who gets these reports."))


def check_closable(signal: Signal) -> None:
    """The reporter heard something, and the person knows, or there is a reason why not that two have read."""
    if not signal.feedback:
        raise NotNow(_("The reporter has heard nothing yet."), _("Give feedback first. It is a duty."))
    if not signal.told:
        raise NotNow(_("Does the person know of the report?"), _("Write down that they were told, or why not."))
    if signal.told == Signal.Told.UNSAFE and signal.second_reader is None:
        raise NotNow(
            _("Telling the person was not safe, and nobody else has looked at that."), _("Ask a colleague to read it.")
        )


def check_kept(signal: Signal) -> None:
    """What was told is still there."""
    if signal.wiped_at is not None:
        raise NotNow(_("What was told has been wiped."), _("If the worry is there again, write down a new report."))


def check_can_join(signal: Signal, to: Signal) -> None:
    """To another report, which is not itself joined to one."""
    check_kept(to)
    if signal.pk == to.pk or to.state == Signal.State.JOINED:
        raise NotNow(_("Choose another report, which stands by itself."))


def may_know_reporter(signal: Signal, turns: Collection[Turn]) -> bool:
    """Who reads reports for the region, always. Who cares for the person only where the reporter allows it."""
    if signal.discretion != Signal.Discretion.DESK:
        return True
    first = (Turn.Cause.REPORTED, Turn.Cause.TIME, Turn.Cause.ROUTED)
    return any(turn.kind != Turn.Kind.COORDINATOR and turn.cause in first for turn in turns)


def check_receives(route: Route) -> None:
    """One receiver, one backup at most, and not the same."""
    receivers = [r for r in (route.organisation_id, route.team_id) if r is not None]
    backups = [b for b in (route.backup_organisation_id, route.backup_team_id) if b is not None]
    if len(receivers) != 1 or len(backups) > 1:
        raise Problem(_("Choose an organisation or a team, not both."))
    if backups == receivers:
        raise Problem(_("The backup is somebody else than the receiver."))
    if (route.opens is None) != (route.closes is None) or (route.opens and route.closes and route.closes <= route.opens):
        raise Problem(_("Give both hours, the first one earlier. For a night, make two lines."))
    if not route.days:
        raise Problem(_("Choose at least one day of the week."))


def check_desk(by: Who) -> None:
    """The hat is worn at a place: its desk."""
    if not by.scope:
        raise Denied(_("You work at no desk in this role."), _("Ask your administrator for a role at a place."))


def check_outcome(state: str, organisation: Organisation | None, why: str, follow_up: date | None, today: date) -> None:
    """Passed on to somebody, or unanswered for a reason; a day to look again lies ahead."""
    if state == Enquiry.State.FORWARDED and organisation is None:
        raise Problem(_("To whom was the question passed on?"), _("Choose an organisation."))
    if state == Enquiry.State.UNANSWERED and why not in Unmet.values:
        raise Problem(_("Why is there no answer?"), _("Choose a reason: so it is seen what is missing here."))
    if follow_up is not None and not today < follow_up <= today + LONGEST_FOLLOW_UP:
        raise Problem(_("Choose a day from tomorrow on, within a year."))
