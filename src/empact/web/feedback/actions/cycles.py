"""Improvement cycles: agree one, say how it goes, close it when it was measured again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ...insight.figures import Area, Figure, Figures
from ...kernel import audit
from ...kernel.permissions import check_may
from ...kernel.problems import NotNow
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from .. import policies
from ..events import CycleAgreed, CycleMoved
from ..groups import the_group
from ..models import Cycle, Meeting
from ..permissions import CHAIR

__all__ = ["agree", "close", "drop", "move_cycle"]


@transaction.atomic
def agree(*, meeting: Meeting, place: Area, before: Figure, values: Mapping[str, object], by: Who, at: datetime) -> Cycle:
    """One action on one figure, agreed in a meeting. ``values``: question, change, effect, measure, owner, due, indicator."""
    check_may(by, CHAIR, Purpose.POPULATION)
    day = timezone.localdate(at)
    group = the_group(by, day, meeting.group.pk)
    if meeting.state != Meeting.State.OPEN:
        raise NotNow(_("This meeting has ended."), _("Agree it in the next meeting."))
    cycle = Cycle.objects.create(
        meeting=meeting,
        level=place.level,
        node=place.node,
        before_period=before.period,
        before_value=before.value,
        agreed_on=day,
        **group.columns,
        **values,
    )
    audit.record(CycleAgreed(subject=f"feedback.cycle:{cycle.pk}", indicator=cycle.indicator, due=cycle.due), by=by, at=at)
    return cycle


@transaction.atomic
def move_cycle(*, cycle: Cycle, state: str, by: Who, at: datetime) -> Cycle:
    """Busy, done, or busy again. Closing and dropping ask for more: :func:`close`, :func:`drop`."""
    if state in (Cycle.State.CLOSED, Cycle.State.DROPPED):
        raise NotNow(_("This step asks for more."), _("Use 'Close' or 'Drop' on the page of the action."))
    return _move(cycle, state, by, at)


@transaction.atomic
def drop(*, cycle: Cycle, reason: str, by: Who, at: datetime) -> Cycle:
    """It was not done, or not further. The reason is what was learned."""
    cycle.result = reason
    return _move(cycle, Cycle.State.DROPPED, by, at)


@transaction.atomic
def close(*, cycle: Cycle, period: str, result: str, figures: Figures | None, by: Who, at: datetime) -> Cycle:
    """Measured again, and learned from. Without a later value it stays open."""
    check_may(by, CHAIR, Purpose.POPULATION)
    policies.check_cycle_moves(cycle, Cycle.State.CLOSED)
    when = next((p for p in figures.periods() if p.name == period), None) if figures else None
    found = figures.figures(cycle.indicator, cycle.level, period=period, node=cycle.node) if figures and when else []
    policies.check_remeasured(cycle, when, found[0] if found else None)
    cycle.after_period, cycle.after_value, cycle.result = period, found[0].value, result
    return _move(cycle, Cycle.State.CLOSED, by, at)


def _move(cycle: Cycle, state: str, by: Who, at: datetime) -> Cycle:
    check_may(by, CHAIR, Purpose.POPULATION)
    day = timezone.localdate(at)
    the_group(by, day, cycle.group.pk)
    policies.check_cycle_moves(cycle, state)
    before, cycle.state = cycle.state, state
    cycle.ended_on = day if state in (Cycle.State.CLOSED, Cycle.State.DROPPED) else None
    cycle.save()
    audit.record(CycleMoved(subject=f"feedback.cycle:{cycle.pk}", state=state, before=before), by=by, at=at)
    return cycle
