"""May this happen now? ``check_x`` raises a sentence."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from ..kernel.problems import NotNow, Problem
from ..people.models import Person
from . import rulebook
from .models import ScreenerResult
from .shared import ADULT

__all__ = ["check_adult", "check_limits", "check_new", "check_newest", "check_previewed", "check_sum"]

_HALF = Decimal("0.5")


def check_adult(person: Person, day: date) -> None:
    """The screener is for adults; children have another instrument."""
    age = person.age_on(day)
    if age is not None and age < ADULT:
        raise Problem(_("The screener is for adults."), _("For children and young people there is another one."))


def check_sum(modules: dict[str, Decimal], total: Decimal | None) -> Decimal:
    """The total is the sum of the modules; nothing is mended, for a wrong total may hide a wrong module."""
    real = sum(modules.values(), Decimal(0))
    if total is not None and total != real:
        raise Problem(_("The total is not the sum of the five modules."), _("Compare the modules with the official result."))
    return real


def check_new(person: Person, reference: str) -> None:
    """One official result is written down once."""
    if reference and ScreenerResult.objects.standing().filter(person=person, reference=reference).exists():
        raise NotNow(_("This result is here already."), _("Look for its reference in the list."))


def check_limits(total: Decimal | None, activities: Decimal | None) -> None:
    """A rule has a limit, in half points, on a scale that exists."""
    if total is None and activities is None:
        raise Problem(_("Write a limit: on the total, or on IADL and ADL together."))
    for limit, most in ((total, 30), (activities, 12)):
        if limit is not None and (limit % _HALF or not 0 < limit <= most):
            raise Problem(_("A limit goes by half points, and lies on the scale: 30 in all, 12 for IADL and ADL."))


def check_newest(name: str, decided_on: date, today: date) -> None:
    """What was decided before the rule in force would change nothing."""
    if decided_on > today:
        raise Problem(_("This day has not come yet."))
    if decided_on < rulebook.newest(name, today).decided_on:
        raise Problem(_("A later decision is in force."), _("A new rule is decided after the one it follows."))


def check_previewed(seen: str, now: str) -> None:
    """Nobody puts in force what they have not looked at."""
    if seen != now:
        raise NotNow(_("Other results came since you looked."), _("Look again at what this rule changes."))
