"""One part: who is on it, what they have, which segment they are in, and the counts that add up over parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ...criteria.nodes import ScoreOf
from ...definitions.models import Library, Score, Segment
from ...tables.persons import FEMALE, MALE, OTHER_GENDER
from ..areas import LEVELS
from ..evaluator import Evaluator, Evidence
from ..facts import NO_DAY
from ..held import OBSERVED, STATUSES
from ..part import PartData
from .cells import Cells
from .kept import Kept

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["PartResult", "classify", "run_part", "weight_sets"]

Place = Callable[[Segment], NDArray[np.int8]]


@dataclass(frozen=True, slots=True)
class PartResult:
    """``person_condition``: one row per person and condition; ``person_profile`` and ``person_segment``: one row per person;
    ``cells``: counts. A table of which nothing changed is ``None``: the earlier one stands."""

    person_condition: pa.Table | None
    person_profile: pa.Table | None
    person_segment: pa.Table | None
    cells: Cells
    population: Mapping[str, int] = field(default_factory=dict)


def weight_sets(score: Score) -> tuple[str, ...]:
    """The weight sets a run computes: all that are published; the plain count only where it stands among them."""
    return tuple(score.weights)


def run_part(data: PartData, library: Library, kept: Kept) -> PartResult:
    """Everything there is to say about one part. A pure function of the part, the library and the index date.

    Of the dead and the departed only who they were is said: all answers about them are null.
    """
    people = data.people
    observed = people.status == OBSERVED
    evaluator = Evaluator(data, library, kept)
    where, areas = data.residences()
    cells = Cells.over(areas, np.where(observed, where, -2))
    conditions = None if "condition" in kept.whole else _conditions(evaluator, kept, observed)
    profile = None if {"condition", "determinant", "score"} <= kept.whole else _profile(evaluator, observed, where, areas)
    placed: dict[str, NDArray[np.int8]] = {}

    def place(segment: Segment) -> NDArray[np.int8]:
        if segment.id not in placed:
            known = kept.placed(segment)
            placed[segment.id] = classify(evaluator, segment) if known is None else known
        return placed[segment.id]

    segments = None if "segment" in kept.whole else _segments(evaluator, place, observed)
    _count(evaluator, kept, place, cells)
    counted = np.bincount(people.status, minlength=len(STATUSES))
    return PartResult(conditions, profile, segments, cells, {name: int(n) for name, n in zip(STATUSES, counted, strict=True)})


def _conditions(evaluator: Evaluator, kept: Kept, observed: NDArray[np.bool_]) -> pa.Table:
    import pyarrow as pa

    first = evaluator.data.people.first
    rows = []
    for condition in evaluator.library.conditions.values():
        if ("condition", condition.id) in kept.definitions:
            rows.append(kept.rows(condition.id))
        else:
            names = [name for name, _ in condition.evidence]
            rows.append(_condition_table(condition.id, names, evaluator.evidence(condition), observed, first))
    return pa.concat_tables(rows) if rows else _no_conditions()


def _profile(evaluator: Evaluator, observed: NDArray[np.bool_], where: NDArray[np.int32], areas: Any) -> pa.Table:
    import pyarrow as pa

    data, library, unasked = evaluator.data, evaluator.library, ~observed
    columns: dict[str, Any] = {
        "person_id": pa.array(data.people.ids),
        "status": _coded(data.people.status, STATUSES),
        "age": pa.array(evaluator.ages.astype(np.int16)),
        "sex": _coded(_sex(data.people.gender), ("male", "female", "other", "unknown")),
    }
    columns |= _area_columns(data, where, areas)
    n_conditions, n_systems = evaluator.counted()
    columns["n_conditions"] = pa.array(n_conditions.astype(np.int16), mask=unasked)
    columns["n_systems"] = pa.array(n_systems.astype(np.int16), mask=unasked)
    for score in library.scores.values():
        for weights in weight_sets(score):
            columns[f"score_{score.id}_{weights}"] = pa.array(evaluator.number(ScoreOf(score.id, weights)), mask=unasked)
        evaluator.forget_groups(score.id)
    for id_ in library.determinants:
        columns[f"determinant_{id_}"] = pa.array(evaluator.determinant(id_), mask=unasked)
    return pa.table(columns)


def _segments(evaluator: Evaluator, place: Place, observed: NDArray[np.bool_]) -> pa.Table:
    import pyarrow as pa

    columns: dict[str, Any] = {"person_id": pa.array(evaluator.data.people.ids)}
    for segment in evaluator.library.segments.values():
        columns[f"segment_{segment.id}"] = _coded(place(segment), tuple(c.key for c in segment.classes), mask=~observed)
    return pa.table(columns)


def _count(evaluator: Evaluator, kept: Kept, place: Place, cells: Cells) -> None:
    """The counts of what did not change are taken over; those of the Pop-Box tell its determinants apart."""
    library = evaluator.library
    same = set(kept.definitions)
    if "determinant" not in kept.whole:
        same.discard(("segment", "popbox"))
    if same:
        cells.take(kept.cells(), same)
    for id_ in library.conditions:
        if ("condition", id_) not in same:
            cells.count("condition", id_, "", evaluator.condition(id_))
    for id_ in library.determinants:
        if ("determinant", id_) not in same:
            cells.count("determinant", id_, "", evaluator.determinant(id_))
    for segment in library.segments.values():
        if ("segment", segment.id) not in same:
            flags = {i: evaluator.determinant(i) for i in library.determinants} if segment.id == "popbox" else {}
            cells.partition(segment.id, tuple(c.key for c in segment.classes), place(segment), flags)


def classify(evaluator: Evaluator, segment: Segment) -> NDArray[np.int8]:
    """The class of each person, as an index into the segment's classes: the first that holds."""
    placed = np.full(evaluator.size, len(segment.classes) - 1, np.int8)
    undecided = np.ones(evaluator.size, bool)
    for i, c in enumerate(segment.classes):
        if c.when is None:
            placed[undecided] = i
            break
        here = undecided & evaluator.flag(c.when)
        placed[here] = i
        undecided &= ~here
    return placed


def _condition_table(id_: str, names: list[str], found: Evidence, observed: NDArray[np.bool_], first: int) -> pa.Table:
    import pyarrow as pa

    living = observed[found.people]
    people, sources = found.people[living], found.sources[living]
    grounds = [" ".join(names[i] for i in range(len(names)) if mask >> i & 1) for mask in range(1 << len(names))]
    day = np.where(found.first[living] == NO_DAY, 0, found.first[living])
    unknown = found.first[living] == NO_DAY
    return pa.table(
        {
            "person_id": pa.array(people.astype(np.int64) + first),
            "condition": pa.DictionaryArray.from_arrays(pa.array(np.zeros(len(people), np.int32)), pa.array([id_])),
            "evidence": pa.DictionaryArray.from_arrays(pa.array(sources.astype(np.int32)), pa.array(grounds)),
            "records": pa.array(found.rows[living]),
            "first_date": pa.array(day.astype(np.int32), mask=unknown).view(pa.date32()),
            "last_date": pa.array(np.where(unknown, 0, found.last[living]).astype(np.int32), mask=unknown).view(pa.date32()),
        }
    )


def _no_conditions() -> pa.Table:
    empty = np.empty(0, np.int32)
    none = Evidence(empty, np.empty(0, np.int64), empty, empty, empty)
    return _condition_table("none", [], none, np.empty(0, bool), 1)


def _coded(index: NDArray[Any], words: tuple[str, ...], mask: NDArray[np.bool_] | None = None) -> Any:
    import pyarrow as pa

    return pa.DictionaryArray.from_arrays(pa.array(index.astype(np.int8), mask=mask), pa.array(list(words)))


def _sex(gender: NDArray[np.int32]) -> NDArray[np.int8]:
    return np.select([gender == MALE, gender == FEMALE, gender == OTHER_GENDER], [0, 1, 2], default=3).astype(np.int8)


def _area_columns(data: PartData, where: NDArray[np.int32], areas: Any) -> dict[str, Any]:
    """One column per level that is in use; null where the person's area lies in none of that level."""
    import pyarrow as pa

    lies_in = [data.areas.by_level(a) for a in areas]
    columns = {}
    for level in LEVELS:
        named = sorted({found[level] for found in lies_in if level in found})
        if named:
            index = np.array([named.index(f[level]) if level in f else -1 for f in lies_in] + [-1], np.int32)[where]
            columns[f"area_{level}"] = pa.DictionaryArray.from_arrays(pa.array(index, mask=index < 0), pa.array(named))
    return columns
