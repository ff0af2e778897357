"""An action of the region: what is done, for whom, where it starts, and who pulls it."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ...governance.models import Agreement, Decision
from ...territory.models import Dated, Known, Organisation, Team, Territory
from ...territory.models.dated import period_is_whole
from ...territory.search import fold
from .frames import Frame, Item
from .shared import Lasting, Open

__all__ = ["Action", "Decided", "Phase", "Place", "StageMove"]


class Actions(Open["Action"]):
    def going(self) -> Self:
        """What is neither stopped nor embedded."""
        return self.exclude(stage__in=(Action.Stage.STOPPED, Action.Stage.EMBEDDED))

    def with_evidence(self) -> Self:
        """Those that say on which study, guideline or evaluation they rest."""
        return self.exclude(evidence="")

    def public(self) -> Self:
        """What stands on a page for everybody."""
        return self.exclude(public_sentence="").exclude(stage=Action.Stage.IDEA)


class Action(Known):
    """The one record of an action. ``number`` is what people call it by.

    ``persona`` and ``determinant``: the cell of the Pop-Box it is for, by the keys of the released results; ``target`` says
    it in words. ``need``: which need or gap it answers; ``supply`` and ``supply_search``: what the directory shows to be
    missing. ``marks``: what of the name it promises, which other policy it touches, what makes its care optimal.
    ``afterwards``: who takes over, with what money, under which conditions, from the start. ``needs_means``: a body decides
    that it runs. ``origin``: the action it was copied from. ``public_sentence``: what everybody may read; empty: not on a
    public page. ``team``: the neighbourhood team that began it by itself, with what it reckoned: ``cost_minor`` in cents and
    ``hours``; a body decides once these pass what teams may begin, and then it ``needs_means``. ``evidence``: the study, the
    guideline or the evaluation it rests on.
    """

    class Stage(models.TextChoices):
        IDEA = "idea", _("idea")
        SCREENING = "screening", _("screening")
        PLAN = "plan", _("project plan")
        DECISION = "decision", _("waits for a decision")
        RUNNING = "running", _("running")
        EVALUATION = "evaluation", _("evaluation")
        EMBEDDED = "embedded", _("embedded")
        STOPPED = "stopped", _("stopped")

    class Kind(models.TextChoices):
        INNOVATION = "innovation", _("innovation")
        SERVICE = "service", _("service")
        STRUCTURAL = "structural", _("structural")

    frame = models.ForeignKey(Frame, on_delete=models.PROTECT, related_name="actions")
    number = models.PositiveIntegerField(unique=True)
    title = models.CharField(_("what is done"), max_length=300)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.INNOVATION)
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.IDEA)
    need = models.TextField(_("which need it answers"), blank=True)
    objective = models.ForeignKey(
        Item, verbose_name=_("objective"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    programme = models.ForeignKey(
        Item, verbose_name=_("programme"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    agreements = models.ManyToManyField(
        Agreement, verbose_name=_("rests on these agreements"), blank=True, related_name="actions"
    )
    also = models.ManyToManyField(Item, verbose_name=_("also adds to"), blank=True, related_name="+")
    domain = models.ForeignKey(
        Item, verbose_name=_("domain"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    connections = models.ManyToManyField(Item, verbose_name=_("connections"), blank=True, related_name="connected")
    marks = models.ManyToManyField(Item, verbose_name=_("marks"), blank=True, related_name="marked")
    target = models.CharField(_("for whom"), max_length=300, blank=True)
    persona = models.CharField(_("persona"), max_length=60, blank=True)
    determinant = models.CharField(_("determinant"), max_length=60, blank=True)
    supply = models.CharField(_("what is missing in the offer"), max_length=300, blank=True)
    supply_search = models.CharField(_("search in the directory that shows it"), max_length=200, blank=True)
    process_map = models.CharField(
        _("address of the process map"), max_length=200, blank=True, validators=[URLValidator(("http", "https"))]
    )
    puller = models.ForeignKey(
        Organisation, verbose_name=_("who pulls"), on_delete=models.PROTECT, null=True, blank=True, related_name="pulls"
    )
    afterwards = models.TextField(_("after the project"), blank=True)
    public_sentence = models.CharField(_("for everybody, in one sentence"), max_length=300, blank=True)
    needs_means = models.BooleanField(_("it needs means of the project"), default=True)
    evidence = models.CharField(_("evidence: a study, a guideline or an evaluation"), max_length=300, blank=True)
    team = models.ForeignKey(
        Team,
        verbose_name=_("team that began it by itself"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="small_actions",
    )
    cost_minor = models.PositiveBigIntegerField(_("what it costs"), null=True, blank=True)
    hours = models.PositiveIntegerField(_("hours it takes"), null=True, blank=True)
    origin = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="copies")
    proposed = models.DateField(_("proposed on"))
    changed = models.DateField(_("last news"))
    search = models.CharField(max_length=700, editable=False, default="")

    objects = Actions.as_manager()

    class Meta:
        ordering = ("number",)
        indexes = (models.Index(fields=("search",), name="portfolio_action_search"),)

    def __str__(self) -> str:
        return self.title

    @property
    def found_by(self) -> str:
        """Number, title, for whom, and who pulls, as they are searched."""
        puller = self.puller.name if self.puller else ""
        return fold(str(self.number), self.title, self.target, puller)[:700]

    @property
    def is_small(self) -> bool:
        """Does a team do it by itself, within what teams may begin?"""
        return self.team_id is not None and not self.needs_means

    @property
    def start_place(self) -> Place | None:
        """Where it started, of places that were read already."""
        return next((p for p in self.places.all() if p.role == Place.Role.START), None)

    def running_places(self, day: date) -> list[Place]:
        """Where it runs on a day: its start, as long as it lasts, and what it was extended to."""
        running = (Place.Role.START, Place.Role.EXTENSION)
        return [p for p in self.places.all() if p.role in running and p.is_on(day)]


class StageMoves(Open["StageMove"]):
    pass


class StageMove(Known):
    """One dated step of an action, with who did it (on record in the audit) and why."""

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="moves")
    before = models.CharField(max_length=10, choices=Action.Stage)
    after = models.CharField(max_length=10, choices=Action.Stage)
    on = models.DateField()
    at = models.DateTimeField()
    role = models.CharField(max_length=30)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = StageMoves.as_manager()

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.before} > {self.after}"


class Decideds(Open["Decided"]):
    pass


class Decided(Known):
    """To which stage a decision takes an action, once it is taken."""

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="decided")
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="of_action")
    after = models.CharField(_("new stage"), max_length=10, choices=Action.Stage)

    objects = Decideds.as_manager()

    class Meta:
        ordering = ("decision__number",)

    def __str__(self) -> str:
        return f"{self.action_id} {self.after}"


class Places(Lasting["Place"]):
    pass


class Place(Dated):
    """A territory and what it is to an action, for a time. An action starts in one; a later one is an extension.

    Of the territories where its effect is measured, those that take part are tests, those that do not are comparisons.
    """

    class Role(models.TextChoices):
        START = "start", _("starts here")
        EXTENSION = "extension", _("extended to")
        TEST = "test", _("test zone")
        COMPARISON = "comparison", _("comparison zone")

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="places")
    territory = models.ForeignKey(Territory, verbose_name=_("territory"), on_delete=models.PROTECT, related_name="+")
    role = models.CharField(_("role"), max_length=10, choices=Role)

    objects = Places.as_manager()

    class Meta:
        ordering = ("role", "starts", "territory__name")
        constraints = (
            period_is_whole("portfolio_place_period"),
            models.UniqueConstraint(name="portfolio_one_start", fields=("action",), condition=Q(role="start")),
        )

    def __str__(self) -> str:
        return f"{self.territory_id} {self.role}"


class Phases(Open["Phase"]):
    pass


class Phase(Known):
    """From which half-year on an action is planned to be in a phase of its frame; the next one ends it."""

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="phases")
    phase = models.ForeignKey(Item, verbose_name=_("phase"), on_delete=models.PROTECT, related_name="+")
    starts = models.DateField(_("from"))

    objects = Phases.as_manager()

    class Meta:
        ordering = ("starts", "phase__number")
        constraints = (models.UniqueConstraint(name="portfolio_phase_once", fields=("action", "starts")),)

    def __str__(self) -> str:
        return f"{self.phase_id} {self.starts}"
