"""Reads that span tables: what an action is measured by, whom it is for, what partners promise, and what waits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from ..governance.models import Agreement, Meeting
from ..insight import words
from ..insight.figures import Figure, Figures
from ..insight.levels import node_of
from ..kernel import region
from ..territory.models import Territory
from .choices import FOLLOW_UP
from .models import Action, Argument, Decided, Goal, Item, Kpi, Place, Promise, Task, Update
from .models.actions import Actions
from .states import ORDER

__all__ = [
    "ALL", "Followed", "Measured", "Reach", "agreements_of", "asks", "cells", "filtered", "goals_of", "items_of",
    "late_tasks", "measured", "measured_of", "months_after", "next_decision", "proposed_zones", "reach", "similar",
    "target_names", "without_agreement",
]  # fmt: skip

ALL = "all"


@dataclass(frozen=True, slots=True)
class Measured:
    """A KPI with its last value: of the released figures (``figure``), or the last that was counted by hand (``text``).

    ``where``: the place the figure is of; empty: everybody. ``met``: is the target reached? ``None``: cannot be said.
    ``early``: measured before the action lasted as long as the region follows up at least: too early to tell what it did.
    """

    kpi: Kpi
    title: str
    text: str
    interval: str
    period: str
    source: str
    where: str
    met: bool | None
    early: bool = False


@dataclass(frozen=True, slots=True)
class Reach:
    """How many persons the target cell holds: where the action starts, and in the whole region. ``None``: hidden."""

    definition: str
    start: str
    here: int | None
    everywhere: int | None


def measured(action: Action, figures: Figures | None, start: Territory | None) -> list[Measured]:
    """Each KPI of the action with its value where the action starts, else of everybody; the interval beside it."""
    began = action.places.filter(role=Place.Role.START).values_list("starts", flat=True).first()
    kpis = list(action.kpis.prefetch_related("readings"))
    return measured_of(kpis, figures, {action.pk: (start, began)}) if kpis else []


def measured_of(
    kpis: Iterable[Kpi], figures: Figures | None, starts: Mapping[UUID, tuple[Territory | None, date | None]]
) -> list[Measured]:
    """Each of these, of one action or of many, with its readings. ``starts``: action to where it starts and since when."""
    known = figures.indicators() if figures else {}
    ends = {p.name: p.ends for p in figures.periods()} if figures else {}
    months = int(region.read(FOLLOW_UP))
    found = []
    for kpi in kpis:
        start, began = starts.get(kpi.action_id, (None, None))
        until = months_after(began, months) if began else None
        if not kpi.indicator:
            found.append(_counted(kpi, until))
            continue
        described = known.get(kpi.indicator)
        if figures is None or described is None:
            found.append(Measured(kpi, kpi.indicator, "", "", "", "", "", None))
            continue
        figure, where = _figure(figures, kpi.indicator, start)
        value = figure.value if figure else None
        found.append(
            Measured(
                kpi,
                words.title(described),
                words.value_text(described, value) if value is not None else "",
                words.interval(described, figure) if figure and value is not None else "",
                figure.period if figure else "",
                "",
                where,
                _met(kpi, words.scaled(described, value) if value is not None else None),
                figure is not None and value is not None and until is not None and ends[figure.period] < until,
            )
        )
    return found


def months_after(day: date, months: int) -> date:
    """The first day of the month that begins so many months after that of a day."""
    count = day.year * 12 + day.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def _counted(kpi: Kpi, until: date | None) -> Measured:
    last = max(kpi.readings.all(), key=lambda r: r.on, default=None)
    if last is None:
        return Measured(kpi, kpi.title, "", "", "", "", "", None)
    return Measured(
        kpi,
        kpi.title,
        f"{last.value:g}",
        "",
        last.on.isoformat(),
        last.source,
        "",
        _met(kpi, last.value),
        until is not None and last.on < until,
    )


def _met(kpi: Kpi, value: float | None) -> bool | None:
    if value is None or kpi.target is None:
        return None
    return value >= kpi.target if kpi.direction == Kpi.Direction.UP else value <= kpi.target


def _figure(figures: Figures, indicator: str, start: Territory | None) -> tuple[Figure | None, str]:
    """The last one that was measured where the action starts; where that place has none, of everybody."""
    periods = [p.name for p in figures.periods()]
    if start is not None:
        node = node_of(start.kind, start.code)
        here = {f.period: f for f in figures.figures(indicator, node.partition(":")[0], node=node)}
        if last := next((here[p] for p in reversed(periods) if p in here), None):
            return last, start.name
    whole = {f.period: f for f in figures.figures(indicator, ALL)}
    return next((whole[p] for p in reversed(periods) if p in whole), None), ""


def target_names(figures: Figures | None) -> tuple[dict[str, str], dict[str, str]]:
    """Personas and determinants of the Pop-Box, by key, in the reader's language."""
    popbox = figures.about().get("popbox") if figures else None
    if not popbox:
        return {}, {}
    personas = {c["key"]: words.in_language(c["title"]) for c in popbox["segment"]["classes"]}
    return personas, {key: words.in_language(d["title"]) for key, d in popbox["determinants"].items()}


def reach(action: Action, figures: Figures | None, start: Territory | None) -> Reach | None:
    """The persons of the target cell where the action starts and in the whole region. ``None``: no cell, no figures."""
    if figures is None or not (action.persona or action.determinant):
        return None
    personas, determinants = target_names(figures)
    named = [personas.get(action.persona, ""), determinants.get(action.determinant, "")]
    cell = action.persona or ALL
    whole = figures.popbox(ALL, action.determinant).get((ALL, cell))
    here = None
    if start is not None:
        node = node_of(start.kind, start.code)
        here = figures.popbox(node.partition(":")[0], action.determinant).get((node, cell))
    return Reach(" × ".join(filter(None, named)), start.name if start else "", here, whole)


@dataclass(frozen=True, slots=True)
class Followed:
    """A goal with what it follows, and how much of that is there today. ``parts``: each with whether it is reached (``None``:
    cannot be said yet)."""

    goal: Goal
    parts: tuple[tuple[str, bool | None], ...]

    @property
    def reached(self) -> int:
        return sum(met is True for _title, met in self.parts)

    @property
    def is_reached(self) -> bool:
        return bool(self.parts) and self.reached == len(self.parts)


def goals_of(action: Action, known: Iterable[Measured]) -> list[Followed]:
    """Each goal of the action as it is now: nothing of it is kept, so it cannot fall behind what it follows."""
    numbers = {one.kpi.pk: one for one in known}
    found = []
    for goal in action.goals.prefetch_related("milestones", "kpis"):
        steps = [(task.title, task.done is not None) for task in goal.milestones.all()]
        measures = [(numbers[k.pk].title, numbers[k.pk].met) for k in goal.kpis.all() if k.pk in numbers]
        found.append(Followed(goal, (*steps, *measures)))
    return found


def proposed_zones(action: Action, day: date) -> dict[str, list[Territory]]:
    """TER-04: where the effect is measured: the test zones and the comparison zones of the day, and no other."""
    places = action.places.on(day).filter(role__in=(Place.Role.TEST, Place.Role.COMPARISON)).select_related("territory")
    found: dict[str, list[Territory]] = {Place.Role.TEST: [], Place.Role.COMPARISON: []}
    for place in places:
        found[place.role].append(place.territory)
    return found


def asks() -> QuerySet[Update]:
    """Help that was asked for and not answered, the longest waiting first."""
    return Update.objects.exclude(asked="").filter(answered_on=None).select_related("action").order_by("at")


def filtered(rows: Actions, said: Mapping[str, Any], inside: set[UUID] | None, day: date) -> Actions:
    """The rows that fit what is asked; with how many milestones are late and whether help is asked."""
    for name in ("stage", "kind", "puller", "domain"):
        if said.get(name):
            rows = rows.filter(**{name: said[name]})
    if programme := said.get("programme"):
        rows = rows.filter(Q(programme=programme) | Q(programme__parent=programme))
    if objective := said.get("objective"):
        rows = rows.filter(objective=objective)
    if mark := said.get("mark"):
        rows = rows.filter(marks=mark)
    if tag := said.get("tag"):
        rows = rows.filter(pk__in=Argument.objects.filter(tag=tag).values("action"))
    if said.get("evidence"):
        rows = rows.with_evidence()
    if connection := said.get("connection"):
        rows = rows.filter(connections=connection)
    if organisation := said.get("organisation"):
        mine = Promise.objects.on(day).filter(organisation=organisation)
        rows = rows.filter(Q(puller=organisation) | Q(pk__in=mine.values("action")))
    if inside is not None:
        running = Place.objects.on(day).filter(role__in=(Place.Role.START, Place.Role.EXTENSION), territory__in=inside)
        rows = rows.filter(pk__in=running.values("action"))
    waiting = Update.objects.filter(action=OuterRef("pk"), answered_on=None).exclude(asked="")
    late = Count("tasks", filter=Q(tasks__done=None, tasks__due__lt=day), distinct=True)
    return rows.annotate(late=late, waits=Exists(waiting))


def similar(title: str, places: Iterable[UUID]) -> list[Action]:
    """PRT-32: actions with a word of four letters or more in common, those in the same place first; at most five."""
    from ..territory.search import fold

    asked = {w for w in fold(title).split() if len(w) >= 4}
    there = set(places)
    found: list[tuple[bool, int, Action]] = []
    for one in Action.objects.prefetch_related("places"):
        common = len(asked & set(one.search.split()))
        if common:
            found.append((not there & {p.territory_id for p in one.places.all()}, -common, one))
    return [one for *_rank, one in sorted(found, key=lambda f: (f[0], f[1], f[2].number))[:5]]


def cells(rows: Iterable[Action], day: date) -> Iterator[list[Any]]:
    """A row per action for the file."""
    for one in rows:
        start = one.start_place
        yield [
            one.number,
            one.title,
            one.get_kind_display(),
            one.get_stage_display(),
            one.objective.code if one.objective else "",
            one.programme.code if one.programme else "",
            one.puller.name if one.puller else "",
            start.territory.name if start else "",
            "; ".join(p.territory.name for p in one.running_places(day)),
            ",".join(c.code for c in one.connections.all()),
            one.changed.isoformat(),
        ]


def agreements_of(action: Action, day: date) -> list[tuple[Agreement, bool]]:
    """What the action rests on, and whether each is in force on a day."""
    in_force = set(Agreement.objects.on(day).values_list("pk", flat=True))
    return [(one, one.pk in in_force) for one in action.agreements.all()]


def without_agreement(day: date) -> QuerySet[Action]:
    """Actions that run and rest on no agreement in force on that day."""
    running = Action.objects.filter(stage__in=(Action.Stage.RUNNING, Action.Stage.EVALUATION))
    return running.exclude(agreements__in=Agreement.objects.on(day)).order_by("number")


def late_tasks(day: date) -> QuerySet[Task]:
    """Of actions that go on, the longest late first."""
    return Task.objects.late(day).filter(action__in=Action.objects.going()).select_related("action").order_by("due")


def next_decision(action: Action, day: date) -> Meeting | None:
    """MOD-09: until an action runs, the next meeting of a body that is asked about it, or that decides about any."""
    if action.stage not in ORDER[: ORDER.index(Action.Stage.RUNNING)]:
        return None
    asked = Decided.objects.filter(action=action).values("decision__body")
    coming = Meeting.objects.filter(on__gte=day, held=False).select_related("body").order_by("on", "pk")
    return coming.filter(body__in=asked).first() or coming.filter(body__decisions__of_action__isnull=False).first()


def items_of(action: Action, kind: str) -> QuerySet[Item]:
    """What the frame of this action names of a kind."""
    return Item.objects.of(action.frame, kind)


def aims_of(action: Action) -> list[str]:
    """The aims it adds to, by code, in the order of the frame."""
    return list(action.contributions.filter(item__kind="aim").order_by("item__number").values_list("item__code", flat=True))
