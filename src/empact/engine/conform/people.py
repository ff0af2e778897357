"""Who is who: one number per person, in an order that has nothing to do with the person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ...terms.errors import UserError
from ..database import Database, sql_text
from .sources import Source

__all__ = ["number_people", "number_places"]


def number_people(database: Database, sources: Sequence[Source], today: date) -> None:
    """Make tables ``person_row`` (every row delivered, with its fate in ``reason``) and ``people`` (one row per person).

    Numbers follow the MD5 of (namespace, source value), so a range of numbers is a random sample of people, whatever the
    source's order.
    Where several sources of one namespace bring the same person, the first source (by name) is believed, and gaps filled
    from the others.
    Raises ``UserError`` where no source has persons.
    """
    rows = " UNION ALL ".join(f"SELECT {s.number} AS source_no, * FROM {s.view('person')}" for s in sources if s.has("person"))
    if not rows:
        raise UserError(
            "These files hold no persons.",
            hint="Deliver them too: Patient (FHIR), person (OMOP) or persons.csv, with at least one readable row.",
        )
    day = f"DATE '{today.isoformat()}'"
    told = f"""
        SELECT r.*, s.namespace, s.source,
          TRY_CAST(birth[1:4] AS INTEGER) AS birth_year,
          CASE WHEN length(birth) >= 7 THEN TRY_CAST(birth[6:7] AS INTEGER) END AS birth_month,
          CASE WHEN length(birth) >= 10 THEN TRY_CAST(birth[9:10] AS INTEGER) END AS birth_day,
          CASE length(birth) WHEN 4 THEN TRY_CAST(birth || '-07-01' AS DATE) WHEN 7 THEN TRY_CAST(birth || '-15' AS DATE)
            ELSE TRY_CAST(birth[1:10] AS DATE) END AS birth_date
        FROM ({rows}) r JOIN source s USING (source_no)"""
    # Looking for repeated people is a sort of all of them: spared where reading has shown that there are none.
    repeated = (
        "row_number() OVER (PARTITION BY source_no, person, fault IS NULL ORDER BY file, line, birth, gender, city, zip) > 1"
    )
    if all(s.surely_distinct("person") for s in sources if s.has("person")):
        repeated = "false"
    database.run(f"""
        CREATE OR REPLACE TABLE person_row AS
        SELECT *, CASE WHEN fault IS NOT NULL THEN fault WHEN {repeated} THEN 'repeated-id' END AS reason
        FROM (SELECT *, CASE WHEN problem IS NOT NULL THEN problem WHEN birth IS NULL THEN 'no-birth-date'
              WHEN birth_date IS NULL OR birth_year < 1880 THEN 'impossible-date'
              WHEN birth_year > year({day}) OR (length(birth) >= 10 AND birth_date > {day}) THEN 'birth-in-future' END AS fault
              FROM ({told}))
    """)
    # A source has a person once, so the smallest source number is of one row. ``arg_min`` passes over nulls.
    believed = ", ".join(
        f"arg_min_null({c}, source_no) AS {c}" for c in ("birth_year", "birth_month", "birth_day", "birth_date")
    )
    first = ", ".join(
        f"arg_min({c}, source_no) AS {c}"
        for c in ("source", "gender", "gender_said", "city", "state", "zip", "country", "area", "provider", "care_site")
    )
    database.run(f"""
        CREATE OR REPLACE TABLE people AS
        SELECT row_number() OVER (ORDER BY md5(namespace || chr(31) || person), person, namespace) AS person_id, *
        FROM (SELECT namespace, person, min(source_no) AS source_no, {believed}, {first}
              FROM person_row WHERE reason IS NULL GROUP BY namespace, person)
    """)
    for source in sources:
        key_table(database, source, "person", "SELECT person AS key, person_id AS id FROM people")


def key_table(database: Database, source: Source, name: str, rows: str) -> None:
    """Make table ``<name>_of_<tag>``: the keys of one source, as its events write them, to our numbers."""
    key = "key"
    if source.integers:
        key, rows = "TRY_CAST(key AS BIGINT)", f"{rows} WHERE CAST(TRY_CAST(key AS BIGINT) AS VARCHAR) = key AND namespace = "
    else:
        rows += " WHERE namespace = "
    said = sql_text(source.delivery.namespace)
    database.run(f"CREATE OR REPLACE TABLE {name}_of_{source.tag} AS SELECT {key} AS key, id FROM ({rows}{said})")


def number_places(database: Database, sources: Sequence[Source]) -> None:
    """Make tables ``location``, ``care_site`` and ``provider`` as declared, each with what is needed to look its rows up."""
    address = "city, state, zip, country, area"
    sites = " UNION ALL ".join(
        f"SELECT {s.number} AS source_no, * FROM {s.view('care_site')}" for s in sources if s.has("care_site")
    )
    people = f"SELECT source_no, {address} FROM people"
    empty = "(SELECT 0 AS source_no, * FROM no_care_site)"
    database.run(f"""
        CREATE OR REPLACE TABLE site_row AS
        SELECT r.*, s.namespace, s.source, CASE WHEN problem IS NOT NULL THEN problem WHEN record IS NULL THEN 'no-id'
          WHEN row_number() OVER (PARTITION BY source_no, record ORDER BY file, line, name) > 1 THEN 'repeated-id' END AS
            reason
        FROM ({sites or empty}) r JOIN source s USING (source_no)
    """)
    database.run(f"""
        CREATE OR REPLACE TABLE location AS
        SELECT row_number() OVER (ORDER BY country, state, zip, city, area, source) AS location_id, *
        FROM (SELECT DISTINCT s.source, {address} FROM ({people} UNION ALL SELECT source_no, {address} FROM site_row
          WHERE reason IS NULL) r
              JOIN source s USING (source_no) WHERE coalesce({address}) IS NOT NULL)
    """)
    same = " AND ".join(f"l.{c} IS NOT DISTINCT FROM r.{c}" for c in ("source", "city", "state", "zip", "country", "area"))
    database.run(f"""
        CREATE OR REPLACE TABLE care_site AS
        SELECT row_number() OVER (ORDER BY r.namespace, r.record) AS care_site_id, r.namespace, r.record, r.source,
          r.name, r.kind_said,
          l.location_id
        FROM (SELECT *, row_number() OVER (PARTITION BY namespace, record ORDER BY source_no) AS nth FROM site_row WHERE
          reason IS NULL) r
        LEFT JOIN location l ON {same} WHERE nth = 1
    """)
    staff = " UNION ALL ".join(
        f"SELECT {s.number} AS source_no, * FROM {s.view('provider')}" for s in sources if s.has("provider")
    )
    empty = "(SELECT 0 AS source_no, * FROM no_provider)"
    database.run(f"""
        CREATE OR REPLACE TABLE provider_row AS
        SELECT r.*, s.namespace, s.source, CASE WHEN problem IS NOT NULL THEN problem WHEN record IS NULL THEN 'no-id'
          WHEN row_number() OVER (PARTITION BY source_no, record ORDER BY file, line, specialty) > 1 THEN 'repeated-id'
            END AS reason
        FROM ({staff or empty}) r JOIN source s USING (source_no)
    """)
    database.run("""
        CREATE OR REPLACE TABLE provider AS
        SELECT row_number() OVER (ORDER BY r.namespace, r.record) AS provider_id, r.namespace, r.record, r.source,
          r.specialty, c.care_site_id
        FROM (SELECT *, row_number() OVER (PARTITION BY namespace, record ORDER BY source_no) AS nth FROM provider_row
          WHERE reason IS NULL) r
        LEFT JOIN care_site c ON c.namespace = r.namespace AND c.record = r.care_site WHERE nth = 1
    """)
    for source in sources:
        key_table(database, source, "site", "SELECT record AS key, care_site_id AS id FROM care_site")
        key_table(database, source, "provider", "SELECT record AS key, provider_id AS id FROM provider")
