"""Persons one cares for: the list, the page (S31), adding, correcting, and who looked (S24)."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db.models import TextField
from django.db.models.functions import Cast
from django.http import HttpResponse
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
from .. import actions, insz, queries
from ..forms import AddForm, KindFilter, PersonForm, ReasonForm, Search
from ..models import Person
from ..permissions import EDIT_PERSON, READ_LOOKS, SEE_NUMBER, SEE_PERSONS
from .shared import Sheet, looks_page, names_csv

__all__ = ["add", "correct", "listing", "looks", "number", "page", "search"]

CARE = Purpose.CARE


@allow(SEE_PERSONS, purpose=CARE)
@require_safe
def listing(request: Request) -> HttpResponse:
    """Everybody this organisation or team cares for today, by family name."""
    today = timezone.localdate()
    people = Person.objects.visible_to(request.who, CARE, today).select_related("municipality")
    filtered = KindFilter(request.GET)
    kind = filtered.cleaned_data["kind"] if filtered.is_valid() else ""
    if kind:
        people = people.filter(queries.cared_for_as(kind, who=request.who, on=today))
    if lists.wants_csv(request):
        shown = queries.persons_seen(people, who=request.who, purpose=CARE, at=timezone.now())
        return names_csv(((p, "") for p in shown), "persons")
    # Found once, by their ids as text: to count 1,500 of a practice takes as long as to find them.
    page = lists.page_of(request, list(people.values_list(Cast("pk", TextField()), flat=True)))
    listed = Person.objects.filter(pk__in=page.object_list)
    page.object_list = queries.persons_seen(listed, who=request.who, purpose=CARE, at=timezone.now())
    context = {"page": page, "form": Search(), "filter": filtered, "kind": kind, "sheet": Sheet.CARE}
    return render(request, "people/persons.html", context)


@allow(SEE_PERSONS, purpose=CARE)
@require_POST
def search(request: Request) -> HttpResponse:
    """By name or national number, among the same people."""
    form = Search(request.POST)
    found = None
    if form.is_valid():
        people = queries.find(form.cleaned_data["q"], who=request.who, purpose=CARE, on=timezone.localdate())
        found = queries.persons_seen(
            people[: queries.FOUND_AT_MOST], who=request.who, purpose=CARE, at=timezone.now(), part="search"
        )
    return render(request, "people/persons.html", {"found": found, "form": form, "sheet": Sheet.CARE})


@allow(SEE_PERSONS, purpose=CARE)
@require_safe
def page(request: Request, pk: UUID) -> HttpResponse:
    """S31, the header: who this is, how to reach them, who helps."""
    shown = queries.open_page(pk, who=request.who, purpose=CARE, at=timezone.now(), part="header")
    context = {
        "shown": shown,
        "person": shown.person,
        "sheet": Sheet.CARE,
        "form": ReasonForm(),
        "today": timezone.localdate(),
    }
    return render(request, "people/person.html", context)


@allow(SEE_NUMBER, purpose=CARE)
@require_POST
def number(request: Request, pk: UUID) -> HttpResponse:
    """The national number in full, once a reason is given."""
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    part = "number" if reason else "header"
    shown = queries.open_page(pk, who=request.who, purpose=CARE, at=timezone.now(), part=part, reason=reason)
    context = {"shown": shown, "person": shown.person, "sheet": Sheet.CARE, "form": form, "today": timezone.localdate()}
    if reason:
        context["number"] = insz.full(shown.person)
    return render(request, "people/person.html", context, status=200 if reason else 422)


@allow(EDIT_PERSON, purpose=CARE)
@require_form
def add(request: Request) -> HttpResponse:
    """Begin caring for somebody: on record already (number and family name), or new."""
    today = timezone.localdate()
    form = AddForm(request.POST or None, today=today)
    if request.method == "POST" and form.is_valid():
        known = form.cleaned_data["number"]
        if known and form.cleaned_data["birth"][0] is None and not form.cleaned_data["suggested"]:
            if suggestion := insz.suggested_birth(known):
                return _with_suggestion(request, suggestion)
        try:
            return redirect("people:person", _added(request, form).pk)
        except Problem as problem:
            form.add_error(None, str(problem.message))
    context = {"form": form, "sheet": Sheet.CARE, "title": _("Add a person")}
    return render(request, "people/form.html", context, status=422 if form.errors else 200)


def _with_suggestion(request: Request, suggestion: str) -> HttpResponse:
    """A number suggests a birth date; whoever knows the person decides."""
    said = request.POST.copy()
    said["birth"] = suggestion
    said["suggested"] = "1"
    form = AddForm(said, today=timezone.localdate())
    note = _("The birth date is a suggestion from the number. Check it, or leave it empty.")
    context = {"form": form, "sheet": Sheet.CARE, "title": _("Add a person"), "note": note}
    return render(request, "people/form.html", context)


def _added(request: Request, form: AddForm) -> Person:
    said, known = form.cleaned_data, form.cleaned_data["number"]
    relation = {name: said[name] for name in ("kind", "ground", "only_me")} | {"by": request.who, "at": timezone.now()}
    if known and Person.objects.filter(insz_index=insz.index(known), merged_into=None).exists():
        taken = actions.take_up(number=known, family_name=said["family_name"], **relation)
        messages.success(request, _("This person was on record already, and is now in your list."))
        return taken.person
    person = actions.add_and_take_up(said=form.said(), number=known, **relation)
    messages.success(request, _("Added."))
    return person


@allow(EDIT_PERSON, purpose=CARE)
@require_form
def correct(request: Request, pk: UUID) -> HttpResponse:
    """One form for the whole record."""
    person = queries.open_person(pk, who=request.who, purpose=CARE, at=timezone.now(), part="edit")
    return Sheet.CARE.corrected(request, person, PersonForm)


@allow(READ_LOOKS, purpose=CARE)
@require_safe
def looks(request: Request, pk: UUID) -> HttpResponse:
    """S24, for who coordinates: who looked. Reading it is written down, too."""
    person = queries.open_person(pk, who=request.who, purpose=CARE, at=timezone.now(), part="looks")
    return looks_page(request, person, Sheet.CARE)
