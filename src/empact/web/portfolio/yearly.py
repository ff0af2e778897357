"""POL-09: a year report is the sum of four quarter reports, taken from what was frozen in them and from nothing else."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from ..kernel.problems import NotNow
from .models import Report

__all__ = ["HOW", "QUARTERS", "check_year", "drawn", "year_of"]

QUARTERS: Final = 4
HOW: Final = ("step", "done", "news")
"""What happened, as quarter reports tell it apart."""


def check_year(reports: Sequence[Report]) -> None:
    """Four, none of them a year report, each from where the one before ended, over about a year."""
    if len(reports) != QUARTERS:
        raise NotNow(_("A year has four quarter reports."), _("Choose the four of one year."))
    if any(one.content.get("year") for one in reports):
        raise NotNow(_("A year report is not made of year reports."), _("Choose quarter reports."))
    for before, after in zip(reports, reports[1:], strict=False):
        if not before.on <= after.since <= before.on + timedelta(days=1):
            raise NotNow(
                _("%(after)s does not begin where %(before)s ends.") % {"after": after.title, "before": before.title},
                _("Choose reports that follow one another."),
            )
    if not 330 <= (reports[-1].on - reports[0].since).days <= 400:
        raise NotNow(_("These four reports do not last a year."))


def year_of(reports: Sequence[Report]) -> dict[str, Any]:
    """Plain JSON, drawn as any report: how it was at the end of the last quarter, and what happened in all four.

    The day on which one ends and the next begins is counted once: what both tell belongs to the first.
    """
    parts = [_own(reports[:n], one) for n, one in enumerate(reports)]
    quarters = [
        {
            "title": one.title, "since": one.since.isoformat(), "on": one.on.isoformat(), "digest": one.digest,
            "address": reverse("portfolio:report", args=[one.pk]), "sums": _sums(rows),
        }
        for one, rows in zip(reports, parts, strict=True)
    ]  # fmt: skip
    changes = [row for rows in parts for row in rows]
    return {
        **reports[-1].content,
        "since": reports[0].since.isoformat(),
        "changes": changes,
        "year": {"quarters": quarters, "sums": _sums(changes)},
    }


def _own(before: Sequence[Report], one: Report) -> list[Mapping[str, Any]]:
    """What a quarter tells that the one before did not tell already, of the day they share."""
    if not before:
        return list(one.content["changes"])
    shared = before[-1].on.isoformat()
    told = Counter(_key(row) for row in before[-1].content["changes"] if row["on"] == shared)
    found = []
    for row in one.content["changes"]:
        if row["on"] == shared and told[_key(row)]:
            told[_key(row)] -= 1
        else:
            found.append(row)
    return found


def _key(row: Mapping[str, Any]) -> str:
    return json.dumps(row, sort_keys=True)


def _sums(rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    many = Counter(row["how"] for row in rows)
    return {how: many[how] for how in HOW}


def drawn(content: Mapping[str, Any]) -> tuple[list[Any], list[list[str]]] | None:
    """Heads and rows of a year report: what happened in each quarter, and together. ``None``: it is no year report."""
    if "year" not in content:
        return None
    head = [_("report"), _("from"), _("until and including"), _("steps"), _("milestones reached"), _("news")]
    rows = [[q["title"], q["since"], q["on"], *(str(q["sums"][how]) for how in HOW)] for q in content["year"]["quarters"]]
    whole = [str(content["year"]["sums"][how]) for how in HOW]
    return head, [*rows, [_("together"), content["since"], content["on"], *whole]]
