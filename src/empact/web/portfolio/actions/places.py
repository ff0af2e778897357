"""Where an action runs, where its effect is measured, and in which phase it is planned to be."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from ...kernel import audit
from ...kernel.problems import check_period
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...territory.models import Territory
from .. import policies
from ..events import PhaseKept, PlaceKept
from ..halves import halves_from, phase_on
from ..models import Action, Item, Phase, Place
from ..permissions import check_may_keep

__all__ = ["end_place", "place_action", "plan_phase", "plan_phases"]


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


@transaction.atomic
def plan_phases(
    *, action: Action, plan: Sequence[tuple[date, Item]], first: date, last: date, today: date, by: Who, at: datetime
) -> None:
    """All phases that begin from the half-year of ``first`` to that of ``last`` as one plan; what began before stays, and
    what goes on after ``last`` goes on."""
    check_may_keep(by, action)
    after = halves_from(last, 2)[1]
    phases = list(action.phases.select_related("phase"))
    goes_on = phase_on(phases, after)
    kept = {p.starts: p for p in phases if first <= p.starts < after}
    wanted = dict(plan)
    for starts, phase in kept.items():
        if starts not in wanted:
            phase.delete()
            gone = PhaseKept(subject=f"portfolio.phase:{phase.pk}", action=action.pk, phase="", starts=starts)
            audit.record(gone, by=by, at=at, purpose=Purpose.PROJECT)
    for starts, item in wanted.items():
        if starts not in kept or kept[starts].phase_id != item.pk:
            plan_phase(action=action, phase=item, starts=starts, today=today, by=by, at=at)
    if goes_on is not None and goes_on.starts < after and (not plan or plan[-1][1].pk != goes_on.phase_id):
        plan_phase(action=action, phase=goes_on.phase, starts=after, today=today, by=by, at=at)


def _record(place: Place, by: Who, at: datetime) -> None:
    event = PlaceKept(
        subject=f"portfolio.place:{place.pk}",
        action=place.action_id,
        role=place.role,
        territory=place.territory_id,
        ends=place.ends,
    )
    audit.record(event, by=by, at=at, purpose=Purpose.PROJECT)
