"""What the pages of the levers have in common."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ...kernel import tables
from ...kernel.pages import form_page, the
from ...kernel.purposes import Purpose
from ...kernel.request import Request
from ...kernel.tables import Cell, Column, Table, day, hours, money, of_year
from ...portfolio.models import Promise
from ...territory.models import Code, Organisation
from ..value import is_valued

__all__ = [
    "PROJECT", "Cell", "Column", "Table", "day", "form_page", "hours", "listed", "money", "of_year", "own_actions", "sections",
    "the", "works",
]  # fmt: skip

PROJECT: Final = Purpose.PROJECT


def listed(request: Request, **said: Any) -> HttpResponse:
    """As :func:`empact.web.kernel.tables.listed`, with the lists beside it."""
    return tables.listed(request, **said, sections=sections(request), chapter=_("Time bank"))


def sections(request: Request) -> list[tuple[Any, str, bool]]:
    """The lists of the time bank that whoever reads may open."""
    named = [
        ("hours", _("Hours")), ("confirm", _("To be confirmed")), ("in-kind", _("Means in kind")),
        ("compared", _("Promised and registered")), ("statements", _("Statements")),
    ]  # fmt: skip
    if is_valued():
        named.append(("rates", _("What an hour counts for")))
    return tables.beside(request, [(title, reverse(f"levers:{name}")) for name, title in named])


def works() -> Any:
    """Kinds of work that may be chosen today."""
    return Code.objects.current(Code.List.WORK, timezone.localdate())


def own_actions(organisation: Organisation | None) -> list[Any]:
    """Actions that an organisation pulls or promised something to: they stand first where one is chosen."""
    if organisation is None:
        return []
    today = timezone.localdate()
    promised = Promise.objects.on(today).filter(organisation=organisation).values_list("action_id", flat=True)
    return list(dict.fromkeys([*promised, *organisation.pulls.values_list("pk", flat=True)]))
