"""What a quality check is, and what it found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

__all__ = ["AXES", "WHOLE", "Check", "Finding", "Verdict"]

Verdict = Literal["failed", "attention", "ok"]
WHOLE: Final = ""
AXES: Final = ("source", "practice", "month")
"""By what a check of rows is told, beside the whole and the table."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that is counted.

    ``fails`` and ``among`` are conditions in portable SQL on one row (``e``), its person (``p``) and its code (``c``); a
    check that is counted otherwise has none. ``detail`` is what the sentence names beside table and column; ``mark`` tells
    two checks of one kind on one column apart.
    """

    kind: str
    table: str
    column: str = ""
    fails: str = ""
    among: str = ""
    detail: str = ""
    mark: str = ""

    @property
    def id(self) -> str:
        return ".".join(part for part in (self.kind, self.table, self.column, self.mark) if part)


@dataclass(frozen=True, slots=True)
class Finding:
    """``failed`` of ``of``, exact: not to be shown as such. ``by`` holds the same per key of each axis.

    ``seconds`` is what the whole reading took in which this check was counted, together with ``shared_by`` - 1 others: more
    than the check would cost alone.
    """

    check: Check
    failed: int
    of: int
    seconds: float
    shared_by: int = 1
    by: Mapping[str, Mapping[str, tuple[int, int]]] = field(default_factory=dict)

    @property
    def share(self) -> float | None:
        return self.failed / self.of if self.of else None
