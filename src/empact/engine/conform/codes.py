"""From (system, code) as sources write them to the register's own dense concept numbers."""

from __future__ import annotations

from collections.abc import Sequence

from ...terms.codes import SYSTEMS
from ..database import Database

__all__ = ["CODED_TABLES", "number_codes"]

CODED_TABLES = ("condition_occurrence", "drug_exposure", "procedure_occurrence", "measurement", "observation", "death")


def number_codes(database: Database, views: Sequence[str], names: Sequence[str] = ()) -> None:
    """Make tables ``concept`` (as declared) and ``code_map`` (system and code as written -> concept_id)."""
    known: list[str] = []
    for s in SYSTEMS.values():
        for name in {s.id, s.omop_vocabulary.lower(), *(u.lower().rstrip("/") for u in s.uris)} - {"none"}:
            known.append(f"('{name}', '{s.id}', {str(s.strip_dots).lower()}, {str(s.upper).lower()})")
    database.run(
        "CREATE OR REPLACE TABLE known_system AS SELECT * FROM (VALUES "
        + ", ".join(known)
        + ") AS v(said, vocabulary_id, strip_dots, is_upper)"
    )
    met = (
        " UNION ALL ".join(
            f"SELECT system, code, min(name) AS name FROM {v} WHERE problem IS NULL AND code IS NOT NULL GROUP BY ALL"
            for v in views
        )
        or "SELECT NULL::VARCHAR AS system, NULL::VARCHAR AS code, NULL::VARCHAR AS name WHERE false"
    )
    titled = (
        " UNION ALL ".join(f"SELECT system, code, name FROM {v}" for v in names)
        or "SELECT NULL AS system, NULL AS code, NULL AS name WHERE false"
    )
    # A code of a system we do not know keeps that system's name in front, so that two local systems never meet in one code.
    database.run(f"""
        CREATE OR REPLACE TABLE met_code AS
        SELECT m.system, m.code, coalesce(m.name, t.name) AS name, coalesce(k.vocabulary_id, 'local') AS vocabulary_id,
          CASE WHEN k.vocabulary_id IS NULL AND m.system IS NOT NULL THEN m.system || '|' || trim(m.code)
               WHEN k.strip_dots THEN replace(replace(upper(trim(m.code)), '.', ''), ' ', '')
               WHEN k.is_upper THEN upper(trim(m.code)) ELSE trim(m.code) END AS concept_code
        FROM (SELECT system, code, min(name) AS name FROM ({met}) GROUP BY ALL) m
        LEFT JOIN (SELECT system, code, min(name) AS name FROM ({titled}) GROUP BY ALL) t ON t.system = m.system AND
          t.code = m.code
        LEFT JOIN known_system k ON k.said = rtrim(lower(split_part(m.system, '|', 1)), '/')
    """)
    database.run("""
        CREATE OR REPLACE TABLE concept AS
        SELECT CAST(row_number() OVER (ORDER BY vocabulary_id, concept_code) AS INTEGER) AS concept_id, vocabulary_id,
          concept_code,
          concept_name
        FROM (SELECT vocabulary_id, concept_code, min(name) AS concept_name FROM met_code GROUP BY ALL)
    """)
    database.run("""
        CREATE OR REPLACE TABLE code_map AS
        SELECT coalesce(m.system, '') AS system, m.code, c.concept_id FROM met_code m JOIN concept c USING
          (vocabulary_id, concept_code)
    """)
