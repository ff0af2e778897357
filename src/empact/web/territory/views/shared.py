"""What the pages of this app have in common: a form and what becomes of it, and taking back what was just done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from ...kernel.problems import Problem
from ...kernel.request import Request
from ..models import Territory
from ..queries import within

__all__ = ["Place", "form_page", "last_day", "offer_undo", "page", "the"]

_UNDO: Final = "territory.undo"


class Place:
    """The territory a list is narrowed to: ``?territory=`` and its code, in the address and so in the file as well."""

    def __init__(self, request: Request, today: date) -> None:
        self.offered = Territory.objects.on(today).exclude(kind=Territory.Kind.SECTOR).order_by("kind", "name")
        self.code = request.GET.get("territory", "")
        chosen = Territory.objects.filter(code=self.code).first() if self.code else None
        self.inside: set[UUID] | None = within([chosen], today) if chosen else (set() if self.code else None)
        """All places in it; ``None``: anywhere."""


def page(request: Request, template: str, context: Mapping[str, Any]) -> HttpResponse:
    """A page of this app; what was just done can be taken back on it, once."""
    return render(request, f"territory/{template}", {"undo": request.session.pop(_UNDO, ""), **context})


def form_page(
    request: Request,
    form: forms.BaseForm,
    act: Callable[[dict[str, Any]], Any],
    *,
    title: str,
    back: str,
    button: str = "",
    lead: str = "",
    done: str = "",
    then: Callable[[Any], str] | None = None,
    template: str = "form.html",
) -> HttpResponse:
    """Show a form, or do what it asks and go back, or on to ``then`` of what was made.

    What the action refuses stands on top of the form.
    """
    if request.method == "POST" and form.is_valid():
        try:
            made = act(form.cleaned_data)
        except Problem as problem:
            form.add_error(None, f"{problem.message} {problem.hint}".strip())
        else:
            messages.success(request, done or _("Saved."))
            return HttpResponseRedirect(then(made) if then else back)
    context = {"form": form, "title": title, "back": back, "button": button or _("Save"), "lead": lead}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, f"territory/{template}", context, status=status)


def offer_undo(request: Request, address: str) -> None:
    """The next page offers to send this address a POST with ``undo=1``."""
    request.session[_UNDO] = address


def last_day(request: Request, starts: date) -> date | None:
    """Yesterday, so that it is gone from today on; ``None`` when the request takes it back."""
    if request.POST.get("undo"):
        return None
    return max(starts, timezone.localdate() - timedelta(days=1))


def the(rows: Any, **by: Any) -> Any:
    """The one row, or the page that says it does not exist: the same whether it never was or may not be seen."""
    found = rows.filter(**by).first()
    if found is None:
        raise Http404
    return found
