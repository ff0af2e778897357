"""What stands in the day of a person: appointments, and questions to who coordinates."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from ...care.models import Member
from ...care.models.seen import OfPart
from ...people.models import Person
from ...territory.models.dated import Known

__all__ = ["Appointment", "Question", "Route"]


class Route(models.TextChoices):
    """How something reached us; what follows from it is the same."""

    OWN = "own", _("on this website")
    PAPER = "paper", _("on paper")
    PHONE = "phone", _("by phone")
    HELPER = "helper", _("with a helper")


class Appointments(OfPart["Appointment"]):
    part = "tasks"

    def standing(self) -> Appointments:
        return self.filter(ended_at=None)


class Appointment(Known):
    """Who comes, or where one goes. ``clock``: in words, as people say it ('half past nine'). Never changed but by its end."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="appointments")
    on = models.DateField(_("day"))
    clock = models.CharField(_("at what time"), max_length=40, blank=True)
    what = models.CharField(_("what"), max_length=200)
    member = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who comes")
    )  # fmt: skip
    route = models.CharField(_("how it was said"), max_length=6, choices=Route, default=Route.OWN)
    said_at = models.DateTimeField()
    said_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = Appointments.as_manager()

    class Meta:
        ordering = ("on", "clock", "id")
        indexes = (models.Index(fields=("person", "on"), name="rounds_appointment_day"),)

    def __str__(self) -> str:
        return f"appointment {self.pk}"


class Questions(OfPart["Question"]):
    part = "tasks"

    def waiting(self) -> Questions:
        return self.filter(answered_at=None)


class Question(Known):
    """``asker``: who asks, as a member of the care team. ``due``: by when they were told an answer comes."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="questions")
    asker = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", verbose_name=_("who asks"))
    route = models.CharField(_("how it was said"), max_length=6, choices=Route, default=Route.OWN)
    text = models.TextField(_("question"), max_length=1000)
    asked_at = models.DateTimeField()
    due = models.DateField(_("answer by"))
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.UUIDField(null=True)

    objects = Questions.as_manager()

    class Meta:
        ordering = ("due", "asked_at", "id")
        indexes = (models.Index(fields=("person", "answered_at"), name="rounds_question_person"),)

    def __str__(self) -> str:
        return f"question {self.pk}"
