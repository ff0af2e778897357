"""What the actions of this app share: may whoever acts write this part, for which purpose, on a plan that is locked."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from ..consent import access
from ..kernel.permissions import check_may, may
from ..kernel.problems import NotNow
from ..kernel.purposes import Purpose
from ..kernel.who import Who
from ..people.models import Person
from . import policies
from .models import Plan
from .permissions import CARE, OWN_PLAN

__all__ = ["check_writes", "locked_plan", "purpose_of", "speaks"]


def purpose_of(by: Who) -> Purpose:
    """The person and who is near act for themselves; everybody else for care. Raises :class:`Denied`."""
    if may(by, OWN_PLAN, Purpose.OWN):
        return Purpose.OWN
    check_may(by, CARE, Purpose.CARE)
    return Purpose.CARE


def check_writes(person: Person, part: str, by: Who, at: datetime, *, agreed: bool = True) -> Purpose:
    """Permission, consent in force where it is for sharing, relation, no exclusion, and the matrix."""
    purpose = purpose_of(by)
    access.check_may_write(by, person, part, at)
    if agreed:
        policies.check_agreed(person, at)
    return purpose


def speaks(person: Person, by: Who, at: datetime) -> bool:
    """The person, or who may decide for them."""
    return access.decides(by, person, at)


def locked_plan(person: Person) -> Plan:
    """The plan in use, locked: two who write at once take turns. Raises :class:`NotNow`."""
    plan = Plan.objects.select_for_update(of=("self",)).filter(person=person, state=Plan.State.OPEN).first()
    if plan is None:
        raise NotNow(_("There is no care plan in use."), _("Begin a care plan first."))
    return plan
