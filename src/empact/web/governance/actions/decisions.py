"""A decision from its draft to its end, and what is said of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from ...kernel import audit
from ...kernel.events import Event
from ...kernel.permissions import check_may
from ...kernel.problems import NotNow, check_words
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...territory.search import fold
from .. import policies
from ..events import DecisionMoved, DecisionProposed, VoiceAnswered, VoiceHeard
from ..models import Body, Decision, Seat, Voice
from ..permissions import KEEP, PROPOSE, check_may_speak

__all__ = ["answer_voice", "move_decision", "propose", "speak", "take"]


@transaction.atomic
def propose(
    *, body: Body, values: dict[str, Any], follows: Decision | None = None, today: date, by: Who, at: datetime
) -> Decision:
    """A draft. ``values``: question, proposal, reasons, plan, aims, and alternatives, kind, cost, hours."""
    check_may(by, PROPOSE, Purpose.PROJECT)
    policies.check_may_follow(follows)
    for name in ("question", "proposal", "reasons", "plan"):
        check_words(
            values.get(name, ""), _("A decision says what is asked, what is proposed, why, and what of the plan it serves.")
        )
    values = values | {"aims": policies.check_aims(values.get("aims", ()))}
    number = 1 + int(Decision.objects.aggregate(last=Max("number"))["last"] or 0)
    decision = Decision(body=body, number=number, follows=follows, proposed=today, **values)
    decision.search = fold(str(number), decision.question, decision.proposal, decision.reasons, decision.plan)
    decision.save()
    _record(DecisionProposed(subject=f"governance.decision:{decision.pk}", body=body.pk), by, at)
    return decision


@transaction.atomic
def move_decision(*, decision: Decision, to: str, today: date, by: Who, at: datetime) -> Decision:
    """Open it, take it back to be written anew, or say that it is not taken. Taking it is :func:`take`."""
    check_may(by, KEEP, Purpose.PROJECT)
    policies.check_move(decision, to)
    if to == Decision.State.TAKEN:
        raise NotNow(_("A decision is taken with the day it holds from and the day it is looked at again."))
    decision.state = to
    if to == Decision.State.OPEN:
        decision.opened = today
    elif to == Decision.State.REFUSED:
        decision.decided = today
    decision.save(update_fields=("state", "opened", "decided"))
    _record(DecisionMoved(subject=f"governance.decision:{decision.pk}", state=to), by, at)
    return decision


@transaction.atomic
def take(
    *,
    decision: Decision,
    proposal: str = "",
    conditions: str = "",
    starts: date,
    review_by: date,
    today: date,
    by: Who,
    at: datetime,
) -> Decision:
    """It is decided, by the rule of its kind. ``proposal``: the words that hold, where objections changed them."""
    check_may(by, KEEP, Purpose.PROJECT)
    policies.check_move(decision, Decision.State.TAKEN)
    policies.check_taken(decision, today)
    if review_by <= starts:
        raise NotNow(_("It is looked at again after it has begun to hold."))
    decision.proposal = proposal.strip() or decision.proposal
    decision.conditions = conditions.strip()
    decision.state, decision.decided, decision.starts, decision.review_by = Decision.State.TAKEN, today, starts, review_by
    decision.search = fold(
        str(decision.number), decision.question, decision.proposal, decision.reasons, decision.plan, decision.conditions
    )
    decision.save()
    _record(DecisionMoved(subject=f"governance.decision:{decision.pk}", state=decision.state), by, at)
    return decision


@transaction.atomic
def speak(
    *,
    decision: Decision,
    seat: Seat,
    stance: str,
    reason: str = "",
    stake: str = "",
    through: Seat | None = None,
    today: date,
    by: Who,
    at: datetime,
) -> Voice:
    """What a seat says, by itself or through another that has its mandate. What it says itself takes the place of that."""
    check_may_speak(by, through or seat)
    if through is not None:
        policies.check_speaks_for(seat, through, today)
    policies.check_voice(decision, seat, stance, reason, stake, today)
    there = Voice.objects.filter(decision=decision, seat=seat).first()
    if there is not None and there.by_id is None and through is not None:
        raise NotNow(_("This seat has spoken itself."))
    voice = there or Voice(decision=decision, seat=seat)
    voice.by, voice.stance, voice.reason, voice.stake, voice.at = through, stance, reason.strip(), stake.strip(), at
    voice.answer = ""
    voice.save()
    event = VoiceHeard(subject=f"governance.voice:{voice.pk}", decision=decision.pk, seat=seat.pk, stance=stance)
    _record(event, by, at)
    return voice


@transaction.atomic
def answer_voice(*, voice: Voice, answer: str, by: Who, at: datetime) -> Voice:
    """How an objection or an advice was taken up."""
    check_may(by, KEEP, Purpose.PROJECT)
    if voice.decision.state != Decision.State.OPEN:
        raise NotNow(_("This decision is not open."))
    voice.answer = check_words(answer)
    voice.save(update_fields=("answer",))
    _record(VoiceAnswered(subject=f"governance.voice:{voice.pk}", decision=voice.decision_id, seat=voice.seat_id), by, at)
    return voice


def _record(event: Event, by: Who, at: datetime) -> None:
    audit.record(event, by=by, at=at, purpose=Purpose.PROJECT)
