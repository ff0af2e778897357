"""The tree of areas of a register: what the sources deliver, and of the shipped tree what people live in and everything
above it."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

from ..database import Database
from ..duckdb.loading import parquet
from .sources import Source

__all__ = ["find_areas", "read_shipped"]


def read_shipped(database: Database) -> None:
    """Make tables ``shipped_area`` (the tree that comes with the program) and ``town`` (a municipality by its name)."""
    import pyarrow as pa

    with (files("empact") / "library" / "reference" / "areas.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    database.register("shipped_text", pa.table({name: [r[name] or None for r in rows] for name in rows[0]}))
    database.run("""
        CREATE OR REPLACE TABLE shipped_area AS
        SELECT * REPLACE (CAST(valid_start_date AS DATE) AS valid_start_date, CAST(valid_end_date AS DATE) AS
          valid_end_date) FROM shipped_text
    """)
    # A merged municipality may share its name with its successor: the older code is the finer one.
    database.run(
        "CREATE OR REPLACE TABLE town AS SELECT upper(area_name) AS name, min(area_id) AS area_id FROM shipped_area "
        "WHERE area_level = 'municipality' GROUP BY ALL"
    )


def find_areas(database: Database, sources: Sequence[Source], memberships: Sequence[Path]) -> None:
    """Make table ``area``. A delivered area replaces the shipped rows of that area; an area nobody describes is made
    from its code."""
    delivered = " UNION ALL ".join(f"SELECT * FROM {s.view('area')} WHERE problem IS NULL" for s in sources if s.has("area"))
    database.run(f"""
        CREATE OR REPLACE TABLE told_area AS
        SELECT DISTINCT record AS area_id, level AS area_level, substr(record, length(level) + 2) AS area_code, name AS
          area_name, parent AS parent_area_id,
          coalesce("start", DATE '1900-01-01') AS valid_start_date, "until" AS valid_end_date
        FROM ({delivered or "SELECT * FROM no_area"})
    """)
    database.run("""
        CREATE OR REPLACE TABLE known_area AS
        SELECT * FROM told_area UNION ALL
        SELECT * FROM shipped_area WHERE area_id NOT IN (SELECT area_id FROM told_area)
    """)
    database.run(f"CREATE OR REPLACE TABLE met_area AS SELECT DISTINCT area_id FROM {parquet(*memberships)}")
    # A sector code begins with the NIS code of its municipality.
    database.run("""
        CREATE OR REPLACE TABLE area AS
        WITH RECURSIVE made AS (
          SELECT area_id, split_part(area_id, ':', 1) AS area_level, substr(area_id, strpos(area_id, ':') + 1) AS area_code,
            coalesce((SELECT min(city) FROM location WHERE 'municipality:' || upper(city) = area_id), substr(area_id,
              strpos(area_id, ':') + 1)) AS area_name,
            CASE WHEN regexp_matches(area_id, '^neighbourhood:[0-9]{5}[A-Z]') THEN 'municipality:' || area_id[15:19] END
              AS parent_area_id,
            DATE '1900-01-01' AS valid_start_date, CAST(NULL AS DATE) AS valid_end_date
          FROM met_area WHERE area_id NOT IN (SELECT area_id FROM known_area)
        ), every AS (SELECT * FROM known_area UNION ALL SELECT * FROM made),
        wanted AS (
          SELECT area_id FROM met_area UNION SELECT area_id FROM told_area UNION
          SELECT e.parent_area_id FROM wanted w JOIN every e ON e.area_id = w.area_id WHERE e.parent_area_id IS NOT NULL
        )
        SELECT e.* FROM every e SEMI JOIN wanted w ON w.area_id = e.area_id
    """)
