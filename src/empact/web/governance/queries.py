"""Reads that span tables: who works in a role, and what a plan counted of it beside what is counted here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet

from ..kernel import scopes
from ..kernel.models import Hat
from ..kernel.permissions import Permission, all_permissions
from ..kernel.roles import CITIZENS, PROFESSIONALS, ROLES, Role
from ..territory.models import Post, TeamMember
from .regions import ToldRole

__all__ = ["Holder", "RoleLine", "counted", "holders", "rights_of", "roles"]


@dataclass(frozen=True, slots=True)
class RoleLine:
    """A role of the register with how many work in it on a day."""

    role: Role
    holders: int
    persons: bool


@dataclass(frozen=True, slots=True)
class Holder:
    name: str
    place: str
    since: date
    until: date | None


def roles(day: date) -> list[RoleLine]:
    """Of all who take part for an organisation, in the order of the register."""
    worn = dict(_active(day).values_list("role").annotate(n=Count("user", distinct=True)))
    return [RoleLine(r, worn.get(r.id, 0), r.persons) for r in ROLES.values() if r.id not in CITIZENS]


def holders(role: str, day: date) -> list[Holder]:
    """Who works in it on a day and where. Nobody is named who is here for themselves or somebody near."""
    if role not in PROFESSIONALS:
        return []
    hats = list(_active(day).filter(role=role).select_related("user").order_by("user__name", "starts"))
    places = scopes.names_of({f"{h.scope_kind}:{h.scope_id}" for h in hats if h.scope_kind})
    return [Holder(h.user.name, places.get(f"{h.scope_kind}:{h.scope_id}", ""), h.starts, h.ends) for h in hats]


def rights_of(role: str) -> list[Permission]:
    """What follows from the role, and from nothing else."""
    return [one for one in all_permissions() if role in one.roles]


def counted(told: ToldRole, day: date) -> int:
    """How many different people have the role of a plan here on a day."""
    if told.member:  # whoever is a member in that role and whoever works in it, each once
        worn = set(_active(day).filter(role=told.role).values_list("user_id", flat=True)) if told.role else set()
        members = TeamMember.objects.on(day).filter(role=told.member).exclude(practitioner__user__in=worn)
        return len(worn) + members.values("practitioner").distinct().count()
    if told.function:
        return Post.objects.on(day).filter(function__code=told.function).values("practitioner").distinct().count()
    return _active(day).filter(role=told.role).values("user").distinct().count()


def _active(day: date) -> QuerySet[Hat]:
    return Hat.objects.worn_on(day).filter(user__is_active=True)
