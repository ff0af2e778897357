"""What the pages of budgets have in common: the lists beside one another."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from ...kernel import tables
from ...kernel.amounts import euro
from ...kernel.pages import form_page
from ...kernel.purposes import Purpose
from ...kernel.request import Request
from ...kernel.tables import Cell, Column, Table, day, fte, hours, money, of_year

__all__ = [
    "PROJECT", "Cell", "Column", "Table", "day", "euro", "form_page", "fte", "hours", "listed", "money", "of_year",
    "sections",
]  # fmt: skip

PROJECT: Final = Purpose.PROJECT


def listed(request: Request, **said: Any) -> HttpResponse:
    """As :func:`empact.web.kernel.tables.listed`, with the lists beside it."""
    return tables.listed(request, **said, sections=sections(request), chapter=_("Budgets and staff"))


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
            return tables.beside(request, found)
    return []
