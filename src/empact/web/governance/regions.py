"""What the plans of two regions say of who decides and who does what: data in ``regions/``, in the plans' own words.

What a plan does not say is empty, and where it gives two numbers for one thing both stand here with their day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

__all__ = ["Count", "Promised", "Text", "Told", "ToldBody", "ToldGroup", "ToldPartnership", "ToldRole", "told", "told_of_role"]

_FOLDER: Final = Path(__file__).parent / "regions"


@dataclass(frozen=True, slots=True)
class Count:
    """How many there were on a day, says the plan; ``about``: it says roughly."""

    number: int
    day: date
    source: str
    about: bool = False


@dataclass(frozen=True, slots=True)
class ToldRole:
    """A role as a plan has it. At most one of these says who has it here: ``role`` of the register of roles, a role in a team
    (``member``), or a function that people hold."""

    region: str
    code: str
    title: str
    about: str
    duties: tuple[str, ...]
    counts: tuple[Count, ...]
    role: str = ""
    member: str = ""
    function: str = ""


@dataclass(frozen=True, slots=True)
class ToldGroup:
    """``category`` of actors that it is counted with, by our reading; empty where none fits."""

    group: str
    category: str


@dataclass(frozen=True, slots=True)
class ToldBody:
    code: str
    name: str
    source: str
    purpose: str
    tasks: tuple[str, ...]
    rules: tuple[str, ...]
    meets: str
    represents: tuple[ToldGroup, ...]
    closed: bool


@dataclass(frozen=True, slots=True)
class ToldPartnership:
    name: str
    entity: str
    form: str
    about: str
    source: str


@dataclass(frozen=True, slots=True)
class Promised:
    """``number`` agreements of a kind, as the plan sums them up."""

    kind: str
    number: int
    subject: str
    promises: str
    source: str


@dataclass(frozen=True, slots=True)
class Text:
    """A passage of the handbook, line by line."""

    code: str
    title: str
    source: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """``services``: code and title of each core activity of the back office."""

    id: str
    name: str
    source: str
    bodies: tuple[ToldBody, ...]
    roles: tuple[ToldRole, ...]
    partnership: ToldPartnership | None
    agreements: tuple[Promised, ...]
    handbook: tuple[Text, ...]
    services: tuple[tuple[str, str], ...]


@cache
def told() -> Mapping[str, Told]:
    """Each region by its id."""
    found = (_read(path) for path in sorted(_FOLDER.glob("*.yaml")))
    return {one.id: one for one in found}


def told_of_role(role: str) -> list[ToldRole]:
    """What the plans say of a role of the register."""
    return [one for region in told().values() for one in region.roles if one.role == role]


def _read(path: Path) -> Told:
    raw: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    whole = raw.get("partnership")
    return Told(
        raw["id"],
        raw["name"],
        raw["source"],
        tuple(_body(one) for one in raw["bodies"]),
        tuple(_role(raw["name"], one) for one in raw["roles"]),
        ToldPartnership(**whole) if whole else None,
        tuple(Promised(**one) for one in raw.get("agreements", ())),
        tuple(Text(**(one | {"lines": tuple(one["lines"])})) for one in raw.get("handbook", ())),
        tuple((one["code"], one["title"]) for one in raw.get("services", ())),
    )


def _body(raw: dict[str, Any]) -> ToldBody:
    return ToldBody(
        raw["code"],
        raw["name"],
        raw["source"],
        raw["purpose"],
        tuple(raw.get("tasks", ())),
        tuple(raw.get("rules", ())),
        raw.get("meets", ""),
        tuple(ToldGroup(**one) for one in raw.get("represents", ())),
        bool(raw.get("closed")),
    )


def _role(region: str, raw: dict[str, Any]) -> ToldRole:
    counts = tuple(Count(**one) for one in raw["counts"])
    return ToldRole(region, **(raw | {"counts": counts, "duties": tuple(raw["duties"])}))
