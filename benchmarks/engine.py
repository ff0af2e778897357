"""Our own contenders: the bare scan, the run in memory and onto disk, with all of the library or a part of it."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from empact.definitions.models import Library
from empact.definitions.read import read_library
from empact.definitions.references import rules_of, with_fingerprints
from empact.engine.duckdb import connect
from empact.engine.reading import events_sql, visits_sql
from empact.engine.register import open_register
from empact.engine.run import run
from empact.engine.run.kept import Kept
from empact.engine.run.part import run_part
from empact.engine.session import Session

from .harness import Job, Scratch
from .registers import AS_OF
from .subset import cohort_library, subset_library

__all__ = ["CORE_FIVE", "cells_of", "cut", "prepare_limit", "prepare_memory", "prepare_run"]

CORE_FIVE = ("copd", "depression", "diabetes", "heart_failure", "hypertension")


def cut(name: str) -> Library:
    """'all', 'subset' (what peers compute), 'cohorts' (what a cohort generator can say) or 'five' (five conditions)."""
    library = read_library().about_people
    if name == "all":
        return library
    if name == "subset":
        return subset_library()
    if name == "cohorts":
        return cohort_library()
    return with_fingerprints(Library(conditions={i: library.conditions[i] for i in CORE_FIVE}, crosswalk=library.crosswalk))


def prepare_limit(register: Path, as_of: date = AS_OF, threads: int | None = None) -> Job:
    """Reads the columns and days the whole library reads, of every table it reads, and only adds them up."""
    opened, library = open_register(register), read_library().about_people
    statements: list[tuple[str, list[Path], str]] = []
    with connect() as db:
        session = Session.open(db, opened, library, as_of)
        needs = session.needs([f for _, d in library.definitions() for f in rules_of(d)])
    for part in opened.parts:
        for table, need in needs.coded.items():
            if len(need.concepts) and table in opened.tables:
                extra = ", sum(amount)" if table == "drug_exposure" else ""
                extra += ", sum(value), max(unit)" if need.values else ""
                inner = events_sql(table, need, part.first, as_of)
                statements.append(
                    (
                        table,
                        opened.part_files(table, part.part),
                        f"SELECT count(*), sum(person), sum(concept), max(day){extra} FROM ({inner})",
                    )
                )
        if needs.visits_since:
            statements.append(
                (
                    "visit_occurrence",
                    opened.part_files("visit_occurrence", part.part),
                    "SELECT count(*), sum(person), sum(kind), max(day), max(last_day), count(*) FILTER (unplanned) "
                    f"FROM ({visits_sql(part.first, needs.visits_since, as_of)})",
                )
            )
        for table, columns in (
            ("person", "sum(person_id), max(birth_date), sum(gender_concept_id)"),
            ("death", "sum(person_id), max(death_date)"),
            ("observation_period", "sum(person_id), max(observation_period_start_date), max(observation_period_end_date)"),
            ("area_membership", "sum(person_id), max(area_id), max(membership_start_date), max(membership_end_date)"),
            (
                "payer_plan_period",
                "sum(person_id), max(payer_plan_period_start_date), max(payer_plan_period_end_date), "
                "count(*) FILTER (increased_reimbursement), count(*) FILTER (chronic_status)",
            ),
        ):
            if table in opened.tables:
                statements.append((table, opened.part_files(table, part.part), f"SELECT count(*), {columns} FROM {table}"))

    def work() -> None:
        with connect(threads=threads) as db:
            for table, files, sql in statements:
                db.register(table, files)
                db.fetch(sql)

    return Job(work)


def prepare_memory(
    register: Path, as_of: date = AS_OF, library: str = "all", reads: str = "", threads: int | None = None
) -> Job:
    """All parts in turn, nothing written. ``reads``: read what this cut of the library needs. The answer: the cells."""
    opened, definitions = open_register(register), cut(library)
    reading = cut(reads) if reads else definitions

    def work() -> dict[str, int]:
        counts: dict[str, int] = {}
        with connect(threads=threads, ordered=True) as db:
            session = Session.open(db, opened, definitions, as_of)
            other = Session.open(db, opened, reading, as_of) if reads else session
            needs = other.needs([f for _, d in reading.definitions() for f in rules_of(d)])
            for data in session.parts(needs):
                if reads:
                    for table, need in needs.coded.items():
                        if len(need.concepts):
                            data.facts(table)
                    _ = data.visits
                for key, n in run_part(data, definitions, Kept()).cells.counts.items():
                    counts["|".join(key)] = counts.get("|".join(key), 0) + n
        return counts

    return Job(work)


def prepare_run(
    register: Path, as_of: date = AS_OF, workers: int | None = None, memory: str | None = None, person_digest: bool = False
) -> Job:
    """``empact run`` into an empty folder. The answer: a digest of the cells and, where asked, of every person's rows."""
    opened, definitions = open_register(register), read_library()
    place = Scratch()  # goes with the job
    folder = Path(place.name) / "results"

    def before() -> None:
        assert place.name
        shutil.rmtree(folder, ignore_errors=True)

    def work() -> dict[str, Any]:
        report = run(opened, as_of=as_of, results=folder, library=definitions, workers=workers, memory=memory)
        return {"population": dict(report.results.population), "cells": cells_of(report.results.table("cell"))}

    def work_and_digest() -> dict[str, Any]:
        return work() | {"people": digest_of_people(folder)}

    return Job(work_and_digest if person_digest else work, before)


def cells_of(table: Any) -> str:
    """A digest of exact counts in order of their key."""
    rows = sorted(zip(*(table[c].to_pylist() for c in table.column_names), strict=True))
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()[:16]


def digest_of_people(results: Path) -> str:
    """A digest of all person rows that does not depend on parts or order: the sum of the hashes of the rows."""
    found = []
    with connect() as db:
        for table in ("person_condition", "person_profile", "person_segment"):
            files = sorted((results / "versions").glob(f"*/{table}/*.parquet"))
            db.register(table, files)
            columns = ", ".join(f"CAST({c} AS VARCHAR)" for c in sorted(db.describe(table)))
            rows = db.fetch(
                f"SELECT count(*) AS n, CAST(sum(CAST(hash({columns}) AS HUGEINT)) AS VARCHAR) AS h FROM {table}"
            ).to_pylist()
            found.append(f"{rows[0]['n']}-{rows[0]['h']}")
    return " ".join(found)


def timed(work: Callable[[], Any]) -> Job:
    """A job without preparation."""
    return Job(work)
