"""What everybody may know of the figures: how many there are and of when, from periods that are open to everybody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..kernel.modules import Told
from ..kernel.who import NOBODY
from .figures import Figures, at_hand
from .opening import newest

__all__ = ["of_indicators", "of_popbox"]


def of_popbox(day: date) -> Iterator[Told]:
    """Groups of people in the Pop-Box, where one was released."""
    figures = at_hand()
    popbox = figures.about().get("popbox") if figures else None
    many = len(popbox["segment"]["classes"]) if popbox else 0
    said = ngettext("%(all)s group of people in the Pop-Box", "%(all)s groups of people in the Pop-Box", many)
    yield Told(many, said % {"all": many} if many else _("No figures have been brought in yet"))


def of_indicators(day: date) -> Iterator[Told]:
    """Indicators that are described, and those with a value in the last period that is open to everybody."""
    figures = at_hand()
    if figures is None:
        yield Told(0, _("No figures have been brought in yet"))
        return
    known = figures.indicators()
    yield Told(len(known), ngettext("%(all)s indicator", "%(all)s indicators", len(known)) % {"all": len(known)})
    period = newest(figures, NOBODY)
    many = _measured(figures, period.name) if period else 0
    if period and many:
        said = {"all": many, "period": period.name}
        yield Told(
            many,
            ngettext("%(all)s of them is measured in %(period)s", "%(all)s of them are measured in %(period)s", many) % said,
        )


def _measured(figures: Figures, period: str) -> int:
    return sum(one.value is not None for one in figures.of_place("all", "all", period).values())
