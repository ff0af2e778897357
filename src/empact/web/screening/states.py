"""States and the moves between them, as tables: what may follow what, and who has the next move."""

from __future__ import annotations

from typing import Final

from .models import FollowUp, RuleVersion
from .permissions import KEEP_RULES, RECORD

__all__ = ["RULE_MOVES", "RULE_OWNER", "STEP_MOVES", "STEP_OWNER"]

_R, _S = RuleVersion.State, FollowUp.State

RULE_MOVES: Final = {(_R.PROPOSED, _R.IN_FORCE), (_R.PROPOSED, _R.DROPPED)}
RULE_OWNER: Final = {_R.PROPOSED: KEEP_RULES, _R.IN_FORCE: "", _R.DROPPED: ""}
"""A rule in force is followed by a newer one, and never taken back."""

STEP_MOVES: Final = {(_S.OPEN, _S.DONE), (_S.OPEN, _S.DROPPED), (_S.DONE, _S.OPEN), (_S.DROPPED, _S.OPEN)}
STEP_OWNER: Final = dict.fromkeys(_S, RECORD)
