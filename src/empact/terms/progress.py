"""How long work tells how far it is, without knowing who listens."""

from __future__ import annotations

from typing import Protocol

__all__ = ["Progress", "Silent"]


class Progress(Protocol):
    """A listener. ``step`` opens the next stretch of work; ``advance`` moves along it. Calls come from one thread."""

    def step(self, name: str, total: int) -> None:
        """A stretch of work begins: a short name in plain words, and how many units it has (0: cannot be told)."""

    def advance(self, n: int = 1) -> None:
        """So many more units are done."""


class Silent:
    """Nobody listens."""

    def step(self, name: str, total: int) -> None:
        """Say nothing."""

    def advance(self, n: int = 1) -> None:
        """Say nothing."""
