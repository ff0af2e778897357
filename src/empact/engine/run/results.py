"""What a run leaves behind: a folder of versions, like a register, with person-level results and additive counts.

``person_condition`` and ``person_profile`` are for who works inside. The segments of a profile lie in files of their own,
row for row beside it: another cut-off then rewrites those and nothing else. ``cell`` holds exact counts; whoever shows or
exports it goes through disclosure control first (``engine.release``).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ...terms.errors import RegisterError
from ..versions import version_in_force

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["FORMAT", "TABLES", "Results", "open_results"]

FORMAT: Final = 2
TABLES: Final = ("person_condition", "person_profile", "cell")


@dataclass(frozen=True, slots=True)
class Results:
    """One version of the results, opened for reading."""

    folder: Path
    version: str
    manifest: Mapping[str, Any] = field(repr=False)

    @property
    def version_folder(self) -> Path:
        return self.folder / "versions" / self.version

    @property
    def as_of(self) -> date:
        return date.fromisoformat(self.manifest["as_of"])

    @property
    def population(self) -> Mapping[str, int]:
        """How many people per status: observed, dead, departed, not yet."""
        counted: dict[str, int] = self.manifest["population"]
        return counted

    def definition(self, kind: str, id_: str) -> Mapping[str, Any]:
        """Title, version and fingerprint of a definition as it was when the run used it."""
        try:
            found: Mapping[str, Any] = self.manifest["definitions"][kind][id_]
        except KeyError:
            known = ", ".join(sorted(self.manifest["definitions"].get(kind, {})))
            raise RegisterError(f"These results have no {kind} '{id_}'.", hint=f"Known: {known}.") from None
        return found

    def files(self, table: str) -> list[Path]:
        """All Parquet files of a result table, in order of part; those of ``person_segment`` match ``person_profile``."""
        return [self.version_folder / f for f in self.manifest["files"][table]]

    def table(self, table: str, columns: list[str] | None = None) -> pa.Table:
        """A whole result table in memory, a profile with its segments. For a nation, read :meth:`files` part by part."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        if table != "person_profile":
            parts = [pq.read_table(f, columns=columns) for f in self.files(table)]
        else:
            both = zip(self.files(table), self.files("person_segment"), strict=True)
            parts = [_side_by_side(profile, segments, columns) for profile, segments in both]
        return pa.concat_tables(parts, promote_options="permissive")


def _side_by_side(profile: Path, segments: Path, columns: list[str] | None) -> pa.Table:
    import pyarrow as pa
    import pyarrow.parquet as pq

    found: dict[str, Any] = {}
    for file in (profile, segments):
        wanted = [c for c in pq.read_schema(file).names if c not in found and (columns is None or c in columns)]
        rows = pq.read_table(file, columns=wanted)
        found |= {c: rows[c] for c in wanted}
    return pa.table(found if columns is None else {c: found[c] for c in columns})


def open_results(folder: Path | str) -> Results:
    """Open the version in force."""
    folder = Path(folder)
    version = version_in_force(folder)
    if version is None:
        raise RegisterError(
            f"There are no results in '{folder}'.", hint="Make them with: empact run --register DIR --as-of DATE --results DIR"
        )
    try:
        manifest = json.loads((folder / "versions" / version / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RegisterError(
            f"Results version {version} in '{folder}' has no readable manifest.", hint="Run again; the register is untouched."
        ) from error
    if "as_of" not in manifest:
        raise RegisterError(f"'{folder}' holds no results.", hint="Is it a register? Results have a folder of their own.")
    if manifest.get("format") != FORMAT:
        raise RegisterError(f"Results in '{folder}' are of another format.", hint="Run again with this program.")
    return Results(folder, version, manifest)
