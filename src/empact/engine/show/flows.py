"""Where people go between lines of care: from which contact to which, by zone, as a table that adds up to the contact file.

A step leads from one contact of a person to the next within thirty days. Each contact of the period is reached once (from an
earlier one, or from none) and left once (to a later one, or to none), so the total of each line of care, over its row and over
its column, is the number of its contacts in the file. Referral, admission and the way out of hospital are cells of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ...tables.care_events import EMERGENCY, EMERGENCY_INPATIENT, HOME_VISIT, INPATIENT, OUTPATIENT
from ...terms.periods import Period
from ..database import Database
from ..reference.indicators import year_until
from ..register import Register
from ..release import ALL, Axis, Cell, hidden_cells
from ..release.indicators import DOMINANCE, THRESHOLD
from ..run.results import Results
from ..worklists.scan import check_same

__all__ = ["DAYS", "LINES", "flows_of"]

DAYS: Final = 30
LINES: Final = ("gp", "specialist", "other_practice", "home", "emergency", "hospital", "unknown")
NONE: Final = "none"  # before the first step and after the last
WHOLE: Final = "all"
_ELSEWHERE: Final = "zone:/"


def flows_of(db: Database, register: Register, results: Results, *, threshold: int = THRESHOLD) -> dict[str, Any]:
    """Steps in the year until the index date of the run: rows of node (``all`` or a zone), from, to and number.

    ``from`` and ``to`` are a line, ``none``, or ``all`` for a total; a hidden number is ``None``. A number is hidden when it
    is small, when few people made it or one person nearly all of it, and when it would give such a number away.
    """
    check_same(register, results)
    year = year_until(results.as_of)
    counts, delicate = _counted(db.rows(_sql(db, register, results, year)), threshold)
    zones = sorted({node for node, _from, _to in counts} - {WHOLE})
    axis = Axis({zone: (zone, WHOLE) for zone in zones}, frozenset({_ELSEWHERE}))
    ends = (*LINES, NONE)
    froms, tos = Axis({line: (line, WHOLE) for line in ends}), Axis({line: (line,) for line in ends})
    cells: dict[Cell, int] = {
        (zone, start, ALL if end == WHOLE else end): counts.get((zone, start, end), 0)
        for zone in (*zones, WHOLE)
        for start in (*ends, WHOLE)
        for end in (*ends, WHOLE)
    }
    small = {(zone, start, ALL if end == WHOLE else end) for zone, start, end in delicate}
    hidden = hidden_cells(cells, axis, froms, (tos,), threshold, hidden=small)
    rows = [
        {"node": zone, "from": start, "to": end or WHOLE, "n": None if (zone, start, end) in hidden else n}
        for (zone, start, end), n in cells.items()
        if zone != _ELSEWHERE
    ]
    period = {"start": year.start.isoformat(), "end": year.end.isoformat()}
    return {"period": period, "days": DAYS, "threshold": threshold, "lines": list(LINES), "rows": rows}


def _sql(db: Database, register: Register, results: Results, year: Period) -> str:
    db.register("visit_occurrence", register.files("visit_occurrence"))
    db.register("person_profile", results.files("person_profile"))
    has_zone = "area_zone" in db.describe("person_profile")
    zone = f"coalesce(CAST(p.area_zone AS VARCHAR), '{_ELSEWHERE}')" if has_zone else f"'{_ELSEWHERE}'"
    practice = (
        "CASE WHEN provider_role IS NULL THEN 'unknown' WHEN provider_role IN ('gp', 'specialist') THEN provider_role "
        "ELSE 'other_practice' END"
    )
    return f"""
        WITH contact AS (
            SELECT person_id, visit_start_date AS day, visit_occurrence_id AS id,
                   coalesce(visit_end_date, visit_start_date) AS until,
                   CASE WHEN visit_concept_id IN ({INPATIENT}, {EMERGENCY_INPATIENT}) THEN 'hospital'
                        WHEN visit_concept_id = {EMERGENCY} THEN 'emergency' WHEN visit_concept_id = {HOME_VISIT} THEN 'home'
                        WHEN visit_concept_id = {OUTPATIENT} THEN {practice} ELSE 'unknown' END AS line
            FROM visit_occurrence WHERE visit_start_date BETWEEN DATE '{year.start}' AND DATE '{year.end}'),
        placed AS (
            SELECT *, lag(line) OVER w AS line_before, lag(until) OVER w AS until_before, lead(day) OVER w AS day_after
            FROM contact WINDOW w AS (PARTITION BY person_id ORDER BY day, id)),
        step AS (
            SELECT person_id, CASE WHEN line_before IS NOT NULL AND day - until_before <= {DAYS} THEN line_before
                   ELSE '{NONE}' END AS source, line AS target FROM placed
            UNION ALL SELECT person_id, line, '{NONE}' FROM placed WHERE day_after IS NULL OR day_after - until > {DAYS}),
        own AS (
            SELECT s.person_id, {zone} AS zone, source, target, count(*) AS n
            FROM step AS s LEFT JOIN person_profile AS p USING (person_id) GROUP BY ALL),
        wide AS (
            SELECT person_id, z.node, f.line AS source, t.line AS target, sum(n) AS n
            FROM own, (VALUES (0), (1)) AS a(i), (VALUES (0), (1)) AS b(i), (VALUES (0), (1)) AS c(i),
                 LATERAL (SELECT CASE a.i WHEN 0 THEN zone ELSE '{WHOLE}' END AS node) AS z,
                 LATERAL (SELECT CASE b.i WHEN 0 THEN source ELSE '{WHOLE}' END AS line) AS f,
                 LATERAL (SELECT CASE c.i WHEN 0 THEN target ELSE '{WHOLE}' END AS line) AS t
            GROUP BY ALL)
        SELECT node, source, target, CAST(sum(n) AS BIGINT) AS n, count(*) AS people, CAST(max(n) AS BIGINT) AS most
        FROM wide GROUP BY ALL"""


def _counted(
    rows: list[dict[str, Any]], threshold: int
) -> tuple[Mapping[tuple[str, str, str], int], set[tuple[str, str, str]]]:
    """Steps by (node, from, to), and the cells that few people made."""
    counts = {(r["node"], r["source"], r["target"]): int(r["n"]) for r in rows}
    delicate = {
        (r["node"], r["source"], r["target"])
        for r in rows
        if r["people"] < threshold or r["n"] - r["most"] < DOMINANCE * r["most"]
    }
    return counts, delicate
