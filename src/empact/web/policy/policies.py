"""May this happen now? What is sent to an authority says enough to be answered."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from ..kernel.problems import NotNow
from .models import Ask, Level
from .states import MOVES

__all__ = ["NEEDS", "check_changeable", "check_move", "check_sendable", "half_of", "missing"]

NEEDS: Final = {
    Ask.Kind.RELIEF: ("rule", "law", "obstacle", "evidence", "proposal", "actions"),
    Ask.Kind.BOTTLENECK: ("obstacle", "evidence"),
    Ask.Kind.RECOMMENDATION: ("obstacle", "proposal"),
}
"""What must be said before it is sent."""


def missing(ask: Ask) -> list[str]:
    """Names of what is not said yet, as they stand in the form."""
    found = []
    for name in NEEDS[Ask.Kind(ask.kind)]:
        value = ask.actions.exists() if name == "actions" else getattr(ask, name).strip()
        if not value:
            found.append(_called(name))
    if ask.level != Level.OWN and ask.addressee_id is None:
        found.append(_called("addressee"))
    return found


def _called(name: str) -> str:
    """As the form calls it."""
    return str(getattr(Ask._meta.get_field(name), "verbose_name", name))


def check_move(ask: Ask, to: str) -> None:
    if (Ask.State(ask.state), Ask.State(to)) not in MOVES:
        raise NotNow(
            _("What is '%(now)s' does not become '%(to)s'.") % {"now": Ask.State(ask.state).label, "to": Ask.State(to).label}
        )


def check_changeable(ask: Ask) -> None:
    """What was sent stays as it was read."""
    if ask.state != Ask.State.NOTED:
        raise NotNow(_("It was sent: it stays as it was read."), _("Ask again once it is answered, or write a new one."))


def check_sendable(ask: Ask) -> None:
    if gone := missing(ask):
        raise NotNow(_("Not said yet: %(what)s.") % {"what": ", ".join(gone)})
    if ask.addressee is not None and ask.addressee.level != ask.level:
        raise NotNow(
            _("It is asked of an authority of another level."), _("Choose the level at which that authority decides.")
        )


def half_of(day: date) -> tuple[int, int]:
    """Year and half."""
    return day.year, 1 if day.month <= 6 else 2
