"""One pass over a table counts all its checks at once, by source, practice and month."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ...tables import TABLES, Table
from ..database import Database
from .check import AXES, WHOLE, Check
from .declared import EVENTS, IN_GAP

__all__ = ["Margins", "References", "Vector", "scan"]

Vector = NDArray[np.int64]
_AXIS_SQL: Final = {"source": "source", "practice": "CAST(practice AS VARCHAR)", "month": "CAST(month_number AS VARCHAR)"}


@dataclass(slots=True)
class References:
    """Where keys lead. ``dense`` has lowest and highest key of tables whose keys have no holes: a range test is enough."""

    dense: dict[str, tuple[int, int]] = field(default_factory=dict)
    absent: set[str] = field(default_factory=set)

    def learn(self, db: Database, tables: Collection[str]) -> None:
        """Look at the small tables once; ``tables`` are those at hand."""
        for name in ("concept", "location", "care_site", "provider", "area"):
            if name not in tables:
                self.absent.add(name)
                continue
            key = TABLES[name].key
            if TABLES[name].column(key).type == "VARCHAR":
                self._make(db, name, key)
                continue
            row = db.rows(f"SELECT min({key}) AS first_key, max({key}) AS last_key, count(DISTINCT {key}) AS n FROM {name}")[0]
            if row["last_key"] - row["first_key"] + 1 == row["n"]:
                self.dense[name] = (row["first_key"], row["last_key"])
            else:
                self._make(db, name, key)
        if "visit_occurrence" not in tables:
            self.absent.add("visit_occurrence")

    @staticmethod
    def _make(db: Database, name: str, key: str) -> None:
        db.run(f"CREATE TABLE quality_key_{name} AS SELECT DISTINCT {key} AS found FROM {name}")


@dataclass(slots=True)
class Margins:
    """Rows, failures and denominators of the checks of one table, added up over parts.

    A vector holds rows, then for each check how many failed, then the denominators that are not all rows. ``series`` counts
    rows per month: of a source (``source``), of a practice (``practice``).
    """

    checks: Sequence[Check]
    totals: dict[str, dict[str, Vector]] = field(default_factory=lambda: {axis: {} for axis in (WHOLE, *AXES)})
    series: dict[str, dict[tuple[str, int], int]] = field(default_factory=lambda: {"source": {}, "practice": {}})

    def add(self, axis: str, key: str, numbers: Vector) -> None:
        there = self.totals[axis].get(key)
        self.totals[axis][key] = numbers if there is None else there + numbers

    def of(self, place: int, axis: str = WHOLE, key: str = "") -> tuple[int, int]:
        """How many failed of how many, in the check at this place."""
        numbers = self.totals[axis].get(key)
        if numbers is None:
            return 0, 0
        among = self.checks[place].among
        return int(numbers[1 + place]), int(numbers[1 + len(self.checks) + self.amongs.index(among)] if among else numbers[0])

    @property
    def amongs(self) -> list[str]:
        """The conditions of denominators, each once."""
        return list(dict.fromkeys(c.among for c in self.checks if c.among))

    @property
    def rows(self) -> int:
        whole = self.totals[WHOLE].get("")
        return 0 if whole is None else int(whole[0])


def scan(db: Database, table: Table, margins: Margins, *, gaps: bool, contacts: bool = True, relation: str = "") -> None:
    """Count one part (or the whole of a small table) and add it to the margins.

    ``gaps``: somebody has days between periods of observation. ``contacts``: some row names its contact.
    """
    db.run(f"CREATE TABLE quality_cell AS {_pass(table, margins, gaps, contacts, relation or table.name)}")
    numbers = ["n", *(f"f{i}" for i in range(len(margins.checks))), *(f"a{i}" for i in range(len(margins.amongs)))]
    summed = ", ".join(f"CAST(sum({n}) AS BIGINT) AS {n}" for n in numbers)
    for axis in (WHOLE, *AXES):
        key = _AXIS_SQL.get(axis, "''")
        found = db.fetch(f"SELECT coalesce({key}, '') AS key_, {summed} FROM quality_cell GROUP BY 1")
        keys = found.column("key_").to_pylist()
        matrix = np.column_stack([found.column(n).to_numpy(zero_copy_only=False) for n in numbers]) if keys else None
        for place, key_ in enumerate(keys):
            if matrix is not None and matrix[place][0]:
                margins.add(axis, key_, matrix[place].astype(np.int64))
    if table.name in EVENTS:
        for axis in ("source", "practice"):
            for row in db.rows(
                f"SELECT {_AXIS_SQL[axis]} AS key_, month_number, CAST(sum(n) AS BIGINT) AS n FROM quality_cell "
                f"WHERE month_number IS NOT NULL AND {axis} IS NOT NULL GROUP BY 1, 2"
            ):
                series, place_ = margins.series[axis], (row["key_"], row["month_number"])
                series[place_] = series.get(place_, 0) + row["n"]
    db.drop("quality_cell")


def _pass(table: Table, margins: Margins, gaps: bool, contacts: bool, relation: str) -> str:
    names = [c.name for c in table.columns]
    if not gaps:
        margins = replace(margins, checks=[replace(c, fails=c.fails.replace(IN_GAP, "")) for c in margins.checks])
    dated = f"CAST(extract(YEAR FROM e.{table.date}) * 12 + extract(MONTH FROM e.{table.date}) - 1 AS INTEGER)"
    never = [c for c in margins.checks if not contacts and c.detail == "visit_occurrence"]
    counted = [f"{'CAST(0 AS BIGINT)' if c in never else _failures(c)} AS f{i}" for i, c in enumerate(margins.checks)]
    counted += [f"{_number(among)} AS a{i}" for i, among in enumerate(margins.amongs)]
    return f"""
        SELECT {"e.source" if "source" in names else "''"} AS source,
               {"p.practice" if table.person_sorted else "CAST(NULL AS BIGINT)"} AS practice,
               {dated if table.date else "CAST(NULL AS INTEGER)"} AS month_number,
               count(*) AS n, {", ".join(counted)}
        FROM {relation} AS e {" ".join(_joins(table, [c for c in margins.checks if c not in never], gaps))}
        GROUP BY 1, 2, 3"""


def _joins(table: Table, checks: Sequence[Check], gaps: bool) -> list[str]:
    joins = []
    if table.person_sorted:
        joins.append("LEFT JOIN quality_person AS p ON p.person_id = e.person_id")
    if any(c.fails.startswith("c.") for c in checks):
        joins.append(f"LEFT JOIN quality_code AS c ON c.concept_id = e.{table.concept_column}")
    for check in checks:
        if check.kind == "refers" and check.fails.startswith("r_"):
            on = f"r_{check.column}.found = e.{check.column}"
            if check.detail == "visit_occurrence":
                on += f" AND r_{check.column}.person_id = e.person_id"
            joins.append(f"LEFT JOIN quality_key_{check.detail} AS r_{check.column} ON {on}")
    if gaps and any(IN_GAP in c.fails for c in checks):
        date = f"e.{table.date}"
        joins.append(
            f"LEFT JOIN quality_gap AS g ON g.person_id = e.person_id AND {date} > g.gap_after AND {date} < g.gap_until"
        )
    return joins


def _failures(check: Check) -> str:
    empty = re.fullmatch(r"(e\.\w+) IS NULL", check.fails)
    if empty and not check.among:
        return f"count(*) - count({empty[1]})"  # needs no test of every row
    if not check.among or _is_implied(check):
        return _number(check.fails)
    return _number(f"({check.among}) AND ({check.fails})")


def _is_implied(check: Check) -> bool:
    """A comparison of a column does not hold where it is empty: to ask for a value once more would only cost time."""
    needed = [re.fullmatch(r"e\.(\w+) IS NOT NULL", part) for part in check.among.split(" AND ")]
    compared = re.fullmatch(r"[a-z]\.\w+ [<>] (DATE '[\d-]+'|[a-z]\.\w+|[\d.-]+)", check.fails)
    return compared is not None and all(m is not None and f"e.{m[1]}" in check.fails for m in needed)


def _number(condition: str) -> str:
    there = re.fullmatch(r"(e\.\w+) IS NOT NULL", condition)
    return f"count({there[1]})" if there else f"count(CASE WHEN {condition} THEN 1 END)"
