"""The HTML of a report: one file without script, outside font or image, that prints and can be read aloud.

Every picture has a title and stands beside a table with the same numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

from ..show.words import word
from .figures import Figure
from .says import origin_of, rows_of_points, title_line, value_of

__all__ = ["figure_block", "page", "sparkline", "table"]

_INK, _MUTED, _GOOD = "#16202a", "#45525e", "#1b6e8c"
_STYLE: Final = (
    "body{font:16px/1.5 system-ui,sans-serif;color:#16202a;background:#fff;max-width:62rem;margin:2rem auto;padding:0 1rem}"
    "h1,h2,h3{line-height:1.2}section{border-top:2px solid #16202a;margin-top:2rem}"
    "article{display:flex;flex-wrap:wrap;gap:1rem;border-top:1px solid #9aa5ae;padding:.8rem 0;break-inside:avoid}"
    "article>div{flex:1 1 24rem}h3{margin:0;font-size:1.05rem}p{margin:.3rem 0}.small{color:#45525e;font-size:.9rem}"
    "table{border-collapse:collapse;font-variant-numeric:tabular-nums}th,td{text-align:right;padding:.1rem .6rem}"
    "th:first-child,td:first-child{text-align:left}thead{border-bottom:1px solid #9aa5ae}"
    ".warn{background:#a8480c;color:#fff;padding:.5rem}"
)
_WIDTH, _HEIGHT, _EDGE = 180, 56, 8


def page(title: str, language: str, body: Sequence[str], notes: Sequence[str], *, internal: bool = False) -> str:
    """A whole document. ``body`` is HTML; title and notes are texts."""
    warning = f'<p class="warn">{escape(word("internal", language))}</p>' if internal else ""
    foot = "".join(f'<p class="small">{escape(note)}</p>' for note in notes)
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{escape(title)}</title><style>{_STYLE}</style></head>\n'
        f"<body>\n{warning}<h1>{escape(title)}</h1>\n" + "\n".join(body) + f"\n<footer>{foot}</footer>\n</body>\n</html>\n"
    )


def table(head: Sequence[str], rows: Sequence[Sequence[str]], caption: str = "") -> str:
    """A plain table; the first cell of a row is its heading."""
    top = "".join(f'<th scope="col">{escape(h)}</th>' for h in head)
    lines = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>' + "".join(f"<td>{escape(c)}</td>" for c in row[1:]) + "</tr>"
        for row in rows
    )
    said = f"<caption>{escape(caption)}</caption>" if caption else ""
    return f"<table>{said}<thead><tr>{top}</tr></thead><tbody>{lines}</tbody></table>"


def figure_block(figure: Figure, language: str, lines: Sequence[str]) -> str:
    """One figure: its title, what is said of it, its picture and the table of the same numbers."""
    said = "".join(f"<p>{escape(line)}</p>" for line in lines)
    sources = sorted({p.source for p in figure.points if p.source})
    small = "; ".join([origin_of(figure, language), *sources]) if figure.is_measured else ""
    return (
        f'<article id="{escape(figure.indicator)}"><div><h3>{escape(title_line(figure, language))}</h3>{said}'
        f'<p class="small">{escape(small)}</p></div>'
        f"<div>{sparkline(figure, language)}{table(*rows_of_points(figure, language))}</div></article>"
    )


def sparkline(figure: Figure, language: str) -> str:
    """Values with their intervals over the periods, the target dashed; empty where no value may be shown."""
    known = [(i, p) for i, p in enumerate(figure.points) if p.value is not None]
    if not known:
        return ""
    target = figure.described["target"]
    edges = [v for _, p in known for v in (p.value, p.lower, p.upper) if v is not None] + ([] if target is None else [target])
    low, high = min(edges), max(edges)
    reach = (high - low) or abs(high) or 1.0

    def x(i: int) -> float:
        return _EDGE + (_WIDTH - 2 * _EDGE) * (i / (len(figure.points) - 1) if len(figure.points) > 1 else 0.5)

    def y(value: float) -> float:
        return _HEIGHT - _EDGE - (_HEIGHT - 2 * _EDGE) * (value - low) / reach

    drawn = []
    if target is not None:
        drawn.append(
            f'<line x1="0" x2="{_WIDTH}" y1="{y(target):.1f}" y2="{y(target):.1f}" stroke="{_GOOD}" stroke-dasharray="5 3"/>'
        )
    for i, point in known:
        if point.lower is not None and point.upper is not None:
            ends = f'y1="{y(point.lower):.1f}" y2="{y(point.upper):.1f}"'
            drawn.append(f'<line x1="{x(i):.1f}" x2="{x(i):.1f}" {ends} stroke="{_MUTED}"/>')
    path = " ".join(f"{x(i):.1f},{y(p.value or 0.0):.1f}" for i, p in known)
    drawn.append(f'<polyline points="{path}" fill="none" stroke="{_INK}" stroke-width="1.5"/>')
    drawn += [f'<circle cx="{x(i):.1f}" cy="{y(p.value or 0.0):.1f}" r="3" fill="{_INK}"/>' for i, p in known]
    spoken = "; ".join(f"{p.period.name}: {value_of(p, figure, language)}" for _, p in known)
    return (
        f'<svg role="img" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" height="{_HEIGHT}">'
        f"<title>{escape(title_line(figure, language))}: {escape(spoken)}</title>{''.join(drawn)}</svg>"
    )
