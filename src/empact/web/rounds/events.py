"""What happens in the round, in ids and codes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from ..kernel.events import Event

__all__ = ["PutOff", "TakenUpAgain"]


@dataclass(frozen=True, kw_only=True)
class PutOff(Event):
    name: ClassVar[str] = "rounds.put_off"
    until: date


@dataclass(frozen=True, kw_only=True)
class TakenUpAgain(Event):
    name: ClassVar[str] = "rounds.taken_up_again"
