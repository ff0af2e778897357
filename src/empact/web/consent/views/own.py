"""What I share, and with whom (S24): for oneself, or for whom one decides."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from ...kernel import audit
from ...kernel.pages import require_form, the
from ...kernel.purposes import Purpose
from ...kernel.request import Request
from ...kernel.rules import allow
from ...people.models import Person
from .. import access, actions
from ..models import Consent, Exclusion
from ..permissions import SHARE
from .shared import OWN_SIDE

__all__ = ["acknowledge", "exclude", "give", "home", "lift", "page", "withdraw"]

OWN = Purpose.OWN


@allow(SHARE, purpose=OWN)
@require_safe
def home(request: Request) -> HttpResponse:
    """One's own page; who decides for others finds them in their list."""
    person = Person.objects.filter(user=request.who.user_id, merged_into=None).first()
    if request.who.role != "person":
        return redirect("people:cared")
    if person is None:
        return render(request, "consent/no_record.html")
    return OWN_SIDE.page(request, _mine(request, person.pk))


@allow(SHARE, purpose=OWN)
@require_safe
def page(request: Request, pk: UUID) -> HttpResponse:
    return OWN_SIDE.page(request, _mine(request, pk))


@allow(SHARE, purpose=OWN)
@require_form
def give(request: Request, pk: UUID) -> HttpResponse:
    return OWN_SIDE.give(request, _mine(request, pk))


@allow(SHARE, purpose=OWN)
@require_form
def exclude(request: Request, pk: UUID) -> HttpResponse:
    return OWN_SIDE.exclude(request, _mine(request, pk))


@allow(SHARE, purpose=OWN)
@require_POST
def withdraw(request: Request, pk: UUID) -> HttpResponse:
    """At once."""
    consent = the(Consent.objects.select_related("person"), pk=pk)
    _mine(request, consent.person_id)
    return OWN_SIDE.withdraw(request, consent)


@allow(SHARE, purpose=OWN)
@require_POST
def lift(request: Request, pk: UUID) -> HttpResponse:
    exclusion = the(Exclusion.objects.select_related("person"), pk=pk)
    _mine(request, exclusion.person_id)
    return OWN_SIDE.lift(request, exclusion)


@allow(SHARE, purpose=OWN)
@require_POST
def acknowledge(request: Request, pk: UUID) -> HttpResponse:
    """I have read who looked in an emergency."""
    person = _mine(request, pk)
    actions.acknowledge(person=person, by=request.who, at=timezone.now())
    return redirect(OWN_SIDE.address(person))


def _mine(request: Request, pk: UUID) -> Person:
    """Oneself, or somebody one may decide for; nobody else exists here."""
    now = timezone.now()
    if not access.decides(request.who, pk, now):
        raise Http404
    audit.seen((pk,), by=request.who, at=now, purpose=OWN, part="consent")
    return Person.objects.get(pk=pk)
