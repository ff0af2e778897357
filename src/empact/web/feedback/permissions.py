"""Who may see and do what with feedback. Each team or practice its own; the region what was opened to it, unnamed."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from ..kernel.permissions import declare
from ..kernel.purposes import Purpose

__all__ = ["CHAIR", "MOVED", "PUBLISH", "READ_PUBLISHED", "SEE"]

_POPULATION: Final = (Purpose.POPULATION,)
_CHAIRS: Final = ("team_coach", "coordinator", "gp")

_READERS: Final = (*_CHAIRS, "pharmacist", "nurse", "social_worker", "liaison", "case_manager")

SEE = declare(
    "feedback.see", _("see the feedback of the own team or practice, and add a remark"), roles=_READERS, purposes=_POPULATION
).id
MOVED = declare(
    "feedback.moved",
    _("see which own figures moved by more than chance, and how many practices around, without their names"),
    roles=(*_READERS, "zone_staff"),
    purposes=_POPULATION,
).id
CHAIR = declare(
    "feedback.chair",
    _("choose the cards, lead the meeting and agree actions of the own team or practice"),
    roles=_CHAIRS,
    purposes=_POPULATION,
).id
PUBLISH = declare(
    "feedback.publish", _("plan when figures open to teams and when to policy"), roles=("pmo", "analyst"), purposes=_POPULATION
).id
READ_PUBLISHED = declare(
    "feedback.read_published",
    _("read what teams said about published figures, and count their meetings, without names of practices"),
    roles=("policy", "steering", "pmo", "analyst", "domain_coach", "zone_staff"),
    purposes=_POPULATION,
).id
