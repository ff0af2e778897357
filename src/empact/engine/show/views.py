"""The views: pure functions from what was counted to small typed tables, the same for every output form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ...terms.errors import UserError
from .counted import DEAD, DEPARTED, EVERYBODY, EVERYWHERE, LOADED, NOT_YET, Counted, Shown
from .words import title_of, word

__all__ = ["Cell", "Group", "View", "area_name", "conditions_view", "control", "determinants_view", "popbox_view", "statement"]


@dataclass(frozen=True, slots=True)
class Cell:
    """A number of people in an area, in a class ('all': everybody), with a trait or not asked about one ('')."""

    area: str
    class_: str
    trait: str
    count: Shown
    share: float | None


@dataclass(frozen=True, slots=True)
class Group:
    """The cells of one trait; the first group of a Pop-Box asks about none."""

    trait: str
    title: str
    cells: tuple[Cell, ...]
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class View:
    """What is shown, in one language. ``groups`` hold cells area by area, class by class."""

    name: str
    title: str
    language: str
    counted: Counted
    level: str | None
    areas: tuple[str, ...]
    classes: tuple[str, ...]
    class_titles: Mapping[str, str]
    groups: tuple[Group, ...]
    definitions: Mapping[str, int]

    @property
    def any_hidden(self) -> bool:
        return any(c.count.hidden for g in self.groups for c in g.cells)

    def cell(self, area: str, class_: str, trait: str = "") -> Cell:
        return next(c for g in self.groups if g.trait == trait for c in g.cells if (c.area, c.class_) == (area, class_))


def popbox_view(
    counted: Counted, language: str, *, by: str | None = None, only: Sequence[str] = (), traits: Sequence[str] | None = None
) -> View:
    """Classes by determinants by areas. ``traits`` names determinants (``None``: all there are)."""
    described = counted.results.manifest["definitions"]
    segment = described["segment"][counted.segment]
    known = described.get("determinant", {}) if counted.segment == "popbox" else {}
    chosen = tuple(known) if traits is None else tuple(traits)
    for id_ in chosen:
        if id_ not in known:
            raise UserError(
                f"There is no determinant '{id_}' in this view.", hint="Known: " + (", ".join(known) or "none") + "."
            )
    areas = _areas(counted, by, only)
    classes = tuple(reversed(counted.classes)) if counted.segment == "popbox" else counted.classes
    groups = [_group(counted, areas, classes, "", title_of(segment, language), {})]
    groups += [
        _group(
            counted, areas, classes, f"determinant/{id_}", title_of(known[id_], language), {"id": id_, **_facts(known[id_])}
        )
        for id_ in chosen
    ]
    return View(
        "popbox",
        title_of(segment, language),
        language,
        counted,
        by,
        areas,
        classes,
        {c["key"]: title_of(c, language) for c in segment["classes"]},
        tuple(groups),
        {f"segment/{counted.segment}": segment["version"], **{f"determinant/{d}": known[d]["version"] for d in chosen}},
    )


def conditions_view(counted: Counted, language: str, *, by: str | None = None, only: Sequence[str] = ()) -> View:
    """How many people have each condition; those that count for the personas first, the commonest first."""
    return _listed(counted, language, "condition", by, only)


def determinants_view(
    counted: Counted, language: str, *, by: str | None = None, only: Sequence[str] = (), traits: Sequence[str] | None = None
) -> View:
    """How many people each determinant holds for."""
    return _listed(counted, language, "determinant", by, only, traits)


def _listed(
    counted: Counted, language: str, kind: str, by: str | None, only: Sequence[str], chosen: Sequence[str] | None = None
) -> View:
    known = counted.results.manifest["definitions"].get(kind, {})
    for id_ in chosen or ():
        if id_ not in known:
            raise UserError(
                f"There is no {kind} '{id_}' in these results.", hint="Known: " + (", ".join(known) or "none") + "."
            )
    areas = _areas(counted, by, only)
    groups = [
        _group(counted, areas, (), f"{kind}/{id_}", title_of(known[id_], language), {"id": id_, **_facts(known[id_])})
        for id_ in (chosen or known)
    ]
    if kind == "condition":  # hidden numbers go last, in order of their name: their place must not tell their size
        groups.sort(key=lambda g: (not g.facts.get("counted"), -(counted.shown(trait=g.trait).n or 0), g.title))
    return View(
        f"{kind}s",
        word(f"{kind}s", language),
        language,
        counted,
        by,
        areas,
        (),
        {},
        (_group(counted, areas, (), "", word("everybody", language), {}), *groups),
        {f"{kind}/{g.facts['id']}": known[g.facts["id"]]["version"] for g in groups},
    )


def _areas(counted: Counted, by: str | None, only: Sequence[str]) -> tuple[str, ...]:
    if not only:
        return counted.at(by)
    every = [a for level in counted.levels for a in counted.at(level)]
    areas = tuple(dict.fromkeys(counted.at(by) if by else ()))
    found = []
    for asked in only:
        matches = [
            a
            for a in every
            if asked in (a, a.partition(":")[2]) or counted.areas.name.get(a, "").casefold() == asked.casefold()
        ]
        if not matches:
            raise UserError(
                f"There is no area '{asked}' in these results.",
                hint="Areas are listed by --by municipality (or zone, region).",
            )
        inside = [a for a in areas if any(m in counted.areas.within(a) for m in matches)]
        found += inside or [m for m in matches if by is None or counted.level_of(m) == by] or matches
    return tuple(dict.fromkeys(found))


def _group(
    counted: Counted, areas: Sequence[str], classes: Sequence[str], trait: str, title: str, facts: Mapping[str, Any]
) -> Group:
    cells = []
    for area in (*areas, *([EVERYWHERE] if EVERYWHERE not in areas else [])):
        for class_ in (*classes, EVERYBODY):
            n = counted.shown(area, class_, trait)
            base = counted.shown(area, class_ if trait else EVERYBODY)
            cells.append(Cell(area, class_, trait, n, n.share(base)))
    return Group(trait, title, tuple(cells), facts)


def _facts(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {k: entry[k] for k in ("counted", "sensitive", "body_system") if k in entry}


def area_name(counted: Counted, area: str, language: str) -> str:
    """The name of an area; 'everywhere' and 'elsewhere' in words."""
    if area == EVERYWHERE:
        return word("everywhere", language)
    return word("elsewhere", language) if area.endswith("/") else counted.areas.name.get(area, area)


def control(counted: Counted) -> dict[str, Shown]:
    """The control total: all who were loaded are observed, dead, departed or not yet there."""
    return {
        "loaded": counted.shown(LOADED),
        "observed": counted.shown(),
        **{s: counted.shown(s) for s in (DEAD, DEPARTED, NOT_YET)},
    }


def statement(view: View) -> dict[str, Any]:
    """What every view states: version, day, period, source, denominator, date of last load, boundaries, disclosure control."""
    manifest = view.counted.results.manifest
    register = manifest["register"]
    return {
        "results": view.counted.results.version,
        "as_of": manifest["as_of"],
        "period": {"until": manifest["as_of"]},
        "register": register["version"],
        "last_load": register.get("loaded_at"),
        "sources": register.get("sources", []),
        "denominator": "people alive and observed on the index date",
        "boundaries": manifest.get("boundaries"),
        "library": manifest["library"],
        "definitions": dict(view.definitions),
        "threshold": view.counted.threshold,
        "internal": view.counted.internal,
    }
