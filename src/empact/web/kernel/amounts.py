"""Amounts as people read them: cents as euro, percents of a full week as full-time equivalents."""

from __future__ import annotations

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from ...ledger import EURO

__all__ = ["counted_in", "euro", "fte"]


def counted_in(unit: str) -> str:
    """A unit of the ledger as people say it; another as it is written."""
    return {"hour": _("hours"), "euro": _("euro")}.get(unit, unit)


def euro(minor: int) -> str:
    """Cents, in the reader's own way of writing them."""
    return f"{number_format(EURO.say(minor), 2, force_grouping=True)}\u00a0€"


def fte(percent: int) -> str:
    """100 is one person for a full week."""
    return str(number_format(percent / 100, 2))
