"""Sources, budgets, and their versions: a draft is filled in, a body approves it, and what changes later is an amendment."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from ...governance.models import Body, Decision
from ...kernel import audit
from ...kernel.events import Event
from ...kernel.permissions import check_may
from ...kernel.problems import NotNow, check_period, check_words
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...portfolio.models import Action, Item
from ...territory.models import Organisation, Team
from .. import policies
from ..events import BudgetMade, LineKept, SourceKept, VersionKept
from ..models import Account, Budget, Entry, FundingSource, Line, Planned, Version
from ..permissions import KEEP
from .ledger import Wanted, book

__all__ = ["amend", "approve", "keep_source", "make_budget", "plan_line"]

_S = Account.Side


@transaction.atomic
def keep_source(*, source: FundingSource | None = None, values: dict[str, Any], by: Who, at: datetime) -> FundingSource:
    """A new source, or what is known of one. ``values``: title, kind, payer, terms, starts, ends."""
    check_may(by, KEEP, Purpose.PROJECT)
    kept = source or FundingSource()
    for name, value in values.items():
        setattr(kept, name, value)
    kept.title = check_words(kept.title)
    check_period(kept.starts, kept.ends)
    if FundingSource.objects.filter(title=kept.title).exclude(pk=kept.pk).exists():
        raise NotNow(_("There is a source of this name already."))
    kept.save()
    Account.objects.get_or_create(source=kept, side=_S.GIVEN)
    _record(SourceKept(subject=f"budgets.fundingsource:{kept.pk}", ends=kept.ends), by, at)
    return kept


@transaction.atomic
def make_budget(
    *, year: int, action: Action | None = None, package: Item | None = None, body: Body | None = None, by: Who, at: datetime
) -> Budget:
    """For one action, work package or body, for a year; with a first draft that is empty."""
    check_may(by, KEEP, Purpose.PROJECT)
    if sum(one is not None for one in (action, package, body)) != 1:
        raise NotNow(_("A budget is for one action, one work package or one body."))
    if Budget.objects.filter(year=year, action=action, package=package, body=body).exists():
        raise NotNow(_("There is a budget of that year already."), _("Make an amendment of it."))
    budget = Budget.objects.create(year=year, action=action, package=package, body=body)
    Version.objects.create(budget=budget, number=1)
    _record(BudgetMade(subject=f"budgets.budget:{budget.pk}", year=year), by, at)
    return budget


@transaction.atomic
def plan_line(
    *,
    version: Version,
    amount_minor: int,
    percent: int = 0,
    line: Line | None = None,
    title: str = "",
    source: FundingSource | None = None,
    partner: Organisation | None = None,
    teams: Iterable[Team] = (),
    by: Who,
    at: datetime,
) -> Planned:
    """What a draft gives a line: a new one, or ``line`` of before, which keeps its name, source and teams."""
    check_may(by, KEEP, Purpose.PROJECT)
    policies.check_draft(version)
    if amount_minor < 0:
        raise NotNow(_("An amount is not below nothing."))
    if line is None:
        if source is None:
            raise NotNow(_("Say from which source it is paid."))
        policies.check_source(source, version.budget.year)
        last = version.budget.lines.aggregate(n=Max("number"))["n"] or 0
        line = Line.objects.create(
            budget=version.budget, number=last + 1, title=check_words(title), source=source, partner=partner
        )
        line.teams.set(teams)
    elif line.budget_id != version.budget_id:
        raise NotNow(_("This line is of another budget."))
    planned, _made = Planned.objects.update_or_create(
        version=version, line=line, defaults={"amount_minor": amount_minor, "percent": percent}
    )
    event = LineKept(subject=f"budgets.line:{line.pk}", version=version.pk, amount_minor=amount_minor, percent=percent)
    _record(event, by, at)
    return planned


@transaction.atomic
def amend(*, budget: Budget, why: str, by: Who, at: datetime) -> Version:
    """A draft that begins as the version before it; one at a time."""
    check_may(by, KEEP, Purpose.PROJECT)
    last = budget.versions.select_for_update().first()
    assert last is not None, "a budget begins with a version"
    if last.state == Version.State.DRAFT:
        raise NotNow(_("There is a draft already."), _("Change that one."))
    version = Version.objects.create(budget=budget, number=last.number + 1, why=check_words(why))
    Planned.objects.bulk_create(
        Planned(version=version, line_id=one.line_id, amount_minor=one.amount_minor, percent=one.percent)
        for one in last.planned.all()
    )
    _record(VersionKept(subject=f"budgets.version:{version.pk}", state=version.state), by, at)
    return version


@transaction.atomic
def approve(*, version: Version, decision: Decision | None, today: date, by: Who, at: datetime) -> Version:
    """A body decided: the version is frozen, and what it changes is booked from the sources.

    What was moved since the version before stays moved. Refused where a line would then hold less than is bound and spent.
    """
    check_may(by, KEEP, Purpose.PROJECT)
    version = Version.objects.select_for_update().select_related("budget").get(pk=version.pk)
    policies.check_approves(version)
    policies.check_taken(decision, today)
    assert decision is not None
    before = {
        one.line_id: one.amount_minor
        for one in Planned.objects.filter(version__budget=version.budget, version__number=version.number - 1)
    }
    wanted = []
    for one in version.planned.select_related("line__source__account").prefetch_related("line__accounts"):
        sides = one.line.sides or _opened(one.line)
        more = one.amount_minor - before.get(one.line_id, 0)
        ends = (one.line.source.account, sides[_S.FREE])
        if more:
            origin, target = ends if more > 0 else ends[::-1]
            why = _("Version %(number)s of the budget") % {"number": version.number}
            wanted.append(Wanted(Entry.Kind.GRANT, origin, target, abs(more), today, why, decision=decision))
    book(wanted=wanted, by=by, at=at)
    version.state, version.decision, version.approved = Version.State.APPROVED, decision, today
    version.save(update_fields=("state", "decision", "approved"))
    event = VersionKept(subject=f"budgets.version:{version.pk}", state=version.state, decision=decision.pk)
    _record(event, by, at)
    return version


def _opened(line: Line) -> dict[str, Account]:
    sides = (_S.FREE, _S.BOUND, _S.SPENT)
    return {one.side: one for one in Account.objects.bulk_create(Account(side=side, line=line) for side in sides)}


def _record(event: Event, by: Who, at: datetime) -> None:
    audit.record(event, by=by, at=at, purpose=Purpose.PROJECT)
