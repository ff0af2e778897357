"""The multidisciplinary meeting: why, when, who takes part and how, what was decided, and what the person said to it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self
from uuid import UUID, uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ...people.models import Person
from ...territory.models.dated import Known
from .plans import CareGoal, Task
from .seen import OfPart
from .teams import Member

__all__ = ["Decision", "Fits", "Meeting", "Moment", "Seat"]


class Meetings(OfPart["Meeting"]):
    part = "tasks"

    def open(self) -> Self:
        """Asked for, planned, or not signed off yet."""
        return self.filter(state__in=(Meeting.State.ASKED, Meeting.State.PLANNED, Meeting.State.HELD))

    def coming(self, at: datetime) -> Self:
        """Planned, and not over: what a list shows beside a person."""
        return self.filter(state=Meeting.State.PLANNED, starts_at__gte=at)


class Meeting(Known):
    """``room``: the unguessable name of its own video room. ``agreed``: how the person said yes when it was read aloud.

    ``person_absent`` and ``doctor_absent``: why they do not take part, where they do not.
    """

    class Reason(models.TextChoices):
        COOPERATION = "cooperation", _("to work together better")
        ALIGNMENT = "alignment", _("to bring our care into line")
        CRISIS = "crisis", _("because it goes wrong")
        ADMISSION = "admission", _("to avoid a stay in hospital")
        DISCHARGE = "discharge", _("to prepare going home from hospital")

    class Mode(models.TextChoices):
        HOME = "home", _("at the person's home")
        PLACE = "place", _("somewhere else")
        VIDEO = "video", _("by video")
        PHONE = "phone", _("by phone")

    class Stay(models.TextChoices):
        HOME = "home", _("at home")
        ASSISTED = "assisted", _("in a service flat")
        ADMITTED = "admitted", _("in hospital, and goes home again")
        CARE_HOME = "care_home", _("in a care home for good")

    class State(models.TextChoices):
        ASKED = "asked", _("asked for")
        PLANNED = "planned", _("planned")
        HELD = "held", _("held, not signed off")
        SIGNED = "signed", _("signed off")
        CANCELLED = "cancelled", _("called off")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="meetings")
    reason = models.CharField(_("why"), max_length=11, choices=Reason)
    question = models.CharField(_("what should be talked about"), max_length=500)
    state = models.CharField(max_length=9, choices=State, default=State.ASKED)
    mode = models.CharField(_("where"), max_length=5, choices=Mode, default=Mode.HOME)
    place = models.CharField(_("address"), max_length=200, blank=True)
    needs = models.CharField(_("what somebody needs to take part"), max_length=200, blank=True)
    stays = models.CharField(_("where the person lives now"), max_length=9, choices=Stay, blank=True)
    discharge_on = models.DateField(_("planned day of going home"), null=True, blank=True)
    starts_at = models.DateTimeField(_("when"), null=True)
    room = models.UUIDField(default=uuid4, editable=False, unique=True)
    person_absent = models.CharField(_("why the person does not take part"), max_length=300, blank=True)
    doctor_absent = models.CharField(_("why no general practitioner takes part"), max_length=300, blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.UUIDField(null=True)
    asked_role = models.CharField(max_length=30, blank=True)
    planned_by = models.UUIDField(null=True)
    held_at = models.DateTimeField(null=True)
    agreed = models.CharField(_("how the person said yes"), max_length=200, blank=True)
    signed_at = models.DateTimeField(null=True)
    signed_by = models.UUIDField(null=True)
    claimed = models.BooleanField(_("payment is asked for"), default=False)
    cancelled = models.CharField(_("why called off"), max_length=300, blank=True)

    objects = Meetings.as_manager()

    class Meta:
        ordering = ("-asked_at", "id")
        indexes = (models.Index(fields=("state", "starts_at"), name="care_meeting_when"),)
        constraints = (
            models.UniqueConstraint(
                name="care_one_open_meeting", fields=("person",), condition=Q(state__in=("asked", "planned", "held"))
            ),
            models.CheckConstraint(
                name="care_meeting_planned_has_a_moment",
                condition=Q(state="asked", starts_at=None)
                | Q(state="cancelled")
                | Q(state__in=("planned", "held", "signed"), starts_at__isnull=False),
            ),
            models.CheckConstraint(
                name="care_meeting_signed_with_the_person",
                condition=~Q(state="signed") | (~Q(agreed="") & Q(held_at__isnull=False)),
            ),
        )

    def __str__(self) -> str:
        return f"meeting {self.pk}"


class Moments(OfPart["Moment"]):
    part, to_person = "tasks", "meeting__person"


class Moment(Known):
    """A proposed moment; the poll asks each who takes part whether it fits."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="moments")
    starts_at = models.DateTimeField(_("moment"))

    objects = Moments.as_manager()

    class Meta:
        ordering = ("starts_at", "id")
        constraints = (models.UniqueConstraint(name="care_moment_once", fields=("meeting", "starts_at")),)

    def __str__(self) -> str:
        return f"moment {self.pk}"


class Seats(OfPart["Seat"]):
    part, to_person = "tasks", "meeting__person"

    def of_account(self, user_id: UUID | None) -> Self:
        """The seats of whoever has this account."""
        return self.filter(Q(member__user=user_id) | Q(member__near__user=user_id)) if user_id else self.none()


class Seat(Known):
    """Who takes part: a member of the care team, or a guest by name whom the person agreed to (``approval``).

    Its id is an address that a guest opens without signing in: it says when and how to take part, and nothing else.
    """

    class Discipline(models.TextChoices):
        GP = "gp", _("general practitioner")
        PSYCHIATRIST = "psychiatrist", _("psychiatrist")
        SPECIALIST = "specialist", _("medical specialist")
        PHARMACIST = "pharmacist", _("pharmacist")
        NURSE = "nurse", _("home nurse")
        PHYSIOTHERAPIST = "physiotherapist", _("physiotherapist")
        OCCUPATIONAL = "occupational_therapist", _("occupational therapist")
        SPEECH = "speech_therapist", _("speech therapist")
        PSYCHOLOGIST = "psychologist", _("psychologist")
        DIETITIAN = "dietitian", _("dietitian")
        SOCIAL_WORKER = "social_worker", _("social worker")
        FAMILY_CARE = "family_care", _("family care")
        LIAISON = "liaison", _("hospital liaison")
        OTHER = "other", _("something else")

    class Way(models.TextChoices):
        PRESENT = "present", _("in the room")
        VIDEO = "video", _("by video")
        PHONE = "phone", _("by phone")
        ABSENT = "absent", _("not there")

    class Paid(models.TextChoices):
        NO = "", _("not paid")
        ORGANISER = "organiser", _("meeting organiser")
        MEDIATOR = "mediator", _("care mediator")
        PARTICIPANT = "participant", _("participant")

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="seats")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="seats")
    guest = models.CharField(_("name"), max_length=120, blank=True)
    guest_discipline = models.CharField(_("discipline"), max_length=22, choices=Discipline, blank=True)
    approval = models.CharField(_("how the person said yes"), max_length=200, blank=True)
    way = models.CharField(_("how they took part"), max_length=7, choices=Way, blank=True)
    paid = models.CharField(_("paid as"), max_length=11, choices=Paid, blank=True, default=Paid.NO)
    invited_at = models.DateTimeField()

    objects = Seats.as_manager()

    class Meta:
        ordering = ("invited_at", "id")
        constraints = (
            models.UniqueConstraint(name="care_seat_once", fields=("meeting", "member"), condition=Q(member__isnull=False)),
            models.CheckConstraint(
                name="care_seat_is_a_member_or_a_guest_agreed_to",
                condition=Q(member__isnull=False, guest="") | (Q(member=None) & ~Q(guest="") & ~Q(approval="")),
            ),
            models.UniqueConstraint(name="care_one_organiser", fields=("meeting",), condition=Q(paid="organiser")),
            models.UniqueConstraint(name="care_one_mediator", fields=("meeting",), condition=Q(paid="mediator")),
        )

    def __str__(self) -> str:
        return f"seat {self.pk}"

    @property
    def name(self) -> str:
        return self.member.name if self.member is not None else self.guest

    @property
    def title(self) -> Any:
        """What they are, in plain words."""
        return self.member.title if self.member is not None else self.get_guest_discipline_display()

    @property
    def discipline(self) -> str:
        """That of a professional; empty for the person and who is near."""
        if self.member is None:
            return self.guest_discipline
        return self.member.role if self.member.kind == Member.Kind.PROFESSIONAL else ""


class FitsRows(OfPart["Fits"]):
    part, to_person = "tasks", "moment__meeting__person"


class Fits(Known):
    """One answer of the poll."""

    moment = models.ForeignKey(Moment, on_delete=models.PROTECT, related_name="fits")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="fits")
    yes = models.BooleanField()
    answered_at = models.DateTimeField()

    objects = FitsRows.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(name="care_fits_once", fields=("moment", "seat")),)

    def __str__(self) -> str:
        return f"answer {self.pk}"


class Decisions(OfPart["Decision"]):
    part, to_person = "tasks", "meeting__person"


class Decision(Known):
    """What was decided. With somebody who does it by a day it is a task once the person said yes; else it is an agreement."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="decisions")
    text = models.CharField(_("what was decided"), max_length=300)
    owner = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("who"))
    due = models.DateField(_("by"), null=True)
    care_goal = models.ForeignKey(CareGoal, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("for"))
    task = models.OneToOneField(Task, on_delete=models.PROTECT, null=True, related_name="decision")
    said_at = models.DateTimeField()
    said_by = models.UUIDField(null=True)

    objects = Decisions.as_manager()

    class Meta:
        ordering = ("said_at", "id")
        constraints = (
            models.CheckConstraint(
                name="care_decision_has_who_and_when_or_neither",
                condition=Q(owner=None, due=None) | Q(owner__isnull=False, due__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"decision {self.pk}"
