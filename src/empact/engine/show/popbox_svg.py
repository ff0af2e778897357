"""The Pop-Box as one picture: people by persona, and how heavy each persona is, area by area.

Plain SVG, no script, no outside font or image: it opens in a browser, prints, and stays legible in grey. Equal input gives
equal bytes. It draws a :class:`View` and therefore never sees a hidden number.
"""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from xml.sax.saxutils import escape, quoteattr

from .counted import EVERYBODY, EVERYWHERE, Shown
from .message import message_of
from .views import Cell, Group, View, area_name, control, statement
from .words import day, number, percentage, word

__all__ = ["PREFERRED", "popbox_svg"]

PREFERRED = ("repeat_admission", "polypharmacy_ima5", "frail", "low_income", "lives_alone")
"""Determinants drawn when none are named, as far as they occur; the table has all."""

_MOST = 6
_INK, _MUTED, _LINE, _PAPER = "#16202a", "#45525e", "#9aa5ae", "#ffffff"
# From light to dark, so that the order survives a grey printer; each also has a texture of its own.
_CLASS = ("#dbe7ee", "#8fbcd4", "#3b82ab", "#123a5a", "#6b4c9a", "#b5651d", "#2f6b4f", "#7a7a7a", "#c9a227")
_HEAT = ((255, 250, 240), (250, 214, 150), (232, 140, 60), (176, 68, 20), (110, 32, 10))
_LEFT, _NAME, _BAR, _TILE, _GAP = 32, 186, 380, 36, 18
_ROW, _FIRST = 34, 58


def popbox_svg(view: View) -> str:
    """The picture as text."""
    groups = _chosen(view)
    rows = [EVERYWHERE, *(a for a in view.areas if a != EVERYWHERE)]
    tiles = _TILE * len(view.classes)
    right = _LEFT + _NAME + _BAR + 24 + len(groups) * (tiles + _GAP)
    width = max(right + 14, 900)
    top = 222
    height = top + _FIRST + (len(rows) - 1) * _ROW + 138
    title, language = message_of(view), view.language
    body = [_defs(len(view.classes)), f'<rect width="{width}" height="{height}" fill="{_PAPER}"/>']
    if view.counted.internal:
        body.append(f'<rect width="{width}" height="26" fill="#9b1c1c"/>')
        body.append(_text(_LEFT, 18, word("internal", language), 13, fill="#ffffff", weight=700))
    body.append(_text(_LEFT, 60, title, 27, weight=700))
    body.append(_text(_LEFT, 86, _subtitle(view), 15, fill=_MUTED))
    body += _legend(view, 104, width)
    body += _headings(view, groups, top)
    y = top
    for row in rows:
        high = _FIRST if row == EVERYWHERE else _ROW
        body += _row(view, groups, row, y, high)
        y += high
        body.append(
            f'<line x1="{_LEFT}" y1="{y}" x2="{width - 14}" y2="{y}" stroke="{_LINE}" '
            f'stroke-width="{1.5 if row == EVERYWHERE else 0.5}"/>'
        )
    body += _foot(view, y + 30, width)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'lang="{language}" xml:lang="{language}" role="img" aria-labelledby="title description" '
        "font-family=\"'Source Sans 3', 'Segoe UI', 'DejaVu Sans', Arial, sans-serif\">\n"
        f'<title id="title">{escape(title)}</title>\n<desc id="description">{escape(_description(view))}</desc>\n'
        + "\n".join(body)
        + "\n</svg>\n"
    )


def _chosen(view: View) -> tuple[Group, ...]:
    """Determinants to draw: those asked for; when all were, the preferred ones that anybody has."""
    groups = view.groups[1:]
    if len(groups) > _MOST:
        by_id = {g.facts["id"]: g for g in groups}
        groups = tuple(by_id[i] for i in PREFERRED if i in by_id and any(c.count.n != 0 for c in by_id[i].cells))
    return groups[:_MOST]


def _defs(classes: int) -> str:
    """Textures: dots, lines one way, crossed lines. They carry the classes where colour does not come through."""
    marks = (
        "",
        '<circle cx="3" cy="3" r="1.1" fill="#16202a" fill-opacity="0.45"/>',
        '<path d="M0 8 L8 0" stroke="#ffffff" stroke-opacity="0.5" stroke-width="1.4"/>',
        "",
        '<path d="M0 4 H8" stroke="#ffffff" stroke-opacity="0.5"/>',
        '<path d="M4 0 V8" stroke="#ffffff" stroke-opacity="0.5"/>',
    )
    patterns = [
        f'<pattern id="class{i}" width="8" height="8" patternUnits="userSpaceOnUse">'
        f'<rect width="8" height="8" fill="{_CLASS[i % len(_CLASS)]}"/>'
        f"{marks[i % len(marks)]}</pattern>"
        for i in range(classes)
    ]
    hidden = (
        '<pattern id="hidden" width="6" height="6" patternUnits="userSpaceOnUse"><rect width="6" height="6" fill="#f3f4f5"/>'
        '<path d="M0 6 L6 0 M-1 1 L1 -1 M5 7 L7 5" stroke="#8b959d" stroke-width="0.9"/></pattern>'
    )
    return "<defs>" + "".join(patterns) + hidden + "</defs>"


def _legend(view: View, y: int, width: int) -> list[str]:
    keys = [(f"class{i}", f"{c}  {view.class_titles[c]}") for i, c in enumerate(view.classes)]
    keys += [("hidden", word("small", view.language))] if view.any_hidden else []
    found, x = [], float(_LEFT)
    for fill, said in keys:
        wide = 29 + 7.4 * len(said) + 18
        if x > _LEFT and x + wide > width - 14:
            x, y = float(_LEFT), y + 22
        found.append(
            f'<rect x="{x:.0f}" y="{y}" width="22" height="15" fill="url(#{fill})" stroke="{_MUTED}" stroke-width="0.8"/>'
        )
        found.append(_text(x + 29, y + 12.5, said, 13.5))
        x += wide
    return found


def _headings(view: View, groups: Sequence[Group], top: int) -> list[str]:
    language = view.language
    found = [_text(_LEFT + _NAME, top - 12, word("people_by_class", language), 13, weight=700)]
    x = _LEFT + _NAME + _BAR + 24
    if groups:
        found.append(_text(x, top - 74, word("share_with", language), 13, fill=_MUTED))
    for group in groups:
        lines = wrap(group.title, 17)[:3]
        for i, line in enumerate(lines):
            found.append(_text(x, top - 24 - 15 * (len(lines) - 1 - i), line, 13, weight=700))
        for j, class_ in enumerate(view.classes):
            found.append(_text(x + _TILE * (j + 0.5), top - 6, class_[:4], 11, fill=_MUTED, anchor="middle"))
        x += _TILE * len(view.classes) + _GAP
    return found


def _row(view: View, groups: Sequence[Group], area: str, y: float, high: int) -> list[str]:
    language, whole = view.language, area == EVERYWHERE
    here = {(c.area, c.class_): c for c in view.groups[0].cells}
    total = here[area, EVERYBODY].count
    middle = y + high / 2
    name = area_name(view.counted, area, language)
    found = [_text(_LEFT, middle - (2 if whole else 1), _short(name, 24), 15 if whole else 13.5, weight=700 if whole else 400)]
    said = word("small", language) if total.n is None else f"{number(total.n, language)} {word('people', language)}"
    found.append(_text(_LEFT, middle + (17 if whole else 12), said, 12.5 if whole else 11, fill=_MUTED))
    found += _bar(view, [here[area, c] for c in view.classes], total, y + 6, high - 12, whole)
    x = _LEFT + _NAME + _BAR + 24
    for group in groups:
        cells = {(c.area, c.class_): c for c in group.cells}
        for j, class_ in enumerate(view.classes):
            found.append(_tile(view, group, cells[area, class_], name, x + j * _TILE, y + 4, high - 8))
        x += _TILE * len(view.classes) + _GAP
    return found


def _bar(view: View, cells: Sequence[Cell], total: Shown, y: float, high: float, whole: bool) -> list[str]:
    """One bar of 100 per cent. Hidden classes lie together at the end, as long as what is left over."""
    x, found = float(_LEFT + _NAME), []
    if not total.n:
        found.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{_BAR}" height="{high:.1f}" fill="url(#hidden)" '
            f'stroke="{_MUTED}" stroke-width="0.6"/>'
        )
        return [*found, _label(x + _BAR / 2, y + high / 2 + 4, word("small" if total.hidden else "nobody", view.language), 12)]
    for i, cell in enumerate(cells):
        if not cell.count.n:
            continue
        wide = _BAR * cell.count.n / total.n
        share = percentage(cell.count.n / total.n, view.language)
        said = f"{view.class_titles[cell.class_]}: {number(cell.count.n, view.language)} ({share})"
        found.append(
            f"<g><title>{escape(said)}</title>"
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high:.1f}" fill="url(#class{i})" '
            f'stroke="#ffffff" stroke-width="1.5"/></g>'
        )
        if wide > 27:
            share, n = percentage(cell.count.n / total.n, view.language, 0), number(cell.count.n, view.language)
            colour = _CLASS[i % len(_CLASS)]
            found.append(
                _label(
                    x + wide / 2,
                    y + high / 2 + (-2 if whole else 4.5),
                    share,
                    15 if whole and wide > 40 else 12,
                    colour,
                    halo=True,
                )
            )
            if whole and wide > 9 * len(n):
                found.append(_label(x + wide / 2, y + high / 2 + 15, n, 12, colour, halo=True))
        x += wide
    rest = _LEFT + _NAME + _BAR - x
    if any(c.count.hidden for c in cells) and rest > 0.5:
        found.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{rest:.1f}" height="{high:.1f}" fill="url(#hidden)" '
            f'stroke="{_MUTED}" stroke-width="0.6"/>'
        )
        if rest > 90:
            found.append(_label(x + rest / 2, y + high / 2 + 4, word("small", view.language), 12))
    return [
        *found,
        f'<rect x="{_LEFT + _NAME}" y="{y:.1f}" width="{_BAR}" height="{high:.1f}" fill="none" '
        f'stroke="{_MUTED}" stroke-width="0.8"/>',
    ]


def _tile(view: View, group: Group, cell: Cell, name: str, x: float, y: float, high: float) -> str:
    """How many of a class have the trait, as a percentage on its colour."""
    language = view.language
    at = f'x="{x + 1:.1f}" y="{y:.1f}" width="{_TILE - 2}" height="{high:.1f}"'
    about = f"{name}, {view.class_titles[cell.class_]}, {group.title}: "
    if cell.share is None:
        nobody = not cell.count.hidden and cell.count.n == 0
        said, fill, shown = (
            word("nobody" if nobody else "small", language),
            _PAPER if nobody else "url(#hidden)",
            "–" if nobody else "",
        )
        colour = _PAPER
    else:
        said = f"{percentage(cell.share, language)} ({number(cell.count.n or 0, language)})"
        colour = fill = _heat(cell.share)
        shown = percentage(cell.share, language, 0) if cell.share == 0 or cell.share >= 0.005 else "<1%"
    text = _label(x + _TILE / 2, y + high / 2 + 4.5, shown.replace("\u00a0", ""), 12, colour) if shown else ""
    return f'<g><title>{escape(about + said)}</title><rect {at} fill="{fill}" stroke="{_LINE}" stroke-width="0.6"/>{text}</g>'


def _foot(view: View, y: float, width: int) -> list[str]:
    language, stated = view.language, statement(view)
    numbers = control(view.counted)

    def said(key: str) -> str:
        n = numbers[key].n
        return f"{word('small', language) if n is None else number(n, language)} {word(key, language)}"

    segment = view.counted.segment
    source = [
        f"{word('source', language)}: {', '.join(stated['sources']) or word('register', language)}",
        f"{word('register', language)} {stated['register']}",
        f"{word('results', language)} {stated['results']}",
        f"{word('definition', language)} {segment} {word('version', language)} {view.definitions[f'segment/{segment}']}",
    ]
    if stated["last_load"]:
        source.append(f"{word('last_load', language)} {day(stated['last_load'], language)}")
    if stated["boundaries"] and stated["boundaries"]["since"]:
        source.append(f"{word('boundaries', language)} {day(stated['boundaries']['since'], language)}")
    lines = [
        f"{word('control', language)}: {said('loaded')} = "
        + " + ".join(said(status) for status in ("observed", "dead", "departed", "not_yet")),
        word("denominator", language),
        " · ".join(source),
    ]
    if view.any_hidden:
        lines += wrap(word("hidden_note", language, n=view.counted.threshold).removeprefix("· "), int(width / 6.4))
    found = [_text(_LEFT, y + 20 + 18 * i, line, 12.5, fill=_MUTED) for i, line in enumerate(lines)]
    x = width - 14 - 5 * 44
    for i, share in enumerate((0.0, 0.05, 0.25, 0.5, 1.0)):
        found.append(
            f'<rect x="{x + 44 * i}" y="{y - 18}" width="42" height="16" fill="{_heat(share)}" '
            f'stroke="{_LINE}" stroke-width="0.6"/>'
        )
        found.append(_label(x + 44 * i + 21, y - 6, percentage(share, language, 0), 11, _heat(share)))
    found.append(_text(x - 8, y - 6, word("colour_scale", language), 12, fill=_MUTED, anchor="end"))
    return found


def _subtitle(view: View) -> str:
    people = view.cell(EVERYWHERE, EVERYBODY).count
    said = word("small", view.language) if people.n is None else number(people.n, view.language)
    when = day(view.counted.results.manifest["as_of"], view.language)
    return f"{view.title} · {word('as_of', view.language).lower()} {when} · {said} {word('people', view.language)}"


def _description(view: View) -> str:
    """The picture in words, for whoever does not see it."""
    said = []
    for class_ in view.classes:
        cell = view.cell(EVERYWHERE, class_)
        n = word("small", view.language) if cell.count.n is None else number(cell.count.n, view.language)
        share = "" if cell.share is None else f" ({percentage(cell.share, view.language)})"
        said.append(f"{view.class_titles[class_]}: {n}{share}")
    return _subtitle(view) + ". " + "; ".join(said) + "."


def _heat(share: float) -> str:
    """Light to dark; the root spreads small shares, where most differences lie."""
    place = min(max(share, 0.0), 1.0) ** 0.5 * (len(_HEAT) - 1)
    i = min(int(place), len(_HEAT) - 2)
    mixed = [round(a + (b - a) * (place - i)) for a, b in zip(_HEAT[i], _HEAT[i + 1], strict=True)]
    return "#" + "".join(f"{v:02x}" for v in mixed)


def _light(colour: str) -> float:
    """Relative luminance as WCAG counts it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def _label(x: float, y: float, said: str, size: float, on: str = "#f3f4f5", *, halo: bool = False) -> str:
    """Text in ink or white, whichever contrasts more with its ground; with a halo where the ground has a texture."""
    light = _light(on)
    white, ink = 1.05 / (light + 0.05), (light + 0.05) / (_light(_INK) + 0.05)
    return _text(
        x, y, said, size, fill="#ffffff" if white > ink else _INK, weight=600, anchor="middle", halo=on if halo else ""
    )


def _text(
    x: float, y: float, said: str, size: float, *, fill: str = _INK, weight: int = 400, anchor: str = "start", halo: str = ""
) -> str:
    around = f' stroke="{halo}" stroke-width="4" stroke-linejoin="round" paint-order="stroke"' if halo else ""
    where = "" if anchor == "start" else f" text-anchor={quoteattr(anchor)}"
    look = f'font-size="{size}" font-weight="{weight}" fill="{fill}"{where}{around}'
    return f'<text x="{x:.1f}" y="{y:.1f}" {look} xml:space="preserve">{escape(said)}</text>'


def _short(name: str, most: int) -> str:
    return name if len(name) <= most else name[: most - 1] + "…"
