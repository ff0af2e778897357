"""What budgets say elsewhere: on the card and the decision sheet of an action, and in the report to the steering group."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ...ledger import EURO, HOUR, Unit
from ..governance.models import Decision
from ..governance.resting import Resting
from ..kernel.amounts import euro, fte
from ..levers.models import PromisedHours
from ..levers.queries import brought_for
from ..portfolio.means import Means
from ..portfolio.models import Action, Promise
from ..territory.search import fold
from . import queries
from .documents import cost_of
from .models import Brought, Budget, Entry, Estimate, Planned, Version
from .queries import ABOUT, Rolled

__all__ = [
    "BROUGHT_COLUMNS", "brought_of_report", "brought_said", "entries_on", "estimates_said", "means_of_action",
    "means_of_startup", "money_of_report",
]  # fmt: skip


def means_of_action(action: UUID, day: date) -> Means | None:
    """Of the year of that day; ``None`` without a budget of that year and without a position."""
    rows = queries.rolled_up(ABOUT, day.year, day, action=action)
    budget = Budget.objects.filter(action=action, year=day.year).first()
    if not rows and budget is None:
        return None
    whole = rows[0].stand if rows else queries.Stand()
    drafted = Planned.objects.filter(version__budget=budget, version__state=Version.State.DRAFT)
    address = reverse("budgets:budget", args=[budget.pk]) if budget else reverse("budgets:staff")
    asked = drafted.aggregate(n=Sum("amount_minor"))["n"] or 0
    return Means(asked, whole.now, whole.bound, whole.spent, whole.planned, whole.worked, address)


def money_of_report(day: date) -> list[dict[str, Any]]:
    """Each row of the totals by what it is for, and all of them together."""
    rows = queries.rolled_up(ABOUT, day.year, day)
    whole = Rolled("=")
    for row in rows:
        whole.stand.add(row.stand)
    return [_told(row) for row in (*rows, whole)] if rows else []


def _told(row: Rolled) -> dict[str, Any]:
    stand = row.stand
    leads = isinstance(row.about, Action)
    return {
        "title": row.title, "address": reverse("portfolio:action", args=[row.about.pk]) if leads else "",
        "given_minor": stand.now, "bound_minor": stand.bound, "spent_minor": stand.spent, "free_minor": stand.free,
        "planned_percent": stand.planned, "worked_percent": stand.worked,
    }  # fmt: skip


def entries_on(decision: Decision) -> Iterator[Resting]:
    """Versions that a decision approved, and what was moved by it."""
    for version in Version.objects.filter(decision=decision).select_related(
        "budget__action", "budget__package", "budget__body"
    ):
        title = f"{version.budget.about_said}, {version.budget.year}"
        whole = version.planned.aggregate(n=Sum("amount_minor"))["n"] or 0
        said = gettext("budget approved, version %(number)s: %(amount)s") % {"number": version.number, "amount": euro(whole)}
        yield Resting(title, said, reverse("budgets:version", args=[version.pk]))
    rows = Entry.objects.filter(decision=decision).select_related("target__line").order_by("number")
    for entry in rows:
        line = entry.target.line
        if line is not None:
            said = f"{entry.get_kind_display()}: {euro(entry.amount_minor)}"
            yield Resting(f"{entry.number} {line.title}", said, reverse("budgets:line", args=[line.pk]))


def estimates_said(rows: Iterable[Estimate]) -> list[tuple[Estimate, str]]:
    """Each estimate with what it would cost a year, in words."""
    found = []
    for one in rows:
        cost = cost_of(one.full_time_minor, one.percent, one.overhead_percent)
        said = gettext("%(function)s: %(fte)s FTE, %(cost)s a year, overhead of %(overhead)s percent of wages inside") % {
            "function": one.function, "fte": fte(one.percent), "cost": euro(cost.total), "overhead": one.overhead_percent,
        }  # fmt: skip
        found.append((one, said))
    return found


def means_of_startup(_day: date) -> Iterator[str]:
    """MOD-24, ZON-24: what the region would need, line by line and together."""
    rows = list(Estimate.objects.all())
    for _one, said in estimates_said(rows):
        yield said
    if len(rows) > 1:
        whole = sum(cost_of(one.full_time_minor, one.percent, one.overhead_percent).total for one in rows)
        yield gettext("Together %(cost)s a year") % {"cost": euro(whole)}


BROUGHT_COLUMNS: Final = (
    ("title", _("organisation"), False), ("action", _("action"), False), ("unit", _("counted in"), False),
    ("promised", _("promised"), True), ("brought", _("brought"), True), ("difference", _("difference"), True),
)  # fmt: skip
"""Name, title, and whether it is a number, of what partners promised and brought."""


def brought_of_report(day: date) -> list[dict[str, Any]]:
    """FIN-14: of every partner; from the day of the report on, everybody reads it."""
    return brought_said(PromisedHours.objects.filter(promise__ends=None), Brought.objects.all())


def brought_said(promised: QuerySet[PromisedHours], counted: QuerySet[Brought]) -> list[dict[str, Any]]:
    """Plain JSON, by partner; what is missing is below zero. Hours are what the time bank says, and typed nowhere else."""
    related = ("promise__organisation", "promise__action")
    given = brought_for()
    rows = []
    for hours in promised.select_related(*related):
        of = (hours.promise.organisation_id, hours.promise.action_id)
        rows.append(_brought(hours.promise, "hour", HOUR, hours.seconds, given.get(of, 0)))
    rows += [_brought(one.promise, "euro", EURO, one.promised, one.brought) for one in counted.select_related(*related)]
    return sorted(rows, key=lambda row: (fold(row["title"]), row["action"], row["unit"]))


def _brought(promise: Promise, unit: str, counts: Unit, promised: int, brought: int) -> dict[str, Any]:
    say = counts.say
    return {
        "title": promise.organisation.name, "address": reverse("portfolio:partner", args=[promise.organisation_id]),
        "action": f"{promise.action.number} {promise.action.title}", "unit": unit, "promised": f"{say(promised):.2f}",
        "brought": f"{say(brought):.2f}", "difference": f"{say(brought - promised):.2f}",
    }  # fmt: skip
