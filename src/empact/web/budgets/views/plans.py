"""S78: budgets with their lines and versions, totals, the spending plan, and where the money comes from."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ...kernel.lists import wants_csv
from ...kernel.pages import require_form, the
from ...kernel.permissions import may
from ...kernel.request import Request
from ...kernel.rules import allow
from .. import actions as do
from .. import queries
from ..forms import ApproveForm, BudgetForm, LineForm, PlannedForm, SourceForm, TotalFilter, WhyForm, YearFilter
from ..models import Budget, FundingSource, Line, Planned, Version
from ..permissions import KEEP, SEE
from ..queries import Stand
from .shared import PROJECT, Cell, Column, Table, day, form_page, fte, hours, listed, money, of_year

__all__ = [
    "add_line", "amend", "approve", "budget", "budgets", "change_line", "keep_source", "new", "new_source", "sources",
    "spending_plan", "totals", "version",
]  # fmt: skip


def _money_columns() -> tuple[Column, ...]:
    return (
        Column("approved", _("approved"), True), Column("moved", _("moved"), True), Column("now", _("now"), True),
        Column("bound", _("bound"), True), Column("spent", _("spent"), True), Column("free", _("free"), True),
    )  # fmt: skip


def _money(stand: Stand) -> list[Cell]:
    return [money(n) for n in (stand.approved, stand.moved, stand.now, stand.bound, stand.spent, stand.free)]


@allow(SEE, purpose=PROJECT)
@require_safe
def budgets(request: Request) -> HttpResponse:
    """Every budget of a year with what it holds."""
    form, year = of_year(request, YearFilter)
    related = ("action", "package", "body")
    rows = Budget.objects.visible_to(request.who, PROJECT).filter(year=year).select_related(*related).prefetch_related("lines")
    told = queries.stands(Line.objects.filter(budget__year=year))
    approved = set(Version.objects.approved().filter(budget__year=year).values_list("budget", flat=True))

    def stand_of(one: Budget) -> Stand:
        whole = Stand()
        for line in one.lines.all():
            whole.add(told.get(line.pk, Stand()))
        return whole

    def row(one: Budget) -> list[Cell]:
        tags = () if one.pk in approved else (_("not approved yet"),)
        return [Cell(one.about_said, address=reverse("budgets:budget", args=[one.pk]), tags=tags), *_money(stand_of(one))]

    whole = Stand()
    for stand in told.values():
        whole.add(stand)
    doors = [(_("New budget"), reverse("budgets:new"))] if may(request.who, KEEP, PROJECT) else []
    return listed(
        request, name="budgets", title=_("Budgets of %(year)s") % {"year": year}, form=form,
        columns=(Column("for", _("for what")), *_money_columns()), rows=rows, row=row, doors=doors,
        total=[Cell(_("together"), "together"), *_money(whole)], empty=_("No budget of this year"),
    )  # fmt: skip


@allow(KEEP, purpose=PROJECT)
@require_form
def new(request: Request) -> HttpResponse:
    """For an action, a work package or a body, and a year."""
    initial = {"year": timezone.localdate().year, "about": request.GET.get("about", "")}
    return form_page(
        request,
        BudgetForm(request.POST or None, initial=initial),
        lambda said: do.make_budget(year=said["year"], by=request.who, at=timezone.now(), **said["about"]),
        title=_("New budget"),
        back=reverse("budgets:budgets"),
        then=lambda made: reverse("budgets:budget", args=[made.pk]),
    )


def _the(request: Request, pk: UUID) -> Budget:
    rows = Budget.objects.visible_to(request.who, PROJECT).select_related("action", "package", "body")
    found: Budget = the(rows, pk=pk)
    return found


@allow(SEE, purpose=PROJECT)
@require_safe
def budget(request: Request, pk: UUID) -> HttpResponse:
    """Its lines with what the ledger says of each, and its versions."""
    one = _the(request, pk)
    lines = one.lines.select_related("source", "partner").prefetch_related("teams")
    told = queries.stands(one.lines.all())
    rows, whole = [], Stand()
    for line in lines:
        stand = told.get(line.pk, Stand())
        whole.add(stand)
        about = Cell(str(line), address=reverse("budgets:line", args=[line.pk]), tags=tuple(t.name for t in line.teams.all()))
        rows.append([about, Cell(line.source.title), Cell(line.partner.name if line.partner else "–"), *_money(stand),
                     fte(stand.planned)])  # fmt: skip
    if rows:
        rows.append([Cell(_("together")), Cell(""), Cell(""), *_money(whole), fte(whole.planned)])
    columns = (
        Column("line", _("line")), Column("source", _("funding source")), Column("partner", _("who uses it")),
        *_money_columns(), Column("fte", _("FTE"), True),
    )  # fmt: skip
    versions = list(one.versions.select_related("decision"))
    context = {
        "budget": one,
        "table": Table(_("Lines"), columns, rows, _("No line yet")),
        "versions": versions,
        "draft": next((v for v in versions if v.state == Version.State.DRAFT), None),
        "keeps": may(request.who, KEEP, PROJECT),
    }
    return render(request, "budgets/budget.html", context)


def _version(request: Request, pk: UUID) -> Version:
    related = ("budget__action", "budget__package", "budget__body", "decision")
    found: Version = the(Version.objects.visible_to(request.who, PROJECT).select_related(*related), pk=pk)
    return found


@allow(SEE, purpose=PROJECT)
@require_safe
def version(request: Request, pk: UUID) -> HttpResponse:
    """FIN-13: a version as it was approved, or as it is drafted; as a file, too."""
    one = _version(request, pk)
    keeps = one.state == Version.State.DRAFT and may(request.who, KEEP, PROJECT)
    before = {
        p.line_id: p.amount_minor for p in Planned.objects.filter(version__budget=one.budget, version__number=one.number - 1)
    }

    def row(planned: Planned) -> list[Cell]:
        line = planned.line
        links = ((_("Change"), reverse("budgets:change-line", args=[planned.pk])),) if keeps else ()
        return [
            Cell(str(line), address=reverse("budgets:line", args=[line.pk]), links=links), Cell(line.source.title),
            Cell(line.partner.name if line.partner else "–"), money(planned.amount_minor),
            money(planned.amount_minor - before.get(line.pk, 0)), fte(planned.percent),
        ]  # fmt: skip

    rows = list(one.planned.select_related("line__source", "line__partner"))
    doors = []
    if keeps:
        doors = [(_("Add a line"), reverse("budgets:add-line", args=[pk]))]
        doors += [(_("A body approved it"), reverse("budgets:approve", args=[pk]))] if rows else []
    total = [
        Cell(_("together"), "together"), Cell(""), Cell(""), money(sum(p.amount_minor for p in rows)),
        money(sum(p.amount_minor - before.get(p.line_id, 0) for p in rows)), fte(sum(p.percent for p in rows)),
    ]  # fmt: skip
    notes = [one.why] if one.why else []
    lead = one.get_state_display()
    if one.decision is not None:
        lead = _("Approved by decision %(number)s: %(question)s") % {
            "number": one.decision.number, "question": one.decision.question,
        }  # fmt: skip
    columns = (
        Column("line", _("line")), Column("source", _("funding source")), Column("partner", _("who uses it")),
        Column("amount", _("amount"), True), Column("change", _("change"), True), Column("fte", _("FTE"), True),
    )  # fmt: skip
    title = _("%(of)s, version %(number)s") % {"of": one.budget, "number": one.number}
    return listed(
        request, name=f"budget-{one.budget.year}-version-{one.number}", title=title, lead=lead, notes=notes,
        columns=columns, rows=rows, row=row, doors=doors, total=total, empty=_("No line yet"),
    )  # fmt: skip


@allow(KEEP, purpose=PROJECT)
@require_form
def add_line(request: Request, pk: UUID) -> HttpResponse:
    """One more line of a draft."""
    one = _version(request, pk)
    return form_page(
        request,
        LineForm(request.POST or None),
        lambda said: do.plan_line(version=one, by=request.who, at=timezone.now(), **said),
        title=_("Add a line"),
        lead=str(one.budget),
        back=reverse("budgets:version", args=[pk]),
    )


@allow(KEEP, purpose=PROJECT)
@require_form
def change_line(request: Request, pk: UUID) -> HttpResponse:
    """What a draft gives a line."""
    rows = Planned.objects.visible_to(request.who, PROJECT).select_related("version__budget", "line")
    one: Planned = the(rows, pk=pk)
    initial = {"amount_minor": f"{one.amount_minor / 100:.2f}", "percent": one.percent}
    return form_page(
        request,
        PlannedForm(request.POST or None, initial=initial),
        lambda said: do.plan_line(version=one.version, line=one.line, by=request.who, at=timezone.now(), **said),
        title=str(one.line),
        back=reverse("budgets:version", args=[one.version_id]),
    )


@allow(KEEP, purpose=PROJECT)
@require_form
def approve(request: Request, pk: UUID) -> HttpResponse:
    """A body decided: by the number of its decision."""
    one = _version(request, pk)
    return form_page(
        request,
        ApproveForm(request.POST or None),
        lambda said: do.approve(
            version=one, decision=said["decision"], today=timezone.localdate(), by=request.who, at=timezone.now()
        ),
        title=_("A body approved it"),
        lead=_("From then on this version does not change; what changes later is an amendment."),
        back=reverse("budgets:version", args=[pk]),
        then=lambda made: reverse("budgets:budget", args=[made.budget_id]),
    )


@allow(KEEP, purpose=PROJECT)
@require_form
def amend(request: Request, pk: UUID) -> HttpResponse:
    """A draft that begins as the version before it."""
    one = _the(request, pk)
    return form_page(
        request,
        WhyForm(request.POST or None),
        lambda said: do.amend(budget=one, by=request.who, at=timezone.now(), **said),
        title=_("Make an amendment"),
        lead=str(one),
        back=reverse("budgets:budget", args=[pk]),
        then=lambda made: reverse("budgets:version", args=[made.pk]),
    )


@allow(SEE, purpose=PROJECT)
@require_safe
def totals(request: Request) -> HttpResponse:
    """C12: added up by what it is for, by partner or by source: each line and each position once."""
    (form, year), today = of_year(request, TotalFilter), timezone.localdate()
    by = (form.cleaned_data.get("by") if form.is_valid() else "") or queries.ABOUT
    day_ = min(max(today, today.replace(year=year, month=1, day=1)), today.replace(year=year, month=12, day=31))
    rows = queries.rolled_up(by, year, day_)
    whole = Stand()
    for rolled in rows:
        whole.add(rolled.stand)

    def cells(title: Cell, stand: Stand) -> list[Cell]:
        return [title, *_money(stand), fte(stand.planned), fte(stand.worked), fte(stand.vacant), hours(stand.seconds)]

    columns = (
        Column("of", _("of what")), *_money_columns(), Column("fte_planned", _("FTE planned"), True),
        Column("fte", _("FTE at work"), True), Column("fte_vacant", _("FTE vacant"), True), Column("hours", _("hours"), True),
    )  # fmt: skip
    return listed(
        request, name="totals", title=_("Totals of %(year)s") % {"year": year}, form=form, columns=columns, rows=rows,
        row=lambda one: cells(Cell(one.title or _("for nothing named"), one.title), one.stand),
        total=cells(Cell(_("together"), "together"), whole),
    )  # fmt: skip


@allow(SEE, purpose=PROJECT)
@require_safe
def spending_plan(request: Request) -> HttpResponse:
    """FIN-12: each line of a year with what is planned, and how far it is."""
    form, year = of_year(request, YearFilter)
    related = ("budget__action", "budget__package", "budget__body", "source", "partner")
    rows = Line.objects.visible_to(request.who, PROJECT).filter(budget__year=year).select_related(*related)
    told = queries.stands(Line.objects.filter(budget__year=year))

    def row(line: Line) -> list[Cell]:
        stand = told.get(line.pk, Stand())
        return [
            Cell(line.budget.about_said, address=reverse("budgets:budget", args=[line.budget_id])),
            Cell(str(line), address=reverse("budgets:line", args=[line.pk])), Cell(line.source.title),
            money(stand.now), money(stand.bound), money(stand.spent), money(stand.free), Cell(_state(stand)),
        ]  # fmt: skip

    columns = (
        Column("for", _("for what")), Column("line", _("line")), Column("source", _("funding source")),
        Column("planned", _("planned"), True), Column("bound", _("bound"), True), Column("spent", _("spent"), True),
        Column("free", _("free"), True), Column("state", _("state")),
    )  # fmt: skip
    if not wants_csv(request):
        rows = rows.order_by("budget__action__number", "budget__package__code", "budget__body__name", "number")
    return listed(
        request, name=f"spending-plan-{year}", title=_("Spending plan of %(year)s") % {"year": year}, form=form,
        columns=columns,
        rows=rows, row=row, empty=_("No budget of this year"),
    )  # fmt: skip


def _state(stand: Stand) -> str:
    if stand.approved == 0 and stand.now == 0:
        return _("not approved yet")
    if stand.spent == stand.now:
        return _("used up")
    if stand.spent:
        return _("being spent")
    return _("bound") if stand.bound else _("not begun")


@allow(SEE, purpose=PROJECT)
@require_safe
def sources(request: Request) -> HttpResponse:
    """Who pays, and how much of it was given to lines."""
    rows = FundingSource.objects.visible_to(request.who, PROJECT).select_related("payer")
    given = queries.given()
    keeps = may(request.who, KEEP, PROJECT)

    def row(one: FundingSource) -> list[Cell]:
        links = ((_("Change"), reverse("budgets:source", args=[one.pk])),) if keeps else ()
        return [
            Cell(one.title, links=links), Cell(one.get_kind_display()), Cell(one.payer.name if one.payer else "–"),
            day(one.starts), day(one.ends), Cell(one.terms or "–"), money(given.get(one.pk, 0)),
        ]  # fmt: skip

    columns = (
        Column("name", _("name")), Column("kind", _("kind")), Column("payer", _("who pays")), Column("from", _("from")),
        Column("until", _("until and including")), Column("terms", _("what it may be used for")),
        Column("given", _("given"), True),
    )  # fmt: skip
    doors = [(_("New source"), reverse("budgets:new-source"))] if keeps else []
    return listed(
        request, name="funding-sources", title=_("Funding sources"), columns=columns, rows=rows, row=row, doors=doors
    )


@allow(KEEP, purpose=PROJECT)
@require_form
def new_source(request: Request) -> HttpResponse:
    """One more."""
    return _keep_source(request, None)


@allow(KEEP, purpose=PROJECT)
@require_form
def keep_source(request: Request, pk: UUID) -> HttpResponse:
    """What is known of one."""
    one: FundingSource = the(FundingSource.objects.visible_to(request.who, PROJECT), pk=pk)
    return _keep_source(request, one)


def _keep_source(request: Request, one: FundingSource | None) -> HttpResponse:
    names = ("title", "kind", "payer", "terms", "starts", "ends")
    initial = {n: getattr(one, n) for n in names} if one else {"starts": timezone.localdate()}
    return form_page(
        request,
        SourceForm(request.POST or None, initial=initial),
        lambda said: do.keep_source(source=one, values=said, by=request.who, at=timezone.now()),
        title=one.title if one else _("New source"),
        back=reverse("budgets:sources"),
    )
