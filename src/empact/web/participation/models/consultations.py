"""Rounds in which a version is sent to others, what they say of it, and what becomes of each comment."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ...governance.models import Body, Decision
from ...territory.models import Known, Organisation
from .documents import Paragraph, Version
from .groups import Group, Participant
from .shared import Read

__all__ = ["Asked", "Comment", "Consultation", "Reply"]


class Consultations(Read["Consultation"]):
    path = "asked__group__participants"

    def open_on(self, day: date) -> Self:
        return self.filter(opened__lte=day, closes__gte=day)


class Consultation(Known):
    """A round about a version, open from a day until another (both inside). ``for_all``: every partner may say something,
    asked or not. ``decision``: the one that is prepared with what is said.
    """

    class Kind(models.TextChoices):
        COMMENTS = "comments", _("comments")
        ADVICE = "advice", _("advice")

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="consultations")
    kind = models.CharField(_("what is asked for"), max_length=8, choices=Kind, default=Kind.COMMENTS)
    question = models.TextField(_("what you want to know"))
    opened = models.DateField()
    closes = models.DateField(_("until and including"))
    for_all = models.BooleanField(_("every partner may say something"), default=True)
    decision = models.ForeignKey(
        Decision, verbose_name=_("for this decision"), on_delete=models.PROTECT, null=True, blank=True,
        related_name="consultations",
    )  # fmt: skip

    objects = Consultations.as_manager()

    class Meta:
        ordering = ("-opened", "pk")
        constraints = (models.CheckConstraint(name="participation_round_period", condition=Q(closes__gte=models.F("opened"))),)

    def __str__(self) -> str:
        return f"{self.version_id} {self.opened}"

    def is_open(self, day: date) -> bool:
        return self.opened <= day <= self.closes


class Askeds(Read["Asked"]):
    path = "consultation__asked__group__participants"


class Asked(Known):
    """To whom a round is sent: a body, an organisation or a working group."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="asked")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, null=True, related_name="asked")

    objects = Askeds.as_manager()

    class Meta:
        ordering = ("body__name", "group__name", "organisation__search")
        constraints = (
            models.CheckConstraint(
                name="participation_asked_is_one",
                condition=Q(body__isnull=False, organisation=None, group=None)
                | Q(body=None, organisation__isnull=False, group=None)
                | Q(body=None, organisation=None, group__isnull=False),
            ),
            models.UniqueConstraint(name="participation_asked_once", fields=("consultation", "body")),
            models.UniqueConstraint(name="participation_asked_partner_once", fields=("consultation", "organisation")),
            models.UniqueConstraint(name="participation_asked_group_once", fields=("consultation", "group")),
        )

    def __str__(self) -> str:
        return str(self.body or self.organisation or self.group)


def _by_one(name: str) -> models.CheckConstraint:
    """Said by an organisation, or by somebody of a working group."""
    return models.CheckConstraint(
        name=name, condition=Q(organisation__isnull=False, participant=None) | Q(organisation=None, participant__isnull=False)
    )


class Comments(Read["Comment"]):
    path = "consultation__asked__group__participants"

    def unanswered(self) -> Self:
        return self.filter(outcome="")

    def unshown(self) -> Self:
        """Taken up, and nothing points to where."""
        return self.filter(outcome__in=(Comment.Outcome.ACCEPTED, Comment.Outcome.PARTLY), change=None)


class Comment(Known):
    """What is said of a version, or of one paragraph of it; then what was done with it.

    ``outcome`` empty: no answer yet. ``change``: the paragraph of a later version in which it was taken up.
    """

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", _("the text changes")
        PARTLY = "partly", _("part of the text changes")
        REFUSED = "refused", _("the text stays")

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="comments")
    number = models.PositiveIntegerField()
    paragraph = models.ForeignKey(Paragraph, on_delete=models.PROTECT, null=True, related_name="comments")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="comments")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, null=True, related_name="comments")
    text = models.TextField(_("what you say"))
    at = models.DateTimeField()
    outcome = models.CharField(_("what becomes of it"), max_length=8, choices=Outcome, blank=True)
    reason = models.TextField(_("why"), blank=True)
    change = models.ForeignKey(Paragraph, on_delete=models.PROTECT, null=True, related_name="comes_from")
    answered = models.DateField(null=True)

    objects = Comments.as_manager()

    class Meta:
        ordering = ("consultation", "number")
        constraints = (
            models.UniqueConstraint(name="participation_comment_once", fields=("consultation", "number")),
            _by_one("participation_comment_by_one"),
            models.CheckConstraint(
                name="participation_comment_answered",
                condition=Q(outcome="", answered=None, change=None) | (~Q(outcome="") & ~Q(reason="") & ~Q(answered=None)),
            ),
        )

    def __str__(self) -> str:
        return str(self.number)


class Replies(Read["Reply"]):
    path = "consultation__asked__group__participants"


class Reply(Known):
    """Read, and nothing to add: said in so many words, because silence says nothing."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="replies")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, null=True, related_name="+")
    on = models.DateField()

    objects = Replies.as_manager()

    class Meta:
        ordering = ("on", "pk")
        constraints = (
            models.UniqueConstraint(name="participation_reply_once", fields=("consultation", "organisation")),
            models.UniqueConstraint(name="participation_reply_own_once", fields=("consultation", "participant")),
            _by_one("participation_reply_by_one"),
        )

    def __str__(self) -> str:
        return f"{self.consultation_id} {self.on}"
