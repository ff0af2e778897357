"""Teams: who works together, for which territory."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from ...kernel.models import Hat
from ...kernel.permissions import may
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ..permissions import COACH
from .codes import Code
from .dated import Dated, Known, Lasting, period_is_whole
from .practitioners import Practitioner
from .territories import Territory

__all__ = ["CoachNote", "Team", "TeamMember"]


class Teams(Lasting["Team"]):
    def coached_by(self, who: Who, day: date) -> Self:
        """The teams somebody coaches on a day, in whichever role they work now."""
        worn = Hat.objects.filter(user=who.user_id, role="team_coach", scope_kind="team").worn_on(day)
        return self.filter(pk__in=list(worn.values_list("scope_id", flat=True)))


class Team(Dated):
    """A neighbourhood team covers territories; a transmural team has themes and supports neighbourhood teams."""

    class Kind(models.TextChoices):
        NEIGHBOURHOOD = "neighbourhood", _("neighbourhood team")
        TRANSMURAL = "transmural", _("transmural team")
        PROJECT = "project", _("project team")
        EXPERT = "expert", _("expert team")

    name = models.CharField(_("name"), max_length=120, unique=True)
    kind = models.CharField(_("kind"), max_length=14, choices=Kind)
    territories = models.ManyToManyField(Territory, verbose_name=_("works in"), blank=True, related_name="teams")
    themes = models.CharField(_("themes"), max_length=300, blank=True)
    supports = models.ManyToManyField(
        "self", verbose_name=_("supports"), symmetrical=False, blank=True, related_name="supported_by"
    )
    meets = models.CharField(_("when and where it meets"), max_length=200, blank=True)
    agreement = models.CharField(_("agreement"), max_length=200, blank=True)
    mailbox = models.EmailField(_("mailbox"), blank=True)
    phone = models.CharField(_("phone"), max_length=16, blank=True)

    objects = Teams.as_manager()

    class Meta:
        ordering = ("name",)
        constraints = (period_is_whole("territory_team_period"),)

    def __str__(self) -> str:
        return self.name


class TeamMembers(Lasting["TeamMember"]):
    pass


class TeamMember(Dated):
    """A professional in a team. A coach may belong to no discipline."""

    class Role(models.TextChoices):
        MEMBER = "member", _("member")
        COACH = "coach", _("neighbourhood-team coach")
        PEER = "peer", _("care provider who coaches colleagues")

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="members")
    practitioner = models.ForeignKey(
        Practitioner, verbose_name=_("professional"), on_delete=models.PROTECT, related_name="teams"
    )
    role = models.CharField(_("role"), max_length=6, choices=Role, default=Role.MEMBER)
    discipline = models.ForeignKey(
        Code, verbose_name=_("discipline"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = TeamMembers.as_manager()

    class Meta:
        ordering = ("practitioner__search", "starts")
        constraints = (
            period_is_whole("territory_member_period"),
            models.UniqueConstraint(name="territory_member_once", fields=("team", "practitioner", "starts")),
        )

    def __str__(self) -> str:
        return f"{self.practitioner}, {self.team}"


class CoachNotes(models.QuerySet["CoachNote"]):
    def visible_to(self, who: Who, purpose: Purpose, on: date) -> Self:
        """To who coaches the team on that day, and to nobody else."""
        return self.filter(team__in=Team.objects.coached_by(who, on)) if may(who, COACH, purpose) else self.none()


class CoachNote(Known):
    """What a coach did for a team on a day, with the minutes it took. No person with a care need is named in it."""

    class Kind(models.TextChoices):
        TEAM = "team", _("with the team")
        ALONE = "alone", _("preparing, or writing down")
        LEARNING = "learning", _("own training or peer review")

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="notes")
    on = models.DateField(_("on"))
    kind = models.CharField(_("what it was"), max_length=8, choices=Kind)
    minutes = models.PositiveSmallIntegerField(_("minutes it took"), validators=[MaxValueValidator(1440)])
    text = models.TextField(_("note"), max_length=2000, blank=True)
    by_user = models.UUIDField(null=True)

    objects = CoachNotes.as_manager()

    class Meta:
        ordering = ("-on", "pk")

    def __str__(self) -> str:
        return f"{self.team_id} {self.on}"
