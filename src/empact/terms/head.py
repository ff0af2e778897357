"""The head of whatever is written down as a definition: who answers for it, on which ground, until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

__all__ = ["Head"]


@dataclass(frozen=True, slots=True)
class Head:
    """Who answers for a definition, on which ground, and until when. Nothing here changes a number.

    ``valid_from`` is the first of all days where the source gives none.
    """

    source: tuple[str, ...]
    reviewer: str
    reviewed: date
    review_by: date
    valid_from: date
    valid_to: date | None
    note: str
    file: str

    def is_valid_on(self, day: date) -> bool:
        """Does it hold on that day? The last day is inside."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)
