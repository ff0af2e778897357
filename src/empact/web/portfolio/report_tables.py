"""A frozen report as tables for a spreadsheet: what its page says, a number as a number and a day as a day.

Only what was frozen: what reviewers said later stands on the page and on paper.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from ..kernel.spreadsheet import Cell, Table, sheet_title, xlsx
from .models import Action, Argument, Kpi, Report, Update
from .models.frames import said
from .papers import changed
from .reporting import section
from .yearly import HOW

__all__ = ["report_xlsx"]


def report_xlsx(report: Report) -> bytes:
    """In the reader's language; for ever the same bytes in each."""
    taken: list[str] = []
    tables = []
    for title, head, rows in _tables(report):
        taken.append(sheet_title(title[:1].upper() + title[1:], taken))
        tables.append(Table(taken[-1], head, rows))
    return xlsx(tables, title=report.title, at=report.at)


Told = tuple[str, list[str], list[list[Cell]]]


def _tables(report: Report) -> Iterator[Told]:
    content = report.content
    yield _about(report)
    if year := content.get("year"):
        head = [_("report"), _("from"), _("until and including"), _("steps"), _("milestones reached"), _("news")]
        quarters: list[list[Cell]] = [
            [q["title"], _day(q["since"]), _day(q["on"]), *(q["sums"][how] for how in HOW)] for q in year["quarters"]
        ]
        whole = [_("together"), _day(content["since"]), _day(content["on"]), *(year["sums"][how] for how in HOW)]
        yield _("Quarter by quarter"), head, [*quarters, whole]
    number, title, on = _("number"), _("action"), _("day")
    yield (
        _("Help is asked"),
        [number, title, _("what is asked"), on],
        [[r["number"], r["title"], r["asked"], _day(r["on"])] for r in content["asks"]],
    )
    yield _("To be decided"), [number, _("question")], [[r["number"], r["question"]] for r in content["decisions"]]
    yield (
        _("What changed"),
        [on, number, title, _("what changed")],
        [[_day(r["on"]), r["number"], r["title"], changed(r)] for r in content["changes"]],
    )
    yield from _shares(content)
    yield (
        _("Late"),
        [number, title, _("what is there then"), _("ready by")],
        [[r["number"], r["title"], r["task"], _day(r["due"])] for r in content["late"]],
    )
    yield (
        _("Nothing heard for three months"),
        [number, title, _("last heard on")],
        [[r["number"], r["title"], _day(r["last"])] for r in content["silent"]],
    )
    yield from _added(content)
    yield from _actions(content["actions"])


def _about(report: Report) -> Told:
    vision = said(report.content.get("vision", {}).get("text", {}))
    rows: list[list[Cell]] = [
        [_("report"), report.title], [_("from"), report.since], [_("until and including"), report.on], [_("Vision"), vision],
        ["SHA-256", report.digest],
    ]  # fmt: skip
    return _("About this report"), [_("of what"), _("what it says")], rows


def _shares(content: Mapping[str, Any]) -> Iterator[Told]:
    stages, tags = {s.value: str(s.label) for s in Action.Stage}, dict(Argument.Tag.choices)
    yield _("How far"), [_("stage"), _("actions")], [[stages[r["stage"]], r["number"]] for r in content["stages"]]
    yield (
        _("programme"),
        [_("programme"), _("actions")],
        [[f"{r['code']} {said(r['title'])}".strip() or "–", r["number"]] for r in content["programmes"]],
    )
    yield (
        _("What the region set itself"),
        [_("tag"), _("actions"), _("all actions"), _("at least (%)")],
        [[str(tags[r["tag"]]), r["number"], r["all"], r["wanted"]] for r in content["shares"]],
    )


def _added(content: Mapping[str, Any]) -> Iterator[Told]:
    """What other apps added: cents as euro, percents of a full week as full-time equivalents."""
    for name, rows in content.get("added", {}).items():
        if (known := section(name)) is None or not rows:
            continue
        lines = [
            [
                str(known.called(row)) or "–",
                *(_amount(column, row[column], column in known.numbers) for column in known.columns),
            ]
            for row in rows
        ]
        yield str(known.title), [_("of what"), *map(str, known.columns.values())], lines


def _amount(column: str, value: Any, number: bool) -> Cell:
    if value is None or value == "":
        return None
    if column.endswith(("_minor", "_percent")):
        return float(value) / 100
    if number:
        return float(value)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else str(value)


def _actions(rows: Sequence[Mapping[str, Any]]) -> Iterator[Told]:
    stages, lights = {s.value: str(s.label) for s in Action.Stage}, dict(Update.Light.choices)
    number, title = _("number"), _("action")
    yield (
        _("Every action"),
        [number, title, _("stage"), _("programme"), _("who pulls"), _("where"), _("how it goes"), _("by its dates")],
        [
            [
                r["number"], r["title"], stages[r["stage"]], r["programme"], r["puller"], r["start"],
                str(lights.get(r["light"], "")), str(lights[r["computed"]]),
            ]
            for r in rows
        ],
    )  # fmt: skip
    ways = dict(Kpi._meta.get_field("direction").flatchoices)
    yield (
        _("indicators"),
        [
            number, title, _("indicator"), _("value"), _("interval"), _("period"), _("source"), _("target"), _("direction"),
            _("note"),
        ],
        [
            [
                r["number"], r["title"], k["title"], k["value"], k["interval"], k["period"], k["source"], k["target"],
                str(ways.get(k["direction"], k["direction"] or "")), _("too early to tell") if k["early"] else "",
            ]
            for r in rows
            for k in r["indicators"]
        ],
    )  # fmt: skip
    yield (
        _("Late, by action"),
        [number, title, _("what is there then"), _("ready by")],
        [[r["number"], r["title"], late["task"], _day(late["due"])] for r in rows for late in r["late"]],
    )


def _day(text: str) -> Cell:
    """As it was frozen: ISO."""
    return date.fromisoformat(text) if text else None
