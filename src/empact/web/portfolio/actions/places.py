"""Where an action runs, where its effect is measured, and in which phase it is planned to be."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from ...kernel import audit
from ...kernel.problems import check_period
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...territory.models import Territory
from .. import policies
from ..events import PhaseKept, PlaceKept
from ..models import Action, Item, Phase, Place
from ..permissions import check_may_keep

__all__ = ["end_place", "place_action", "plan_phase"]


@transaction.atomic
def place_action(*, action: Action, territory: Territory, role: str, starts: date, by: Who, at: datetime) -> Place:
    """It starts here, is extended to here, is tested here or compared with here, from that day on."""
    check_may_keep(by, action)
    policies.check_open(action)
    policies.check_place(action, territory, role, starts)
    place = Place.objects.create(action=action, territory=territory, role=role, starts=starts)
    _record(place, by, at)
    return place


@transaction.atomic
def end_place(*, place: Place, last_day: date | None, by: Who, at: datetime) -> Place:
    """The last day of that role; ``None`` brings it back. Where an action started stays on record."""
    check_may_keep(by, place.action)
    check_period(place.starts, last_day)
    place.ends = last_day
    place.save(update_fields=("ends",))
    _record(place, by, at)
    return place


@transaction.atomic
def plan_phase(*, action: Action, phase: Item, starts: date, today: date, by: Who, at: datetime) -> Phase:
    """From that day on in this phase; a phase planned from the same day gives way."""
    check_may_keep(by, action)
    policies.check_open(action)
    policies.check_phase(action, phase, starts, today)
    planned, _made = Phase.objects.update_or_create(action=action, starts=starts, defaults={"phase": phase})
    event = PhaseKept(subject=f"portfolio.phase:{planned.pk}", action=action.pk, phase=phase.code, starts=starts)
    audit.record(event, by=by, at=at, purpose=Purpose.PROJECT)
    return planned


def _record(place: Place, by: Who, at: datetime) -> None:
    event = PlaceKept(
        subject=f"portfolio.place:{place.pk}",
        action=place.action_id,
        role=place.role,
        territory=place.territory_id,
        ends=place.ends,
    )
    audit.record(event, by=by, at=at, purpose=Purpose.PROJECT)
