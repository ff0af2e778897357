"""Positions, the hours of those who are paid by the hour, and the tables of a plan."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from ...kernel import audit
from ...kernel.events import Event
from ...kernel.permissions import check_may
from ...kernel.problems import NotNow, check_period, check_words
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...levers import actions as levers
from ...portfolio.models import Item
from ...territory.models import Organisation
from ...territory.search import fold
from .. import policies
from ..documents import PLANS, staff_of, work_in
from ..events import EstimateKept, HoursKept, PositionKept, TablesTakenUp
from ..models import Estimate, FundingSource, Hours, Position, Workload
from ..permissions import KEEP, SEE_HOURS, check_may_note_hours
from .plans import keep_source

__all__ = [
    "approve_hours", "drop_estimate", "end_position", "keep_estimate", "keep_position", "note_hours", "take_up_tables",
]  # fmt: skip


@transaction.atomic
def keep_position(*, position: Position | None = None, values: dict[str, Any], by: Who, at: datetime) -> Position:
    """A new position, or what is known of one. ``values``: its fields; without ``percent`` it is paid by the hour."""
    check_may(by, KEEP, Purpose.PROJECT)
    kept = position or Position(number=1 + (Position.objects.aggregate(n=Max("number"))["n"] or 0))
    for name, value in values.items():
        setattr(kept, name, value)
    kept.function = check_words(kept.function)
    check_period(kept.starts, kept.ends)
    if kept.is_vacant and kept.holder_id is not None:
        raise NotNow(_("A position that is vacant has nobody in it."))
    if kept.percent is not None and kept.percent > 100 * kept.many:
        raise NotNow(_("Nobody works more than a full week in one position."))
    kept.save()
    _position(kept, by, at)
    return kept


@transaction.atomic
def end_position(*, position: Position, last_day: date | None, by: Who, at: datetime) -> Position:
    """Its last day; ``None``: it goes on after all."""
    check_may(by, KEEP, Purpose.PROJECT)
    check_period(position.starts, last_day)
    position.ends = last_day
    position.save(update_fields=("ends",))
    _position(position, by, at)
    return position


@transaction.atomic
def keep_estimate(
    *, function: str, percent: int, full_time_minor: int, overhead_percent: int, by: Who, at: datetime
) -> Estimate:
    """FIN-15, MOD-24: what a function would cost, kept for the start-up note; another one of that name takes its place."""
    check_may(by, KEEP, Purpose.PROJECT)
    function = check_words(function)
    kept = Estimate.objects.filter(function=function).first() or Estimate(function=function)
    kept.percent, kept.full_time_minor, kept.overhead_percent, kept.at = percent, full_time_minor, overhead_percent, at
    kept.save()
    audit.record(EstimateKept(subject=f"budgets.estimate:{kept.pk}"), by=by, at=at, purpose=Purpose.PROJECT)
    return kept


@transaction.atomic
def drop_estimate(*, estimate: Estimate, by: Who, at: datetime) -> None:
    """It is reckoned with no more."""
    check_may(by, KEEP, Purpose.PROJECT)
    audit.record(EstimateKept(subject=f"budgets.estimate:{estimate.pk}"), by=by, at=at, purpose=Purpose.PROJECT)
    estimate.delete()


@transaction.atomic
def note_hours(*, position: Position, month: date, seconds: int, today: date, by: Who, at: datetime) -> Hours:
    """What was worked in a month; written again as long as it is not approved."""
    check_may_note_hours(by, position)
    first = month.replace(day=1)
    policies.check_month(position, first, today)
    if seconds <= 0:
        raise NotNow(_("Hours are more than nothing."))
    hours = Hours.objects.select_for_update().filter(position=position, month=first).first()
    if hours is not None and hours.is_approved:
        raise NotNow(_("These hours were approved."))
    before, hours = (hours.entry, hours) if hours is not None else (None, Hours(position=position, month=first))
    hours.entry = levers.note_paid(
        before=before, organisation=position.employer, month=first, seconds=seconds, action=position.action,
        package=None if position.action else position.package, by=by, at=at,
    )  # fmt: skip
    hours.save()
    _hours(hours, by, at)
    return hours


@transaction.atomic
def approve_hours(*, hours: Hours, today: date, by: Who, at: datetime) -> Hours:
    """They are right, says somebody else than who wrote them down; now they can be paid."""
    check_may(by, SEE_HOURS, Purpose.PROJECT)
    hours = Hours.objects.select_related("entry").get(pk=hours.pk)
    policies.check_hours(hours, by.user_id)
    hours.entry = levers.approve_paid(entry=hours.entry, today=today, by=by, at=at)
    _hours(hours, by, at)
    return hours


@transaction.atomic
def take_up_tables(*, plan: str, by: Who, at: datetime) -> int:
    """Positions and workload as the document of a plan has them, once; how many rows were new.

    An employer that is an organisation of the address book is that one; else its name stays as it is written.
    """
    check_may(by, KEEP, Purpose.PROJECT)
    if plan not in PLANS:
        raise NotNow(_("There is no such plan."))
    packages = {one.code: one for one in Item.objects.filter(frame__key=plan, kind="programme")}
    work = work_in(plan)
    if lacking := {one.package for one in work} - set(packages):
        raise NotNow(
            _("The work packages of this plan are not known yet: %(codes)s.") % {"codes": ", ".join(sorted(lacking))},
            _("Take up its frame first."),
        )
    staff = staff_of(plan)
    starts = min(one.starts for one in staff)
    sources = {
        name: FundingSource.objects.filter(title=name).first()
        or keep_source(values={"title": name, "starts": starts}, by=by, at=at)
        for name in sorted({one.source for one in staff} | {name for one in work for name in one.sources})
    }
    known = {fold(name): one for one in Organisation.objects.kept() for name in (one.name, one.short_name) if name}
    new = 0
    for told in staff:
        if Position.objects.filter(said_in=told.said_in, function=told.function).exists():
            continue
        values = {
            "function": told.function, "form": told.form, "percent": told.percent, "many": told.many,
            "source": sources[told.source], "employer": known.get(fold(told.employer)), "employer_said": told.employer,
            "said_in": told.said_in, "starts": told.starts,
        }  # fmt: skip
        keep_position(values=values, by=by, at=at)
        new += 1
    for one in work:
        row, made = Workload.objects.get_or_create(
            said_in=one.said_in, number=one.number,
            defaults={
                "package": packages[one.package], "activity": one.activity, "percent": one.percent,
                "partners_add": one.partners_add,
            },
        )  # fmt: skip
        if made:
            row.sources.set(sources[name] for name in one.sources)
            new += 1
    _record(TablesTakenUp(subject="budgets.workload:all", key=plan), by, at)
    return new


def _position(position: Position, by: Who, at: datetime) -> None:
    event = PositionKept(subject=f"budgets.position:{position.pk}", percent=position.percent, ends=position.ends)
    _record(event, by, at)


def _hours(hours: Hours, by: Who, at: datetime) -> None:
    event = HoursKept(
        subject=f"budgets.hours:{hours.pk}", month=hours.month, seconds=hours.seconds, approved=hours.is_approved
    )
    _record(event, by, at)


def _record(event: Event, by: Who, at: datetime) -> None:
    audit.record(event, by=by, at=at, purpose=Purpose.PROJECT)
