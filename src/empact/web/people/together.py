"""What is allowed around group activities: when one can sign up, without an account or not, and what a region keeps of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from ..kernel import region
from ..kernel.problems import Denied, NotNow, Problem
from ..kernel.purposes import Purpose
from ..kernel.who import Who
from .models import Gathering, Person, SignUp

__all__ = [
    "KEPT",
    "check_gathering",
    "check_goes_on",
    "check_led_here",
    "check_move",
    "check_open",
    "check_own",
    "is_open_to_all",
]

KEPT: Final = timedelta(days=30)
"""Who signed up is known for so long after the day, for who has questions about it; then only how many."""
_LONGEST: Final = timedelta(days=366)


def is_open_to_all() -> bool:
    """Does the region let people sign up without an account?"""
    return bool(region.read("people.open_sign_up"))


def check_goes_on(gathering: Gathering, today: date) -> None:
    """Not called off, and not over."""
    if gathering.state != Gathering.State.PLANNED:
        raise NotNow(_("This group activity is called off."))
    if gathering.day < today:
        raise NotNow(_("This group activity is over."))


def check_led_here(gathering: Gathering, by: Who) -> None:
    """By the organisation or team of the hat."""
    if not (by.at("organisation", gathering.organisation_id) or by.at("team", gathering.team_id)):
        raise Denied(_("Another organisation or team leads this group activity."), _("Call the number that stands there."))


def check_open() -> None:
    """Somebody without an account comes by the page of the region, where it wants that."""
    if not is_open_to_all():
        raise Denied(_("Here one signs up with an account, or by phone."), _("Call the number that stands there."))


def check_own(person: Person, by: Who, today: date) -> None:
    """Oneself, or whom one helps or speaks for."""
    if person.user_id is not None and person.user_id == by.user_id:
        return
    if not Person.objects.visible_to(by, Purpose.OWN, today).filter(pk=person.pk).exists():
        raise Denied(_("You can sign up yourself, and whom you help or speak for."))


def check_move(was: str, to: str, moves: set[tuple[Any, Any]]) -> None:
    """As the table says."""
    if (was, to) not in moves:
        raise NotNow(_("This was done already."), _("Open the page again and look where it stands."))


def check_gathering(said: Mapping[str, Any], taken: int, today: date) -> None:
    """From today on and within a year; it ends after it began; nobody who has a place loses it."""
    if not today <= said["day"] <= today + _LONGEST:
        raise Problem(_("Choose a day from today on, within a year."))
    if said["ends"] is not None and said["ends"] <= said["begins"]:
        raise Problem(_("It ends before it begins."), _("Look at both hours."))
    if said["places"] < taken:
        raise Problem(_("More people have a place already."), _("Sign somebody off first."))


def next_state(taken: int, places: int) -> str:
    return SignUp.State.IN if taken < places else SignUp.State.WAITING


region.declare(
    "people.open_sign_up",
    _("Signing up for group activities without an account"),
    _("Anybody can leave a name and a phone number. Without this, one signs up with an account, by phone or at a desk."),
    default=False,
    field=lambda: forms.BooleanField(required=False),
)
