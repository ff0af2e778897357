"""Definitions that are being changed: a draft with every edition of it. What is in force lies at the mill. And what was said
of the warnings of a load, and whether it was released."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..kernel.rows import Permitted
from .permissions import LOADS, PREVIEW

__all__ = ["Draft", "Edition", "LoadAnswer", "LoadRelease"]


class Drafts(Permitted["Draft"]):
    permission = PREVIEW


class Draft(models.Model):
    """``kind`` and ``rule``: which definition it changes; an own rule has no ``kind``, and its title for a name."""

    class State(models.TextChoices):
        DRAFT = "draft", _("being written")
        PROPOSED = "proposed", _("proposed")
        APPROVED = "approved", _("approved")
        REFUSED = "refused", _("not approved")
        WITHDRAWN = "withdrawn", _("withdrawn")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=20, blank=True)
    rule = models.CharField(_("rule"), max_length=80)
    title = models.CharField(_("title"), max_length=200)
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    begun = models.DateTimeField()
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    objects = Drafts.as_manager()

    class Meta:
        ordering = ("-begun", "pk")

    def __str__(self) -> str:
        return self.title

    @property
    def newest(self) -> Edition:
        """What it says now."""
        found: Edition | None = self.editions.first()
        assert found is not None, "a draft begins with an edition"
        return found


class Editions(Permitted["Edition"]):
    permission = PREVIEW


class Edition(models.Model):
    """The whole draft after one change. Never written over: the newest is what it says now."""

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    document = models.JSONField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = Editions.as_manager()

    class Meta:
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=("draft", "number"), name="insight_one_edition_a_number"),)

    def __str__(self) -> str:
        return f"{self.draft_id} {self.number}"


class LoadAnswers(Permitted["LoadAnswer"]):
    permission = LOADS


class LoadAnswer(models.Model):
    """What was said of one warning of one load. Never written over: the newest is what holds.

    ``load`` and ``warning`` as ``warnings`` names them; a later load is asked about anew."""

    class Verdict(models.TextChoices):
        EXPLAINED = "explained", _("seen, and explained")
        AGAIN = "again", _("has to be loaded again")

    load = models.CharField(max_length=80)
    warning = models.CharField(max_length=300)
    verdict = models.CharField(_("answer"), max_length=9, choices=Verdict)
    note = models.CharField(_("why"), max_length=500)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = LoadAnswers.as_manager()

    class Meta:
        ordering = ("-at", "-pk")
        indexes = (models.Index(name="insight_answers_of_a_load", fields=("load", "warning")),)

    def __str__(self) -> str:
        return f"{self.load} {self.warning}"


class LoadReleases(Permitted["LoadRelease"]):
    permission = LOADS


class LoadRelease(models.Model):
    """What was decided of a load: nothing of it is used before it is released. ``figures``: the file that was looked at.

    ``author`` empty: by command, on the machine itself. ``note`` goes with the figures wherever they are printed."""

    class Verdict(models.TextChoices):
        RELEASED = "released", _("released")
        TURNED_DOWN = "turned_down", _("turned down")

    load = models.CharField(max_length=80)
    figures = models.CharField(max_length=80)
    verdict = models.CharField(_("what is decided"), max_length=11, choices=Verdict)
    note = models.CharField(_("note"), max_length=500)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    objects = LoadReleases.as_manager()

    class Meta:
        ordering = ("-at", "-pk")
        indexes = (models.Index(name="insight_releases_of_a_load", fields=("load",)),)

    def __str__(self) -> str:
        return f"{self.load} {self.verdict}"
