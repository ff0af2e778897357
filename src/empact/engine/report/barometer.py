"""One indicator of one team, practice or area on a few lines: how it stands, better or worse, beside whom, what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from ...terms.errors import UserError
from ...terms.periods import Period
from ..release.released import OK, Row
from ..show.comparators import Peers, message_of, peers_of
from ..show.indicators import formatted, listing_of, named, verdict_of
from ..show.listing import Listing, Value
from ..show.words import word
from .figures import Figure, Figures
from .says import interval_of, moved_line, title_line, value_of, why_absent
from .words import said

__all__ = ["Barometer", "barometer", "barometer_listing"]

_PERIODS: Final = 12
_COMPARED: Final = ("whole", "benchmark", "target")


@dataclass(frozen=True, slots=True)
class Barometer:
    """``figure`` over the measured periods as long as the one asked, that one last; ``own``, ``whole`` and ``peers`` in it."""

    figure: Figure
    own: Row
    whole: Row
    peers: Peers


def barometer(figures: Figures, indicator: str, period: Period) -> Barometer:
    """Of the node that ``figures`` asks for. Raises :class:`UserError` where the indicator is not measured in the period."""
    if figures.level is None:
        raise UserError("Whose barometer?", hint="Add --area ID, --practice ID or --team NAME --groups FILE.")
    alike = [p for p in figures.measures.periods if p.end <= period.end and abs(p.days - period.days) <= 3]
    figure = figures.figure(indicator, alike[-_PERIODS:])
    if not figure.is_measured:
        why = why_absent(figure, figures.measures, "en")
        raise UserError(f"'{indicator}' is not measured over {period.name}.", hint=why)
    released = figures.releases(period).release(indicator, figures.level)
    own = figures.row(indicator, period)
    return Barometer(figure, own, released.whole, peers_of(released, own, "all"))


def barometer_listing(found: Barometer, figures: Figures, language: str, *, plain: bool = False) -> Listing:
    """A row per period, then one per comparator that has a value; below it the sentences, the most important first."""
    figure, described = found.figure, found.figure.described
    rows: list[tuple[Value, ...]] = []
    for p in figure.points:
        if plain:
            rows.append((p.period.name, p.value, p.lower, p.upper, p.people))
        else:
            limits = [None if v is None else formatted(v, described, language, False) for v in (p.lower, p.upper)]
            rows.append((p.period.name, value_of(p, figure, language), *limits, p.people))
    values = {"whole": found.whole.value, "benchmark": found.peers.benchmark, "target": described["target"]}
    people = {"whole": found.whole.people}
    for key in _COMPARED:
        value = values[key]
        if value is not None:
            shown = formatted(value, described, language, plain)
            rows.append((key if plain else word(key, language), shown, None, None, people.get(key)))
    title = f"{title_line(figure, language)}: {named(found.own, language)}"
    facts: dict[str, Any] = {"indicator": figure.indicator, "level": figures.level, "node": found.own.node}
    facts |= {"moved": figure.moved, "reached": figure.reached or None, "peers": len(found.peers.rows)}
    columns = ("period", "value", "lower", "upper", "people")
    releases = figures.releases(figure.last.period)
    return listing_of(releases, language, "barometer", title, columns, rows, facts, sentences_of(found, language))


def sentences_of(found: Barometer, language: str) -> list[str]:
    """What, better or worse, beside whom, what to do; the note of the definition last."""
    figure, described = found.figure, found.figure.described
    last = figure.last
    interval = interval_of(last, figure, language)
    what = f"{last.period.name}: {value_of(last, figure, language)}" + (f" ({interval})" if interval else "")
    better = said(f"direction_{described['direction']}", language)
    lines = [f"{what}; {better}.", moved_line(figure, language)]
    verdict = verdict_of(found.own, described, language) if last.status == OK else ""
    if verdict:
        lines.append(f"{said('beside_whole', language)}: {verdict}.")
    lines.append(_what_to_do(found, language))
    note = described["note"].strip()
    return [line for line in (*lines, f"{said('about', language)}: {note}" if note else "") if line]


def _what_to_do(found: Barometer, language: str) -> str:
    described = found.figure.described
    if found.own.value is None:
        return said("do_no_value", language)
    if described["direction"] == "neutral":
        return said("do_neutral", language)
    message = message_of(found.own, found.whole, found.peers, described, language)
    values = (described["target"], found.peers.benchmark, found.whole.value)
    sign = 1 if described["direction"] == "up" else -1
    if not any(v is not None and (found.own.value - v) * sign < 0 for v in values):
        return f"{message} {said('do_keep', language)}"
    listed = described["scoring"] == "proportion" and described["direction"] == "up"
    return f"{message} {said('do_list' if listed else 'do_look', language)}"
