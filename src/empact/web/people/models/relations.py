"""Who cares for whom, professionally or nearby, and who may speak for somebody: each from a day until a day."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...territory.models.dated import Dated, period_is_whole
from .persons import Person

__all__ = ["CareRelation", "InformalCarer", "OfPerson", "Representative"]

M = TypeVar("M", bound=models.Model)


class OfPerson(models.QuerySet[M]):
    """Rows about a person. Who sees the person sees them, and nobody else."""

    def visible_to(self, who: Who, purpose: Purpose, on: date) -> Self:
        return self.filter(person__in=Person.objects.visible_to(who, purpose, on))


class Relations(OfPerson[M]):
    """With a period."""

    def on(self, day: date) -> Self:
        """In force on a day; both ends are inside."""
        return self.filter(Q(ends=None) | Q(ends__gte=day), starts__lte=day)


class CareRelations(Relations["CareRelation"]):
    pass


class Representatives(Relations["Representative"]):
    def deciding(self, day: date) -> Self:
        """In force on a day, of those who may decide for the person."""
        return self.on(day).filter(kind__in=Representative.DECIDING)


class InformalCarers(Relations["InformalCarer"]):
    pass


class CareRelation(Dated):
    """A person is cared for at an organisation or by a team; with ``professional``, by this one there and nobody else."""

    class Kind(models.TextChoices):
        REGISTERED = "registered", _("regular practice")
        TREATMENT = "treatment", _("treatment")
        COORDINATION = "coordination", _("coordination of care")
        CASE = "case", _("case management")
        STAY = "stay", _("stay in hospital")
        SUPPORT = "support", _("social support")

    class Ground(models.TextChoices):
        """Why the relation may exist."""

        ASKED = "asked", _("the person asked for care")
        REFERRED = "referred", _("referred by a professional")
        ADMITTED = "admitted", _("admitted")
        MANDATE = "mandate", _("mandate")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="care_relations")
    organisation = models.ForeignKey("territory.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    team = models.ForeignKey("territory.Team", on_delete=models.PROTECT, null=True, related_name="+")
    professional = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(_("kind of care"), max_length=12, choices=Kind)
    ground = models.CharField(_("ground"), max_length=8, choices=Ground)

    objects = CareRelations.as_manager()

    class Meta:
        ordering = ("starts", "id")
        indexes = (
            models.Index(fields=("organisation", "person"), name="people_relation_organisation"),
            models.Index(fields=("team", "person"), name="people_relation_team"),
        )
        constraints = (
            period_is_whole("people_relation_period"),
            models.CheckConstraint(
                name="people_relation_at_one_place",
                condition=Q(organisation=None, team__isnull=False) | Q(organisation__isnull=False, team=None),
            ),
        )

    def __str__(self) -> str:
        return f"care relation {self.pk}"


class Representative(Dated):
    """``by`` may speak for ``person``. Also a person of trust, who helps and does not decide."""

    class Kind(models.TextChoices):
        LEGAL = "legal", _("legal representative")
        MANDATE = "mandate", _("representative by mandate")
        TRUST = "trust", _("person of trust")

    DECIDING: ClassVar = (Kind.LEGAL, Kind.MANDATE)

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="representatives")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="represents")
    kind = models.CharField(_("role"), max_length=7, choices=Kind)
    ground = models.CharField(_("document"), max_length=120, blank=True)

    objects = Representatives.as_manager()

    class Meta:
        ordering = ("starts", "id")
        constraints = (
            period_is_whole("people_representative_period"),
            models.CheckConstraint(name="people_representative_is_another", condition=~Q(person=models.F("by"))),
        )

    def __str__(self) -> str:
        return f"representative {self.pk}"


class InformalCarer(Dated):
    """``carer`` helps ``person``. ``may_look`` only when the person wants it: closed unless opened."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="carers")
    carer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="cares_for")
    relation = models.CharField(_("relation"), max_length=40)
    may_look = models.BooleanField(_("may see the record"), default=False)

    objects = InformalCarers.as_manager()

    class Meta:
        ordering = ("starts", "id")
        constraints = (
            period_is_whole("people_carer_period"),
            models.CheckConstraint(name="people_carer_is_another", condition=~Q(person=models.F("carer"))),
        )

    def __str__(self) -> str:
        return f"informal carer {self.pk}"
