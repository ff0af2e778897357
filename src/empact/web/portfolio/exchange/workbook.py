"""Sheets as one spreadsheet, and back: numbers as numbers, days as days, under titles in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any, Final

from django.conf import settings
from django.db import models
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...kernel.spreadsheet import Cell, Table, read_xlsx, xlsx
from ..models import Action
from . import archive
from .archive import Rows
from .sheets import SHEETS, Column, columns_of, said

__all__ = ["TITLES", "booked", "unbooked"]

TITLES: Final[Mapping[str, Any]] = {
    "frames": gettext_lazy("frames"),
    "items": gettext_lazy("parts of frames"),
    "actions": gettext_lazy("actions"),
    "places": gettext_lazy("places"),
    "phases": gettext_lazy("phases"),
    "contributions": gettext_lazy("what actions add to"),
    "arguments": gettext_lazy("arguments"),
    "indicators": gettext_lazy("indicators"),
    "readings": gettext_lazy("values read"),
    "promises": gettext_lazy("what partners promise"),
    "tasks": gettext_lazy("milestones and agreements"),
    "precedences": gettext_lazy("what comes first"),
    "goals": gettext_lazy("goals of actions"),
    "obstacles": gettext_lazy("obstacles"),
    "ratings": gettext_lazy("points given"),
    "baselines": gettext_lazy("baselines"),
    "planned": gettext_lazy("days in baselines"),
    "steps": gettext_lazy("steps"),
    "decided": gettext_lazy("decisions on actions"),
    "news": gettext_lazy("news"),
    "self-scores": gettext_lazy("scores of components"),
    "contacts": gettext_lazy("contacts in the network"),
    "strengths": gettext_lazy("strengths"),
    "visions": gettext_lazy("visions"),
    "versions": gettext_lazy("versions of the plan"),
    "reports": gettext_lazy("Frozen reports"),
    "comments": gettext_lazy("comments on reports"),
    "groundwork": gettext_lazy("groundwork"),
}
"""Name of each sheet to its title; in every language each is known by it again."""


def booked(sheets: Mapping[str, Rows]) -> bytes:
    """One sheet per table of the portfolio, all of them known; the same sheets give the same bytes in a language."""
    columns = {one.name: columns_of(one) for one in SHEETS}
    tables = []
    for name, rows in sheets.items():
        known = {column.name: column for column in columns[name]}
        kinds = [known.get(column) for column in rows[0]]
        lines = [[_cell(kind, text) for kind, text in zip(kinds, row, strict=True)] for row in rows[1:]]
        tables.append(Table(str(TITLES[name]), rows[0], lines))
    return xlsx(tables, title=_("Portfolio"))


def unbooked(content: bytes) -> dict[str, Rows]:
    """The sheets of a spreadsheet, by their names where the title is one of ours. Raises :class:`NotNow`."""
    names = _names()
    found: dict[str, Rows] = {}
    for title, rows in read_xlsx(content, largest=archive.LARGEST).items():
        if rows:
            found.setdefault(names.get(title.strip().casefold(), title), rows)
    return found


@cache
def _names() -> dict[str, str]:
    """Titles in every language, and the names themselves: who brings a file may read another language than who took it."""
    found = {name: name for name in TITLES}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found |= {str(title).casefold(): name for name, title in TITLES.items()}
    return found


def _cell(column: Column | None, text: str) -> Cell:
    """What a text of a sheet is, where a spreadsheet gives the same text back."""
    value: Cell = text
    try:
        match column and column.field:
            case models.DateTimeField():
                return text  # with its zone, to the last digit
            case models.DateField():
                value = date.fromisoformat(text)
            case models.FloatField():
                value = float(text)
            case models.IntegerField():
                value = int(text)
            case models.ForeignKey(related_model=related) if related is Action:
                value = int(text)
    except ValueError:
        return text
    return value if said(value) == text else text
