"""Consent as it was said to who cares (S32): on paper, by phone, before a witness, or with a helper."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from ...kernel.pages import require_form, the
from ...kernel.purposes import Purpose
from ...kernel.request import Request
from ...kernel.rules import allow
from ...people.models import Person
from ...people.queries import open_person
from .. import actions
from ..models import Consent, Exclusion
from ..permissions import RECORD
from .shared import CARE_SIDE

__all__ = ["exclude", "give", "lift", "page", "told", "withdraw"]

CARE = Purpose.CARE


@allow(RECORD, purpose=CARE)
@require_safe
def page(request: Request, pk: UUID) -> HttpResponse:
    return CARE_SIDE.page(request, _cared(request, pk))


@allow(RECORD, purpose=CARE)
@require_form
def give(request: Request, pk: UUID) -> HttpResponse:
    return CARE_SIDE.give(request, _cared(request, pk))


@allow(RECORD, purpose=CARE)
@require_form
def exclude(request: Request, pk: UUID) -> HttpResponse:
    return CARE_SIDE.exclude(request, _cared(request, pk))


@allow(RECORD, purpose=CARE)
@require_POST
def withdraw(request: Request, pk: UUID) -> HttpResponse:
    """The person told you to."""
    seen = Consent.objects.visible_to(request.who, CARE, timezone.localdate()).select_related("person")
    return CARE_SIDE.withdraw(request, the(seen, pk=pk))


@allow(RECORD, purpose=CARE)
@require_POST
def lift(request: Request, pk: UUID) -> HttpResponse:
    seen = Exclusion.objects.visible_to(request.who, CARE, timezone.localdate()).select_related("person")
    return CARE_SIDE.lift(request, the(seen, pk=pk))


@allow(RECORD, purpose=CARE)
@require_POST
def told(request: Request, pk: UUID) -> HttpResponse:
    """The person has no account, and was told who looked in an emergency."""
    person = _cared(request, pk)
    actions.acknowledge(person=person, by=request.who, at=timezone.now())
    return redirect(CARE_SIDE.address(person))


def _cared(request: Request, pk: UUID) -> Person:
    return open_person(pk, who=request.who, purpose=CARE, at=timezone.now(), part="consent")
