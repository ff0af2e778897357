"""What happens to a report, in ids and codes. Never whom it is about: that person may not know of it yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ..kernel.events import Event

__all__ = [
    "EnquiryMoved", "RouteMoved", "SignalFeedback", "SignalMarked", "SignalMoved", "SignalNoted", "SignalRead",
    "SignalReported", "SignalTold", "SignalWiped", "TurnBegan",
]  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class SignalReported(Event):
    name: ClassVar[str] = "signals.reported"
    channel: str
    urgency: str


@dataclass(frozen=True, kw_only=True)
class SignalMoved(Event):
    name: ClassVar[str] = "signals.moved"
    state: str


@dataclass(frozen=True, kw_only=True)
class TurnBegan(Event):
    """``number`` of the turn, its ``kind`` and ``cause``."""

    name: ClassVar[str] = "signals.turn_began"
    number: int
    kind: str
    cause: str


@dataclass(frozen=True, kw_only=True)
class SignalNoted(Event):
    name: ClassVar[str] = "signals.noted"
    kind: str


@dataclass(frozen=True, kw_only=True)
class SignalFeedback(Event):
    name: ClassVar[str] = "signals.feedback_given"
    code: str


@dataclass(frozen=True, kw_only=True)
class SignalTold(Event):
    """``second``: a second reader agreed that telling is not safe."""

    name: ClassVar[str] = "signals.told"
    told: str
    second: bool = False


@dataclass(frozen=True, kw_only=True)
class SignalMarked(Event):
    name: ClassVar[str] = "signals.marked"
    marked: bool


@dataclass(frozen=True, kw_only=True)
class SignalWiped(Event):
    """``kept_days``: how long the region keeps what is closed."""

    name: ClassVar[str] = "signals.wiped"
    kept_days: int


@dataclass(frozen=True, kw_only=True)
class SignalRead(Event):
    """``part``: the report, or who reported it."""

    name: ClassVar[str] = "signals.read"
    part: str


@dataclass(frozen=True, kw_only=True)
class RouteMoved(Event):
    name: ClassVar[str] = "signals.route_moved"
    ended: bool = False


@dataclass(frozen=True, kw_only=True)
class EnquiryMoved(Event):
    """Written down, or what became of it."""

    name: ClassVar[str] = "signals.enquiry_moved"
    state: str
