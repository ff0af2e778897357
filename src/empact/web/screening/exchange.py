"""The scores of a person as a FHIR bundle on the Belgian profile of a score: what stands on the page of whoever asks.

Official results, estimates and measurements as Observations that differ by their method; what was answered to an instrument
as a QuestionnaireResponse that its Observation is derived from. The national number does not leave with them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.utils.translation import get_language

from ...fhir.elements import Json
from ...fhir.resources import belgian, bundle, write
from ...fhir.resources.profiles import SCORE_CATEGORIES, SCORES
from ...fhir.resources.questionnaires import Answers
from ...fhir.resources.results import Result
from ...fhir.resources.scores import ESTIMATE, SCORE, answers_resource, score_resource, screener_resource
from ...fhir.resources.shape import Said
from ...fhir.resources.values import Coding, Concept, Identifier, Note, Period, Quantity, Reference, When, concept
from ...instruments.instrument import Scored
from ...instruments.screener import LocalEstimate
from ...terms.errors import UserError
from ..care.exchange.codes import given, inside, namespace
from ..consent.access import Sheet
from ..consent.parts import Part
from ..people.models import Person
from . import rulebook, words
from .models import Estimate, Measurement, ScreenerResult
from .models.results import Kept
from .queries import SHOWN, Line, Scores

__all__ = ["references", "scores_bundle"]


def scores_bundle(person: Person, scores: Scores, at: datetime) -> dict[str, Any]:
    """What ``scores`` shows. Who reads the total only gets no part of an official result, and nothing else."""
    return bundle(
        _resources(given("Patient", "person", person.pk, person.called), scores), "urn:uuid", at.isoformat(timespec="seconds")
    )


def references(person: Person, sheet: Sheet) -> Iterator[Reference]:
    """The Observations that a plan rests on: which score and of which day, by our number, never its value.

    As the page of scores: who reads the total only is told of official results alone, and estimates are no ground (R3).
    """
    if sheet.read[Part.SCREENER_TOTAL]:
        for result in ScreenerResult.objects.standing().filter(person=person)[:SHOWN]:
            yield given("Observation", "score", result.pk, f"{rulebook.SCREENER}, {result.assessed_on.isoformat()}")
    if sheet.read[Part.SCREENER_MODULES]:
        for one in Measurement.objects.standing().filter(person=person)[:SHOWN]:
            yield given("Observation", "score", one.pk, f"{one.instrument}, {one.measured_on.isoformat()}")


def _resources(person: Reference, scores: Scores) -> Iterator[Json]:
    for line in scores.lines:
        yield belgian(_official(line, person, whole=scores.whole))
    for estimate, _modules in scores.estimates:
        made = _estimate(estimate, person)
        yield belgian(made) if estimate.total is not None else write(made)  # the profile asks for a value
    for measured in scores.measured:
        answers = _answers(measured.row, person)
        if answers is not None:
            yield write(answers)
        yield belgian(_measured(measured.row, person, answers))


def _official(line: Line, person: Reference, *, whole: bool) -> Result:
    row = line.row
    made = screener_resource(
        rulebook.as_official(row), rulebook.screener(row.assessed_on), person=person, issued=_moment(row), language=_language()
    )
    return _named(made if whole else replace(made, parts=()), row)


def _estimate(row: Estimate, person: Reference) -> Result:
    kept = LocalEstimate(
        person=str(row.pk), assessed_on=row.assessed_on, modules={name: Decimal(said) for name, said in row.modules.items()},
        missing=dict.fromkeys(row.missing, ""), total=row.total, made_by="EMPACT",
    )  # fmt: skip
    screener = rulebook.screener(row.assessed_on)
    made = screener_resource(kept, screener, person=person, issued=_moment(row), language=_language())
    return _named(replace(made, notes=(Note(text=words.estimate_said()),)), row)


def _measured(row: Measurement, person: Reference, answers: Answers | None) -> Result:
    scored = Scored(row.instrument, row.instrument_version, row.value, row.unit, row.label)
    day = When.of(row.measured_on)
    try:
        used = rulebook.shelf().named(row.instrument, on=row.measured_on)
    except UserError:  # a region took it off its shelf: the score stays
        made = Result(
            status="final", categories=(concept(SCORE_CATEGORIES, "other"),), subject=person, period=Period(day, day),
            code=Concept((Coding(SCORES, "other"), Coding(SCORE, row.instrument))), issued=When.of(_moment(row)),
            value=Said("Quantity", Quantity(row.value, unit=row.unit)), method=ESTIMATE,
        )  # fmt: skip
    else:
        made = score_resource(
            scored, used, person=person, assessed_on=row.measured_on, issued=_moment(row), language=_language()
        )
    from_answers = (inside("QuestionnaireResponse", UUID(answers.id)),) if answers is not None else ()
    return _named(replace(made, derived_from=from_answers), row)


def _answers(row: Measurement, person: Reference) -> Answers | None:
    """None where the instrument has no items, as goal attainment, or asks otherwise today."""
    try:
        used = rulebook.shelf().named(row.instrument, on=row.measured_on)
        made = answers_resource(used, row.answers, person=person, authored=_moment(row))
    except UserError:
        return None
    return replace(made, id=str(uuid5(NAMESPACE_URL, f"{namespace('answers')}:{row.pk}"))) if made.items else None


def _named(made: Result, row: Kept) -> Result:
    """With our number of it, after that of the BelRAI application where it has one."""
    return replace(made, id=str(row.pk), identifiers=(*made.identifiers, Identifier(namespace("score"), str(row.pk))))


def _moment(row: Kept) -> datetime:
    return row.recorded_at.replace(microsecond=0)


def _language() -> str:
    return get_language() or "en"
