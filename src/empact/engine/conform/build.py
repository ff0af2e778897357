"""The staging of all sources in, one register version out."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from math import ceil
from pathlib import Path
from typing import Any, Final

from ...tables import TABLES
from ...terms.progress import Progress
from ..database import Database
from ..duckdb.loading import literal, parquet
from ..ingest.delivery import Delivery
from ..ingest.files import fingerprint
from .areas import find_areas, read_shipped
from .codes import number_codes
from .events import EVENT_TABLES, Checked, EventTable, check, declared, gather, practice_of_person
from .lives import write_deaths, write_homes, write_observed
from .people import number_people, number_places
from .reasons import REASONS
from .sources import Source, open_sources

__all__ = ["PEOPLE_PER_PART", "Built", "build"]

PEOPLE_PER_PART: Final = 400_000
_AT_ONCE: Final = 2
# Contacts first: other events point at them.
_ORDER: Final = (
    "visit_occurrence",
    *(t for t in EVENT_TABLES if t not in ("visit_occurrence", "death", "observation_period", "area_membership")),
)


@dataclass(slots=True)
class Built:
    """What the manifest needs to know. ``rejected``: (source number, file number, type) -> whole rows rejected."""

    persons: int
    parts: list[dict[str, int]]
    tables: dict[str, dict[str, Any]] = field(default_factory=dict)
    rejected: dict[tuple[int, int, str], int] = field(default_factory=dict)
    rejects: int = 0
    sources: list[Source] = field(default_factory=list)


def build(
    database: Database,
    deliveries: Sequence[tuple[Delivery, Path]],
    target: Path,
    *,
    parts: int | None,
    today: date,
    scratch: Path,
    progress: Progress,
) -> Built:
    """Write all tables under ``target/tables``."""
    maker = _Maker(database, target, scratch, today, progress, open_sources(database, deliveries))
    return maker.make(parts)


class _Maker:
    def __init__(
        self, database: Database, target: Path, scratch: Path, today: date, progress: Progress, sources: list[Source]
    ) -> None:
        self.database, self.target, self.scratch, self.today, self.progress, self.sources = (
            database,
            target,
            scratch,
            today,
            progress,
            sources,
        )
        # Looked up by place in a list, not by a join: a join after sorting would undo the order.
        only = f"CAST('{sources[0].delivery.source}' AS source_name)"
        listed = "[" + ", ".join(f"'{s.delivery.source}'" for s in sources) + "][source_no + 1]"
        self.name_of_source = only if len(sources) == 1 else listed
        self.as_text = len({s.integers for s in sources}) > 1
        self.checked: dict[tuple[str, int], Checked] = {}
        self.built = Built(0, [], {t: {"rows": 0, "files": []} for t in TABLES}, sources=sources)

    def make(self, parts: int | None) -> Built:
        database, built = self.database, self.built
        database.run("SET preserve_insertion_order = true")  # what was sorted stays so from statement to statement
        read_shipped(database)
        number_people(database, self.sources, self.today)
        number_places(database, self.sources)
        number_codes(database, self.sources)
        built.persons = database.fetch("SELECT count(*) AS n FROM people").to_pylist()[0]["n"]
        count = parts or max(1, ceil(built.persons / PEOPLE_PER_PART))
        size = max(1, ceil(built.persons / count))
        built.parts = [{"part": n, "first": n * size + 1, "last": min((n + 1) * size, built.persons)} for n in range(count)]
        self.progress.step("conforming", count * (len(EVENT_TABLES) + 1) + 6)
        for name in EVENT_TABLES:
            for source in self.sources:
                if source.has(name):
                    self.checked[name, source.number] = check(database, EVENT_TABLES[name], source)
        gathered = {name: self._gathered(EVENT_TABLES[name], size, count) for name in EVENT_TABLES}
        offsets: dict[str, int] = {}
        for part in built.parts:
            self._write_part(part, gathered, offsets)
        self._write_whole()
        self._write_rejects()
        return built

    # --- tables by person ---

    def _gathered(self, table: EventTable, size: int, count: int) -> str:
        """Sound rows of all sources; with several parts, laid down apart by part first, so that each is read once."""
        queries = [
            gather(table, s, self.checked[table.name, s.number], shared=len(self.sources) > 1, as_text=self.as_text)
            for s in self.sources
            if s.has(table.name)
        ]
        if table.name == "care_relation":
            queries += [practice_of_person(s) for s in self.sources if not s.has(table.name)]
        if not queries:
            return ""
        union = " UNION ALL ".join(queries)
        if count == 1:
            return f"({union})"
        place = self.scratch / f"gathered-{table.name}"
        self.database.run(
            f"COPY (SELECT *, (person_id - 1) // {size} AS part FROM ({union})) TO {literal(place)} "
            "(FORMAT parquet, COMPRESSION snappy, PARTITION_BY (part))"
        )
        return str(place)

    def _rows(self, gathered: str, part: int) -> str:
        if gathered.startswith("("):
            return gathered
        files = sorted((Path(gathered) / f"part={part}").glob("*.parquet"))
        return f"(SELECT * FROM {parquet(*files)})" if files else ""

    def _write_part(self, part: dict[str, int], gathered: dict[str, str], offsets: dict[str, int]) -> None:
        number, database = part["part"], self.database
        self._write_persons(part)
        rows = {name: self._rows(place, number) if place else "" for name, place in gathered.items()}
        linked = {n for (n, _), c in self.checked.items() if c.visits} if rows["visit_occurrence"] else set()
        # Two tables at a time: sorting keeps both processors busy, writing in order only one.
        with ThreadPoolExecutor(_AT_ONCE) as workers:
            first = workers.submit(self._beside, self._write_visits, rows["visit_occurrence"], number, offsets, bool(linked))
            apart = [t for t in _ORDER[1:] if t not in linked]
            after = [
                workers.submit(self._beside, self._write_events, EVENT_TABLES[t], rows[t], number, offsets) for t in apart
            ]
            first.result()
            after += [
                workers.submit(self._beside, self._write_events, EVENT_TABLES[t], rows[t], number, offsets, True)
                for t in _ORDER[1:]
                if t in linked
            ]
            self.progress.advance()
            for waiting in after:
                waiting.result()
                self.progress.advance()
        write_deaths(self, part, rows["death"], offsets)
        write_observed(self, part, rows["observation_period"], offsets)
        write_homes(self, part, rows["area_membership"], offsets)
        if linked:
            database.drop("visit_number")
        if len(self.built.parts) > 1:
            for place in gathered.values():
                shutil.rmtree(Path(place) / f"part={number}", ignore_errors=True)

    def _beside(self, write: Callable[..., None], *args: Any) -> None:
        """Write a table over a connection of its own."""
        with self.database.twin() as database:
            write(database, *args)

    def _write_visits(self, database: Database, rows: str, part: int, offsets: dict[str, int], linked: bool) -> None:
        """Write the contacts; where others name them, leave their numbers in table ``visit_number``."""
        table = EVENT_TABLES["visit_occurrence"]
        if not rows:
            self.write(f"SELECT {declared(table.name, {})} WHERE false", table.name, part, offsets, database)
            return
        database.run(
            "CREATE OR REPLACE TABLE emergency_day AS SELECT DISTINCT person_id, CAST(unnest([start, start + 1, until, until"
            f" + 1]) AS DATE) AS day FROM {rows} WHERE kind = 9203"
        )
        known = dict(table.columns) | {
            "is_unplanned": "coalesce(unplanned, CASE WHEN kind IN (9201, 262) AND d.day IS NOT NULL THEN true END)"
        }
        listed = ", ".join(f"{sql} AS {name}" for name, sql in known.items())
        database.run(
            f"CREATE OR REPLACE TABLE visit_part AS SELECT {offsets.get(table.name, 0)} + row_number() OVER () AS"
            f" visit_occurrence_id, * EXCLUDE (tie) FROM (SELECT e.person_id, source_no, visit, tie, {listed} FROM {rows} e"
            " LEFT JOIN emergency_day d ON d.person_id = e.person_id AND d.day = e.start"
            " ORDER BY e.person_id, visit_start_date NULLS FIRST, tie)"
        )
        values = {c.name: c.name for c in TABLES[table.name].columns} | {"source": self.name_of_source}
        self.write(f"SELECT {declared(table.name, values)} FROM visit_part", table.name, part, offsets, database)
        if linked:
            database.run(
                "CREATE OR REPLACE TABLE visit_number AS SELECT source_no, person_id, visit, visit_occurrence_id"
                " FROM visit_part"
            )
        database.drop("visit_part")

    def _write_events(
        self, database: Database, table: EventTable, rows: str, part: int, offsets: dict[str, int], linked: bool = False
    ) -> None:
        if not rows:
            self.write(f"SELECT {declared(table.name, {})} WHERE false", table.name, part, offsets, database)
            return
        ours = TABLES[table.name]
        values = dict(table.columns) | {"source": self.name_of_source, "person_id": "e.person_id"}
        if ours.key not in values and ours.key.endswith("_id") and ours.column(ours.key).about == "Row number.":
            values[ours.key] = "row_no"
        looked = rows
        if linked:
            looked = (
                f"(SELECT e.* EXCLUDE (visit), w.visit_occurrence_id FROM {rows} e LEFT JOIN visit_number w"
                " ON w.source_no = e.source_no AND w.person_id = e.person_id AND w.visit = e.visit)"
            )
        elif "visit_occurrence_id" in table.columns.values():
            values |= {c: "NULL" for c, sql in table.columns.items() if sql == "visit_occurrence_id"}
            looked = f"(SELECT * EXCLUDE (visit) FROM {rows})"
        self.write(
            f"SELECT {declared(table.name, values)} FROM (SELECT row_number() OVER () + {offsets.get(table.name, 0)} AS"
            f" row_no, * FROM (SELECT * FROM {looked} ORDER BY {_order(table)})) e",
            table.name,
            part,
            offsets,
            database,
        )

    def _write_persons(self, part: dict[str, int]) -> None:
        same = " AND ".join(f"l.{c} IS NOT DISTINCT FROM p.{c}" for c in ("source", "city", "state", "zip", "country", "area"))
        values = {
            "person_id": "p.person_id",
            "year_of_birth": "birth_year",
            "month_of_birth": "birth_month",
            "day_of_birth": "birth_day",
            "gender_concept_id": "CASE gender WHEN 'male' THEN 8507 WHEN 'female' THEN 8532 WHEN 'other' THEN 8521 ELSE 0 END",
            "birth_date": "birth_date",
            "location_id": "l.location_id",
            "provider_id": "v.provider_id",
            "care_site_id": "c.care_site_id",
            "person_source_value": "p.person",
            "gender_source_value": "gender_said",
            "person_namespace": "p.namespace",
            "source": "p.source",
        }
        self.write(
            f"SELECT {declared('person', values)} FROM people p LEFT JOIN location l ON {same} "
            "LEFT JOIN provider v ON v.record = p.provider AND v.namespace = p.namespace "
            "LEFT JOIN care_site c ON c.record = p.care_site AND c.namespace = p.namespace "
            f"WHERE p.person_id BETWEEN {part['first']} AND {part['last']} ORDER BY p.person_id",
            "person",
            part["part"],
            {},
        )

    # --- whole tables ---

    def _write_whole(self) -> None:
        location = {
            "location_id": "location_id",
            "city": "city",
            "state": "state",
            "zip": "zip",
            "country_source_value": "country",
            "location_source_value": "split_part(area, ':', 2)",
            "source": "source",
        }
        self.write(f"SELECT {declared('location', location)} FROM location ORDER BY location_id", "location")
        site = {
            "care_site_id": "care_site_id",
            "care_site_name": "name",
            "place_of_service_source_value": "kind_said",
            "location_id": "location_id",
            "care_site_source_value": "record",
            "source": "source",
        }
        self.write(f"SELECT {declared('care_site', site)} FROM care_site ORDER BY care_site_id", "care_site")
        provider = {
            "provider_id": "provider_id",
            "specialty_source_value": "specialty",
            "care_site_id": "care_site_id",
            "provider_source_value": "record",
            "source": "source",
        }
        self.write(f"SELECT {declared('provider', provider)} FROM provider ORDER BY provider_id", "provider")
        concept = {c.name: c.name for c in TABLES["concept"].columns}
        self.write(f"SELECT {declared('concept', concept)} FROM concept ORDER BY concept_id", "concept")
        find_areas(
            self.database, self.sources, [self.target / f["path"] for f in self.built.tables["area_membership"]["files"]]
        )
        area = {c.name: c.name for c in TABLES["area"].columns}
        self.write(f"SELECT {declared('area', area)} FROM area ORDER BY area_id, valid_start_date, parent_area_id", "area")

    def _write_rejects(self) -> None:
        """Everything not taken up, from reading and from conforming; and the accounts per file and kind of row."""
        pieces = [
            (
                "SELECT source_no, file, type, line, record, is_part, 'person' AS target, reason FROM person_row WHERE reason"
                " IS NOT NULL"
            ),
            "SELECT source_no, file, type, line, record, is_part, 'care_site', reason FROM site_row WHERE reason IS NOT NULL",
            (
                "SELECT source_no, file, type, line, record, is_part, 'provider', reason FROM provider_row WHERE reason IS NOT"
                " NULL"
            ),
        ]
        for source in self.sources:
            for table in source.tables - {"person", "care_site", "provider", "kept"}:
                target = f"'{table}'" if table in EVENT_TABLES else "NULL"
                if (table, source.number) in self.checked and not self.checked[table, source.number].problems:
                    continue
                pieces.append(
                    f"SELECT {source.number}, file, type, line, CAST(record AS VARCHAR), is_part, {target}, problem FROM"
                    f" {source.view(table)}"
                    " WHERE problem IS NOT NULL"
                )
        for (table, number), checked in self.checked.items():
            if checked.faults:
                pieces.append(
                    f"SELECT {number}, file, type, line, CAST(record AS VARCHAR), is_part, '{table}', reason FROM"
                    f" {checked.faults} WHERE NOT is_part"
                )
        self.database.run(f"CREATE OR REPLACE TABLE rejected AS {' UNION ALL '.join(pieces)}")
        files = [(s.number, n, f.file) for s in self.sources for n, f in enumerate(s.delivery.files)]
        named = ", ".join(f"({k}, {n}, '{_quoted(name)}')" for k, n, name in files)
        hints = ", ".join(f"('{r}', '{_quoted(h)}')" for r, h in REASONS.items())
        values = {
            "source": "s.source",
            "file": "f.name",
            "line": "line",
            "record_id": "record",
            "target": "target",
            "reason": "r.reason",
            "hint": "h.hint",
        }
        self.write(
            f"SELECT {declared('reject', values)} FROM rejected r JOIN source s USING (source_no) JOIN (VALUES {named})"
            f" f(source_no, file, name) ON f.source_no = r.source_no AND f.file = r.file LEFT JOIN (VALUES {hints}) h(reason,"
            " hint) ON h.reason = r.reason ORDER BY s.source, f.name, line, record, target, r.reason",
            "reject",
        )
        self.built.rejects = self.built.tables["reject"]["rows"]
        for row in self.database.fetch(
            "SELECT source_no, file, type, count(*) AS n FROM rejected WHERE NOT is_part GROUP BY ALL"
        ).to_pylist():
            self.built.rejected[row["source_no"], row["file"], row["type"] or ""] = row["n"]

    def path(self, table: str, part: int | None) -> Path:
        folder = self.target / "tables"
        return folder / f"{table}.parquet" if part is None else folder / table / f"part-{part:05d}.parquet"

    def write(
        self,
        sql: str,
        table: str,
        part: int | None = None,
        offsets: dict[str, int] | None = None,
        database: Database | None = None,
    ) -> None:
        path = self.path(table, part)
        path.parent.mkdir(parents=True, exist_ok=True)
        rows = (database or self.database).write(sql, path)
        if database is None:
            self.progress.advance()
        if offsets is not None:
            offsets[table] = offsets.get(table, 0) + rows
        entry = self.built.tables[table]
        entry["rows"] += rows
        entry["files"].append(_entry_of(path, self.target, rows))


def _entry_of(file: Path, root: Path, rows: int) -> dict[str, Any]:
    """What the manifest says about one file."""
    return {"path": file.relative_to(root).as_posix(), "rows": rows, "bytes": file.stat().st_size, "sha256": fingerprint(file)}


def _order(table: EventTable) -> str:
    """The declared order of the table, over a gathered row; equal rows by a hash of where they came from."""
    ours = TABLES[table.name]
    known = {"person_id": "person_id"} | dict(table.columns)
    return ", ".join([f"{known[c]} NULLS FIRST" for c in ours.order if c in known] + ["tie"])


def _quoted(text: str) -> str:
    return text.replace("'", "''")
