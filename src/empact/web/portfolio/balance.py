"""The portfolio as a whole: shares against what the region set itself, too many or too few, gaps and overlaps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import combinations
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from ..kernel import region
from ..signals.figures import begins
from ..signals.models import Topic, Unmet
from ..signals.queries import questions_of_quarters
from ..signals.unanswered import asked_by_quarter
from .models import Action, Argument, Contribution, Frame, Item, Place

__all__ = ["InVain", "Line", "Overlap", "Share", "asked_in_vain", "by_item", "gaps", "overlaps", "shares", "uncovered"]


@dataclass(frozen=True, slots=True)
class Share:
    """How many of all actions have a tag with its argument. ``wanted``: at least so many in a hundred."""

    tag: str
    number: int
    all: int
    wanted: int

    @property
    def percent(self) -> float:
        return 100 * self.number / self.all if self.all else 0.0

    @property
    def is_reached(self) -> bool:
        return self.percent >= self.wanted


def shares(actions: Sequence[Action], wanted: Mapping[str, int]) -> list[Share]:
    """One per tag that the region has a target for. A tag without an argument does not exist, so it is not counted."""
    held: dict[str, set[UUID]] = {tag: set() for tag in wanted}
    for action, tag in Argument.objects.filter(tag__in=wanted, action__in=actions).values_list("action_id", "tag"):
        held[tag].add(action)
    return [Share(tag, len(held[tag]), len(actions), least) for tag, least in wanted.items()]


@dataclass(frozen=True, slots=True)
class Line:
    """A programme or an aim with what is laid under it. ``item`` is ``None`` for what names none."""

    item: Item | None
    actions: tuple[Action, ...]
    stages: Mapping[str, int]
    promises: int


def by_item(actions: Sequence[Action], items: Sequence[Item], promises: Mapping[UUID, int]) -> list[Line]:
    """Actions per programme: each in one, that of its line where it names a line. The sum is the number of actions."""
    top = {i.pk: i for i in items}
    laid: dict[UUID | None, list[Action]] = {pk: [] for pk in top}
    for action in actions:
        programme = action.programme
        pk = None if programme is None else programme.parent_id or programme.pk
        laid.setdefault(pk if pk in top else None, []).append(action)
    return [
        Line(
            top.get(pk) if pk else None,
            tuple(found),
            {s: sum(a.stage == s for a in found) for s in Action.Stage},
            sum(promises.get(a.pk, 0) for a in found),
        )
        for pk, found in laid.items()
    ]


def gaps(frame: Frame | None, actions: Iterable[Action]) -> list[Item]:
    """Objectives without an action, and aims, topics and assignments that nothing adds to."""
    taken = {a.objective_id for a in actions}
    added = set(Contribution.objects.filter(action__frame=frame).values_list("item_id", flat=True))
    objectives = [i for i in Item.objects.of(frame, "objective") if i.pk not in taken]
    return objectives + [i for i in Item.objects.of(frame, "aim", "topic") if i.pk not in added]


def uncovered(actions: Iterable[Action], personas: Mapping[str, str]) -> list[str]:
    """Personas of the Pop-Box that no action is for, by name. An action for everybody names none."""
    aimed = {a.persona for a in actions}
    return [title for key, title in personas.items() if key not in aimed]


@dataclass(frozen=True, slots=True)
class InVain:
    """What was asked so often at the intake desks in a quarter, and why nobody could answer; ``need``: as an idea says it."""

    quarter: str
    topic: Any
    why: Any
    number: int

    @property
    def need(self) -> str:
        said = {"number": self.number, "topic": self.topic, "why": self.why, "quarter": self.quarter}
        return _("%(number)d questions in %(quarter)s about %(topic)s had no answer: %(why)s.") % said


def asked_in_vain(today: date, at: datetime) -> list[InVain]:
    """Of the last quarter that is over, what was asked most, as the page of unanswered questions shows it."""
    found = asked_by_quarter(questions_of_quarters(begins(today), at), today, int(region.read("region.small_number")))
    topics, reasons = dict(Topic.choices), dict(Unmet.choices)
    return [InVain(q.name, topics[topic], reasons[why], number) for q in found[:1] for topic, why, number in q.most]


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two actions for the same cell that start in the same territory; ``aims``: what both add to."""

    first: Action
    second: Action
    aims: tuple[str, ...]


def overlaps(actions: Sequence[Action]) -> list[Overlap]:
    """Pairs with the same target cell and the same start; those that share most aims first."""
    start = dict(Place.objects.filter(role=Place.Role.START, action__in=actions).values_list("action_id", "territory_id"))
    adds: dict[UUID, set[Item]] = {}
    for one in Contribution.objects.filter(action__in=actions, item__kind="aim").select_related("item"):
        adds.setdefault(one.action_id, set()).add(one.item)
    cells: dict[tuple[str, str, UUID], list[Action]] = {}
    for action in actions:
        if (action.persona or action.determinant) and action.pk in start:
            cells.setdefault((action.persona, action.determinant, start[action.pk]), []).append(action)
    found = []
    for several in cells.values():
        for first, second in combinations(several, 2):
            both = sorted(adds.get(first.pk, set()) & adds.get(second.pk, set()), key=lambda i: i.number)
            found.append(Overlap(first, second, tuple(i.name for i in both)))
    return sorted(found, key=lambda o: (-len(o.aims), o.first.number, o.second.number))
