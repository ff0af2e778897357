"""What may become of an offer and of a proposed correction, as tables, and who has the next move."""

from __future__ import annotations

from typing import Final

from .models import Offer, Proposal
from .permissions import KEEP

__all__ = ["ANSWERS", "MOVES", "OWNER"]

_S: Final = Offer.State
MOVES: Final = {
    (_S.DRAFT, _S.ACTIVE), (_S.DRAFT, _S.ENDED), (_S.ACTIVE, _S.CLOSED), (_S.CLOSED, _S.ACTIVE), (_S.ACTIVE, _S.ENDED),
    (_S.CLOSED, _S.ENDED), (_S.ENDED, _S.DRAFT),
}  # fmt: skip
OWNER: Final = {_S.DRAFT: KEEP, _S.ACTIVE: KEEP, _S.CLOSED: KEEP, _S.ENDED: KEEP}
"""That an offer is stale is no state: it follows from the day it was assured."""

_P: Final = Proposal.State
ANSWERS: Final = {(_P.ASKED, _P.DONE), (_P.ASKED, _P.REFUSED)}
