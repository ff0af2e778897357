"""Many lists of 100,000 people: nobody dead, gone or opted out on one, and a thousand reasons found again in the records."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from empact.criteria.nodes import Flag
from empact.definitions.models import Condition, Library
from empact.definitions.read import read_library
from empact.engine.duckdb import connect
from empact.engine.people import read_some
from empact.engine.reference.evaluate import holds
from empact.engine.reference.explain import Answer, classes_tried, decisive
from empact.engine.reference.indicators import standing, year_until
from empact.engine.reference.records import Person, population_status
from empact.engine.register import open_register
from empact.engine.worklists import Rule, Wanted, make_lists, read_rule
from empact.engine.worklists.reasons import reason_of, sentences_of

from .describe import results_of
from .registers import AS_OF, region

__all__ = ["list_safety"]

_PEOPLE, _PLACES, _REASONS = 100_000, 5, 1_000
_RULES: Final = (
    "condition:diabetes", "condition:hypertension", "condition:copd", "condition:heart_failure", "condition:depression",
    "determinant:repeat_admission", "determinant:polypharmacy_atc5_365d", "segment:popbox:P1", "segment:popbox:P2",
    "segment:popbox:P3", "indicator:dm_hba1c_measured", "indicator:dental_contact",
)  # fmt: skip


def list_safety(folder: Path) -> dict[str, Any]:
    """Lists per practice of a dozen rules, one person in twenty opted out; ``failed`` first, empty where all holds.

    Everybody on a list is looked up again in the slow engine. Of a thousand drawn by lot the reason is found again, rests on
    records of that person on or before the day, and without these records the person does not meet the rule (of rules that ask
    one thing).
    """
    began = time.perf_counter()
    register = open_register(region(_PEOPLE, folder))
    results, library = results_of(register.folder), read_library()
    with connect(ordered=True) as db:
        db.register("person", register.files("person"))
        everybody = db.fetch("SELECT person_source_value AS p FROM person ORDER BY person_id")["p"].to_pylist()
    rng = np.random.default_rng(9)
    opted_out = {everybody[i]: "opted_out" for i in rng.choice(len(everybody), len(everybody) // 20, replace=False)}
    failed: list[str] = []
    listed: list[tuple[Rule, int, str]] = []
    lists = 0
    for asked in _RULES:
        rule = read_rule(asked, library, results, year_until(results.as_of))
        made = make_lists(register, results, library, rule, Wanted(_PLACES, by="practice", leave_out=opted_out))
        number = dict(zip(made.found.pseudonym, made.found.person.tolist(), strict=True))
        lists += len(made.lists)
        for one in made.lists:
            on_it = [p for p, _ in one.lines]
            failed += [f"{asked}: somebody opted out is on a list"] if opted_out.keys() & set(on_it) else []
            failed += [f"{asked}: {len(on_it)} people on a list of {_PLACES}"] if len(on_it) > _PLACES else []
            listed += [(rule, number[p], reason) for p, reason in one.lines]
    made_in = time.perf_counter() - began
    drawn = set(rng.choice(len(listed), min(_REASONS, len(listed)), replace=False).tolist())
    called = sentences_of(library, "en")
    with connect(ordered=True) as db:
        people = {p.person_id: p for p in read_some(db, register, sorted({i for _, i, _ in listed}))}
    for place, (rule, person_id, said) in enumerate(listed):
        person = people[person_id]
        status = population_status(person, AS_OF)
        failed += [f"{rule.asked}: somebody on a list is {status}"] if status != "living_observed" else []
        if place in drawn:
            failed += [f"{rule.asked}: {wrong}" for wrong in _wrong(person, rule, library, said, called)]
    failed += [f"{len(drawn)} people are no {_REASONS}"] if len(drawn) < _REASONS else []
    return {
        "failed": sorted(set(failed)),
        "people": register.persons,
        "lists": lists,
        "listed": len(listed),
        "reasons": len(drawn),
        "opted_out": len(opted_out),
        "made_s": round(made_in, 1),
        "all_s": round(time.perf_counter() - began, 1),
    }


def _wrong(person: Person, rule: Rule, library: Library, said: str, called: Mapping[str, Condition]) -> Iterator[str]:
    """What is not true of a reason."""
    if not said:
        yield "a person has no reason"
    if not _meets(person, rule, library):
        yield "the slow engine says that a person does not meet the rule"
        return
    reason = reason_of(person, rule, library, AS_OF, "en", called)
    if reason.text != said:
        yield "a reason is not found again"
    own = {(r.table, r.key): r for rows in person.events.values() for r in rows}
    rests_on = [own.get(one) for one in reason.records]
    if any(record is None or record.date > AS_OF for record in rests_on):
        yield "a reason rests on a record that is not there, or on a later one"
    named = any(record and f"{record.date:%d/%m/%Y}" in said for record in rests_on)
    if rests_on and not named and (rule.flag is not None or _nameable(_decisive(person, rule, library), called)):
        yield "a reason names no day of its records"
    if isinstance(rule.flag, Flag) and reason.records:
        kept = {t: tuple(r for r in rows if (r.table, r.key) not in set(reason.records)) for t, rows in person.events.items()}
        if holds(rule.flag, replace(person, events=kept), AS_OF, library) and rule.asked.startswith("determinant:"):
            yield "a person meets the rule without the records of the reason"


def _nameable(answer: Answer | None, called: Mapping[str, Condition]) -> bool:
    """Does it rest on a condition that may be named? Where all are sensitive the reason is the title of the class."""
    if answer is None or not answer.holds:
        return False
    found = called.get(answer.sentence)
    return not found.sensitive if found else any(_nameable(child, called) for child in answer.children)


def _decisive(person: Person, rule: Rule, library: Library) -> Answer | None:
    answer = classes_tried(rule.definition, person, AS_OF, library, "en")[-1][1]  # type: ignore[arg-type]
    return None if answer is None else decisive(answer)


def _meets(person: Person, rule: Rule, library: Library) -> bool:
    if rule.flag is not None:
        return holds(rule.flag, person, AS_OF, library)
    if rule.period is not None:
        return standing(rule.definition, person, rule.period, library).state == "open"  # type: ignore[arg-type]
    return classes_tried(rule.definition, person, AS_OF, library, "en")[-1][0] == rule.key  # type: ignore[arg-type]
