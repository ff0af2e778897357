"""What the library says of quality: kinds of checks in four languages, thresholds, and what a measurement can be.

A region lays ``reference/quality_thresholds.csv`` and ``reference/plausible_values.csv`` of its own over the shipped ones.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ...definitions.place import Place
from ...definitions.read import shipped_folder
from ...definitions.yaml_files import load_yaml
from .check import Check, Verdict

__all__ = ["Kind", "Plausible", "Rules", "Threshold", "read_rules"]

_ANY: Final = "*"


@dataclass(frozen=True, slots=True)
class Kind:
    """``category`` and ``subcategory`` as in Kahn 2016; ``of`` is what is counted: rows, people, practices, months, tables."""

    id: str
    category: str
    subcategory: str
    of: str
    says: Mapping[str, str]
    hint: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Threshold:
    """A share larger than this asks for attention, has failed; ``None``: never."""

    attention: float | None
    failed: float | None

    def verdict(self, failed: int, of: int) -> Verdict:
        share = failed / of if of else 0.0
        if self.failed is not None and share > self.failed:
            return "failed"
        return "attention" if self.attention is not None and share > self.attention else "ok"


@dataclass(frozen=True, slots=True)
class Plausible:
    """``low`` to ``high``, both included, in a unit with these spellings."""

    name: str
    units: tuple[str, ...]
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Rules:
    kinds: Mapping[str, Kind]
    thresholds: Mapping[tuple[str, str, str], Threshold]
    plausible: Mapping[str, Sequence[Plausible]]

    def threshold(self, check: Check) -> Threshold:
        """The most specific: column, then table, then kind."""
        for table in (check.table, _ANY):
            for column in (check.column, _ANY):
                found = self.thresholds.get((check.kind, table, column))
                if found is not None:
                    return found
        return Threshold(None, None)


def read_rules(*overlays: Path) -> Rules:
    """The shipped rules with those of each folder laid over them. Raises :class:`DefinitionError` where one cannot be read."""
    place = shipped_folder() / "reference"
    kinds = {
        name: Kind(name, k["category"], k.get("subcategory", ""), k["of"], k["says"], k["hint"])
        for name, k in load_yaml(place / "quality_checks.yaml")["kinds"].items()
    }
    thresholds: dict[tuple[str, str, str], Threshold] = {}
    plausible: dict[tuple[str, str], Plausible] = {}
    for folder in (place, *(o / "reference" for o in overlays)):
        for at, row in _rows(folder / "quality_thresholds.csv", ("kind", "table", "column", "attention", "failed")):
            at.one_of(row["kind"], kinds)
            limits = [_share(at / key, row[key]) for key in ("attention", "failed")]
            thresholds[row["kind"], row["table"], row["column"]] = Threshold(*limits)
        for at, row in _rows(folder / "plausible_values.csv", ("loinc", "name", "unit", "low", "high")):
            units = tuple(u.strip() for u in row["unit"].split("|") if u.strip())
            low, high = (_number(at / key, row[key]) for key in ("low", "high"))
            if not units or low > high:
                raise at.error("a unit is needed, and low must not be above high.")
            plausible[row["loinc"], units[0]] = Plausible(row["name"], units, low, high)
    by_code: dict[str, list[Plausible]] = {}
    for (code, _), entry in plausible.items():
        by_code.setdefault(code, []).append(entry)
    return Rules(kinds, thresholds, by_code)


def _rows(path: Path, needed: Sequence[str]) -> list[tuple[Place, dict[str, str]]]:
    if not path.exists():
        return []
    place = Place(path.name)
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(line for line in lines if not line.startswith("#"))
        if not set(needed) <= set(rows.fieldnames or ()):
            raise place.error(f"the columns {', '.join(needed)} are needed.")
        return [(place / f"row {n}", {k: (v or "").strip() for k, v in row.items() if k}) for n, row in enumerate(rows, 1)]


def _number(at: Place, said: str) -> float:
    try:
        return at.number(float(said))
    except ValueError:
        raise at.error(f"'{said}' is no number.", "Write decimals with a point.") from None


def _share(at: Place, said: str) -> float | None:
    if not said:
        return None
    share = _number(at, said)
    if not 0 <= share <= 1:
        raise at.error("a share lies between 0 and 1.")
    return share
