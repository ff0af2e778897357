"""What partners promised and brought, what gains are used for, and by what the use of means is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ....ledger import EURO
from ...insight import words
from ...insight.figures import at_hand
from ...kernel.amounts import counted_in
from ...kernel.pages import require_form, the
from ...kernel.permissions import may
from ...kernel.request import Request
from ...kernel.rules import allow
from ...levers.models import PromisedHours
from ...portfolio.models import Action, Frame, Item, Promise, Report
from ...portfolio.permissions import PROMISE, may_promise
from .. import actions as do
from .. import queries
from ..forms import CountForm, YearFilter
from ..means import BROUGHT_COLUMNS, brought_said
from ..models import Brought, FundingSource, Line
from ..permissions import KEEP, SEE
from ..queries import Stand
from .shared import PROJECT, Cell, Column, form_page, fte, hours, listed, money, of_year

__all__ = ["brought", "count", "financial_plan", "use_of_means"]


@allow(SEE, purpose=PROJECT)
@require_safe
def brought(request: Request) -> HttpResponse:
    """FIN-14: promised and brought. A partner reads its own, the back office all; others what the last report froze."""
    live = _brought(request)
    rows, notes = live, []
    if not may(request.who, KEEP, PROJECT):
        own = {row["title"] for row in live}
        report = Report.objects.visible_to(request.who, PROJECT).first()
        frozen = report.content.get("added", {}).get("brought", []) if report else []
        rows = [*live, *(row for row in frozen if row["title"] not in own)]
        notes = [_("Of other partners you see what the last report to the steering group says.")]
    links = _countable(request)
    columns = [Column(name, title, number) for name, title, number in BROUGHT_COLUMNS]

    def row(one: Mapping[str, Any]) -> list[Cell]:
        return [Cell(one["title"], address=one["address"]), *(_cell(one[c.name], c) for c in columns[1:])]

    return listed(
        request, name="brought", title=_("What partners promised and brought"), columns=columns, rows=rows, row=row,
        notes=notes, doors=links, empty=_("Nothing was counted yet"),
    )  # fmt: skip


def _cell(said: str, column: Column) -> Cell:
    if column.number:
        return Cell(number_format(said, 2), said)
    return Cell(counted_in(said), said) if column.name == "unit" else Cell(said)


def _brought(request: Request) -> list[dict[str, Any]]:
    who = request.who
    promised = PromisedHours.objects.visible_to(who, PROJECT).filter(promise__ends=None)
    return brought_said(promised, Brought.objects.visible_to(who, PROJECT))


def _countable(request: Request) -> Iterator[tuple[str, str]]:
    """Promises of the own organisation: money is counted here, hours in the time bank."""
    if request.who.scope_kind != "organisation" or not may(request.who, PROMISE, PROJECT):
        return
    counted = (Promise.Contribution.TIME, Promise.Contribution.MONEY)
    rows = Promise.objects.on(timezone.localdate()).filter(organisation=UUID(request.who.scope_id), contribution__in=counted)
    for one in rows.select_related("action"):
        page = "budgets:count" if one.contribution == Promise.Contribution.MONEY else "levers:promised"
        yield f"{one.action.title}: {one.get_contribution_display()}", reverse(page, args=[one.pk])


@allow(PROMISE, purpose=PROJECT)
@require_form
def count(request: Request, pk: UUID) -> HttpResponse:
    """What was promised and brought, in euro. There is no such page of a promise of something else."""
    rows = Promise.objects.visible_to(request.who, PROJECT).select_related("organisation", "action")
    one: Promise = the(rows, pk=pk, contribution=Promise.Contribution.MONEY)
    before = Brought.objects.filter(promise=one).first() if may_promise(request.who, one.organisation) else None
    initial: dict[str, Any] = {"brought": 0}
    if before is not None:
        initial = {"promised": EURO.say(before.promised), "brought": EURO.say(before.brought)}
    return form_page(
        request,
        CountForm(request.POST or None, initial=initial),
        lambda said: do.count_brought(promise=one, by=request.who, at=timezone.now(), **said),
        title=f"{one.organisation.name}: {one.get_contribution_display()}",
        lead=one.action.title,
        back=reverse("budgets:brought"),
    )


@allow(SEE, purpose=PROJECT)
@require_safe
def financial_plan(request: Request) -> HttpResponse:
    """FIN-06: per source what it gives, and for what it is used; efficiency gains first."""
    form, year = of_year(request, YearFilter)
    related = ("source", "budget__action", "budget__package", "budget__body")
    lines = Line.objects.visible_to(request.who, PROJECT).filter(budget__year=year)
    told = queries.stands(lines)
    rows = sorted(
        lines.select_related(*related),
        key=lambda one: (one.source.kind != FundingSource.Kind.GAIN, one.source.title, one.budget.about_said, one.number),
    )

    def row(one: Line) -> list[Cell]:
        stand = told.get(one.pk, Stand())
        return [
            Cell(one.source.title), Cell(one.source.get_kind_display(), one.source.kind),
            Cell(one.budget.about_said, address=reverse("budgets:budget", args=[one.budget_id])), Cell(str(one)),
            money(stand.now), money(stand.spent), money(stand.free),
        ]  # fmt: skip

    whole = Stand()
    for stand in told.values():
        whole.add(stand)
    columns = (
        Column("source", _("funding source")), Column("kind", _("kind")), Column("for", _("for what")),
        Column("line", _("line")), Column("now", _("now"), True), Column("spent", _("spent"), True),
        Column("free", _("free"), True),
    )  # fmt: skip
    total = [
        Cell(_("together"), "together"),
        Cell(""),
        Cell(""),
        Cell(""),
        money(whole.now),
        money(whole.spent),
        money(whole.free),
    ]
    return listed(
        request, name=f"financial-plan-{year}", title=_("Financial plan of %(year)s") % {"year": year}, form=form,
        columns=columns, rows=rows, row=row, total=total, empty=_("No budget of this year"),
    )  # fmt: skip


@allow(SEE, purpose=PROJECT)
@require_safe
def use_of_means(request: Request) -> HttpResponse:
    """FIN-20: by what the aim of more value with available means is known: what it costs, and how much time goes into it."""
    today = timezone.localdate()
    aim = Item.objects.of(Frame.objects.in_force(), "aim").filter(code="value").first()
    whole = Stand()
    for rolled in queries.rolled_up(queries.ABOUT, today.year, today):
        whole.add(rolled.stand)
    going = max(1, Action.objects.filter(stage__in=(Action.Stage.RUNNING, Action.Stage.EVALUATION)).count())
    cost, time, ledger, register = _("cost"), _("time"), _("the ledger"), _("positions and approved hours")
    rows = [
        [Cell(cost, "cost"), Cell(_("spent this year")), money(whole.spent), Cell(ledger)],
        [Cell(cost, "cost"), Cell(_("spent this year for each action that runs")), money(whole.spent // going), Cell(ledger)],
        [Cell(time, "time"), Cell(_("full-time equivalents at work")), fte(whole.worked), Cell(register)],
        [Cell(time, "time"), Cell(_("hours of who is paid by the hour, this year")), hours(whole.seconds), Cell(register)],
        *(
            [Cell(cost, "cost"), Cell(title, address=reverse("insight:indicator", args=[pk])), Cell(value), Cell(period)]
            for pk, title, value, period in _measured()
        ),
    ]  # fmt: skip
    columns = (
        Column("of", _("of what")), Column("indicator", _("indicator")), Column("value", _("value"), True),
        Column("from", _("where it comes from")),
    )  # fmt: skip
    lead = _("How it is known: %(aim)s.") % {"aim": aim.name} if aim else ""
    return listed(
        request, name="use-of-means", title=_("Use of means"), lead=lead, columns=columns, rows=rows, row=lambda one: one
    )


def _measured() -> Iterator[tuple[str, str, str, str]]:
    """Released indicators of that aim that count a cost: of everybody, in the last period."""
    figures = at_hand()
    if figures is None:
        return
    for pk, described in figures.indicators().items():
        if described["aim"] != "value":
            continue
        last = max(figures.figures(pk, "all"), key=lambda one: one.period, default=None)
        if last is not None and last.value is not None:
            counted = "" if described["scoring"] == "proportion" else words.unit(described)  # a proportion says its own
            yield pk, words.title(described), f"{words.value_text(described, last.value)} {counted}".strip(), last.period
