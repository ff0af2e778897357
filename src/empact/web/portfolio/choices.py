"""What a region sets itself for all its actions together."""

from __future__ import annotations

from typing import Final

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ..kernel import region
from .models import Argument

__all__ = ["CRITERIA", "FOLLOW_UP", "SHARES", "SMALL", "SMALL_EURO", "SMALL_HOURS", "WEIGHTS", "declare"]

SHARES: Final = {tag: f"portfolio.{tag}" for tag in Argument.Tag.values}
"""Tag to the choice that says how many actions in a hundred have it at least."""


CRITERIA: Final = {
    "impact": _("impact"), "urgency": _("urgency"), "effort": _("effort"), "readiness": _("readiness"),
}  # fmt: skip
"""By which importance is weighed (PRT-31); of effort, less is better."""
WEIGHTS: Final = {criterion: f"portfolio.weight_{criterion}" for criterion in CRITERIA}
"""Criterion to the choice that says how heavy it weighs."""


SMALL: Final = "portfolio.small"
SMALL_EURO, SMALL_HOURS = "portfolio.small_euro", "portfolio.small_hours"
"""May teams begin small actions by themselves, of how many euro and hours at most (GOV-23)?"""


FOLLOW_UP: Final = "portfolio.follow_up"
"""How many months an action lasts at least before a value says something about it (TGT-12)."""


def declare() -> None:
    """Ask the region. What is proposed is the plan of EMPACT! (2017): 25 % preventive, 50 % and 50 % with the other two."""
    for tag, title, least in (
        (Argument.Tag.PREVENTIVE, _("Preventive actions, in a hundred"), 25),
        (Argument.Tag.VULNERABILITY, _("Actions with extra attention for vulnerability, in a hundred"), 50),
        (Argument.Tag.SOCIAL, _("Socially entrepreneurial actions, in a hundred"), 50),
    ):
        region.declare(
            SHARES[tag],
            title,
            _("At least so many of all actions; the page of the whole says when it is less."),
            default=least,
            field=lambda: forms.IntegerField(min_value=0, max_value=100),
        )
    region.declare(
        FOLLOW_UP,
        _("Months an action is followed up at least"),
        _("A value from before is shown, and marked: too early to tell."),
        default=12,
        field=lambda: forms.IntegerField(min_value=0, max_value=120),
    )
    region.declare(
        SMALL,
        _("Teams may begin small actions by themselves"),
        _("Without asking anybody, within the two limits below. Coaches see them, and they count in the portfolio."),
        default=True,
        field=lambda: forms.BooleanField(required=False),
    )
    region.declare(
        SMALL_EURO,
        _("Small actions of teams: euro at most"),
        _("One that costs more waits for a decision."),
        default=500,
        field=lambda: forms.IntegerField(min_value=0, max_value=100_000),
    )
    region.declare(
        SMALL_HOURS,
        _("Small actions of teams: hours at most"),
        _("One that takes more waits for a decision."),
        default=40,
        field=lambda: forms.IntegerField(min_value=0, max_value=10_000),
    )
    for criterion, name in CRITERIA.items():
        region.declare(
            WEIGHTS[criterion],
            format_lazy(_("Weight of a criterion of importance: {criterion}"), criterion=name),
            _("Only how the weights stand to one another counts. Equal until the region decides otherwise."),
            default=25,
            field=lambda: forms.IntegerField(min_value=0, max_value=100),
        )
