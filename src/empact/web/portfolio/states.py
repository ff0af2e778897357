"""The stages of an action and the steps between them, as tables: what may follow what, who takes the step, what it asks."""

from __future__ import annotations

from typing import Final

from .models import Action
from .permissions import DECIDE, KEEP

__all__ = ["NEEDS", "ORDER", "SMALL_NEEDS", "SMALL_STAGES", "STAGE_MOVES", "STAGE_OWNER", "is_skip", "owner_of"]

_S: Final = Action.Stage
ORDER: Final = (_S.IDEA, _S.SCREENING, _S.PLAN, _S.DECISION, _S.RUNNING, _S.EVALUATION, _S.EMBEDDED)
"""The way an action goes where nothing is skipped."""

STAGE_OWNER: Final = {
    (_S.IDEA, _S.SCREENING): KEEP,
    (_S.IDEA, _S.PLAN): KEEP,
    (_S.SCREENING, _S.PLAN): KEEP,
    (_S.SCREENING, _S.DECISION): KEEP,
    (_S.PLAN, _S.DECISION): KEEP,
    (_S.PLAN, _S.SCREENING): KEEP,
    (_S.DECISION, _S.PLAN): DECIDE,
    (_S.DECISION, _S.RUNNING): DECIDE,
    (_S.RUNNING, _S.EVALUATION): KEEP,
    (_S.RUNNING, _S.EMBEDDED): DECIDE,
    (_S.EVALUATION, _S.RUNNING): DECIDE,
    (_S.EVALUATION, _S.EMBEDDED): DECIDE,
    **{(stage, _S.STOPPED): DECIDE for stage in ORDER[:-1]},
    (_S.STOPPED, _S.PLAN): DECIDE,
}
"""Who takes each step there is."""
STAGE_MOVES: Final = frozenset(STAGE_OWNER)

NEEDS: Final[dict[str, tuple[str, ...]]] = {
    _S.SCREENING: ("need", "afterwards"),
    _S.PLAN: ("objective", "programme", "puller"),
    _S.DECISION: ("target", "start"),
    _S.RUNNING: ("target", "start", "kpi"),
    _S.EVALUATION: ("target", "start", "kpi"),
    _S.EMBEDDED: ("afterwards",),
}
"""What must be there before a stage begins; that of the stages passed over as well. See ``policies.missing``."""


SMALL_STAGES: Final = (_S.RUNNING, _S.EVALUATION)
SMALL_NEEDS: Final = ("need", "kpi")
"""What a small action of a team says before these stages, in place of all that."""


def owner_of(action: Action, after: str) -> str:
    """Who takes this step of this action. What needs no means starts without a decision of a body."""
    before, to = _S(action.stage), _S(after)
    if to == _S.RUNNING and not action.needs_means:
        return KEEP
    if to == _S.STOPPED and action.is_small:
        return KEEP
    return STAGE_OWNER.get((before, to), DECIDE)


def is_skip(before: str, after: str) -> bool:
    """Is a stage left out between the two? That needs a reason, as going back and stopping do."""
    if before not in ORDER or after not in ORDER:
        return True
    return ORDER.index(after) != ORDER.index(before) + 1
