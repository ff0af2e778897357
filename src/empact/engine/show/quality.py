"""What a register holds and lacks: rows, gaps and dates per table and source; and what was not taken up, and why."""

from __future__ import annotations

from typing import Any

from ...tables import TABLES
from ...tables.declare import Table
from ..database import Database
from ..register import Register
from .counted import THRESHOLD
from .listing import Listing

__all__ = ["quality_of", "rejects_of"]


def quality_of(db: Database, register: Register) -> Listing:
    """One row per table and source: rows, share of empty values where they may be, dates, rows outside observation."""
    rows: list[tuple[Any, ...]] = []
    for name in register.tables:
        if name not in TABLES or name in ("reject", "concept") or not register.rows(name):
            continue
        db.register(name, register.files(name))
    observed = "observation_period" in register.tables and register.rows("observation_period") > 0
    for name in register.tables:
        if name in TABLES and name not in ("reject", "concept") and register.rows(name):
            rows += _of_table(db, TABLES[name], observed)
    return Listing(
        "quality",
        "Quality of the register",
        ("table", "source", "rows", "empty_share", "emptiest_column", "first_date", "last_date", "outside_observation_share"),
        tuple(rows),
        _stated(register) | {"people": _people(db, register)},
        (
            "Shares are of rows. Dates are those of the table's own event; "
            "outside observation: not within any observation period "
            "of the person.",
        ),
    )


def rejects_of(db: Database, register: Register) -> Listing:
    """One row per source, file and reason; and the sum that must hold: rows in = rows kept + rows rejected."""
    rows: list[tuple[Any, ...]] = []
    if "reject" in register.tables and register.rows("reject"):
        db.register("reject", register.files("reject"))
        found = db.fetch(
            "SELECT source, file, reason, min(hint) AS hint, count(*) AS n, min(line) AS line FROM reject "
            "GROUP BY source, file, reason ORDER BY source, file, reason"
        ).to_pylist()
        rows = [(r["source"], r["file"], r["reason"], r["n"], r["line"], r["hint"]) for r in found]
    files = [f for source in register.manifest.get("sources", ()) for f in source["files"]]
    total = {key: sum(f[key] for f in files) for key in ("rows_in", "rows_kept", "rows_rejected")}
    holds = total["rows_in"] == total["rows_kept"] + total["rows_rejected"]
    said = f"{total['rows_in']} rows in = {total['rows_kept']} kept + {total['rows_rejected']} rejected"
    return Listing(
        "rejects",
        "Rows that were not taken up",
        ("source", "file", "reason", "rows", "first_line", "hint"),
        tuple(rows),
        _stated(register) | {"equation": {**total, "holds": holds}},
        (said + ("" if holds else ": THIS DOES NOT ADD UP"),),
    )


def _of_table(db: Database, table: Table, observed: bool) -> list[tuple[Any, ...]]:
    names = [c.name for c in table.columns]
    source = "source" if "source" in names else "''"
    nullable = [c.name for c in table.columns if c.null is not None]
    date = table.date or "NULL"
    empty = ", ".join(f"sum(CASE WHEN {c} IS NULL THEN 1 ELSE 0 END) AS null_{c}" for c in nullable) or "0 AS nothing"
    rows = db.fetch(
        f"SELECT {source} AS source, count(*) AS n, min({date}) AS first_date, max({date}) AS last_date, {empty} "
        f"FROM {table.name} GROUP BY 1 ORDER BY 1"
    ).to_pylist()
    outside = (
        _outside(db, table, source) if observed and table.date and table.person_sorted and table.name not in _UNDATED else {}
    )
    found = []
    for row in rows:
        gaps = {c: int(row[f"null_{c}"]) for c in nullable}
        emptiest = max(gaps, key=lambda c: (gaps[c], c)) if any(gaps.values()) else None
        share = sum(gaps.values()) / (row["n"] * len(gaps)) if gaps else 0.0
        days = [row[k].isoformat() if row[k] else None for k in ("first_date", "last_date")] if table.date else [None, None]
        out = outside.get(row["source"], 0) / row["n"] if outside else None
        found.append(
            (table.name, row["source"], row["n"], round(share, 4), emptiest, *days, None if out is None else round(out, 4))
        )
    return found


_UNDATED = (
    "person",
    "death",
    "observation_period",
    "area_membership",
    "care_relation",
    "payer_plan_period",
    "programme_enrolment",
)


def _outside(db: Database, table: Table, source: str) -> dict[str, int]:
    rows = db.fetch(
        f"SELECT {source} AS source, count(*) AS n FROM {table.name} AS e "
        f"WHERE NOT EXISTS (SELECT 1 FROM observation_period AS o "
        f"WHERE o.person_id = e.person_id AND e.{table.date} >= o.observation_period_start_date "
        f"AND (o.observation_period_end_date IS NULL OR e.{table.date} <= o.observation_period_end_date)) GROUP BY 1"
    ).to_pylist()
    return {r["source"]: r["n"] for r in rows} or {"": 0}


def _people(db: Database, register: Register) -> dict[str, Any]:
    """People without an area or a practice; small numbers are hidden here too."""
    found: dict[str, Any] = {"people": register.persons}
    for name, table in (("without_area", "area_membership"), ("without_practice", "care_relation")):
        if table in register.tables and register.rows(table):
            n = db.fetch(
                f"SELECT count(*) AS n FROM person AS p "
                f"WHERE NOT EXISTS (SELECT 1 FROM {table} AS t WHERE t.person_id = p.person_id)"
            )
            lacking = int(n.to_pylist()[0]["n"])
        else:
            lacking = register.persons
        small = 0 < lacking < THRESHOLD or 0 < register.persons - lacking < THRESHOLD
        found[name] = {"n": None if small else lacking, "hidden": small}
    return found


def _stated(register: Register) -> dict[str, Any]:
    return {
        "register": register.version,
        "last_load": register.manifest.get("created_at") or None,
        "sources": sorted({s["name"] for s in register.manifest.get("sources", ())}),
    }
