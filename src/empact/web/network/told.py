"""What everybody may know of the directory: how many offers it holds, and of how many who offers it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import ngettext

from ..kernel.modules import Told
from ..kernel.who import NOBODY
from .queries import offers_for

__all__ = ["of_directory"]


def of_directory(day: date) -> Iterator[Told]:
    """Offers that everybody finds, and the organisations behind them."""
    rows = offers_for(NOBODY)
    many = rows.count()
    yield Told(many, ngettext("%(all)s offer", "%(all)s offers", many) % {"all": many})
    partners = rows.order_by().values("organisation").distinct().count()
    yield Told(partners, ngettext("by %(all)s partner", "by %(all)s partners", partners) % {"all": partners})
