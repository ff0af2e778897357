"""A report of a worry, whose turn it is, what was done, and who gets which reports."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ...kernel import sealing
from ...kernel.permissions import may
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...people.models import Person
from ...territory.models import Organisation, Team, Territory
from ...territory.models.dated import Known
from ..permissions import HANDLE, KEEP_ROUTES

__all__ = ["Age", "Channel", "Note", "Route", "Signal", "Theme", "Turn", "Urgency"]


class Theme(models.TextChoices):
    """What worries: the proposal of the care domain, with loneliness."""

    SAFETY = "safety", _("not safe at home or outside")
    REFUSAL = "refusal", _("does not want help, but needs it")
    CARER = "carer", _("who cares for them cannot go on")
    ABUSE = "abuse", _("violence or abuse")
    NEGLECT = "neglect", _("too little food, warmth or washing")
    MEDICATION = "medication", _("something is wrong with medicines")
    HOUSING = "housing", _("trouble with the house or money")
    LONELY = "lonely", _("very alone")
    OTHER = "other", _("something else")


class Urgency(models.TextChoices):
    NOW = "now", _("today, it cannot wait")
    DAY = "day", _("within a day")
    WEEK = "week", _("this week")


class Age(models.TextChoices):
    UNKNOWN = "", _("I do not know")
    CHILD = "child", _("a child or young person")
    ADULT = "adult", _("an adult")
    OLDER = "older", _("an older person")


class Channel(models.TextChoices):
    """How it came in. All have the same outcome: one action is behind them."""

    WEB = "web", _("this website")
    PHONE = "phone", _("phone")
    PAPER = "paper", _("paper")
    DESK = "desk", _("at a desk")


class Signals(models.QuerySet["Signal"]):
    def visible_to(self, who: Who, purpose: Purpose) -> Self:
        """What came to this hat, to its organisation or to its team, and was not given back."""
        if not may(who, HANDLE, purpose) or who.user_id is None:
            return self.none()
        mine = Turn.objects.of(who).filter(returned_at=None)
        return self.filter(pk__in=mine.values("signal"))

    def open(self) -> Self:
        return self.exclude(state__in=(Signal.State.CLOSED, Signal.State.JOINED))

    def closed_before(self, moment: datetime) -> Self:
        """What is over for so long, and still holds what was told."""
        return self.filter(state=Signal.State.CLOSED, closed_at__lt=moment, wiped_at=None)

    def first_to_do(self) -> Self:
        """Whose clock runs out first; what was marked comes last."""
        return self.order_by("marked", F("until").asc(nulls_last=True), "reported_at", "pk")


class Signal(Known):
    """Texts are encrypted. ``ticket`` and ``receipt`` are for the reporter alone; ``key`` makes a repeated send one report.

    ``until``: when the clock of the state runs out. ``promised_by``: until when the reporter was promised that somebody
    calls or goes there. ``told``: was the person told of the report; ``unsafe`` needs a second reader. ``wiped_at``: since
    then only what figures count is left.
    """

    class State(models.TextChoices):
        RECEIVED = "received", _("received")
        TRIAGE = "triage", _("being looked at")
        PASSED = "passed", _("passed on")
        CONTACT = "contact", _("contact made")
        ACTION = "action", _("agreed what happens")
        CLOSED = "closed", _("closed")
        JOINED = "joined", _("joined to another report")

    class Discretion(models.TextChoices):
        OPEN = "open", _("yes, the person may know that I reported")
        TEAM = "team", _("only who helps the person may know")
        DESK = "desk", _("no, nobody but who reads my report")

    class Feedback(models.TextChoices):
        """Minimal, and never about health: the reporter is no party in the care."""

        CONTACT = "contact", _("We have made contact.")
        PASSED = "passed", _("We passed it on to who can help.")
        CANNOT_SAY = "cannot_say", _("We follow it up, and may not say more.")
        KNOWN = "known", _("Help was there already.")
        NOT_FOUND = "not_found", _("We could not find out who it is about.")
        NOT_FOLLOWED = "not_followed", _("We read it, and do not follow it up.")

    class Told(models.TextChoices):
        NO = "", _("not yet")
        YES = "yes", _("the person was told")
        NOT_KNOWN = "not_known", _("we do not know who it is")
        UNSAFE = "unsafe", _("telling them is not safe")

    class Outcome(models.TextChoices):
        HELP = "help", _("help was agreed")
        PASSED = "passed", _("passed on to another service")
        REFUSED = "refused", _("the person wants no help now")
        NO_WORRY = "no_worry", _("nothing to worry about was found")
        NOT_FOUND = "not_found", _("the person was not found")
        NOT_FOLLOWED = "not_followed", _("not followed up")

    state = models.CharField(max_length=8, choices=State, default=State.RECEIVED)
    channel = models.CharField(_("how it came in"), max_length=5, choices=Channel, default=Channel.WEB)
    municipality = models.ForeignKey(Territory, on_delete=models.PROTECT, null=True, related_name="+")
    age = models.CharField(_("about whom"), max_length=5, choices=Age, blank=True)
    theme = models.CharField(_("what worries"), max_length=10, choices=Theme)
    urgency = models.CharField(_("how soon"), max_length=4, choices=Urgency)
    discretion = models.CharField(_("may we say who reported"), max_length=4, choices=Discretion)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    about_sealed = models.TextField(blank=True)
    about_index = models.CharField(max_length=64, blank=True, db_index=True)
    reporter_sealed = models.TextField(blank=True)
    reported_at = models.DateTimeField()
    reported_by = models.UUIDField(null=True)
    ticket = models.UUIDField(unique=True)
    receipt = models.CharField(max_length=7, unique=True)
    key = models.CharField(max_length=64, unique=True)
    often = models.BooleanField(default=False)
    marked = models.BooleanField(default=False)
    handler = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    until = models.DateTimeField(null=True)
    promised_by = models.DateTimeField()
    first_contact_at = models.DateTimeField(null=True)
    feedback = models.CharField(max_length=12, choices=Feedback, blank=True)
    feedback_at = models.DateTimeField(null=True)
    told = models.CharField(max_length=9, choices=Told, blank=True)
    told_by = models.UUIDField(null=True)
    second_reader = models.UUIDField(null=True)
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    closed_at = models.DateTimeField(null=True)
    joined_to = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="joined")
    nobody_since = models.DateTimeField(null=True)
    wiped_at = models.DateTimeField(null=True)

    objects = Signals.as_manager()

    class Meta:
        ordering = ("-reported_at", "id")
        indexes = (models.Index(fields=("state", "until"), name="signals_state"),)
        constraints = (
            models.CheckConstraint(
                name="signals_closes_with_feedback",
                condition=~Q(state="closed") | (~Q(feedback="") & Q(feedback_at__isnull=False, closed_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="signals_joined_to_one",
                condition=Q(state="joined", joined_to__isnull=False) | (~Q(state="joined") & Q(joined_to=None)),
            ),
        )

    def __str__(self) -> str:
        return f"signal {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state not in (self.State.CLOSED, self.State.JOINED)

    def seal(self, about: dict[str, str], reporter: str) -> None:
        """Encrypt what was told and who told it; the two do not open with one look."""
        self.about_sealed = sealing.encrypt(json.dumps(about, ensure_ascii=False), place=self._place("about"))
        self.reporter_sealed = sealing.encrypt(reporter, place=self._place("reporter")) if reporter else ""

    @property
    def about(self) -> dict[str, str]:
        """``name`` and ``words``, as the reporter told them; empty once they were wiped."""
        if not self.about_sealed:
            return {"name": "", "words": ""}
        return dict(json.loads(sealing.decrypt(self.about_sealed, place=self._place("about"))))

    def open_reporter(self) -> str:
        """How to reach the reporter. Asked by an action alone, which writes down who asked."""
        return sealing.decrypt(self.reporter_sealed, place=self._place("reporter")) if self.reporter_sealed else ""

    def _place(self, field: str) -> str:
        return f"signals.signal:{self.pk}:{field}"


class Turns(models.QuerySet["Turn"]):
    def visible_to(self, who: Who, purpose: Purpose) -> Self:
        return self.filter(signal__in=Signal.objects.visible_to(who, purpose).values("pk"))

    def of(self, who: Who) -> Self:
        """Turns of this hat: its own, or those of the place it is worn at."""
        mine = Q(user=who.user_id, role=who.role)
        if who.scope_kind in ("organisation", "team") and who.scope_id:
            mine |= Q(**{f"{who.scope_kind}_id": who.scope_id})
        return self.filter(mine)


class Turn(Known):
    """Whose turn it was, in order. ``number`` is unique in a report: the clock moves it on once, whatever runs at once."""

    class Kind(models.TextChoices):
        COORDINATOR = "coordinator", _("who coordinates the care")
        RECEIVER = "receiver", _("receiver")
        BACKUP = "backup", _("backup")
        REGION = "region", _("duty service of the region")
        NOBODY = "nobody", _("nobody")

    class Cause(models.TextChoices):
        REPORTED = "reported", _("reported")
        TIME = "time", _("the time ran out")
        PASSED = "passed", _("passed on")
        RETURNED = "returned", _("given back")
        ROUTED = "routed", _("a receiver was named")

    signal = models.ForeignKey(Signal, on_delete=models.PROTECT, related_name="turns")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=11, choices=Kind)
    cause = models.CharField(max_length=8, choices=Cause)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=30, blank=True)
    began_at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)

    objects = Turns.as_manager()

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(name="signals_turn_once", fields=("signal", "number")),
            models.CheckConstraint(
                name="signals_turn_of_one",
                condition=Q(kind="nobody", organisation=None, team=None, user=None)
                | Q(kind="coordinator", organisation=None, team=None, user__isnull=False)
                | (~Q(kind__in=("nobody", "coordinator")) & Q(user=None, organisation__isnull=False, team=None))
                | (~Q(kind__in=("nobody", "coordinator")) & Q(user=None, organisation=None, team__isnull=False)),
            ),
        )

    def __str__(self) -> str:
        return f"turn {self.number} of {self.signal_id}"

    @property
    def name(self) -> Any:
        """Who it is."""
        return (self.user and self.user.name) or self.organisation or self.team or self.get_kind_display()


class Notes(models.QuerySet["Note"]):
    def visible_to(self, who: Who, purpose: Purpose) -> Self:
        return self.filter(signal__in=Signal.objects.visible_to(who, purpose).values("pk"))


class Note(Known):
    """A line of the log: a call, a fact, what was agreed. Lines are added, never changed; the text is encrypted."""

    class Kind(models.TextChoices):
        CALL = "call", _("call with the reporter")
        FACT = "fact", _("fact")
        CONTACT = "contact", _("contact with the person")
        ACTION = "action", _("what was agreed")
        RETURNED = "returned", _("given back")
        FEEDBACK = "feedback", _("feedback")
        TOLD = "told", _("telling the person")
        MARK = "mark", _("mark")
        CLOSED = "closed", _("closing")

    signal = models.ForeignKey(Signal, on_delete=models.PROTECT, related_name="notes")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    text_sealed = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = Notes.as_manager()

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"note {self.pk}"

    def seal(self, text: str) -> None:
        self.text_sealed = sealing.encrypt(text, place=f"signals.note:{self.pk}") if text else ""

    @property
    def text(self) -> str:
        return sealing.decrypt(self.text_sealed, place=f"signals.note:{self.pk}") if self.text_sealed else ""


class Routes(models.QuerySet["Route"]):
    def visible_to(self, who: Who, purpose: Purpose) -> Self:
        return self if may(who, KEEP_ROUTES, purpose) else self.none()

    def in_force(self) -> Self:
        return self.filter(ended_at=None)


class Route(Known):
    """Who gets reports from this territory (none: everywhere), theme and age, at these hours (none: always).

    ``days``: numbers of weekdays, Monday is 0. ``regional``: the duty service that comes after all others. The minutes are
    how long a receiver has, for each urgency, before the next one is called.
    """

    FIELDS: ClassVar[dict[str, str]] = {
        Urgency.NOW: "now_minutes", Urgency.DAY: "day_minutes", Urgency.WEEK: "week_minutes",
    }  # fmt: skip

    territory = models.ForeignKey(
        Territory, verbose_name=_("where"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    theme = models.CharField(_("what worries"), max_length=10, choices=Theme, blank=True)
    age = models.CharField(_("about whom"), max_length=5, choices=Age, blank=True)
    days = models.CharField(max_length=7, default="0123456")
    opens = models.TimeField(_("from (hour)"), null=True, blank=True)
    closes = models.TimeField(_("until (hour)"), null=True, blank=True)
    regional = models.BooleanField(_("duty service of the region"), default=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    backup_organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    backup_team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    now_minutes = models.PositiveIntegerField(_("minutes, when it cannot wait"), default=30)
    day_minutes = models.PositiveIntegerField(_("minutes, when it can wait a day"), default=240)
    week_minutes = models.PositiveIntegerField(_("minutes, when it can wait a week"), default=1440)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = Routes.as_manager()

    class Meta:
        ordering = ("regional", "territory__name", "theme", "made_at", "id")
        constraints = (
            models.CheckConstraint(
                name="signals_route_to_one",
                condition=Q(organisation__isnull=False, team=None) | Q(organisation=None, team__isnull=False),
            ),
            models.CheckConstraint(
                name="signals_route_backup_one", condition=Q(backup_organisation=None) | Q(backup_team=None)
            ),
            models.CheckConstraint(
                name="signals_route_hours",
                condition=Q(opens=None, closes=None) | Q(opens__isnull=False, closes__gt=F("opens")),
            ),
            models.CheckConstraint(
                name="signals_route_minutes", condition=Q(now_minutes__gt=0, day_minutes__gt=0, week_minutes__gt=0)
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"route {self.pk}"

    def is_open(self, local: datetime) -> bool:
        """On this day and hour? The local time is asked."""
        if str(local.weekday()) not in self.days:
            return False
        return self.opens is None or self.closes is None or self.opens <= local.time() < self.closes

    def minutes(self, urgency: str) -> int:
        return int(getattr(self, self.FIELDS[Urgency(urgency)]))
