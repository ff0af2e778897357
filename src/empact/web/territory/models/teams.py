"""Teams: who works together, for which territory."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .codes import Code
from .dated import Dated, Lasting, period_is_whole
from .practitioners import Practitioner
from .territories import Territory

__all__ = ["Team", "TeamMember"]


class Teams(Lasting["Team"]):
    pass


class Team(Dated):
    """A neighbourhood team covers territories; a transmural team has themes and supports neighbourhood teams."""

    class Kind(models.TextChoices):
        NEIGHBOURHOOD = "neighbourhood", _("neighbourhood team")
        TRANSMURAL = "transmural", _("transmural team")

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
