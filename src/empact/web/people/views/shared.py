"""What the pages of a person share, whatever the purpose: the addresses around them, who looked, and lists as CSV."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ...kernel import lists
from ...kernel.problems import Problem
from ...kernel.purposes import Purpose
from ...kernel.request import Request
from .. import actions, queries
from ..forms import OwnForm, PersonForm
from ..models import Person

__all__ = ["Sheet", "looks_page", "names_csv"]


class Sheet(Enum):
    """Why somebody reads a person's page, and the pages around it."""

    CARE = Purpose.CARE
    REGISTER = Purpose.ADMINISTRATION
    OWN = Purpose.OWN
    CARED = "cared"

    @property
    def code(self) -> str:
        return self.name.lower()

    def address(self, person: Person) -> str:
        """The page of this person, as read here."""
        name = {"CARE": "people:person", "REGISTER": "people:registered", "CARED": "people:cared_person"}.get(self.name)
        return reverse(name, args=(person.pk,)) if name else reverse("people:own")

    def corrected(self, request: Request, person: Person, kind: type[OwnForm]) -> HttpResponse:
        """The form to correct a person, and what becomes of it."""
        today = timezone.localdate()
        own = {name: getattr(person, name) for name in OwnForm.base_fields}
        given = request.POST or None
        if issubclass(kind, PersonForm):
            form: OwnForm = kind(given, today=today, person=person, keeps_register=self is Sheet.REGISTER)
        else:
            form = kind(given, initial=own)
        if request.method == "POST" and form.is_valid():
            try:
                actions.correct_person(
                    person=person,
                    said=form.said(),
                    number=form.cleaned_data.get("number"),
                    version=form.cleaned_data["version"] or 0,
                    by=request.who,
                    at=timezone.now(),
                    purpose=Purpose(self.value),
                )
            except Problem as problem:
                form.add_error(None, f"{problem.message} {problem.hint}")
            else:
                messages.success(request, _("Corrected."))
                return HttpResponseRedirect(self.address(person))
        context = {"form": form, "sheet": self, "person": person, "title": _("Correct"), "back": self.address(person)}
        return render(request, "people/form.html", context, status=422 if form.errors else 200)


def looks_page(request: Request, person: Person, sheet: Sheet) -> HttpResponse:
    """Who looked, newest first; as a file all of it."""
    lines = queries.looks(person, to_themselves=sheet is Sheet.OWN)
    if lists.wants_csv(request):
        head = (_("when"), _("who"), _("role"), _("place"), _("what"), _("for"), _("why"))
        rows = (
            (
                timezone.localtime(one.at).isoformat(timespec="seconds"),
                one.who,
                one.role,
                one.place,
                one.part,
                one.purpose,
                one.reason,
            )
            for one in queries.looks_of(lines)
        )
        return lists.as_csv("who-looked", head, rows)
    page = lists.page_of(request, lines)
    context = {"page": page, "looks": queries.looks_of(page.object_list), "person": person, "sheet": sheet}
    return render(request, "people/looks.html", {**context, "back": sheet.address(person)})


def names_csv(rows: Iterable[tuple[Person, str]], name: str) -> HttpResponse:
    """People with how to reach them; ``name`` of the file says nothing about who is in it."""
    head = (_("family name"), _("first names"), _("called"), _("birth date"), _("phone"), _("e-mail address"))
    more = (_("street and number"), _("postcode"), _("municipality"), _("wants to be reached by"), _("why on the list"))
    told = (
        (p.family_name, p.given_names, p.called_name, p.birth, p.phone, p.email, p.street, p.postcode, p.municipality or "",
         p.get_channel_display(), reason)
        for p, reason in rows
    )  # fmt: skip
    return lists.as_csv(name, (*head, *more), told)
