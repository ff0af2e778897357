"""Requests for help for one person, every step of each; and how many places organisations say they have."""

from __future__ import annotations

from datetime import date, datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ...care.models import Member
from ...care.models.seen import OfPart
from ...consent import access
from ...consent.models import Consent
from ...kernel import rows
from ...kernel.permissions import may
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...people.models import Person
from ...territory.models.dated import Known
from ..permissions import SEE_HELP, WORK

__all__ = ["FreePlaces", "HelpRequest", "HelpStep"]


class HelpRequests(OfPart["HelpRequest"]):
    part = "tasks"

    def visible_to(self, who: Who, purpose: Purpose, at: datetime) -> Self:
        """Of whom the tasks are shared with this hat; and what is asked of its organisation, which says no name."""
        return super().visible_to(who, purpose, at) | self.put_to(who, purpose, at)

    def put_to(self, who: Who, purpose: Purpose, at: datetime) -> Self:
        """Asked of the organisation of the hat, or of anybody, of a kind for which it tells its places.

        Only while the person agrees to share care, and does not shut out whoever looks.
        """
        if who.scope_kind != "organisation" or not may(who, WORK, purpose):
            return self.none()
        kinds = FreePlaces.objects.filter(organisation_id=who.scope_id).values("kind")
        agreed = Consent.objects.in_force(at).filter(kind=Consent.Kind.PARTICIPATION, organisation=None).values("person")
        shut = access.shut_out(who, timezone.localdate(at))
        here = Q(giver=who.scope_id) | Q(giver=None, asked_of=who.scope_id)
        anybody = Q(state=HelpRequest.State.ASKED, asked_of=None, kind__in=kinds)
        return self.filter(here | anybody, person__in=agreed, person__merged_into=None).exclude(person__in=shut)

    def waiting(self) -> Self:
        """Nobody has started yet."""
        return self.filter(state__in=HelpRequest.WAITS)

    def open(self) -> Self:
        return self.exclude(state__in=(HelpRequest.State.ENDED, HelpRequest.State.WITHDRAWN))

    def unanswered(self, before: date) -> Self:
        """Asked before a day, and neither offered nor refused."""
        return self.filter(state=HelpRequest.State.ASKED, since__lt=before)


class HelpRequest(Known):
    """``asked_of``: nobody where it is asked of anybody who has room; ``giver``: who offered.

    ``since``: the day of the last step. ``asked_on`` stays when it is asked again elsewhere: the person waited all along.
    No text stands here: who is asked reads the kind and the municipality, and calls who asked.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("asked")
        OFFERED = "offered", _("offered")
        STARTED = "started", _("started")
        ENDED = "ended", _("ended")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")

    WAITS = (State.ASKED, State.OFFERED, State.REFUSED)

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="help_requests")
    kind = models.ForeignKey("territory.Code", on_delete=models.PROTECT, related_name="+", verbose_name=_("kind of help"))
    asked_of = models.ForeignKey(
        "territory.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("asked of")
    )
    giver = models.ForeignKey("territory.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    asker = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", verbose_name=_("who asks"))
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.ASKED)
    asked_on = models.DateField(_("asked on"))
    since = models.DateField(_("since"))
    started_on = models.DateField(_("started on"), null=True)

    objects = HelpRequests.as_manager()

    class Meta:
        ordering = ("asked_on", "id")
        indexes = (
            models.Index(fields=("person", "state"), name="rounds_help_person"),
            models.Index(fields=("state", "since"), name="rounds_help_state"),
        )
        constraints = (
            models.CheckConstraint(
                name="rounds_help_period", condition=Q(started_on=None) | Q(started_on__gte=F("asked_on"))
            ),
            models.CheckConstraint(
                name="rounds_help_started_has_day",
                condition=~Q(state__in=("started", "ended")) | Q(started_on__isnull=False, giver__isnull=False),
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"help {self.pk}"

    @property
    def days(self) -> int | None:
        """From the request to the start."""
        return None if self.started_on is None else (self.started_on - self.asked_on).days


class HelpSteps(OfPart["HelpStep"]):
    part = "tasks"
    to_person = "request__person"


class HelpStep(Known):
    """One move of a request: into which state, on which day, by whom, and why where that is needed. Never changed."""

    request = models.ForeignKey(HelpRequest, on_delete=models.PROTECT, related_name="steps")
    state = models.CharField(max_length=9, choices=HelpRequest.State)
    organisation = models.ForeignKey("territory.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    on = models.DateField(_("day"))
    why = models.CharField(_("why"), max_length=200, blank=True)
    said_at = models.DateTimeField()
    said_by = models.UUIDField(null=True)

    objects = HelpSteps.as_manager()

    class Meta:
        ordering = ("said_at", "id")

    def __str__(self) -> str:
        return f"step {self.pk}"


class AllPlaces(rows.Permitted["FreePlaces"]):
    permission = SEE_HELP


class FreePlaces(Known):
    """What an organisation last said of one kind of help; what it said before is in the audit. 0 is said, too."""

    organisation = models.ForeignKey("territory.Organisation", on_delete=models.PROTECT, related_name="+")
    kind = models.ForeignKey("territory.Code", on_delete=models.PROTECT, related_name="+", verbose_name=_("kind of help"))
    places = models.PositiveSmallIntegerField(_("free places"))
    starts = models.DateField(_("from"))
    said_on = models.DateField(_("said on"))

    objects = AllPlaces.as_manager()

    class Meta:
        ordering = ("kind", "organisation", "id")
        verbose_name = _("free places")
        constraints = (models.UniqueConstraint(name="rounds_places_once", fields=("organisation", "kind")),)

    def __str__(self) -> str:
        return f"places {self.pk}"
