"""Indicators as plain tables: all of them over the whole, one of them by area or practice, one of them over time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ...definitions.indicators import AIMS
from ...stats.xmr import XmR, xmr
from ...terms.errors import UserError
from ...terms.periods import Period
from ..indicators.results import Measures
from ..release.released import FEW, HIDDEN, NONE, OK, Released, Releases, Row
from .listing import Listing, Value
from .words import number, percentage, title_of, word

__all__ = [
    "FEWEST_PERIODS",
    "SeriesPoint",
    "alike",
    "all_indicators",
    "beside_whole",
    "by_level",
    "formatted",
    "limits_of",
    "listing_of",
    "over_time",
    "rests_on",
    "said_of",
    "series",
    "unit_of",
    "verdict_of",
    "why_closed",
]

_BESIDE: Final = {-2: "much_lower", -1: "lower_than", 0: "chance", 1: "higher", 2: "much_higher"}
_STATUS: Final = {HIDDEN: "hidden", FEW: "too_few", NONE: "nobody"}
FEWEST_PERIODS: Final = 4  # for limits of chance


def all_indicators(measures: Measures, releases: Releases, language: str, *, plain: bool = False) -> Listing:
    """Every indicator over the whole, by aim; what waits for data is listed as not measured, never left blank."""
    rows: list[tuple[Value, ...]] = []
    listed = sorted(measures.indicators.items(), key=lambda e: (AIMS.index(e[1]["aim"]), e[0]))
    aims_met = set()
    for id_, described in listed:
        head = (id_, title_of(described, language), word(described["aim"], language))
        if described["waits_for"] or id_ in measures.unseen or id_ not in measures.measured(releases.period):
            held = bool(described["waits_for"]) or measures.is_valid(id_, releases.period)
            said = "not_measured" if held else "not_valid"
            rows.append((*head, word(said, language), None, None, None, None))
            continue
        aims_met.add(described["aim"])
        row = releases.release(id_).whole
        rows.append((*head, row.people, *_shown(row, described, language, plain)))
    notes = [
        f"{word(aim, language)}: {word('not_measured', language)}" for aim in AIMS if aim not in aims_met
    ]  # an aim without a number is said, never left out
    columns = ("indicator", "title", "aim", "people", "value", "lower", "upper", "standardised")
    return listing_of(releases, language, "indicators", word("indicators", language), columns, rows, notes=notes)


def by_level(
    released: Released, releases: Releases, language: str, *, plain: bool = False, smooth: Mapping[str, float] | None = None
) -> Listing:
    """One row per area or practice (and stratum), the whole last. ``smooth``: values drawn towards the whole, by node."""
    described, strata = released.described, bool(released.stratum)
    rows: list[tuple[Value, ...]] = []
    for row in (*released.rows, *([released.whole] if released.level or strata else [])):
        name = named(row, language)
        rows.append(
            (
                name,
                *((row.stratum or word("total", language),) if strata else ()),
                row.people,
                row.numerator if not plain and row.numerator is None else _trimmed(row.numerator),
                *_shown(row, described, language, plain),
                *(() if strata else (verdict_of(row, described, language),)),
                *(() if smooth is None else (_smooth(smooth.get(row.node), described, language, plain),)),
            )
        )
    level = released.level or "area"
    columns: tuple[str, ...] = ("people", "numerator", "value", "lower", "upper", "standardised")
    columns = (level, "stratum", *columns) if strata else (level, *columns, "verdict")
    columns = columns if smooth is None else (*columns, "smoothed")
    title = f"{title_of(described, language)}, {released.period.name} ({unit_of(described, language)})"
    facts = {"indicator": released.indicator, "definition": _definition(described, language)}
    return listing_of(releases, language, "indicator", title, columns, rows, facts, [said_of(released, language)])


class SeriesPoint(tuple[str, Row]):
    """The name of a period and what may be said of it."""

    @property
    def period(self) -> str:
        return self[0]

    @property
    def row(self) -> Row:
        return self[1]


def series(measures: Measures, indicator: str, node: str | None, level: str | None, **how: Any) -> list[SeriesPoint]:
    """One area over the measured periods of one length (months with months): of the length there are most of, oldest first."""
    points = []
    for period in alike(measures, indicator):
        released = Releases(measures, period, **how).release(indicator, level)
        row = released.whole if node is None else next((r for r in released.rows if node in (r.node, r.name)), None)
        if row is None:
            raise UserError(f"There is no {level} '{node}'.", hint=f"See them with --by {level}.")
        points.append(SeriesPoint((period.name, row)))
    return points


def alike(measures: Measures, indicator: str) -> list[Period]:
    """The measured periods of the length there are most of, oldest first: months go with months."""
    known = [p for p in measures.periods if indicator in measures.measured(p)]
    lengths = Counter(round(p.days / 30.4) for p in known)
    usual = max(lengths, key=lambda n: (lengths[n], -n), default=0)
    return [p for p in known if round(p.days / 30.4) == usual]


def over_time(
    points: Sequence[SeriesPoint], described: Mapping[str, Any], releases: Releases, language: str, **how: Any
) -> Listing:
    """One row per period with the limits of chance, and a sentence: chance or change?"""
    chart = chart_of(points, described)
    rows: list[tuple[Value, ...]] = []
    for i, (name, row) in enumerate(points):
        limits = (None, None, None) if chart is None else (chart.mean[i], chart.lower[i], chart.upper[i])
        kind = "" if chart is None else str(chart.point_type[i]).replace("_", " ")
        shown = _shown(row, described, language, bool(how.get("plain")))
        limited = [None if v is None else formatted(float(v), described, language, bool(how.get("plain"))) for v in limits]
        rows.append((name, row.people, *shown[:3], *limited, kind if row.status == OK else why_closed(row.status, language)))
    columns = ("period", "people", "value", "lower", "upper", "mean", "limit_lower", "limit_upper", "signal")
    title = f"{title_of(described, language)} ({unit_of(described, language)}): {named(points[-1].row, language)}"
    return listing_of(
        releases, language, "trend", title, columns, rows, notes=[trend_sentence(points, chart, described, language)]
    )


def chart_of(points: Sequence[SeriesPoint], described: Mapping[str, Any]) -> XmR | None:
    """The XmR chart of a series without gaps; ``None`` where a value is missing or there are fewer than four."""
    values = [p.row.value for p in points]
    if len(values) < FEWEST_PERIODS or any(v is None for v in values):
        return None
    return limits_of(np.array(values, np.float64), described)


def limits_of(values: NDArray[np.float64], described: Mapping[str, Any]) -> XmR:
    """The XmR chart of series (..., periods) of one indicator, without gaps, each of at least four periods."""
    direction: Any = {"up": "increase", "down": "decrease"}.get(described["direction"])
    return xmr(values, direction=direction, target=described["target"] if direction else None)


def trend_sentence(points: Sequence[SeriesPoint], chart: XmR | None, described: Mapping[str, Any], language: str) -> str:
    """Chance or change? In one sentence."""
    if chart is None:
        return _SENTENCES["no_chart"][language]
    changed = [points[i].period for i in range(len(points)) if chart.rule[i]]
    if not changed:
        return _SENTENCES["steady"][language].format(n=len(points))
    last = str(chart.point_type[-1])
    ending = {"improvement": "better", "concern": "worse"}.get(last)
    tail = f" ({points[-1].period}: {word(ending, language)})" if ending else ""
    return _SENTENCES["changed"][language].format(periods=", ".join(changed[-3:])) + tail


def said_of(released: Released, language: str) -> str:
    """How many areas differ from the whole by more than chance, in one sentence."""
    judged = [r for r in released.rows if r.position is not None]
    if released.level is None or released.stratum or not judged:
        return _definition(released.described, language)
    apart = [r for r in judged if r.position]
    hidden = sum(r.status in (HIDDEN, FEW) for r in released.rows)
    said = _SENTENCES["apart"][language].format(n=len(apart), of=len(judged), hidden=hidden)
    return said if apart else _SENTENCES["none_apart"][language].format(of=len(judged), hidden=hidden)


def verdict_of(row: Row, described: Mapping[str, Any], language: str) -> str:
    """Does the area differ from the whole by more than chance, and is that good?"""
    if row.status != OK:
        return why_closed(row.status, language)
    if row.position is None or row.node == "all":
        return ""
    said = beside_whole(row.position, language)
    if row.position == 0 or described["direction"] == "neutral":
        return said
    is_good = (row.position > 0) == (described["direction"] == "up")
    return f"{said} ({word('better' if is_good else 'worse', language)})"


def beside_whole(position: int, language: str) -> str:
    """Where a value lies beside that of the whole, by its position from -2 to 2."""
    return word(_BESIDE[position], language)


def why_closed(status: str, language: str) -> str:
    """Why a released row has no value."""
    return word(_STATUS[status], language)


def named(row: Row, language: str) -> str:
    if row.node == "all":
        return word("everywhere", language)
    return word("elsewhere", language) if row.node.endswith("/") else row.name


def unit_of(described: Mapping[str, Any], language: str) -> str:
    """What the value is in."""
    if described["scoring"] == "proportion":
        return "%"
    unit = described["unit"]
    if described["scoring"] == "rate":
        per = f"{word('per', language)} {number(int(described['per']), language)} {word('person_years', language)}"
        return f"{unit} {per}".strip()
    return unit or word("value", language)


def formatted(value: float, described: Mapping[str, Any], language: str, plain: bool) -> Value:
    """A number as people read it; ``plain``: as machines do."""
    if plain:
        return value
    if described["scoring"] == "proportion":
        return percentage(value, language, 1)
    digits = 2 if abs(value) < 10 else 1 if abs(value) < 1000 else 0
    text = f"{value:,.{digits}f}"
    return text if language == "en" else text.replace(",", "\u202f").replace(".", ",")


def _shown(row: Row, described: Mapping[str, Any], language: str, plain: bool) -> tuple[Value, Value, Value, Value]:
    if row.status != OK:
        return (None if plain else why_closed(row.status, language), None, None, None)
    found = (row.value, row.lower, row.upper, row.standardised)
    value, lower, upper, standard = (None if v is None else formatted(v, described, language, plain) for v in found)
    return value, lower, upper, standard


def _smooth(value: float | None, described: Mapping[str, Any], language: str, plain: bool) -> Value:
    return None if value is None else formatted(value, described, language, plain)


def _trimmed(amount: float | None) -> Value:
    return None if amount is None else int(amount) if float(amount).is_integer() else amount


def _definition(described: Mapping[str, Any], language: str) -> str:
    said = [f"{part.replace('_', ' ')}: {text[language]}" for part, text in described["says"].items()]
    return "; ".join(said)


def listing_of(
    releases: Releases,
    language: str,
    name: str,
    title: str,
    columns: Sequence[str],
    rows: Sequence[tuple[Value, ...]],
    facts: Mapping[str, Any] | None = None,
    notes: Sequence[str] = (),
) -> Listing:
    """A table with what every view of indicators states: versions, period, sources, disclosure control."""
    register = releases.measures.manifest["register"]
    stated = {
        "results": releases.measures.version,
        "period": {"start": releases.period.start.isoformat(), "end": releases.period.end.isoformat()},
        "register": register["version"],
        "last_load": register["loaded_at"],
        "sources": register["sources"],
        "library": releases.measures.manifest["library"],
        "threshold": releases.threshold,
        "rounding": releases.rounding,
        "internal": releases.internal,
        **(facts or {}),
    }
    foot = rests_on(releases.measures, language)
    return Listing(name, title, tuple(columns), tuple(tuple(r) for r in rows), stated, (*notes, foot))


def rests_on(measures: Measures, language: str) -> str:
    """Which records and results numbers rest on."""
    register = measures.manifest["register"]
    source = ", ".join(register["sources"])
    versions = f"{word('register', language)} {register['version']}; {word('results', language)} {measures.version}"
    return f"{word('source', language)}: {source}; {versions}"


_SENTENCES: Final[Mapping[str, Mapping[str, str]]] = {
    "apart": {
        "nl": "{n} van {of} wijken meer af van het geheel dan toeval verklaart; {hidden} niet getoond.",
        "fr": "{n} sur {of} s'écartent de l'ensemble plus que le hasard ne l'explique ; {hidden} non montrés.",
        "de": "{n} von {of} weichen stärker vom Ganzen ab, als der Zufall erklärt; {hidden} nicht gezeigt.",
        "en": "{n} of {of} differ from the whole by more than chance explains; {hidden} not shown.",
    },
    "none_apart": {
        "nl": "Geen van de {of} wijkt meer af van het geheel dan toeval verklaart; {hidden} niet getoond.",
        "fr": "Aucun des {of} ne s'écarte de l'ensemble plus que le hasard ne l'explique ; {hidden} non montrés.",
        "de": "Keines der {of} weicht stärker vom Ganzen ab, als der Zufall erklärt; {hidden} nicht gezeigt.",
        "en": "None of the {of} differs from the whole by more than chance explains; {hidden} not shown.",
    },
    "steady": {
        "nl": "Over {n} perioden is er niets dat toeval niet verklaart.",
        "fr": "Sur {n} périodes, rien que le hasard n'explique pas.",
        "de": "Über {n} Zeiträume nichts, was der Zufall nicht erklärt.",
        "en": "Over {n} periods there is nothing that chance does not explain.",
    },
    "changed": {
        "nl": "Dit is een verandering, geen toeval: {periods}.",
        "fr": "C'est un changement, pas le hasard : {periods}.",
        "de": "Das ist eine Veränderung, kein Zufall: {periods}.",
        "en": "This is change, not chance: {periods}.",
    },
    "no_chart": {
        "nl": "Te vroeg om toeval van verandering te onderscheiden: er zijn te weinig perioden zonder gat.",
        "fr": "Trop tôt pour distinguer hasard et changement : trop peu de périodes sans lacune.",
        "de": "Zu früh, um Zufall von Veränderung zu trennen: zu wenige Zeiträume ohne Lücke.",
        "en": "Too early to tell chance from change: there are too few periods without a gap.",
    },
}
