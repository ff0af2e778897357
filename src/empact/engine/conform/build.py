"""The staging of all sources in, one register version out."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from math import ceil
from pathlib import Path
from typing import Any, Final

from ...tables import TABLES
from ...terms.progress import Progress
from ..database import Database, sql_text
from ..duckdb.loading import stream
from ..ingest.delivery import Delivery
from ..ingest.files import fingerprint
from .areas import find_areas, read_shipped
from .codes import number_codes
from .events import EVENT_TABLES, LIVES, Checked, check, declared, gather, practice_of_person
from .identifiers import check_no_identifiers
from .lives import write_deaths, write_homes, write_observed
from .part_rows import Contacts, PartRows
from .people import number_people, number_places
from .reasons import REASONS
from .sources import Source, open_sources
from .spread import Spread, spread

__all__ = ["PEOPLE_PER_PART", "Built", "build"]

PEOPLE_PER_PART: Final = 65_536  # a person of a part is then one digit of the sort
_AT_ONCE: Final = 2
_Written = tuple[int, Contacts | None]
# Contacts first: other events point at them.
_ORDER: Final = ("visit_occurrence", *(t for t in EVENT_TABLES if t != "visit_occurrence" and t not in LIVES))


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
        self.names = [s.delivery.source for s in sources]
        self.checked: dict[tuple[str, int], Checked] = {}
        self.built = Built(0, [], {t: {"rows": 0, "files": []} for t in TABLES}, sources=sources)

    def make(self, parts: int | None) -> Built:
        database, built = self.database, self.built
        read_shipped(database)
        number_people(database, self.sources, self.today)
        check_no_identifiers(database, self.sources, self.today)
        number_places(database, self.sources)
        built.persons = database.fetch("SELECT count(*) AS n FROM people").to_pylist()[0]["n"]
        count = parts or max(1, ceil(built.persons / PEOPLE_PER_PART))
        size = max(1, ceil(built.persons / count))
        built.parts = [{"part": n, "first": n * size + 1, "last": min((n + 1) * size, built.persons)} for n in range(count)]
        self.progress.step("conforming", count * (len(EVENT_TABLES) + 1) + 6)
        self._check_all()
        number_codes(database, self.sources)
        self._spread_all(size)
        # From here on what was sorted stays so from statement to statement; before, order would only cost.
        database.run("SET preserve_insertion_order = true")
        self._write_parts()
        self._write_whole()
        self._write_rejects()
        return built

    # --- tables by person ---

    def _check_all(self) -> None:
        def one(name: str, source: Source) -> Checked:
            with self.database.twin() as database:
                return check(database, EVENT_TABLES[name], source)

        with ThreadPoolExecutor(_AT_ONCE) as workers:
            waiting = {(n, s.number): workers.submit(one, n, s) for n in EVENT_TABLES for s in self.sources if s.has(n)}
            self.checked = {key: w.result() for key, w in waiting.items()}

    def _spread(self, name: str, size: int, linked: bool) -> Spread | None:
        """The sound rows of all sources, laid apart by part; None where no source has any."""
        table = EVENT_TABLES[name]
        queries = [
            gather(table, s, self.checked[name, s.number], shared=len(self.sources) > 1, linked=linked)
            for s in self.sources
            if s.has(name)
        ]
        if name == "care_relation":
            queries += [practice_of_person(table, s) for s in self.sources if not s.has(name)]
        if not queries:
            return None
        with self.database.twin() as database:
            schema, batches = stream(database, " UNION ALL ".join(queries))
            return spread(batches, schema, self.scratch / f"{name}.arrow", size, len(self.built.parts))

    def _spread_all(self, size: int) -> None:
        """Lay all tables apart, the largest first, two at a time: the database reads with all processors, and what it
        read is laid apart by one."""
        told = {n: sum(s.rows_told(n) for s in self.sources) for n in EVENT_TABLES}
        linked = {n for (n, _), c in self.checked.items() if c.visits}
        visits = any(s.has("visit_occurrence") for s in self.sources)
        self.linked = tuple(n for n in _ORDER[1:] if n in linked) if visits else ()
        with ThreadPoolExecutor(_AT_ONCE) as workers:
            waiting = {
                n: workers.submit(self._spread, n, size, n in self.linked or (n == "visit_occurrence" and bool(self.linked)))
                for n in sorted(EVENT_TABLES, key=lambda n: (-told[n], n))
            }
            self.spreads = {n: w.result() for n, w in waiting.items()}

    def _write_parts(self) -> None:
        """Tables whose rows only need putting in order are written two at a time; the others follow part by part."""
        self.codes = self.database.fetch("SELECT code FROM code_said ORDER BY said").column("code").combine_chunks()
        offsets: dict[str, int] = {}
        with ThreadPoolExecutor(_AT_ONCE) as workers:
            waiting = deque((part, self._submitted(workers, part["part"])) for part in self.built.parts)
            try:
                while waiting:
                    part, tables = waiting.popleft()
                    for name, task in tables.items():
                        rows, _ = task.result()
                        self._note(name, self.path(name, part["part"]), rows)
                    self._write_persons(part)
                    self._write_lives(part, offsets)
            except BaseException:
                workers.shutdown(cancel_futures=True)
                raise

    def _submitted(self, workers: ThreadPoolExecutor, part: int) -> dict[str, Future[_Written]]:
        """Contacts first: the tables that point at them, last, wait for them (by then they are at least being written)."""
        first = workers.submit(self._write_sorted, part, _ORDER[0])
        alone = {n: workers.submit(self._write_sorted, part, n) for n in _ORDER[1:] if n not in self.linked}
        after = {n: workers.submit(self._write_sorted, part, n, first) for n in self.linked}
        return {_ORDER[0]: first} | alone | after

    def _write_sorted(self, part: int, name: str, contacts: Future[_Written] | None = None) -> _Written:
        """Write a part of a table; how many rows, and, of the contacts, what others need to point at them."""
        apart, path = self.spreads[name], self.path(name, part)
        path.parent.mkdir(parents=True, exist_ok=True)
        first = 1 + sum(apart.rows[:part]) if apart else 1
        rows = PartRows(EVENT_TABLES[name], apart.read(part) if apart else {}, first, self.names, self.codes)
        if name == "visit_occurrence":
            rows.mark_emergencies()
        elif contacts and (found := contacts.result()[1]):
            rows.point_at(found)
        rows.write(path)
        return len(rows), rows.contacts() if name == "visit_occurrence" else None

    def _write_lives(self, part: dict[str, int], offsets: dict[str, int]) -> None:
        import pyarrow as pa

        for name, write in (("death", write_deaths), ("observation_period", write_observed), ("area_membership", write_homes)):
            rows = self.spreads[name]
            if rows:
                self.database.register(f"{name}_rows", pa.table(rows.read(part["part"])))
            write(self, part, f"{name}_rows" if rows else "", offsets)

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
        named = ", ".join(f"({k}, {n}, {sql_text(name)})" for k, n, name in files)
        hints = ", ".join(f"('{r}', {sql_text(h)})" for r, h in REASONS.items())
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

    def _note(self, table: str, path: Path, rows: int) -> None:
        entry = self.built.tables[table]
        entry["rows"] += rows
        entry["files"].append(_entry_of(path, self.target, rows))
        self.progress.advance()

    def path(self, table: str, part: int | None) -> Path:
        folder = self.target / "tables"
        return folder / f"{table}.parquet" if part is None else folder / table / f"part-{part:05d}.parquet"

    def write(self, sql: str, table: str, part: int | None = None, offsets: dict[str, int] | None = None) -> None:
        path = self.path(table, part)
        path.parent.mkdir(parents=True, exist_ok=True)
        rows = self.database.write(sql, path)
        if offsets is not None:
            offsets[table] = offsets.get(table, 0) + rows
        self._note(table, path, rows)


def _entry_of(file: Path, root: Path, rows: int) -> dict[str, Any]:
    """What the manifest says about one file."""
    return {"path": file.relative_to(root).as_posix(), "rows": rows, "bytes": file.stat().st_size, "sha256": fingerprint(file)}
