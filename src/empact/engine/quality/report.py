"""Characterise a register: every check counted, table by table and part by part."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from ...definitions.models import Library
from ...tables import TABLES, Table
from ...terms.errors import RegisterError
from ..database import Database
from ..register import Part, Register
from .check import AXES, WHOLE, Check, Finding
from .coded import code_checks, number_codes
from .declared import EVENTS, SPANS, checks_of
from .findings import findings_of
from .people import PEOPLE_CHECKS, forget_people, gather_people
from .prevalence import Recordings
from .rules import Rules
from .scan import Margins, scan
from .whole import Keys, duplicates, overlaps
from .work import PEOPLE, SKIPPED, Work

__all__ = ["Report", "characterise"]


@dataclass(frozen=True, slots=True)
class Report:
    """``rows`` per table; ``rows_by`` per axis and key; ``practices`` their names; ``readings`` seconds per reading."""

    findings: tuple[Finding, ...]
    rows: Mapping[str, int]
    rows_by: Mapping[str, Mapping[str, int]]
    practices: Mapping[str, str]
    readings: Mapping[str, float]
    seconds: float
    loaded: date
    people: int


_PERSONS: Final = Table(
    "people", "The people themselves.", tuple(TABLES["person"].column(n) for n in ("person_id", "source")), "person_id"
)


def characterise(db: Database, register: Register, rules: Rules, library: Library) -> Report:
    """All checks of all tables. The day of the last load is what 'future' is measured against."""
    began = time.perf_counter()
    tables = [t for t in register.tables if t in TABLES and t not in SKIPPED and register.rows(t)]
    work = Work(db, register, rules, _loaded(register), tables)
    small = [t for t in tables if not TABLES[t].person_sorted]
    for name in small:
        db.register(name, register.files(name))
    with work.clock("references"):
        work.refers.learn(db, tables)
        if "concept" in tables:
            work.concepts = number_codes(db)
    for name in tables:
        checks = [c for c in _checks(work, TABLES[name]) if _can_be_counted(c, work)]
        work.margins[name] = Margins(checks)
        if _has_number(TABLES[name]):
            work.keys[name] = Keys(register.rows(name))
    if "person" in tables:
        work.margins[PEOPLE] = Margins(PEOPLE_CHECKS)
    if "condition_occurrence" in tables and work.concepts:
        work.recordings = Recordings(db, work.concepts, library)
    for name in small:
        _count(work, name, gaps=False, contacts=False)
    for part in register.parts if "person" in tables else ():
        _part(work, part)
    return Report(
        findings_of(work),
        {t: register.rows(t) for t in tables},
        _rows_by(work),
        _practices(work),
        dict(sorted(work.seconds.items())),
        time.perf_counter() - began,
        work.loaded,
        register.persons,
    )


def _loaded(register: Register) -> date:
    said = str(register.manifest.get("created_at") or "")[:10]
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise RegisterError(
            f"Register version {register.version} does not say when it was loaded.",
            hint="Load the sources again with this program.",
        ) from None


def _checks(work: Work, table: Table) -> Iterator[Check]:
    yield from checks_of(table, work.loaded, work.refers.dense)
    if work.concepts:
        yield from code_checks(table, work.concepts, work.rules)


def _can_be_counted(check: Check, work: Work) -> bool:
    """Whether what the condition rests on is there at all; a key into a table without rows leads nowhere, and is told."""
    if check.kind == "refers" and check.fails.startswith("r_"):
        return check.detail not in work.refers.absent
    return check.kind != "outside_observation" or "observation_period" in work.tables


def _has_number(table: Table) -> bool:
    return table.column(table.key).about in ("Row number.", "Dense number within this register version.") or (
        table.key == "person_id"
    )


def _part(work: Work, part: Part) -> None:
    """All tables that are split by people, for the people of one part."""
    db = work.db
    split = [t for t in work.tables if TABLES[t].person_sorted]
    for name in split:
        db.register(name, work.register.part_files(name, part.part))
    with work.clock(PEOPLE):
        gaps = gather_people(db, work.tables)
        scan(db, _PERSONS, work.margins[PEOPLE], gaps=False, relation="quality_person")
    tied: set[str] = set()
    if "visit_occurrence" in split:
        with work.clock("contacts"):
            tied = {name for name in split if _refers_to_visits(name) and _tied(db, name)}
            only = "" if tied else "WHERE 1 = 0"  # nobody asks for them
            db.run(f"""CREATE TABLE quality_key_visit_occurrence AS
                       SELECT DISTINCT visit_occurrence_id AS found, person_id FROM visit_occurrence {only}""")
    for name in split:
        _count(work, name, gaps=gaps, contacts=name in tied)
        if name in EVENTS:
            with work.clock(f"repeated {name}"):
                _repeated(work, name, part.first)
        if name in SPANS:
            with work.clock(f"overlap {name}"):
                work.overlapping[name] = work.overlapping.get(name, 0) + overlaps(db, TABLES[name])
    if work.recordings is not None:
        with work.clock("prevalence"):
            work.recordings.add(db)
    forget_people(db)
    if "visit_occurrence" in split:
        db.drop("quality_key_visit_occurrence")


def _refers_to_visits(name: str) -> bool:
    return any(c.refers_to == "visit_occurrence" for c in TABLES[name].columns)


def _tied(db: Database, name: str) -> bool:
    """Does any row name its contact? An empty column costs next to nothing to look at; a table of all contacts does."""
    return bool(db.rows(f"SELECT 1 AS found FROM {name} WHERE visit_occurrence_id IS NOT NULL LIMIT 1"))


def _count(work: Work, name: str, *, gaps: bool, contacts: bool) -> None:
    table = TABLES[name]
    with work.clock(f"rows {name}"):
        scan(work.db, table, work.margins[name], gaps=gaps, contacts=contacts)
    if name in work.keys:
        with work.clock(f"keys {name}"):
            work.keys[name].meet(work.db, table)


def _repeated(work: Work, name: str, first: int) -> None:
    there = work.repeated.setdefault(name, {axis: {} for axis in (WHOLE, *AXES)})
    for keys, n in duplicates(work.db, TABLES[name], first):
        for axis in (WHOLE, *AXES):
            key = keys[axis] if axis else ""
            there[axis][key] = there[axis].get(key, 0) + n


def _rows_by(work: Work) -> Mapping[str, Mapping[str, int]]:
    found: dict[str, dict[str, int]] = {axis: {} for axis in AXES}
    for name, margins in work.margins.items():
        for axis in AXES if name != PEOPLE else ():
            for key, numbers in margins.totals[axis].items():
                found[axis][key] = found[axis].get(key, 0) + int(numbers[0])
    return found


def _practices(work: Work) -> Mapping[str, str]:
    if "care_site" not in work.tables:
        return {}
    rows = work.db.rows("SELECT care_site_id, care_site_name, care_site_source_value FROM care_site")
    return {str(r["care_site_id"]): r["care_site_name"] or r["care_site_source_value"] for r in rows}
