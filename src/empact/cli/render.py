"""A view as a table for a person, as CSV, as JSON. What is hidden is hidden in all three, because it never gets here."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..engine.show import View
    from ..engine.show.listing import Listing

__all__ = ["as_csv", "as_json", "as_table", "save", "write", "write_listing"]


def write(view: View, form: str, out: Path | None, *, terminal: bool) -> None:
    """Show a view on standard output, or write it to a file."""
    if form == "json":
        text = json.dumps(as_json(view), indent=1, ensure_ascii=False) + "\n"
    elif form == "csv":
        text = as_csv(view)
    elif terminal:
        _on_terminal(view)
        return
    else:
        text = as_table(view)
    show_or_save(text, out)


def write_listing(listing: Listing, form: str, out: Path | None, *, terminal: bool) -> None:
    """Show a plain table on standard output, or write it to a file."""
    rows = [["·" if v is None and form == "table" else "" if v is None else str(v) for v in row] for row in listing.rows]
    if form == "json":
        said = [dict(zip(listing.columns, row, strict=True)) for row in listing.rows]
        text = (
            json.dumps(
                {"view": listing.name, "title": listing.title, **listing.facts, "rows": said}, indent=1, ensure_ascii=False
            )
            + "\n"
        )
    elif form == "csv":
        lines = io.StringIO()
        csv.writer(lines, lineterminator="\n").writerows([listing.columns, *rows])
        text = lines.getvalue()
    elif terminal:
        from rich.box import SIMPLE_HEAD
        from rich.console import Console
        from rich.table import Table

        table = Table(*listing.columns, box=SIMPLE_HEAD, title=listing.title, title_justify="left", header_style="bold cyan")
        for row in rows:
            table.add_row(*row)
        console = Console(highlight=False)
        console.print(table)
        console.print(*_facts(listing), *listing.notes, sep="\n", markup=False, style="dim")
        return
    else:
        text = (
            "\n".join([listing.title, "", *_aligned(list(listing.columns), rows), "", *_facts(listing), *listing.notes]) + "\n"
        )
    show_or_save(text, out)


def _facts(listing: Listing) -> list[str]:
    if listing.facts.get("internal"):
        return ["INTERNAL: all numbers are visible, small ones too. Do not pass on."]
    people = listing.facts.get("people", {})
    said = {k: v["n"] for k, v in people.items() if isinstance(v, dict)}
    return (
        [
            f"{people['people']} people; "
            + ", ".join(f"{'a small number' if n is None else n} {k.replace('_', ' ')}" for k, n in said.items())
        ]
        if said
        else []
    )


def _aligned(head: list[str], rows: list[list[str]]) -> list[str]:
    widths = [max(len(row[i]) for row in [head, *rows]) for i in range(len(head))]
    return [
        "  ".join(c.ljust(w) if i == 0 else c.rjust(w) for i, (c, w) in enumerate(zip(row, widths, strict=True))).rstrip()
        for row in [head, *rows]
    ]


def show_or_save(text: str, out: Path | None) -> None:
    """Say it on standard output, or write it to a file."""
    if out is None:
        sys.stdout.write(text)
    else:
        save(text, out)


def save(text: str, out: Path) -> None:
    """Write a file, or say in a sentence why not."""
    from ..terms.errors import StorageError

    try:
        out.write_text(text, encoding="utf-8", newline="")
    except OSError:
        raise StorageError(
            f"'{out.name}' cannot be written.", hint="Is there such a folder, may you write in it, is the disk full?"
        ) from None


# ---------------------------------------------------------------- json


def as_json(view: View) -> dict[str, Any]:
    """As documented in ``docs/reference/json-output.md``."""
    from ..engine.show.views import area_name, control, statement

    def cell(c: Any) -> dict[str, Any]:
        said: dict[str, Any] = {}
        if view.classes:
            said |= {"persona": c.class_, "persona_title": view.class_titles.get(c.class_)}
        said |= {
            "area": c.area,
            "area_name": area_name(view.counted, c.area, view.language),
            "level": view.counted.level_of(c.area),
            "determinant": c.trait.partition("/")[2] or None,
            "n": c.count.n,
            "hidden": c.count.hidden,
            "share": None if c.share is None else round(c.share, 4),
        }
        if view.name == "conditions":
            said["condition"] = said.pop("determinant")
        return said

    everybody, *groups = view.groups
    result: dict[str, Any] = {"view": view.name, "title": view.title, "language": view.language, **statement(view)}
    result["population"] = {k: {"n": v.n, "hidden": v.hidden} for k, v in control(view.counted).items()}
    result |= {"segment": view.counted.segment, "by": view.level, "areas": list(view.areas)}
    if view.classes:
        result["classes"] = [{"persona": c, "title": view.class_titles[c]} for c in view.classes]
        result["cells"] = [cell(c) for c in everybody.cells if c.area in view.areas and c.class_ in view.classes]
        result["totals"] = [
            _total(cell(c)) for c in everybody.cells if c.area not in view.areas or c.class_ not in view.classes
        ]
        result["determinants"] = [
            {
                "id": g.facts["id"],
                "title": g.title,
                "cells": [cell(c) for c in g.cells if c.area in view.areas and c.class_ in view.classes],
                "totals": [_total(cell(c)) for c in g.cells if c.area not in view.areas or c.class_ not in view.classes],
            }
            for g in groups
        ]
    else:
        result["totals"] = [cell(c) for c in everybody.cells]
        result[view.name] = [
            {"id": g.facts["id"], "title": g.title, **g.facts, "cells": [cell(c) for c in g.cells]} for g in groups
        ]
    return result


def _total(cell: dict[str, Any]) -> dict[str, Any]:
    """A total is not a cell: who adds up all cells must not count anybody twice."""
    return {("of_persona" if k == "persona" else "of_area" if k == "area" else k): v for k, v in cell.items()}


# ---------------------------------------------------------------- csv


def as_csv(view: View) -> str:
    """One line per cell, without totals, so that the column adds up; comma, UTF-8, one header line."""
    from ..engine.show.views import area_name, statement

    stated = statement(view)
    facts = [stated["as_of"], stated["results"], stated["register"], "true" if stated["internal"] else "false"]
    text = io.StringIO()
    out = csv.writer(text, lineterminator="\n")
    what = "condition" if view.name == "conditions" else "determinant"
    head = [
        "level",
        "area",
        "area_name",
        *(["persona", "persona_title"] if view.classes else []),
        what,
        f"{what}_title",
        "n",
        "hidden",
        "share",
        "definition_version",
        "as_of",
        "results",
        "register",
        "internal",
    ]
    out.writerow(head)
    for group in view.groups:
        for c in group.cells:
            if c.area not in view.areas or (view.classes and c.class_ not in view.classes):
                continue
            definition = group.trait or f"segment/{view.counted.segment}"
            out.writerow(
                [
                    view.counted.level_of(c.area),
                    c.area,
                    area_name(view.counted, c.area, view.language),
                    *([c.class_, view.class_titles[c.class_]] if view.classes else []),
                    group.facts.get("id", ""),
                    group.title if group.trait else "",
                    "" if c.count.n is None else c.count.n,
                    "true" if c.count.hidden else "false",
                    "" if c.share is None else f"{c.share:.4f}",
                    view.definitions.get(definition, ""),
                    *facts,
                ]
            )
    return text.getvalue()


# ---------------------------------------------------------------- table


def as_table(view: View) -> str:
    """Aligned plain text."""
    lines = list(_head(view))
    for title, head, rows in _tables(view):
        lines += ["", title] if title else [""]
        lines += _aligned(head, rows)
    return "\n".join([*lines, "", *_foot(view)]) + "\n"


def _on_terminal(view: View) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    first, *others = _head(view)
    console.print(Text(first, style="bold white on red" if view.counted.internal else "bold"))
    for line in others:
        console.print(Text(line, style="dim"))
    for title, head, rows in _tables(view):
        table = Table(
            box=SIMPLE_HEAD, title=Text(title, style="bold") if title else None, title_justify="left", header_style="bold cyan"
        )
        for i, name in enumerate(head):
            table.add_column(name, justify="left" if i == 0 else "right", overflow="fold")
        for row in rows:
            table.add_row(
                *(Text(cell, style="dim" if cell == "·" else "") for cell in row),
                style="bold" if row is rows[-1] and view.classes else "",
            )
        console.print(table)
    for line in _foot(view):
        console.print(Text(line, style="dim"))


def _head(view: View) -> list[str]:
    from ..engine.show.views import statement
    from ..engine.show.words import day, word

    language, stated = view.language, statement(view)
    lines = [word("internal", language)] if view.counted.internal else []
    lines.append(f"{view.title} · {word('as_of', language).lower()} {day(stated['as_of'], language)}")
    about = [f"{word('results', language)} {stated['results']}", f"{word('register', language)} {stated['register']}"]
    if view.classes:
        segment = view.counted.segment
        about.append(
            f"{word('definition', language)} {segment} {word('version', language)} {view.definitions[f'segment/{segment}']}"
        )
    if stated["last_load"]:
        about.append(f"{word('last_load', language)} {day(stated['last_load'], language)}")
    if stated["boundaries"] and stated["boundaries"]["since"]:
        about.append(f"{word('boundaries', language)} {day(stated['boundaries']['since'], language)}")
    if stated["sources"]:
        about.append(f"{word('source', language)}: {', '.join(stated['sources'])}")
    return [*lines, " · ".join(about), word("denominator", language)]


def _tables(view: View) -> list[tuple[str, list[str], list[list[str]]]]:
    from ..engine.show.counted import EVERYBODY, EVERYWHERE
    from ..engine.show.views import area_name
    from ..engine.show.words import word

    language = view.language
    areas = [*view.areas, *([EVERYWHERE] if EVERYWHERE not in view.areas else [])]
    names = {a: area_name(view.counted, a, language) for a in areas}
    tables = []
    if view.classes:
        columns = (*view.classes, EVERYBODY)
        everybody = {(c.area, c.class_): c for c in view.groups[0].cells}
        head = ["", *(view.class_titles.get(c, word("total", language)) for c in columns)]
        if len(areas) > 1:
            rows = [[names[a], *(_said(everybody[a, c], view, share=c != EVERYBODY) for c in columns)] for a in areas]
            tables.append(("", head, rows))
        for area in areas if len(areas) == 1 or len(view.groups) > 1 else []:
            rows = []
            for group in view.groups[1:]:
                cells = {c.class_: c for c in group.cells if c.area == area}
                rows.append([group.title, *(_said(cells[c], view) for c in columns)])
            rows.append(
                [word("everybody", language), *(_said(everybody[area, c], view, share=c != EVERYBODY) for c in columns)]
            )
            tables.append((names[area], head, rows))
    else:
        kind = view.name.removesuffix("s")
        marked = view.name == "conditions"
        head = [word(kind, language), *([word("counted", language)] if marked else []), *(names[a] for a in areas)]
        rows = [
            [g.title, *(["✓" if g.facts.get("counted") else ""] if marked else []), *(_said(c, view) for c in g.cells)]
            for g in view.groups[1:]
        ]
        rows.append(
            [
                word("everybody", language),
                *([""] if marked else []),
                *(_said(c, view, share=False) for c in view.groups[0].cells),
            ]
        )
        tables.append(("", head, rows))
    return tables


def _said(cell: Any, view: View, *, share: bool = True) -> str:
    from ..engine.show.words import number, percentage

    if cell.count.n is None:
        return "·"
    said = number(cell.count.n, view.language)
    return f"{said} ({percentage(cell.share, view.language)})" if share and cell.share is not None else said


def _foot(view: View) -> Sequence[str]:
    from ..engine.show.views import control
    from ..engine.show.words import number, word

    def said(key: str) -> str:
        n = numbers[key].n
        return f"{'·' if n is None else number(n, view.language)} {word(key, view.language)}"

    numbers = control(view.counted)
    lines = [
        f"{word('control', view.language)}: {said('loaded')} = {said('observed')} + {said('dead')}"
        f" + {said('departed')} + {said('not_yet')}"
    ]
    if view.any_hidden or any(n.hidden for n in numbers.values()):
        lines.append(word("hidden_note", view.language, n=view.counted.threshold))
    return lines
