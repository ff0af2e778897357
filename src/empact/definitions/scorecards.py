"""Reads a scorecard: the few indicators a team chose, each with its target and the day it is to be reached."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from ..terms.errors import DefinitionError
from .head import read_head
from .models import Definition
from .place import Place, meant

if TYPE_CHECKING:
    from .grammar import Context
    from .models import Library

__all__ = ["LEVELS", "MOST", "OWN", "Kpi", "Scorecard", "check_scorecards", "read_scorecard"]

MOST: Final = 5
"""More figures than this are not steered by: inventory row DAT-12."""
LEVELS: Final = ("region", "zone", "care_region", "municipality", "neighbourhood", "practice", "group")
OWN: Final = ("owner", "team", "kpis")


@dataclass(frozen=True, slots=True)
class Kpi:
    """An indicator with its target, in the unit of the indicator, by a day. ``baseline``: a quarter, as in ``2023-Q1``;
    empty for the first that was measured."""

    indicator: str
    target: float
    by: date
    baseline: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorecard(Definition):
    """``level`` and ``team``: whose figures these are, an area, a practice or a group, by id, code or name."""

    owner: str
    level: str
    team: str
    kpis: tuple[Kpi, ...]


def read_scorecard(file: str, value: Any, context: Context) -> Scorecard:
    """One scorecard; more than five indicators, or one of them twice, is refused."""
    place, given, shared = read_head(file, value, "scorecard", OWN, OWN)
    team = (place / "team").mapping(given["team"], ("level", "name"), ("level", "name"))
    at = place / "kpis"
    listed = at.list_of(given["kpis"])
    if len(listed) > MOST:
        raise at.error(f"{len(listed)} indicators are more than {MOST}.", "Choose the few you steer by.")
    kpis = tuple(_kpi(at / i, one) for i, one in enumerate(listed))
    names = [k.indicator for k in kpis]
    twice = next((n for n in names if names.count(n) > 1), None)
    if twice:
        raise at.error(f"'{twice}' is chosen twice.", "One target for one indicator.")
    return Scorecard(
        **shared,
        owner=(place / "owner").text(given["owner"]),
        level=(place / "team" / "level").one_of(team["level"], LEVELS),
        team=(place / "team" / "name").text(team["name"]),
        kpis=kpis,
    )


def _kpi(place: Place, value: Any) -> Kpi:
    given = place.mapping(value, ("indicator", "target", "by", "baseline"), ("indicator", "target", "by"))
    baseline = (place / "baseline").text(given["baseline"]) if given.get("baseline") is not None else ""
    if baseline and not re.fullmatch(r"\d{4}-Q[1-4]", baseline):
        # A year counts more than a quarter does: the two cannot be held against each other.
        raise (place / "baseline").error(f"'{baseline}' is no quarter.", "As in 2023-Q1.")
    return Kpi(
        (place / "indicator").text(given["indicator"]),
        float((place / "target").number(given["target"])),
        (place / "by").day(given["by"]),
        baseline,
    )


def check_scorecards(library: Library) -> list[DefinitionError]:
    """A sentence for each indicator that is not there, or whose target lies where it has no values."""
    problems = []
    for card in library.scorecards.values():
        for i, kpi in enumerate(card.kpis):
            place = Place(card.head.file, ("kpis", str(i)))
            indicator = library.indicators.get(kpi.indicator)
            if indicator is None:
                hint = meant(kpi.indicator, library.indicators)
                problems.append((place / "indicator").error(f"there is no indicator '{kpi.indicator}'.", hint))
            elif indicator.scoring == "proportion" and not 0 <= kpi.target <= 1:
                problems.append((place / "target").error(f"{kpi.target:g} is no proportion.", "Write 75 % as 0.75."))
    return problems
