"""Reads what a government engaged itself to, as the document that tells it does: in its words, with its dates or without."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from .yaml_files import load_yaml, shipped_folder

__all__ = ["Engaged", "Engagements", "read_engagements"]


@dataclass(frozen=True, slots=True)
class Engaged:
    """``said``: by when, as the source writes it; ``year``: only where the source names one."""

    code: str
    title: str
    by: str
    said: str
    year: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Engagements:
    id: str
    title: str
    source: str
    language: str
    all: tuple[Engaged, ...]


def read_engagements() -> dict[str, Engagements]:
    """Those that are shipped, by id."""
    files = sorted((shipped_folder() / "reference").glob("engagements_*.yaml"))
    return {(one := _read(path)).id: one for path in files}


def _read(path: Path) -> Engagements:
    told = load_yaml(path)
    language, title = next(iter(told["title"].items()))
    rows = tuple(
        Engaged(one["code"], one["title"], one["by"], one.get("said", ""), one.get("year"), one["text"])
        for one in told["engagements"]
    )
    return Engagements(told["id"], title, told["source"][0], language, rows)
