"""The register of persons, for who keeps it: names and addresses, double records; never care."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ...kernel import lists
from ...kernel.pages import require_form
from ...kernel.problems import Problem
from ...kernel.purposes import Purpose
from ...kernel.request import Request
from ...kernel.rules import allow
from .. import actions, insz, policies, queries
from ..forms import AccountForm, PersonForm, ReasonForm, Search
from ..models import Merge, Person
from ..permissions import KEEP_REGISTER, SEE_NUMBER
from .shared import Sheet, names_csv

__all__ = ["account", "choose", "correct", "listing", "merge", "merges", "number", "page", "search", "undo"]

REGISTER = Purpose.ADMINISTRATION


@allow(KEEP_REGISTER, purpose=REGISTER)
@require_safe
def listing(request: Request) -> HttpResponse:
    """Everybody on record."""
    people = Person.objects.visible_to(request.who, REGISTER, timezone.localdate()).select_related("municipality")
    if lists.wants_csv(request):
        shown = queries.persons_seen(people, who=request.who, purpose=REGISTER, at=timezone.now())
        return names_csv(((p, "") for p in shown), "register")
    page = lists.page_of(request, people)
    page.object_list = queries.persons_seen(page.object_list, who=request.who, purpose=REGISTER, at=timezone.now())
    return render(request, "people/persons.html", {"page": page, "form": Search(), "sheet": Sheet.REGISTER})


@allow(KEEP_REGISTER, purpose=REGISTER)
@require_POST
def search(request: Request) -> HttpResponse:
    """By name or national number."""
    return render(request, "people/persons.html", {**_found(request), "sheet": Sheet.REGISTER})


@allow(KEEP_REGISTER, purpose=REGISTER)
@require_safe
def page(request: Request, pk: UUID) -> HttpResponse:
    """Name, address and contact."""
    return _page(request, pk, "header")


@allow(SEE_NUMBER, purpose=REGISTER)
@require_POST
def number(request: Request, pk: UUID) -> HttpResponse:
    """The national number in full, once a reason is given."""
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, pk, "header", form=form, status=422)
    return _page(request, pk, "number", reason=form.cleaned_data["reason"])


@allow(KEEP_REGISTER, purpose=REGISTER)
@require_form
def correct(request: Request, pk: UUID) -> HttpResponse:
    """One form for the whole record."""
    person = queries.open_person(pk, who=request.who, purpose=REGISTER, at=timezone.now(), part="edit")
    return Sheet.REGISTER.corrected(request, person, PersonForm)


@allow(KEEP_REGISTER, purpose=REGISTER)
@require_POST
def account(request: Request, pk: UUID) -> HttpResponse:
    """Who signs in as this person: link an account, or take it off."""
    person = queries.open_person(pk, who=request.who, purpose=REGISTER, at=timezone.now(), part="edit")
    if person.user_id:
        actions.unlink_account(person=person, by=request.who, at=timezone.now())
        messages.success(request, _("The account does not see this record any more."))
        return redirect("people:registered", pk)
    form = AccountForm(request.POST)
    if form.is_valid():
        try:
            actions.link_account(person=person, email=form.cleaned_data["email"], by=request.who, at=timezone.now())
        except Problem as problem:
            form.add_error("email", f"{problem.message} {problem.hint}")
        else:
            messages.success(request, _("The account sees this record as its own."))
            return redirect("people:registered", pk)
    return _page(request, pk, "header", account_form=form, status=422)


@allow(KEEP_REGISTER, purpose=REGISTER)
@require_form
def choose(request: Request, pk: UUID) -> HttpResponse:
    """Which other record is the same person? ``pk`` is the one that is kept."""
    kept = queries.open_person(pk, who=request.who, purpose=REGISTER, at=timezone.now(), part="merge")
    context: dict[str, Any] = _found(request) if request.method == "POST" else {"form": Search()}
    context["found"] = [(p, policies.mergeable(kept, p)) for p in context.get("found") or () if p.pk != kept.pk]
    return render(request, "people/choose.html", {**context, "person": kept, "back": Sheet.REGISTER.address(kept)})


@allow(KEEP_REGISTER, purpose=REGISTER)
@require_POST
def merge(request: Request, pk: UUID, gone: UUID) -> HttpResponse:
    """Put together; it can be undone from the next page."""
    kept = queries.open_person(pk, who=request.who, purpose=REGISTER, at=timezone.now(), part="merge")
    other = queries.open_person(gone, who=request.who, purpose=REGISTER, at=timezone.now(), part="merge")
    actions.merge(kept=kept, gone=other, by=request.who, at=timezone.now())
    messages.success(request, _("The two records are one now. You can undo this."))
    return redirect("people:merges")


@allow(KEEP_REGISTER, purpose=REGISTER)
@require_safe
def merges(request: Request) -> HttpResponse:
    """What was put together, newest first."""
    done = Merge.objects.visible_to(request.who, REGISTER, timezone.localdate()).select_related("kept", "gone")
    page = lists.page_of(request, done)
    page.object_list = list(page.object_list)
    # Whoever was taken apart again reads of it in the own record.
    shown = [m.kept for m in page] + [m.gone for m in page if m.undone_at]
    queries.persons_seen(shown, who=request.who, purpose=REGISTER, at=timezone.now(), part="merge")
    return render(request, "people/merges.html", {"page": page})


@allow(KEEP_REGISTER, purpose=REGISTER)
@require_POST
def undo(request: Request, pk: UUID) -> HttpResponse:
    """Two records again."""
    merge = Merge.objects.visible_to(request.who, REGISTER, timezone.localdate()).filter(pk=pk).first()
    if merge is None:
        raise Http404
    actions.undo_merge(merge=merge, by=request.who, at=timezone.now())
    messages.success(request, _("They are two records again."))
    return redirect("people:merges")


def _found(request: Request) -> dict[str, Any]:
    form = Search(request.POST)
    if not form.is_valid():
        return {"form": form}
    people = queries.find(form.cleaned_data["q"], who=request.who, purpose=REGISTER, on=timezone.localdate())
    shown = queries.persons_seen(
        people[: queries.FOUND_AT_MOST], who=request.who, purpose=REGISTER, at=timezone.now(), part="search"
    )
    return {"form": form, "found": shown}


def _page(request: Request, pk: UUID, part: str, *, reason: str = "", status: int = 200, **forms: Any) -> HttpResponse:
    person = queries.open_person(pk, who=request.who, purpose=REGISTER, at=timezone.now(), part=part, reason=reason)
    shown = queries.page_of(person, who=request.who, purpose=REGISTER, on=timezone.localdate())
    context = {"shown": shown, "person": person, "sheet": Sheet.REGISTER, "form": ReasonForm(), "account_form": AccountForm()}
    context["number"] = insz.full(person) if part == "number" else ""
    return render(request, "people/person.html", context | forms, status=status)
