"""Conditions as recorded, by practice: does one record far more or less than chance and the usual variation explain?

Diagnoses only, by the codes that the library's conditions name; sensitive conditions are left out. The funnel is that of
``stats``: 99.8 % limits, widened by what practices differ anyhow (additive over-dispersion, winsorised).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from ...criteria.nodes import Recorded, walk
from ...definitions.models import Condition, Library
from ...stats.dispersion import dispersed_funnel, dispersion, scaled
from ...stats.funnel import OUTER
from ...terms.codes import Code
from ..concepts import Concepts
from ..database import Database

__all__ = ["Outlying", "Recordings", "outlying"]

_FEWEST_PRACTICES: Final = 5
_EXPECTED: Final = 5.0


@dataclass(frozen=True, slots=True)
class Outlying:
    """Practices large enough to be judged, and those outside the limits."""

    judged: tuple[str, ...]
    outside: tuple[str, ...]


class Recordings:
    """People with a diagnosis of a condition, per practice; added up over parts."""

    def __init__(self, db: Database, concepts: list[dict[str, Any]], library: Library) -> None:
        import pyarrow as pa

        numbers = Concepts([Code(c["vocabulary_id"], c["concept_code"]) for c in concepts], library.crosswalk)
        self.conditions: list[Condition] = [c for c in library.conditions.values() if not c.sensitive]
        pairs: set[tuple[int, int]] = set()
        for place, condition in enumerate(self.conditions):
            for _, flag in condition.evidence:
                for node in walk(flag):
                    if isinstance(node, Recorded):
                        pairs |= {(int(n), place) for n in numbers.numbers(node.codes)}
        listed = sorted(pairs)
        made = {"number": [n for n, _ in listed], "place": [p for _, p in listed]}
        db.register("quality_condition", pa.table({k: pa.array(v, type=pa.int32()) for k, v in made.items()}))
        self.people: dict[str, int] = {}
        self.with_condition: dict[int, dict[str, int]] = {}

    def add(self, db: Database) -> None:
        """Count the part at hand."""
        for row in db.rows(
            "SELECT CAST(practice AS VARCHAR) AS practice, count(*) AS n FROM quality_person "
            "WHERE practice IS NOT NULL GROUP BY 1"
        ):
            self.people[row["practice"]] = self.people.get(row["practice"], 0) + row["n"]
        for row in db.rows("""
            SELECT CAST(p.practice AS VARCHAR) AS practice, place, count(*) AS n
            FROM (SELECT DISTINCT e.person_id, m.place FROM condition_occurrence AS e
                  JOIN quality_condition AS m ON m.number = e.condition_concept_id) AS e
            JOIN quality_person AS p ON p.person_id = e.person_id WHERE p.practice IS NOT NULL GROUP BY 1, 2"""):
            found = self.with_condition.setdefault(row["place"], {})
            found[row["practice"]] = found.get(row["practice"], 0) + row["n"]


def outlying(people: Mapping[str, int], found: Mapping[str, int]) -> Outlying | None:
    """``None`` where there are too few practices, or too few people with the condition, to tell."""
    rate = sum(found.values()) / sum(people.values()) if people else 0.0
    keys = sorted(k for k, n in people.items() if n * rate >= _EXPECTED)
    if len(keys) < _FEWEST_PRACTICES:
        return None
    n = np.array([people[k] for k in keys], dtype=np.float64)
    x = np.array([found.get(k, 0) for k in keys], dtype=np.float64)
    target = float(x.sum() / n.sum())
    spread = dispersion(scaled(x, n, "proportion"))
    limits = dispersed_funnel(n, "proportion", target, spread, tail=OUTER)
    is_outside = (x / n < limits.lower) | (x / n > limits.upper)
    return Outlying(tuple(keys), tuple(k for k, out in zip(keys, is_outside, strict=True) if out))
