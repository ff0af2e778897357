"""May this happen now? ``check_x`` raises a sentence, ``x`` answers yes or no."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from ..kernel.problems import Denied, NotNow, Problem
from ..kernel.who import Who
from .models import Later, Stay

__all__ = [
    "LONGEST_LATER", "check_at_home", "check_going_home", "check_hospital", "check_later", "check_own", "check_own_hospital",
]  # fmt: skip

LONGEST_LATER: Final = timedelta(days=183)


def check_later(until: date | None, today: date) -> None:
    """From tomorrow on, within half a year: nobody is put off for good."""
    if until is None or not today < until <= today + LONGEST_LATER:
        raise Problem(_("Choose a day from tomorrow on, within half a year."))


def check_own(later: Later, by: Who) -> None:
    if later.user_id != by.user_id or later.role != by.role:
        raise Denied(_("This is the work list of somebody else."))


def check_hospital(by: Who) -> UUID:
    """The organisation of the hat."""
    if by.scope_kind != "organisation" or not by.scope_id:
        raise Denied(_("You work for no hospital in this role."), _("Ask your administrator for a role at a place."))
    return UUID(by.scope_id)


def check_own_hospital(stay: Stay, by: Who) -> None:
    if not by.at("organisation", stay.organisation_id):
        raise Denied(_("This is a stay in another hospital."))


def check_going_home(stay: Stay, home_on: date) -> None:
    """While somebody is there, and not before they came."""
    if stay.state != Stay.State.IN:
        raise NotNow(_("This person is not in hospital any more."))
    if home_on < stay.admitted_on:
        raise Problem(_("The day of going home is before the day of coming in."))


def check_at_home(stay: Stay) -> None:
    if stay.state != Stay.State.HOME:
        raise NotNow(_("This person is not at home again."))
