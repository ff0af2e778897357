"""Official results in a file, CSV or JSON, read without being believed: each row goes through the same form as what is typed.

Columns: ``assessed_on``, the five modules, ``total``, ``scale_version``, ``assessor``, ``certified_since``,
``certified_until``, ``reference``; ``national_number`` where the file says whose results they are. JSON: a list of objects
with these names, or such a list under ``results``.
"""

from __future__ import annotations

import csv
import io
import json
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from ..kernel.problems import Problem
from ..people import insz
from ..people.models import Person
from .models import MODULES

__all__ = ["COLUMNS", "MOST", "rows_in"]

COLUMNS: Final = (
    "assessed_on", *MODULES, "total", "scale_version", "assessor", "certified_since", "certified_until", "reference",
    "national_number",
)  # fmt: skip
MOST: Final = 200


def rows_in(content: str, person: Person) -> list[dict[str, str]]:
    """The rows as text. Raises :class:`Problem` for what is no such file, and for results of somebody else."""
    text = content.lstrip("\ufeff").strip()
    rows = _json(text) if text[:1] in "[{" else _csv(text)
    if not rows:
        raise Problem(_("There is no result in this file."), _("One result a row, under a row with the names of the columns."))
    if len(rows) > MOST:
        raise Problem(_("This file holds too many results for one person."))
    for row in rows:
        said = "".join(filter(str.isdigit, row.pop("national_number", "")))
        if said and said != insz.digits(person):
            raise Problem(_("This file is about somebody else."), _("Open the page of the person it is about."))
    return rows


def _csv(text: str) -> list[dict[str, str]]:
    head = text.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(text), delimiter=max(",;\t", key=head.count))
    _check_columns([name.strip() for name in reader.fieldnames or ()])
    return [{str(name).strip(): (value or "").strip() for name, value in row.items() if name} for row in reader]


def _json(text: str) -> list[dict[str, str]]:
    try:
        said: Any = json.loads(text)
    except (json.JSONDecodeError, RecursionError):
        raise Problem(_("This file cannot be read."), _("Save it as CSV or JSON in UTF-8.")) from None
    if isinstance(said, dict):
        said = said.get("results", [said])
    if not isinstance(said, list) or not all(isinstance(row, dict) for row in said):
        raise Problem(_("This file cannot be read."), _("Save it as CSV or JSON in UTF-8."))
    for row in said:
        _check_columns(list(row))
    return [{name: "" if value is None else str(value) for name, value in row.items()} for row in said]


def _check_columns(names: list[str]) -> None:
    missing = [name for name in ("assessed_on", *MODULES, "scale_version", "assessor") if name not in names]
    unknown = [name for name in names if name not in COLUMNS]
    if missing or unknown:
        raise Problem(
            _("The columns of this file are not those of screener results."),
            _("Columns: %(columns)s.") % {"columns": ", ".join(COLUMNS)},
        )
