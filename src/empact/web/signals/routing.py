"""Whose turn is next: who coordinates the care, then who is named for this place, theme and hour, then the duty service.

Each comes once. What is open is decided at the moment the turn begins, so that the clock of the night calls the night.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from django.utils import timezone

from ..care.models import Coordination, Member
from ..people.models import Person
from ..territory.models import Membership, Territory
from ..territory.search import fold
from .models import Age, Route, Signal, Theme, Turn, Urgency

__all__ = ["Gap", "Receiver", "chain", "coordinator_for", "gaps", "minutes_of", "next_receiver", "wholes"]

COORDINATOR_MINUTES: Final = {Urgency.NOW: 30, Urgency.DAY: 240, Urgency.WEEK: 1440}
"""As the default of a route; a coordinator has no route of their own."""
_K: Final = Turn.Kind


@dataclass(frozen=True, slots=True)
class Receiver:
    """``place``: what it is and its id, which tells whether it had its turn already."""

    kind: str
    place: tuple[str, UUID]
    minutes: int
    role: str = ""

    def fields(self) -> dict[str, Any]:
        """As the columns of a turn."""
        what, pk = self.place
        return {"kind": self.kind, f"{what}_id": pk, "role": self.role}


def wholes(territory: Territory | None, day: Any) -> list[UUID]:
    """The territory and all it lies in, nearest first."""
    if territory is None:
        return []
    found = [territory.pk]
    front = {territory.pk}
    while front:
        front = set(Membership.objects.on(day).filter(part__in=front).values_list("whole_id", flat=True)) - set(found)
        found += sorted(front)
    return found


def chain(
    routes: Iterable[Route], near: Sequence[UUID], *, theme: str, age: str, urgency: str, local: datetime
) -> list[Receiver]:
    """Who is called, in order: the nearest and most particular route that is open first; the duty service last.

    ``near``: the territory and what it lies in, nearest first. A receiver stands once.
    """
    fitting = [
        route
        for route in routes
        if (route.territory_id is None or route.territory_id in near)
        and route.theme in ("", theme)
        and route.age in ("", age)
        and route.is_open(local)
    ]

    def rank(route: Route) -> tuple[Any, ...]:
        far = near.index(route.territory_id) if route.territory_id is not None else len(near)
        return route.regional, far, not route.theme, not route.age, route.opens is None, route.made_at

    found: dict[tuple[str, UUID], Receiver] = {}
    for route in sorted(fitting, key=rank):
        for receiver in _of_route(route, urgency):
            found.setdefault(receiver.place, receiver)
    return list(found.values())


def _of_route(route: Route, urgency: str) -> Iterator[Receiver]:
    kind = _K.REGION if route.regional else _K.RECEIVER
    minutes = route.minutes(urgency)
    if route.organisation_id is not None:
        yield Receiver(kind, ("organisation", route.organisation_id), minutes)
    elif route.team_id is not None:
        yield Receiver(kind, ("team", route.team_id), minutes)
    backup = _K.REGION if route.regional else _K.BACKUP
    if route.backup_organisation_id is not None:
        yield Receiver(backup, ("organisation", route.backup_organisation_id), minutes)
    elif route.backup_team_id is not None:
        yield Receiver(backup, ("team", route.backup_team_id), minutes)


def coordinator_for(signal: Signal, on: Any) -> Receiver | None:
    """The professional who coordinates the care of the person, where the report says for sure who that is."""
    now = (
        Coordination.objects.filter(person=signal.person_id, ended_at=None)
        if signal.person_id
        else Coordination.objects.none()
    )
    one = (
        now.filter(member__state=Member.State.APPROVED, member__kind=Member.Kind.PROFESSIONAL).select_related("member").first()
    )
    if one is None or one.member.user_id is None or one.member.user_id == signal.reported_by:
        return None
    return Receiver(
        _K.COORDINATOR, ("user", one.member.user_id), COORDINATOR_MINUTES[Urgency(signal.urgency)], one.member.role
    )


def found_person(signal: Signal) -> Person | None:
    """The one person with exactly this name in this municipality who has a coordinator; ``None`` where that is not sure."""
    name = fold(signal.about["name"])
    if not name or signal.municipality_id is None:
        return None
    with_one = Coordination.objects.filter(ended_at=None).values("person")
    here = Person.objects.filter(municipality=signal.municipality_id, merged_into=None, pk__in=with_one)
    words = set(name.split())
    for word in words:
        here = here.filter(search__contains=word)
    same = [p for p in here[:20] if set(fold(p.family_name, p.given_names).split()) == words]
    return same[0] if len(same) == 1 else None


def next_receiver(signal: Signal, at: datetime) -> Receiver | None:
    """The first who has not had a turn in this report; ``None`` when all had."""
    local = timezone.localtime(at)
    had = {
        (what, pk)
        for turn in signal.turns.values("organisation", "team", "user")
        for what, pk in turn.items()
        if pk is not None
    }
    first = coordinator_for(signal, local.date())
    routes = Route.objects.in_force()
    near = wholes(signal.municipality, local.date())
    asked = {"theme": signal.theme, "age": signal.age, "urgency": signal.urgency}
    candidates = ([first] if first else []) + chain(routes, near, local=local, **asked)
    return next((one for one in candidates if one.place not in had), None)


def minutes_of(turn: Turn, signal: Signal, at: datetime) -> int:
    """How long this receiver has, by the route that names it now; else as a coordinator."""
    local = timezone.localtime(at)
    near = wholes(signal.municipality, local.date())
    asked = {"theme": signal.theme, "age": signal.age, "urgency": signal.urgency}
    place = turn.organisation_id or turn.team_id
    every = chain(Route.objects.in_force(), near, local=local, **asked)
    return next((one.minutes for one in every if one.place[1] == place), COORDINATOR_MINUTES[Urgency(signal.urgency)])


@dataclass(frozen=True, slots=True)
class Gap:
    """Hours of a week without a receiver, for a place and theme. ``example``: weekday and hour of the first."""

    territory: Territory | None
    theme: str
    hours: int
    example: tuple[int, int]


def gaps(routes: Sequence[Route], places: Mapping[UUID, tuple[Territory, Sequence[UUID]]]) -> list[Gap]:
    """Every place, theme, age and hour of a week that reaches nobody; half hours are asked too."""
    monday = datetime(2024, 1, 1)  # any week: only weekday and hour count
    moments = [monday + timedelta(minutes=30 * n) for n in range(7 * 48)]
    edges = {time(0, 0)} | {t for r in routes for t in (r.opens, r.closes) if t is not None}
    moments += [datetime.combine(monday.date() + timedelta(days=d), t) for d in range(7) for t in edges]
    found = []
    every: list[tuple[Territory | None, Sequence[UUID]]] = [*places.values(), (None, ())]
    for territory, near in every:
        here = [r for r in routes if r.territory_id is None or r.territory_id in near]
        for theme in Theme.values:
            fitting = [r for r in here if r.theme in ("", theme) and r.age == Age.UNKNOWN]
            empty = [m for m in moments if not any(r.is_open(m) for r in fitting)]
            if empty:
                first = min(empty)
                hours = len({(m.weekday(), m.hour) for m in empty})
                found.append(Gap(territory, theme, hours, (first.weekday(), first.hour)))
    return found
