"""The states of a report and of a question and the moves between them, and who has the next move of a report."""

from __future__ import annotations

from typing import Final

from .models import Enquiry, Signal
from .permissions import HANDLE

__all__ = ["CLOCK_MOVES", "ENQUIRY_MOVES", "OWNER", "SIGNAL_MOVES"]

_S = Signal.State

SIGNAL_MOVES: Final = {
    (_S.RECEIVED, _S.TRIAGE),
    (_S.RECEIVED, _S.RECEIVED),  # the time ran out: the next one's turn
    (_S.TRIAGE, _S.RECEIVED),  # nobody made contact in time
    (_S.TRIAGE, _S.PASSED),
    (_S.PASSED, _S.TRIAGE),  # accepted
    (_S.PASSED, _S.RECEIVED),  # given back, or not accepted in time
    (_S.TRIAGE, _S.CONTACT),
    (_S.CONTACT, _S.PASSED),
    (_S.CONTACT, _S.ACTION),
    (_S.ACTION, _S.PASSED),
    (_S.TRIAGE, _S.CLOSED),
    (_S.CONTACT, _S.CLOSED),
    (_S.ACTION, _S.CLOSED),
    (_S.CLOSED, _S.TRIAGE),  # opened again
    (_S.RECEIVED, _S.JOINED),
    (_S.TRIAGE, _S.JOINED),
    (_S.JOINED, _S.TRIAGE),  # it was another matter
}
OWNER: Final = dict.fromkeys(_S, HANDLE) | {_S.JOINED: ""}

CLOCK_MOVES: Final = {_S.RECEIVED: _S.RECEIVED, _S.PASSED: _S.RECEIVED, _S.TRIAGE: _S.RECEIVED, _S.CONTACT: _S.CONTACT,
                      _S.ACTION: _S.ACTION}  # fmt: skip
"""What a state becomes when its clock runs out: what nobody has in hand goes to the next one, who else is only called in."""

_E = Enquiry.State

ENQUIRY_MOVES: Final = {
    (_E.OPEN, _E.ANSWERED),
    (_E.OPEN, _E.FORWARDED),
    (_E.OPEN, _E.UNANSWERED),
    (_E.FORWARDED, _E.ANSWERED),
    (_E.FORWARDED, _E.FORWARDED),  # to another one
    (_E.FORWARDED, _E.UNANSWERED),
    (_E.UNANSWERED, _E.ANSWERED),
    (_E.UNANSWERED, _E.FORWARDED),
    (_E.UNANSWERED, _E.UNANSWERED),  # for another reason, or until another day
    (_E.ANSWERED, _E.FORWARDED),  # it was no answer after all
    (_E.ANSWERED, _E.UNANSWERED),
}
