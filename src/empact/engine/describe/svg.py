"""The page as a picture: the age pyramid, the commonest conditions, and a map of where people live. Plain SVG."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape

from ...terms.errors import UserError
from ...terms.periods import Period
from ..release.released import HIDDEN, NONE, OK, Released, Row
from ..show.charts_svg import map_svg
from ..show.words import LANGUAGES, number, percentage, word
from .listings import stated
from .page import Cell, Line, Page
from .scan import BANDS
from .words import said

__all__ = ["page_svg", "residents_svg"]

_INK, _MUTED, _LINE, _PAPER, _FIRST, _SECOND = "#16202a", "#45525e", "#9aa5ae", "#ffffff", "#5f9bab", "#a8480c"
_WIDTH, _TOP, _STEP, _HALF = 900, 150, 20, 170


def page_svg(page: Page) -> str:
    """Pyramid at the left, conditions at the right; a second cohort as an outline. Hidden cells are hatched."""
    language = page.language
    height = _TOP + _STEP * len(BANDS) + 80
    pyramid = {line.key: line for line in page.table("age_sex").lines}
    bands = [(b, [pyramid.get(f"{b}|{s}") for s in ("male", "female")]) for b in BANDS]
    values = [c.value or 0.0 for _, two in bands for line in two if line for c in line.cells]
    most = max([*values, 0.001])
    body = [_text(_HALF + 24, _TOP - 14, said("pyramid", language), 14, weight=700, anchor="middle")]
    for i, (band, two) in enumerate(reversed(bands)):
        y = _TOP + i * _STEP
        body.append(_text(_HALF + 48, y + 14, band, 10, anchor="middle", fill=_MUTED))
        for side, line in zip((-1, 1), two, strict=True):
            if line is not None:
                body += _bar(line, side, y, most, language)
    foot = _TOP + len(BANDS) * _STEP
    body.append(_text(24, foot + 18, said("male", language), 12))
    body.append(_text(2 * _HALF + 72, foot + 18, said("female", language), 12, anchor="end"))
    for i, cohort in enumerate(page.cohorts if len(page.cohorts) > 1 else ()):
        style = f"fill:{_FIRST}" if i == 0 else f"fill:none;stroke:{_SECOND}"
        body.append(f'<rect x="{24 + 430 * i}" y="{foot + 30}" width="14" height="10" style="{style}"/>')
        body.append(_text(44 + 430 * i, foot + 39, cohort.title(language)[:70], 11))
    body += _conditions(page)
    for i, text in enumerate(stated(page)[1:]):
        body.append(_text(24, 54 + 17 * i, text, 11, fill=_MUTED))
    if any(t.any_hidden for t in page.tables):
        note = word("hidden_note", language, n=page.facts["threshold"])
        body.append(_text(24, height - 12, note, 9, fill=_MUTED))
    top = f'<rect width="{_WIDTH}" height="8" fill="#9b1c1c"/>' if page.facts["internal"] else ""
    if page.facts["internal"]:
        body.append(_text(24, height - 26, word("internal", language), 11, weight=700, fill="#9b1c1c"))
    size = page.table("size").lines[0].cells
    people = " / ".join("·" if c.n is None else number(round(c.n), language) for c in size)
    title = f"{page.title}: {people} {said('people', language)}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" '
        f'font-family="Helvetica, Arial, sans-serif"><title>{escape(title)}</title>'
        '<defs><pattern id="hidden" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<line x1="0" y1="0" x2="0" y2="6" stroke="{_LINE}" stroke-width="2"/></pattern></defs>'
        f'<rect width="{_WIDTH}" height="{height}" fill="{_PAPER}"/>{top}'
        + _text(24, 32, title if len(title) < 90 else title[:88] + "…", 18, weight=700)
        + "".join(body)
        + "</svg>\n"
    )


def _bar(line: Line, side: int, y: float, most: float, language: str) -> list[str]:
    found = []
    middle = _HALF + 48 + side * 24
    for i, cell in enumerate(line.cells):
        wide = 12.0 if cell.is_hidden else (cell.value or 0.0) / most * (_HALF - 24)
        x = middle - wide if side < 0 else middle
        style = "fill:url(#hidden)" if cell.is_hidden else f"fill:{_FIRST}" if i == 0 else f"fill:none;stroke:{_SECOND}"
        found.append(
            f'<rect x="{x:.1f}" y="{y + 2}" width="{wide:.1f}" height="{_STEP - 4}" style="{style}">'
            f"<title>{escape(f'{line.title}: {_tip(cell, language)}')}</title></rect>"
        )
    return found


def _conditions(page: Page) -> list[str]:
    lines = [line for line in page.table("condition").lines if line.cells[0].value][:12] if _has(page, "condition") else []
    body = [_text(450, _TOP - 14, said("condition", page.language), 14, weight=700)]
    most = max([c.value or 0.0 for line in lines for c in line.cells] or [1.0]) or 1.0
    for i, line in enumerate(lines):
        y = _TOP + i * 32
        told = " / ".join(_tip(c, page.language) for c in line.cells)
        body.append(_text(450, y + 12, f"{line.title}: {told}", 11))
        for j, cell in enumerate(line.cells):
            wide = (cell.value or 0.0) / most * 400
            style = f"fill:{_FIRST}" if j == 0 else f"fill:none;stroke:{_SECOND}"
            body.append(f'<rect x="450" y="{y + 16}" width="{wide:.1f}" height="9" style="{style}"/>')
    return body


def _text(x: float, y: float, text: str, size: int, *, anchor: str = "start", fill: str = _INK, weight: int = 400) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}"'
    return f'<text {place} fill="{fill}" font-weight="{weight}">{escape(text)}</text>'


def _has(page: Page, name: str) -> bool:
    return any(t.name == name for t in page.tables)


def _tip(cell: Cell, language: str) -> str:
    if cell.n is None:
        return word("hidden", language)
    return number(round(cell.n), language) + ("" if cell.value is None else f" ({percentage(cell.value, language)})")


def residents_svg(page: Page, shapes: str) -> str:
    """Where the first cohort lives: their share of the residents of each municipality. ``shapes``: GeoJSON."""
    if page.cohorts[0].is_everybody:
        raise UserError("Of everybody there is no share to draw.", hint="Describe a cohort, as in: condition:diabetes")
    name = "municipalities" if _has(page, "municipalities") else "zones"
    rows = [_row(line, page) for line in page.table(name).lines if not line.key.endswith("/")]
    titles = {x: said("share_of_area", x, title=page.cohorts[0].title(x)) for x in LANGUAGES}
    described: dict[str, Any] = {
        "title": titles,
        "scoring": "proportion",
        "direction": "neutral",
        "says": {"numerator": titles},
    }
    day = _day(page)
    whole = Row("all", "all", "all", "", OK, None, None, None)
    internal, threshold = bool(page.facts["internal"]), int(page.facts["threshold"])
    released = Released("share", described, day, "municipality", "", tuple(rows), whole, internal, threshold)
    return map_svg(released, shapes, page.language)


def _row(line: Line, page: Page) -> Row:
    own, all_ = line.cells[0], page.residents.get(line.key, Cell(None, None, True))
    if own.n is None or all_.n is None:
        return Row(line.key, line.title, "municipality", "", HIDDEN, None, None, None)
    if not all_.n:
        return Row(line.key, line.title, "municipality", "", NONE, 0, None, None)
    return Row(line.key, line.title, "municipality", "", OK, int(all_.n), own.n, all_.n, own.n / all_.n)


def _day(page: Page) -> Period:
    from datetime import date

    as_of = date.fromisoformat(page.facts["as_of"])
    return Period(as_of, as_of)
