"""Sentences about a plan: who reads it, what is shared, and what changed, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..consent import access
from ..consent.matrix import Part
from ..kernel.who import Who
from ..people.models import Person
from . import queries
from .models import LifeGoal, Member, Plan, Task
from .versions import Change

__all__ = ["EMPTY", "NAMES", "changes", "members_of", "named", "shared_with", "told", "who_reads"]

EMPTY: Final[dict[str, Any]] = {"texts": {}, "life_goals": {}, "care_goals": {}, "tasks": {}, "team": {}}
NAMES: Final = {
    "matters": gettext_lazy("what matters to me"),
    "myself": gettext_lazy("what I do myself"),
    "agreements": gettext_lazy("what we agreed"),
    "crisis": gettext_lazy("if it goes wrong"),
    "crisis_phone": gettext_lazy("whom to call then"),
    "review_on": gettext_lazy("we look at it again on"),
    "life_goals": gettext_lazy("life goal"),
    "care_goals": gettext_lazy("care goal"),
    "tasks": gettext_lazy("task"),
    "team": gettext_lazy("care team"),
}
"""The fields and lists of a plan, as they are called."""


def named(parts: Iterable[str]) -> list[Any]:
    """Parts of the sharing matrix, as they are called."""
    return [Part(part).label for part in parts]


def shared_with(shown: queries.PlanPage) -> str:
    """Who can read this page, by name: said where it is written."""
    readers = [m.name for m in shown.members if m.kind != Member.Kind.SELF]
    return _("In the care team: %(names)s.") % {"names": ", ".join(readers)} if readers else ""


def who_reads(person: Person, part: str, at: datetime) -> str:
    """Whoever in the care team reads this part now, by name; said at the moment of sharing, and asked like any other read."""
    others = [m for m in queries.team_of(person, at) if m.kind != Member.Kind.SELF]
    readers = [f"{m.name} ({m.title})" for m in others if any(access.may_read(who, person, part, at) for who in _hats(m))]
    if not readers:
        return _("Nobody else in the care team reads this now.")
    return _("These people can read this, too: %(names)s.") % {"names": ", ".join(readers)}


def _hats(member: Member) -> list[Who]:
    """In which hats this member could look; somebody without an account in none."""
    if member.user_id is not None:
        kind = "organisation" if member.organisation_id else "team"
        return [Who(member.user_id, member.role, kind, str(member.organisation_id or member.team_id))]
    return [Who(member.account_id, role) for role in ("carer", "volunteer")] if member.account_id else []


def told(content: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """A version in words: texts with their name, goals with their tasks. ``names``: of the members."""
    return {
        "texts": [(NAMES[name], _text(name, text)) for name, text in content["texts"].items() if text],
        "lists": [
            (NAMES[kind], [_row(kind, row, names, key) for key, row in content[kind].items()])
            for kind in ("life_goals", "care_goals", "tasks", "team")
            if content[kind]
        ],
    }


def changes(found: Iterable[Change], names: Mapping[str, str]) -> list[tuple[Any, str, str]]:
    """What changed: its name, how it was (empty: new), how it is (empty: gone). ``names``: of the members."""
    said = []
    for one in found:
        rows_ = (one.before, one.after)
        before, after = (
            "" if row is None else (_row(one.kind, row, names, "") if isinstance(row, Mapping) else _text(one.kind, row))
            for row in rows_
        )
        said.append((NAMES[one.kind], before, after))
    return said


def members_of(plan: Plan) -> dict[str, str]:
    """Everybody who was in the care team, by id: a version holds ids alone. One query."""
    every = Member.objects.filter(person=plan.person_id).select_related("user", "near")
    return {str(member.pk): member.name for member in every}


def _row(kind: str, row: Mapping[str, Any], names: Mapping[str, str], key: str) -> str:
    if kind == "tasks":
        owner, state = names.get(row["owner"], "–"), Task.State(row["state"]).label
        return f"{row['what']}; {owner}; {_day(row['due'])}; {state}"
    if kind == "team":
        return "; ".join(filter(None, (names.get(key, ""), str(row["does"]), str(Member.State(row["state"]).label))))
    return f"{row['text']}; {LifeGoal.State(row['state']).label}"


def _text(name: str, text: Any) -> str:
    return _day(text) if name == "review_on" else str(text)


def _day(text: Any) -> str:
    return date_format(date.fromisoformat(text), "SHORT_DATE_FORMAT") if text else ""
