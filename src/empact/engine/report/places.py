"""A report on paper per place: every released figure of a practice, zone or the whole, beside everybody, by aim.

It reads a folder made by ``empact release`` and nothing else: what is hidden there cannot be shown here.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from ...definitions.indicators import AIMS
from ...definitions.place import meant
from ...terms.errors import RegisterError, UserError
from ..describe.environment import Document, Heading, Sheet, Text
from ..show.indicators import beside_whole, formatted, unit_of, why_closed
from ..show.words import number, title_of, word
from ..versions import version_in_force
from .words import said

__all__ = ["Released", "documents", "open_released"]

_KIND: Final = "released results"


@dataclass(frozen=True, slots=True)
class Released:
    """A released package: what it says of itself, its indicators, and one period of its figures, undivided, by place."""

    period: Mapping[str, Any]
    threshold: int
    indicators: Mapping[str, Mapping[str, Any]]
    names: Mapping[str, str]
    rows: Mapping[tuple[str, str], Mapping[str, Mapping[str, str]]] = field(repr=False)

    def places(self, level: str) -> list[str]:
        """Nodes of a level, by name."""
        return sorted((node for at, node in self.rows if at == level), key=lambda n: self.names.get(n, n).casefold())


def open_released(folder: Path, period: str | None, levels: Collection[str]) -> Released:
    """The period named, or the newest. Raises :class:`RegisterError` for a folder that is no package."""
    version = version_in_force(folder)
    place = folder / "versions" / version if version else folder
    try:
        manifest = json.loads((place / "manifest.json").read_text(encoding="utf-8"))
        if manifest["kind"] != _KIND:
            raise KeyError
        indicators = json.loads((place / "indicators.json").read_text(encoding="utf-8"))
        periods = {p["name"]: p for p in sorted(manifest["periods"], key=lambda p: (p["end"], p["start"]))}
    except (OSError, ValueError, KeyError, TypeError):
        raise RegisterError("This is no folder of released results.", hint="Make one: empact release --out DIR") from None
    if period is not None and period not in periods:
        raise UserError(f"There are no released figures of '{period}'.", hint=meant(period, periods))
    found = periods[period] if period is not None else next(reversed(periods.values()))
    rows: dict[tuple[str, str], dict[str, dict[str, str]]] = {}
    names: dict[str, str] = {}
    with (place / "figures" / f"{found['name']}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if not row["strata"] and (row["level"] in levels or row["node"] == "all"):
                rows.setdefault((row["level"], row["node"]), {})[row["indicator"]] = row
                names[row["node"]] = row["name"]
    return Released(found, int(manifest["threshold"]), indicators, names, rows)


def documents(released: Released, level: str, language: str, nodes: Collection[str] = ()) -> Iterator[tuple[str, Document]]:
    """(node, document) of each place of a level, or of those named by node or name. What is elsewhere has no report."""
    for node in released.places(level):
        name = word("everywhere", language) if node == "all" else released.names[node]
        if node.endswith("/") or (nodes and node not in nodes and name not in nodes):
            continue
        yield node, _document(released, level, node, name, language)


def _document(released: Released, level: str, node: str, name: str, language: str) -> Document:
    own, whole = released.rows[level, node], released.rows.get(("all", "all"), {})
    period = released.period
    columns = ("indicator", "people", "value", "interval", "whole", "verdict")
    head = tuple(said(c, language) if c == "interval" else word(c, language) for c in columns)
    blocks: list[Heading | Text | Sheet] = [Text(said("place_lead", language))]
    for aim in AIMS:
        rows = []
        for i in sorted(own, key=lambda i: title_of(released.indicators[i], language).casefold()):
            if released.indicators[i]["aim"] == aim:
                rows.append(_row(released.indicators[i], own[i], whole.get(i), language))
        if rows:
            source = (
                f"{word('source', language)}: EMPACT, {period['name']}. {word('hidden_note', language, n=released.threshold)}"
            )
            blocks.append(Sheet(said(f"aim_{aim}", language), head, tuple(rows), source, (0, 3, 5)))
    title = said("place_title", language, name=name, period=period["name"])
    subtitle = said("place_from", language, start=period["start"], end=period["end"])
    return Document(title, subtitle, language, period["end"], tuple(blocks))


def _row(
    described: Mapping[str, Any], row: Mapping[str, str], whole: Mapping[str, str] | None, language: str
) -> tuple[str, ...]:
    def value(text: str) -> str:
        return str(formatted(float(text), described, language, False)) if text else ""

    unit = unit_of(described, language)
    title = title_of(described, language) + (f" ({unit})" if described["scoring"] == "rate" else "")
    beside = value(whole["value"]) if whole is not None else ""
    people = number(int(float(row["people"])), language) if row["people"] else ""
    if row["status"] != "ok":
        return title, people, why_closed(row["status"], language), "", beside, ""
    interval = f"{value(row['lower'])} – {value(row['upper'])}" if row["lower"] and row["upper"] else ""
    verdict = beside_whole(int(row["position"]), language) if row["position"] and row["node"] != "all" else ""
    return title, people, value(row["value"]), interval, beside, verdict
