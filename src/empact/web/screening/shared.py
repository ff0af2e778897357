"""What the actions of this app share: may whoever acts write scores of this person?"""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from ..care.policies import check_agreed
from ..consent import access
from ..consent.parts import Part
from ..kernel.permissions import check_may
from ..kernel.problems import NotNow, Problem
from ..kernel.purposes import Purpose
from ..kernel.who import Who
from ..people.models import Person
from .models.results import Kept
from .permissions import RECORD

__all__ = ["ADULT", "check_day", "check_reason", "check_stands", "check_writes"]

ADULT = 18


def check_writes(person: Person, by: Who, at: datetime) -> Purpose:
    """Permission, informed consent, relation, no exclusion, and the matrix: who writes the total writes what it is made of."""
    check_may(by, RECORD, Purpose.CARE)
    access.check_may_write(by, person, Part.SCREENER_TOTAL, at)
    check_agreed(person, at)
    return Purpose.CARE


def check_day(day: date, today: date) -> None:
    """A score is of today or before."""
    if day > today:
        raise Problem(_("This day has not come yet."))


def check_reason(why: str) -> str:
    """Why something is withdrawn or not done."""
    if not why.strip():
        raise Problem(_("Write why, in a few words."))
    return why.strip()


def check_stands(row: Kept) -> None:
    """It was not withdrawn."""
    if row.ended_at is not None:
        raise NotNow(_("This was withdrawn already."))
