"""What a zone does, and which of it a target counts: activities with their tags, and the rule that asks for one tag."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .place import Place

__all__ = ["Activity", "ActivityRule", "read_activity_rule"]


@dataclass(frozen=True, slots=True)
class Activity:
    """What a zone does. ``tags``: tag -> its argument, empty where none is written. ``reason``: why it is not measured."""

    id: str
    title: str
    indicators: tuple[str, ...] = ()
    reason: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ActivityRule:
    """Counts the activities that carry a tag; with ``argument`` only those that say in words why they do."""

    tag: str
    argument: bool = False

    def counts(self, activity: Activity) -> bool:
        """Is the activity above the line? Below it are all activities."""
        return self.tag in activity.tags and (not self.argument or bool(activity.tags[self.tag].strip()))

    def behind(self, activities: Sequence[Activity]) -> tuple[Activity, ...]:
        """The activities above the line; their number is the numerator."""
        return tuple(a for a in activities if self.counts(a))


def read_activity_rule(place: Place, value: Any) -> ActivityRule:
    """``{tag, argument, examples}``. An example that does not come out is refused: what is counted has to be seen."""
    given = place.mapping(value, ("tag", "argument", "examples"), ("tag", "examples"))
    rule = ActivityRule((place / "tag").text(given["tag"]), (place / "argument").yes_no(given.get("argument", False)))
    for i, one in enumerate((place / "examples").list_of(given["examples"])):
        at = place / "examples" / i
        example = at.mapping(one, ("name", "given", "expect"), ("name", "given", "expect"))
        (at / "name").text(example["name"])
        activities = [_activity(at / "given" / id, id, tags) for id, tags in (at / "given").mapping(example["given"]).items()]
        wanted = (at / "expect").mapping(example["expect"], ("numerator", "denominator"), ("numerator", "denominator"))
        found = {"numerator": len(rule.behind(activities)), "denominator": len(activities)}
        for key, n in found.items():
            if (at / "expect" / key).whole(wanted[key], 0) != n:
                raise (at / "expect" / key).error(f"the example expects {wanted[key]}, and {n} came out.")
    return rule


def _activity(place: Place, id: str, tags: Any) -> Activity:
    said = place.mapping(tags)
    for tag, argument in said.items():
        if not isinstance(argument, str):
            raise (place / tag).error("the argument of a tag is a text.", "Write '' where there is none.")
    return Activity(id, id, tags=said)
