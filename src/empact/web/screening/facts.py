"""What the mill is told of scores: official results of the screener, and what was measured by other instruments."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import QuerySet

from ..care.facts import Fact
from ..people.models import Person
from . import rulebook
from .models import MODULES, Measurement, ScreenerResult

__all__ = ["scores_of"]

_SCORE = "{score}"
"""UCUM for a number that is a score and has no other unit."""


def scores_of(persons: QuerySet[Person], _until: date) -> Iterator[Fact]:
    """What was not withdrawn. Estimates of our own are left out: they are no results (R3)."""
    for one in ScreenerResult.objects.standing().filter(person__in=persons):
        yield Fact(one.person_id, rulebook.SCREENER, one.assessed_on, one.total, _SCORE)
        for name in MODULES:
            code, value = f"{rulebook.SCREENER}_{name}", getattr(one, name)
            yield Fact(one.person_id, code, one.assessed_on, value, _SCORE)
    for measured in Measurement.objects.standing().filter(person__in=persons):
        system, code = _coded(measured.instrument)
        unit = measured.unit or _SCORE
        yield Fact(measured.person_id, code, measured.measured_on, measured.value, unit, system)


def _coded(instrument: str) -> tuple[str, str]:
    """The code of the score in FHIR where there is one, so that it meets what other sources deliver; else our own."""
    coded = next((one.coded for one in rulebook.shelf().instruments if one.code == instrument and one.coded), None)
    return coded or ("local", instrument)
