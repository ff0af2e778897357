"""Short registers: obstacles, contacts with other networks, strengths, the vision, versions of the plan."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from ...kernel import audit
from ...kernel.events import Event
from ...kernel.permissions import check_may
from ...kernel.problems import NotNow, check_has_come, check_words
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...territory.models import Organisation
from .. import policies
from ..events import ContactNoted, ObstacleKept, StrengthKept, VersionKept, VisionSaid
from ..models import Action, NetworkContact, Obstacle, PlanVersion, Strength, Vision
from ..permissions import KEEP, KEEP_FRAME, check_may_keep
from ..registers import versions

__all__ = ["add_obstacle", "add_strength", "close_obstacle", "keep_version", "note_contact", "say_vision"]


@transaction.atomic
def add_obstacle(*, action: Action, what: str, today: date, by: Who, at: datetime) -> Obstacle:
    """Something stands in the way."""
    check_may_keep(by, action)
    policies.check_open(action)
    made = Obstacle.objects.create(action=action, what=check_words(what), since=today)
    _record(ObstacleKept(subject=f"portfolio.obstacle:{made.pk}", action=action.pk), by, at)
    return made


@transaction.atomic
def close_obstacle(*, obstacle: Obstacle, solution: str, today: date, by: Who, at: datetime) -> Obstacle:
    """It is out of the way, with what solved it."""
    check_may_keep(by, obstacle.action)
    obstacle.solution = check_words(solution, _("Write in one sentence what solved it."))
    obstacle.closed = today
    obstacle.save(update_fields=("solution", "closed"))
    _record(ObstacleKept(subject=f"portfolio.obstacle:{obstacle.pk}", action=obstacle.action_id, closed=today), by, at)
    return obstacle


@transaction.atomic
def note_contact(
    *, organisation: Organisation, on: date, about: str, result: str = "", today: date, by: Who, at: datetime
) -> NetworkContact:
    """A talk with another network."""
    check_may(by, KEEP, Purpose.PROJECT)
    check_has_come(on, today)
    made = NetworkContact.objects.create(organisation=organisation, on=on, about=check_words(about), result=result.strip())
    _record(ContactNoted(subject=f"portfolio.networkcontact:{made.pk}", organisation=organisation.pk), by, at)
    return made


@transaction.atomic
def add_strength(*, what: str, holder: str = "", evidence: str = "", by: Who, at: datetime) -> Strength:
    """Something the region has to build on."""
    check_may(by, KEEP_FRAME, Purpose.PROJECT)
    number = int(Strength.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    made = Strength.objects.create(what=check_words(what), holder=holder.strip(), evidence=evidence.strip(), number=number)
    _record(StrengthKept(subject=f"portfolio.strength:{made.pk}"), by, at)
    return made


@transaction.atomic
def say_vision(*, text: str, year: int | None = None, today: date, by: Who, at: datetime) -> Vision:
    """What the region wants to reach, from today on; reports that were frozen keep the one of their day."""
    check_may(by, KEEP_FRAME, Purpose.PROJECT)
    if year is not None and year < today.year:
        raise NotNow(_("That year is over."))
    made = Vision.objects.create(text=check_words(text), by=year, starts=today, at=at)
    _record(VisionSaid(subject=f"portfolio.vision:{made.pk}"), by, at)
    return made


@transaction.atomic
def keep_version(*, title: str, today: date, by: Who, at: datetime) -> PlanVersion:
    """The plan as it is now, to be compared with later."""
    check_may(by, KEEP_FRAME, Purpose.PROJECT)
    content = versions.content()
    made = PlanVersion.objects.create(title=check_words(title), on=today, at=at, content=content)
    _record(VersionKept(subject=f"portfolio.planversion:{made.pk}", actions=len(content)), by, at)
    return made


def _record(event: Event, by: Who, at: datetime) -> None:
    audit.record(event, by=by, at=at, purpose=Purpose.PROJECT)
