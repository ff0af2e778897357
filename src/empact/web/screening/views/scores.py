"""All scores of one person on one page, and as a file or a FHIR bundle; official results apart from estimates."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from ...care.exchange.files import as_fhir
from ...consent import access
from ...consent.access import Sheet
from ...consent.parts import Part
from ...kernel.lists import as_csv, wants_csv
from ...kernel.purposes import Purpose
from ...kernel.request import Request
from ...kernel.rules import allow
from ...people.models import Person
from .. import queries
from ..exchange import scores_bundle
from ..permissions import OWN_SCORES, SCREEN
from .sides import opened

__all__ = ["care", "care_fhir", "home", "own", "own_fhir"]


@allow(SCREEN, purpose=Purpose.CARE)
@require_safe
def care(request: Request, pk: UUID) -> HttpResponse:
    """For who cares."""
    person, sheet = opened(request, pk, "scores_file" if wants_csv(request) else "scores")
    return _page(request, person, sheet, "people:person")


@allow(OWN_SCORES, purpose=Purpose.OWN)
@require_safe
def own(request: Request, pk: UUID) -> HttpResponse:
    """For the person, and who helps or speaks for them."""
    person, sheet = opened(request, pk, "scores_file" if wants_csv(request) else "scores")
    return _page(request, person, sheet, "")


@allow(SCREEN, purpose=Purpose.CARE)
@require_safe
def care_fhir(request: Request, pk: UUID) -> HttpResponse:
    """The same for another system of who cares."""
    return _bundle(request, pk)


@allow(OWN_SCORES, purpose=Purpose.OWN)
@require_safe
def own_fhir(request: Request, pk: UUID) -> HttpResponse:
    """The same for the person, and who helps or speaks for them."""
    return _bundle(request, pk)


@allow(OWN_SCORES, purpose=Purpose.OWN)
@require_safe
def home(request: Request) -> HttpResponse:
    """The own scores, and those of whom one helps or speaks for."""
    now = timezone.now()
    persons = list(Person.objects.filter(access.readable(request.who, Part.SCREENER_TOTAL, now), merged_into=None)[:50])
    return render(request, "screening/persons.html", {"persons": persons})


def _page(request: Request, person: Person, sheet: Sheet, back: str) -> HttpResponse:
    now = timezone.now()
    scores = queries.scores_of(person, sheet, now, csv="?format=csv")
    if wants_csv(request):
        return as_csv("scores", queries.FILE_HEAD, queries.as_rows(scores))
    context = {
        "person": person, "scores": scores, "back": reverse(back, args=(person.pk,)) if back else "",
        "fhir": reverse(f"screening:{'care' if back else 'own'}_fhir", args=(person.pk,)),
        "writes": bool(sheet.write[Part.SCREENER_TOTAL]) and bool(back),
    }  # fmt: skip
    return render(request, "screening/scores.html", context)


def _bundle(request: Request, pk: UUID) -> HttpResponse:
    person, sheet = opened(request, pk, "scores_fhir")
    now = timezone.now()
    return as_fhir("scores", scores_bundle(person, queries.scores_of(person, sheet, now), now))
