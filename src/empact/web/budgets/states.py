"""What may become of a version of a budget, as a table."""

from __future__ import annotations

from typing import Final

from .models import Version
from .permissions import KEEP

__all__ = ["MOVES", "OWNER"]

_S: Final = Version.State
MOVES: Final = {(_S.DRAFT, _S.APPROVED)}
OWNER: Final = {_S.DRAFT: KEEP, _S.APPROVED: ""}
"""Who has the next move; empty: nobody, it is frozen."""
