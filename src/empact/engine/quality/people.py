"""What a pass over events has to know of people: when born, dead and observed, and which practice is theirs."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from ..database import Database
from .check import Check

__all__ = ["PEOPLE_CHECKS", "forget_people", "gather_people"]

_EVER: Final = "DATE '9999-12-31'"

PEOPLE_CHECKS: Final = (
    Check("no_practice", "person", "", "e.has_practice = 0"),
    Check("no_area", "person", "", "e.has_area = 0"),
    Check("no_observation", "person", "", "e.first_day IS NULL"),
)
"""Counted on the people themselves, with their records in other tables at hand."""


def gather_people(db: Database, tables: Collection[str]) -> bool:
    """Makes ``quality_person`` (a row per person of the part) and ``quality_gap`` (days between observation periods).

    ``tables`` are those at hand. A person's practice is the last one registered with; without it the one of ``person``; where
    a register knows neither for anybody, the one most often visited. Tells whether there are gaps.
    """
    practices = _registered(db, tables)
    if practices is None:
        practices = _visited(tables) or "SELECT person_id, care_site_id AS practice FROM person WHERE 1 = 0"
    said = "count(*)" if "care_relation" in tables else "0"
    related = "care_relation" if "care_relation" in tables else "person WHERE 1 = 0"
    lives = "SELECT person_id, 1 AS found FROM area_membership GROUP BY person_id" if "area_membership" in tables else _NOBODY
    died = "SELECT person_id, min(death_date) AS died FROM death GROUP BY person_id"
    seen = f"""SELECT person_id, min(observation_period_start_date) AS first_day,
               max(coalesce(observation_period_end_date, {_EVER})) AS last_day FROM observation_period GROUP BY person_id"""
    nothing = "SELECT person_id, birth_date AS died, birth_date AS first_day, birth_date AS last_day FROM person WHERE 1 = 0"
    db.run(f"""
        CREATE TABLE quality_person AS
        SELECT b.person_id, b.born, b.source, d.died, o.first_day, o.last_day, s.practice,
               CASE WHEN b.care_site IS NOT NULL OR r.n > 0 THEN 1 ELSE 0 END AS has_practice,
               CASE WHEN b.location IS NOT NULL OR a.found = 1 THEN 1 ELSE 0 END AS has_area
        FROM ({_BORN}) AS b
        LEFT JOIN ({died if "death" in tables else nothing}) AS d ON d.person_id = b.person_id
        LEFT JOIN ({seen if "observation_period" in tables else nothing}) AS o ON o.person_id = b.person_id
        LEFT JOIN ({practices}) AS s ON s.person_id = b.person_id
        LEFT JOIN (SELECT person_id, {said} AS n FROM {related} GROUP BY person_id) AS r ON r.person_id = b.person_id
        LEFT JOIN ({lives}) AS a ON a.person_id = b.person_id""")
    if "observation_period" not in tables:
        return False
    db.run(f"CREATE TABLE quality_gap AS {_GAPS}")
    return bool(db.rows("SELECT 1 AS found FROM quality_gap LIMIT 1"))


def forget_people(db: Database) -> None:
    for name in ("quality_person", "quality_gap"):
        db.drop(name)


_NOBODY: Final = "SELECT person_id, 1 AS found FROM person WHERE 1 = 0"
# The first day on which somebody with this year, month and day can have been born: only what is before it is before birth.
_BORN: Final = """
    SELECT person_id, min(source) AS source, min(care_site_id) AS care_site, min(location_id) AS location,
           min(CASE WHEN day_of_birth IS NOT NULL AND month_of_birth IS NOT NULL THEN birth_date
                    WHEN month_of_birth IS NOT NULL
                    THEN CAST(concat(CAST(extract(YEAR FROM birth_date) AS VARCHAR), '-',
                              CASE WHEN extract(MONTH FROM birth_date) < 10 THEN '0' ELSE '' END,
                              CAST(extract(MONTH FROM birth_date) AS VARCHAR), '-01') AS DATE)
                    ELSE CAST(concat(CAST(extract(YEAR FROM birth_date) AS VARCHAR), '-01-01') AS DATE) END) AS born
    FROM person GROUP BY person_id"""
# A gap begins the day after everything before has ended. The longest end so far, not the last: one period may hold another.
_GAPS: Final = f"""
    SELECT person_id, ended AS gap_after, starts AS gap_until FROM (
        SELECT person_id, observation_period_start_date AS starts,
               max(coalesce(observation_period_end_date, {_EVER})) OVER (
                   PARTITION BY person_id ORDER BY observation_period_start_date
                   ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS ended
        FROM observation_period) AS placed
    WHERE starts > ended"""


def _registered(db: Database, tables: Collection[str]) -> str | None:
    """The last practice registered with, else that of ``person``; nothing where nobody has either."""
    known = [f"SELECT 1 AS found FROM {t} WHERE care_site_id IS NOT NULL" for t in ("care_relation", "person") if t in tables]
    if not any(db.rows(f"{sql} LIMIT 1") for sql in known):
        return None
    return f"""SELECT person_id, practice FROM (
        SELECT person_id, practice, row_number() OVER (
                   PARTITION BY person_id ORDER BY rank, last_day DESC, first_day DESC, practice) AS place
        FROM ({" UNION ALL ".join(_listed(tables))}) AS listed) AS placed WHERE place = 1"""


def _listed(tables: Collection[str]) -> Iterator[str]:
    yield """SELECT person_id, care_site_id AS practice, 2 AS rank,
                    DATE '0001-01-01' AS first_day, DATE '0001-01-01' AS last_day FROM person WHERE care_site_id IS NOT NULL"""
    if "care_relation" in tables:
        yield f"""SELECT person_id, care_site_id, 1, coalesce(relation_start_date, DATE '0001-01-01'),
                  coalesce(relation_end_date, {_EVER}) FROM care_relation WHERE care_site_id IS NOT NULL"""


def _visited(tables: Collection[str]) -> str | None:
    if "visit_occurrence" not in tables:
        return None
    return """SELECT person_id, practice FROM (
        SELECT person_id, practice, row_number() OVER (PARTITION BY person_id ORDER BY n DESC, practice) AS place FROM (
            SELECT person_id, care_site_id AS practice, count(*) AS n FROM visit_occurrence
            WHERE care_site_id IS NOT NULL GROUP BY person_id, care_site_id) AS visited) AS placed WHERE place = 1"""
