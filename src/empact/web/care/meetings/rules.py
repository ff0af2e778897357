"""The seven checks of a multidisciplinary meeting, each with a reason that can be read (R8). Pure: facts in, findings out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

__all__ = ["Facts", "Finding", "Rules", "Year", "check", "paid_before", "rules_on", "versions"]

_FILE: Final = Path(__file__).with_name("rules.yaml")


class Year(StrEnum):
    """Which year "once a year" means: texts do not say, so a region does."""

    CALENDAR = "calendar"
    ROLLING = "rolling"


@dataclass(frozen=True, slots=True)
class Rules:
    """One version. ``valid_to`` empty: until further notice. ``amounts`` in cents, by paid role."""

    valid_from: date
    valid_to: date | None
    source_url: str
    confidence: str
    disciplines: int
    functions: frozenset[str]
    obliged: frozenset[str]
    paid_each_year: int
    days_before_discharge: int
    paid_participants: int
    amounts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Facts:
    """What the checks look at. ``disciplines``: of each professional who takes part, with repeats, in any way.

    ``stays``: home, assisted, admitted or care_home, or '' where nobody said. ``paid``: of each paid participant, a line.
    """

    on: date
    disciplines: tuple[str, ...] = ()
    obliged_declared: bool = False
    person_present: bool = False
    person_declared: bool = False
    paid_before: int = 0
    stays: str = ""
    discharge_on: date | None = None
    paid_participants: int = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """``ok`` is ``None`` where something is not known yet."""

    id: str
    ok: bool | None
    reason: str


@cache
def versions() -> tuple[Rules, ...]:
    said = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return tuple(
        Rules(**{**one, "functions": frozenset(one["functions"]), "obliged": frozenset(one["obliged"])}) for one in said
    )


def rules_on(on: date, among: Sequence[Rules] | None = None) -> Rules | None:
    """The version that holds on the day of the meeting; none before the first."""
    for one in versions() if among is None else among:
        if one.valid_from <= on and (one.valid_to is None or on <= one.valid_to):
            return one
    return None


def paid_before(days: Iterable[date], on: date, year: Year) -> int:
    """How many of these paid meetings lie in the same year as ``on``: that of the calendar, or the 365 days up to it."""
    if year == Year.CALENDAR:
        return sum(day.year == on.year for day in days)
    return sum(on - timedelta(days=365) < day <= on for day in days)


def check(facts: Facts, rules: Rules) -> list[Finding]:
    """All seven, in the order of the page."""
    return [Finding(name, *found(facts, rules)) for name, found in _CHECKS.items()]


_Answer = tuple[bool | None, str]


def _disciplines(facts: Facts, rules: Rules) -> _Answer:
    there = len(set(facts.disciplines) - rules.functions)
    said: dict[str, Any] = {"count": there, "least": rules.disciplines}
    return there >= rules.disciplines, ngettext(
        "%(count)d discipline takes part; at least %(least)d are needed.",
        "%(count)d disciplines take part; at least %(least)d are needed.",
        there,
    ) % said


def _obliged(facts: Facts, rules: Rules) -> _Answer:
    if rules.obliged & set(facts.disciplines):
        return True, _("A general practitioner or psychiatrist takes part.")
    if facts.obliged_declared:
        return True, _("It is written down why no general practitioner or psychiatrist could take part.")
    return False, _(
        "No general practitioner or psychiatrist takes part, not by video or phone either, and no reason is given."
    )


def _person(facts: Facts, rules: Rules) -> _Answer:
    if facts.person_present:
        return True, _("The person takes part, or whoever speaks for them.")
    if facts.person_declared:
        return True, _("It is written down why the person does not take part.")
    return False, _("The person does not take part, and no reason is given.")


def _once(facts: Facts, rules: Rules) -> _Answer:
    said = {"count": facts.paid_before, "most": rules.paid_each_year}
    return facts.paid_before < rules.paid_each_year, ngettext(
        "%(count)d meeting was paid for this year; at most %(most)d can be.",
        "%(count)d meetings were paid for this year; at most %(most)d can be.",
        facts.paid_before,
    ) % said


def _care_home(facts: Facts, rules: Rules) -> _Answer:
    if not facts.stays:
        return None, _("Nobody wrote down yet where the person lives now.")
    if facts.stays == "care_home":
        return False, _("The person lives in a care home for good.")
    return True, _("The person does not live in a care home for good.")


def _discharge(facts: Facts, rules: Rules) -> _Answer:
    if not facts.stays:
        return None, _("Nobody wrote down yet where the person lives now.")
    if facts.stays != "admitted":
        return True, _("The person is not in hospital.")
    if facts.discharge_on is None:
        return None, _("The person is in hospital, and no day of going home is planned.")
    days = (facts.discharge_on - facts.on).days
    if days < 0:
        return None, _("The planned day of going home lies before the meeting.")
    said = {"count": days, "most": rules.days_before_discharge}
    return days <= rules.days_before_discharge, ngettext(
        "The person goes home %(count)d day after the meeting; at most %(most)d are allowed.",
        "The person goes home %(count)d days after the meeting; at most %(most)d are allowed.",
        days,
    ) % said


def _paid(facts: Facts, rules: Rules) -> _Answer:
    said = {"count": facts.paid_participants, "most": rules.paid_participants}
    return facts.paid_participants <= rules.paid_participants, ngettext(
        "%(count)d participant is paid; at most %(most)d can be.",
        "%(count)d participants are paid; at most %(most)d can be.",
        facts.paid_participants,
    ) % said


_CHECKS: Final[dict[str, Callable[[Facts, Rules], _Answer]]] = {
    "disciplines": _disciplines,
    "obliged": _obliged,
    "person": _person,
    "once_a_year": _once,
    "no_care_home": _care_home,
    "discharge": _discharge,
    "paid_participants": _paid,
}
