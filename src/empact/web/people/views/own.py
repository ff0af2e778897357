"""One's own record, who looked at it, and whom one helps or speaks for."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ...kernel import audit
from ...kernel.pages import require_form
from ...kernel.purposes import Purpose
from ...kernel.request import Request
from ...kernel.rules import allow
from .. import actions, queries, respite
from ..forms import OwnForm
from ..models import Buddy, InformalCarer, Person
from ..permissions import JOIN, SEE_CARED, SEE_OWN
from .shared import Sheet, looks_page

__all__ = ["cared", "cared_looks", "cared_person", "correct", "end_buddy", "look", "looks", "page"]

OWN = Purpose.OWN


@allow(SEE_OWN, purpose=OWN)
@require_safe
def page(request: Request) -> HttpResponse:
    """What is known about me, who helps me, and who may look."""
    person = _me(request, "header")
    if person is None:
        return render(request, "people/no_record.html")
    shown = queries.page_of(person, who=request.who, purpose=OWN, on=timezone.localdate())
    queries.helpers_seen(shown, who=request.who, purpose=OWN, at=timezone.now())
    context = {"shown": shown, "person": person, "sheet": Sheet.OWN, "buddy_of": _buddy_of(request)}
    return render(request, "people/person.html", context)


@allow(SEE_OWN, purpose=OWN)
@require_form
def correct(request: Request) -> HttpResponse:
    """How to call me and how to reach me."""
    person = _me(request, "edit")
    if person is None:
        raise Http404
    return Sheet.OWN.corrected(request, person, OwnForm)


@allow(SEE_OWN, purpose=OWN)
@require_safe
def looks(request: Request) -> HttpResponse:
    """S24: who looked at my record, when, at what, and why."""
    person = _me(request, "looks")
    if person is None:
        raise Http404
    return looks_page(request, person, Sheet.OWN)


@allow(SEE_OWN, purpose=OWN)
@require_POST
def look(request: Request, pk: UUID) -> HttpResponse:
    """Let a carer look, or not any more: at once."""
    carer = InformalCarer.objects.visible_to(request.who, OWN, timezone.localdate()).filter(pk=pk).first()
    if carer is None:
        raise Http404
    may_look = request.POST.get("may_look") == "1"
    actions.let_carer_look(carer=carer, may_look=may_look, by=request.who, at=timezone.now())
    messages.success(request, _("This carer can look now.") if may_look else _("This carer cannot look any more."))
    return redirect("people:own")


@allow(JOIN, purpose=OWN)
@require_POST
def end_buddy(request: Request, pk: UUID) -> HttpResponse:
    """Either of two buddies ends it, from today."""
    today = timezone.localdate()
    row = Buddy.objects.visible_to(request.who, OWN, today).on(today).filter(pk=pk).first()
    if row is None:
        raise Http404
    actions.end_buddy(buddy=row, last_day=today, by=request.who, at=timezone.now())
    messages.success(request, _("This has ended."))
    return redirect("people:own" if request.who.role == "person" else "people:cared")


@allow(SEE_CARED, purpose=OWN)
@require_safe
def cared(request: Request) -> HttpResponse:
    """S27-lite: whom I help or speak for, as far as they want it; who takes over for a while, and how heavy it is for me."""
    people = Person.objects.visible_to(request.who, OWN, timezone.localdate())[:100]
    shown = queries.persons_seen(people, who=request.who, purpose=OWN, at=timezone.now())
    myself = {"offers": respite.offers(), "load": respite.load_questions(), "buddy_of": _buddy_of(request)}
    return render(request, "people/persons.html", {"found": shown, "sheet": Sheet.CARED, **myself})


@allow(SEE_CARED, purpose=OWN)
@require_safe
def cared_person(request: Request, pk: UUID) -> HttpResponse:
    """The page of one of them."""
    shown = queries.open_page(pk, who=request.who, purpose=OWN, at=timezone.now(), part="header")
    context = {"shown": shown, "person": shown.person, "sheet": Sheet.CARED, "speaks": queries.speaks_for(request.who, shown)}
    return render(request, "people/person.html", context)


@allow(SEE_CARED, purpose=OWN)
@require_safe
def cared_looks(request: Request, pk: UUID) -> HttpResponse:
    """S24 for who may decide for somebody; not for who helps."""
    person = queries.open_person(pk, who=request.who, purpose=OWN, at=timezone.now(), part="looks")
    if not queries.speaks_for(request.who, queries.page_of(person, who=request.who, purpose=OWN, on=timezone.localdate())):
        raise Http404
    return looks_page(request, person, Sheet.CARED)


def _buddy_of(request: Request) -> list[Buddy]:
    """Whose buddy one is: how they are called and their phone number, and each of them can read that."""
    today = timezone.localdate()
    rows = list(
        Buddy.objects.visible_to(request.who, OWN, today)
        .on(today)
        .filter(buddy__user=request.who.user_id)
        .select_related("person")
    )
    audit.seen((row.person_id for row in rows), by=request.who, at=timezone.now(), purpose=OWN, part="near")
    return rows


def _me(request: Request, part: str) -> Person | None:
    at = timezone.now()
    person = Person.objects.visible_to(request.who, OWN, timezone.localdate()).select_related("municipality").first()
    if person is not None:
        queries.persons_seen((person,), who=request.who, purpose=OWN, at=at, part=part)
    return person
