"""The report on the aims as a page, as rows, and as plain data. What is hidden is hidden in all three."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from ..indicators.results import Measures
from ..release.released import OK
from ..show.indicators import rests_on
from ..show.listing import Listing
from ..show.words import title_of
from .aims import AimReport, Panel
from .figures import BETTER, CHANCE, CHANGED, UNTOLD, WORSE, Figure, Point
from .page import figure_block, page
from .says import growth_line, moved_line, target_line, title_line, why_absent
from .words import said

__all__ = ["aims_html", "aims_listing", "aims_plain", "panel_sentence"]


def panel_sentence(panel: Panel, language: str) -> str:
    """What is said of one aim."""
    if not panel.measured:
        return said("panel_empty", language)
    moves = {name: panel.moves[name] for name in (BETTER, WORSE, CHANGED, CHANCE, UNTOLD)}
    return said("panel", language, n=len(panel.measured), absent=len(panel.waiting), **moves)


def aims_html(report: AimReport, measures: Measures, language: str, *, internal: bool = False) -> str:
    body = []
    for panel in report.panels:
        head = said(f"aim_{panel.aim}", language)
        blocks = [
            figure_block(f, language, [s for line in (moved_line, target_line, growth_line) if (s := line(f, language))])
            for f in panel.measured
        ]
        absent = [
            f"<li>{escape(title_line(f, language))}: {escape(said('not_measured', language))}. "
            f"{escape(why_absent(f, measures, language))}</li>"
            for f in panel.waiting
        ]
        listed = f"<h3>{escape(said('not_measured', language))}</h3><ul>{''.join(absent)}</ul>" if absent else ""
        body.append(
            f'<section id="{panel.aim}"><h2>{escape(head)}</h2><p>{escape(panel_sentence(panel, language))}</p>'
            + "".join(blocks)
            + listed
            + "</section>"
        )
    notes = [*(said(key, language) for key in ("method", "shared_people", "not_one_index")), rests_on(measures, language)]
    return page(said("aims_title", language, year=report.years[-1].name), language, body, notes, internal=internal)


def aims_listing(report: AimReport, language: str) -> Listing:
    """One row per indicator and year; numbers as machines read them."""
    head_of = ("aim", "indicator", "title", "origin", "period", "status", "value", "lower", "upper", "people")
    columns = (*head_of, "standardised", "direction", "target", "moved", "reached", "waits_for", "source")
    rows: list[tuple[Any, ...]] = []
    for panel in report.panels:
        for figure in (*panel.measured, *panel.waiting):
            described = figure.described
            for p in figure.points:
                known = (p.value, p.lower, p.upper, p.people, p.standardised)
                last = p is figure.last
                verdict = (figure.moved, figure.reached, figure.waits_for) if last else ("", "", "")
                head = (panel.aim, figure.indicator, title_of(described, language), figure.origin, p.period.name, p.status)
                rows.append((*head, *known, described["direction"], described["target"], *verdict, p.source))
    return Listing("aims", said("aims_title", language, year=report.years[-1].name), columns, tuple(rows))


def aims_plain(report: AimReport, measures: Measures, language: str, *, internal: bool = False) -> dict[str, Any]:
    """For JSON."""
    return {
        "report": "aims",
        "title": said("aims_title", language, year=report.years[-1].name),
        "years": [y.name for y in report.years],
        "results": measures.version,
        "register": measures.manifest["register"]["version"],
        "internal": internal,
        "panels": [
            {
                "aim": panel.aim,
                "title": said(f"aim_{panel.aim}", language),
                "sentence": panel_sentence(panel, language),
                "measured": [_plain(f, language) for f in panel.measured],
                "not_measured": [
                    {
                        "indicator": f.indicator,
                        "title": title_of(f.described, language),
                        "why": why_absent(f, measures, language),
                    }
                    for f in panel.waiting
                ],
            }
            for panel in report.panels
        ],
    }


def _plain(figure: Figure, language: str) -> Mapping[str, Any]:
    described = figure.described
    return {
        "indicator": figure.indicator,
        "title": title_of(described, language),
        "origin": figure.origin,
        "direction": described["direction"],
        "target": described["target"],
        "moved": figure.moved,
        "sentence": moved_line(figure, language),
        "reached": figure.reached or None,
        "points": [_point(p) for p in figure.points],
    }


def _point(p: Point) -> dict[str, Any]:
    said_of = {"period": p.period.name, "status": p.status, "value": p.value, "lower": p.lower, "upper": p.upper}
    said_of |= {"people": p.people} | ({"source": p.source} if p.source else {})
    if p.status != OK:
        return {**said_of, "value": None, "lower": None, "upper": None}
    names = ("standardised", "standardised_lower", "standardised_upper")
    return said_of if p.standardised is None else said_of | dict(zip(names, p.at_equal_ages, strict=True))
