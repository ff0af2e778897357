"""A figure as a plain message: where it stands, what changed and how sure, how many people, what it would bring, what to do.

The place beside the others is worked out once (:class:`Standing`), so that no message can say two things of it. The words
are neutral: lower and higher, never better and worse. Nobody else is named, and nobody is ranked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from math import ceil, floor
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..insight import words
from ..insight.figures import Course, Figure, Peers

__all__ = ["FEWEST_PEERS", "Message", "Standing", "message", "standing"]

FEWEST_PEERS = 5
"""With fewer there is nothing to compare with."""


class Standing(Enum):
    """Beside the middle value of the places of this level: one answer, and one only."""

    UNKNOWN = "unknown"
    LOWER = "lower"
    NEAR = "near"
    HIGHER = "higher"


@dataclass(frozen=True, slots=True)
class Message:
    """Sentences; ``brings`` and ``stands`` can be empty where nothing honest can be said."""

    value: str
    stands: str
    changed: str
    sure: str
    people: str
    brings: str
    do: str

    def text(self) -> str:
        return " ".join(
            part for part in (self.value, self.stands, self.changed, self.sure, self.people, self.brings, self.do) if part
        )


def standing(figure: Figure, peers: Peers | None) -> Standing:
    """Near: the middle value lies within the interval, so the difference can be chance."""
    if peers is None or peers.places < FEWEST_PEERS or None in (figure.value, figure.lower, figure.upper):
        return Standing.UNKNOWN
    assert figure.lower is not None and figure.upper is not None
    if figure.upper < peers.median:
        return Standing.LOWER
    return Standing.HIGHER if figure.lower > peers.median else Standing.NEAR


def message(
    described: Mapping[str, Any],
    figure: Figure,
    before: Figure | None,
    peers: Peers | None,
    course: Course | None,
    target: float | None,
    do: str,
) -> Message:
    """The message of one figure. ``target``: as the figure is counted, a share between 0 and 1. ``do``: one sentence."""
    if figure.value is None:
        hint = _("Look at a period of two years: then the number is larger.") if figure.status != "nobody" else ""
        said = words.said_of(figure)
        return Message(said[:1].upper() + said[1:] + ".", "", hint, "", "", "", "")
    changed, sure = _change(described, figure, before, course)
    return Message(
        value=_("Your value is %(value)s. It lies between %(lower)s and %(upper)s with 95 %% certainty.")
        % {name: words.value_text(described, getattr(figure, name)) for name in ("value", "lower", "upper")},
        stands=_stands(described, figure, peers, target),
        changed=changed,
        sure=sure,
        people=_people(described, figure),
        brings=_brings(described, figure, peers, target),
        do=do,
    )


def _stands(described: Mapping[str, Any], figure: Figure, peers: Peers | None, target: float | None) -> str:
    assert figure.value is not None
    where = standing(figure, peers)
    said = []
    if peers is not None and where is not Standing.UNKNOWN:
        filled = {"median": words.value_text(described, peers.median), "number": peers.places}
        said.append(
            {
                Standing.LOWER: _("That is lower than the middle value of %(number)s places: %(median)s."),
                Standing.NEAR: _(
                    "That is near the middle value of %(number)s places: %(median)s. The difference can be chance."
                ),
                Standing.HIGHER: _("That is higher than the middle value of %(number)s places: %(median)s."),
            }[where]
            % filled
        )
    if target is not None:
        filled = {"target": words.value_text(described, target)}
        reached = figure.value <= target if described["direction"] == "down" else figure.value >= target
        said.append(
            (_("The target of %(target)s is reached.") if reached else _("The target of %(target)s is not reached yet."))
            % filled
        )
    said.append(
        {"up": _("Higher is what we want."), "down": _("Lower is what we want.")}.get(
            described["direction"], _("There is no side that we want: it tells what there is.")
        )
    )
    return " ".join(said)


def _change(described: Mapping[str, Any], figure: Figure, before: Figure | None, course: Course | None) -> tuple[str, str]:
    """Limits of chance decide where there are enough periods; else the two intervals do."""
    assert figure.value is not None
    if before is None or before.value is None:
        return _("There is no earlier period to compare with."), _("One period says little.")
    filled = {"before": words.value_text(described, before.value), "period": before.period}
    if words.value_text(described, figure.value) == filled["before"]:
        return _("Nothing changed since %(period)s.") % filled, _("It is stable, as far as we can see.")
    up = figure.value > before.value
    changed = (
        _("It went up from %(before)s in %(period)s.") if up else _("It went down from %(before)s in %(period)s.")
    ) % filled
    if course is not None and course.first <= figure.period <= course.last:
        certain = figure.period in course.signals
    else:
        spans = (figure.lower, figure.upper, before.lower, before.upper)
        certain = None not in spans and bool(figure.lower > before.upper or figure.upper < before.lower)  # type: ignore[operator]
    return changed, _("This is more than chance.") if certain else _("This can be chance.")


def _people(described: Mapping[str, Any], figure: Figure) -> str:
    people = round(figure.denominator or figure.people or 0)
    if described["scoring"] == "proportion" and figure.numerator is not None:
        met = round(figure.numerator)
        return ngettext(
            "It is about %(all)s people; %(met)s of them is counted.",
            "It is about %(all)s people; %(met)s of them are counted.",
            met,
        ) % {"all": number_format(people, 0, force_grouping=True), "met": number_format(met, 0, force_grouping=True)}
    people = round(figure.people or 0)
    return _("It is about %(all)s people.") % {"all": number_format(people, 0, force_grouping=True)}


def _aim(figure: Figure, direction: str, peers: Peers | None, target: float | None) -> tuple[float, str] | None:
    """What to reach for: the target, then the middle, then where the top quarter begins; the first not reached yet."""
    value = figure.value
    assert value is not None
    steps = [(target, "target")]
    if peers is not None and peers.places >= FEWEST_PEERS:
        steps += [(peers.median, "middle"), (peers.quarter, "quarter")]
    for step, name in steps:
        if step is not None and (step > value if direction == "up" else step < value):
            return step, name
    return None


def _brings(described: Mapping[str, Any], figure: Figure, peers: Peers | None, target: float | None) -> str:
    direction = described["direction"]
    if direction not in ("up", "down"):
        return _("It helps you to plan for the people you have.")
    aim = _aim(figure, direction, peers, target)
    if aim is None:
        return _("Keeping this is worth it: others learn from what you do.")
    value, name = aim
    to = {"target": _("the target"), "middle": _("the middle value"), "quarter": _("the top quarter")}[name]
    if described["scoring"] != "proportion" or figure.numerator is None or not figure.denominator:
        return _("At %(aim)s it would be %(value)s.") % {"aim": to, "value": words.value_text(described, value)}
    wanted = value * figure.denominator
    n = ceil(wanted - 1e-9) - round(figure.numerator) if direction == "up" else round(figure.numerator) - floor(wanted + 1e-9)
    if n < 1:
        return _("At %(aim)s it would be %(value)s.") % {"aim": to, "value": words.value_text(described, value)}
    filled = {"aim": to, "number": number_format(n, 0, force_grouping=True)}
    if direction == "up":
        return (
            ngettext("At %(aim)s it would be %(number)s person more.", "At %(aim)s it would be %(number)s people more.", n)
            % filled
        )
    return (
        ngettext("At %(aim)s it would be %(number)s person fewer.", "At %(aim)s it would be %(number)s people fewer.", n)
        % filled
    )
