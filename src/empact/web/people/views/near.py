"""Who helps a person and who speaks for them: adding and ending, by those who care; and the end of caring."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ...kernel.pages import require_form
from ...kernel.problems import Problem
from ...kernel.purposes import Purpose
from ...kernel.request import Request
from ...kernel.rules import allow
from .. import actions, queries
from ..forms import BuddyForm, CarerForm, EndForm, RepresentativeForm
from ..models import Buddy, CareRelation, InformalCarer, Representative
from ..permissions import EDIT_PERSON
from .shared import Sheet

__all__ = ["add_buddy", "add_carer", "add_representative", "end_buddy", "end_carer", "end_relation", "end_representative"]

CARE = Purpose.CARE


@allow(EDIT_PERSON, purpose=CARE)
@require_form
def add_carer(request: Request, pk: UUID) -> HttpResponse:
    """Somebody who helps this person. Looking is for the person to allow."""
    return _add(request, pk, CarerForm, actions.add_carer, ("relation",), _("Add an informal carer"))


@allow(EDIT_PERSON, purpose=CARE)
@require_form
def add_representative(request: Request, pk: UUID) -> HttpResponse:
    """Somebody who speaks for this person."""
    fields = ("kind", "ground")
    return _add(request, pk, RepresentativeForm, actions.add_representative, fields, _("Add a representative"))


@allow(EDIT_PERSON, purpose=CARE)
@require_form
def add_buddy(request: Request, pk: UUID) -> HttpResponse:
    """Somebody who does things with this person, when both said yes. The buddy reads nothing of the record."""
    return _add(request, pk, BuddyForm, actions.link_buddy, ("both_agreed",), _("Add a buddy"))


@allow(EDIT_PERSON, purpose=CARE)
@require_POST
def end_buddy(request: Request, pk: UUID) -> HttpResponse:
    """The last day as a buddy."""
    row = Buddy.objects.visible_to(request.who, CARE, timezone.localdate()).filter(pk=pk).first()
    return _end(request, row, lambda row, said: actions.end_buddy(buddy=row, **said))


@allow(EDIT_PERSON, purpose=CARE)
@require_POST
def end_carer(request: Request, pk: UUID) -> HttpResponse:
    """The last day on which somebody helps."""
    carer = InformalCarer.objects.visible_to(request.who, CARE, timezone.localdate()).filter(pk=pk).first()
    return _end(request, carer, lambda row, said: actions.end_carer(carer=row, **said))


@allow(EDIT_PERSON, purpose=CARE)
@require_POST
def end_representative(request: Request, pk: UUID) -> HttpResponse:
    """The last day on which somebody speaks for the person."""
    row = Representative.objects.visible_to(request.who, CARE, timezone.localdate()).filter(pk=pk).first()
    return _end(request, row, lambda row, said: actions.end_representative(representative=row, **said))


@allow(EDIT_PERSON, purpose=CARE)
@require_POST
def end_relation(request: Request, pk: UUID) -> HttpResponse:
    """The last day of caring here; after it, this organisation or team sees the person no more."""
    relation = CareRelation.objects.visible_to(request.who, CARE, timezone.localdate()).filter(pk=pk).first()
    return _end(request, relation, lambda row, said: actions.end_care_relation(relation=row, **said))


def _add(
    request: Request, pk: UUID, kind: Any, action: Callable[..., Any], fields: tuple[str, ...], title: str
) -> HttpResponse:
    person = queries.open_person(pk, who=request.who, purpose=CARE, at=timezone.now(), part="edit")
    form = kind(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in fields}
        action(person=person, who=form.who(), starts=timezone.localdate(), by=request.who, at=timezone.now(), **said)
        messages.success(request, _("Added."))
        return redirect("people:person", pk)
    context = {"form": form, "sheet": Sheet.CARE, "person": person, "title": title, "back": Sheet.CARE.address(person)}
    return render(request, "people/form.html", context, status=422 if form.errors else 200)


def _end(request: Request, row: Any, action: Callable[[Any, dict[str, Any]], Any]) -> HttpResponse:
    if row is None:
        raise Http404
    form = EndForm(request.POST)
    if not form.is_valid():
        raise Problem(_("The last day is not a date."), _("Write it as 17/03/2026."))
    action(row, {"last_day": form.cleaned_data["last_day"], "by": request.who, "at": timezone.now()})
    messages.success(request, _("The last day is kept."))
    visible = type(row).objects.visible_to(request.who, CARE, timezone.localdate()).filter(pk=row.pk).exists()
    return redirect("people:person", row.person_id) if visible else redirect("people:persons")
