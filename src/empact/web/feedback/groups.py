"""Whose feedback it is: a team, or the practice of an organisation. A hat has its own; of others it learns nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from ..insight.figures import Area, Figures
from ..insight.levels import views_of
from ..kernel.permissions import may
from ..kernel.problems import Missing
from ..kernel.purposes import Purpose
from ..kernel.who import Who
from ..territory.models import Organisation, Practitioner, Site, Team, TeamMember
from .permissions import SEE

__all__ = ["Group", "groups_of", "owned_by", "people_of", "places_of", "the_group"]


@dataclass(frozen=True, slots=True)
class Group:
    """One of ``team`` and ``organisation`` is there."""

    team: Team | None = None
    organisation: Organisation | None = None

    @property
    def row(self) -> Team | Organisation:
        row = self.team or self.organisation
        assert row is not None
        return row

    @property
    def pk(self) -> UUID:
        return self.row.pk

    @property
    def name(self) -> str:
        return self.row.name

    @property
    def subject(self) -> str:
        """As events name it."""
        return f"territory.{'team' if self.team else 'organisation'}:{self.pk}"

    @property
    def columns(self) -> dict[str, Team | Organisation | None]:
        """What tables of this app keep of it."""
        return {"team": self.team, "organisation": self.organisation}


def groups_of(who: Who, day: date) -> list[Group]:
    """The team or practice of the hat, and the teams its wearer is a member of; empty for everybody else."""
    if not who.role or not may(who, SEE, Purpose.POPULATION):
        return []
    members = TeamMember.objects.on(day)
    member = Q(members__in=members.filter(practitioner__user_id=who.user_id)) if who.user_id else Q(pk=None)
    own = Q(pk=UUID(who.scope_id)) if who.scope_kind == "team" else Q(pk=None)
    found = [Group(team=t) for t in Team.objects.on(day).filter(own | member).distinct()]
    if who.scope_kind == "organisation":
        practices = Site.objects.on(day).exclude(care_site="").filter(organisation_id=UUID(who.scope_id))
        found += [Group(organisation=o) for o in Organisation.objects.filter(pk__in=practices.values("organisation_id"))]
    return found


def the_group(who: Who, day: date, pk: UUID) -> Group:
    """The own group with this id. Raises :class:`Missing`: another's is no different from none."""
    for group in groups_of(who, day):
        if group.pk == pk:
            return group
    raise Missing


def owned_by(who: Who, day: date) -> Q:
    """Rows of the own groups."""
    groups = groups_of(who, day)
    teams = [g.team.pk for g in groups if g.team]
    return Q(team__in=teams) | Q(organisation__in=[g.organisation.pk for g in groups if g.organisation])


def people_of(group: Group, day: date) -> list[Practitioner]:
    """The professionals of a group: who can take an action on."""
    rows = Practitioner.objects.all()
    if group.team:
        return list(rows.filter(pk__in=group.team.members.on(day).values("practitioner_id")))
    assert group.organisation is not None
    return list(rows.filter(pk__in=group.organisation.posts.on(day).values("practitioner_id")))


def places_of(group: Group, day: date, figures: Figures) -> list[Area]:
    """The places whose figures are the group's own: the widest level it works at and that was measured.

    More than one where a team works in several territories: released figures cannot be added up.
    """
    kind, role = ("team", "team_coach") if group.team else ("organisation", "gp")
    for view in views_of(Who(role=role, scope_kind=kind, scope_id=str(group.pk)), day):
        if found := figures.areas(view.nodes, view.level):
            return found
    return []
