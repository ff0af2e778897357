"""From (system, code) as sources write them to the register's own dense concept numbers."""

from __future__ import annotations

from collections.abc import Sequence

from ...terms.codes import SYSTEMS
from ..database import Database
from .sources import Source

__all__ = ["CODED_TABLES", "number_codes"]

CODED_TABLES = ("condition_occurrence", "drug_exposure", "procedure_occurrence", "measurement", "observation", "death")


def number_codes(database: Database, sources: Sequence[Source]) -> None:
    """Make tables ``concept`` (as declared), ``code_said`` (the codes as written, numbered from 0 in their own order),
    ``code_map`` (system and code as written -> concept_id and ``said``, that number) and, for sources whose rows say the
    number of their concept, ``concept_of_<tag>`` (number -> the same).

    What codes there are was seen by :func:`empact.engine.conform.events.check`."""
    views, names = [], [s.view("code_name") for s in sources if s.has("code_name")]
    for source in sources:
        numbered = [t for t in CODED_TABLES if source.has(t) and source.numbered(t)]
        for table in CODED_TABLES:
            if not source.has(table):
                continue
            view = source.view(table)
            if table not in numbered:
                views.append(f"(SELECT * FROM seen_{view} WHERE n > problems)")
            elif database.rows(f"SELECT 1 FROM seen_{view} WHERE concept IS NULL AND n > problems"):
                views.append(f"(SELECT * FROM {view} WHERE problem IS NULL AND concept IS NULL)")
        if numbered:
            used = " UNION ".join(f"SELECT concept FROM seen_{source.view(t)} WHERE n > problems" for t in numbered)
            database.run(
                f"CREATE OR REPLACE TABLE met_of_{source.tag} AS SELECT number, vocabulary_id AS system, concept_code AS code,"
                f" concept_name AS name FROM omop_concept_{source.tag} WHERE number IN ({used})"
            )
            views.append(f"(SELECT * FROM met_of_{source.tag})")
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
            f"SELECT system, code, min(name) AS name FROM {v} WHERE code IS NOT NULL GROUP BY ALL" for v in views
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
    # The code as written is carried as a number: through a sort and into a file at a fraction of the cost.
    database.run("""
        CREATE OR REPLACE TABLE code_said AS
        SELECT CAST(row_number() OVER (ORDER BY code) - 1 AS INTEGER) AS said, code FROM (SELECT DISTINCT code FROM met_code)
    """)
    database.run("""
        CREATE OR REPLACE TABLE code_map AS
        SELECT coalesce(m.system, '') AS system, m.code, c.concept_id, s.said
        FROM met_code m JOIN concept c USING (vocabulary_id, concept_code) JOIN code_said s ON s.code = m.code
    """)
    for source in sources:
        if any(source.has(t) and source.numbered(t) for t in CODED_TABLES):
            database.run(
                f"CREATE OR REPLACE TABLE concept_of_{source.tag} AS SELECT number, concept_id, said FROM"
                f" met_of_{source.tag} m JOIN code_map c ON c.system = coalesce(m.system, '') AND c.code = m.code"
            )
