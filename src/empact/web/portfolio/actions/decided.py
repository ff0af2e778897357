"""What a body is asked about an action, and what follows once it has decided."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ...governance import actions as governance
from ...governance.models import Body, Decision
from ...kernel import audit
from ...kernel.problems import NotNow
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ..events import ActionMoved, DecisionAsked
from ..models import Action, Decided, StageMove
from ..permissions import check_may_keep
from ..policies import check_move, missing, moves_of
from ..queries import aims_of

__all__ = ["ask_decision", "follow_decision"]


@transaction.atomic
def ask_decision(
    *, action: Action, after: str, body: Body, values: dict[str, Any], today: date, by: Who, at: datetime
) -> Decision:
    """A proposal to a body, which takes the action to that stage once it is taken. It serves the aims that are named in
    ``values``, else those the action adds to."""
    check_may_keep(by, action)
    if after not in moves_of(action):
        raise NotNow(_("From where it is, this action does not go there."))
    if lacks := missing(action, after):
        raise NotNow(_("The action does not say enough yet to be decided on: %(number)s things.") % {"number": len(lacks)})
    values = {"aims": aims_of(action), **values}
    decision = governance.propose(body=body, values=values, today=today, by=by, at=at)
    Decided.objects.create(action=action, decision=decision, after=after)
    event = DecisionAsked(subject=f"portfolio.action:{action.pk}", decision=decision.pk, after=after)
    audit.record(event, by=by, at=at, purpose=Purpose.PROJECT)
    return decision


@transaction.atomic
def follow_decision(*, decided: Decided, today: date, by: Who, at: datetime) -> StageMove | None:
    """The action goes where the decision takes it. ``None`` where it has gone on in the meantime, or does not say any more
    what it must; then people see that it was decided and did not go."""
    action = Action.objects.select_for_update().get(pk=decided.action_id)
    if decided.decision.state != Decision.State.TAKEN or decided.after not in moves_of(action):
        return None
    if missing(action, decided.after):
        return None
    reason = _("Decision %(number)s: %(question)s") % {
        "number": decided.decision.number, "question": decided.decision.question,
    }  # fmt: skip
    check_move(action, decided.after, reason)
    before = action.stage
    action.stage, action.changed = decided.after, today
    action.save(update_fields=("stage", "changed"))
    move = StageMove.objects.create(
        action=action, before=before, after=decided.after, on=today, at=at, role=by.system or by.role, reason=reason[:300]
    )
    event = ActionMoved(subject=f"portfolio.action:{action.pk}", before=before, after=decided.after)
    audit.record(event, by=by, at=at, purpose=Purpose.PROJECT, reason=reason[:300])
    return move
