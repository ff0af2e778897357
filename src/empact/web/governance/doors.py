"""What other apps offer after a meeting of a body: a link each on its page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from ..kernel.who import Who
from .models import Meeting

__all__ = ["add", "doors"]

Source = Callable[[Meeting, Who], Iterable[tuple[Any, str]]]
_SOURCES: Final[list[Source]] = []


def add(source: Source) -> None:
    """An app's answer to: what can this hat do with this meeting? Title and address of each."""
    _SOURCES.append(source)


def doors(meeting: Meeting, who: Who) -> list[tuple[Any, str]]:
    """In the order of adding."""
    return [one for source in _SOURCES for one in source(meeting, who)]
