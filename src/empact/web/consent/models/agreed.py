"""What a person agreed to, and whom they shut out. A row is never changed but by its end; together they are the history."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ...people.models import OfPerson, Person, Representative
from ...territory.models.dated import Dated, Known, period_is_whole
from ..parts import Part, parts_of

__all__ = ["Consent", "Exclusion"]


class Consents(OfPerson["Consent"]):
    def in_force(self, at: datetime) -> Self:
        """Given, begun, not ended and not withdrawn at this moment."""
        on = timezone.localdate(at)
        going = Q(withdrawn_at=None) | Q(withdrawn_at__gt=at)
        return self.filter(going, Q(ends=None) | Q(ends__gte=on), starts__lte=on, given_at__lte=at)


class Consent(Dated):
    """``scope``: parts of the matrix with a bar on both sides; empty: all that the matrix opens without being named.

    ``organisation`` or ``party``: for this one only; neither: for everybody the kind speaks of.
    ``proof``: where the paper lies, or who heard it said. ``text_version``: the words that were read or shown.
    """

    class Kind(models.TextChoices):
        NATIONAL = "national", _("national consent")
        PARTICIPATION = "participation", _("taking part, with a shared plan")
        SECONDARY = "secondary", _("use for research and figures")
        INFORMAL = "informal", _("sharing with informal carers and neighbours")

    class How(models.TextChoices):
        OWN = "own", _("on this website")
        PAPER = "paper", _("on paper")
        PHONE = "phone", _("by phone")
        ORAL = "oral", _("said, before a witness")
        HELPER = "helper", _("with a helper")
        EID = "eid", _("with the identity card")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consents")
    kind = models.CharField(_("what for"), max_length=13, choices=Kind)
    scope = models.CharField(max_length=200, blank=True)
    organisation = models.ForeignKey(
        "territory.Organisation", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("only for")
    )
    party = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("only for"))
    how = models.CharField(_("how it was said"), max_length=6, choices=How)
    proof = models.CharField(_("proof"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    text_version = models.CharField(_("version of the text"), max_length=20)
    representative = models.ForeignKey(
        Representative, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("said by")
    )
    given_at = models.DateTimeField()
    recorded_by = models.UUIDField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.UUIDField(null=True)

    objects = Consents.as_manager()

    class Meta:
        ordering = ("-given_at", "id")
        indexes = (models.Index(fields=("person", "kind"), name="consent_person_kind"),)
        constraints = (
            period_is_whole("consent_period"),
            models.CheckConstraint(
                name="consent_not_withdrawn_before", condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=F("given_at"))
            ),
            models.CheckConstraint(name="consent_one_party", condition=Q(organisation=None) | Q(party=None)),
            models.CheckConstraint(name="consent_party_is_informal", condition=Q(party=None) | Q(kind="informal")),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"consent {self.pk}"

    @property
    def parts(self) -> frozenset[str]:
        """The parts that are named; none: all that the matrix opens without being named."""
        return parts_of(self.scope)

    @property
    def named(self) -> list[Any]:
        """The parts that are named, in words."""
        return [part.label for part in Part if part.value in self.parts]

    def is_in_force(self, at: datetime) -> bool:
        """As :meth:`Consents.in_force` says it of many."""
        going = self.withdrawn_at is None or self.withdrawn_at > at
        return going and self.given_at <= at and self.is_on(timezone.localdate(at))

    def state_at(self, at: datetime) -> Any:
        """In a word: in force, withdrawn, ended, or still to begin."""
        on = timezone.localdate(at)
        if self.withdrawn_at is not None and self.withdrawn_at <= at:
            return _("withdrawn")
        if self.ends is not None and self.ends < on:
            return _("ended")
        return _("in force") if self.starts <= on else _("still to begin")


class Exclusions(OfPerson["Exclusion"]):
    def in_force(self, at: datetime) -> Self:
        return self.filter(Q(lifted_at=None) | Q(lifted_at__gt=at), said_at__lte=at)


class Exclusion(Known):
    """``person`` does not want this ``professional`` to look. It goes before every consent and every relation."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="exclusions")
    professional = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("professional")
    )
    how = models.CharField(_("how it was said"), max_length=6, choices=Consent.How)
    said_at = models.DateTimeField()
    recorded_by = models.UUIDField(null=True)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.UUIDField(null=True)

    objects = Exclusions.as_manager()

    class Meta:
        ordering = ("-said_at", "id")
        constraints = (
            models.UniqueConstraint(
                name="consent_exclusion_once", fields=("person", "professional"), condition=Q(lifted_at=None)
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"exclusion {self.pk}"
