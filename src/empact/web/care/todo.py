"""What care puts on Mijn dag: no name stands here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..consent.models import Emergency
from ..kernel.day import Todo
from ..kernel.permissions import may
from ..kernel.purposes import Purpose
from ..kernel.who import Who
from ..people.models import Person
from .models import CaseMandate, Coordination, CoordinatorOffer, Member, Plan, of_hat
from .permissions import CARE, MANAGE_CASE, OWN_PLAN
from .queries import open_tasks_of

__all__ = [
    "address", "asked_to_coordinate", "cases", "emergencies_to_tell", "has_plans", "plans_to_review", "tasks_due",
    "waiting_members",
]  # fmt: skip


def tasks_due(who: Who, today: date) -> Iterator[Todo]:
    """One's own tasks that are due within a week, one line per plan."""
    if not has_plans(who):
        return
    due = open_tasks_of(who).filter(due__lte=today + timedelta(days=7))
    by_person: dict[UUID, list[date]] = {}
    for person, day in due.values_list("plan__person", "due")[:100]:
        by_person.setdefault(person, []).append(day)
    for person, days in by_person.items():
        why = ngettext("%(count)d task of yours is due.", "%(count)d tasks of yours are due.", len(days))
        yield Todo(_("Tasks in a care plan"), why % {"count": len(days)}, address(who, "plan", person), days[0])


def asked_to_coordinate(who: Who, today: date) -> Iterator[Todo]:
    """Somebody asks you to coordinate."""
    asked = CoordinatorOffer.objects.filter(of_hat(who), state=CoordinatorOffer.State.OFFERED)
    for one in asked.order_by("offered_at")[:3]:
        title, why = _("Coordination of care"), _("You are asked to coordinate. Until you answer, nothing changes.")
        yield Todo(title, why, address(who, "team", one.person_id), timezone.localdate(one.offered_at))


def waiting_members(who: Who, today: date) -> Iterator[Todo]:
    """Somebody is proposed for one's own care team."""
    if who.role != "person":
        return
    person = Person.objects.filter(user=who.user_id, merged_into=None).first()
    waiting = Member.objects.filter(person=person, state=Member.State.PROPOSED).order_by("moved_at") if person else ()
    for one in waiting:
        why = _("Say yes or no. Until then they see nothing.")
        yield Todo(
            _("Somebody new for your care team"), why, address(who, "team", one.person_id), timezone.localdate(one.moved_at)
        )


def plans_to_review(who: Who, today: date) -> Iterator[Todo]:
    """Plans one coordinates whose day to look again has come."""
    if not may(who, CARE, Purpose.CARE):
        return
    due = Plan.objects.filter(state=Plan.State.OPEN, review_on__lte=today, person__in=_coordinated(who))
    for plan in due.order_by("review_on")[:4]:
        assert plan.review_on is not None
        why = _("The day to look at it again has come.")
        yield Todo(_("A care plan to look at again"), why, address(who, "plan", plan.person_id), plan.review_on)


def emergencies_to_tell(who: Who, today: date) -> Iterator[Todo]:
    """Whoever coordinates tells a person without an account that somebody looked in an emergency."""
    if not may(who, CARE, Purpose.CARE):
        return
    unread = Emergency.objects.filter(person__in=_coordinated(who), person__user=None, seen_at=None).order_by("opened_at")
    for one in unread[:2]:
        why = _("This person has no account. Tell them who looked, and why.")
        page = reverse("consent:person", args=(one.person_id,))
        yield Todo(_("Somebody looked in an emergency"), why, page, timezone.localdate(one.opened_at))


def cases(who: Who, today: date) -> Iterator[Todo]:
    """What was asked of one's team, and mandates that run out within two weeks."""
    if not may(who, MANAGE_CASE, Purpose.CARE) or who.scope_kind != "team":
        return
    here = CaseMandate.objects.filter(asked_of=UUID(who.scope_id))
    for one in here.filter(state=CaseMandate.State.ASKED).order_by("asked_at")[:3]:
        page = reverse("care:case", args=(one.pk,))
        yield Todo(_("A case manager is asked for"), _("Nobody has answered yet."), page, timezone.localdate(one.asked_at))
    ending = here.filter(state=CaseMandate.State.ACTIVE, manager=who.user_id, ends__lte=today + timedelta(days=14))
    for one in ending.order_by("ends")[:3]:
        assert one.ends is not None
        page = reverse("care:case", args=(one.pk,))
        yield Todo(_("A mandate runs out"), _("End it with a report, or say why it takes longer."), page, one.ends)


def has_plans(who: Who) -> bool:
    """A hat with which plans are read, on either side."""
    return may(who, CARE, Purpose.CARE) or may(who, OWN_PLAN, Purpose.OWN)


def address(who: Who, page: str, *ids: UUID) -> str:
    """A page of a plan, on the side of this hat."""
    side = "own" if may(who, OWN_PLAN, Purpose.OWN) else "care"
    return reverse(f"care:{side}_{page}", args=ids)


def _coordinated(who: Who) -> QuerySet[Coordination, Any]:
    """Whose care a professional coordinates."""
    now = Coordination.objects.filter(ended_at=None, member__user=who.user_id, member__role=who.role)
    return now.values("person")
