"""What of a bundle could be added to a plan, and what not and why. Reading changes nothing.

Goals and tasks come in; the person's own words, consents and members of a care team do not: those are for the person to say.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from ....fhir.resources import NotFhir, Other, Resource, read_bundle, unknown_modifiers
from ....fhir.resources.plans import CarePlan, CareTeam, Goal, Task
from ....fhir.resources.values import SSIN, Identifier, Reference
from ....terms.identifiers import IdentifierError, check_insz
from ...kernel.problems import Problem
from ...people import insz
from ...people.models import Person
from ..models import CareGoal, LifeGoal, Member, Plan
from ..policies import AHEAD
from .codes import DOMAIN, LAYER, LIFE_GOAL, TEXT, namespace

__all__ = ["NewCareGoal", "NewLifeGoal", "NewTask", "Received", "received"]

Ref = str | LifeGoal | CareGoal
_UNDER_WAY = ("draft", "requested", "received", "accepted", "ready", "in-progress", "on-hold")
_GOING = ("proposed", "planned", "accepted", "active", "on-hold")


@dataclass(frozen=True, slots=True)
class NewLifeGoal:
    """``key``: its address in the bundle."""

    key: str
    text: str
    domain: str


@dataclass(frozen=True, slots=True)
class NewCareGoal:
    """``life_goal``: a key of the bundle, one of the plan, or nothing."""

    key: str
    text: str
    measure: str
    target: str
    review_on: date | None
    life_goal: Ref | None


@dataclass(frozen=True, slots=True)
class NewTask:
    """``owner`` and ``due`` are ``None`` where whoever brings the file has to say them."""

    what: str
    due: date | None
    repeats: str
    owner: Member | None
    care_goal: Ref | None


@dataclass(slots=True)
class Received:
    """What could be added, in the order it is added; ``left``: what could not, and the reason."""

    life_goals: list[NewLifeGoal] = field(default_factory=list)
    care_goals: list[NewCareGoal] = field(default_factory=list)
    tasks: list[NewTask] = field(default_factory=list)
    left: list[tuple[str, str]] = field(default_factory=list)

    @property
    def anything(self) -> bool:
        return bool(self.life_goals or self.care_goals or self.tasks)

    @property
    def needs_life_goal(self) -> bool:
        return any(goal.life_goal is None for goal in self.care_goals)

    @property
    def needs_owner(self) -> bool:
        return any(task.owner is None for task in self.tasks)

    @property
    def needs_day(self) -> bool:
        return any(task.due is None for task in self.tasks)


def received(content: str, *, person: Person, plan: Plan, members: Iterable[Member], today: date) -> Received:
    """What the text of a bundle says for this plan. Raises :class:`Problem` where it is no bundle, or about somebody else."""
    try:
        said = json.loads(content)
        spelt = json.dumps(said, ensure_ascii=False)
        spelt.encode()  # half a character, and the sign that ends a text, are no words: no database keeps them
        if "\\u0000" in spelt:
            raise NotFhir("a text with an end inside it")
        resources = read_bundle(said)
    except (ValueError, NotFhir, RecursionError):
        raise Problem(_("This file is no FHIR bundle."), _("Ask for the plan as a FHIR R4 bundle in JSON.")) from None
    _check_person(resources, person)
    reader = _Reader(plan, list(members), today)
    named = list(zip((str(entry.get("fullUrl", "")) for entry in said.get("entry", [])), resources, strict=True))
    for turn in range(3):  # life goals, care goals, tasks: each may point at those before it
        for address, resource in named:
            if isinstance(resource, Goal | Task) and _turn(resource) == turn:
                reader.take(address, resource)
    for _address, resource in named:
        if not isinstance(resource, Goal | Task):
            reader.leave(resource)
    return reader.found


def _turn(resource: Goal | Task) -> int:
    """A life goal says so by our list, or is expressed by the person and serves no other goal."""
    if isinstance(resource, Task):
        return 2
    if any(concept.code_in(LAYER) == LIFE_GOAL for concept in resource.categories):
        return 0
    by, about = resource.expressed_by, resource.subject
    return 0 if by is not None and about is not None and _points(by) == _points(about) and not resource.serves else 1


class _Reader:
    """Takes one resource after the other, and remembers by which address each is pointed at."""

    def __init__(self, plan: Plan, members: list[Member], today: date) -> None:
        self.found = Received()
        self.today = today
        self.members = members
        goals = [*plan.life_goals.all(), *plan.care_goals.all()]
        self.by_number: dict[str, LifeGoal | CareGoal] = {str(goal.pk): goal for goal in goals}
        self.by_text: dict[str, LifeGoal | CareGoal] = {_same(g.text): g for g in goals if g.state == LifeGoal.State.GOING}
        self.tasks = {_same(task.what) for task in plan.tasks.all()}
        self.numbers = {str(pk) for pk in plan.tasks.values_list("pk", flat=True)}
        self.addresses: dict[str, Ref] = {}

    def take(self, address: str, resource: Goal | Task) -> None:
        said = resource.description
        what = said if isinstance(said, str) else said.words if said is not None else ""
        if unknown_modifiers(resource):
            self.found.left.append((what, _("Something in it changes its meaning, and is not understood here.")))
        elif not what.strip():
            self.found.left.append((resource.KIND, _("It has no words.")))
        elif isinstance(resource, Goal):
            self._goal(address, resource, what.strip()[:300])
        else:
            self._task(resource, what.strip()[:300])

    def leave(self, resource: Resource | Other) -> None:
        names = {"CarePlan": _("Care plan"), "CareTeam": _("Care team")}
        if isinstance(resource, CarePlan):
            why = _("Texts of a plan are written by the person and the care team.")
        elif isinstance(resource, CareTeam):
            why = _("Nobody comes into a care team by a file: the person decides who does.")
        else:
            why = _("Only goals and tasks are read from a file.")
        if not isinstance(resource, CarePlan) or resource.description or resource.notes:
            kind = resource.KIND or str(resource.rest.get("resourceType"))
            self.found.left.append((names.get(kind, kind), why))

    def _goal(self, address: str, goal: Goal, text: str) -> None:
        known = self._known(goal.identifiers, self.by_number) or self.by_text.get(_same(text))
        names = [address, f"Goal/{goal.id}"]
        if known is not None:
            self._name(names, known)
            self.found.left.append((text, _("It is in the plan already.")))
            return
        if goal.status and goal.status not in _GOING:
            self.found.left.append((text, _("It is not going on any more.")))
            return
        key = f"{len(self.addresses)}:{address}"
        if _turn(goal) == 0:
            domains = [concept.code_in(DOMAIN) for concept in goal.categories]
            domain = next((one for one in domains if one in LifeGoal.Domain.values), LifeGoal.Domain.OTHER.value)
            self.found.life_goals.append(NewLifeGoal(key, text, domain))
        else:
            target = goal.targets[0] if goal.targets else None
            self.found.care_goals.append(
                NewCareGoal(
                    key,
                    text,
                    target.measure.words[:200] if target and target.measure else "",
                    _told(target.detail.value)[:120] if target and target.detail else "",
                    target.due.last if target and target.due and target.due.last >= self.today else None,
                    self._served(goal.serves, LifeGoal),
                )
            )
        self._name(names, key)

    def _task(self, task: Task, what: str) -> None:
        if self._known(task.identifiers, dict.fromkeys(self.numbers, True)) or _same(what) in self.tasks:
            self.found.left.append((what, _("It is in the plan already.")))
            return
        if task.status and task.status not in _UNDER_WAY:
            self.found.left.append((what, _("It is done, or not done any more.")))
            return
        end = task.restriction.period.end if task.restriction and task.restriction.period else None
        repeats = [note.text for note in task.notes if any(concept.code_in(TEXT) == "repeats" for concept in note.codes)]
        due = end.last if end is not None and self.today <= end.last <= self.today + AHEAD else None
        owner = self._member(task.owner)
        self.found.tasks.append(NewTask(what, due, "".join(repeats)[:80], owner, self._served(task.serves, CareGoal)))

    def _served(self, references: Iterable[Reference], kind: type[LifeGoal] | type[CareGoal]) -> Ref | None:
        """The first goal of this kind that it says it serves; one of the plan only while it is going on."""
        keys = {goal.key for goal in (self.found.life_goals if kind is LifeGoal else self.found.care_goals)}
        for reference in references:
            there = self.addresses.get(reference.reference)
            if there is None and reference.identifier is not None:
                there = self.by_number.get(reference.identifier.value)
            if isinstance(there, kind) and there.state == LifeGoal.State.GOING:
                return there
            if isinstance(there, str) and there in keys:
                return there
        return None

    def _member(self, reference: Reference | None) -> Member | None:
        """The member of the care team that is meant: by our number, else by a name that only one of them has."""
        if reference is None:
            return None
        number = reference.identifier
        for member in self.members:
            pairs = {(namespace("account"), str(member.user_id)), (namespace("person"), str(member.near_id))}
            if number is not None and (number.system, number.value) in pairs:
                return member
        called = [m for m in self.members if reference.display and _same(m.name) == _same(reference.display)]
        return called[0] if len(called) == 1 else None

    def _known(self, identifiers: Iterable[Identifier], rows: Mapping[str, Any]) -> Any:
        ours = [one.value for one in identifiers if one.system in (namespace("goal"), namespace("task"))]
        return next((rows[number] for number in ours if number in rows), None)

    def _name(self, names: Iterable[str], there: Ref) -> None:
        for name in names:
            if name and not name.endswith("/"):
                self.addresses.setdefault(name, there)


def _check_person(resources: Iterable[Resource | Other], person: Person) -> None:
    """A file that says by a number whom it is about, and means somebody else, is refused whole."""
    for resource in resources:
        who = resource.person if isinstance(resource, Task) else getattr(resource, "subject", None)
        number = who.identifier if isinstance(who, Reference) else None
        if number is None:
            continue
        other = number.system == namespace("person") and number.value != str(person.pk)
        if number.system == SSIN and person.insz_index:
            try:
                other = insz.index(check_insz(number.value, today=date.max)) != person.insz_index
            except IdentifierError:
                other = True
        if other:
            raise Problem(_("This file is about somebody else."), _("Open the plan of the person it is about."))


def _points(reference: Reference) -> tuple[str, str, str]:
    number = reference.identifier or Identifier()
    return reference.reference, number.system, number.value


def _same(text: str) -> str:
    return " ".join(text.split()).casefold()


def _told(value: Any) -> str:
    """The target of a goal in a few words."""
    if hasattr(value, "words"):
        return str(value.words)
    if hasattr(value, "value"):
        return " ".join(str(part) for part in (value.comparator, value.value, value.unit) if part not in ("", None))
    return str(value)
