"""Runs the examples that definitions carry. A definition whose examples fail is wrong, or its examples are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ...criteria.nodes import ScoreOf
from ...definitions.models import (
    Condition,
    Definition,
    Determinant,
    Example,
    ExamplePerson,
    ExampleRecord,
    Indicator,
    Library,
    Score,
    Segment,
)
from .evaluate import classify, evidence, holds, number
from .indicators import standing, year_until
from .records import Period, Person, Record

__all__ = ["Failure", "person_of", "run_examples"]

_TABLES = {
    "recorded": "condition_occurrence",
    "dispensed": "drug_exposure",
    "performed": "procedure_occurrence",
    "observed": "observation",
    "measured": "measurement",
    "visited": "visit_occurrence",
    "paid": "cost",
}


@dataclass(frozen=True, slots=True)
class Failure:
    """An example that does not come out as it says."""

    kind: str
    id: str
    file: str
    example: str
    expected: str
    found: str

    def __str__(self) -> str:
        return f"{self.file}: example '{self.example}' expects {self.expected}, but it is {self.found}."


def run_examples(library: Library, only: Definition | None = None) -> list[Failure]:
    """Every example of every definition, or of one, through the slow engine; empty when all is well."""
    failures = []
    for kind, definition in library.definitions():
        if only is not None and definition is not only:
            continue
        for example in definition.examples:
            expected, found = _outcome(definition, example, library)
            if expected != found:
                failures.append(Failure(kind, definition.id, definition.head.file, example.name, expected, found))
    return failures


def _outcome(definition: Definition, example: Example, library: Library) -> tuple[str, str]:
    """What is expected and what is found, as words."""
    person, as_of = person_of(example.person, example.records, example), example.as_of
    if isinstance(definition, Condition):
        grounds = evidence(definition.id, person, as_of, library)
        wanted, got = _said(bool(example.expect)), _said(bool(grounds))
        if example.evidence is not None:
            wanted += f" by [{', '.join(sorted(example.evidence))}]"
            got += f" by [{', '.join(sorted(grounds))}]"
        return wanted, got
    if isinstance(definition, Determinant):
        return _said(bool(example.expect)), _said(holds(definition.rule, person, as_of, library))
    if isinstance(definition, Score):
        assert isinstance(example.expect, float)
        value = number(ScoreOf(definition.id, example.weights), person, as_of, library)
        return f"{round(example.expect, 6):g}", f"{value:g}"
    if isinstance(definition, Indicator):
        return _standing(definition, example, person, library)
    assert isinstance(definition, Segment)
    return str(example.expect), classify(definition, person, as_of, library)


def _standing(definition: Indicator, example: Example, person: Person, library: Library) -> tuple[str, str]:
    found = standing(definition, person, example.period or year_until(example.as_of), library)
    if not isinstance(example.expect, Mapping):
        return str(example.expect), found.state
    got = {"numerator": found.numerator, "denominator": found.denominator}
    said = _numbers({k: got[k] for k in example.expect}) if found.state == "counted" else found.state
    return _numbers(example.expect), said


def _numbers(amounts: Mapping[str, float]) -> str:
    return ", ".join(f"{key} {round(value, 6):g}" for key, value in amounts.items())


def _said(yes: bool) -> str:
    return "true" if yes else "false"


def person_of(given: ExamplePerson, records: tuple[ExampleRecord, ...], example: Example) -> Person:
    """The person of an example. Statuses hold throughout; observation is open on both sides."""
    always = (Period(None, None),)
    events: dict[str, list[Record]] = {}
    for key, r in enumerate(records, start=1):
        table = _TABLES[r.event]
        events.setdefault(table, []).append(
            Record(
                table,
                key,
                r.on,
                r.code,
                r.code.value if r.code else r.kind,
                "example",
                ddd=r.ddd,
                days_supply=r.days_supply,
                value=r.value,
                unit=r.unit,
                until=r.until,
                kinds=(r.kind,) if r.kind else (),
                unplanned=r.unplanned,
                role=r.role,
                paid=r.paid,
                domain=r.domain if r.event == "paid" else "",
                answer=r.answer,
                position=r.position,
                practice=r.practice,
            )
        )
    statuses = (("increased_reimbursement", given.increased_reimbursement), ("chronic_status", given.chronic_status))
    return Person(
        person_id=1,
        birth_date=given.born,
        gender=given.sex,
        death_date=given.died,
        source_value=example.name,
        observed=always,
        memberships=(Period(None, None, given.lives_in),) if given.lives_in else (),
        relations=always if given.registered else (),
        enrolments=tuple(Period(None, None, programme) for programme in given.enrolled),
        coverage=tuple(Period(None, None, status) for status, held in statuses if held),
        events={table: tuple(rows) for table, rows in events.items()},
    )
