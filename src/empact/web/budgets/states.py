"""What may become of a version of a budget and of a call, as tables."""

from __future__ import annotations

from typing import Final

from .models import Call, Version
from .permissions import KEEP

__all__ = ["CALL_MOVES", "MOVES", "OWNER"]

_S: Final = Version.State
MOVES: Final = {(_S.DRAFT, _S.APPROVED)}
OWNER: Final = {_S.DRAFT: KEEP, _S.APPROVED: ""}
"""Who has the next move; empty: nobody, it is frozen."""

_C: Final = Call.State
CALL_MOVES: Final = {
    (_C.OPEN, _C.APPLIED), (_C.OPEN, _C.LEFT), (_C.APPLIED, _C.GRANTED), (_C.APPLIED, _C.REFUSED), (_C.LEFT, _C.OPEN),
}  # fmt: skip
