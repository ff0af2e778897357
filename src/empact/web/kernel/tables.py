"""Tables of pages: columns, cells as people read them, and a list that is also a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from ...ledger import EURO, HOUR
from . import amounts
from .amounts import euro
from .lists import as_csv, csv_address, page_of, wants_csv
from .request import Request
from .rules import leads

__all__ = ["Cell", "Column", "Table", "beside", "day", "fte", "hours", "listed", "money", "of_year"]


@dataclass(frozen=True, slots=True)
class Column:
    """``name``: in the file; ``title``: on the page. ``filed``: in the file only, where a page would be too wide for it."""

    name: str
    title: Any
    number: bool = False
    filed: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """What the page says, with where it leads; ``plain``: what the file says (``None``: the same).

    ``links`` and ``post``: what can be done with it, title and address.
    """

    said: Any
    plain: Any = None
    address: str = ""
    tags: tuple[Any, ...] = ()
    links: tuple[tuple[Any, str], ...] = ()
    post: tuple[Any, str] | None = None

    @property
    def filed(self) -> Any:
        return self.said if self.plain is None else self.plain


@dataclass(frozen=True, slots=True)
class Table:
    """``rows``: one cell per column each; the first is the head of its row."""

    title: Any
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    empty: Any = ""

    @property
    def shown(self) -> list[Column]:
        return [one for one in self.columns if not one.filed]

    @property
    def told(self) -> list[list[tuple[Column, Cell]]]:
        return [[pair for pair in zip(self.columns, row, strict=True) if not pair[0].filed] for row in self.rows]


def money(cents: int, **more: Any) -> Cell:
    """On the page as people read it, in the file as a number of euro."""
    return Cell(euro(cents), f"{EURO.say(cents):.2f}", **more)


def fte(percent: int | None) -> Cell:
    """Full-time equivalents out of percents of a full week."""
    if percent is None:
        return Cell("–", "")
    return Cell(amounts.fte(percent), f"{percent / 100:.2f}")


def hours(seconds: int) -> Cell:
    return Cell(number_format(HOUR.say(seconds), 2), f"{HOUR.say(seconds):.2f}")


def day(one: Any) -> Cell:
    return Cell(date_format(one, "SHORT_DATE_FORMAT"), one.isoformat()) if one else Cell("–", "")


def beside(request: Request, named: Iterable[tuple[Any, str]]) -> list[tuple[Any, str, bool]]:
    """Of these lists (title, address) those that whoever reads may open, and whether it is this one."""
    return [(title, address, address == request.path) for title, address in named if leads(address, request.who)]


def of_year(request: Request, form: Any) -> tuple[Any, int]:
    """The filter of a list by year, and the year: this one where none is asked."""
    asked, this = request.GET.copy(), timezone.localdate().year
    if not asked.get("year"):
        asked["year"] = str(this)
    filled = form(asked)
    return filled, filled.cleaned_data["year"] if filled.is_valid() else this


def listed(
    request: Request,
    *,
    name: str,
    title: str,
    columns: Sequence[Column],
    rows: Any,
    row: Callable[[Any], Sequence[Cell]],
    lead: str = "",
    empty: str = "",
    form: Any = None,
    doors: Iterable[tuple[Any, str]] = (),
    total: Sequence[Cell] = (),
    notes: Iterable[str] = (),
    sections: Iterable[tuple[Any, str, bool]] = (),
    chapter: str = "",
    template: str = "kernel/list.html",
) -> HttpResponse:
    """A page of a list, or all of it as a file. ``total``: a last row, on the page and in the file.

    ``sections``: the lists beside it (title, address, is it this one?), which together are called ``chapter``.
    """
    if wants_csv(request):
        cells = ([cell.filed for cell in row(one)] for one in rows)
        return as_csv(name, [c.name for c in columns], [*cells, *([[c.filed for c in total]] if total else ())])
    page = page_of(request, rows)
    drawn = [row(one) for one in page]
    last = [total] if total and drawn and not page.has_next() else []
    context = {
        "title": title, "lead": lead, "table": Table(title, columns, [*drawn, *last], empty or _("Nothing yet")), "page": page,
        "form": form, "doors": list(doors), "csv": csv_address(request), "sections": list(sections), "chapter": chapter,
        "notes": list(notes), "here": request.path,
    }  # fmt: skip
    return render(request, template, context)
