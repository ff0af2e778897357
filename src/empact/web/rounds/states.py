"""States and the moves between them, as tables: what may follow what, and who has the next move."""

from __future__ import annotations

from typing import Final

from .models import Advice
from .permissions import ADVISE

__all__ = ["ADVICE_MOVES", "ADVICE_OWNER"]

_A = Advice.State
ADVICE_MOVES: Final = {
    (_A.ASKED, _A.ANSWERED),
    (_A.ASKED, _A.BACK),
    (_A.ANSWERED, _A.SHARED),
    (_A.SHARED, _A.ANSWERED),  # out of the library again
}
ADVICE_OWNER: Final = {_A.ASKED: ADVISE, _A.ANSWERED: ADVISE, _A.SHARED: ADVISE, _A.BACK: ""}
