"""What became, or would become, of each row of a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Outcome", "Refusal"]


@dataclass(frozen=True, slots=True)
class Refusal:
    """``row``: as a spreadsheet numbers it. ``what``: by which the reader knows it again."""

    sheet: str
    row: int
    what: str
    why: str


@dataclass
class Outcome:
    """Counts by sheet, and what was refused with the reason."""

    new: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    same: Counter[str] = field(default_factory=Counter)
    refused: list[Refusal] = field(default_factory=list)

    def refuse(self, sheet: str, row: int, what: str, why: Any) -> None:
        self.refused.append(Refusal(sheet, row, what[:120], str(why)))

    @property
    def does_something(self) -> bool:
        return bool(self.new.total() or self.changed.total())

    def plain(self) -> dict[str, Any]:
        """As it is kept."""
        rows = [[r.sheet, r.row, r.what, r.why] for r in self.refused]
        return {"new": dict(self.new), "changed": dict(self.changed), "same": dict(self.same), "refused": rows}

    @classmethod
    def of(cls, told: dict[str, Any]) -> Outcome:
        """As it was kept."""
        new, changed, same = (Counter(told.get(name, {})) for name in ("new", "changed", "same"))
        return cls(new, changed, same, [Refusal(*row) for row in told.get("refused", ())])

    def lines(self, sheets: Iterable[str]) -> list[tuple[str, int, int, int, int]]:
        """Per sheet: new, changed, equal, refused."""
        refused = Counter(r.sheet for r in self.refused)
        return [(s, self.new[s], self.changed[s], self.same[s], refused[s]) for s in sheets]
