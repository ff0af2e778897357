"""Stays in hospital of persons who have a shared plan: from a notice, a file or typed."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ...care.models.seen import OfPart
from ...people.models import Person
from ...territory.models.dated import Known

__all__ = ["Stay"]


class Stays(OfPart["Stay"]):
    part = "tasks"

    def under_way(self) -> Stays:
        """In hospital, or at home again where nobody has called yet."""
        return self.filter(Q(state=Stay.State.IN) | Q(state=Stay.State.HOME, followed_up_on=None))


class Stay(Known):
    """``visit``: a keyed hash of the hospital's own number, so that a second notice is the same stay.

    ``notices``: how many spoke of it. A stay that was told by mistake is taken back, and stays on record.
    """

    class State(models.TextChoices):
        IN = "in", _("in hospital")
        HOME = "home", _("at home again")
        BACK = "back", _("taken back")

    class Source(models.TextChoices):
        TYPED = "typed", _("typed here")
        CSV = "csv", _("from a file")
        FHIR = "fhir", _("from a FHIR message")
        ADT = "adt", _("from an ADT message")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="stays")
    organisation = models.ForeignKey("territory.Organisation", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=4, choices=State, default=State.IN)
    admitted_on = models.DateField(_("since"))
    home_on = models.DateField(_("goes home on"), null=True, blank=True)
    left_on = models.DateField(_("went home on"), null=True, blank=True)
    followed_up_on = models.DateField(_("called after going home on"), null=True, blank=True)
    followed_up_by = models.UUIDField(null=True)
    source = models.CharField(_("known from"), max_length=5, choices=Source, default=Source.TYPED)
    visit = models.CharField(max_length=64, blank=True, editable=False)
    notices = models.PositiveIntegerField(default=1)
    told_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = Stays.as_manager()

    class Meta:
        ordering = ("home_on", "admitted_on", "id")
        indexes = (models.Index(fields=("person", "state"), name="rounds_stay_person"),)
        constraints = (
            models.UniqueConstraint(
                name="rounds_one_stay", fields=("person", "organisation"), condition=Q(state="in")
            ),
            models.CheckConstraint(
                name="rounds_stay_period", condition=Q(left_on=None) | Q(left_on__gte=F("admitted_on"))
            ),
            models.CheckConstraint(
                name="rounds_stay_home_has_day", condition=~Q(state="home") | Q(left_on__isnull=False)
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"stay {self.pk}"
