"""Health literacy of one person: read by the person and by who coordinates the care. There is no list and no file of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ...consent.parts import Part
from ...kernel import audit
from ...kernel.pages import form_page, require_form, the
from ...kernel.purposes import Purpose
from ...kernel.request import Request
from ...kernel.rules import allow
from ...people.models import Person
from .. import actions, literacy, words
from ..forms import MeasureForm
from ..models import LiteracyResult
from ..permissions import LITERACY, OWN_LITERACY
from .sides import opened

__all__ = ["ask", "away", "away_own", "care", "own"]

CARE, OWN = Purpose.CARE, Purpose.OWN


@allow(LITERACY, purpose=CARE)
@require_safe
def care(request: Request, pk: UUID) -> HttpResponse:
    """For who coordinates the care."""
    person = _coordinated(request, pk)
    return _page(request, person, CARE)


@allow(OWN_LITERACY, purpose=OWN)
@require_safe
def own(request: Request) -> HttpResponse:
    """One's own, and nobody else's."""
    person: Person = the(Person.objects.visible_to(request.who, OWN, timezone.localdate()).filter(user=request.who.user_id))
    audit.seen((person.pk,), by=request.who, at=timezone.now(), purpose=OWN, part="literacy")
    return _page(request, person, OWN)


@allow(LITERACY, purpose=CARE)
@require_form
def ask(request: Request, pk: UUID) -> HttpResponse:
    """The questions of the region, asked together with the person."""
    person = _coordinated(request, pk)
    now = timezone.now()
    used = literacy.instrument_on(timezone.localdate(now))
    if used is None:
        raise Http404
    form = MeasureForm(request.POST or None, instrument=used, initial={"measured_on": timezone.localdate(now)})

    def act(data: dict[str, Any]) -> LiteracyResult:
        said = {"asked_on": data["measured_on"], "answers": form.answers()}
        return actions.record_literacy(person=person, **said, by=request.who, at=now)

    back = reverse("screening:care_literacy", args=(pk,))
    lead = _("Ask them together with the person. Only the two of you read the result; the answers are not kept.")
    return form_page(request, form, act, title=words.title_of(used), back=back, lead=lead)


@allow(LITERACY, purpose=CARE)
@require_POST
def away(request: Request, pk: UUID) -> HttpResponse:
    """By who coordinates."""
    row: LiteracyResult = the(LiteracyResult.objects.visible_to(request.who, CARE, timezone.now()), pk=pk)
    return _away(request, row, reverse("screening:care_literacy", args=(row.person_id,)))


@allow(OWN_LITERACY, purpose=OWN)
@require_POST
def away_own(request: Request, pk: UUID) -> HttpResponse:
    """By the person."""
    row: LiteracyResult = the(LiteracyResult.objects.visible_to(request.who, OWN, timezone.now()), pk=pk)
    return _away(request, row, reverse("screening:own_literacy"))


def _coordinated(request: Request, pk: UUID) -> Person:
    """For whoever does not coordinate, the page does not exist."""
    now = timezone.now()
    person = Person.objects.filter(pk=pk, merged_into=None).first()
    if person is None or not literacy.coordinates(request.who, pk, now):
        raise Http404
    person, _sheet = opened(request, pk, "literacy", (Part.GOALS,))
    return person


def _page(request: Request, person: Person, purpose: Purpose) -> HttpResponse:
    now = timezone.now()
    rows = LiteracyResult.objects.visible_to(request.who, purpose, now).filter(person=person)[:20]
    context = {
        "person": person, "own": purpose == OWN, "results": [literacy.shown(row) for row in rows],
        "asks": literacy.instrument_on(timezone.localdate(now)) is not None,
    }  # fmt: skip
    return render(request, "screening/literacy.html", context)


def _away(request: Request, row: LiteracyResult, back: str) -> HttpResponse:
    actions.take_literacy_away(row=row, by=request.who, at=timezone.now())
    messages.success(request, _("Taken away. Nobody can read it any more."))
    return HttpResponseRedirect(back)
