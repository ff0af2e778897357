"""Means in kind, what an hour counts for, and the statement that an organisation signs."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from ...kernel import audit
from ...kernel.events import Event
from ...kernel.permissions import check_may
from ...kernel.problems import NotNow, check_has_come, check_period, check_words
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...portfolio.models import Action, Item
from ...territory.models import Code, Organisation
from .. import policies
from ..events import InKindMoved, RateKept, StatementSigned
from ..models import InKind, Rate, Statement
from ..permissions import KEEP, check_may_confirm, check_may_register, check_may_sign
from ..statements import content_of, digest_of
from ..value import is_valued

__all__ = ["confirm_in_kind", "end_rate", "keep_rate", "note_in_kind", "sign_statement", "withdraw_in_kind"]

_I = InKind.State


@transaction.atomic
def note_in_kind(
    *,
    organisation: Organisation,
    on: date,
    what: str,
    how_much: str,
    action: Action | None = None,
    package: Item | None = None,
    cents: int | None = None,
    today: date,
    by: Who,
    at: datetime,
) -> InKind:
    """A room, material, a licence. ``cents`` only where the region values what is brought."""
    check_may_register(by, organisation)
    check_has_come(on, today)
    if action is not None and package is not None:
        raise NotNow(_("Choose an action or a work package, not both."))
    if cents is not None and not is_valued():
        raise NotNow(_("This region does not say what means count for in euro."))
    one = InKind.objects.create(
        organisation=organisation, on=on, what=check_words(what)[:200], how_much=check_words(how_much)[:80], action=action,
        package=package, cents=cents, noted_by_id=by.user_id,
    )  # fmt: skip
    return _moved(one, by, at)


@transaction.atomic
def confirm_in_kind(*, one: InKind, today: date, by: Who, at: datetime) -> InKind:
    """It was there, says somebody else than who registered it."""
    one = _locked(one)
    check_may_confirm(by, one)
    policies.check_other(one, by)
    policies.check_in_kind_moves(one, _I.CONFIRMED)
    one.state, one.confirmed, one.confirmed_by_id = _I.CONFIRMED, today, by.user_id
    one.save(update_fields=("state", "confirmed", "confirmed_by"))
    return _moved(one, by, at)


@transaction.atomic
def withdraw_in_kind(*, one: InKind, why: str, by: Who, at: datetime) -> InKind:
    """It was not there after all; it stays on record and counts nowhere."""
    one = _locked(one)
    check_may_register(by, one.organisation)
    policies.check_in_kind_moves(one, _I.WITHDRAWN)
    one.state, one.why = _I.WITHDRAWN, check_words(why)[:300]
    one.save(update_fields=("state", "why"))
    return _moved(one, by, at)


@transaction.atomic
def keep_rate(*, function: Code | None, cents: int, starts: date, ends: date | None = None, by: Who, at: datetime) -> Rate:
    """What an hour of a function counts for, from a day on: what counted until then ends the day before.

    ``function`` ``None``: of every function that has no rate of its own.
    """
    check_may(by, KEEP, Purpose.PROJECT)
    check_period(starts, ends)
    if cents <= 0:
        raise NotNow(_("An amount is more than nothing."))
    same = Rate.objects.select_for_update().filter(function=function).order_by("pk")
    if same.filter(starts__gte=starts).exists():
        raise NotNow(_("A later rate is known already."), _("Begin after it, or end that one first."))
    for before in same.filter(Q(ends=None) | Q(ends__gte=starts)):
        before.ends = date.fromordinal(starts.toordinal() - 1)
        before.save(update_fields=("ends",))
        _record(_rate(before), by, at)
    kept = Rate.objects.create(function=function, cents=cents, starts=starts, ends=ends)
    _record(_rate(kept), by, at)
    return kept


@transaction.atomic
def end_rate(*, rate: Rate, last_day: date | None, by: Who, at: datetime) -> Rate:
    """Its last day; ``None``: it goes on, where no later one is known."""
    check_may(by, KEEP, Purpose.PROJECT)
    check_period(rate.starts, last_day)
    later = Rate.objects.filter(function=rate.function, starts__gt=rate.starts).order_by("starts").first()
    if later is not None and (last_day is None or last_day >= later.starts):
        raise NotNow(_("A later rate is known already."), _("Begin after it, or end that one first."))
    rate.ends = last_day
    rate.save(update_fields=("ends",))
    _record(_rate(rate), by, at)
    return rate


@transaction.atomic
def sign_statement(
    *, organisation: Organisation, year: int, signer: str, read: str, today: date, by: Who, at: datetime
) -> Statement:
    """Somebody of the organisation signs what it brought in a year. ``read``: the digest of what was read before signing."""
    check_may_sign(by, organisation)
    if year > today.year:
        raise NotNow(_("That year has not begun."))
    content = content_of(organisation, year)
    digest = digest_of(content)
    if read != digest:
        raise NotNow(_("Something was confirmed or taken back since you read it."), _("Read the statement again."))
    before = Statement.objects.select_for_update().filter(organisation=organisation, year=year)
    if before.filter(digest=digest).exists():
        raise NotNow(_("This statement was signed already."))
    number = 1 + (before.aggregate(n=Max("number"))["n"] or 0)
    made = Statement.objects.create(
        organisation=organisation, year=year, number=number, seconds=content["seconds"], content=content, digest=digest,
        signed=today, signed_by_id=by.user_id, signer=check_words(signer)[:120],
    )  # fmt: skip
    _record(StatementSigned(subject=f"levers.statement:{made.pk}", year=year, digest=digest), by, at)
    return made


def _rate(rate: Rate) -> RateKept:
    return RateKept(
        subject=f"levers.rate:{rate.pk}", function=rate.function_id, cents=rate.cents, starts=rate.starts, ends=rate.ends
    )


def _locked(one: InKind) -> InKind:
    InKind.objects.select_for_update().get(pk=one.pk)
    return InKind.objects.select_related("organisation", "action").get(pk=one.pk)


def _moved(one: InKind, by: Who, at: datetime) -> InKind:
    _record(InKindMoved(subject=f"levers.inkind:{one.pk}", state=one.state), by, at)
    return one


def _record(event: Event, by: Who, at: datetime) -> None:
    audit.record(event, by=by, at=at, purpose=Purpose.PROJECT)
