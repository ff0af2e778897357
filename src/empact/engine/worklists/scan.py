"""One pass over the register: who meets the rule, who of them cannot be on a list and why, and what strata they lie in."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from ...criteria.nodes import Enrolled, Flag, Insured
from ...definitions.models import Library
from ...terms.errors import RegisterError
from ..describe.scan import AGES, SEXES
from ..evaluator import Evaluator
from ..held import DEAD, OBSERVED, coded, column
from ..indicators.measure import needs_of_periods
from ..register import Register
from ..run.results import Results
from ..session import Session
from ..workers import side_by_side
from .rule import Rule

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["AGE_BANDS", "Earlier", "Found", "SEXES", "check_same", "scan"]

AGE_BANDS: Final = tuple(AGES)
_GONE: Final = ("", "dead", "departed", "in_programme", "not_met")


@dataclass(frozen=True, slots=True)
class Earlier:
    """Who was offered a place by an earlier list and is on the register. ``gone``: why not among :class:`Found`, or empty."""

    pseudonym: list[str]
    gone: list[str]
    age: NDArray[np.intp]
    sex: NDArray[np.intp]
    increased: NDArray[np.intp]
    area: NDArray[np.intp]


@dataclass(slots=True)
class Found:
    """Who meets the rule, alive and observed, not yet in a programme; one element per person, in order of ``person``.

    ``persona`` indexes ``personas``; ``area`` and ``place`` index ``areas`` and ``places``, -1 where not known; ``urgency`` is
    empty where no score was asked. ``counts``: everybody in each step of the rule; ``left_out``: people by reason.
    """

    person: NDArray[np.int64]
    pseudonym: list[str]
    namespace: set[str]
    age: NDArray[np.intp]
    sex: NDArray[np.intp]
    increased: NDArray[np.intp]
    persona: NDArray[np.intp]
    area: NDArray[np.intp]
    place: NDArray[np.intp]
    urgency: NDArray[np.float64]
    earlier: Earlier
    areas: Sequence[str] = ()
    places: Sequence[str] = ()
    personas: Sequence[str] = ()
    counts: dict[str, int] = field(default_factory=dict)
    left_out: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Part:
    columns: dict[str, NDArray[Any]]
    words: dict[str, list[str]]
    pseudonym: list[str]
    namespace: set[str]
    counts: dict[str, int]
    left_out: dict[str, int]


def check_same(register: Register, results: Results) -> None:
    """Raises :class:`RegisterError` where the run was over another version of the register."""
    if results.manifest["register"]["version"] != register.version:
        raise RegisterError("The results are not of this version of the register.", hint="Run again: empact run.")


def scan(
    register: Register,
    results: Results,
    library: Library,
    rule: Rule,
    *,
    by: str = "",
    area_level: str,
    score: str = "",
    programme: str | None = None,
    offered_before: Collection[str] = (),
    workers: int | None = None,
) -> Found:
    """``by``: practice, or a level of area: where each person belongs. ``score``: a column of the results that orders people.

    ``programme``: who is enrolled in it on the index date is left out; empty is any programme, ``None`` leaves nobody out.
    ``offered_before``: pseudonyms of which is told, too, why they are not found any more.
    """
    check_same(register, results)
    parts = list(register.parts)
    workers = min(workers or os.cpu_count() or 1, len(parts))
    extra: list[Flag] = [Insured("increased_reimbursement")]
    if programme is not None:
        extra.append(Enrolled(programme))
    done = side_by_side(
        lambda n: (n, _part(register, results, library, rule, n, extra, by, area_level, score, offered_before, workers)),
        range(len(parts)),
        workers,
    )
    return _joined([part for _, part in sorted(done, key=lambda one: one[0])])


def _part(
    register: Register, results: Results, library: Library, rule: Rule, number: int, extra: list[Flag],
    by: str, area_level: str, score: str, offered_before: Collection[str], workers: int,
) -> _Part:  # fmt: skip
    from ..duckdb import connect

    part, as_of = register.parts[number], results.as_of
    with connect(threads=1 if workers > 1 else None, ordered=True) as db:
        session = Session.open(db, register, library, as_of)
        needs = session.needs([*rule.asks, *extra] if rule.period is None else extra)
        if rule.period is not None:
            needs = needs | needs_of_periods(session, rule.asks, [rule.period])
        data = session.part(part, needs)
        today = Evaluator(data, library)
        view = today if rule.period is None else Evaluator(data.at(rule.period.end), library)
        steps = rule.apply(view)
        counts = {name: int(flags.sum()) for name, flags in steps.items()}
        meets, status = steps["meets"], data.people.status
        gone = np.where(meets, 0, _GONE.index("not_met"))
        if len(extra) > 1:
            gone[today.flag(extra[1])] = _GONE.index("in_programme")
        gone[status != OBSERVED] = _GONE.index("departed")
        gone[status == DEAD] = _GONE.index("dead")
        left_out = {
            reason: int((meets & (gone == code)).sum())
            for code, reason in enumerate(_GONE[1:-1], start=1)
            if reason != "in_programme" or len(extra) > 1
        }
        db.register("person", register.part_files("person", number))
        rows = db.fetch("SELECT person_source_value AS pseudonym, person_namespace AS space FROM person ORDER BY person_id")
        before = rows["pseudonym"].to_pylist() if offered_before else []
        asked = np.array([p in offered_before for p in before], bool) if before else np.zeros(len(gone), bool)
        people = np.flatnonzero((gone == 0) | asked)
        profile = _profile(results, number, area_level, by, score)
        columns: dict[str, NDArray[Any]] = {"person": people + part.first, "gone": gone[people], "asked": asked[people]}
        age = column(profile, "age", np.int32)[people]
        columns["age"] = np.searchsorted(np.array(list(AGES.values())), np.maximum(age, 0), side="right") - 1
        columns["increased"] = today.flag(extra[0])[people].astype(np.intp)
        words: dict[str, list[str]] = {}
        for name, source in (
            ("sex", "sex"),
            ("persona", "segment_popbox"),
            ("area", f"area_{area_level}"),
            ("place", f"area_{by}"),
        ):
            columns[name], words[name] = _worded(profile, source, people)
        if by == "practice":
            where, names = data.practices()
            columns["place"], words["place"] = where[people].astype(np.intp), list(names)
        columns["urgency"] = column(profile, score, np.float64)[people] if score else np.empty(0)
        rows = rows.take(people)
        return _Part(columns, words, rows["pseudonym"].to_pylist(), set(rows["space"].to_pylist()), counts, left_out)


def _profile(results: Results, number: int, area_level: str, by: str, score: str) -> pa.Table:
    """What the run said of the people of a part: one row per person, in order of their number."""
    import pyarrow.parquet as pq

    table: dict[str, Any] = {}
    for name in ("person_profile", "person_segment"):
        file = results.files(name)[number]
        has = pq.read_schema(file).names
        asked = ("age", "sex", "segment_popbox", f"area_{area_level}", f"area_{by}", score)
        wanted = [c for c in has if c in asked and c not in table]
        rows = pq.read_table(file, columns=wanted)
        table |= {c: rows[c] for c in wanted}
    if score and score not in table:
        raise RegisterError(f"These results have no '{score}'.", hint="As in --first cambridge_general.")
    import pyarrow as pa

    return pa.table(table)


def _worded(profile: pa.Table, name: str, people: NDArray[np.intp]) -> tuple[NDArray[np.intp], list[str]]:
    if name not in profile.column_names:
        return np.full(len(people), -1, np.intp), []
    number, words = coded(profile, name)
    return number[people].astype(np.intp), words


def _joined(parts: list[_Part]) -> Found:
    """All parts as one, words numbered in alphabetical order; sexes and ages in theirs."""
    columns: dict[str, NDArray[Any]] = {}
    names: dict[str, list[str]] = {}
    for name in ("person", "age", "increased", "urgency", "gone", "asked"):
        columns[name] = np.concatenate([p.columns[name] for p in parts])
    for name in ("sex", "persona", "area", "place"):
        known = list(SEXES) if name == "sex" else sorted({w for p in parts for w in p.words[name]})
        place = {w: i for i, w in enumerate(known)}
        other = len(SEXES) - 1 if name == "sex" else -1
        onto = [np.array([*(place.get(w, other) for w in p.words[name]), other], np.intp) for p in parts]
        columns[name] = np.concatenate([table[p.columns[name]] for table, p in zip(onto, parts, strict=True)])
        names[name] = known
    pseudonym = [one for p in parts for one in p.pseudonym]
    gone, asked = columns.pop("gone"), columns.pop("asked")
    earlier = Earlier(
        [pseudonym[i] for i in np.flatnonzero(asked)],
        [_GONE[i] for i in gone[asked]],
        **{name: columns[name][asked] for name in ("age", "sex", "increased", "area")},
    )
    here = gone == 0
    return Found(
        **{name: values[here] if len(values) else values for name, values in columns.items()},
        earlier=earlier,
        pseudonym=[pseudonym[i] for i in np.flatnonzero(here)],
        namespace={one for p in parts for one in p.namespace},
        areas=names["area"],
        places=names["place"],
        personas=names["persona"],
        counts=_summed([p.counts for p in parts]),
        left_out=_summed([p.left_out for p in parts]),
    )


def _summed(all_counts: Sequence[Mapping[str, int]]) -> dict[str, int]:
    return {name: sum(c[name] for c in all_counts) for name in all_counts[0]}
