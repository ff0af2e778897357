"""Which periods a reader may see by now. Whoever keeps the opening days answers (``add_holder``); this app asks and obeys."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Final

from ..kernel.who import Who
from .figures import Figures, Period

__all__ = ["Holder", "add_holder", "newest", "open_periods"]

Holder = Callable[[Who, Sequence[Period]], Collection[str]]
"""Names of those of these periods that are not open yet to who asks."""
_HOLDERS: Final[list[Holder]] = []


def add_holder(holder: Holder) -> None:
    """An app's answer to: which of these periods are kept back from this reader?"""
    _HOLDERS.append(holder)


def open_periods(figures: Figures, who: Who) -> list[Period]:
    """The periods that are open to this reader, in order of time. A course, too, ends at the last of them."""
    periods = figures.periods()
    held = {name for holder in _HOLDERS for name in holder(who, periods)}
    return [p for p in periods if p.name not in held]


def newest(figures: Figures, who: Who) -> Period | None:
    """The last of the periods that are open to this reader."""
    return next(reversed(open_periods(figures, who)), None)
