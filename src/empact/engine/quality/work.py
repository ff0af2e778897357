"""What is under way while a register is characterised: the margins of every table, and the clock of every reading."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ..database import Database
from ..register import Register
from .prevalence import Recordings
from .rules import Rules
from .scan import Margins, References
from .whole import Keys

__all__ = ["PEOPLE", "SKIPPED", "Work"]

PEOPLE = "people"  # the margins and the clock of the people themselves
SKIPPED = ("reject",)  # what was not taken up has a view of its own


@dataclass(slots=True)
class Work:
    """``tables`` are those that have rows."""

    db: Database
    register: Register
    rules: Rules
    loaded: date
    tables: list[str]
    refers: References = field(default_factory=References)
    concepts: list[dict[str, Any]] = field(default_factory=list)
    margins: dict[str, Margins] = field(default_factory=dict)
    keys: dict[str, Keys] = field(default_factory=dict)
    repeated: dict[str, dict[str, dict[str, int]]] = field(default_factory=dict)
    overlapping: dict[str, int] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    recordings: Recordings | None = None

    @contextmanager
    def clock(self, reading: str) -> Iterator[None]:
        """Add what happens inside to the seconds of a reading."""
        began = time.perf_counter()
        yield
        self.seconds[reading] = self.seconds.get(reading, 0.0) + time.perf_counter() - began
