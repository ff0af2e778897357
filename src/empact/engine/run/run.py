"""All parts, side by side, into a new version of the results; what did not change is not done again."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from ...definitions.models import Library
from ...definitions.references import rules_of
from ...terms.errors import DefinitionError, RegisterError, UserError
from ...terms.progress import Progress, Silent
from ..boundaries import area_tree, boundaries_on
from ..held import STATUSES
from ..register import Part, Register
from ..session import Session
from ..versions import building, link, storage_errors, version_in_force, write_json
from ..workers import side_by_side
from .cells import added_up, write_parquet
from .kept import Kept, changed_since
from .part import run_part
from .results import FORMAT, Results, open_results

__all__ = ["RunReport", "run"]

_PART: Final = "part-{:05d}.parquet"
_PER_PART: Final = ("person_condition", "person_profile", "person_segment", "part_cell")


@dataclass(frozen=True, slots=True)
class RunReport:
    """What a run did. ``rebuilt`` counts parts computed, wholly or for some definitions; ``kept`` those taken over."""

    results: Results
    rebuilt: int
    kept: int
    definitions_changed: int


@dataclass(frozen=True, slots=True)
class _Task:
    """Everything a worker needs for one part."""

    register: Register
    part: Part
    as_of: date
    folder: Path
    before: Path | None
    unchanged: frozenset[tuple[str, str]]
    changed: frozenset[tuple[str, str]]
    threads: int | None
    memory: str | None


def run(
    register: Register,
    *,
    as_of: date,
    results: Path,
    library: Library,
    workers: int | None = None,
    memory: str | None = None,
    progress: Progress | None = None,
) -> RunReport:
    """Compute facts, conditions, determinants, scores and segments of every part and put them in force as one version.

    ``workers`` threads take parts side by side (default: as many as there are processors, and no more than parts);
    the numbers do not depend on it. ``memory`` limits each worker's database ('600MB').
    """
    progress = progress or Silent()
    library = library.about_people
    if not library.segments:
        raise DefinitionError("The library has no segment.", hint="Lay a folder with segments/ over the shipped library.")
    if (results / "staging").is_dir() and version_in_force(results):
        raise RegisterError(f"'{results}' holds a register.", hint="Results have a folder of their own: name another.")
    if workers is not None and workers < 1:
        raise UserError("A run has at least one worker.", hint="Give --workers 1 or more.")
    fingerprints = {(kind, d.id): d.fingerprint for kind, d in library.definitions()}
    inputs = {str(part.part): _input_of(register, part) for part in register.parts}
    former = _former(results, as_of)
    changed = changed_since(former.manifest["definitions"] if former else {}, fingerprints)
    if former and not changed and former.manifest["inputs"] == inputs:
        return RunReport(former, 0, len(inputs), 0)
    workers = min(workers or os.cpu_count() or 1, len(register.parts))
    with building(results) as (version, place):
        for table in _PER_PART:
            (place / table).mkdir()
        tasks, kept = _tasks(register, as_of, place, former, changed, fingerprints, inputs, workers, memory)
        progress.step("run", len(register.parts))
        progress.advance(len(kept))
        done = dict(kept)
        for part, counted in side_by_side(lambda task: _run_one(task, library), tasks, workers):
            done[part] = counted
            progress.advance()
        with storage_errors(results):
            write_parquet(
                added_up([place / "part_cell" / _PART.format(p.part) for p in register.parts]), place / "cell.parquet"
            )
            write_json(
                place / "manifest.json",
                {
                    "format": FORMAT,
                    "version": version,
                    "as_of": as_of.isoformat(),
                    "register": {
                        "version": register.version,
                        "persons": register.persons,
                        "loaded_at": register.manifest.get("created_at") or None,
                        "sources": sorted({s["name"] for s in register.manifest.get("sources", ())}),
                    },
                    "areas": area_tree(register, as_of),
                    "boundaries": boundaries_on(register, as_of),
                    "inputs": inputs,
                    "library": library.fingerprint,
                    "definitions": _described(library),
                    "population": {s: sum(counted[s] for counted in done.values()) for s in STATUSES},
                    "per_part": {str(part): dict(counted) for part, counted in sorted(done.items())},
                    "files": {
                        **{t: [f"{t}/{_PART.format(p.part)}" for p in register.parts] for t in _PER_PART},
                        "cell": ["cell.parquet"],
                    },
                },
            )
    return RunReport(open_results(results), len(tasks), len(kept), len(changed))


# ---------------------------------------------------------------- one part


def _run_one(task: _Task, library: Library) -> tuple[int, Mapping[str, int]]:
    from ..duckdb import connect

    name = _PART.format(task.part.part)
    with connect(threads=task.threads, memory=task.memory, ordered=True) as db, storage_errors(task.folder):
        session = Session.open(db, task.register, library, task.as_of)
        kept = _kept(task, name)
        rules = [flag for kind, d in library.definitions() if (kind, d.id) not in kept.definitions for flag in rules_of(d)]
        data = session.part(task.part, session.needs(rules, kept.definitions))
        result = run_part(data, library, kept)
        made = (result.person_condition, result.person_profile, result.person_segment, result.cells.table())
        for table, rows in zip(_PER_PART, made, strict=True):
            if rows is None:
                link(kept.files[table], task.folder / table / name)
            else:
                write_parquet(rows, task.folder / table / name)
    return task.part.part, result.population


def _kept(task: _Task, name: str) -> Kept:
    if task.before is None:
        return Kept()
    files = {table: task.before / table / name for table in _PER_PART}
    return Kept.since(files, task.unchanged, task.changed, task.part)


# ---------------------------------------------------------------- what changed since


def _tasks(
    register: Register,
    as_of: date,
    place: Path,
    former: Results | None,
    changed: frozenset[tuple[str, str]],
    fingerprints: Mapping[tuple[str, str], str],
    inputs: Mapping[str, str],
    workers: int,
    memory: str | None,
) -> tuple[list[_Task], list[tuple[int, Mapping[str, int]]]]:
    """Parts to compute; and parts whose records and definitions are the same, which are linked, not computed."""
    tasks: list[_Task] = []
    kept = []
    for part in register.parts:
        same = former is not None and former.manifest["inputs"].get(str(part.part)) == inputs[str(part.part)]
        if former and same and not changed:
            for table in _PER_PART:
                name = _PART.format(part.part)
                link(former.version_folder / table / name, place / table / name)
            kept.append((part.part, former.manifest["per_part"][str(part.part)]))
            continue
        unchanged = frozenset(fingerprints) - changed if same else frozenset()
        tasks.append(
            _Task(
                register,
                part,
                as_of,
                place,
                former.version_folder if former and same else None,
                unchanged,
                changed,
                1 if workers > 1 else None,
                memory,
            )
        )
    return tasks, kept


def _former(folder: Path, as_of: date) -> Results | None:
    """Earlier results on the same index date, if they can be read at all."""
    try:
        found = open_results(folder)
    except UserError:
        return None
    return found if found.as_of == as_of and all(f.exists() for t in _PER_PART for f in found.files(t)) else None


def _input_of(register: Register, part: Part) -> str:
    """A fingerprint of all that is read for a part: its own files, and the tables that are whole."""
    held = []
    for table in register.tables:
        if table == "reject":
            continue
        files = register.manifest["tables"][table]["files"]
        held += [(table, f["sha256"]) for f in (files if len(files) != len(register.parts) else [files[part.part]])]
    return hashlib.sha256(json.dumps([part.first, part.last, held]).encode()).hexdigest()


def _described(library: Library) -> dict[str, Any]:
    """The definitions as they were used, for whoever shows the results: titles, versions, classes."""
    described: dict[str, Any] = {}
    for kind, d in library.definitions():
        entry: dict[str, Any] = {"version": d.version, "fingerprint": d.fingerprint, "title": dict(d.title)}
        if kind == "condition":
            c = library.conditions[d.id]
            entry |= {"counted": c.counted, "sensitive": c.sensitive, "body_system": c.body_system}
        elif kind == "determinant":
            entry["sensitive"] = library.determinants[d.id].sensitive
        elif kind == "segment":
            entry["classes"] = [{"key": c.key, "title": dict(c.title)} for c in library.segments[d.id].classes]
        described.setdefault(kind, {})[d.id] = entry
    return described
