"""All indicators over all periods: each part of the register is read once, whatever is asked of it."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from ...criteria.nodes import Count, CountAtPractices, CountDates, CountDischarges, CountSpells, Deaths, Node, laid_on
from ...definitions.models import Indicator, Library
from ...definitions.references import rules_of
from ...terms.errors import DefinitionError, RegisterError, UserError
from ...terms.periods import Period
from ...terms.progress import Progress, Silent
from ..boundaries import area_tree, fingerprint_of, practice_names
from ..evaluator import Evaluator
from ..needs import Needs
from ..part import PartData
from ..register import Part, Register
from ..session import Session
from ..store import Store, load, save
from ..versions import building, link, storage_errors, version_in_force, write_json
from ..workers import side_by_side
from .axes import axes_of
from .cells import Cells, add_up
from .count import count
from .results import FORMAT, Measures, OtherFormat, open_measures
from .unseen import unseen

__all__ = ["MeasureReport", "measure"]

_PART: Final = "part-{:05d}.arrow"
_PERSONA: Final = "popbox"
# What is counted one by one, and protected one by one.
_EVENTS: Final = (Count, CountAtPractices, CountDates, CountSpells, CountDischarges, Deaths)


@dataclass(frozen=True, slots=True)
class MeasureReport:
    """What measuring did: (indicator, period) pairs computed, and taken over from before."""

    measures: Measures
    computed: int
    kept: int


@dataclass(frozen=True, slots=True)
class _Task:
    """One part; which indicators to compute in which period. ``before``: where what was read lies, if it was kept.

    Of a series of all indicators (``goes_on``) it is kept for whoever adds a period. ``abreast``: so many stretches of
    periods side by side.
    """

    register: Register
    part: Part
    asked: tuple[tuple[Period, tuple[str, ...]], ...]
    folder: Path
    before: Path | None
    goes_on: bool
    threads: int | None
    memory: str | None
    abreast: int


def measure(
    register: Register,
    *,
    periods: Sequence[Period],
    results: Path,
    library: Library,
    indicators: Sequence[str] = (),
    workers: int | None = None,
    memory: str | None = None,
    progress: Progress | None = None,
) -> MeasureReport:
    """Measure ``indicators`` (all of the library where none is named) over ``periods`` into the folder ``results``.

    What was measured before on the same records with the same definition is kept; other periods in the folder stay as long
    as the register is the same. A rule that did not hold in a period is not measured over it. The numbers do not depend on
    ``workers``, which take parts side by side and, where there are more of them than parts, stretches of periods.
    """
    progress = progress or Silent()
    if not periods:
        raise UserError("No period is asked.", hint="Say --period 2023.")
    if (results / "staging").is_dir():
        raise RegisterError(f"'{results}' holds a register.", hint="Results have a folder of their own: name another.")
    chosen = _chosen(library, indicators)
    keys = {i.id: _key_of(i, library) for i in chosen.values() if not i.waits_for}
    inputs = _input_of(register)
    former = _former(results, inputs)
    names = {p.name: p for p in (*(former.periods if former else ()), *periods)}
    every = sorted(names.values(), key=lambda p: (p.end, p.start))
    known = {
        p.name: dict(former.manifest["periods"][p.name]["indicators"]) if former and p in former.periods else {} for p in every
    }
    valid = {p: [i for i in keys if chosen[i].is_valid_over(p)] for p in every}
    if never := next((p for p in periods if not valid[p]), None):
        raise DefinitionError(
            f"None of these indicators held in {never.name}.", hint="See 'valid_from' and 'valid_to' of their definitions."
        )
    asked = {p: tuple(i for i in valid[p] if known[p.name].get(i) != keys[i]) if p in set(periods) else () for p in every}
    todo = tuple((p, ids) for p, ids in asked.items() if ids)
    kept = sum(len(valid[p]) - len(asked[p]) for p in set(periods))
    fresh_words = {i.id: _described(i, library) for i in chosen.values()}
    if former and not todo and all(former.indicators.get(i) == said for i, said in fresh_words.items()):
        return MeasureReport(former, 0, kept)
    hands = workers or os.cpu_count() or 1
    workers = min(hands, len(register.parts))
    with building(results) as (version, place):
        (place / "cell").mkdir()
        (place / "part").mkdir()
        for period, _ in todo:
            (place / "part" / period.name).mkdir()
        (place / "reading").mkdir()
        before = former.version_folder / "reading" if former else None
        goes_on = len(every) > 1 and not indicators and all(len(ids) == len(valid[p]) for p, ids in todo)
        threads = 1 if workers > 1 else None
        tasks = [_Task(register, p, todo, place, before, goes_on, threads, memory, hands // workers) for p in register.parts]
        progress.step("measuring", len(tasks) * max(len(todo), 1) + len(every))
        if todo:
            for _ in side_by_side(lambda task: _measure_part(task, library), tasks, workers):
                progress.advance(len(todo))
        with storage_errors(results):
            for _ in side_by_side(lambda p: _lay_down(place, p, register, asked[p], former), every, hands):
                progress.advance()
            shutil.rmtree(place / "part")
            trees, said = {}, {}
            for period in every:
                if former and period in former.periods:
                    drawn = former.manifest["periods"][period.name]["areas"]
                    trees[drawn] = former.manifest["areas"][drawn]
                else:
                    tree = area_tree(register, period.end)
                    drawn = fingerprint_of(tree)
                    trees[drawn] = tree
                fresh = {i: keys[i] for i in asked[period]}
                said[period.name] = {
                    "start": period.start.isoformat(),
                    "end": period.end.isoformat(),
                    "areas": drawn,
                    "indicators": known[period.name] | fresh,
                }
            described = {**(former.indicators if former else {}), **fresh_words}
            manifest = {
                "format": FORMAT,
                "version": version,
                "register": {
                    "version": register.version,
                    "persons": register.persons,
                    "loaded_at": register.manifest.get("created_at") or None,
                    "sources": sorted({s["name"] for s in register.manifest.get("sources", ())}),
                },
                "inputs": inputs,
                "library": library.fingerprint,
                "indicators": dict(sorted(described.items())),
                "unseen": _unseen(register, library, described),
                "personas": _personas(library),
                "practices": practice_names(register),
                "periods": said,
                "areas": trees,
            }
            write_json(place / "manifest.json", manifest)
    return MeasureReport(open_measures(results), sum(len(ids) for _, ids in todo), kept)


def needs_of_periods(session: Session, rules: Sequence[Node], periods: Sequence[Period]) -> Needs:
    """Everything the rules look at in any of the periods, as far back as the earliest looks.

    A period that neither begins nor ends before another looks no further back than that one.
    """
    wanted, ended = Needs(), date.max
    for period in sorted(periods, key=lambda p: (p.start, p.end)):
        if period.end >= ended:
            continue
        ended = period.end
        view = replace(session, as_of=period.end)
        wanted = wanted | view.needs([laid_on(rule, period) for rule in rules])
    return wanted


# ---------------------------------------------------------------- one part


def _measure_part(task: _Task, library: Library) -> int:
    from ..duckdb import connect

    name, asked, until = _PART.format(task.part.part), task.asked, max(p.end for p, _ in task.asked)
    with connect(threads=task.threads, memory=task.memory, ordered=True) as db, storage_errors(task.folder):
        session = Session.open(db, task.register, library, until)
        needs = needs_of_periods(session, _rules(library, {i for _, named in asked for i in named}), [p for p, _ in asked])
        kept = task.before / name if task.before else None
        known = load(kept, needs) if kept else None
        data = session.part(task.part, needs, known or Store(date.max if task.goes_on else until))

        def write(data: PartData, period: Period, named: tuple[str, ...]) -> None:
            evaluator = Evaluator(data.at(period.end), library)
            measured(evaluator, [library.indicators[i] for i in named], period).write(
                task.folder / "part" / period.name / name
            )
            data.store.forget()

        def go_on(some: Sequence[tuple[Period, tuple[str, ...]]]) -> None:
            """Periods that follow one another, which share what they count."""
            with connect(threads=1, memory=task.memory, ordered=True) as own:
                beside = data.beside(own)
                for period, named in some:
                    write(beside, period, named)

        def read(table: str) -> None:
            with connect(threads=1, memory=task.memory, ordered=True) as own:
                replace(data, db=own).read(table)

        if task.abreast > 1 and len(asked) > task.abreast:
            if known is None:
                deque(side_by_side(read, data.event_tables(), task.abreast), 0)
            assert data.people is not None  # read for all stretches, as the tables of events are
            cut = [len(asked) * n // task.abreast for n in range(task.abreast + 1)]
            deque(side_by_side(go_on, [asked[first:last] for first, last in pairwise(cut)], task.abreast), 0)
        else:
            for period, named in asked:
                write(data, period, named)
    if task.goes_on and known is None:
        save(data.store, needs, task.folder / "reading" / name)
    elif kept and kept.exists():
        link(kept, task.folder / "reading" / name)
    return task.part.part


def _rules(library: Library, ids: Iterable[str]) -> list[Node]:
    """What these indicators rest on, the personas that they are divided by too."""
    rules = [rule for i in sorted(ids) for rule in library.indicators[i].rules]
    persona = library.segments.get(_PERSONA)
    if persona is not None and any("persona" in library.indicators[i].strata for i in ids):
        rules += list(rules_of(persona))
    return rules


def measured(evaluator: Evaluator, indicators: Sequence[Indicator], period: Period) -> Cells:
    """The cells of one part and period. A pure function of the part, the definitions and the period."""
    cells = Cells()
    strata = sorted({s for i in indicators for s in i.strata})
    count(cells, evaluator, indicators, axes_of(evaluator, period, strata), period)
    return cells


def _unseen(register: Register, library: Library, described: Mapping[str, Any]) -> list[str]:
    from ..duckdb import connect

    with connect() as db:
        session = Session.open(db, register, library, date.max)
        return unseen(session, [d for i, d in library.indicators.items() if i in described and not d.waits_for])


def _lay_down(place: Path, period: Period, register: Register, fresh: Sequence[str], former: Measures | None) -> None:
    """The cells of a period: those of all parts added up, with what was measured before; or the former file as it is."""
    target = place / "cell" / f"{period.name}.arrow"
    before = former.file(period) if former and period in former.periods else None
    if not fresh and before is not None:
        link(before, target)
    else:
        add_up([place / "part" / period.name / _PART.format(p.part) for p in register.parts], target, before)


# ---------------------------------------------------------------- what changed since


def _chosen(library: Library, named: Sequence[str]) -> dict[str, Indicator]:
    unknown = [n for n in named if n not in library.indicators]
    if unknown:
        raise DefinitionError(f"There is no indicator '{unknown[0]}'.", hint="Known: " + ", ".join(library.indicators) + ".")
    chosen = {i: d for i, d in library.indicators.items() if not named or i in named}
    if all(i.waits_for for i in chosen.values()):
        raise DefinitionError("None of these indicators can be computed.", hint="They wait for data: see 'empact check'.")
    return chosen


def _key_of(indicator: Indicator, library: Library) -> str:
    """Changes when the cells of the indicator would."""
    persona = library.segments[_PERSONA].fingerprint if "persona" in indicator.strata and _PERSONA in library.segments else ""
    return hashlib.sha256(f"{indicator.fingerprint} {persona}".encode()).hexdigest()[:32]


def _input_of(register: Register) -> str:
    held = [
        (table, [f["sha256"] for f in register.manifest["tables"][table]["files"]])
        for table in register.tables
        if table != "reject"
    ]
    return hashlib.sha256(json.dumps(held).encode()).hexdigest()


def _former(folder: Path, inputs: str) -> Measures | None:
    """Earlier measurements of the same records, if they can be read at all."""
    if version_in_force(folder) is None:
        return None
    try:
        found = open_measures(folder)
    except OtherFormat:
        return None
    return found if found.manifest["inputs"] == inputs and all(found.file(p).exists() for p in found.periods) else None


def _personas(library: Library) -> dict[str, Any]:
    segment = library.segments.get(_PERSONA)
    return {c.key: dict(c.title) for c in segment.classes} if segment else {}


def _described(indicator: Indicator, library: Library) -> dict[str, Any]:
    """The indicator as it was used, for whoever shows the results."""
    from ...criteria.say import say
    from ...criteria.words import LANGUAGES

    head, rules = indicator.head, {}
    for name in ("initial_population", "denominator", "denominator_exclusion", "denominator_exception", "numerator"):
        node = getattr(indicator, name)
        if node is not None:
            rules[name] = {language: say(node, language, library) for language in LANGUAGES}
    for name in ("numerator_observation", "denominator_observation"):
        node = getattr(indicator, name)
        if node is not None:
            rules[name] = {language: say(node, language, library) for language in LANGUAGES}
    return {
        "title": dict(indicator.title),
        "version": indicator.version,
        "fingerprint": indicator.fingerprint,
        **{k: getattr(indicator, k) for k in ("aim", "component", "owner", "direction", "scoring", "counts", "per", "unit")},
        "type": indicator.kind_of,
        "strata": list(indicator.strata),
        **{k: getattr(indicator, k) for k in ("minimum", "standard", "target", "sensitive", "waits_for")},
        "source": list(head.source),
        "reviewer": head.reviewer,
        "reviewed": head.reviewed.isoformat(),
        "review_by": head.review_by.isoformat(),
        "valid_from": None if head.valid_from == date.min else head.valid_from.isoformat(),
        "valid_to": None if head.valid_to is None else head.valid_to.isoformat(),
        "note": head.note,
        "says": rules,
        "events": isinstance(indicator.numerator_observation, _EVENTS),
    }
