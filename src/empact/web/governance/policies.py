"""May this happen now? Each kind of decision has its rule; silence decides nothing, and blocks nothing beyond the quorum."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from ..kernel.problems import NotNow, Problem
from .models import Body, Decision, Mandate, Seat, Voice
from .states import MOVES

__all__ = [
    "LEAST_MEETINGS", "Turnout", "check_aims", "check_may_follow", "check_move", "check_speaks_for", "check_taken",
    "check_voice", "too_few_meetings", "turnout",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Turnout:
    """Seats of the body on the day, those that spoke, and how many must."""

    seats: int
    spoke: int
    needed: int

    @property
    def is_enough(self) -> bool:
        return self.spoke >= self.needed


def turnout(decision: Decision, day: date) -> Turnout:
    """Who has a stake and therefore does not vote counts as present."""
    seats = decision.body.seats.on(day).exclude(organisation=None).count()
    spoke = decision.voices.filter(seat__in=decision.body.seats.on(day)).count()
    return Turnout(seats, spoke, max(1, -(-seats * decision.body.quorum // 100)))


def check_aims(aims: Iterable[str]) -> list[str]:
    """At least one of the five, in their order: what serves none of them is not decided here. Raises :class:`Problem`."""
    named = set(aims)
    found = [aim.value for aim in Decision.Aim if aim.value in named]
    if not found or len(found) < len(named):
        raise Problem(_("A decision serves at least one of the five aims."), _("Say which."))
    return found


def check_move(decision: Decision, to: str) -> None:
    if (Decision.State(decision.state), Decision.State(to)) not in MOVES:
        raise NotNow(
            _("A decision that is '%(now)s' does not become '%(to)s'.")
            % {"now": Decision.State(decision.state).label, "to": Decision.State(to).label}
        )


def check_voice(decision: Decision, seat: Seat, stance: str, reason: str, stake: str, day: date) -> None:
    """A seat of the body, on an open decision; an objection has a reason; who has a stake abstains where the body says so."""
    if decision.state != Decision.State.OPEN:
        raise NotNow(_("This decision is not open."))
    if seat.body_id != decision.body_id or not seat.is_on(day):
        raise NotNow(_("This seat is not in the body that decides."))
    if stance in (Voice.Stance.OBJECTS, Voice.Stance.ADVISES) and not reason.strip():
        raise NotNow(_("Say why: an objection or an advice without a reason cannot be taken up."))
    if (stance == Voice.Stance.ADVISES) != (decision.kind == Decision.Kind.ADVICE):
        raise NotNow(_("Advice is given where a decision is taken after advice, and nothing else is."))
    if stake.strip() and not decision.body.stakes_vote and stance in (Voice.Stance.AGREES, Voice.Stance.OBJECTS):
        raise NotNow(_("Who has a stake does not vote in this body."), _("Abstain, and say which stake you have."))


def check_speaks_for(giver: Seat, holder: Seat, day: date) -> None:
    """By a mandate of that day, given to this seat itself: what was given is not given on."""
    if not Mandate.objects.on(day).filter(giver=giver, holder=holder).exists():
        raise NotNow(_("This seat has no mandate to speak for the other."))


LEAST_MEETINGS: Final = 4
"""A body meets at least so often in a year: steering meets 4 to 5 times, after each of the four evaluations."""


def too_few_meetings(body: Body, year: int, today: date) -> bool:
    """Are there fewer meetings, held or still to come, in a year in which the body was there from the first day on?"""
    if not body.is_on(date(year, 1, 1)):
        return False
    rows = body.meetings.filter(on__year=year)
    return rows.filter(held=True).count() + rows.filter(held=False, on__gte=today).count() < LEAST_MEETINGS


def check_may_follow(before: Decision | None) -> None:
    if before is None:
        return
    if before.state != Decision.State.TAKEN:
        raise NotNow(_("Only a decision that was taken is followed by another."))
    if hasattr(before, "followed_by"):
        raise NotNow(_("Another decision follows that one already."))


def check_taken(decision: Decision, day: date) -> None:
    """May it be taken? By its kind: no objection left, advice answered, more for than against, within the mandate."""
    voices = decision.voices.all()
    if decision.kind == Decision.Kind.MANDATE:
        if decision.body.up_to is None or decision.cost > decision.body.up_to:
            raise NotNow(
                _("It costs more than this body decides by itself."), _("Ask another body, or decide by consent or majority.")
            )
        return
    if decision.kind == Decision.Kind.ADVICE:
        if not voices.exists():
            raise NotNow(_("Nobody has advised yet."))
        if voices.filter(stance=Voice.Stance.ADVISES, answer="").exists():
            raise NotNow(_("An advice has no answer yet."), _("Say how it was taken up."))
        return
    found = turnout(decision, day)
    if not found.is_enough:
        raise NotNow(
            _("%(spoke)s of %(seats)s seats have spoken; %(needed)s must.")
            % {"spoke": found.spoke, "seats": found.seats, "needed": found.needed}
        )
    if decision.kind == Decision.Kind.CONSENT:
        if voices.objections().exists():
            raise NotNow(_("There is an objection without an answer."), _("Take it up, or do not take the decision."))
        return
    agree, against = (voices.filter(stance=s).count() for s in (Voice.Stance.AGREES, Voice.Stance.OBJECTS))
    if agree <= against:
        raise NotNow(_("There are not more for it than against it."))
