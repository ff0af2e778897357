"""Reads the way a plan went before it was handed in, as its document tells it: dated steps, with whom, which version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from .yaml_files import load_yaml, shipped_folder

__all__ = ["Track", "TrackStep", "read_tracks"]


@dataclass(frozen=True, slots=True)
class TrackStep:
    """``said``: the date as the source writes it; ``starts`` and ``ends`` are empty where that is no whole date."""

    number: int
    said: str
    starts: date | None
    ends: date | None
    what: str
    partners: str
    version: str
    result: str


@dataclass(frozen=True, slots=True)
class Track:
    """All steps, in the order of the source and the language it is written in."""

    id: str
    title: str
    about: str
    source: str
    language: str
    steps: tuple[TrackStep, ...]


def read_tracks() -> dict[str, Track]:
    """Those that are shipped, by id."""
    files = sorted((shipped_folder() / "reference").glob("track_*.yaml"))
    return {(track := _track(path)).id: track for path in files}


def _track(path: Path) -> Track:
    told = load_yaml(path)
    steps = tuple(_step(number, one) for number, one in enumerate(told["steps"], 1))
    language, title = next(iter(told["title"].items()))
    return Track(told["id"], title, told["about"][language], told["source"][0], language, steps)


def _step(number: int, told: Mapping[str, Any]) -> TrackStep:
    return TrackStep(
        number, str(told["said"]), _day(told.get("starts")), _day(told.get("ends")), told["what"],
        told.get("partners", ""), told.get("version", ""), told.get("result", ""),
    )  # fmt: skip


def _day(told: Any) -> date | None:
    return told if told is None or isinstance(told, date) else date.fromisoformat(str(told))
