"""The plan of a person: what matters, life goals, care goals, tasks; and each version of it as it was."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ...people.models import Person
from ...territory.models.dated import Known
from .seen import OfPart
from .teams import Member

__all__ = ["CareGoal", "LifeGoal", "Plan", "PlanVersion", "Task"]


class Plans(OfPart["Plan"]):
    part = "goals"


class Plan(Known):
    """``matters`` is in the person's own words, and only the person's to change. ``version`` counts the changes."""

    class State(models.TextChoices):
        OPEN = "open", _("in use")
        CLOSED = "closed", _("closed")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="care_plans")
    state = models.CharField(max_length=6, choices=State, default=State.OPEN)
    matters = models.TextField(_("what matters to me"), max_length=3000, blank=True)
    myself = models.TextField(_("what I do myself"), max_length=2000, blank=True)
    agreements = models.TextField(_("what we agreed"), max_length=3000, blank=True)
    crisis = models.TextField(_("if it goes wrong"), max_length=2000, blank=True)
    crisis_phone = models.CharField(_("whom to call then"), max_length=20, blank=True)
    review_on = models.DateField(_("we look at it again on"), null=True, blank=True)
    reviewed_on = models.DateField(null=True, editable=False)
    started_at = models.DateTimeField()
    started_by = models.UUIDField(null=True)
    closed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0, editable=False)

    objects = Plans.as_manager()

    class Meta:
        ordering = ("-started_at", "id")
        indexes = (models.Index(fields=("state", "review_on"), name="care_plan_review"),)
        constraints = (
            models.UniqueConstraint(name="care_one_plan", fields=("person",), condition=Q(state="open")),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"plan {self.pk}"


class LifeGoals(OfPart["LifeGoal"]):
    part, to_person = "goals", "plan__person"


class LifeGoal(Known):
    """A wish, need or drive of the person, in their words."""

    class Domain(models.TextChoices):
        LIVING = "living", _("living")
        AUTONOMY = "autonomy", _("deciding and doing myself")
        RELATIONS = "relations", _("people around me")
        HOBBIES = "hobbies", _("what I like to do")
        SCHOOL_WORK = "school_work", _("school and work")
        OTHER = "other", _("something else")

    class State(models.TextChoices):
        GOING = "going", _("going on")
        REACHED = "reached", _("reached")
        DROPPED = "dropped", _("not any more")

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="life_goals")
    text = models.CharField(_("what I want"), max_length=300)
    domain = models.CharField(_("about"), max_length=11, choices=Domain)
    state = models.CharField(max_length=7, choices=State, default=State.GOING)
    said_at = models.DateTimeField()
    said_by = models.UUIDField(null=True)

    objects = LifeGoals.as_manager()

    class Meta:
        ordering = ("said_at", "id")

    def __str__(self) -> str:
        return f"life goal {self.pk}"


class CareGoals(OfPart["CareGoal"]):
    part, to_person = "goals", "plan__person"


class CareGoal(Known):
    """What the care team aims at for a life goal. ``measure`` and ``target``: how we will know."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="care_goals")
    life_goal = models.ForeignKey(LifeGoal, on_delete=models.PROTECT, related_name="care_goals", verbose_name=_("for"))
    text = models.CharField(_("what we aim at"), max_length=300)
    measure = models.CharField(_("how we will know"), max_length=200, blank=True)
    target = models.CharField(_("target"), max_length=120, blank=True)
    review_on = models.DateField(_("we look at it again on"), null=True, blank=True)
    state = models.CharField(max_length=7, choices=LifeGoal.State, default=LifeGoal.State.GOING)
    said_at = models.DateTimeField()
    said_by = models.UUIDField(null=True)

    objects = CareGoals.as_manager()

    class Meta:
        ordering = ("said_at", "id")

    def __str__(self) -> str:
        return f"care goal {self.pk}"


class Tasks(OfPart["Task"]):
    part, to_person = "tasks", "plan__person"


class Task(Known):
    """One member of the care team does it, by a day. Without a care goal it is allowed, and shown as such (R7)."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        DONE = "done", _("done")
        DROPPED = "dropped", _("dropped")

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="tasks")
    care_goal = models.ForeignKey(
        CareGoal, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks", verbose_name=_("for")
    )
    owner = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="tasks", verbose_name=_("who"))
    what = models.CharField(_("what"), max_length=300)
    due = models.DateField(_("by"))
    repeats = models.CharField(_("how often"), max_length=80, blank=True)
    state = models.CharField(max_length=7, choices=State, default=State.OPEN)
    said_at = models.DateTimeField()
    said_by = models.UUIDField(null=True)
    moved_at = models.DateTimeField(null=True)

    objects = Tasks.as_manager()

    class Meta:
        ordering = ("due", "said_at", "id")
        indexes = (models.Index(fields=("owner", "state", "due"), name="care_task_owner"),)

    def __str__(self) -> str:
        return f"task {self.pk}"


class PlanVersions(OfPart["PlanVersion"]):
    part, to_person = "goals", "plan__person"


class PlanVersion(Known):
    """``content``: the whole plan after a change, by part of the matrix; nothing is ever changed or deleted here."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.UUIDField(null=True)
    role = models.CharField(max_length=30, blank=True)
    why = models.CharField(_("why"), max_length=300, blank=True)
    content = models.JSONField()

    objects = PlanVersions.as_manager()

    class Meta:
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(name="care_version_once", fields=("plan", "number")),)

    def __str__(self) -> str:
        return f"version {self.pk}"
