"""What may become of a decision, as a table."""

from __future__ import annotations

from typing import Final

from .models import Decision
from .permissions import KEEP, PROPOSE

__all__ = ["MOVES", "OWNER"]

_S: Final = Decision.State
MOVES: Final = {(_S.DRAFT, _S.OPEN), (_S.OPEN, _S.TAKEN), (_S.OPEN, _S.REFUSED), (_S.OPEN, _S.DRAFT)}
OWNER: Final = {_S.DRAFT: PROPOSE, _S.OPEN: KEEP, _S.TAKEN: "", _S.REFUSED: ""}
"""Who has the next move; empty: nobody, it has ended."""
