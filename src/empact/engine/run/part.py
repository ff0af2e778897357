"""One part: who is on it, what they have, which segment they are in, and the counts that add up over parts."""

from __future__ import annotations

from collections.abc import Mapping
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
from ..part import OBSERVED, STATUSES, PartData
from .cells import Cells

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Kept", "PartResult", "run_part", "weight_sets"]


@dataclass(frozen=True, slots=True)
class Kept:
    """Answers of an earlier run on the same records and day, for definitions that have not changed since."""

    profile: Any = None
    conditions: Any = None
    definitions: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class PartResult:
    """``person_condition``: one row per person and condition; ``person_profile``: one row per person; ``cells``: counts."""

    person_condition: pa.Table
    person_profile: pa.Table
    cells: Cells
    population: Mapping[str, int] = field(default_factory=dict)


def weight_sets(score: Score) -> tuple[str, ...]:
    """The weight sets a run computes: all that are published; the plain count only where it stands among them."""
    return tuple(score.weights)


def run_part(data: PartData, library: Library, kept: Kept) -> PartResult:
    """Everything there is to say about one part. A pure function of the part, the library and the index date.

    Of the dead and the departed only who they were is said: all answers about them are null.
    """
    import pyarrow as pa

    people = data.people
    observed = people.status == OBSERVED
    unasked = ~observed
    evaluator = Evaluator(data, library)
    _recall(evaluator, kept, library, people.first)
    where, areas = data.residences()
    cells = Cells.over(areas, np.where(observed, where, -2))

    condition_rows = []
    for condition in library.conditions.values():
        if ("condition", condition.id) in kept.definitions:
            condition_rows.append(_rows_of(kept, condition.id))
        else:
            names = [name for name, _ in condition.evidence]
            condition_rows.append(_condition_table(condition.id, names, evaluator.evidence(condition), observed, people.first))
        cells.count("condition", condition.id, "", evaluator.condition(condition.id))

    columns: dict[str, Any] = {
        "person_id": pa.array(people.ids),
        "status": _coded(people.status, STATUSES),
        "age": pa.array(evaluator.ages.astype(np.int16)),
        "sex": _coded(_sex(people.gender), ("male", "female", "other", "unknown")),
    }
    columns |= _area_columns(data, where, areas)
    n_conditions, n_systems = evaluator.counted()
    columns["n_conditions"] = pa.array(n_conditions.astype(np.int16), mask=unasked)
    columns["n_systems"] = pa.array(n_systems.astype(np.int16), mask=unasked)
    for score in library.scores.values():
        for weights in weight_sets(score):
            columns[f"score_{score.id}_{weights}"] = pa.array(evaluator.number(ScoreOf(score.id, weights)), mask=unasked)
        evaluator.forget_groups(score.id)
    flags: dict[str, NDArray[np.bool_]] = {}
    for determinant in library.determinants.values():
        flags[determinant.id] = evaluator.determinant(determinant.id)
        columns[f"determinant_{determinant.id}"] = pa.array(flags[determinant.id], mask=unasked)
        cells.count("determinant", determinant.id, "", flags[determinant.id])
    for segment in library.segments.values():
        placed = classify(evaluator, segment)
        keys = tuple(c.key for c in segment.classes)
        columns[f"segment_{segment.id}"] = _coded(placed, keys, mask=unasked)
        cells.partition(segment.id, keys, placed, flags if segment.id == "popbox" else {})

    counted = np.bincount(people.status, minlength=len(STATUSES))
    return PartResult(
        pa.concat_tables(condition_rows) if condition_rows else _no_conditions(),
        pa.table(columns),
        cells,
        {name: int(n) for name, n in zip(STATUSES, counted, strict=True)},
    )


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


def _recall(evaluator: Evaluator, kept: Kept, library: Library, first: int) -> None:
    for kind, id_ in kept.definitions:
        if kind == "condition":
            has = np.zeros(evaluator.size, bool)
            has[_rows_of(kept, id_)["person_id"].to_numpy() - first] = True
            evaluator.remember(kind, id_, has)
        elif kind == "determinant":
            evaluator.remember(kind, id_, kept.profile[f"determinant_{id_}"].fill_null(False).to_numpy())
        elif kind == "score":
            score = library.scores[id_]
            for weights in weight_sets(score):
                evaluator.remember(kind, id_, kept.profile[f"score_{id_}_{weights}"].fill_null(0.0).to_numpy(), weights)


def _rows_of(kept: Kept, condition: str) -> pa.Table:
    import pyarrow.compute as pc

    return kept.conditions.filter(pc.equal(kept.conditions["condition"], condition))


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
