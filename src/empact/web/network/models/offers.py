"""Offers: what an organisation of the address book does for whom, where and when."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Final, Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ...kernel.permissions import may
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...territory.models import Contact, Known, Organisation, Site, Territory
from ..kinds import LANGUAGES, codes, in_language, label_of
from ..permissions import KEEP, SEE
from .shared import Partners

__all__ = ["ASSURED_FOR", "Offer", "Opening", "Wording"]

ASSURED_FOR: Final = timedelta(days=365)
"""What was assured longer ago is stale."""


class Offers(models.QuerySet["Offer"]):
    def visible_to(self, who: Who, purpose: Purpose) -> Self:
        """Everybody: what is for everybody and goes on. Partners: all but drafts, and of these the ones they keep."""
        if not may(who, SEE, purpose):
            return self.for_all()
        if not may(who, KEEP, purpose):
            return self.exclude(state=Offer.State.DRAFT)
        if who.role != "contact":
            return self
        own = Q(organisation=UUID(who.scope_id)) if who.scope_kind == "organisation" else Q(pk__in=())
        return self.filter(~Q(state=Offer.State.DRAFT) | own)

    def for_all(self) -> Self:
        """What anybody finds: for everybody, and going on or closed for a time."""
        return self.filter(public=True, state__in=(Offer.State.ACTIVE, Offer.State.CLOSED))

    def active(self) -> Self:
        return self.filter(state=Offer.State.ACTIVE)

    def stale(self, day: date) -> Self:
        """Going on, and never assured or too long ago."""
        return self.exclude(state=Offer.State.ENDED).filter(Q(assured_on=None) | Q(assured_on__lt=day - ASSURED_FOR))

    def serving(self, places: Collection[UUID]) -> Self:
        """For who lives there: by the areas it serves; where it names none, by where it is."""
        where = Q(areas__in=places) | Q(areas=None) & (
            Q(sites__municipality__in=places) | Q(sites=None, organisation__municipality__in=places)
        )
        return self.filter(pk__in=self.model._default_manager.filter(where).values("pk"))

    def speaking(self, language: str) -> Self:
        return self.filter(spoken__contains=f" {language} ")

    def whole(self) -> Self:
        """With all that a page or a file of them shows: a fixed number of questions, however many there are."""
        return self.select_related("organisation__municipality", "contact__function").prefetch_related(
            "wordings", "openings", "areas", "sites__municipality"
        )


class Offer(Known):
    """What HSDS calls a service. ``kind``: a code of the taxonomy that is shipped.

    ``spoken`` and ``access``: codes, each between blanks, so that one is found without another that looks like it.
    ``contact``: the function of the organisation to turn to; empty: its general one. ``notes``: for partners; no file that
    comes in ever touches them. ``search``: all its words, without accents or capitals.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        ACTIVE = "active", _("goes on")
        CLOSED = "closed", _("closed for a time")
        ENDED = "ended", _("ended")

    class Cost(models.TextChoices):
        UNKNOWN = "", _("not said")
        FREE = "free", _("free")
        INCOME = "income", _("by income")
        FIXED = "fixed", _("a fixed price")
        INSURED = "insured", _("partly paid back by the sickness fund")

    class Convention(models.TextChoices):
        NONE_SAID = "", _("not applicable")
        FULL = "full", _("works at the agreed prices")
        PART = "part", _("works partly at the agreed prices")
        NOT = "not", _("does not work at the agreed prices")

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="offers"
    )
    kind = models.SlugField(_("kind of help or care"), max_length=40)
    state = models.CharField(max_length=6, choices=State, default=State.DRAFT)
    public = models.BooleanField(_("everybody may read it"), default=True)
    minimum_age = models.PositiveSmallIntegerField(_("from which age"), null=True, blank=True)
    maximum_age = models.PositiveSmallIntegerField(_("up to which age"), null=True, blank=True)
    sites = models.ManyToManyField(Site, verbose_name=_("where it is"), blank=True, related_name="offers")
    areas = models.ManyToManyField(Territory, verbose_name=_("for who lives in"), blank=True, related_name="offers")
    spoken = models.CharField(_("languages"), max_length=120, blank=True)
    access = models.CharField(_("accessibility"), max_length=200, blank=True)
    cost = models.CharField(_("what it costs"), max_length=8, choices=Cost, blank=True, default="")
    amount_minor = models.PositiveIntegerField(null=True, blank=True)
    convention = models.CharField(_("convention"), max_length=4, choices=Convention, blank=True, default="")
    contact = models.ForeignKey(
        Contact, verbose_name=_("whom to ask"), on_delete=models.PROTECT, null=True, blank=True, related_name="offers"
    )
    url = models.URLField(_("website"), blank=True)
    wait_days = models.PositiveSmallIntegerField(_("days of waiting"), null=True, blank=True)
    wait_on = models.DateField(_("said on"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    assured_on = models.DateField(_("assured on"), null=True, blank=True)
    assured_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("assured by"), on_delete=models.PROTECT, null=True, blank=True,
        related_name="+",
    )  # fmt: skip
    notes = models.TextField(_("notes for partners"), max_length=2000, blank=True)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    search = models.TextField(editable=False, default="")

    objects = Offers.as_manager()

    class Meta:
        ordering = ("organisation__search", "kind", "pk")
        indexes = (models.Index(fields=("state", "kind"), name="network_offer_kind"),)
        constraints = (
            models.CheckConstraint(
                name="network_offer_ages",
                condition=Q(minimum_age=None) | Q(maximum_age=None) | Q(maximum_age__gte=F("minimum_age")),
            ),
        )

    def __str__(self) -> str:
        return self.name

    def said(self, field: str) -> str:
        """One of the texts in the reader's language; else in the first that has it."""
        return in_language({one.language: str(getattr(one, field)) for one in self.wordings.all()})

    @property
    def wording(self) -> Wording | None:
        """In the reader's language; else in the first that it is said in."""
        by = {one.language: one for one in self.wordings.all()}
        return next((by[one] for one in ((get_language() or "en")[:2], *LANGUAGES) if one in by), None)

    @property
    def name(self) -> str:
        return self.said("name") or str(self.kind_label)

    @property
    def description(self) -> str:
        return self.said("description")

    @property
    def kind_label(self) -> str:
        return label_of(self.kind)

    @property
    def languages(self) -> list[str]:
        named = codes("language")
        return [named.get(one, one) for one in self.spoken.split()]

    @property
    def accesses(self) -> list[str]:
        named = codes("access")
        return [named.get(one, one) for one in self.access.split()]

    def is_stale(self, day: date) -> bool:
        return self.state != self.State.ENDED and (self.assured_on is None or self.assured_on < day - ASSURED_FOR)


class Wordings(Partners["Wording"]):
    pass


class Wording(models.Model):
    """An offer in one language."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="wordings")
    language = models.CharField(_("language"), max_length=2, choices=[(one, one) for one in LANGUAGES])
    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("what it is"), max_length=4000, blank=True)
    eligibility = models.CharField(_("for whom"), max_length=1000, blank=True)
    referral = models.CharField(_("how to get there"), max_length=1000, blank=True)
    cost = models.CharField(_("more about the cost"), max_length=500, blank=True)

    objects = Wordings.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(name="network_wording_once", fields=("offer", "language")),)

    def __str__(self) -> str:
        return self.name


class Openings(Partners["Opening"]):
    pass


class Opening(models.Model):
    """Open every week on a day (1 is Monday), from a time until another."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="openings")
    weekday = models.PositiveSmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()

    objects = Openings.as_manager()

    class Meta:
        ordering = ("weekday", "opens", "pk")
        constraints = (
            models.CheckConstraint(
                name="network_opening_is_a_time", condition=Q(weekday__gte=1, weekday__lte=7, closes__gt=F("opens"))
            ),
            models.UniqueConstraint(name="network_opening_once", fields=("offer", "weekday", "opens")),
        )

    def __str__(self) -> str:
        return f"{self.weekday} {self.opens:%H:%M}-{self.closes:%H:%M}"
