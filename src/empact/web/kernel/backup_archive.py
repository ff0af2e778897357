"""The archive of a workspace: a zip with one file of lines per table, the files of the workspace, and a manifest.

    manifest.json        what is inside, and how to know that nothing was changed or lost
    tables/APP.MODEL     one row per line, as a JSON array; columns stand in the manifest
    files/...            what the workspace keeps beside its database
    keys/...             only when asked for: whoever holds these reads what is encrypted

Nothing in it belongs to one kind of database. Standard library only: keys are put in place before the apps are loaded.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any, Final

from ...terms.errors import UserError

__all__ = ["KEY_FILES", "Manifest", "Table", "Writer", "bring_keys", "fingerprints", "opened", "unpack"]

FORMAT: Final = 1
KEY_FILES: Final = ("keys.json", "gate-keys.json")


@dataclass(frozen=True, slots=True)
class Table:
    """``sum`` adds up a hash of each row, so that it does not depend on the order in which a database gives them."""

    columns: list[str]
    rows: int
    sum: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """``steps``: the migrations these tables have had; ``keys``: fingerprints; ``files``: SHA-256 by name."""

    made: str
    steps: list[list[str]]
    tables: dict[str, Table] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)


def fingerprints(keys: Mapping[str, str]) -> dict[str, str]:
    """Enough to tell whether a key is the same one, and nothing to find it by."""
    return {name: hashlib.sha256(f"fingerprint\0{key}".encode()).hexdigest()[:16] for name, key in keys.items()}


class Writer:
    """Writes beside the target and takes its place when all is there: a crash leaves no half archive."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._part = path.with_name(path.name + ".part")
        handle = os.open(self._part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        self._file = os.fdopen(handle, "wb")
        self._zip = zipfile.ZipFile(self._file, "w", zipfile.ZIP_DEFLATED, compresslevel=3)

    @contextmanager
    def member(self, name: str) -> Iterator[IO[bytes]]:
        with self._zip.open(name, "w", force_zip64=True) as file:
            yield file

    def copy(self, name: str, source: Path) -> str:
        """Add a file; its SHA-256."""
        digest = hashlib.sha256()
        with source.open("rb") as file, self.member(name) as out:
            while block := file.read(2**20):
                digest.update(block)
                out.write(block)
        return digest.hexdigest()

    def finish(self, manifest: Manifest) -> None:
        self._zip.writestr("manifest.json", json.dumps({"format": FORMAT} | asdict(manifest), indent=1))
        self._zip.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        os.replace(self._part, self.path)

    def give_up(self) -> None:
        self._file.close()
        self._part.unlink(missing_ok=True)


@contextmanager
def opened(path: Path) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    """An archive and its manifest. Raises :class:`UserError` for what is not one, or is damaged."""
    try:
        with zipfile.ZipFile(path) as archive:
            said = json.loads(archive.read("manifest.json"))
            if said.pop("format") != FORMAT:
                raise UserError(f"'{path.name}' was made by another version of EMPACT.", hint="Restore it with that version.")
            yield archive, _manifest(said)
    except FileNotFoundError:
        raise UserError(f"There is no backup at '{path.name}'.", hint="Give the file that empact backup made.") from None
    except (zipfile.BadZipFile, KeyError, TypeError, AttributeError, json.JSONDecodeError, EOFError):
        raise UserError(f"'{path.name}' is damaged, or no backup.", hint="Take another copy of it.") from None


def bring_keys(path: Path, folder: Path) -> list[str]:
    """Put the keys of an archive into an empty workspace; the names of those it brought. One that is there is kept."""
    brought = []
    with opened(path) as (archive, _manifest):
        for name in KEY_FILES:
            target = folder / name
            if f"keys/{name}" in archive.namelist() and not target.exists():
                folder.mkdir(parents=True, exist_ok=True)
                with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                    file.write(archive.read(f"keys/{name}"))
                brought.append(name)
    return brought


def unpack(archive: zipfile.ZipFile, manifest: Manifest, folder: Path) -> None:
    """Put the files into a workspace, each where it was. Raises :class:`UserError` for one that was changed."""
    for name, expected in manifest.files.items():
        place = PurePosixPath(name)
        if place.is_absolute() or ".." in place.parts:
            raise UserError("The backup names a file outside the workspace.", hint="Do not use it; ask where it comes from.")
        target = folder.joinpath(*place.parts)
        target.parent.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256()
        part = target.with_name(target.name + ".part")
        with archive.open(f"files/{name}") as file, part.open("wb") as out:
            while block := file.read(2**20):
                digest.update(block)
                out.write(block)
        if digest.hexdigest() != expected:
            part.unlink()
            raise UserError(f"The file '{name}' in the backup was changed.", hint="Take another copy of the backup.")
        os.replace(part, target)


def _manifest(said: dict[str, Any]) -> Manifest:
    tables = {name: Table(**table) for name, table in said.pop("tables").items()}
    return Manifest(tables=tables, **said)
