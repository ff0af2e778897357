"""Calls, files of what was granted with their reports, conventions, and what partners bring."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from ...kernel import audit
from ...kernel.permissions import check_may
from ...kernel.problems import NotNow, check_has_come, check_period, check_words
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...portfolio.models import Item, Promise
from ...portfolio.permissions import check_may_promise
from ..events import BroughtCounted, FundingKept
from ..models import Brought, Call, Convention, Overlap, Subsidy, SubsidyReport
from ..permissions import KEEP
from ..states import CALL_MOVES

__all__ = [
    "count_brought",
    "keep_call",
    "keep_convention",
    "keep_subsidy",
    "move_call",
    "note_overlap",
    "plan_report",
    "send_report",
]


@transaction.atomic
def keep_call(*, call: Call | None = None, values: dict[str, Any], topics: Iterable[Item] = (), by: Who, at: datetime) -> Call:
    """A new call, or what is known of one."""
    check_may(by, KEEP, Purpose.PROJECT)
    kept = call or Call()
    _said(kept, values)
    kept.title, kept.funder = check_words(kept.title), check_words(kept.funder)
    kept.save()
    kept.topics.set(topics)
    _record("call", kept.pk, by, at)
    return kept


@transaction.atomic
def move_call(*, call: Call, state: str, by: Who, at: datetime) -> Call:
    """Asked for, granted, refused, or left aside."""
    check_may(by, KEEP, Purpose.PROJECT)
    if (call.state, state) not in CALL_MOVES:
        raise NotNow(_("This call does not become that."))
    call.state = state
    call.save(update_fields=("state",))
    _record("call", call.pk, by, at)
    return call


@transaction.atomic
def keep_subsidy(*, subsidy: Subsidy | None = None, values: dict[str, Any], by: Who, at: datetime) -> Subsidy:
    """A new file, or what is known of one."""
    check_may(by, KEEP, Purpose.PROJECT)
    kept = subsidy or Subsidy()
    _said(kept, values)
    kept.title = check_words(kept.title)
    check_period(kept.starts, kept.ends)
    kept.save()
    _record("subsidy", kept.pk, by, at)
    return kept


@transaction.atomic
def plan_report(*, subsidy: Subsidy, title: str, due: date, by: Who, at: datetime) -> SubsidyReport:
    """One more report that who pays waits for."""
    check_may(by, KEEP, Purpose.PROJECT)
    report = SubsidyReport.objects.create(subsidy=subsidy, title=check_words(title), due=due)
    _record("subsidyreport", report.pk, by, at)
    return report


@transaction.atomic
def send_report(*, report: SubsidyReport, sent: date, proof: str, today: date, by: Who, at: datetime) -> SubsidyReport:
    """It was sent, and this proves it."""
    check_may(by, KEEP, Purpose.PROJECT)
    check_has_come(sent, today)
    report.sent, report.proof = sent, check_words(proof)
    report.save(update_fields=("sent", "proof"))
    _record("subsidyreport", report.pk, by, at)
    return report


@transaction.atomic
def keep_convention(*, convention: Convention | None = None, values: dict[str, Any], by: Who, at: datetime) -> Convention:
    """A new convention, or what is known of one."""
    check_may(by, KEEP, Purpose.PROJECT)
    kept = convention or Convention()
    _said(kept, values)
    kept.title, kept.scope = check_words(kept.title), check_words(kept.scope)
    check_period(kept.starts, kept.ends)
    if Convention.objects.filter(title=kept.title).exclude(pk=kept.pk).exists():
        raise NotNow(_("There is a convention of this name already."))
    kept.save()
    _record("convention", kept.pk, by, at)
    return kept


@transaction.atomic
def note_overlap(*, one: Convention, other: Convention, same: str, together: str = "", by: Who, at: datetime) -> Overlap:
    """What two of them both pay for; written again, it takes the place of what was said."""
    check_may(by, KEEP, Purpose.PROJECT)
    if one.pk == other.pk:
        raise NotNow(_("A convention does not overlap with itself."))
    pair = Q(one=one, other=other) | Q(one=other, other=one)
    overlap = Overlap.objects.filter(pair).first() or Overlap(one=one, other=other)
    overlap.same, overlap.together = check_words(same), together.strip()
    overlap.save()
    _record("overlap", overlap.pk, by, at)
    return overlap


@transaction.atomic
def count_brought(*, promise: Promise, promised: int, brought: int, by: Who, at: datetime) -> Brought:
    """What a partner promised and brought, in cents: said by the partner itself or the back office. Hours are registered."""
    check_may_promise(by, promise.organisation)
    if promise.contribution != Promise.Contribution.MONEY:
        raise NotNow(_("Only money is counted here."), _("Register hours and means in the time bank."))
    if promised <= 0 or brought < 0:
        raise NotNow(_("An amount is more than nothing."))
    said = {"promised": promised, "brought": brought}
    counted, _made = Brought.objects.update_or_create(promise=promise, defaults=said)
    event = BroughtCounted(subject=f"budgets.brought:{counted.pk}", promise=promise.pk, promised=promised, brought=brought)
    audit.record(event, by=by, at=at, purpose=Purpose.PROJECT)
    return counted


def _said(row: Any, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)


def _record(what: str, pk: Any, by: Who, at: datetime) -> None:
    audit.record(FundingKept(subject=f"budgets.{what}:{pk}"), by=by, at=at, purpose=Purpose.PROJECT)
