"""Lists: one page of rows, and all of them as a file with the same filters."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse

__all__ = ["PER_PAGE", "as_csv", "csv_address", "in_order", "page_of", "safe_cell", "wants_csv"]

PER_PAGE: Final = 50
Rows = TypeVar("Rows", bound=QuerySet[Any])


def page_of(request: HttpRequest, rows: Any, size: int = PER_PAGE) -> Page[Any]:
    """The page the address asks for; a number that is none gives the first, one too high the last."""
    return Paginator(rows, size).get_page(request.GET.get("page"))


def in_order(request: HttpRequest, rows: Rows, orders: Mapping[str, Sequence[str]], first: str) -> tuple[Rows, str]:
    """The rows in the order the address asks for (``?order=name``, ``-name`` the other way), and that order.

    ``orders``: name of a column to the fields it is sorted by. ``first``: the order of who asks for none. What is empty
    comes last either way.
    """
    asked = request.GET.get("order", "")
    order = asked if asked.removeprefix("-") in orders else first
    fields = (F(field) for field in orders[order.removeprefix("-")])
    return rows.order_by(*(getattr(f, "desc" if order[0] == "-" else "asc")(nulls_last=True) for f in fields), "pk"), order


def wants_csv(request: HttpRequest) -> bool:
    """Is the list asked for as a file (``?format=csv``)?"""
    return request.GET.get("format") == "csv"


def csv_address(request: HttpRequest) -> str:
    """Where the file of this list is, under the same filters."""
    asked = request.GET.copy()
    asked["format"] = "csv"
    return f"?{asked.urlencode()}"


def as_csv(name: str, heading: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """A file of all rows. ``name`` says what is in it, without an extension, and never who."""
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")  # the mark tells a spreadsheet it is UTF-8
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    out = csv.writer(response)
    out.writerow(heading)
    for row in rows:
        out.writerow([safe_cell(cell) for cell in row])
    return response


def safe_cell(cell: Any) -> str:
    """As text; what a spreadsheet would take for a formula gets a quote before it. A phone number is none."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text[:1] in "=+-@\t\r" and text and not re.fullmatch(r"[+-]?[0-9 .,]+", text) else text
