"""What the pages of this app have in common: a form and what becomes of it, and taking back what was just done."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from ...kernel import pages
from ...kernel.pages import the
from ...kernel.request import Request
from ..models import Territory
from ..queries import within

__all__ = ["Place", "form_page", "last_day", "offer_undo", "page", "the"]

_UNDO: Final = "territory.undo"
form_page: Final = partial(pages.form_page, template="territory/form.html")


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


def offer_undo(request: Request, address: str) -> None:
    """The next page offers to send this address a POST with ``undo=1``."""
    request.session[_UNDO] = address


def last_day(request: Request, starts: date) -> date | None:
    """Yesterday, so that it is gone from today on; ``None`` when the request takes it back."""
    if request.POST.get("undo"):
        return None
    return max(starts, timezone.localdate() - timedelta(days=1))
