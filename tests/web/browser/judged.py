"""Pages that were found right before: the other database draws most of them to the letter, and need not ask again."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Iterable
from datetime import date
from pathlib import Path

__all__ = ["Judged"]

BY_CHANCE = (
    r'(?<=name="csrfmiddlewaretoken" value=")[^"]*',
    r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    r"\b\d?\d:\d\d(?::\d\d(?:\.\d+)?)?\b",
)
"""A token, an id, a time of day: what differs between two drawings of one page and changes nothing that is judged."""


class Judged:
    """``by``: all that a judgement rests on beside the page itself. When one of these changes, or the day, none counts."""

    def __init__(self, folder: Path, by: Iterable[bytes]) -> None:
        rests_on = hashlib.sha256()
        for one in by:
            rests_on.update(hashlib.sha256(one).digest())
        self._folder = folder / f"{date.today()}-{rests_on.hexdigest()[:16]}"
        for old in set(folder.iterdir()) - {self._folder}:
            shutil.rmtree(old, ignore_errors=True)
        self._folder.mkdir(exist_ok=True)

    def holds(self, drawn: str) -> bool:
        """Was this very page found right?"""
        return self._mark(drawn).exists()

    def keep(self, drawn: str) -> None:
        """It was, just now."""
        self._folder.mkdir(exist_ok=True)  # another run of these tests may have put it away
        self._mark(drawn).touch()

    def _mark(self, drawn: str) -> Path:
        return self._folder / hashlib.sha256(re.sub("|".join(BY_CHANCE), "-", drawn).encode()).hexdigest()
