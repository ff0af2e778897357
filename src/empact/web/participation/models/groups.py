"""Working groups: who is in them, when they meet, what they bring, and what was done with it."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ...kernel.permissions import may
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...portfolio.models import Action, Item
from ...territory.models import Code, Dated, Known, Organisation
from ...territory.models.dated import period_is_whole
from ..permissions import SEE, TAKE_PART
from .shared import Kept, Read

__all__ = ["Access", "Group", "Output", "Participant", "Recognition", "Session"]


class Access(models.TextChoices):
    """What makes it possible to come. Asked of everybody in the same words: nobody has to say why."""

    TRANSPORT = "transport", _("easy to reach without a car")
    STEP_FREE = "step_free", _("without steps")
    ONLINE = "online", _("online or by phone")
    EVENING = "evening", _("in the evening")
    DAYTIME = "daytime", _("during the day")
    LOOP = "loop", _("a hearing loop or written along")
    INTERPRETER = "interpreter", _("an interpreter")
    PLAIN = "plain", _("papers in plain words, in time")
    COMPANION = "companion", _("somebody may come along")
    SITTER = "sitter", _("somebody takes over the care at home")


class Groups(Read["Group"]):
    path = "participants"


class Group(Dated):
    """``items``: objectives of the frame it works on."""

    class Kind(models.TextChoices):
        BRAINWAVE = "brainwave", _("brainwave")
        AS_IS = "as_is", _("how it is now")
        CO_CREATION = "co_creation", _("co-creation")
        SOUNDING = "sounding", _("sounding board")
        WORKING = "working", _("working group")

    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=11, choices=Kind, default=Kind.WORKING)
    purpose = models.TextField(_("what it is for"))
    items = models.ManyToManyField(Item, verbose_name=_("objectives it works on"), blank=True, related_name="+")

    objects = Groups.as_manager()

    class Meta:
        ordering = ("name", "starts")
        constraints = (period_is_whole("participation_group_period"),)

    def __str__(self) -> str:
        return self.name


class Participants(Kept["Participant"]):
    own = "user"

    def present(self) -> Self:
        """Invited, and not gone."""
        return self.filter(ends=None)


class Participant(Dated):
    """Somebody in a group, from the day of the invitation. ``user``: by their account, else ``called`` as they wish.

    ``organisation``: for whom they speak; empty: for themselves. ``accepted`` empty: invited, no answer yet.
    ``wishes``: codes of :class:`Access`. ``told``: the day they last heard what was done with what the group brought.
    """

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="participants")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("account"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    called = models.CharField(_("or how this person wants to be called"), max_length=60, blank=True)
    category = models.ForeignKey(Code, verbose_name=_("speaks for"), on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    wishes: models.JSONField[list[str], list[str]] = models.JSONField(_("what makes it possible to come"), default=list)
    accepted = models.DateField(null=True)
    told = models.DateField(null=True)

    objects = Participants.as_manager()

    class Meta:
        ordering = ("starts", "pk")
        constraints = (
            period_is_whole("participation_participant_period"),
            models.CheckConstraint(
                name="participation_participant_is_somebody",
                condition=(Q(user=None) & ~Q(called="")) | Q(user__isnull=False, called=""),
            ),
            models.UniqueConstraint(name="participation_participant_once", fields=("group", "user"), condition=Q(ends=None)),
        )

    def __str__(self) -> str:
        return str(self.user.name if self.user else self.called)


class OfGroup(models.QuerySet["Session"]):
    def visible_to(self, who: Who, purpose: Purpose) -> Self:
        if may(who, SEE, purpose):
            return self
        own = self.filter(group__participants__user=who.user_id)
        return own.distinct() if may(who, TAKE_PART, purpose) else self.none()


class Session(Known):
    """A gathering of a group, planned and then held. ``access``: what is seen to, by the codes of :class:`Access`."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="sessions")
    on = models.DateField(_("on"))
    where = models.CharField(_("where, or the link"), max_length=200, blank=True)
    access: models.JSONField[list[str], list[str]] = models.JSONField(_("seen to"), default=list)
    held = models.BooleanField(default=False)
    notes = models.TextField(_("notes"), blank=True)
    present = models.ManyToManyField(Participant, blank=True, related_name="sessions")

    objects = OfGroup.as_manager()

    class Meta:
        ordering = ("-on", "pk")
        constraints = (models.UniqueConstraint(name="participation_session_once", fields=("group", "on")),)

    def __str__(self) -> str:
        return f"{self.group_id} {self.on}"


class Outputs(Read["Output"]):
    path = "group__participants"

    def unanswered(self) -> Self:
        return self.filter(answered=None)


class Output(Known):
    """What a group brought, for which objectives; ``answer``: what was done with it, and which actions came of it."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="outputs")
    title = models.CharField(_("what it brings, in one sentence"), max_length=200)
    text = models.TextField(_("more about it"), blank=True)
    on = models.DateField(_("on"))
    items = models.ManyToManyField(Item, verbose_name=_("for these objectives"), related_name="outputs")
    answer = models.TextField(_("what was done with it"), blank=True)
    answered = models.DateField(null=True)
    actions = models.ManyToManyField(Action, verbose_name=_("actions that came of it"), blank=True, related_name="+")

    objects = Outputs.as_manager()

    class Meta:
        ordering = ("-on", "title")
        constraints = (
            models.CheckConstraint(name="participation_output_answered", condition=Q(answered=None) | ~Q(answer="")),
        )

    def __str__(self) -> str:
        return self.title


class Recognitions(Kept["Recognition"]):
    own = "participant__user"


class Recognition(Known):
    """What somebody got for taking part. ``cents``: nothing where it is no money."""

    class Kind(models.TextChoices):
        TRAVEL = "travel", _("travel")
        ALLOWANCE = "allowance", _("allowance for time and costs")
        VOUCHER = "voucher", _("voucher")
        LETTER = "letter", _("letter of thanks or certificate")

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="recognitions")
    kind = models.CharField(_("kind"), max_length=9, choices=Kind)
    cents = models.PositiveIntegerField(default=0)
    on = models.DateField(_("on"))

    objects = Recognitions.as_manager()

    class Meta:
        ordering = ("-on", "pk")

    def __str__(self) -> str:
        return f"{self.participant_id} {self.kind}"
