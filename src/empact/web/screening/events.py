"""What happens with scores, in ids and codes; a score never stands in an event."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ..kernel.events import Event

__all__ = ["LiteracyMoved", "RuleMoved", "ScoreRecorded", "StepMoved"]


@dataclass(frozen=True, kw_only=True)
class ScoreRecorded(Event):
    """``instrument`` by its code; ``origin``: typed or imported; ``official`` for a result of the BelRAI application."""

    name: ClassVar[str] = "screening.score_recorded"
    instrument: str
    official: bool = False
    origin: str = ""
    ended: bool = False


@dataclass(frozen=True, kw_only=True)
class LiteracyMoved(Event):
    """Nothing says which questions were asked, or what came of them."""

    name: ClassVar[str] = "screening.literacy_moved"
    gone: bool = False


@dataclass(frozen=True, kw_only=True)
class StepMoved(Event):
    """``rule`` that asks for it; ``state``: open, done or dropped."""

    name: ClassVar[str] = "screening.step_moved"
    rule: str
    state: str


@dataclass(frozen=True, kw_only=True)
class RuleMoved(Event):
    """``flips``: how many results the rule answers otherwise than before."""

    name: ClassVar[str] = "screening.rule_moved"
    rule: str
    version: int
    state: str
    flips: int = 0
