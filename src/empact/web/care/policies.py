"""May this happen now? ``check_x`` raises a sentence, ``x`` answers yes or no."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from ..consent import access
from ..consent.matrix import Limit, Part, rows
from ..consent.models import Consent
from ..kernel.problems import Conflict, Denied, NotNow, Problem
from ..kernel.who import Who
from ..people.models import Person
from .models import CarerLimit, CaseMandate, Coordination, Intake, LevelDecision, LifeGoal, Member, Plan, PlanVersion

__all__ = [
    "LONGEST_CASE", "check_agreed", "check_carer", "check_case_criteria", "check_case_period", "check_day",
    "check_goal_of_plan", "check_move", "check_not_case_manager", "check_not_in_team", "check_owner", "check_reads_intake",
    "check_unchanged", "mandate_parts", "missing", "missing_of", "plan_of", "typed_for",
]  # fmt: skip

LONGEST_CASE: Final = timedelta(days=183)
"""A mandate of a case manager lasts at most half a year; longer is a new reason."""
AHEAD: Final = timedelta(days=366 * 2)


def check_agreed(person: Person, at: datetime) -> None:
    """Nothing is written for sharing before the person agreed to a shared plan (informed consent comes first)."""
    kind = Consent.Kind.PARTICIPATION
    if not Consent.objects.in_force(at).filter(person=person, kind=kind).exists():
        raise NotNow(_("This person has not agreed to a shared plan."), _("Record the consent first."))


def check_move(moves: Collection[tuple[Any, Any]], now: str, to: str) -> None:
    """As the table says."""
    if (now, to) not in moves:
        raise NotNow(_("This cannot follow what was said before."), _("Open the page again and look where it stands."))


def check_day(day: date | None, today: date) -> None:
    """From today on, within two years."""
    if day is None or not today <= day <= today + AHEAD:
        raise Problem(_("Choose a day from today on, within two years."))


def check_reads_intake(intake: Intake, by: Who, at: datetime) -> None:
    """A request comes before consent: until the person agrees to share, it is with whoever wrote it down."""
    if intake.begun_by is None or intake.begun_by != by.user_id:
        access.check_may_read(by, intake.person_id, Part.GOALS, at)


def plan_of(person: Person) -> Plan | None:
    """The plan in use."""
    return Plan.objects.filter(person=person, state=Plan.State.OPEN).first()


def check_unchanged(plan: Plan, field: str, read: int) -> None:
    """Nobody changed this text since version ``read``, which is what whoever writes has seen."""
    if read == plan.version:
        return
    before = PlanVersion.objects.filter(plan=plan, number=read).values_list("content", flat=True).first()
    now = PlanVersion.objects.filter(plan=plan, number=plan.version).values_list("content", flat=True).first()
    if before is None or now is None or before["texts"].get(field) != now["texts"].get(field):
        raise Conflict(
            _("Somebody else changed this in the meantime."), _("Your text is below. Look at theirs, and save again.")
        )


def check_goal_of_plan(plan: Plan, goal: Any) -> None:
    """A life goal or care goal of this very plan that is going on."""
    if goal is not None and (goal.plan_id != plan.pk or goal.state != LifeGoal.State.GOING):
        raise NotNow(_("This goal is not going on in this plan."))


def check_owner(plan: Plan, owner: Member, on: date) -> None:
    """A task has one owner, who is in the care team now."""
    if not Member.objects.in_force(on).filter(pk=owner.pk, person=plan.person_id).exists():
        raise NotNow(_("Whoever does this must be in the care team."), _("Add them to the care team first."))


def check_carer(member: Member, on: date) -> None:
    """Only an informal carer who is in the care team now says what they can and cannot do."""
    if member.kind != Member.Kind.CARER or not member.is_in_force(on):
        raise NotNow(_("Only an informal carer who is in the care team says this."))


def typed_for(member: Member, told: CarerLimit | None) -> bool:
    """Somebody else types what an informal carer said while nothing stands there, or where they have no account."""
    return told is None or member.account_id is None


def check_not_case_manager(person: Person, user_id: UUID | None) -> None:
    """Whoever manages the case stays outside the care team (R6)."""
    open_now = (CaseMandate.State.ASKED, CaseMandate.State.ACTIVE)
    if user_id and CaseMandate.objects.filter(person=person, manager=user_id, state__in=open_now).exists():
        raise NotNow(_("This is the case manager of this person, who stays outside the care team."))


def check_not_in_team(person: Person, user_id: UUID | None) -> None:
    """A case manager comes from outside: nobody who is in the care team now, or proposed for it."""
    if Member.objects.standing().filter(person=person, user=user_id).exists():
        raise Denied(
            _("You are in the care team of this person, and a case manager comes from outside."), _("Ask a colleague.")
        )


def check_case_criteria(*criteria: bool) -> None:
    if not any(criteria):
        raise Problem(
            _("A case manager comes for one of three reasons."),
            _("The situation is very complex, the care team is in crisis, or the person does not want care now."),
        )


def check_case_period(starts: date, ends: date | None, today: date) -> None:
    """From today on, and with an end within half a year."""
    if ends is None or not today <= starts <= ends <= starts + LONGEST_CASE:
        raise Problem(_("A mandate has a last day, within half a year."))


def mandate_parts() -> list[Part]:
    """What a case manager reads only where the mandate names it."""
    (row,) = (row for row in rows() if row.id == "case_manager")
    return [part for part in Part if row.cells[part.value].limit == Limit.MANDATE]


def missing(person: Person, plan: Plan | None) -> list[Any]:
    """What a complex situation still needs (R5): nothing, for a limited one."""
    level = LevelDecision.objects.standing().filter(person=person).first()
    if level is None or level.level != LevelDecision.Level.COMPLEX:
        return []
    aimed = plan is not None and LifeGoal.objects.filter(plan=plan, state=LifeGoal.State.GOING).exists()
    return missing_of(level, plan, aimed, Coordination.objects.filter(person=person, ended_at=None).exists())


def missing_of(level: LevelDecision | None, plan: Plan | None, aimed: bool, coordinated: bool) -> list[Any]:
    """The same of what is known already. ``aimed``: a life goal is going on; ``coordinated``: somebody coordinates."""
    if level is None or level.level != LevelDecision.Level.COMPLEX:
        return []
    found: list[Any] = []
    if plan is None:
        found.append(_("a care plan"))
    elif not aimed:
        found.append(_("a life goal"))
    if not coordinated:
        found.append(_("somebody who coordinates"))
    if plan is not None and plan.review_on is None:
        found.append(_("a day to look at the plan again"))
    return found
