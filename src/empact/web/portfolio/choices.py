"""What a region sets itself for all its actions together."""

from __future__ import annotations

from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _

from ..kernel import region
from .models import Argument

__all__ = ["SHARES", "declare"]

SHARES: Final = {tag: f"portfolio.{tag}" for tag in Argument.Tag.values}
"""Tag to the choice that says how many actions in a hundred have it at least."""


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
