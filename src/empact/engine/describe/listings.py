"""A page as plain tables, as CSV and as JSON. What is hidden never gets here."""

from __future__ import annotations

import csv
import io
from dataclasses import asdict
from typing import Any, Final

from ..show.listing import Listing
from ..show.words import day, marked, number, percentage, word
from .page import Cell, Line, Page, Table
from .words import said

__all__ = ["as_csv", "as_json", "listing_of", "stated"]

_TOP: Final = 15  # conditions on a screen; files hold all


def stated(page: Page, view: str = "") -> list[str]:
    """What every view says of itself: cohort, day, period, source, last load, denominators."""
    facts, language = page.facts, page.language
    period = f"{day(facts['period']['start'], language)} – {day(facts['period']['end'], language)}"
    lines = [f"{said('cohort', language)}: {page.title}"]
    about = [f"{word('as_of', language)} {day(facts['as_of'], language)}"]
    if view != "needs":
        about.append(f"{said('year', language)}: {period}")
    about.append(f"{word('results', language)} {facts['results']}, {word('register', language)} {facts['register']}")
    lines.append(" · ".join(about))
    lines.append(source_line(page))
    lines.append(word("denominator", language))
    if view in ("", "use") and any(not t.is_share for t in page.tables):
        lines.append(said("years_denominator", language))
    return lines


def source_line(page: Page) -> str:
    """Where the numbers come from and when they were last loaded."""
    facts, language = page.facts, page.language
    source = f"{word('source', language)}: {', '.join(facts['sources']) or '–'}"
    return f"{source}; {word('last_load', language)} {day(facts['last_load'], language) if facts['last_load'] else '–'}"


def listing_of(page: Page, table: Table, *, top: int | None = _TOP) -> Listing:
    """A table as it is read on a screen. ``top``: of long lists of conditions only the first so many (``None``: all)."""
    language, two = page.language, len(page.cohorts) == 2
    unit = "unit_" + table.unit
    columns = ["", said("n", language), said(unit, language)]
    if two:
        columns += [said("n", language), said(unit, language)]
        columns += [said(k, language) for k in ("difference", "from", "to", "ratio")]
    lines = table.lines[:top] if table.name == "condition" and top else table.lines
    rows = [(line.title, *(_said(line, table, page, two))) for line in lines]
    return Listing(table.name, table.title, tuple(columns), tuple(rows), {"internal": page.facts["internal"]})


def _said(line: Line, table: Table, page: Page, two: bool) -> list[str | None]:
    language = page.language

    def value(x: float | None) -> str | None:
        if x is None:
            return None
        return percentage(x, language) if table.is_share else decimal(x, language)

    found: list[str | None] = []
    for cell in line.cells:
        found += [None if cell.n is None else number(round(cell.n), language), value(cell.value)]
    if two:
        c = line.contrast
        found += [None] * 4 if c is None else [value(c.difference), value(c.lower), value(c.upper), _ratio(c.ratio, language)]
    return found


def decimal(x: float, language: str) -> str:
    """A rate as people read it."""
    digits = 2 if abs(x) < 100 else 0
    return marked(f"{x:,.{digits}f}", language)


def _ratio(x: float | None, language: str) -> str | None:
    return None if x is None else decimal(x, language)


# ---------------------------------------------------------------- files


def as_csv(page: Page, table: Table) -> str:
    """All rows of a table, each with what the view states; comma, UTF-8, one header line."""
    facts, two = page.facts, len(page.cohorts) == 2
    head = ["view", "key", "title", "n", "value", "hidden"]
    if two:
        head += ["other_n", "other_value", "other_hidden"]
        head += ["difference", "lower", "upper", "ratio", "ratio_lower", "ratio_upper"]
    about = {
        "unit": table.unit,
        "cohort": page.cohorts[0].key,
        **({"other_cohort": page.cohorts[1].key} if two else {}),
        "as_of": facts["as_of"],
        "period_start": facts["period"]["start"],
        "period_end": facts["period"]["end"],
        "sources": "; ".join(facts["sources"]),
        "last_load": facts["last_load"] or "",
        "denominator": facts["denominator"][table.unit],
        "results": facts["results"],
        "register": facts["register"],
        "internal": "true" if facts["internal"] else "false",
    }
    text = io.StringIO()
    out = csv.writer(text, lineterminator="\n")
    out.writerow([*head, *about])
    for line in table.lines:
        row: list[Any] = [table.view, line.key, line.title]
        for cell in line.cells:
            row += [_plain(cell.n), _plain(cell.value), "true" if cell.is_hidden else "false"]
        if two:
            contrast = {} if line.contrast is None else asdict(line.contrast)
            row += [_plain(contrast.get(k)) for k in head[-6:]]
        out.writerow([*row, *about.values()])
    return text.getvalue()


def _plain(x: float | None) -> str:
    return "" if x is None else f"{x:.6g}" if not float(x).is_integer() else str(int(x))


def as_json(page: Page) -> dict[str, Any]:
    """The whole page as one document."""

    def cell(c: Cell) -> dict[str, Any]:
        return {"n": c.n, "value": None if c.value is None else round(c.value, 6), "hidden": c.is_hidden}

    def line(one: Line) -> dict[str, Any]:
        found: dict[str, Any] = {"key": one.key, "title": one.title, "cells": [cell(c) for c in one.cells]}
        if len(one.cells) == 2:
            found["contrast"] = None if one.contrast is None else asdict(one.contrast)
        return found

    tables = [
        {"table": t.name, "view": t.view, "title": t.title, "unit": t.unit, "lines": [line(x) for x in t.lines]}
        for t in page.tables
    ]
    return {"title": page.title, "language": page.language, **page.facts, "tables": tables}
