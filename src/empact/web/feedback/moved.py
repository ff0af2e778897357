"""What moved by more than chance: in the own teams and practices, by name; of the practices around, how many and which way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ..insight import words
from ..insight.figures import Figures, in_force
from ..insight.levels import views_of
from ..kernel.day import News
from ..kernel.models import Hat
from ..kernel.permissions import may
from ..kernel.problems import NotNow
from ..kernel.purposes import Purpose
from ..kernel.who import Who
from ..territory.models import Organisation, Site, Team, Territory
from ..territory.queries import within
from .groups import groups_of, places_of
from .messages import FEWEST_PEERS
from .models import Publication
from .permissions import MOVED
from .policies import opened_on

__all__ = ["TOPICS", "Around", "Moved", "Own", "figures_moved", "moved"]

TOPICS: Final[dict[str, Any]] = {
    "access": _("access"), "chronic care": _("care for long illness"), "cost": _("cost"), "equity": _("equal chances"),
    "experience": _("experience"), "hospital": _("hospital"), "medication safety": _("safe medication"),
    "population": _("the population"), "prevention": _("prevention"), "programme": _("programme"), "workforce": _("workforce"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Own:
    """A figure of the own place that moved."""

    place: str
    indicator: str
    title: str
    topic: str
    value: str
    is_higher: bool
    address: str


@dataclass(frozen=True, slots=True)
class Around:
    """Of ``practices`` with figures in the territory, so many went up and so many down; no name, and never fewer than five."""

    indicator: str
    title: str
    topic: str
    higher: int
    lower: int
    practices: int


@dataclass(frozen=True, slots=True)
class Moved:
    publication: Publication | None = None
    own: list[Own] = field(default_factory=list)
    around: list[Around] = field(default_factory=list)

    @property
    def number(self) -> int:
        """As Mijn dag and the letter count it: the lines of the page."""
        return len(self.own) + len(self.around)


def moved(who: Who, day: date, topic: str = "") -> Moved:
    """For all hats of this role that its wearer has: who coordinates eight teams looks once."""
    figures = in_force()
    periods = {p.name: p for p in figures.periods()} if figures else {}
    rows = Publication.objects.visible_to(who, Purpose.POPULATION, day)
    newest = next((p for p in rows if p.period in periods and p.state != Publication.State.DRAFT), None)
    if figures is None or newest is None or not may(who, MOVED, Purpose.POPULATION):
        return Moved(newest)
    # A course has one length of period: of a year, its last quarter or month is looked at.
    ends = {name for name, p in periods.items() if p.ends == periods[newest.period].ends}
    known = {i: d for i, d in figures.indicators().items() if topic in ("", d["component"])}
    hats = list(_hats(who, day))
    return Moved(newest, list(_own(hats, day, figures, ends, known)), list(_around(hats, day, figures, ends, known)))


def _hats(who: Who, day: date) -> Iterator[Who]:
    for hat in Hat.objects.filter(user=who.user_id, role=who.role).worn_on(day):
        yield Who(who.user_id, hat.role, hat.scope_kind, hat.scope_id)


def _own(hats: list[Who], day: date, figures: Figures, ends: set[str], known: dict[str, Any]) -> Iterator[Own]:
    places: dict[str, tuple[str, str, str]] = {}  # node: level, name, where to go on
    for hat in hats:
        for group in groups_of(hat, day):
            for place in places_of(group, day, figures):
                name = group.name if place.level == "practice" else f"{group.name}, {place.name}"
                places.setdefault(place.node, (place.level, name, reverse("feedback:group", args=[group.pk])))
        if hat.scope_kind == "territory":
            for view in views_of(hat, day):
                for place in figures.areas(view.nodes, view.level):
                    places.setdefault(place.node, (view.level, place.name, ""))
    for level in sorted({level for level, _name, _address in places.values()}):
        for indicator, node, value, is_higher in sorted(figures.signals(level, ends)):
            if node not in places or indicator not in known:
                continue
            described, (_level, name, address) = known[indicator], places[node]
            yield Own(
                name, indicator, words.title(described), described["component"], words.value_text(described, value), is_higher,
                address or f"{reverse('insight:indicator', args=[indicator])}?level={level}&place={node}",
            )  # fmt: skip


def _around(hats: list[Who], day: date, figures: Figures, ends: set[str], known: dict[str, Any]) -> Iterator[Around]:
    there = _practices(hats, day)
    counted: dict[str, Counter[bool]] = {}
    for indicator, node, _value, is_higher in figures.signals("practice", ends):
        if node in there and indicator in known:
            counted.setdefault(indicator, Counter())[is_higher] += 1
    for indicator, sides in sorted(counted.items()):
        found = figures.figures(indicator, "practice", nodes=there)
        measured = len({f.node for f in found if f.period in ends and f.value is not None})
        if measured >= FEWEST_PEERS:
            described = known[indicator]
            yield Around(indicator, words.title(described), described["component"], sides[True], sides[False], measured)


def _practices(hats: list[Who], day: date) -> frozenset[str]:
    """The practices, as the figures call them, of organisations that work in the territories of these hats."""
    ids = {kind: [UUID(h.scope_id) for h in hats if h.scope_kind == kind] for kind in ("team", "territory")}
    tops = [*Territory.objects.filter(pk__in=ids["territory"])]
    tops += Territory.objects.filter(pk__in=Team.objects.filter(pk__in=ids["team"]).values("territories"))
    if not tops:
        return frozenset()
    homes = Organisation.objects.on(day).located(within(tops, day)).values("pk")
    return frozenset(
        Site.objects.on(day).exclude(care_site="").filter(organisation__in=homes).values_list("care_site", flat=True)
    )


def figures_moved(who: Who, today: date) -> Iterator[News]:
    """One line on Mijn dag, and so many things in the letter as the page has lines."""
    if not who.role or not may(who, MOVED, Purpose.POPULATION):
        return
    try:
        found = moved(who, today)
    except NotNow:  # the figures hide less than the region now asks
        return
    if found.publication and found.number:
        yield News(
            ngettext(
                "%(number)s figure moved by more than chance", "%(number)s figures moved by more than chance", found.number
            )
            % {"number": found.number},
            opened_on(found.publication, who),
            reverse("feedback:moved"),
            found.number,
        )
