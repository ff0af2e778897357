"""Indicators, promises and news of an action."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ...kernel import audit
from ...kernel.events import Event
from ...kernel.permissions import check_may
from ...kernel.problems import NotNow, check_has_come, check_period, check_words
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...territory.models import Organisation
from .. import policies
from ..events import KpiKept, PromiseKept, ReadingKept, UpdateAnswered, UpdateGiven
from ..models import Action, Kpi, Promise, Reading, Update
from ..permissions import ANSWER, check_may_keep, check_may_promise

__all__ = [
    "add_kpi", "answer_update", "confirm_promise", "deliver_promise", "drop_kpi", "end_promise", "give_update", "promise",
    "read_kpi",
]  # fmt: skip


@transaction.atomic
def add_kpi(
    *,
    action: Action,
    indicator: str = "",
    title: str = "",
    direction: str = Kpi.Direction.UP,
    target: float | None = None,
    until: date | None = None,
    by: Who,
    at: datetime,
) -> Kpi:
    """What the action is judged by: an indicator that is measured, or something that is counted by hand."""
    check_may_keep(by, action)
    policies.check_open(action)
    if bool(indicator) == bool(title.strip()):
        raise NotNow(_("Choose an indicator, or say what is counted by hand."))
    if indicator and action.kpis.filter(indicator=indicator).exists():
        raise NotNow(_("This action has that indicator already."))
    kpi = Kpi.objects.create(
        action=action, indicator=indicator, title=title.strip(), direction=direction, target=target, by=until
    )
    _record(KpiKept(subject=f"portfolio.kpi:{kpi.pk}", action=action.pk, indicator=indicator), by, at)
    return kpi


@transaction.atomic
def drop_kpi(*, kpi: Kpi, by: Who, at: datetime) -> None:
    """Not an indicator of the action any more. One that has readings stays, and what runs keeps at least one."""
    check_may_keep(by, kpi.action)
    policies.check_open(kpi.action)
    if kpi.readings.exists():
        raise NotNow(_("Numbers were written down for this: it stays on record."))
    action, pk, indicator = kpi.action, kpi.pk, kpi.indicator
    kpi.delete()
    policies.check_keeps_target(action)
    _record(KpiKept(subject=f"portfolio.kpi:{pk}", action=action.pk, indicator=indicator, gone=True), by, at)


@transaction.atomic
def read_kpi(*, kpi: Kpi, on: date, value: float, source: str, today: date, by: Who, at: datetime) -> Reading:
    """What was counted by hand, and where that comes from. What is measured is not typed."""
    check_may_keep(by, kpi.action)
    if kpi.indicator:
        raise NotNow(_("This indicator is measured: nobody types its value."))
    check_has_come(on, today)
    reading, _made = Reading.objects.update_or_create(kpi=kpi, on=on, defaults={"value": value, "source": check_words(source)})
    _record(ReadingKept(subject=f"portfolio.reading:{reading.pk}", kpi=kpi.pk, on=on), by, at)
    return reading


@transaction.atomic
def promise(
    *,
    action: Action,
    organisation: Organisation,
    contribution: str,
    what: str = "",
    due: date | None = None,
    today: date,
    by: Who,
    at: datetime,
) -> Promise:
    """What a partner brings: promised by the partner itself, or expected of it by the project office."""
    check_may_promise(by, organisation)
    policies.check_open(action)
    if Promise.objects.on(today).filter(action=action, organisation=organisation, contribution=contribution).exists():
        raise NotNow(_("This organisation brings that already."))
    own = by.at("organisation", organisation.pk)
    made = Promise.objects.create(
        action=action,
        organisation=organisation,
        contribution=contribution,
        what=what.strip(),
        due=due,
        starts=today,
        confirmed=today if own else None,
    )
    _promise_kept(made, "confirmed" if own else "expected", by, at)
    return made


@transaction.atomic
def confirm_promise(*, promise: Promise, today: date, by: Who, at: datetime) -> Promise:
    """It holds, says the partner itself: nobody confirms for another."""
    check_may_promise(by, promise.organisation)
    if not by.at("organisation", promise.organisation_id):
        raise NotNow(_("Only the organisation itself confirms what is expected of it."))
    promise.confirmed = today
    promise.save(update_fields=("confirmed",))
    _promise_kept(promise, "confirmed", by, at)
    return promise


@transaction.atomic
def deliver_promise(*, promise: Promise, on: date | None, by: Who, at: datetime) -> Promise:
    """It is there, since that day (``None``: after all not), says who pulls the action."""
    check_may_keep(by, promise.action)
    promise.delivered = on
    promise.save(update_fields=("delivered",))
    _promise_kept(promise, "delivered" if on else "confirmed", by, at)
    return promise


@transaction.atomic
def end_promise(*, promise: Promise, last_day: date | None, by: Who, at: datetime) -> Promise:
    """The last day it holds; ``None`` brings it back."""
    check_may_promise(by, promise.organisation)
    check_period(promise.starts, last_day)
    promise.ends = last_day
    promise.save(update_fields=("ends",))
    _promise_kept(promise, "ended" if last_day else "confirmed", by, at)
    return promise


def _promise_kept(one: Promise, how: str, by: Who, at: datetime) -> None:
    event = PromiseKept(subject=f"portfolio.promise:{one.pk}", action=one.action_id, organisation=one.organisation_id, how=how)
    _record(event, by, at)


@transaction.atomic
def give_update(
    *, action: Action, light: str, changed: str, next: str, asked: str = "", why: str = "", today: date, by: Who, at: datetime
) -> Update:
    """How it goes, what changed, what comes next, which help is asked; beside it stands how it goes by dates alone."""
    check_may_keep(by, action)
    policies.check_open(action)
    policies.check_light(action, light, why, today)
    computed = policies.computed_light(action, today)
    update = Update.objects.create(
        action=action,
        on=today,
        at=at,
        light=light,
        computed=computed,
        changed=check_words(changed),
        next=check_words(next),
        asked=asked.strip(),
        why=why.strip(),
        role=by.role,
    )
    action.changed = today
    action.save(update_fields=("changed",))
    event = UpdateGiven(subject=f"portfolio.update:{update.pk}", action=action.pk, light=light, computed=computed)
    _record(event, by, at)
    return update


@transaction.atomic
def answer_update(*, update: Update, answer: str, today: date, by: Who, at: datetime) -> Update:
    """To who asked for help, once."""
    check_may(by, ANSWER, Purpose.PROJECT)
    if not update.asked or update.answered_on is not None:
        raise NotNow(_("Nothing is asked here that waits for an answer."))
    update.answered, update.answered_on = check_words(answer), today
    update.save(update_fields=("answered", "answered_on"))
    _record(UpdateAnswered(subject=f"portfolio.update:{update.pk}", action=update.action_id), by, at)
    return update


def _record(event: Event, by: Who, at: datetime) -> None:
    audit.record(event, by=by, at=at, purpose=Purpose.PROJECT)
