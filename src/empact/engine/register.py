"""A register on disk: a folder of versions, one of them in force.

``CURRENT`` holds the name of the version in force and is replaced in one stroke, so a reader sees the old version or the
new one, never a half. Whoever opened a version keeps reading it while the next is made.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from ..terms.errors import RegisterError
from .versions import version_in_force

__all__ = ["FORMAT", "SCHEMA", "Part", "Register", "open_register"]

FORMAT: Final = 1  # of the folder and its manifest
SCHEMA: Final = 3  # of the canonical tables

_LOAD_HINT: Final = "Make one with: empact load PATH... --from fhir|omop|csv --register DIR"


@dataclass(frozen=True, slots=True)
class Part:
    """A shard: the people numbered ``first`` to ``last``, both inclusive. An empty register has one part, 1 to 0."""

    part: int
    first: int
    last: int

    @property
    def people(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class Register:
    """One version of a register, opened for reading."""

    folder: Path
    version: str
    manifest: Mapping[str, Any] = field(repr=False)

    @property
    def version_folder(self) -> Path:
        return self.folder / "versions" / self.version

    @property
    def persons(self) -> int:
        return int(self.manifest["persons"])

    @property
    def parts(self) -> tuple[Part, ...]:
        return tuple(Part(p["part"], p["first"], p["last"]) for p in self.manifest["parts"])

    @property
    def tables(self) -> tuple[str, ...]:
        return tuple(self.manifest["tables"])

    def rows(self, table: str) -> int:
        return int(self._entry(table)["rows"])

    def files(self, table: str) -> list[Path]:
        """All Parquet files of a table, in order of part."""
        return [self.version_folder / f["path"] for f in self._entry(table)["files"]]

    def part_files(self, table: str, part: int) -> list[Path]:
        """The files of one part; a table that is not split by person is whole in every part."""
        files = self.files(table)
        if files and files[0].parent.name == "tables":
            return files
        if not 0 <= part < len(files):
            raise RegisterError(f"Register version {self.version} has no part {part} of table '{table}'.")
        return [files[part]]

    def _entry(self, table: str) -> Mapping[str, Any]:
        try:
            return self.manifest["tables"][table]
        except KeyError:
            raise RegisterError(
                f"Register version {self.version} has no table '{table}'.", hint="Known: " + ", ".join(self.tables) + "."
            ) from None


def open_register(folder: Path | str) -> Register:
    """Open the version in force. Raises :class:`RegisterError` where there is none, or it is damaged or of another format."""
    folder = Path(folder)
    version = version_in_force(folder)
    if version is None:
        raise RegisterError(f"There is no register in '{folder}'.", hint=_LOAD_HINT)
    place = folder / "versions" / version
    try:
        manifest = json.loads((place / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RegisterError(
            f"Register version {version} in '{folder}' has no readable manifest.",
            hint="Restore the folder from a copy, or load the sources again into an empty folder.",
        ) from error
    if "parts" not in manifest:
        raise RegisterError(f"'{folder}' holds no register.", hint="Does it hold results? " + _LOAD_HINT)
    if manifest.get("format") != FORMAT or manifest.get("schema") != SCHEMA:
        raise RegisterError(
            f"Register version {version} has format {manifest.get('format')}.{manifest.get('schema')}; "
            f"this program reads {FORMAT}.{SCHEMA}.",
            hint="Load the sources again with this program.",
        )
    opened = Register(folder, version, manifest)
    missing = [p.name for table in opened.tables for p in opened.files(table) if not p.exists()]
    if missing:
        raise RegisterError(
            f"Register version {version} misses {len(missing)} of its files.",
            hint="Restore the folder from a copy, or load the sources again into an empty folder.",
        )
    return opened
