"""How much work waits, by team and by who coordinates there: to share it out, and never to compare people.

Numbers only, no person who is cared for. Lines stand by name and cannot be sorted by a number; outside a team its whole is
read, and only where that is not the work of one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from ..care.models import Coordination, Plan, Task
from ..kernel.models import Hat, User
from ..kernel.who import Who
from ..people.models import CareRelation
from ..territory.models import Team

__all__ = ["AHEAD", "Load", "OfTeam", "OfWho", "loads_of", "teams_of"]

AHEAD: Final = timedelta(days=30)
"""Plans to look at again within so many days are counted as coming."""
_ROLE: Final = "coordinator"


@dataclass(frozen=True, slots=True)
class Load:
    """``tasks``: open ones, of which ``late``. ``reviews``: plans whose day to look again has come, ``coming``: within
    :data:`AHEAD`, ``undated``: without such a day. Of the persons coordinated, ``persons``.
    """

    persons: int = 0
    tasks: int = 0
    late: int = 0
    reviews: int = 0
    coming: int = 0
    undated: int = 0

    def __add__(self, other: Load) -> Load:
        return Load(**{name: getattr(self, name) + getattr(other, name) for name in Load.__slots__})


@dataclass(frozen=True, slots=True)
class OfWho:
    """``left``: does not coordinate at this team any more, and still has work there."""

    user: UUID
    name: str
    load: Load
    left: bool


@dataclass(frozen=True, slots=True)
class OfTeam:
    """``lines``: empty where the reader reads the whole only. ``load`` is ``None`` where it would be that of one.

    ``alone``: persons of the team whom nobody coordinates yet.
    """

    team: Team
    load: Load | None
    alone: int
    lines: tuple[OfWho, ...] = field(default=())


def teams_of(who: Who) -> QuerySet[Team]:
    """At a team: that one. Without a place, the project office: all of them."""
    if who.scope_kind == "team" and who.scope_id:
        return Team.objects.filter(pk=UUID(who.scope_id))
    return Team.objects.all() if not who.scope_kind else Team.objects.none()


def loads_of(who: Who, teams: Iterable[Team], today: date) -> list[OfTeam]:
    """Five queries, however many teams and people. Whoever belongs to a team reads its lines."""
    listed = list(teams)
    ids = [team.pk for team in listed]
    found: dict[UUID, dict[UUID, Load]] = {pk: {} for pk in ids}
    for of, user, load in (*_coordinated(ids, today), *_tasks(ids, today)):
        found[of][user] = found[of].get(user, Load()) + load
    here: dict[UUID, set[UUID]] = {pk: set() for pk in ids}
    hats = Hat.objects.worn_on(today).filter(role=_ROLE, scope_kind="team", scope_id__in=map(str, ids), user__is_active=True)
    for scope, user in hats.values_list("scope_id", "user"):
        here[UUID(scope)].add(user)
    names = dict(User.objects.filter(pk__in={*_all(found), *_all(here)}).values_list("pk", "name"))
    alone = _alone(ids, today)
    made = []
    for team in listed:
        loads = dict.fromkeys(here[team.pk], Load()) | found[team.pk]
        lines = sorted(
            (OfWho(user, names[user], load, user not in here[team.pk]) for user, load in loads.items()),
            key=lambda line: (line.name.casefold(), line.user),
        )
        whole = OfTeam(team, sum((line.load for line in lines), Load()), alone.get(team.pk, 0), tuple(lines))
        if not who.at("team", team.pk):
            whole = replace(whole, lines=(), load=whole.load if len(lines) > 1 else None)
        made.append(whole)
    return made


def _coordinated(teams: list[UUID], today: date) -> Iterator[tuple[UUID, UUID, Load]]:
    """Persons of whom somebody of these teams is coordinator, and the days of their plans."""
    plan = Plan.objects.filter(person=OuterRef("person"), state=Plan.State.OPEN)
    rows = Coordination.objects.filter(
        ended_at=None, person__merged_into=None, member__role=_ROLE, member__team__in=teams, member__user__isnull=False
    ).annotate(plan=Subquery(plan.values("pk")[:1]), again=Subquery(plan.values("review_on")[:1]))
    counted = rows.order_by().values("member__team", "member__user").annotate(
        persons=Count("pk"), reviews=Count("pk", filter=Q(again__lte=today)),
        coming=Count("pk", filter=Q(again__gt=today, again__lte=today + AHEAD)),
        undated=Count("pk", filter=Q(plan__isnull=False, again=None)),
    )  # fmt: skip
    numbers = ("persons", "reviews", "coming", "undated")
    for team, user, *counts in counted.values_list("member__team", "member__user", *numbers):
        yield team, user, Load(**dict(zip(numbers, counts, strict=True)))


def _tasks(teams: list[UUID], today: date) -> Iterator[tuple[UUID, UUID, Load]]:
    """Open tasks of plans in use."""
    rows = Task.objects.filter(
        state=Task.State.OPEN, plan__state=Plan.State.OPEN, plan__person__merged_into=None, owner__role=_ROLE,
        owner__team__in=teams, owner__user__isnull=False,
    )  # fmt: skip
    counted = rows.order_by().values("owner__team", "owner__user")
    counted = counted.annotate(tasks=Count("pk"), late=Count("pk", filter=Q(due__lt=today)))
    for team, user, tasks, late in counted.values_list("owner__team", "owner__user", "tasks", "late"):
        yield team, user, Load(tasks=tasks, late=late)


def _alone(teams: list[UUID], today: date) -> dict[UUID, int]:
    coordinated = Coordination.objects.filter(ended_at=None).values("person")
    rows = CareRelation.objects.on(today).filter(team__in=teams, kind=CareRelation.Kind.COORDINATION, person__merged_into=None)
    counted = rows.exclude(person__in=coordinated).order_by().values("team").annotate(n=Count("person", distinct=True))
    return dict(counted.values_list("team", "n"))


def _all(by_team: dict[UUID, Any]) -> set[UUID]:
    return {user for users in by_team.values() for user in users}
