"""What is planted in a region on purpose: a closed list of truths with known sizes, read from a YAML file.

docs/reference/synthetic.md explains every word. A scenario and a seed decide the region together.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, Final, TypeAlias

from ..definitions.head import HEAD
from ..definitions.place import Place
from ..definitions.yaml_files import load_yaml
from .reference import conditions

__all__ = [
    "CONTACTS",
    "COVERAGES",
    "CostSkew",
    "Gap",
    "Outlier",
    "Plant",
    "Prevalence",
    "Programme",
    "Scenario",
    "Start",
    "Trend",
    "UnderReach",
    "read_scenario",
    "shipped_scenario",
]

SHIPPED: Final = "synthetic_truths.yaml"
# What can be done to people of a group, or not: the indicator that asks for it, and the calendar years it looks back on.
COVERAGES: Final[Mapping[str, tuple[str, int]]] = {
    "hba1c_measured": ("dm_hba1c_measured", 1),
    "influenza_vaccination": ("flu_vacc_65", 1),
    "mammography": ("breast_screen", 2),
}
# Contacts that can be made more or fewer, and the indicator that counts them ('' where none counts exactly these).
CONTACTS: Final[Mapping[str, str]] = {
    "gp_contacts": "gp_contacts_mean",
    "emergency_visits": "ed_visits",
    "specialist_contacts": "",
    "admissions": "",
}
LONGEST: Final = 240  # months: the longest window there is
LEAST_OUTLIER: Final = 10_000  # euro: less is nothing out of the common
LARGEST, MEDIAN = "largest", "median"


@dataclass(frozen=True, slots=True)
class Start:
    """A first day: a date, or the first of the month so many months before the month of the region's end."""

    on: date | None = None
    months_before_end: int = 0

    def day(self, end: date) -> date:
        if self.on is not None:
            return self.on
        month = end.year * 12 + end.month - 1 - self.months_before_end
        return date(month // 12, month % 12 + 1, 1)


@dataclass(frozen=True, slots=True)
class Prevalence:
    """The share of people with a condition of the library, at each age and sex, times a factor."""

    condition: str
    times: float


@dataclass(frozen=True, slots=True)
class Gap:
    """In one practice, ``proportion`` of the people concerned have it done in a calendar year."""

    what: str
    practice: str
    proportion: float


@dataclass(frozen=True, slots=True)
class UnderReach:
    """In one neighbourhood people are reached ``ratio`` times as often as elsewhere."""

    what: str
    neighbourhood: str
    ratio: float


@dataclass(frozen=True, slots=True)
class Trend:
    """From a day on, contacts of a kind are ``times`` as many."""

    what: str
    start: Start
    times: float


@dataclass(frozen=True, slots=True)
class Programme:
    """A random ``share`` of those eligible is enrolled on one day; from then on they have ``times`` as many contacts."""

    name: str
    start: Start
    aged_from: int
    conditions_from: int
    share: float
    what: str
    times: float


@dataclass(frozen=True, slots=True)
class CostSkew:
    """Of all cost in a calendar year, ``share`` falls to the dearest ``dearest`` of people; the total stays."""

    dearest: float
    share: float


@dataclass(frozen=True, slots=True)
class Outlier:
    """One person of a neighbourhood costs ``euro`` in one calendar year."""

    euro: int
    neighbourhood: str


Plant: TypeAlias = Prevalence | Gap | UnderReach | Trend | Programme | CostSkew | Outlier


@dataclass(frozen=True, slots=True)
class Scenario:
    """``plants`` in the order of the file."""

    id: str
    version: int
    plants: tuple[Plant, ...] = ()


def shipped_scenario() -> Scenario:
    """One truth of each kind."""
    with as_file(files("empact") / "library" / "reference" / SHIPPED) as path:
        return read_scenario(path)


def read_scenario(path: Path) -> Scenario:
    """A scenario from its file; DefinitionError with file, place and hint where it is not one."""
    place = Place(path.name)
    given = place.mapping(load_yaml(path), (*HEAD, "plants"), ("id", "kind", "plants"))
    (place / "kind").one_of(given["kind"], ("scenario",))
    listed = given["plants"]
    if not isinstance(listed, list):
        raise (place / "plants").error("a list is needed here.", "Write 'plants: []' where nothing is planted.")
    plants = tuple(_plant(place / "plants" / i, entry) for i, entry in enumerate(listed))
    kinds = [(type(p), p.name if isinstance(p, Programme) else "") for p in plants if isinstance(p, _ONCE)]
    if len(kinds) != len(set(kinds)):
        raise (place / "plants").error(
            "cost_skew, outlier and a programme of one name are planted once.", "Leave out the second."
        )
    version = (place / "version").whole(given.get("version", 1), 1)
    return Scenario((place / "id").text(given["id"]), version, plants)


_ONCE: Final = (CostSkew, Outlier, Programme)
_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "prevalence": ("condition", "times"),
    "gap": ("what", "practice", "proportion"),
    "under_reach": ("what", "neighbourhood", "ratio"),
    "trend": ("what", "times"),
    "programme": ("name", "aged_from", "conditions_from", "share", "what", "times"),
    "cost_skew": ("dearest", "share"),
    "outlier": ("euro", "neighbourhood"),
}
_STARTS: Final = ("from", "months_before_end")


def _plant(place: Place, value: Any) -> Plant:
    given = place.mapping(value)
    kind = (place / "plant").one_of(given.get("plant"), _KEYS)
    begins = kind in ("trend", "programme")
    place.mapping(value, ("plant", *_KEYS[kind], *(_STARTS if begins else ())), _KEYS[kind])

    def word(key: str, known: Mapping[str, Any] | tuple[str, ...]) -> str:
        return (place / key).one_of(given[key], known)

    def text(key: str) -> str:
        return (place / key).text(given[key])

    def share(key: str) -> float:
        found = (place / key).number(given[key], 0)
        if not 0 < found < 1:
            raise (place / key).error("a share between 0 and 1 is needed here.", "Write 0.05 for five per cent.")
        return float(found)

    def factor(key: str, most: float = 20) -> float:
        found = (place / key).number(given[key], 0)
        if found > most:
            raise (place / key).error(f"a factor of {most:g} at most is needed here.")
        return float(found)

    if kind == "prevalence":
        return Prevalence(word("condition", tuple(sorted({c for c in conditions().condition if c}))), factor("times"))
    if kind == "gap":
        return Gap(word("what", COVERAGES), text("practice"), share("proportion"))
    if kind == "under_reach":
        return UnderReach(word("what", COVERAGES), text("neighbourhood"), factor("ratio", 1))
    if kind == "trend":
        return Trend(word("what", CONTACTS), _start(place, given), factor("times"))
    if kind == "programme":
        name = text("name")
        if not re.fullmatch(r"[A-Za-z0-9_-]+", name):
            raise (place / "name").error("a name of letters, figures, - and _ is needed here.")
        return Programme(
            name,
            _start(place, given),
            (place / "aged_from").whole(given["aged_from"], 0),
            (place / "conditions_from").whole(given["conditions_from"], 0),
            share("share"),
            word("what", CONTACTS),
            factor("times"),
        )
    if kind == "cost_skew":
        return CostSkew(share("dearest"), share("share"))
    return Outlier((place / "euro").whole(given["euro"], LEAST_OUTLIER), text("neighbourhood"))


def _start(place: Place, given: Mapping[str, Any]) -> Start:
    if ("from" in given) == ("months_before_end" in given):
        raise place.error("'from' or 'months_before_end' is needed, one of the two.")
    if "from" in given:
        return Start((place / "from").day(given["from"]))
    months = (place / "months_before_end").whole(given["months_before_end"], 1)
    if months > LONGEST:
        raise (place / "months_before_end").error(f"{LONGEST} months at most are needed here.")
    return Start(None, months)
