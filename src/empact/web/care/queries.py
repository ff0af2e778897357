"""What stands on the pages of care."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from ..consent import access
from ..consent.access import Sheet
from ..consent.matrix import Limit, Part
from ..consent.models import Consent
from ..kernel.models import AuditEntry, Hat, User
from ..kernel.roles import ROLES
from ..kernel.who import Who
from ..people.models import InformalCarer, Person, Representative
from . import limits, policies
from .models import (
    CareGoal,
    CaseMandate,
    Coordination,
    CoordinatorOffer,
    Intake,
    LevelDecision,
    LifeGoal,
    Member,
    Plan,
    PlanVersion,
    Task,
    Wish,
    of_hat,
)  # fmt: skip
from .versions import PART_OF_TEXT

__all__ = [
    "PlanPage", "TeamPage", "coordinator_of", "helpers_of", "intake_of", "level_of", "open_tasks_of",
    "plan_page", "professionals", "said_today", "seen_before", "shared_with", "team_of", "team_page",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class PlanPage:
    """``goals``: each life goal with its care goals, each of those with its tasks. ``loose``: tasks without a care goal (R7).

    ``above``: of each task that is more than an informal carer said they can do, a sentence. ``texts`` of the plan by name;
    ``names``: of everybody who was ever in the care team, by id, to tell what changed.
    What the sheet does not open is not here: a page cannot show it by mistake.
    """

    person: Person
    plan: Plan | None
    texts: dict[str, Any]
    goals: list[tuple[LifeGoal, list[tuple[CareGoal, list[Task]]]]]
    loose: list[Task]
    mine: list[Task]
    members: list[Member]
    names: dict[str, str]
    coordinator: Member | None
    level: LevelDecision | None
    above: dict[UUID, str]
    missing: list[Any]
    wishes: list[Wish]
    representatives: list[Representative]
    case: CaseMandate | None


def plan_page(person: Person, sheet: Sheet, *, who: Who, at: datetime) -> PlanPage:
    """At most eleven queries, however much there is."""
    read, on = sheet.read, timezone.localdate(at)
    full, crisis = Part.TEAM in sheet.whole, Part.CRISIS in sheet.whole
    plan = policies.plan_of(person)
    members = Member.objects.filter(person=person).select_related("user", "near", "organisation", "team")
    team = {m.pk: m for m in members.prefetch_related(*(["limits"] if full else []))}
    tasks: list[Task] = []
    if plan is not None and read[Part.TASKS]:
        tasks = list(plan.tasks.exclude(state=Task.State.DROPPED))
        for task in tasks:
            task.owner = team.get(task.owner_id) or task.owner
        if read[Part.TASKS].limit == Limit.OWN:
            tasks = [t for t in tasks if t.owner.near is not None and t.owner.near.user_id == who.user_id]
    goals: list[tuple[LifeGoal, list[tuple[CareGoal, list[Task]]]]] = []
    if plan is not None and read[Part.GOALS]:
        care_goals = list(plan.care_goals.exclude(state=LifeGoal.State.DROPPED))
        for life in plan.life_goals.exclude(state=LifeGoal.State.DROPPED):
            serving = [goal for goal in care_goals if goal.life_goal_id == life.pk]
            goals.append((life, [(goal, [t for t in tasks if t.care_goal_id == goal.pk]) for goal in serving]))
    placed = {t.pk for _life, cares in goals for _goal, of_goal in cares for t in of_goal}
    leads = Coordination.objects.filter(person=person, ended_at=None).values_list("member", flat=True).first()
    level = level_of(person) if read[Part.GOALS] else None
    aimed = any(life.state == LifeGoal.State.GOING for life, _cares in goals)
    named = full or Part.TASKS in sheet.whole
    return PlanPage(
        person,
        plan,
        _texts(plan, sheet),
        goals,
        [t for t in tasks if t.pk not in placed],
        [t for t in tasks if t.owner.is_of(who) and t.state == Task.State.OPEN],
        [m for m in team.values() if m.is_in_force(on)] if full else [],
        {str(m.pk): m.name for m in team.values()} if named else {},
        team.get(leads) if leads else None,
        level,
        limits.above(tasks) if full else {},
        policies.missing_of(level, plan, aimed, leads is not None) if read[Part.GOALS] and read[Part.TEAM] else [],
        list(Wish.objects.standing().filter(person=person)) if crisis else [],
        list(Representative.objects.on(on).filter(person=person).select_related("by")) if crisis else [],
        CaseMandate.objects.in_force(on).filter(person=person).select_related("manager").first() if full else None,
    )


@dataclass(frozen=True, slots=True)
class TeamPage:
    """``former``: who left or was not wanted. ``sees``: of each role in the team, the parts it reads."""

    members: list[Member]
    proposed: list[Member]
    former: list[Member]
    coordination: Coordination | None
    offer: CoordinatorOffer | None
    case: CaseMandate | None


def team_page(person: Person, at: datetime) -> TeamPage:
    """Four queries."""
    every = list(
        Member.objects.filter(person=person).select_related("user", "near", "organisation", "team").order_by("-starts", "id")
    )
    case = CaseMandate.objects.in_force(timezone.localdate(at)).filter(person=person).select_related("manager").first()
    return TeamPage(
        [m for m in every if m.state == Member.State.APPROVED],
        [m for m in every if m.state == Member.State.PROPOSED],
        [m for m in every if m.state in (Member.State.ENDED, Member.State.REFUSED)],
        Coordination.objects.filter(person=person, ended_at=None).select_related("member__user", "member__near").first(),
        CoordinatorOffer.objects.filter(person=person, state=CoordinatorOffer.State.OFFERED)
        .select_related("member__user", "member__near")
        .first(),
        case,
    )


def team_of(person: Person, at: datetime) -> list[Member]:
    """Who is in the care team now."""
    now = Member.objects.in_force(timezone.localdate(at)).filter(person=person)
    return list(now.select_related("user", "near", "organisation", "team"))


def coordinator_of(person: Person) -> Member | None:
    """The one who coordinates; their number stands on top of every page and every print."""
    now = Coordination.objects.filter(person=person, ended_at=None).select_related("member__user", "member__near").first()
    return now.member if now is not None else None


def said_today(person: Person, at: datetime) -> str:
    """How the person said yes to a shared plan today, as it was written down: who waits for a yes need not be asked again."""
    today = Consent.objects.in_force(at).filter(person=person, kind=Consent.Kind.PARTICIPATION).exclude(proof="")
    given = today.filter(starts=timezone.localdate(at)).first()
    return f"{given.get_how_display()}: {given.proof}"[:200] if given is not None else ""


def level_of(person: Person) -> LevelDecision | None:
    """The level that holds."""
    return LevelDecision.objects.standing().filter(person=person).first()


def intake_of(person: Person) -> Intake | None:
    """The request that is being looked at, or was last."""
    return Intake.objects.filter(person=person).order_by("-asked_on", "id").first()


def helpers_of(person: Person, at: datetime) -> QuerySet[Person]:
    """Informal carers on record who are not in the care team yet."""
    helping = InformalCarer.objects.on(timezone.localdate(at)).filter(person=person).values("carer")
    inside = Member.objects.standing().filter(person=person).exclude(near=None).values("near")
    return Person.objects.filter(pk__in=helping).exclude(pk__in=inside)


def professionals(words: str, person: Person, at: datetime) -> list[tuple[Hat, User]]:
    """Who gives care in the region, by name, in each role they have at a place; not who is in the care team already."""
    roles = [r.id for r in ROLES.values() if r.persons and r.scope in ("organisation", "team") and r.id != "case_manager"]
    inside = Member.objects.standing().filter(person=person).exclude(user=None).values("user")
    hats = Hat.objects.worn_on(timezone.localdate(at)).filter(role__in=roles, scope_kind__in=("organisation", "team"))
    for word in words.split():
        hats = hats.filter(user__name__icontains=word)
    found = hats.filter(user__is_active=True).exclude(user__in=inside).select_related("user").order_by("user__name", "role")
    return [(hat, hat.user) for hat in found[:50]]


def shared_with(who: Who, at: datetime) -> QuerySet[Person]:
    """Everybody whose plan, or a part of it, this hat may read, in a list."""
    any_part = access.readable(who, Part.GOALS, at) | access.readable(who, Part.TASKS, at)
    return Person.objects.filter(any_part, merged_into=None).filter(care_plans__state=Plan.State.OPEN).distinct()


def open_tasks_of(who: Who) -> QuerySet[Task]:
    """Open tasks whose owner is whoever asks, the earliest first."""
    return Task.objects.filter(of_hat(who, "owner"), state=Task.State.OPEN, plan__state=Plan.State.OPEN).order_by("due", "pk")


def seen_before(person: UUID, who: Who) -> PlanVersion | None:
    """The version of the plan that stood there when whoever asks looked last; ask before this look is written down."""
    looks = AuditEntry.objects.filter(person=person, user=who.user_id, part="plan", kind=AuditEntry.Kind.READ)
    last = looks.order_by("-seq").values_list("at", flat=True).first()
    plans = PlanVersion.objects.filter(plan__person=person, plan__state=Plan.State.OPEN, at__lte=last) if last else None
    return plans.first() if plans is not None else None


def _texts(plan: Plan | None, sheet: Sheet) -> dict[str, Any]:
    """Whole parts, and of a part within limits the number to call."""
    if plan is None:
        return {}
    names = {name for name, part in PART_OF_TEXT.items() if part in sheet.whole}
    if sheet.read[Part.CRISIS]:
        names.add("crisis_phone")
    return {name: getattr(plan, name) for name in PART_OF_TEXT if name in names}
