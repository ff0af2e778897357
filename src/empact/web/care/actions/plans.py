"""Beginning a plan, its texts, its review, and its end. Each change is a version: the plan as it was stays readable."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ...kernel import audit
from ...kernel.problems import Denied, NotNow, Problem, check_words
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...people.models import Person
from .. import policies, states
from ..events import PlanChanged, PlanMoved
from ..models import Member, Plan, PlanVersion
from ..shared import check_writes, locked_plan, speaks
from ..versions import PART_OF_TEXT, content_of

__all__ = ["close_plan", "review", "start_plan", "write_text"]

ONLY_THE_PERSON: Final = ("matters", "myself")
"""What is in the person's own words."""


@transaction.atomic
def start_plan(*, person: Person, by: Who, at: datetime) -> Plan:
    """A care plan, once the person agreed to share one. The person is in their own care team from the start."""
    purpose = check_writes(person, "goals", by, at)
    if policies.plan_of(person) is not None:
        raise NotNow(_("This person has a care plan already."))
    plan = Plan.objects.create(person=person, started_at=at, started_by=by.user_id)
    if not Member.objects.standing().filter(person=person, near=person).exists():
        Member.objects.create(
            person=person, kind=Member.Kind.SELF, near=person, state=Member.State.APPROVED,
            starts=timezone.localdate(at), moved_at=at, moved_by=by.user_id,
        )  # fmt: skip
    keep_version(plan, by, at)
    event = PlanMoved(subject=f"care.plan:{plan.pk}", person=person.pk, state=plan.state)
    audit.record(event, by=by, at=at, purpose=purpose)
    return plan


@transaction.atomic
def write_text(
    *, person: Person, field: str, text: str, read: int, why: str = "", helper: bool = False, by: Who, at: datetime
) -> Plan:
    """Write one text of the plan; ``read`` is the version that was seen. Raises :class:`Conflict` when another was faster.

    What matters is in the person's own words: only the person changes it, or somebody who types what the person says
    (``helper``) while it is still empty.
    """
    if field not in PART_OF_TEXT or field == "review_on":
        raise Problem(_("This is not a text of the plan."))
    purpose = check_writes(person, PART_OF_TEXT[field], by, at)
    plan = locked_plan(person)
    if field in ONLY_THE_PERSON and not speaks(person, by, at) and not (helper and not getattr(plan, field)):
        raise Denied(_("These are the person's own words: only the person changes them."), _("Talk with them, or add a goal."))
    policies.check_unchanged(plan, field, read)
    if getattr(plan, field) == text.strip():
        return plan
    setattr(plan, field, text.strip())
    plan.save(update_fields=(field,))
    return changed(plan, field, by=by, at=at, purpose=purpose, why=why)


@transaction.atomic
def review(*, person: Person, again: date, done: bool, by: Who, at: datetime) -> Plan:
    """Set the day on which the plan is looked at again; ``done``: it was looked at today, with the person."""
    purpose = check_writes(person, "tasks", by, at)
    today = timezone.localdate(at)
    policies.check_day(again, today)
    plan = locked_plan(person)
    plan.review_on = again
    if done:
        plan.reviewed_on = today
    plan.save(update_fields=("review_on", "reviewed_on"))
    return changed(plan, "review", by=by, at=at, purpose=purpose)


@transaction.atomic
def close_plan(*, person: Person, why: str, by: Who, at: datetime) -> Plan:
    """The plan is not used any more; it stays readable."""
    purpose = check_writes(person, "goals", by, at)
    plan = locked_plan(person)
    policies.check_move(states.PLAN_MOVES, plan.state, Plan.State.CLOSED)
    why = check_words(why, _("Say why the plan ends."))
    plan.state, plan.closed_at = Plan.State.CLOSED, at
    plan.save(update_fields=("state", "closed_at"))
    keep_version(plan, by, at, why)
    event = PlanMoved(subject=f"care.plan:{plan.pk}", person=person.pk, state=plan.state)
    audit.record(event, by=by, at=at, purpose=purpose)
    return plan


def changed(plan: Plan, what: str, *, by: Who, at: datetime, purpose: Purpose, why: str = "") -> Plan:
    """Keep the version and say so."""
    number = keep_version(plan, by, at, why)
    event = PlanChanged(subject=f"care.plan:{plan.pk}", person=plan.person_id, what=what, version=number)
    audit.record(event, by=by, at=at, purpose=purpose)
    return plan


def keep_version(plan: Plan, by: Who, at: datetime, why: str = "") -> int:
    """The whole plan as it is now, under the next number."""
    plan.version += 1
    plan.save(update_fields=("version",))
    content = content_of(plan)
    if plan.reviewed_on is not None:  # the plan holds the last one alone
        content["reviewed_on"] = plan.reviewed_on.isoformat()
    PlanVersion.objects.create(plan=plan, number=plan.version, at=at, by=by.user_id, role=by.role, why=why, content=content)
    return plan.version
