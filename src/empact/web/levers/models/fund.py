"""The fund: what it offers, who asks for what, how it is weighed by two, in which parts it is paid, and what came back."""

from __future__ import annotations

from typing import ClassVar, Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ...governance.models import Body, Decision
from ...kernel import rows
from ...kernel.permissions import may
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...territory.models import Dated, Known, Organisation
from ...territory.models.dated import period_is_whole
from ..permissions import ASSESS, SEE
from .shared import Open

__all__ = ["Application", "Assessment", "FundNote", "Fund", "Instalment", "Opportunity", "Return", "Score", "Weight"]

M = TypeVar("M", bound=models.Model)


class Funds(rows.Lasting["Fund"]):
    permission = SEE


class Fund(Dated):
    """``group``: the working group that prepares it; ``dossier``: the decision with the forms it may take, side by side."""

    title = models.CharField(_("name"), max_length=120, unique=True)
    purpose = models.TextField(_("what it is for"))
    group = models.ForeignKey(
        Body, verbose_name=_("working group"), on_delete=models.PROTECT, null=True, blank=True, related_name="funds"
    )
    dossier = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, related_name="funds")

    objects = Funds.as_manager()

    class Meta:
        ordering = ("title",)
        constraints = (period_is_whole("levers_fund_period"),)

    def __str__(self) -> str:
        return self.title


class Opportunities(Open["Opportunity"]):
    pass


class Opportunity(Known):
    """What the fund is open for, and until when. ``most_cents``: at most for one application."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="opportunities")
    title = models.CharField(_("name"), max_length=200)
    text = models.TextField(_("for what and for whom"))
    opens = models.DateField(_("from"))
    closes = models.DateField(_("until and including"))
    most_cents = models.PositiveBigIntegerField(_("at most (euro)"), null=True, blank=True)

    objects = Opportunities.as_manager()

    class Meta:
        ordering = ("-closes", "title")
        constraints = (models.CheckConstraint(name="levers_opportunity_period", condition=Q(closes__gte=models.F("opens"))),)

    def __str__(self) -> str:
        return self.title


class Weights(Open["Weight"]):
    pass


class Weight(Known):
    """A criterion, and how heavily it weighs beside the others."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.PROTECT, related_name="weights")
    place = models.PositiveSmallIntegerField()
    title = models.CharField(_("criterion"), max_length=200)
    weight = models.PositiveSmallIntegerField(_("weight"))

    objects = Weights.as_manager()

    class Meta:
        ordering = ("place",)
        constraints = (
            models.UniqueConstraint(name="levers_weight_once", fields=("opportunity", "title")),
            models.CheckConstraint(name="levers_weight_weighs", condition=Q(weight__gt=0)),
        )

    def __str__(self) -> str:
        return self.title


class OfApplication(models.QuerySet[M]):
    """Rows that lead to an application by ``path``: for who asks, who weighs, and every partner once it was granted."""

    path: ClassVar[str] = ""
    closed: ClassVar[bool] = False
    """Only for who weighs, whatever becomes of it."""

    def visible_to(self, who: Who, purpose: Purpose) -> Self:
        if not may(who, SEE, purpose):
            return self.none()
        path = f"{self.path}__" if self.path else ""
        shown = Q()
        own = Q(**{f"{path}organisation": who.scope_id}) if who.scope_kind == "organisation" else None
        if may(who, ASSESS, purpose):
            shown = ~Q(**{f"{path}state": "draft"})
            if self.closed:  # nobody reads how others weighed what the own organisation asks
                return self.filter(shown) if own is None else self.filter(shown).exclude(own)
        elif self.closed:
            return self.none()
        else:
            shown = Q(**{f"{path}state__in": ("granted", "closed")})
        return self.filter(shown | own if own is not None else shown)


class Applications(OfApplication["Application"]):
    pass


class Application(Known):
    """What an organisation asks, for what, and what it changes for people. ``decision``: that of the body that was asked."""

    class Kind(models.TextChoices):
        GIFT = "gift", _("gift")
        LOAN = "loan", _("loan")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("handed in")
        ASSESSED = "assessed", _("weighed")
        ASKED = "asked", _("to be decided")
        GRANTED = "granted", _("granted")
        REFUSED = "refused", _("not granted")
        CLOSED = "closed", _("closed")
        WITHDRAWN = "withdrawn", _("taken back")

    number = models.PositiveIntegerField(unique=True)
    opportunity = models.ForeignKey(Opportunity, on_delete=models.PROTECT, related_name="applications")
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="fund_applications"
    )
    title = models.CharField(_("name"), max_length=200)
    plan = models.TextField(_("what you will do"))
    social = models.TextField(_("what it changes for people, and how one will know"))
    kind = models.CharField(_("gift or loan"), max_length=4, choices=Kind, default=Kind.GIFT)
    asked_cents = models.PositiveBigIntegerField(_("amount (euro)"))
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    submitted = models.DateField(null=True)
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, null=True, related_name="fund_application")

    objects = Applications.as_manager()

    class Meta:
        ordering = ("-number",)
        constraints = (
            models.CheckConstraint(name="levers_application_asks", condition=Q(asked_cents__gt=0)),
            models.CheckConstraint(
                name="levers_application_decided",
                condition=~Q(state__in=("asked", "granted", "refused", "closed")) | Q(decision__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Assessments(OfApplication["Assessment"]):
    path = "application"
    closed = True


class Assessment(Known):
    """What one of two says of it."""

    class Advice(models.TextChoices):
        YES = "yes", _("do it")
        CHANGED = "changed", _("do it, changed")
        NO = "no", _("do not do it")

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="assessments")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    on = models.DateField()
    advice = models.CharField(_("advice"), max_length=7, choices=Advice)
    why = models.TextField(_("why"))

    objects = Assessments.as_manager()

    class Meta:
        ordering = ("on", "pk")
        constraints = (models.UniqueConstraint(name="levers_assessment_once", fields=("application", "by")),)

    def __str__(self) -> str:
        return f"{self.application_id} {self.advice}"


class Scores(OfApplication["Score"]):
    path = "assessment__application"
    closed = True


class Score(Known):
    """Points of a criterion, none to four."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="scores")
    weight = models.ForeignKey(Weight, on_delete=models.PROTECT, related_name="scores")
    points = models.PositiveSmallIntegerField(_("points"))

    objects = Scores.as_manager()

    class Meta:
        ordering = ("weight__place",)
        constraints = (
            models.UniqueConstraint(name="levers_score_once", fields=("assessment", "weight")),
            models.CheckConstraint(name="levers_score_points", condition=Q(points__lte=4)),
        )

    def __str__(self) -> str:
        return f"{self.weight_id} {self.points}"


class Instalments(OfApplication["Instalment"]):
    path = "application"


class Instalment(Known):
    """A part that is paid once its condition is met. That it was paid is what the books say."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="instalments")
    number = models.PositiveSmallIntegerField()
    cents = models.PositiveBigIntegerField(_("amount"))
    condition = models.CharField(_("condition"), max_length=300)
    met = models.DateField(null=True)
    how_known = models.CharField(_("how one knows that it is met"), max_length=300, blank=True)

    objects = Instalments.as_manager()

    class Meta:
        ordering = ("application", "number")
        constraints = (models.UniqueConstraint(name="levers_instalment_once", fields=("application", "number")),)

    def __str__(self) -> str:
        return f"{self.application_id} {self.number}"


class Returns(OfApplication["Return"]):
    path = "application"


class Return(Known):
    """What came back: money (its entry in the books says how much), or what changed for people, with how one knows."""

    class Kind(models.TextChoices):
        FINANCIAL = "financial", _("financial")
        SOCIAL = "social", _("social")

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="returns")
    on = models.DateField(_("on"))
    kind = models.CharField(_("kind"), max_length=9, choices=Kind)
    what = models.CharField(_("what came back, and how one knows"), max_length=300)

    objects = Returns.as_manager()

    class Meta:
        ordering = ("-on", "pk")

    def __str__(self) -> str:
        return self.what


class FundNotes(Open["FundNote"]):
    pass


class FundNote(Known):
    """What the working group looked at and found."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="notes")
    on = models.DateField(_("on"))
    text = models.TextField(_("notes"))
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = FundNotes.as_manager()

    class Meta:
        ordering = ("-on", "pk")

    def __str__(self) -> str:
        return f"{self.fund_id} {self.on}"
