"""What may become of hours, of means in kind and of an application to the fund, as tables."""

from __future__ import annotations

from typing import Final

from .models import Application, Entry, InKind
from .permissions import APPLY, ASSESS, CONFIRM, KEEP, REGISTER

__all__ = ["APPLICATION_MOVES", "APPLICATION_OWNER", "IN_KIND_MOVES", "IN_KIND_OWNER", "MOVES", "OWNER"]

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

_A: Final = Application.State
APPLICATION_MOVES: Final = {
    (_A.DRAFT, _A.SUBMITTED), (_A.SUBMITTED, _A.ASSESSED), (_A.ASSESSED, _A.ASKED), (_A.ASKED, _A.GRANTED),
    (_A.ASKED, _A.REFUSED), (_A.GRANTED, _A.CLOSED), (_A.DRAFT, _A.WITHDRAWN), (_A.SUBMITTED, _A.WITHDRAWN),
    (_A.ASSESSED, _A.WITHDRAWN),
}  # fmt: skip
APPLICATION_OWNER: Final = {
    _A.DRAFT: APPLY, _A.SUBMITTED: ASSESS, _A.ASSESSED: KEEP, _A.ASKED: "", _A.GRANTED: KEEP, _A.REFUSED: "", _A.CLOSED: "",
    _A.WITHDRAWN: "",
}  # fmt: skip
"""While it is asked the body decides; what it decides is followed by itself."""
