"""Reads that span tables and figures: the cards of a group, its targets by quarter, what the region may know."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from ..insight import courses, words
from ..insight.figures import Area, Course, Figure, Figures, Peers, Period
from ..kernel.charts import Chart
from ..kernel.permissions import may
from ..kernel.purposes import Purpose
from ..kernel.who import Who
from .examples import Example, example_for
from .groups import Group
from .messages import FEWEST_PEERS, Message, message
from .models import CardChoice, Meeting, Publication, Remark
from .permissions import PUBLISH, SEE
from .policies import MOST_CARDS

__all__ = [
    "Card", "cards", "chosen", "course_periods", "held", "meetings_by_quarter", "not_open_to", "remarks_by_kind", "target_of",
]  # fmt: skip

_ACTED_ON: Final = {"process": 0, "outcome": 1, "structure": 2}
"""What a team does comes before what comes of it, in the cards the rule proposes."""


@dataclass(frozen=True, slots=True)
class Card:
    """One figure of a group with all that is said of it. ``peers`` is ``None`` with fewer than five places."""

    indicator: str
    title: str
    described: Mapping[str, Any]
    figure: Figure | None
    peers: Peers | None
    course: Course | None
    message: Message | None
    chart: Chart | None
    example: Example

    @property
    def value(self) -> str:
        return words.value_text(self.described, self.figure.value) if self.figure else "–"

    @property
    def unit(self) -> str:
        return words.unit(self.described) if self.described["scoring"] == "rate" else ""

    @property
    def median(self) -> str:
        return words.value_text(self.described, self.peers.median) if self.peers else ""

    @property
    def quarter(self) -> str:
        return words.value_text(self.described, self.peers.quarter) if self.peers and self.peers.quarter is not None else ""


def course_periods(figures: Figures, period: str) -> list[Period]:
    """The periods of the same length up to this one: what opens later is not shown in a course either."""
    periods = figures.periods()
    this = next((p for p in periods if p.name == period), None)
    if this is None:
        return []
    return [p for p in courses.as_long_as(this, periods) if p.ends <= this.ends]


def chosen(group: Group, figures: Figures, place: Area, period: str) -> list[CardChoice]:
    """The cards the group chose; else those the rule proposes: one per field, what a team does before what comes of it."""
    if own := list(CardChoice.objects.of(group)):
        return own
    fields: dict[str, str] = {}
    described = figures.indicators()
    for name in sorted(described, key=lambda i: (_ACTED_ON.get(described[i]["type"], 3), i)):
        one = described[name]
        if one["waits_for"] or one["direction"] == "neutral" or one["component"] in fields:
            continue
        found = figures.figures(name, place.level, period=period, node=place.node)
        if found and found[0].value is not None:
            fields[one["component"]] = name
    return [CardChoice(place=n, indicator=name) for n, name in enumerate(list(fields.values())[:MOST_CARDS], 1)]


def target_of(choice: CardChoice, described: Mapping[str, Any]) -> float | None:
    """The group's own target, else the library's; as the figure is counted."""
    if choice.target is not None:
        return float(choice.target) / words.scaled(described, 1.0)
    library: float | None = described["target"]
    return library


def cards(group: Group, figures: Figures, place: Area, period: str) -> list[Card]:
    """At most five, in the order chosen."""
    known, periods = figures.indicators(), course_periods(figures, period)
    return [
        _card(c, known[c.indicator], figures, place, period, periods)
        for c in chosen(group, figures, place, period)
        if c.indicator in known
    ]


def _card(
    choice: CardChoice, described: Mapping[str, Any], figures: Figures, place: Area, period: str, periods: Sequence[Period]
) -> Card:
    name = choice.indicator
    measured = {f.period: f for f in figures.figures(name, place.level, node=place.node)}
    figure = measured.get(period)
    found = [measured[p.name] for p in periods if p.name in measured]
    earlier = [f for f in found if f.period != period]
    peers = figures.peers(name, place.level, period)
    if peers is not None and peers.places < FEWEST_PEERS:
        peers = None
    course, target = figures.course(name, place.level, place.node), target_of(choice, described)
    example = example_for(name)
    said = message(described, figure, earlier[-1] if earlier else None, peers, course, target, example.do) if figure else None
    signals = dict.fromkeys(course.signals, _("more than chance")) if course else {}
    title = said.changed if said else _("Over time")
    chart = courses.over_time(title, described, found, course, target, signals)
    return Card(name, words.title(described), described, figure, peers, course, said, chart, example)


def not_open_to(who: Who, periods: Sequence[Period]) -> set[str]:
    """Which of these periods this reader may not see yet: teams have theirs first, policy and everybody else 14 days later.

    From the first period that was planned, every later one waits until it is opened too; earlier ones, and all of a region
    that plans nothing, are held from nobody. Who plans may look before: somebody checks them.
    """
    if may(who, PUBLISH, Purpose.POPULATION):
        return set()
    planned = dict(Publication.objects.values_list("period", "state"))
    first = min((p.ends for p in periods if p.name in planned), default=None)
    if first is None:
        return set()
    teams = bool(who.role) and may(who, SEE, Purpose.POPULATION)
    opened = (Publication.State.TEAM, Publication.State.POLICY) if teams else (Publication.State.POLICY,)
    return {p.name for p in periods if p.ends >= first and planned.get(p.name) not in opened}


def remarks_by_kind(publication: Publication) -> dict[str, Counter[str]]:
    """What policy sees of remarks: how many of each kind per indicator; no text, no team, no name."""
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for indicator, kind in Remark.objects.filter(publication=publication).values_list("indicator", "kind"):
        counted[indicator][kind] += 1
    return dict(counted)


def meetings_by_quarter(meetings: Any) -> list[tuple[str, str, int]]:
    """(quarter, team, how many meetings), the newest quarter first. Practices are counted together, without a name."""
    counted: Counter[tuple[str, str]] = Counter()
    for on, team in meetings.values_list("on", "team__name"):
        counted[_quarter(on), team or ""] += 1
    rows = sorted(counted.items(), key=lambda item: item[0][1])
    rows.sort(key=lambda item: item[0][0], reverse=True)
    return [(quarter, team or str(_("practices")), n) for (quarter, team), n in rows]


def _quarter(day: date) -> str:
    return f"{day.year}-Q{(day.month + 2) // 3}"


def held(publication: Publication) -> int:
    """How many teams and practices held a meeting about these figures."""
    return (
        Meeting.objects.filter(publication=publication, state=Meeting.State.CLOSED)
        .order_by()
        .values("team", "organisation")
        .distinct()
        .count()
    )
