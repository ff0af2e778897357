"""What a score is made of: groups, weights, which group replaces which, and bands.

Only groups of the form *ever recorded* or *ever dispensed* carry codes here: those can be looked up on a plain table.
A group that is a rule (a laboratory value, another condition) has none; the run answers it and hands over 0/1 columns.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from ...criteria.codeset import CodeSet
from ...terms.errors import DefinitionError

__all__ = ["Band", "Group", "Score", "load_score", "score_ids"]

SHIPPED: Final = Path(__file__).parents[2] / "library" / "scores"
_CODED: Final = ("recorded", "dispensed")
_PLAIN: Final = {"title", "within", "except", *_CODED}


@dataclass(frozen=True, slots=True)
class Group:
    """One yes-or-no part of a score; ``codes`` is None where only a register can answer it."""

    id: str
    title: Mapping[str, str]
    codes: CodeSet | None


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of a score: ``below`` excludes its limit, ``up_to`` includes it; the last band has neither."""

    label: str
    below: float | None = None
    up_to: float | None = None

    def holds(self, value: float) -> bool:
        """Assumes that earlier bands did not hold."""
        if self.below is not None:
            return value < self.below
        return self.up_to is None or value <= self.up_to


@dataclass(frozen=True, slots=True)
class Score:
    """``weights``: per set, group to weight. Null in the library (no weight published) reads as 0; the group is ``unweighted``.

    ``hierarchy``: pairs *(when, drop)*: where the first group is present, the second counts as absent.
    ``bands``: per weight set. ``normalise_by`` divides every weighted sum.
    """

    id: str
    version: int
    title: Mapping[str, str]
    groups: tuple[Group, ...]
    weights: Mapping[str, Mapping[str, float]]
    default_weights: str
    hierarchy: tuple[tuple[str, str], ...] = ()
    bands: Mapping[str, tuple[Band, ...]] | None = None
    normalise_by: float | None = None
    unweighted: frozenset[str] = frozenset()

    @property
    def group_ids(self) -> tuple[str, ...]:
        return tuple(g.id for g in self.groups)

    @property
    def systems(self) -> tuple[str, ...]:
        """Code systems in which *every* group of this score can be looked up on a plain table; empty for scores of rules."""
        sets = [set(g.codes.systems) for g in self.groups if g.codes]
        if len(sets) < len(self.groups):
            return ()
        everywhere = set.intersection(*sets)
        return tuple(sorted(everywhere | ({"icd10cm"} if "icd10" in everywhere else set())))

    def weights_named(self, name: str | None) -> tuple[str, ...]:
        """That weight set, or all of them for None."""
        if name is None:
            return tuple(self.weights)
        if name not in self.weights:
            raise DefinitionError(
                f"The {self.id} score has no weights '{name}'.", hint="Known: " + ", ".join(self.weights) + "."
            )
        return (name,)


def score_ids(library: Path | None = None) -> tuple[str, ...]:
    """The ids on the shelf: the shipped scores and those of a region's own library laid over them."""
    return tuple(sorted({p.stem for folder in _folders(library) for p in folder.glob("*.yaml")}))


def load_score(score_id: str, library: Path | None = None) -> Score:
    """The definition of that id; a region's own ``library`` folder goes before the shipped one."""
    for folder in _folders(library):
        path = folder / f"{score_id}.yaml"
        if score_id.isidentifier() and path.is_file():
            return _read(path, path.stat().st_mtime_ns)
    raise DefinitionError(f"There is no score '{score_id}'.", hint="Known: " + ", ".join(score_ids(library)) + ".")


def _folders(library: Path | None) -> tuple[Path, ...]:
    return (SHIPPED,) if library is None else (library / "scores", SHIPPED)


@cache
def _read(path: Path, _changed: int) -> Score:
    with path.open(encoding="utf-8") as file:
        said = yaml.load(file, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe
    try:
        return _score(said)
    except (KeyError, TypeError, AttributeError) as error:
        raise DefinitionError(f"{path.name} is not a score: {error}.", hint="See docs/reference on definitions.") from error


def _score(said: dict[str, Any]) -> Score:
    groups = tuple(_group(name, body) for name, body in said["groups"].items())
    known = {g.id for g in groups}
    weights = {name: {g: float(w or 0) for g, w in of.items()} for name, of in said["weights"].items()}
    unweighted = frozenset(g for of in said["weights"].values() for g, w in of.items() if w is None)
    hierarchy = tuple((h["when"], h["drop"]) for h in said.get("hierarchy") or ())
    bands = {name: tuple(Band(**b) for b in of) for name, of in (said.get("bands") or {}).items()}
    for name, of in weights.items():
        if set(of) != known:
            raise DefinitionError(
                f"The weights '{name}' of {said['id']} and its groups differ: {', '.join(sorted(set(of) ^ known))}.",
                hint="Give each group one weight; null where none was published.",
            )
    strangers = {g for pair in hierarchy for g in pair} - known | (set(bands) | {said["default_weights"]}) - set(weights)
    if strangers:
        raise DefinitionError(f"{said['id']} names what it does not have: {', '.join(sorted(strangers))}.")
    return Score(
        id=said["id"], version=said["version"], title=said["title"], groups=groups, weights=weights,
        default_weights=said["default_weights"], hierarchy=hierarchy, bands=bands, unweighted=unweighted,
        normalise_by=said.get("normalise_by"),
    )


def _group(name: str, body: dict[str, Any]) -> Group:
    events = [body[kind] for kind in _CODED if kind in body]
    plain = set(body) <= _PLAIN and len(events) == 1 and "codes" not in events[0]
    return Group(name, body["title"], CodeSet.of(events[0], body.get("except"), name=name) if plain else None)
