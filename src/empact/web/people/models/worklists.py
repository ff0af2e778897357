"""Lists of pseudonyms that came from the mill, each for one recipient, on one ground; and what became of the people on them.

A hand-over is about a person and stands apart from the lines: nothing joins a pseudonym to a name.
"""

from __future__ import annotations

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ...kernel.permissions import may
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...territory.models.dated import Known
from ..permissions import BRING_WORKLIST, NAME_WORKLIST
from .persons import Person

__all__ = ["Handover", "Worklist", "WorklistLine"]


class Worklists(models.QuerySet["Worklist"]):
    def visible_to(self, who: Who, purpose: Purpose, on: date) -> Self:
        """The recipient sees its own; who brings lists sees all of them, without a name."""
        if purpose == Purpose.CARE and may(who, NAME_WORKLIST, purpose) and who.scope_kind in ("organisation", "team"):
            return self.filter(**{f"{who.scope_kind}_id": who.scope_id})
        if purpose == Purpose.POPULATION and may(who, BRING_WORKLIST, purpose):
            return self
        return self.none()


class Worklist(Known):
    """``project``: in which the pseudonyms were made. ``named_at``: when the recipient first read the names.

    ``own``: how many of the list were the recipient's own people, and could be asked, when the names were last read.
    ``about``: rule, people at each step and who is reached, as the mill wrote it; empty where it was not brought.
    ``series``: what its rule asked, else its title: runs of one list share it. ``followed_by``: the next run, once approved.
    """

    class State(models.TextChoices):
        BROUGHT = "brought", _("brought")
        APPROVED = "approved", _("approved")
        CLOSED = "closed", _("closed")

    title = models.CharField(_("title"), max_length=120)
    project = models.CharField("project", max_length=60)
    ground = models.CharField(_("legal ground"), max_length=200)
    purpose = models.CharField(_("purpose"), max_length=200)
    recipient = models.CharField(_("recipient as written by who made the list"), max_length=200)
    organisation = models.ForeignKey("territory.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    team = models.ForeignKey("territory.Team", on_delete=models.PROTECT, null=True, related_name="+")
    brought_at = models.DateTimeField()
    brought_by = models.UUIDField(null=True)
    size = models.PositiveIntegerField()
    named_at = models.DateTimeField(null=True)
    own = models.PositiveIntegerField(default=0)
    about = models.JSONField(default=dict)
    series = models.CharField(max_length=120, blank=True)
    followed_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="follows")
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.BROUGHT)
    moved_at = models.DateTimeField(null=True)
    moved_by = models.UUIDField(null=True)

    objects = Worklists.as_manager()

    class Meta:
        ordering = ("-brought_at", "id")
        constraints = (
            models.CheckConstraint(
                name="people_worklist_for_one",
                condition=Q(organisation=None, team__isnull=False) | Q(organisation__isnull=False, team=None),
            ),
        )

    def __str__(self) -> str:
        return f"worklist {self.pk}"

    @property
    def why(self) -> str:
        """What each person on it can read: why their name was shown."""
        return f"{self.purpose} ({self.ground})"[:300]


class WorklistLines(models.QuerySet["WorklistLine"]):
    def visible_to(self, who: Who, purpose: Purpose, on: date) -> Self:
        return self.filter(worklist__in=Worklist.objects.visible_to(who, purpose, on))


class WorklistLine(models.Model):
    """One pseudonym, and why it is on the list; or why it is not any more (``left``)."""

    worklist = models.ForeignKey(Worklist, on_delete=models.CASCADE, related_name="lines")
    pseudonym = models.CharField(max_length=40)
    reason = models.CharField(max_length=300, blank=True)
    left = models.CharField(max_length=20, blank=True)

    objects = WorklistLines.as_manager()

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(name="people_worklist_line_once", fields=("worklist", "pseudonym")),)

    def __str__(self) -> str:
        return f"line {self.pk}"


class Handovers(models.QuerySet["Handover"]):
    def visible_to(self, who: Who, purpose: Purpose, on: date) -> Self:
        """Who may see the list and the person; who brings lists sees none."""
        if purpose != Purpose.CARE:
            return self.none()
        lists = Worklist.objects.visible_to(who, purpose, on)
        return self.filter(worklist__in=lists, person__in=Person.objects.visible_to(who, purpose, on))


class Handover(Known):
    """What became of one person on a list. ``contacts``: tries without an answer. ``off_until``: not asked before that day.

    ``asked`` is no answer: until ``assigned_to`` takes the person up, nobody has.
    """

    class State(models.TextChoices):
        OPEN = "open", _("no answer yet")
        ASKED = "asked", _("asked to take up")
        ACCEPTED = "accepted", _("taken up")
        POSTPONED = "postponed", _("postponed")
        DECLINED = "declined", _("not taken up")
        REFUSED = "refused", _("the person does not want this")
        UNREACHED = "unreached", _("not reached")
        DONE = "done", _("done")

    class Reason(models.TextChoices):
        """Why somebody is not taken up, or was given back; it tells who made the rule what to mend."""

        FOLLOWED = "followed", _("is followed already")
        WRONG = "wrong", _("the reason is not right")
        UNSUITED = "unsuited", _("it does not help this person")
        MOMENT = "moment", _("this is not the moment")
        OTHER_HELP = "other_help", _("other help comes first")
        NO_ROOM = "no_room", _("no room now")
        BETTER = "better", _("somebody else is better placed")

    worklist = models.ForeignKey(Worklist, on_delete=models.PROTECT, related_name="handovers")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.OPEN)
    reason = models.CharField(_("reason"), max_length=20, choices=Reason, blank=True)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("who takes it up"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    next_step = models.DateField(_("next step on"), null=True)
    contacts = models.PositiveSmallIntegerField(default=0)
    off_until = models.DateField(null=True)
    before = models.JSONField(default=dict)
    moved_at = models.DateTimeField()
    moved_by = models.UUIDField(null=True)

    objects = Handovers.as_manager()

    class Meta:
        ordering = ("next_step", "id")
        indexes = (models.Index(name="people_handover_due", fields=("assigned_to", "next_step")),)
        constraints = (
            models.CheckConstraint(
                name="people_handover_taken_up_by_somebody",
                condition=~Q(state__in=("accepted", "asked")) | Q(assigned_to__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"handover {self.pk}"
