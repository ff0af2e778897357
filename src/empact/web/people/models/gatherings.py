"""Group activities for informal carers and neighbours: where and when, and who has a place. Nobody needs a record."""

from __future__ import annotations

import json
from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from ...kernel import sealing
from ...kernel.permissions import may
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...territory.models import Territory
from ...territory.models.dated import Known
from ..permissions import JOIN, LEAD
from .persons import Person

__all__ = ["Gathering", "SignUp"]


class Gatherings(models.QuerySet["Gathering"]):
    def visible_to(self, who: Who, purpose: Purpose) -> Self:
        """To lead: those of the organisation or team of the hat. Everybody else reads what is :meth:`to_come`."""
        if may(who, LEAD, purpose) and who.scope_kind in ("organisation", "team"):
            return self.filter(**{f"{who.scope_kind}_id": who.scope_id})
        return self.none()

    def to_come(self, today: date) -> Self:
        """What anybody may read."""
        return self.filter(state=Gathering.State.PLANNED, day__gte=today)

    def counted(self) -> Self:
        """With ``taken`` and ``waiting``: how many have a place, and how many wait for one."""
        counts = {"taken": SignUp.State.IN, "waiting": SignUp.State.WAITING}
        counted = {k: Count("sign_ups", filter=Q(sign_ups__state=state)) for k, state in counts.items()}
        return self.annotate(**counted).order_by("day", "begins", "pk")


class Gathering(Known):
    """``leads``: who leads it, as people know them. ``phone``: of whoever writes down a sign-up of somebody who calls."""

    class State(models.TextChoices):
        PLANNED = "planned", _("goes on")
        OFF = "off", _("called off")

    class Audience(models.TextChoices):
        ALL = "all", _("everybody")
        CARERS = "carers", _("informal carers")
        NEIGHBOURS = "neighbours", _("neighbours and volunteers")

    title = models.CharField(_("title"), max_length=80)
    about = models.TextField(_("what you do there"), max_length=400, blank=True)
    audience = models.CharField(_("for"), max_length=10, choices=Audience, default=Audience.ALL)
    day = models.DateField(_("day"))
    begins = models.TimeField(_("from (hour)"))
    ends = models.TimeField(_("until (hour)"), null=True)
    where = models.CharField(_("place"), max_length=120)
    municipality = models.ForeignKey(Territory, on_delete=models.PROTECT, null=True, related_name="+")
    leads = models.CharField(_("who leads it"), max_length=80)
    phone = models.CharField(_("phone to sign up"), max_length=20)
    places = models.PositiveSmallIntegerField(_("places"))
    organisation = models.ForeignKey("territory.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    team = models.ForeignKey("territory.Team", on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=7, choices=State, default=State.PLANNED)

    objects = Gatherings.as_manager()

    class Meta:
        ordering = ("day", "begins", "id")
        indexes = (models.Index(fields=("state", "day"), name="people_gathering_to_come"),)
        constraints = (
            models.CheckConstraint(
                name="people_gathering_at_one_place",
                condition=Q(organisation=None, team__isnull=False) | Q(organisation__isnull=False, team=None),
            ),
            models.CheckConstraint(name="people_gathering_hours", condition=Q(ends=None) | Q(ends__gt=F("begins"))),
            models.CheckConstraint(name="people_gathering_has_places", condition=Q(places__gte=1)),
        )

    def __str__(self) -> str:
        return f"gathering {self.pk}"


class SignUps(models.QuerySet["SignUp"]):
    def visible_to(self, who: Who, purpose: Purpose, on: date) -> Self:
        """Of a gathering that the hat leads; or of oneself, and of whom one helps or speaks for."""
        if purpose == Purpose.CARE:
            return self.filter(gathering__in=Gathering.objects.visible_to(who, purpose))
        if purpose == Purpose.OWN and may(who, JOIN, purpose) and who.user_id is not None:
            near = Person.objects.visible_to(who, purpose, on)
            return self.filter(Q(person__user=who.user_id) | Q(person__in=near))
        return self.none()

    def present(self) -> Self:
        """Who has a place or waits for one, in the order in which they came."""
        return self.exclude(state=SignUp.State.OFF).order_by("asked_at", "id")


class SignUp(Known):
    """``person`` where a record is known; else a name and a phone number, encrypted. Both go a while after the day.

    ``key`` makes the same name and number one sign-up. ``to_call``: something changed that nobody has told them.
    """

    class State(models.TextChoices):
        IN = "in", _("has a place")
        WAITING = "waiting", _("on the waiting list")
        OFF = "off", _("does not come")

    gathering = models.ForeignKey(Gathering, on_delete=models.PROTECT, related_name="sign_ups")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="sign_ups")
    called_sealed = models.TextField(blank=True)
    key = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=7, choices=State)
    asked_at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    to_call = models.BooleanField(default=False)

    objects = SignUps.as_manager()

    class Meta:
        ordering = ("asked_at", "id")
        indexes = (models.Index(fields=("gathering", "state"), name="people_sign_up_state"),)
        constraints = (
            models.UniqueConstraint(name="people_sign_up_once", fields=("gathering", "person")),
            models.UniqueConstraint(name="people_sign_up_name_once", fields=("gathering", "key"), condition=~Q(key="")),
        )

    def __str__(self) -> str:
        return f"sign-up {self.pk}"

    def seal(self, name: str, phone: str) -> None:
        self.called_sealed = sealing.encrypt(json.dumps([name, phone], ensure_ascii=False), place=self._place())

    def called(self) -> tuple[str, str]:
        """Name and phone number; empty once they are no longer kept."""
        if self.person is not None:
            return self.person.called, self.person.phone
        if not self.called_sealed:
            return "", ""
        name, phone = json.loads(sealing.decrypt(self.called_sealed, place=self._place()))
        return name, phone

    def _place(self) -> str:
        return f"people.signup:{self.pk}"
