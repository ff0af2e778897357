"""What the pages of the portfolio have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format

from ...kernel.lists import as_csv, csv_address, wants_csv
from ...kernel.pages import form_page, the
from ...kernel.purposes import Purpose
from ...kernel.request import Request
from ...territory.models import Territory
from ..models import Action, Place
from ..models.actions import Actions
from ..permissions import check_may_keep

__all__ = [
    "PROJECT", "Link", "Table", "form_page", "home", "kept", "seen",
    "start_of", "tables_page",
]  # fmt: skip

PROJECT: Final = Purpose.PROJECT


@dataclass(frozen=True, slots=True)
class Link:
    """A cell that leads somewhere."""

    text: Any
    href: str

    def __str__(self) -> str:
        return str(self.text)


def _read(cell: Any) -> Any:
    """On the page a zero is said, and a day is written as its reader writes it; a file keeps both as they are."""
    if isinstance(cell, Link) and isinstance(cell.text, date):
        return Link(_read(cell.text), cell.href)
    if isinstance(cell, date):
        return date_format(cell, "SHORT_DATE_FORMAT")
    return str(cell) if isinstance(cell, int) else cell


@dataclass(frozen=True, slots=True)
class Table:
    """``rows`` of text and links, the first of each its name; ``nothing``: what an empty one means."""

    caption: Any
    head: Sequence[Any]
    rows: Sequence[Sequence[Any]]
    nothing: Any = ""
    lead: Any = ""

    @property
    def lines(self) -> list[list[tuple[Any, Any]]]:
        """Each row with the name of its column beside each cell."""
        rows = ((_read(c) for c in row) for row in self.rows)
        return [list(zip(self.head, row, strict=True)) for row in rows]


def tables_page(request: Request, title: Any, tables: Sequence[Table], **more: Any) -> HttpResponse:
    """A page of tables, and the first of them as a file. ``lead``, ``links``, ``form`` (a filter in the address), ``back``."""
    if wants_csv(request):
        first = tables[0]
        return as_csv(more.get("file", "list"), [str(h) for h in first.head], [[str(c) for c in row] for row in first.rows])
    context = {"title": title, "tables": tables, "csv": csv_address(request), **more}
    return render(request, "portfolio/tables.html", context)


def seen(request: Request) -> Actions:
    """The actions this reader sees."""
    found: Actions = Action.objects.visible_to(request.who, PROJECT)
    return found


def kept(request: Request, pk: UUID) -> Action:
    """The action of an address that this hat keeps."""
    rows = seen(request).select_related("frame", "objective", "programme", "domain", "puller")
    found: Action = the(rows, pk=pk)
    check_may_keep(request.who, found)
    return found


def home(action: Action | UUID, part: str = "") -> str:
    """The page of an action, or a part of it."""
    pk = action.pk if isinstance(action, Action) else action
    return reverse("portfolio:action", args=[pk]) + (f"#{part}" if part else "")


def start_of(action: Action) -> Territory | None:
    """Where it starts."""
    found = action.places.filter(role=Place.Role.START).select_related("territory").first()
    return found.territory if found else None
