"""Bringing in a folder of released results (``empact release``): checked whole, kept until somebody releases the load they
are of, then put in force in one stroke. A load that was released once is not asked about again when its figures are made anew.

The figures become one file of SQLite that is only ever read: pages find a figure by its key, whatever the database of the
workspace, and an older page goes on with the older file.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from ...terms.errors import RegisterError, StorageError

__all__ = ["BEFORE", "CURRENT", "LAYOUT", "WAITING", "bring", "put_in_force", "turn_down"]

CURRENT: Final = "CURRENT"
BEFORE: Final = "BEFORE"
"""Names the file of the load before, which the load in force is held against."""
WAITING: Final = "WAITING"
"""Names the file of a load that nobody has released yet."""
LAYOUT: Final = "figures-2-"
"""How a file of figures is called. The number rises with its tables: a file of another layout is not read."""
_KIND, _SCHEMA = "released results", 1
_NUMBERS: Final = (
    "people", "numerator", "denominator", "value", "lower", "upper", "standardised", "standardised_lower",
    "standardised_upper", "position",
)  # fmt: skip
_KEY: Final = ("indicator", "level", "strata", "period", "node", "stratum")
_TABLES: Final = f"""
CREATE TABLE figure (
  {", ".join(f"{name} TEXT NOT NULL" for name in _KEY)}, status TEXT NOT NULL, {", ".join(f"{n} REAL" for n in _NUMBERS)},
  PRIMARY KEY ({", ".join(_KEY)})) WITHOUT ROWID;
CREATE TABLE area (node TEXT PRIMARY KEY, level TEXT NOT NULL, name TEXT NOT NULL, parents TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE indicator (id TEXT PRIMARY KEY, described TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE period (name TEXT PRIMARY KEY, starts TEXT NOT NULL, ends TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE popbox (
  level TEXT NOT NULL, node TEXT NOT NULL, class TEXT NOT NULL, determinant TEXT NOT NULL, status TEXT NOT NULL,
  people INTEGER,
  PRIMARY KEY (level, node, class, determinant)) WITHOUT ROWID;
CREATE TABLE course (
  indicator TEXT NOT NULL, level TEXT NOT NULL, node TEXT NOT NULL, first TEXT NOT NULL, last TEXT NOT NULL,
  periods INTEGER NOT NULL, centre REAL NOT NULL, lower REAL NOT NULL, upper REAL NOT NULL, signals TEXT NOT NULL,
  PRIMARY KEY (indicator, level, node)) WITHOUT ROWID;
CREATE TABLE peers (
  indicator TEXT NOT NULL, level TEXT NOT NULL, period TEXT NOT NULL, places INTEGER NOT NULL, median REAL NOT NULL,
  quarter REAL, benchmark REAL,
  PRIMARY KEY (indicator, level, period)) WITHOUT ROWID;
CREATE TABLE told (name TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""


def bring(package: Path, results: Path, progress: Callable[[str, int], None] = lambda name, rows: None) -> str:
    """Take a package up; the name of the file it became. The same package twice is the same file. In force are figures of the
    load that is in force; those of another wait.

    Raises :class:`RegisterError` when the folder is no package, of another schema, or not as its manifest says.
    """
    place = _version(package)
    manifest = _manifest(place)
    digest = hashlib.sha256(json.dumps(manifest, sort_keys=True).encode()).hexdigest()[:16]
    name = f"{LAYOUT}{digest}.sqlite"
    try:
        results.mkdir(parents=True, exist_ok=True)
        if not (results / name).exists():
            half = results / f"{name}.{os.getpid()}"
            half.unlink(missing_ok=True)
            try:
                _build(place, manifest, half, progress)
                half.replace(results / name)
            finally:
                half.unlink(missing_ok=True)
        now = _version_file(results, CURRENT)
        if now is not None and (name == now.name or (None, None) != _load_in(now) == _load_in(results / name)):
            put_in_force(results, name)
        else:
            _name(results, WAITING, name)
    except (OSError, sqlite3.OperationalError) as error:
        raise StorageError(
            f"The results cannot be written ({type(error).__name__}).", hint="Is the disk full, or the workspace read-only?"
        ) from error
    return name


def put_in_force(results: Path, name: str) -> None:
    """Pages read this file from now on; what they read is kept as the load before, where it was another."""
    now = _version_file(results, CURRENT)
    if now is not None and _load_in(now) != _load_in(results / name):
        _name(results, BEFORE, now.name)
    _name(results, CURRENT, name)
    turn_down(results, name)


def turn_down(results: Path, name: str) -> None:
    """This file waits no more."""
    waiting = _version_file(results, WAITING)
    if waiting is not None and waiting.name == name:
        (results / WAITING).unlink(missing_ok=True)


def _name(results: Path, which: str, name: str) -> None:
    fresh = results / f"{which}.{os.getpid()}"
    fresh.write_text(name + "\n", encoding="ascii")
    fresh.replace(results / which)


def _version_file(results: Path, which: str) -> Path | None:
    """The file of this layout that is named so, if it lies there."""
    try:
        name = (results / which).read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None
    return results / name if name.startswith(LAYOUT) and (results / name).exists() else None


def _load_in(file: Path) -> Any:
    """Which load these figures are of, where the package said so."""
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as base:
        row = base.execute("SELECT text FROM told WHERE name = 'loads'").fetchone()
    told = json.loads(row[0]) if row else {}
    return told.get("register"), told.get("last_load")


def _version(package: Path) -> Path:
    """The version in force of a folder of versions, or the folder itself."""
    try:
        return package / "versions" / (package / CURRENT).read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return package


def _manifest(place: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads((place / "manifest.json").read_text(encoding="utf-8"))
        kind, schema, files = manifest["kind"], manifest["schema"], manifest["files"]
    except (OSError, ValueError, KeyError, TypeError):
        raise RegisterError("This is no folder of released results.", hint="Make one: empact release --out DIR") from None
    if kind != _KIND or schema != _SCHEMA:
        raise RegisterError("These results are of another kind or schema.", hint="Release them again with this version.")
    for name, said in files.items():
        path = place / name
        if ".." in Path(name).parts or not path.is_file() or _checksum(path) != said["sha256"]:
            raise RegisterError(f"'{name}' is not as the manifest says.", hint="Copy the folder again, whole.")
    return manifest


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _build(place: Path, manifest: dict[str, Any], target: Path, progress: Callable[[str, int], None]) -> None:
    with closing(sqlite3.connect(target)) as base:
        base.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + _TABLES)
        about = {k: v for k, v in manifest.items() if k not in ("files", "periods")}
        base.executemany("INSERT INTO about VALUES (?, ?)", [(k, json.dumps(v)) for k, v in about.items()])
        described = json.loads((place / "indicators.json").read_text(encoding="utf-8"))
        base.executemany("INSERT INTO indicator VALUES (?, ?)", [(i, json.dumps(d)) for i, d in described.items()])
        with (place / "areas.csv").open(encoding="utf-8", newline="") as file:
            base.executemany("INSERT INTO area VALUES (:node, :level, :name, :parents)", csv.DictReader(file))
        if (place / "popbox.json").exists():
            asked = (place / "popbox.json").read_text(encoding="utf-8")
            base.execute("INSERT INTO about VALUES ('popbox', ?)", (asked,))
            base.executemany("INSERT INTO popbox VALUES (?, ?, ?, ?, ?, ?)", _cells(place / "popbox.csv"))
        for name in ("loads", "definitions", "flows", "evaluations"):
            if (place / f"{name}.json").exists():
                base.execute("INSERT INTO told VALUES (?, ?)", (name, (place / f"{name}.json").read_text(encoding="utf-8")))
        for table, name in (("course", "trends.csv"), ("peers", "peers.csv")):
            if (place / name).exists():
                _copy(base, table, place / name)
        for period in manifest["periods"]:
            name = period["name"]
            base.execute("INSERT INTO period VALUES (?, ?, ?)", (name, period["start"], period["end"]))
            columns = (*_KEY, "status", *_NUMBERS)
            marks = ", ".join("?" * len(columns))
            # the order of the key keeps the tree from being torn while it grows
            rows = sorted(_rows(place / "figures" / f"{name}.csv", name), key=lambda row: row[: len(_KEY)])
            base.executemany(f"INSERT INTO figure VALUES ({marks})", rows)
            progress(name, len(rows))
        base.commit()


def _copy(base: sqlite3.Connection, table: str, path: Path) -> None:
    """A file whose columns are those of the table, in any order; an empty cell is no value."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        names = [row[1] for row in base.execute(f"PRAGMA table_info({table})")]
        marks = ", ".join(f"nullif(:{name}, '')" if name != "signals" else ":signals" for name in names)
        base.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)


def _rows(path: Path, period: str) -> Iterator[tuple[Any, ...]]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            key = (row["indicator"], row["level"], row["strata"], period, row["node"], row["stratum"])
            yield *key, row["status"], *(float(row[n]) if row[n] else None for n in _NUMBERS)


def _cells(path: Path) -> Iterator[tuple[Any, ...]]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            people = int(row["people"]) if row["people"] else None
            yield row["level"], row["node"], row["class"], row["determinant"], row["status"], people
