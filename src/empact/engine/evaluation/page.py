"""One evaluation as a page, as rows and as plain data: made from one record, so that all say the same."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import asdict
from html import escape
from typing import Any

from ...definitions.models import Library
from ..release.released import OK
from ..show.indicators import why_closed
from ..show.words import LANGUAGES, marked, number
from .document import PARTS, Document
from .effect import CONFIDENCE, Datum
from .words import headline, part_title, said_of, word

__all__ = ["as_csv", "as_html", "as_json", "as_plain", "as_text"]

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a}"
    "h1{font-size:1.5rem}h2{font-size:1.1rem;margin:1.2rem 0 .2rem}.line{font-size:1.2rem;font-weight:600}"
    ".limits{border-left:4px solid #595959;padding-left:.8rem}table{border-collapse:collapse;font-size:.85rem}"
    "th,td{text-align:left;padding:.2rem .6rem .2rem 0;border-bottom:1px solid #ccc}td.n{text-align:right}small{color:#595959}"
)


def as_html(document: Document, library: Library, language: str) -> str:
    """One page that prints: the line, the six parts, what it does not prove, the protocol, the numbers behind."""
    said = said_of(document, library, language)
    title = document.evaluation.title[language]
    out = [
        f'<!doctype html>\n<html lang="{language}">\n<head><meta charset="utf-8"><title>{escape(title)}</title>',
        f"<style>{_STYLE}</style></head>\n<body>\n<h1>{escape(title)}</h1>",
        f'<p class="line">{escape(headline(document, library, language))}</p>',
    ]
    for part in PARTS:
        if part in said:
            out.append(f"<h2>{escape(part_title(part, language))}</h2>\n<p>{escape(said[part])}</p>")
        if part == "result" and "not_proven" in said:
            heading = escape(word("not_proven", language))
            out.append(f'<div class="limits"><h2>{heading}</h2>\n<p>{escape(said["not_proven"])}</p></div>')
    for key in ("protocol", "method"):
        if key in said:
            out.append(f"<h2>{escape(word(key, language))}</h2>\n<p>{escape(said[key])}</p>")
    data = document.effect.data if document.effect else ()
    if data:
        head = "".join(f'<th scope="col">{escape(c)}</th>' for c in word("columns", language).split("|"))
        rows = "\n".join(_row(d, language) for d in data)
        out.append(f"<h2>{escape(word('data', language))}</h2>\n<table>\n<tr>{head}</tr>\n{rows}\n</table>")
    out.append(f"<p><small>{escape(_foot(document, language))}</small></p>\n</body>\n</html>\n")
    return "\n".join(out)


def _row(datum: Datum, language: str) -> str:
    cells = [
        word(f"{datum.arm}_arm", language),
        datum.unit,
        datum.period,
        why_closed(datum.status, language) if datum.status != OK else "",
    ]
    text = "".join(f"<td>{escape(c)}</td>" for c in cells)
    amounts = [datum.people, datum.numerator, datum.denominator, datum.value, datum.lower, datum.upper]
    numbers = "".join(f'<td class="n">{"·" if a is None else _said(a, language)}</td>' for a in amounts)
    return f"<tr>{text}{numbers}<td>{'✓' if datum.used else ''}</td></tr>"


def _said(amount: float, language: str) -> str:
    if float(amount).is_integer():
        return number(int(amount), language)
    return marked(f"{amount:.4g}" if abs(amount) < 1000 else f"{amount:.1f}", language)


def _foot(document: Document, language: str) -> str:
    head, facts = document.evaluation.head, document.facts
    about = [f"{document.evaluation.id} v{document.evaluation.version}"]
    about += [document.evaluation.owner, *head.source]
    if facts:
        about += [f"{word('source', language)}: {', '.join(facts['sources'])}", f"{facts['register']}, {facts['results']}"]
    return "; ".join(about)


def as_plain(document: Document, library: Library) -> dict[str, Any]:
    """For JSON: everything, words in the four languages. ``data`` at full precision, to be repeated by others."""
    evaluation, effect = document.evaluation, document.effect
    found = None
    if effect is not None:
        found = {
            "status": effect.status,
            "ratio": effect.ratio if effect.status == "known" else None,
            "lower": effect.lower if effect.status == "known" else None,
            "upper": effect.upper if effect.status == "known" else None,
            "confidence": CONFIDENCE,
            "left_out": effect.left_out,
            "earlier": effect.earlier,
        }
    return {
        "evaluation": evaluation.id,
        "version": evaluation.version,
        "title": dict(evaluation.title),
        "owner": evaluation.owner,
        "source": list(evaluation.head.source),
        "reviewed": evaluation.head.reviewed.isoformat(),
        "review_by": evaluation.head.review_by.isoformat(),
        "headline": {language: headline(document, library, language) for language in LANGUAGES},
        "says": {language: said_of(document, library, language) for language in LANGUAGES},
        "missing": list(document.missing),
        "result": document.result,
        "effect": found,
        "is_wanted": document.is_wanted,
        "matters": document.matters,
        "protocol": {
            "state": document.protocol,
            "fingerprint": document.fingerprint,
            "stamps": [asdict(stamp) for stamp in document.stamps],
        },
        "stated": dict(document.facts),
        "data": [asdict(d) for d in effect.data] if effect else [],
    }


def as_csv(document: Document) -> str:
    """The numbers behind, one line each; the result itself stands on the first."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    columns = ("arm", "unit", "period", "status", "people", "numerator", "denominator", "value", "lower", "upper", "used")
    writer.writerow(("evaluation", "version", "fingerprint", *columns))
    key = (document.evaluation.id, document.evaluation.version, document.fingerprint)
    effect = document.effect
    known = effect if effect is not None and effect.status == "known" else None
    size = (known.ratio, known.lower, known.upper) if known else ("", "", "")
    writer.writerow((*key, "effect", "ratio", "", document.result, "", "", "", *size, ""))
    for datum in effect.data if effect else ():
        row = asdict(datum)
        writer.writerow((*key, *("" if row[c] is None else str(row[c]).lower() if c == "used" else row[c] for c in columns)))
    return text.getvalue()


def as_text(document: Document, library: Library, language: str) -> str:
    """A draft in the terminal: the parts there are, and what is missing."""
    said = said_of(document, library, language)
    lines = [document.evaluation.title[language], headline(document, library, language), ""]
    for part in PARTS:
        mark = "-" if part in document.missing else "+"
        lines.append(f"{mark} {part_title(part, language)}: {said.get(part, '')}".rstrip(": "))
    if "not_proven" in said:
        lines.append(f"  {word('not_proven', language)}: {said['not_proven']}")
    lines += ["", said["protocol"]]
    if document.missing:
        lines += ["", f"{word('draft', language)}. {word('missing', language)}: {said['missing']}."]
    if document.why:
        lines.append(document.why)
    return "\n".join(lines) + "\n"


def as_json(document: Document, library: Library) -> str:
    """As a file holds it."""
    return json.dumps(as_plain(document, library), indent=1, ensure_ascii=False) + "\n"
