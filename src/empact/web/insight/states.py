"""States of a draft and the moves between them: what may follow what, and who moves it on."""

from __future__ import annotations

from typing import Final

from .models import Draft
from .permissions import DRAFT, REVIEW

__all__ = ["DRAFT_MOVES", "DRAFT_OWNER"]

_S: Final = Draft.State
DRAFT_MOVES: Final = {
    (_S.DRAFT, _S.PROPOSED): DRAFT,
    (_S.DRAFT, _S.WITHDRAWN): DRAFT,
    (_S.PROPOSED, _S.DRAFT): DRAFT,  # its author takes it back
    (_S.PROPOSED, _S.APPROVED): REVIEW,
    (_S.PROPOSED, _S.REFUSED): REVIEW,
    (_S.REFUSED, _S.DRAFT): DRAFT,
    (_S.WITHDRAWN, _S.DRAFT): DRAFT,
}
"""Each move, and the permission it takes."""
DRAFT_OWNER: Final = {_S.DRAFT: DRAFT, _S.PROPOSED: REVIEW, _S.REFUSED: DRAFT, _S.APPROVED: "", _S.WITHDRAWN: ""}
"""Who has the next move; empty: nobody, it has ended."""
