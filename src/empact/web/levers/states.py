"""What may become of hours and of means in kind, as tables."""

from __future__ import annotations

from typing import Final

from .models import Entry, InKind
from .permissions import CONFIRM, REGISTER

__all__ = ["IN_KIND_MOVES", "IN_KIND_OWNER", "MOVES", "OWNER"]

_E: Final = Entry.State
MOVES: Final = {
    (_E.WAITING, _E.CONFIRMED), (_E.WAITING, _E.ASKED), (_E.ASKED, _E.WAITING), (_E.ASKED, _E.CONFIRMED),
    (_E.WAITING, _E.WITHDRAWN), (_E.ASKED, _E.WITHDRAWN),
}  # fmt: skip
OWNER: Final = {_E.WAITING: CONFIRM, _E.ASKED: REGISTER, _E.CONFIRMED: "", _E.WITHDRAWN: ""}
"""Who has the next move; empty: nobody. What was confirmed is put right by a counter-entry."""

_I: Final = InKind.State
IN_KIND_MOVES: Final = {(_I.WAITING, _I.CONFIRMED), (_I.WAITING, _I.WITHDRAWN), (_I.CONFIRMED, _I.WITHDRAWN)}
IN_KIND_OWNER: Final = {_I.WAITING: CONFIRM, _I.CONFIRMED: REGISTER, _I.WITHDRAWN: ""}
