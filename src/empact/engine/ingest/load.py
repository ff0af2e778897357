"""One command's work: read a delivery, conform it with the deliveries of the other sources, switch the register over."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, astuple, dataclass, field
from datetime import datetime
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from ...terms.errors import UserError
from ...terms.progress import Progress, Silent
from ..register import FORMAT, SCHEMA, Register, open_register
from ..versions import locked, next_version, publish, storage_errors, sweep, version_in_force
from .delivery import Delivery, FileRead, Provenance, Reading, Unread
from .files import find_files, fingerprint
from .staging import Staged, row_of

__all__ = ["FORMATS", "LoadReport", "load"]

FORMATS: Final = ("fhir", "omop", "csv")
NO_PROVENANCE: Final = Provenance()


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did. ``changed`` is False when exactly these files were already in force: nothing was written then."""

    register: Register
    source: str
    changed: bool
    persons: int
    rows_in: int
    rows_kept: int
    rows_rejected: int
    by_type: Mapping[str, Mapping[str, Any]]
    tables: Mapping[str, int]
    rejects: int
    notes: tuple[str, ...] = field(default=())


def load(
    paths: Sequence[Path],
    *,
    format: str,
    register: Path,
    now: datetime,
    source: str | None = None,
    namespace: str | None = None,
    provenance: Provenance = NO_PROVENANCE,
    parts: int | None = None,
    memory: str | None = None,
    scratch: Path | None = None,
    progress: Progress | None = None,
) -> LoadReport:
    """Load a delivery of one source into the register at ``register`` (made where it is not there yet).

    ``source`` names the delivery (default: the format); a later delivery under that name replaces it. ``namespace`` says whose
    person identifiers these are (default: the source): persons are the same only within one namespace. ``provenance``: under
    which terms it came. ``now`` is the day records may not lie after. Raises ``UserError`` where there is nothing to load,
    ``StorageError`` where the disk refuses; the register is then as it was.
    """
    if format not in FORMATS:
        raise UserError(f"There is no format '{format}'.", hint="Known: " + ", ".join(FORMATS) + ".")
    source = source or format
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}", source):
        raise UserError(f"'{source}' cannot name a source.", hint="Use letters, digits, '-', '_' and '.'.")
    if parts is not None and parts < 1:
        raise UserError("A register has at least one part.", hint="Give --parts 1 or more.")
    paths, register = [Path(p) for p in paths], Path(register)
    if version_in_force(register):
        open_register(register)  # nothing is written into a folder that is no sound register
    with storage_errors(register):
        register.mkdir(parents=True, exist_ok=True)
        for name in ("versions", "staging"):
            (register / name).mkdir(exist_ok=True)
        with locked(register):
            _sweep(register)
            before = open_register(register) if version_in_force(register) else None
            endings = import_module(f".{_MODULES[format]}", __package__).ENDINGS
            same = before and _unchanged(before, paths, endings, format, source, namespace or source, provenance, parts)
            if before and same:
                return _report(before, source, changed=False)
            # What is spilled or unpacked holds records of people: it stays in the register, where the next load sweeps it.
            spill = scratch or register / "staging" / ".scratch"
            spill.mkdir(exist_ok=True)
            with tempfile.TemporaryDirectory(prefix="load-", dir=spill) as temporary:
                after = _load(
                    paths,
                    format,
                    register,
                    before,
                    now,
                    source,
                    namespace or source,
                    provenance,
                    parts,
                    memory,
                    Path(temporary),
                    progress or Silent(),
                )
            _sweep(register)
    return _report(after, source, changed=True)


def _sweep(register: Path) -> None:
    """Keep the version in force and the one before it, and the staging the former was made from."""
    sweep(register, keep=1)
    before = open_register(register) if version_in_force(register) else None
    used = {register / "staging" / s["staging"] for s in before.manifest["sources"]} if before else set()
    for place in (register / "staging").glob("*/*"):
        if place not in used:
            shutil.rmtree(place)


_MEMORY: Final = "500MB"  # a load then takes about 1 GB, Python included; the rest is spilled to disk
_MODULES: Final = {"fhir": "fhir", "omop": "omop", "csv": "own_csv"}


def _load(
    paths: Sequence[Path],
    format: str,
    register: Path,
    before: Register | None,
    now: datetime,
    source: str,
    namespace: str,
    provenance: Provenance,
    parts: int | None,
    memory: str | None,
    scratch: Path,
    progress: Progress,
) -> Register:
    from ..conform.build import build
    from ..duckdb import connect
    from ..duckdb.loading import MACROS

    with connect(memory=memory or _MEMORY, scratch=scratch / "spill") as database:
        (scratch / "spill").mkdir(exist_ok=True)
        database.run(MACROS)
        home = register / "staging" / source
        home.mkdir(exist_ok=True)
        building = home / f"building-{os.getpid()}"
        building.mkdir()
        reading = Reading(database, building, scratch, now.date(), progress)
        files, staged, notes = import_module(f".{_MODULES[format]}", __package__).stage(reading, paths)
        staged += _stage_unread(reading, files)
        said = {"today": now.date().isoformat()}
        delivery = Delivery(source, namespace, format, files, staged, notes, said, provenance)
        kept = home / _name_of(delivery)
        (building / "delivery.json").write_text(json.dumps(asdict(delivery), ensure_ascii=False), encoding="utf-8")
        if kept.exists():
            shutil.rmtree(kept)
        building.rename(kept)
        deliveries = [(delivery, kept)]
        for entry in before.manifest["sources"] if before else ():
            if entry["name"] != source:
                place = register / "staging" / entry["staging"]
                deliveries.append((_read_delivery(place), place))
        version = next_version(register)
        target = register / "versions" / f"building-{version}-{os.getpid()}"
        target.mkdir()
        try:
            built = build(database, deliveries, target, parts=parts, today=now.date(), scratch=scratch, progress=progress)
        except UserError:
            if before is None or f"{source}/{kept.name}" not in {s["staging"] for s in before.manifest["sources"]}:
                shutil.rmtree(kept)  # what may not be taken up does not stay
            raise
        manifest = {
            "format": FORMAT,
            "version": version,
            "schema": SCHEMA,
            "persons": built.persons,
            "parts": built.parts,
            "tables": built.tables,
            "sources": [_entry(s.number, s.delivery, s.folder, built.rejected) for s in built.sources],
            "rejects": built.rejects,
            "asked_parts": parts,
            "created_at": now.isoformat(),
        }
        publish(register, target, version, manifest)
    return open_register(register)


# --- staging on disk ---------------------------------------------------------------------------------


def _stage_unread(reading: Reading, files: Sequence[FileRead]) -> list[Staged]:
    """Lines that were no record become staging rows like any other, so that one query makes all rejects."""
    rows = [(n, u) for n, f in enumerate(files) for u in f.unread]
    if not rows:
        return []
    import pyarrow as pa

    reading.database.register(
        "unread_rows",
        pa.table(
            {
                "file": pa.array([n for n, _ in rows], pa.int32()),
                "line": pa.array([u.line for _, u in rows], pa.int64()),
                "problem": pa.array([u.reason for _, u in rows], pa.string()),
                "type": pa.array([u.kind for _, u in rows], pa.string()),
            }
        ),
    )
    path = reading.staging / "unread.parquet"
    values = {"file": "file", "line": "line", "problem": "problem", "type": "type", "is_part": "false"}
    reading.database.write(f"SELECT {row_of('unread', **values)} FROM unread_rows", path)
    return [Staged("unread", path.name)]


def _name_of(delivery: Delivery) -> str:
    """Content and terms decide the folder name."""
    terms: tuple[str, ...] = () if delivery.provenance == NO_PROVENANCE else astuple(delivery.provenance)
    said = "\n".join([delivery.format, delivery.namespace, *(f"{f.file} {f.sha256}" for f in delivery.files), *terms])
    return sha256(said.encode()).hexdigest()[:16]


def _read_delivery(place: Path) -> Delivery:
    raw = json.loads((place / "delivery.json").read_text(encoding="utf-8"))
    raw["files"] = [FileRead(**(f | {"unread": [Unread(**u) for u in f["unread"]]})) for f in raw["files"]]
    raw["staged"] = [Staged(**(s | {"rising": tuple(s.get("rising") or ()) or None})) for s in raw["staged"]]
    raw["provenance"] = Provenance(**raw.get("provenance", {}))
    return Delivery(**raw)


def _entry(number: int, delivery: Delivery, folder: Path, rejected: Mapping[tuple[int, int, str], int]) -> dict[str, Any]:
    """What the manifest says about a source; asserts that every row in is a row kept or a row rejected."""
    files = []
    for n, file in enumerate(delivery.files):
        by_type = {}
        torn = Counter(u.kind for u in file.unread)
        for kind in sorted((file.by_type.keys() | torn.keys()) - {""}):
            rows = file.by_type.get(kind, 0) + torn[kind]
            lost = rejected.get((number, n, kind), 0)
            by_type[kind] = {"rows_in": rows, "rows_kept": rows - lost, "rows_rejected": lost}
        lost = sum(r for (s, f, _), r in rejected.items() if (s, f) == (number, n))
        kept = sum(t["rows_kept"] for t in by_type.values())
        if kept < 0 or kept + lost != file.rows_in:
            raise AssertionError(f"{file.file}: {file.rows_in} rows in, {kept} kept and {lost} rejected")
        files.append(
            {
                "file": file.file,
                "sha256": file.sha256,
                "bytes": file.bytes,
                "rows_in": file.rows_in,
                "rows_kept": kept,
                "rows_rejected": lost,
                "by_type": by_type,
            }
        )
    return {
        "name": delivery.source,
        "format": delivery.format,
        "namespace": delivery.namespace,
        "notes": delivery.notes,
        "provenance": asdict(delivery.provenance),
        "staging": f"{folder.parent.name}/{folder.name}",
        "files": files,
    }


def _unchanged(
    before: Register,
    paths: Sequence[Path],
    endings: tuple[str, ...],
    format: str,
    source: str,
    namespace: str,
    provenance: Provenance,
    parts: int | None,
) -> bool:
    """Are exactly these files already in force under this source?"""
    entry = next((s for s in before.manifest["sources"] if s["name"] == source), None)
    if (
        entry is None
        or (entry["format"], entry["namespace"]) != (format, namespace)
        or Provenance(**entry.get("provenance", {})) != provenance
        or before.manifest.get("asked_parts") != parts
    ):
        return False
    files = find_files(paths, endings)
    if sorted((f.name, f.stat().st_size) for f in files) != sorted((f["file"], f["bytes"]) for f in entry["files"]):
        return False
    return sorted((f.name, fingerprint(f)) for f in files) == sorted((f["file"], f["sha256"]) for f in entry["files"])


def _report(register: Register, source: str, *, changed: bool) -> LoadReport:
    entry = next(s for s in register.manifest["sources"] if s["name"] == source)
    by_type: dict[str, dict[str, Any]] = {}
    for file in entry["files"]:
        for kind, counts in file["by_type"].items():
            sums = by_type.setdefault(kind, dict.fromkeys(counts, 0))
            for name, n in counts.items():
                sums[name] += n
    total = {name: sum(f[name] for f in entry["files"]) for name in ("rows_in", "rows_kept", "rows_rejected")}
    notes = tuple(entry["notes"])
    if not changed:
        notes = (f"These files are already in the register (version {register.version}): nothing was changed.",)
    return LoadReport(
        register,
        source,
        changed,
        register.persons,
        **total,
        by_type=by_type,
        tables={t: register.rows(t) for t in register.tables},
        rejects=int(register.manifest["rejects"]),
        notes=notes,
    )
