"""What all peers compute, and nothing they would have to leave out: stated once, in terms any language can follow.

Every counted condition, by its code and dispensing rules (laboratory rules are left out); polypharmacy in its two IMA forms;
repeat admission; low income; complex multimorbidity; the persona. The answer: how many observed people per condition and area,
per determinant and area, per persona and area, and per persona, determinant and area.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from empact.criteria import nodes as n
from empact.criteria.nodes import core_of, walk, window_of
from empact.definitions.models import Library
from empact.definitions.read import read_library
from empact.definitions.references import with_fingerprints
from empact.engine.concepts import Concepts
from empact.engine.needs import EPOCH, day_number, span_of

__all__ = ["DETERMINANTS", "Logic", "Subset", "Test", "cohort_library", "subset_library", "the_subset"]

DETERMINANTS = ("polypharmacy_ima5", "polypharmacy_ima10", "repeat_admission", "low_income", "complex_multimorbidity")
_SPOKEN = (n.AllOf, n.AnyOf, n.Unless, n.AtLeast, n.Count, n.Sum, n.FirstWithin, n.Within, n.Recorded, n.Dispensed, n.Aged)


@dataclass(frozen=True, slots=True)
class Test:
    """Enough rows with these concepts from ``first`` to ``last`` (days, inclusive; ``None``: since ever).

    ``ddd`` is the least sum of DDD. ``begins``: the first row of all, ever, must lie on or after that day instead.
    """

    number: int
    table: str
    concepts: tuple[int, ...]
    first: date | None
    last: date
    rows: int = 1
    ddd: float = 0.0
    begins: date | None = None


Logic = tuple[Any, ...]
"""('test', number) | ('aged', low, high) | ('all', logic...) | ('any', logic...) | ('unless', logic, exception...)"""


@dataclass(frozen=True, slots=True)
class Subset:
    """``counts_as`` and ``system`` of each condition; ``atc`` gives each medicine's concept its substance.

    ``year`` is the window of the IMA forms of polypharmacy, first and last day; ``lately`` that of repeat admission.
    """

    as_of: date
    tests: tuple[Test, ...]
    conditions: dict[str, Logic]
    counts_as: dict[str, str]
    system: dict[str, str]
    atc: dict[int, int]
    year: tuple[date, date]
    lately: tuple[date, date]
    personas: tuple[tuple[str, int], ...] = (("P3", 4), ("P2", 2), ("P1", 1), ("P0", 0))


def subset_library() -> Library:
    """The shipped library cut down to the subset."""
    library = read_library()
    conditions = {}
    for id_ in library.counting:
        condition = library.conditions[id_]
        spoken = tuple(
            (name, flag) for name, flag in condition.evidence if all(isinstance(node, _SPOKEN) for node in walk(flag))
        )
        conditions[id_] = replace(condition, evidence=spoken)
    return with_fingerprints(
        Library(
            conditions=conditions,
            determinants={d: library.determinants[d] for d in sorted(DETERMINANTS)},
            segments={"popbox": library.segments["popbox"]},
            crosswalk=library.crosswalk,
        )
    )


def cohort_library() -> Library:
    """The conditions of the subset without what a cohort generator cannot say: sums of DDD and completed years."""
    subset = subset_library()
    conditions = {}
    for id_, condition in subset.conditions.items():
        said = tuple((name, flag) for name, whole in condition.evidence if (flag := _without_sums_and_years(whole)))
        conditions[id_] = replace(condition, evidence=said)
    return with_fingerprints(Library(conditions=conditions, crosswalk=subset.crosswalk))


def _without_sums_and_years(flag: n.Flag) -> n.Flag | None:
    """A sum beside a count goes; an alternative that rests on a sum or an age alone, or on an age at all, goes with it."""
    match flag:
        case n.AllOf(of=flags):
            if any(isinstance(node, n.Aged) for node in walk(flag)):
                return None
            kept = tuple(f for f in map(_without_sums_and_years, flags) if f)
            return None if not kept else kept[0] if len(kept) == 1 else n.AllOf(kept)
        case n.AnyOf(of=flags):
            kept = tuple(f for f in map(_without_sums_and_years, flags) if f)
            return None if not kept else kept[0] if len(kept) == 1 else n.AnyOf(kept)
        case n.Unless(flag=what, exceptions=exceptions):
            said, beside = _without_sums_and_years(what), tuple(map(_without_sums_and_years, exceptions))
            return n.Unless(said, tuple(e for e in beside if e)) if said and all(beside) else None
        case n.AtLeast(number=n.Sum()) | n.Aged():
            return None
    return flag


def the_subset(register: Path, as_of: date, library: Library | None = None) -> Subset:
    """The subset, or the conditions of another library, with its codes expanded to the concepts of a register."""
    import pyarrow.parquet as pq

    from empact.engine.register import open_register
    from empact.terms.codes import Code

    whole = subset_library()
    library = library or whole
    rows = pq.read_table(open_register(register).files("concept")[0], columns=["concept_id", "vocabulary_id", "concept_code"])
    rows = rows.sort_by("concept_id").to_pydict()
    concepts = Concepts(
        [Code(s, c) for s, c in zip(rows["vocabulary_id"], rows["concept_code"], strict=True)], library.crosswalk
    )
    tests: dict[tuple[Any, ...], Test] = {}
    conditions = {id_: _logic(c.rule, tests, concepts, as_of) for id_, c in library.conditions.items()}
    counting = library.counting
    groups = concepts.groups("atc", 7)
    return Subset(
        as_of,
        tuple(tests.values()),
        conditions,
        {i: key for i, (key, _) in counting.items()},
        {i: system for i, (_, system) in counting.items()},
        {i: int(g) for i, g in enumerate(groups.tolist()) if g},
        *(
            window_of(whole.determinants[d].rule.number.events).bounds(as_of)  # type: ignore[attr-defined]
            for d in ("polypharmacy_ima5", "repeat_admission")
        ),
    )


def _logic(flag: n.Flag, tests: dict[tuple[Any, ...], Test], concepts: Concepts, as_of: date) -> Logic:
    def inner(f: n.Flag) -> Logic:
        return _logic(f, tests, concepts, as_of)

    match flag:
        case n.AllOf(of=flags):
            merged = list(_merged(flags))
            return inner_or_all([_test(m, tests, concepts, as_of) if isinstance(m, tuple) else inner(m) for m in merged])
        case n.AnyOf(of=flags):
            return ("any", *map(inner, flags))
        case n.Unless(flag=what, exceptions=exceptions):
            return ("unless", inner(what), *map(inner, exceptions))
        case n.Aged(at_least=low, at_most=high):
            return ("aged", low, high)
        case n.AtLeast():
            return _test((flag,), tests, concepts, as_of)
        case n.FirstWithin(events=events, window=window):
            begins = EPOCH.fromordinal(EPOCH.toordinal() + span_of(window, as_of).first)
            return _known(tests, events.table, concepts.numbers(events.codes), None, as_of, 1, 0.0, begins)  # type: ignore[attr-defined]
    raise NotImplementedError(type(flag).__name__)


def inner_or_all(of: list[Logic]) -> Logic:
    """One criterion alone needs no 'all'."""
    return of[0] if len(of) == 1 else ("all", *of)


def _merged(flags: tuple[n.Flag, ...]) -> Iterator[n.Flag | tuple[n.AtLeast, ...]]:
    """Counts and sums over the same rows are one test: whoever writes SQL by hand would see that too."""
    groups: dict[n.Events, list[n.AtLeast]] = {}
    for flag in flags:
        if isinstance(flag, n.AtLeast):
            groups.setdefault(flag.number.events, []).append(flag)  # type: ignore[attr-defined]
        else:
            yield flag
    yield from (tuple(g) for g in groups.values())


def _test(of: tuple[n.AtLeast, ...], tests: dict[tuple[Any, ...], Test], concepts: Concepts, as_of: date) -> Logic:
    events = of[0].number.events  # type: ignore[attr-defined]
    core, window = core_of(events), window_of(events)
    first = window.bounds(as_of)[0]
    rows = max([int(f.threshold) for f in of if isinstance(f.number, n.Count)] + [1])
    ddd = max([f.threshold for f in of if isinstance(f.number, n.Sum)] + [0.0])
    assert not any(f.strict for f in of)
    return _known(
        tests, core.table, concepts.numbers(core.codes), None if first == date.min else first, as_of, rows, ddd, None
    )


def _known(tests: dict[tuple[Any, ...], Test], table: str, numbers: Any, *rest: Any) -> Logic:
    key = (table, tuple(numbers.tolist()), *rest)
    if key not in tests:
        tests[key] = Test(len(tests), *key)
    return ("test", tests[key].number)


def day_of(day: date | None) -> int:
    """Days since 1970, far back where there is no first day."""
    return -(2**31) + 1 if day is None else day_number(day)
