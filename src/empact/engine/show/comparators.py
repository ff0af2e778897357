"""One practice or area beside what it can be held against: itself before, the best, the target, its like. Never the mean only.

Everything here is made of released rows: what may not be shown is no comparator either.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from ...stats.benchmark import achievable_benchmark
from ...stats.shrinkage import shrunken_proportion, shrunken_ratio
from ...terms.errors import UserError
from ..release.released import OK, Released, Releases, Row
from .indicators import formatted, listing_of, named, unit_of
from .listing import Listing, Value
from .words import title_of, word

__all__ = ["FEWEST_PEERS", "SIMILAR", "LevelPeers", "Peers", "comparison", "level_peers", "peers_of", "smoothed"]

FEWEST_PEERS: Final = 5
SIMILAR: Final = 1.5  # peers of like size: between so many times fewer and so many times more people


@dataclass(frozen=True, slots=True)
class Peers:
    """Whom somebody is compared with, and what the best tenth of them reach; ``None`` with fewer than five."""

    group: str
    rows: tuple[Row, ...]
    benchmark: float | None


@dataclass(frozen=True, slots=True)
class LevelPeers:
    """Of so many places the middle value, where the best quarter begins, and what the best tenth of people get."""

    places: int
    median: float
    quarter: float | None
    benchmark: float | None


def peers_of(released: Released, own: Row, group: str) -> Peers:
    """``all``: everybody on that level; ``similar``: of like size. Oneself is not a peer of one's own."""
    others = [r for r in released.rows if r.status == OK and r.node != own.node and not r.node.endswith("/")]
    if group == "similar":
        size = own.people or 0
        others = [r for r in others if size / SIMILAR <= (r.people or 0) <= size * SIMILAR]
    return Peers(group, tuple(others), _benchmark(others, released.described))


def level_peers(released: Released) -> LevelPeers | None:
    """What the places of a level reach; ``None`` with fewer than five that are shown."""
    described = released.described
    rows = [r for r in released.rows if r.status == OK and r.value is not None and not r.node.endswith("/")]
    if len(rows) < FEWEST_PEERS:
        return None
    values = np.array([r.value for r in rows], np.float64)
    best = {"up": 0.75, "down": 0.25}.get(described["direction"])
    quarter = None if best is None else float(np.quantile(values, best))
    return LevelPeers(len(rows), float(np.median(values)), quarter, _benchmark(rows, described))


def _benchmark(rows: Sequence[Row], described: Mapping[str, Any]) -> float | None:
    if described["scoring"] != "proportion" or described["direction"] == "neutral":
        return None
    known = [r for r in rows if r.numerator is not None]
    if len(known) < FEWEST_PEERS:
        return None
    found = achievable_benchmark(
        np.array([r.numerator for r in known], np.float64),
        np.array([r.people for r in known], np.float64),
        is_higher_better=described["direction"] == "up",
    )
    return found.value


def comparison(
    releases: Releases, indicator: str, level: str, node: str, group: str, before: Releases | None, language: str
) -> Listing:
    """The comparators of one practice or area, one row each, and a message: is there a gap, and to what?"""
    released = releases.release(indicator, level)
    own = _row(released, node)
    described = released.described
    peers = peers_of(released, own, group)
    earlier = None
    if before is not None:
        earlier = next((r for r in before.release(indicator, level).rows if r.node == own.node), None)
    values: list[tuple[str, float | None, int | None]] = [
        ("own", own.value, own.people),
        ("own_before", earlier.value if earlier else None, earlier.people if earlier else None),
        ("whole", released.whole.value, released.whole.people),
        ("benchmark", peers.benchmark, len(peers.rows) if peers.benchmark is not None else None),
        ("target", described["target"], None),
    ]
    rows: list[tuple[Value, ...]] = []
    for key, value, people in values:
        gap = _gap(own.value, value, described) if key not in ("own",) else None
        shown = None if value is None else formatted(value, described, language, False)
        rows.append(
            (
                word(key, language),
                shown,
                people,
                None if gap is None else word("better" if gap > 0 else "gap" if gap < 0 else "equal", language),
            )
        )
    chosen = _SENTENCES["group"][language].format(
        group=word(f"peers_{group}", language), n=len(peers.rows), fewest=FEWEST_PEERS, level=word(level, language)
    )
    if len(peers.rows) < FEWEST_PEERS:
        chosen += " " + _SENTENCES["too_few"][language].format(fewest=FEWEST_PEERS)
    title = f"{title_of(described, language)} ({unit_of(described, language)}): {named(own, language)}, {releases.period.name}"
    notes = [message_of(own, released.whole, peers, described, language), chosen]
    return listing_of(releases, language, "comparison", title, ("comparator", "value", "people", "verdict"), rows, notes=notes)


def message_of(own: Row, whole: Row, peers: Peers, described: Mapping[str, Any], language: str) -> str:
    """A gap to the target or to the best is said even where the mean is passed; where there is no gap, that is said."""
    if own.value is None:
        return _SENTENCES["no_value"][language]
    for key, value in (("target", described["target"]), ("benchmark", peers.benchmark), ("whole", whole.value)):
        gap = _gap(own.value, value, described)
        if gap is not None and gap < 0 and value is not None:
            people = round(abs(gap) * (own.people or 0)) if described["scoring"] == "proportion" else None
            said = _SENTENCES["gap"][language].format(
                to=word(key, language),
                own=formatted(own.value, described, language, False),
                value=formatted(value, described, language, False),
            )
            return said + (_SENTENCES["people"][language].format(n=people) if people else "")
    return _SENTENCES["no_gap"][language]


def smoothed(released: Released) -> dict[str, float]:
    """Values of small areas drawn towards the whole, the more the fewer people: shown rows only, by node.

    Proportions by beta-binomial, events by gamma-Poisson shrinkage; for other amounts nothing.
    """
    shown = [r for r in released.rows if r.status == OK and r.numerator is not None and r.denominator]
    if len(shown) < 2 or released.whole.value is None:
        return {}
    x = np.array([r.numerator for r in shown], np.float64)
    n = np.array([r.denominator for r in shown], np.float64)
    if released.described["scoring"] == "proportion":
        found = shrunken_proportion(x, n).value
    elif released.described["scoring"] == "rate" and released.described["events"] and x.sum() > 0:
        found = shrunken_ratio(x, n * (x.sum() / n.sum())).value * (x.sum() / n.sum()) * _scale(released)
    else:
        return {}
    return {r.node: float(v) for r, v in zip(shown, found, strict=True)}


def _scale(released: Released) -> float:
    from ..indicators.values import scale_of

    return scale_of(released.described)


def _row(released: Released, node: str) -> Row:
    for row in released.rows:
        if node in (row.node, row.node.partition(":")[2], row.name):
            return row
    raise UserError(f"There is no {released.level} '{node}'.", hint=f"See them with --by {released.level}.")


def _gap(own: float | None, other: float | None, described: Mapping[str, Any]) -> float | None:
    """How much better the own value is; negative: worse. ``None`` where it cannot be told."""
    if own is None or other is None or described["direction"] == "neutral":
        return None
    return own - other if described["direction"] == "up" else other - own


_SENTENCES: Final[Mapping[str, Mapping[str, str]]] = {
    "gap": {
        "nl": "Er is een kloof met: {to} ({own} tegenover {value}).",
        "fr": "Il y a un écart avec : {to} ({own} contre {value}).",
        "de": "Es gibt eine Lücke zu: {to} ({own} gegenüber {value}).",
        "en": "There is a gap to: {to} ({own} against {value}).",
    },
    "people": {
        "nl": " Dat zijn {n} mensen.",
        "fr": " Cela fait {n} personnes.",
        "de": " Das sind {n} Menschen.",
        "en": " That is {n} people.",
    },
    "no_gap": {
        "nl": "Geen kloof met het doel, de besten of het geheel.",
        "fr": "Aucun écart avec l'objectif, les meilleurs ou l'ensemble.",
        "de": "Keine Lücke zum Ziel, zu den Besten oder zum Ganzen.",
        "en": "No gap to the target, to the best or to the whole.",
    },
    "no_value": {
        "nl": "Te weinig mensen om te vergelijken.",
        "fr": "Trop peu de personnes pour comparer.",
        "de": "Zu wenige Menschen für einen Vergleich.",
        "en": "Too few people to compare.",
    },
    "group": {
        "nl": "Vergeleken met: {group}, {n} andere ({level}).",
        "fr": "Comparé avec : {group}, {n} autres ({level}).",
        "de": "Verglichen mit: {group}, {n} andere ({level}).",
        "en": "Compared with: {group}, {n} others ({level}).",
    },
    "too_few": {
        "nl": "Minder dan {fewest}: geen benchmark.",
        "fr": "Moins de {fewest} : pas de référence.",
        "de": "Weniger als {fewest}: kein Vergleichswert.",
        "en": "Fewer than {fewest}: no benchmark.",
    },
}
