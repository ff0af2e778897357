"""What measuring leaves behind: a folder of versions; per period one file of exact cells, and a manifest.

Cells are exact and stay inside; whoever shows or exports them goes through disclosure control (``engine.release``).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ...terms.errors import RegisterError, UserError
from ...terms.periods import Period, parse_period
from ..areas import Areas
from ..versions import version_in_force
from .cells import read_cells

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["FORMAT", "Measures", "OtherFormat", "open_measures"]

FORMAT: Final = 2


class OtherFormat(RegisterError):
    """Measured by a program of before, or of later: to be measured again."""


@dataclass(frozen=True, slots=True)
class Measures:
    """One version of measured indicators, opened for reading."""

    folder: Path
    version: str
    manifest: Mapping[str, Any] = field(repr=False)

    @property
    def version_folder(self) -> Path:
        return self.folder / "versions" / self.version

    @property
    def periods(self) -> tuple[Period, ...]:
        """What was measured, in order of time."""
        found = (
            Period(date.fromisoformat(p["start"]), date.fromisoformat(p["end"])) for p in self.manifest["periods"].values()
        )
        return tuple(sorted(found, key=lambda p: (p.end, p.start)))

    @property
    def indicators(self) -> Mapping[str, Mapping[str, Any]]:
        """The indicators as they were when measured, those that wait for data too."""
        found: Mapping[str, Mapping[str, Any]] = self.manifest["indicators"]
        return found

    @property
    def unseen(self) -> frozenset[str]:
        """Indicators of whose numerator the register holds no record at all."""
        return frozenset(self.manifest.get("unseen", ()))

    def indicator(self, id_: str) -> Mapping[str, Any]:
        if id_ not in self.indicators:
            raise UserError(
                f"There is no indicator '{id_}' in these results.", hint="Known: " + ", ".join(self.indicators) + "."
            )
        return self.indicators[id_]

    def period(self, text: str | None) -> Period:
        """The period of that name; where none is asked the latest, and of those that end on one day the longest."""
        if text is None:
            return max(self.periods, key=lambda p: (p.end, p.days))
        (asked,) = parse_period(text)
        if asked not in self.periods:
            named = ", ".join(p.name for p in self.periods)
            raise UserError(f"The period {text} was not measured.", hint=f"Measured: {named}.")
        return asked

    def measured(self, period: Period) -> dict[str, str]:
        """Indicator -> fingerprint of what was measured of it in the period; empty where nothing was."""
        found = self.manifest["periods"].get(period.name, {}).get("indicators", {})
        return {id_: key for id_, key in found.items() if self.is_valid(id_, period)}

    def is_valid(self, id_: str, period: Period) -> bool:
        """Did the rule of the indicator hold on some day of the period?"""
        described = self.indicator(id_)
        first, last = described["valid_from"], described.get("valid_to")  # results made before do not tell the end
        return (first is None or first <= period.end.isoformat()) and (last is None or period.start.isoformat() <= last)

    def areas(self, period: Period) -> Areas:
        """The areas as they lay on the last day of the period."""
        tree = self.manifest["areas"][self.manifest["periods"][period.name]["areas"]]
        return Areas(
            {a: tuple(e["parents"]) for a, e in tree.items()},
            {a: e["level"] for a, e in tree.items()},
            {a: e["name"] for a, e in tree.items()},
        )

    def cells(self, period: Period) -> pa.Table:
        """Exact cells of a period: see ``engine.indicators.cells`` for the columns."""
        return read_cells(self.file(period))

    def file(self, period: Period) -> Path:
        return self.version_folder / "cell" / f"{period.name}.arrow"


def open_measures(folder: Path | str) -> Measures:
    """Open the version in force."""
    folder = Path(folder)
    version = version_in_force(folder)
    hint = "Make them with: empact measure --register DIR --period 2023 --results DIR"
    if version is None:
        raise RegisterError(f"There are no measured indicators in '{folder}'.", hint=hint)
    try:
        manifest = json.loads((folder / "versions" / version / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RegisterError(f"Version {version} in '{folder}' has no readable manifest.", hint="Measure again.") from error
    if "periods" not in manifest:
        raise RegisterError(f"'{folder}' holds no measured indicators.", hint=hint)
    if manifest.get("format") != FORMAT:
        raise OtherFormat(f"What was measured in '{folder}' is of another format.", hint="Measure again with this program.")
    return Measures(folder, version, manifest)
