"""What the pages of budgets have in common: amounts as people read them, and a table that is also a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import resolve, reverse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from ....ledger import EURO, HOUR
from ...kernel import amounts
from ...kernel.amounts import euro
from ...kernel.lists import as_csv, csv_address, page_of, wants_csv
from ...kernel.pages import form_page
from ...kernel.purposes import Purpose
from ...kernel.request import Request
from ...kernel.rules import opens

__all__ = [
    "PROJECT", "Cell", "Column", "Table", "day", "euro", "form_page", "fte", "hours", "listed", "money", "of_year",
    "sections",
]  # fmt: skip

PROJECT: Final = Purpose.PROJECT


@dataclass(frozen=True, slots=True)
class Column:
    """``name``: in the file; ``title``: on the page."""

    name: str
    title: Any
    number: bool = False


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
    def told(self) -> list[list[tuple[Column, Cell]]]:
        return [list(zip(self.columns, row, strict=True)) for row in self.rows]


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
) -> HttpResponse:
    """A page of a list, or all of it as a file. ``total``: a last row, on the page and in the file."""
    if wants_csv(request):
        cells = ([cell.filed for cell in row(one)] for one in rows)
        return as_csv(name, [c.name for c in columns], [*cells, *([[c.filed for c in total]] if total else ())])
    page = page_of(request, rows)
    drawn = [row(one) for one in page]
    last = [total] if total and drawn and not page.has_next() else []
    context = {
        "title": title, "lead": lead, "table": Table(title, columns, [*drawn, *last], empty or _("Nothing yet")), "page": page,
        "form": form, "doors": list(doors), "csv": csv_address(request), "sections": sections(request), "notes": list(notes),
        "here": request.path,
    }  # fmt: skip
    return render(request, "budgets/list.html", context)


def of_year(request: Request, form: Any) -> tuple[Any, int]:
    """The filter of a list by year, and the year: this one where none is asked."""
    asked = request.GET.copy()
    if not asked.get("year"):
        asked["year"] = str(timezone.localdate().year)
    filled = form(asked)
    return filled, filled.cleaned_data["year"] if filled.is_valid() else timezone.localdate().year


def sections(request: Request) -> list[tuple[Any, str, bool]]:
    """The lists beside this one that whoever reads may open, for going from one to another."""
    chapters = (
        (
            ("budgets", _("Budgets")), ("totals", _("Totals")), ("plan", _("Spending plan")),
            ("financial-plan", _("Financial plan")), ("entries", _("Entries")), ("use-of-means", _("Use of means")),
        ),
        (
            ("staff", _("Staff")), ("hours", _("Hours")), ("workload", _("Workload")), ("costs", _("What it costs")),
            ("brought", _("Brought by partners")),
        ),
        (
            ("sources", _("Funding sources")), ("calls", _("Calls")), ("subsidies", _("Subsidy files")),
            ("conventions", _("Conventions")),
        ),
    )  # fmt: skip
    for named in chapters:
        found = [(title, reverse(f"budgets:{name}")) for name, title in named]
        if any(address == request.path for _title, address in found):
            return [(t, address, address == request.path) for t, address in found if opens(resolve(address).func, request.who)]
    return []
