"""What follows from all events of a person together: the day of death, the time observed, the place lived in."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final, Protocol

from ...tables import TABLES
from ..database import Database
from ..duckdb.loading import parquet
from .codes import CODED_TABLES
from .events import declared
from .sources import Source

__all__ = ["Maker", "write_deaths", "write_homes", "write_observed"]

_DATED: Final = ("visit_occurrence", *(t for t in CODED_TABLES if t != "death"))


class Maker(Protocol):
    """Whoever makes a version: what these tables need of it."""

    database: Database
    today: date
    sources: list[Source]
    name_of_source: str

    def path(self, table: str, part: int | None) -> Path:
        """Where a part of a table lies."""

    def write(self, sql: str, table: str, part: int | None = None, offsets: dict[str, int] | None = None) -> None:
        """Write a part of a table."""


def write_deaths(maker: Maker, part: dict[str, int], rows: str, offsets: dict[str, int]) -> None:
    """One row per person: the earliest day told; where only the fact of death is told, the day of the last event."""
    if not rows:
        maker.database.run(
            "CREATE OR REPLACE TABLE death_part AS SELECT 0::BIGINT AS person_id, NULL::DATE AS death_date WHERE false"
        )
        maker.write(f"SELECT {declared('death', {})} WHERE false", "death", part["part"], offsets)
        return
    dated = " UNION ALL ".join(
        f"SELECT person_id, {TABLES[t].date} AS day FROM {parquet(maker.path(t, part['part']))}" for t in _DATED
    )
    maker.database.run(
        f"CREATE OR REPLACE TABLE undated AS SELECT DISTINCT person_id FROM {rows} GROUP BY person_id HAVING"
        " max(death_date) IS NULL"
    )
    maker.database.run(
        f"CREATE OR REPLACE TABLE last_day AS SELECT person_id, max(day) AS day FROM ({dated}) SEMI JOIN undated USING"
        " (person_id) GROUP BY ALL"
    )
    maker.database.run(f"""
        CREATE OR REPLACE TABLE death_part AS
        SELECT d.person_id, coalesce(d.death_date, l.day, DATE '{maker.today.isoformat()}') AS death_date,
          cause_concept_id, c.code, source_no
        FROM (SELECT * FROM {rows} QUALIFY row_number() OVER (PARTITION BY person_id ORDER BY death_date NULLS LAST,
          source_no, tie) = 1) d
        LEFT JOIN last_day l USING (person_id) LEFT JOIN code_said c ON c.said = d.cause_source_value""")
    values = {
        "person_id": "person_id",
        "death_date": "death_date",
        "cause_concept_id": "cause_concept_id",
        "cause_source_value": "code",
        "source": maker.name_of_source,
    }
    maker.write(f"SELECT {declared('death', values)} FROM death_part ORDER BY person_id", "death", part["part"], offsets)


def write_observed(maker: Maker, part: dict[str, int], rows: str, offsets: dict[str, int]) -> None:
    """As the source says; a source that says nothing is taken to observe from the first start of insurance, else the
    first event, until death."""
    silent = [s for s in maker.sources if not s.has("observation_period")]
    pieces = [_spans(rows, "observation_period")] if rows else []
    if silent:
        listed = ", ".join(str(s.number) for s in silent)
        dated = " UNION ALL ".join(
            f"SELECT person_id, {TABLES[t].date} AS day, source FROM {parquet(maker.path(t, part['part']))}"
            for t in (*_DATED, "cost")
        )
        insured = maker.path("payer_plan_period", part["part"])
        pieces.append(f"""
            SELECT p.person_id, least(greatest(coalesce(i.day, f.day, p.birth_date), p.birth_date),
              coalesce(d.death_date, DATE '9999-12-31')) AS start,
              d.death_date AS until, p.source_no
            FROM (SELECT DISTINCT q.person_id, q.birth_date, r.source_no, r.source FROM person_row r
                  JOIN people q ON q.namespace = r.namespace AND q.person = r.person
                  WHERE r.reason IS NULL AND r.source_no IN ({listed}) AND q.person_id BETWEEN {part["first"]} AND
                  {part["last"]}) p
            LEFT JOIN (SELECT person_id, source, min(payer_plan_period_start_date) AS day FROM {parquet(insured)}
              GROUP BY ALL) i
              ON i.person_id = p.person_id AND i.source = p.source
            LEFT JOIN (SELECT person_id, source, min(day) AS day FROM ({dated}) GROUP BY ALL) f ON f.person_id =
              p.person_id AND f.source = p.source
            LEFT JOIN death_part d ON d.person_id = p.person_id""")
    union = " UNION ALL ".join(pieces)
    values = {
        "observation_period_id": "row_no",
        "person_id": "person_id",
        "observation_period_start_date": "start",
        "observation_period_end_date": "until",
        "source": maker.name_of_source,
    }
    maker.write(
        f"SELECT {declared('observation_period', values)} FROM (SELECT row_number() OVER () +"
        f" {offsets.get('observation_period', 0)} AS row_no, * FROM (SELECT * FROM ({union}) ORDER BY person_id, start,"
        " until, source_no))",
        "observation_period",
        part["part"],
        offsets,
    )


def write_homes(maker: Maker, part: dict[str, int], rows: str, offsets: dict[str, int]) -> None:
    pieces = [_spans(rows, "membership", "area_id, ")] if rows else []
    told = [s for s in maker.sources if s.has("area_membership")]
    without = f"AND source_no NOT IN ({', '.join(str(s.number) for s in told)})" if told else ""
    pieces.append(
        "SELECT person_id, coalesce(area, t.area_id, 'municipality:' || upper(city)) AS area_id, NULL AS start, NULL AS"
        " until, source_no FROM people LEFT JOIN town t ON t.name = upper(city) AND country IN ('BE', 'BEL', 'Belgium',"
        f" 'België', 'Belgique') WHERE coalesce(area, city) IS NOT NULL {without} AND person_id BETWEEN {part['first']}"
        f" AND {part['last']}"
    )
    values = {
        "person_id": "person_id",
        "area_id": "area_id",
        "membership_start_date": "start",
        "membership_end_date": "until",
        "source": maker.name_of_source,
    }
    maker.write(
        f"SELECT {declared('area_membership', values)} FROM ({' UNION ALL '.join(pieces)}) "
        "ORDER BY person_id, start NULLS FIRST, area_id",
        "area_membership",
        part["part"],
        offsets,
    )


def _spans(rows: str, stem: str, what: str = "") -> str:
    return f"SELECT person_id, {what}{stem}_start_date AS start, {stem}_end_date AS until, source_no FROM {rows}"
