"""What may become of an ask, as a table."""

from __future__ import annotations

from typing import Final

from .models import Ask
from .permissions import FOLLOW, KEEP

__all__ = ["MOVES", "OWNER"]

_S: Final = Ask.State
MOVES: Final = {
    (_S.NOTED, _S.SENT), (_S.SENT, _S.ANSWERED), (_S.ANSWERED, _S.SENT), (_S.ANSWERED, _S.CLOSED), (_S.NOTED, _S.CLOSED),
    (_S.SENT, _S.CLOSED), (_S.CLOSED, _S.NOTED),
}  # fmt: skip
"""An answer that is none is asked about again; what was closed is opened again."""
OWNER: Final = {_S.NOTED: KEEP, _S.SENT: FOLLOW, _S.ANSWERED: KEEP, _S.CLOSED: ""}
"""Who has the next move; empty: nobody."""
