"""What comes after a screener: somebody does it, or says why not."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ...care.policies import check_move
from ...kernel import audit
from ...kernel.who import Who
from ..events import StepMoved
from ..models import FollowUp
from ..shared import check_reason, check_writes
from ..states import STEP_MOVES

__all__ = ["move_step"]


@transaction.atomic
def move_step(*, step: FollowUp, to: str, note: str = "", by: Who, at: datetime) -> FollowUp:
    """Done, not done (with the reason), or to do again."""
    purpose = check_writes(step.result.person, by, at)
    check_move(STEP_MOVES, step.state, to)
    if to == FollowUp.State.DROPPED:
        check_reason(note)
    step.state, step.note, step.moved_at, step.moved_by = to, note.strip(), at, by.user_id
    step.save(update_fields=("state", "note", "moved_at", "moved_by"))
    event = StepMoved(subject=f"screening.followup:{step.pk}", person=step.result.person_id, rule=step.name, state=to)
    audit.record(event, by=by, at=at, purpose=purpose)
    return step
