"""Meetings of a team that come again: the neighbourhood team's own, and shared care of first, second and third line.

A case stands on the agenda under a pseudonym. The key to the person is kept for who treats them, and shown to nobody.
"""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any, Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from ...kernel.models import Hat, User
from ...kernel.permissions import may
from ...kernel.purposes import Purpose
from ...kernel.roles import ROLES
from ...kernel.who import Who
from ...people.models import Person
from ...territory.models import Team, TeamMember
from ...territory.models.dated import Known
from ..permissions import MEET

__all__ = ["AgendaItem", "Agreement", "TeamMeeting", "own_teams"]


def own_teams(who: Who, on: date) -> QuerySet[Team]:
    """The team of the hat, and those its wearer is a member of."""
    mine = Q(pk=UUID(who.scope_id)) if who.scope_kind == "team" and who.scope_id else Q(pk__in=())
    if who.user_id:
        mine |= Q(pk__in=TeamMember.objects.on(on).filter(practitioner__user=who.user_id).values("team"))
    return Team.objects.on(on).filter(mine)


class TeamMeetings(models.QuerySet["TeamMeeting"]):
    def visible_to(self, who: Who, purpose: Purpose, on: date) -> Self:
        """Of the own teams and those one's team is asked to; shared care only where the role sees persons anyway."""
        if not who.user_id or not may(who, MEET, purpose):
            return self.none()
        teams = own_teams(who, on).values("pk")
        rows = self.filter(
            Q(team__in=teams) | Q(pk__in=TeamMeeting.asked.through.objects.filter(team__in=teams).values("teammeeting"))
        )
        return rows if ROLES[who.role].persons else rows.exclude(kind=TeamMeeting.Kind.SHARED_CARE)


class TeamMeeting(Known):
    """``series``: the same for meetings that follow each other; ``weeks`` until the next one, 0 where there is none.

    ``asked``: other teams that take part.
    """

    class Kind(models.TextChoices):
        TEAM = "team", _("meeting of the neighbourhood team")
        SHARED_CARE = "shared_care", _("shared care of first, second and third line")

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        CLOSED = "closed", _("closed")
        CANCELLED = "cancelled", _("called off")

    class Weeks(models.IntegerChoices):
        NEVER = 0, _("once")
        WEEK = 1, _("each week")
        FORTNIGHT = 2, _("every two weeks")
        MONTH = 4, _("every four weeks")
        QUARTER = 13, _("every quarter")

    team = models.ForeignKey(Team, verbose_name=_("of the team"), on_delete=models.PROTECT, related_name="talks")
    asked = models.ManyToManyField(Team, verbose_name=_("with the teams"), blank=True, related_name="+")
    kind = models.CharField(_("kind"), max_length=11, choices=Kind)
    on = models.DateField(_("day"))
    begins = models.TimeField(_("begins at"), null=True, blank=True)
    weeks = models.PositiveSmallIntegerField(_("comes again"), choices=Weeks, default=Weeks.NEVER)
    series = models.UUIDField(default=uuid.uuid4, editable=False)
    state = models.CharField(max_length=9, choices=State, default=State.PLANNED)
    minutes = models.TextField(_("minutes"), max_length=10_000, blank=True)
    made_at = models.DateTimeField()
    made_by = models.UUIDField(null=True)

    objects = TeamMeetings.as_manager()

    class Meta:
        ordering = ("-on", "-made_at", "id")
        constraints = (models.UniqueConstraint(name="rounds_talk_once_a_day", fields=("series", "on")),)

    def __str__(self) -> str:
        return f"team meeting {self.pk}"

    def people(self, on: date) -> QuerySet[User]:
        """Who takes part, by name: whoever has a role at one of its teams, or is a member of one."""
        teams = {self.team_id, *self.asked.values_list("pk", flat=True)}
        roles = [role.id for role in ROLES.values() if role.persons or self.kind != self.Kind.SHARED_CARE]
        hats = Hat.objects.worn_on(on).filter(role__in=roles, scope_kind="team", scope_id__in=map(str, teams))
        members = TeamMember.objects.on(on).filter(team__in=teams, practitioner__user__isnull=False)
        return User.objects.filter(
            Q(pk__in=hats.values("user")) | Q(pk__in=members.values("practitioner__user")), is_active=True
        ).order_by("name", "pk")


class AgendaItems(models.QuerySet["AgendaItem"]):
    def visible_to(self, who: Who, purpose: Purpose, on: date) -> Self:
        return self.filter(meeting__in=TeamMeeting.objects.visible_to(who, purpose, on))


class AgendaItem(Known):
    """A topic, or a case: then ``alias`` is the pseudonym, the same in each meeting of the series and in no other.

    A case that has no ``closed_at`` when its meeting is over stands on the next one, too.
    """

    meeting = models.ForeignKey(TeamMeeting, on_delete=models.PROTECT, related_name="items")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    alias = models.CharField(max_length=12, blank=True)
    text = models.TextField(_("what should be talked about"), max_length=1500)
    closed_at = models.DateTimeField(null=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = AgendaItems.as_manager()

    class Meta:
        ordering = ("added_at", "id")
        constraints = (
            models.UniqueConstraint(name="rounds_case_once", fields=("meeting", "person"), condition=Q(person__isnull=False)),
            models.CheckConstraint(
                name="rounds_case_has_a_pseudonym",
                condition=Q(person=None, alias="") | (Q(person__isnull=False) & ~Q(alias="")),
            ),
        )

    def __str__(self) -> str:
        return f"item {self.pk}"

    @property
    def title(self) -> Any:
        """What stands on the agenda: never a name."""
        return _("case %(alias)s") % {"alias": self.alias} if self.alias else _("topic")


class Agreements(models.QuerySet["Agreement"]):
    def visible_to(self, who: Who, purpose: Purpose, on: date) -> Self:
        return self.filter(item__meeting__in=TeamMeeting.objects.visible_to(who, purpose, on))

    def open(self) -> Self:
        """Actions that somebody took on and that are not done."""
        return self.filter(state=Agreement.State.OPEN, owner__isnull=False)


class Agreement(Known):
    """A decision. With somebody who does it by a day it is an action, kept until it is done."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        DONE = "done", _("done")
        DROPPED = "dropped", _("not needed any more")

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="agreements")
    text = models.CharField(_("what was decided"), max_length=300)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("who does it")
    )  # fmt: skip
    due = models.DateField(_("by"), null=True)
    state = models.CharField(max_length=7, choices=State, default=State.OPEN)
    said_at = models.DateTimeField()
    said_by = models.UUIDField(null=True)
    moved_at = models.DateTimeField()

    objects = Agreements.as_manager()

    class Meta:
        ordering = ("said_at", "id")
        indexes = (models.Index(fields=("owner", "state", "due"), name="rounds_agreement_owner"),)
        constraints = (
            models.CheckConstraint(
                name="rounds_action_has_who_and_when_or_neither",
                condition=Q(owner=None, due=None) | Q(owner__isnull=False, due__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"agreement {self.pk}"
