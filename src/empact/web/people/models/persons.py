"""The one record of a person: whoever is cared for, cares, or speaks for somebody."""

from __future__ import annotations

from datetime import date
from typing import Final, Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...territory.models import Territory
from ...territory.models.dated import Known

__all__ = ["Channel", "Person", "Persons", "Sex"]


_LANGUAGES: Final = dict(settings.LANGUAGES)


class Sex(models.TextChoices):
    """As the administration has it; never read from a number. Codes of FHIR R4."""

    FEMALE = "female", _("woman")
    MALE = "male", _("man")
    OTHER = "other", _("other")
    UNKNOWN = "unknown", _("not known")


class Channel(models.TextChoices):
    """How somebody wants to be reached. Nobody has to have a computer."""

    PAPER = "paper", _("letter")
    PHONE = "phone", _("phone")
    MAIL = "mail", _("e-mail")
    PORTAL = "portal", _("this website")


class Persons(models.QuerySet["Person"]):
    def visible_to(self, who: Who, purpose: Purpose, on: date, one: UUID | None = None) -> Self:
        """Whom this hat may see for this purpose on this day; nobody, unless :mod:`..access` says so. ``one``: them alone."""
        from ..access import seen_by

        found = self.filter(seen_by(who, purpose, on, one), merged_into=None)
        return found if one is None else found.filter(pk=one)


class Person(Known):
    """``insz`` is encrypted and found again by ``insz_index``; ``search`` is the name without capitals and accents.

    Of the birth date, what is known: year, month and day, month and year, or year. ``version`` counts the changes.
    """

    family_name = models.CharField(_("family name"), max_length=80)
    given_names = models.CharField(_("first names"), max_length=120, blank=True)
    called_name = models.CharField(_("called"), max_length=80, blank=True)
    search = models.CharField(max_length=300, editable=False)
    birth_year = models.PositiveSmallIntegerField(null=True)
    birth_month = models.PositiveSmallIntegerField(null=True)
    birth_day = models.PositiveSmallIntegerField(null=True)
    death_date = models.DateField(_("date of death"), null=True, blank=True)
    sex = models.CharField(_("sex in the administration"), max_length=7, choices=Sex, default=Sex.UNKNOWN)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default="nl")
    channel = models.CharField(_("wants to be reached by"), max_length=6, choices=Channel, default=Channel.PAPER)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    street = models.CharField(_("street and number"), max_length=120, blank=True)
    postcode = models.CharField(_("postcode"), max_length=4, blank=True)
    municipality = models.ForeignKey(
        Territory, verbose_name=_("municipality"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    insz_sealed = models.CharField(max_length=120, blank=True, editable=False)
    insz_index = models.CharField(max_length=64, blank=True, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="as_person"
    )
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged", editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = Persons.as_manager()

    class Meta:
        ordering = ("search", "id")
        indexes = (
            models.Index(fields=("search",), name="people_person_search"),
            models.Index(fields=("insz_index",), name="people_person_insz"),
        )
        constraints = (
            models.UniqueConstraint(
                name="people_person_insz_once", fields=("insz_index",), condition=~Q(insz_index="") & Q(merged_into=None)
            ),
            models.CheckConstraint(
                name="people_person_birth_known",
                condition=Q(birth_month=None, birth_day=None)
                | (Q(birth_day=None) & Q(birth_year__isnull=False, birth_month__range=(1, 12)))
                | Q(birth_year__isnull=False, birth_month__range=(1, 12), birth_day__range=(1, 31)),
            ),
            models.CheckConstraint(name="people_person_not_into_itself", condition=~Q(merged_into=models.F("id"))),
        )

    def __str__(self) -> str:
        return f"person {self.pk}"  # a name in a log or a message of an error would be a leak

    @property
    def name(self) -> str:
        """Full name, family name last."""
        return f"{self.given_names} {self.family_name}".strip()

    def get_language_display(self) -> str:  # type: ignore[no-redef]
        """Its own name. In place of the framework's, which makes a table of the languages for each person."""
        return _LANGUAGES.get(self.language, self.language)

    @property
    def called(self) -> str:
        """How the person wants to be called."""
        return self.called_name or self.name

    @property
    def birth(self) -> str:
        """What is known: 17/03/1948, 03/1948, 1948 or nothing."""
        parts = (self.birth_day, self.birth_month, self.birth_year)
        return "/".join(f"{part:02d}" for part in parts if part is not None)

    def age_on(self, day: date) -> int | None:
        """In whole years; where only the year is known, as on the last day of that year."""
        if self.birth_year is None:
            return None
        end = min(day, self.death_date) if self.death_date else day
        birthday = (self.birth_month or 12, self.birth_day or 31)
        return end.year - self.birth_year - ((end.month, end.day) < birthday)
