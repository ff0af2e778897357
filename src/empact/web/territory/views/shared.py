"""What the pages of this app have in common: a form and what becomes of it, and taking back what was just done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from ...kernel import pages
from ...kernel.pages import the
from ...kernel.request import Request
from ..models import Contact, Post, Territory
from ..queries import within

__all__ = ["Place", "end_or_not", "form_page", "home_of", "offer_undo", "page", "the"]

_UNDO: Final = "territory.undo"
form_page: Final = partial(pages.form_page, template="territory/form.html")


class Place:
    """The territory a list is narrowed to: ``?territory=`` and its code, in the address and so in the file as well."""

    def __init__(self, request: Request, today: date) -> None:
        self.offered = Territory.objects.offered(today)
        self.code = request.GET.get("territory", "")
        chosen = Territory.objects.filter(code=self.code).first() if self.code else None
        self.inside: set[UUID] | None = within([chosen], today) if chosen else (set() if self.code else None)
        """All places in it; ``None``: anywhere."""


def page(request: Request, template: str, context: Mapping[str, Any], status: int = 200) -> HttpResponse:
    """A page of this app; what was just done can be taken back on it, once."""
    return render(request, f"territory/{template}", {"undo": request.session.pop(_UNDO, ""), **context}, status=status)


def offer_undo(request: Request, address: str) -> None:
    """The next page offers to send this address a POST with ``undo=1``."""
    request.session[_UNDO] = address


def home_of(row: Contact | Post) -> str:
    """The page of the organisation or territory it belongs to."""
    if row.organisation_id:
        return reverse("territory:organisation", args=[row.organisation_id])
    return reverse("territory:territory", args=[row.territory_id])


def end_or_not(request: Request, starts: date, end: Callable[..., Any], back: str) -> HttpResponse:
    """Yesterday is the last day, so that it is gone from today on, and the next page offers to take that back.

    ``end`` is the action without its last day; that is ``None`` when the request takes it back.
    """
    undo = bool(request.POST.get("undo"))
    last_day = None if undo else max(starts, timezone.localdate() - timedelta(days=1))
    end(last_day=last_day, by=request.who, at=timezone.now())
    if not undo:
        offer_undo(request, request.path)
    return HttpResponseRedirect(back)
