"""Organisations, where they work, and how to reach them by function."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Self
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ....terms.identifiers import Establishment, Kbo, Riziv
from .codes import Code
from .dated import Dated, Known, Lasting, Shared, period_is_whole
from .territories import Territory

__all__ = ["Contact", "Correction", "Merge", "Organisation", "Site"]


class Organisations(Lasting["Organisation"]):
    def kept(self) -> Self:
        """Without those that were merged into another."""
        return self.filter(merged_into=None)

    def located(self, inside: Collection[UUID] | None, outside: Collection[UUID] = ()) -> Self:
        """Those with a seat, a site or work in one of these places (``None``: anywhere), and not in one of ``outside``."""
        found = self if inside is None else self.filter(pk__in=self._at(inside))
        return found.exclude(pk__in=self._at(outside)) if outside else found

    def _at(self, places: Collection[UUID]) -> models.QuerySet[Any, Any]:
        return self.model._default_manager.filter(
            Q(municipality__in=places) | Q(works_in__in=places) | Q(sites__municipality__in=places)
        ).values("pk")


class Organisation(Dated):
    """A partner in the region: the one record of it. ``starts`` is the day it joined.

    A number whose check digits fail is kept with a reason in words, because official exceptions exist.
    ``search`` is the name and place without accents or capitals.
    """

    class Line(models.TextChoices):
        NONE = "", _("not applicable")
        FIRST = "first", _("primary care")
        SECOND = "second", _("secondary care")
        THIRD = "third", _("tertiary care")

    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=60, blank=True)
    kbo = models.CharField(_("enterprise number"), max_length=10, blank=True)
    riziv = models.CharField(_("RIZIV number"), max_length=11, blank=True)
    number_reason = models.CharField(_("why this number is right"), max_length=200, blank=True)
    category = models.ForeignKey(
        Code, verbose_name=_("category"), on_delete=models.PROTECT, null=True, blank=True, related_name="organisations_in"
    )
    actor_type = models.ForeignKey(
        Code, verbose_name=_("type of actor"), on_delete=models.PROTECT, null=True, blank=True, related_name="organisations_of"
    )
    sector = models.ForeignKey(
        Code, verbose_name=_("sector"), on_delete=models.PROTECT, null=True, blank=True, related_name="organisations_for"
    )
    line = models.CharField(_("line"), max_length=6, choices=Line, blank=True, default="")
    street = models.CharField(_("street and number"), max_length=120, blank=True)
    postcode = models.CharField(_("postcode"), max_length=4, blank=True)
    municipality = models.ForeignKey(
        Territory, verbose_name=_("municipality"), on_delete=models.PROTECT, null=True, blank=True, related_name="seats"
    )
    works_in = models.ManyToManyField(Territory, verbose_name=_("works in"), blank=True, related_name="organisations")
    website = models.URLField(_("website"), blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    checked = models.DateField(_("checked on"), null=True, blank=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged")
    search = models.CharField(max_length=400, editable=False, default="")

    objects = Organisations.as_manager()

    class Meta:
        ordering = ("search", "pk")
        indexes = (models.Index(fields=("search",), name="territory_org_search"),)
        constraints = (
            period_is_whole("territory_organisation_period"),
            models.UniqueConstraint(name="territory_kbo_once", fields=("kbo",), condition=~Q(kbo="") & Q(merged_into=None)),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def kbo_shown(self) -> str:
        return str(Kbo(self.kbo)) if self.kbo else ""

    @property
    def riziv_shown(self) -> str:
        return str(Riziv(self.riziv, 97)) if self.riziv else ""


class Corrections(Shared["Correction"]):
    pass


class Correction(Known):
    """What an entry held before it was corrected (field to value as in JSON, the changed fields only), to take it back."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="corrections")
    before = models.JSONField()
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    objects = Corrections.as_manager()

    class Meta:
        ordering = ("-at", "pk")

    def __str__(self) -> str:
        return str(self.pk)


class Sites(Lasting["Site"]):
    pass


class Site(Dated):
    """A place where an organisation works: an establishment unit of the KBO, or a practice.

    ``care_site`` is what the register calls it, so that figures of a practice find its page.
    """

    class Kind(models.TextChoices):
        ESTABLISHMENT = "establishment", _("establishment unit")
        PRACTICE = "practice", _("practice")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="sites")
    kind = models.CharField(_("kind"), max_length=14, choices=Kind)
    name = models.CharField(_("name"), max_length=200)
    number = models.CharField(_("establishment unit number"), max_length=10, blank=True)
    care_site = models.CharField(_("code in the register"), max_length=60, blank=True)
    street = models.CharField(_("street and number"), max_length=120, blank=True)
    postcode = models.CharField(_("postcode"), max_length=4, blank=True)
    municipality = models.ForeignKey(
        Territory, verbose_name=_("municipality"), on_delete=models.PROTECT, null=True, blank=True, related_name="sites"
    )

    objects = Sites.as_manager()

    class Meta:
        ordering = ("name", "pk")
        constraints = (
            period_is_whole("territory_site_period"),
            models.UniqueConstraint(name="territory_site_number_once", fields=("number",), condition=~Q(number="")),
            models.UniqueConstraint(name="territory_care_site_once", fields=("care_site",), condition=~Q(care_site="")),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def number_shown(self) -> str:
        return str(Establishment(self.number)) if self.number else ""


class Contacts(Lasting["Contact"]):
    pass


class Contact(Dated):
    """How to reach a function at an organisation, of a territory or in a team: it outlives whoever holds it."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="contacts")
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, null=True, blank=True, related_name="contacts")
    team = models.ForeignKey("territory.Team", on_delete=models.PROTECT, null=True, blank=True, related_name="contacts")
    function = models.ForeignKey(Code, verbose_name=_("function"), on_delete=models.PROTECT, related_name="+")
    mailbox = models.EmailField(_("mailbox"), blank=True)
    phone = models.CharField(_("phone"), max_length=16, blank=True)

    objects = Contacts.as_manager()

    class Meta:
        ordering = ("function__code", "starts")
        constraints = (
            period_is_whole("territory_contact_period"),
            models.CheckConstraint(
                name="territory_contact_of_one",
                condition=Q(organisation__isnull=False, territory=None, team=None)
                | Q(organisation=None, territory__isnull=False, team=None)
                | Q(organisation=None, territory=None, team__isnull=False),
            ),
            models.CheckConstraint(name="territory_contact_says_how", condition=~Q(mailbox="") | ~Q(phone="")),
        )

    def __str__(self) -> str:
        return str(self.function)


class OrganisationMerges(Shared["Merge"]):
    pass


class Merge(Known):
    """Two records that were one organisation. ``moved`` lists what changed hands (table to ids), so that it can be undone."""

    kept = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="merges")
    gone = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    moved = models.JSONField(default=dict)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    objects = OrganisationMerges.as_manager()

    class Meta:
        ordering = ("-at",)

    def __str__(self) -> str:
        return f"{self.gone_id} > {self.kept_id}"
