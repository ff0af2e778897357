"""What the portfolio says elsewhere: of an organisation, of who works with whom, of what was frozen; and what other apps say
behind an objective."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from ..governance.models import Decision
from ..governance.network import Link, Node, partner
from ..governance.quarters import Frozen
from ..governance.resting import Resting
from ..kernel.permissions import may
from ..kernel.purposes import Purpose
from ..kernel.who import Who
from ..territory.models import Team
from ..territory.notices import Notice
from .models import Action, Decided, Item, Promise, Report
from .permissions import SEE

__all__ = ["Behind", "actions_on", "add", "behind", "frozen_reports", "small_of_team", "takes_part_in", "works_together"]


@dataclass(frozen=True, slots=True)
class Behind:
    """Where an objective, or what is done for it, comes from."""

    title: str
    address: str
    note: str


Source = Callable[[Item], Iterable[Behind]]
_SOURCES: Final[list[Source]] = []


def actions_on(decision: Decision) -> Iterator[Resting]:
    """The action a decision is about, and to which stage it takes it."""
    for one in Decided.objects.filter(decision=decision).select_related("action"):
        address = reverse("portfolio:action", args=[one.action_id])
        yield Resting(f"{one.action.number} {one.action.title}", str(one.get_after_display()), address)


def small_of_team(who: Who, team: Team, today: date) -> Iterator[Notice]:
    """GOV-23: what the team began by itself, on its page; first what waits for a decision."""
    if not may(who, SEE, Purpose.PROJECT):
        return
    for one in Action.objects.going().filter(team=team).order_by("number"):
        text = _("It passes what a team may begin by itself.") if one.needs_means else _("The team does this by itself.")
        yield Notice(one.title, text, reverse("portfolio:action", args=[one.pk]), one.needs_means)


def add(source: Source) -> None:
    """An app's answer to: what lies behind this objective?"""
    _SOURCES.append(source)


def behind(item: Item) -> list[Behind]:
    """In the order of adding."""
    return [one for source in _SOURCES for one in source(item)]


def takes_part_in(organisation: UUID, day: date) -> Iterator[str]:
    """A line per promise that holds; what others expect is none yet."""
    held = Promise.objects.on(day).filter(organisation=organisation, confirmed__isnull=False)
    for one in held.select_related("action"):
        yield f"{one.action.title}: {one.get_contribution_display()}"


def works_together(day: date) -> Iterator[Link]:
    """Who pulls each action that goes on, and who promised something to it."""
    going = Action.objects.going().select_related("puller")
    nodes = {one.pk: Node("action", str(one.pk), one.title, reverse("portfolio:action", args=[one.pk])) for one in going}
    yield from (Link(partner(one.puller), nodes[one.pk], _("pulls")) for one in going if one.puller is not None)
    held = Promise.objects.on(day).filter(confirmed__isnull=False, action__in=nodes)
    for promise in held.select_related("organisation"):
        yield Link(partner(promise.organisation), nodes[promise.action_id], _("promised something"))


def frozen_reports(first: date, last: date) -> Iterator[Frozen]:
    """Reports between two days, with their digest."""
    for one in Report.objects.filter(on__gte=first, on__lte=last).defer("content"):
        yield Frozen(one.title, reverse("portfolio:report", args=[one.pk]), one.on, one.digest)
