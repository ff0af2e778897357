"""Who may do what with budgets. Every partner reads; who pulls an action spends on it; the project office keeps the books."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from ..kernel.permissions import check_may, declare, may
from ..kernel.problems import Denied
from ..kernel.purposes import Purpose
from ..kernel.roles import PROFESSIONALS
from ..kernel.who import Who

if TYPE_CHECKING:
    from .models import Budget, Position

__all__ = [
    "KEEP", "NOTE_HOURS", "SEE", "SEE_HOURS", "SPEND", "check_may_note_hours", "check_may_spend", "may_note_hours",
    "may_spend",
]  # fmt: skip

_PROJECT: Final = (Purpose.PROJECT,)

SEE = declare(
    "budgets.see", _("see budgets, what was spent, and who works on what"), roles=PROFESSIONALS, purposes=_PROJECT
).id
KEEP = declare(
    "budgets.keep", _("draw up budgets, and keep sources, positions and files"), roles=("pmo",), purposes=_PROJECT
).id
SPEND = declare(
    "budgets.spend", _("bind and spend what a budget gives"), roles=("pmo", "project_manager", "contact"), purposes=_PROJECT
).id
NOTE_HOURS = declare(
    "budgets.note_hours",
    _("write down hours that are paid"),
    roles=("pmo", "project_manager", "contact", "team_coach", "steering"),
    purposes=_PROJECT,
).id
SEE_HOURS = declare(
    "budgets.see_hours", _("see all hours that are paid, and approve them"), roles=("pmo", "steering"), purposes=_PROJECT
).id


def may_spend(who: Who, budget: Budget) -> bool:
    """Whoever pulls the action; of what is for a work package or a body, the project office alone."""
    if not may(who, SPEND, Purpose.PROJECT):
        return False
    if who.role == "pmo" or who.system:
        return True
    action = budget.action
    return action is not None and action.puller_id is not None and who.at("organisation", action.puller_id)


def check_may_spend(who: Who, budget: Budget) -> None:
    check_may(who, SPEND, Purpose.PROJECT)
    if not may_spend(who, budget):
        raise Denied(_("Another organisation pulls this action."), _("Ask who pulls it, or the project office."))


def may_note_hours(who: Who, position: Position) -> bool:
    """One's own, those of the own organisation or team; the project office writes down what it was told."""
    if not may(who, NOTE_HOURS, Purpose.PROJECT):
        return False
    holder = position.holder
    return (
        who.role == "pmo"
        or bool(who.system)
        or (holder is not None and holder.user_id is not None and holder.user_id == who.user_id)
        or (position.employer_id is not None and who.at("organisation", position.employer_id))
        or (position.team_id is not None and who.at("team", position.team_id))
    )


def check_may_note_hours(who: Who, position: Position) -> None:
    check_may(who, NOTE_HOURS, Purpose.PROJECT)
    if not may_note_hours(who, position):
        raise Denied(_("These are hours of another organisation or team."))
