"""Who works on it, the hours of who is paid by the hour, what documents estimate, and what a share of a year costs."""

from __future__ import annotations

from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import Sum
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ....ledger import EURO, HOUR
from ...kernel.pages import require_form, the
from ...kernel.permissions import may
from ...kernel.request import Request
from ...kernel.rules import allow
from .. import actions as do
from ..documents import Tariff, cost_of, tariffs
from ..forms import CostForm, EndForm, EstimateForm, HoursForm, PositionForm, TablesForm
from ..means import estimates_said
from ..models import Estimate, Hours, Position, Workload
from ..permissions import KEEP, NOTE_HOURS, SEE, SEE_HOURS, may_note_hours
from .shared import PROJECT, Cell, Column, Table, day, euro, form_page, fte, listed, money, sections
from .shared import hours as hours_cell

__all__ = [
    "add_hours",
    "approve_hours",
    "costs",
    "drop_estimate",
    "end",
    "estimate",
    "hours",
    "keep",
    "new",
    "staff",
    "take_up",
    "workload",
]


@allow(SEE, purpose=PROJECT)
@require_safe
def staff(request: Request) -> HttpResponse:
    """FIN-10: function, who, employer, share of the week, period, paid from what; added up without the hourly."""
    today = timezone.localdate()
    rows = Position.objects.visible_to(request.who, PROJECT).on(today)
    rows = rows.select_related("holder", "employer", "source", "action", "package", "body", "team")
    keeps = may(request.who, KEEP, PROJECT)
    whole = _percents(rows.exclude(percent=None))
    shares = dict(rows.exclude(holder=None).values_list("holder").annotate(n=Sum("percent")).order_by())

    def row(one: Position) -> list[Cell]:
        links = []
        if keeps:
            links = [
                (_("Change"), reverse("budgets:position", args=[one.pk])),
                (_("Say when it ends"), reverse("budgets:end", args=[one.pk])),
            ]
        if one.is_hourly and may_note_hours(request.who, one):
            links.append((_("Hours"), reverse("budgets:add-hours", args=[one.pk])))
        who = _("vacant") if one.is_vacant else one.holder.name if one.holder else _("not named")
        tags: tuple[Any, ...] = (f"{one.many} ×",) if one.many > 1 else ()
        if one.holder_id and (shares.get(one.holder_id) or 0) > 100:
            tags += (_("more than a full week in all"),)
        percent = Cell(_("by the hour"), "") if one.percent is None else Cell(f"{one.percent} %", one.percent)
        return [
            Cell(one.function, links=tuple(links)), Cell(who, tags=tags),
            Cell(_comma(one.get_form_display(), one.employer_named), one.form),
            Cell("", one.employer_named), percent, Cell(_period(one), one.starts.isoformat()), day(one.ends),
            Cell(one.source.title if one.source else "–"), Cell(one.about_said or (one.team.name if one.team else "–")),
            Cell(one.said_in or "–", one.said_in),
        ]  # fmt: skip

    columns = (
        Column("function", _("function")), Column("who", _("who")), Column("form", _("employed or self-employed")),
        Column("employer", _("employer"), filed=True), Column("percent", _("percent of a full week"), True),
        Column("from", _("period")), Column("until", _("until and including"), filed=True),
        Column("source", _("funding source")), Column("for", _("for what")),
        Column("said_in", _("where it stands"), filed=True),
    )  # fmt: skip
    said_in = rows.exclude(said_in="").order_by("said_in").values_list("said_in", flat=True).distinct()
    blank = Cell("")
    total = [Cell(_("together, without who is paid by the hour"), "together"), blank, blank, blank, Cell(f"{whole} %", whole)]
    doors = []
    if keeps:
        doors = [(_("New position"), reverse("budgets:new-position"))]
        doors += [(_("Take up the tables of a plan"), reverse("budgets:take-up"))]
    return listed(
        request, name="staff", title=_("Staff"), columns=columns, rows=rows, row=row, doors=doors,
        total=[*total, *[blank] * 5], empty=_("No position yet"),
        notes=[_("Where it stands: %(what)s") % {"what": "; ".join(said_in)}] if said_in else (),
    )  # fmt: skip


def _comma(*said: Any) -> str:
    return ", ".join(str(one) for one in said if one)


def _period(one: Position) -> str:
    return f"{day(one.starts).said} – {day(one.ends).said if one.ends else ''}".strip()


def _percents(rows: Any) -> int:
    return sum(percent * many for percent, many in rows.values_list("percent", "many"))


@allow(KEEP, purpose=PROJECT)
@require_form
def new(request: Request) -> HttpResponse:
    """One more position."""
    return _keep(request, None)


@allow(KEEP, purpose=PROJECT)
@require_form
def keep(request: Request, pk: UUID) -> HttpResponse:
    """What is known of one."""
    return _keep(request, _the(request, pk))


def _the(request: Request, pk: UUID) -> Position:
    related = ("action", "package", "body", "holder", "employer", "source", "team")
    found: Position = the(Position.objects.visible_to(request.who, PROJECT).select_related(*related), pk=pk)
    return found


def _keep(request: Request, one: Position | None) -> HttpResponse:
    initial: dict[str, Any] = {"starts": timezone.localdate()}
    if one is not None:
        names = ("function", "form", "percent", "is_vacant", "holder", "employer", "source", "team", "starts", "ends")
        initial = {name: getattr(one, name) for name in names}
        initial["rate_minor"] = EURO.say(one.rate_minor) if one.rate_minor else None
        kind = "action" if one.action_id else "package" if one.package_id else "body"
        initial["about"] = f"{kind}:{one.about_id}" if one.about_id else ""

    def act(said: dict[str, Any]) -> Position:
        about = said.pop("about")
        return do.keep_position(position=one, values=said | about, by=request.who, at=timezone.now())

    return form_page(
        request,
        PositionForm(request.POST or None, initial=initial),
        act,
        title=one.function if one else _("New position"),
        back=reverse("budgets:staff"),
    )


@allow(KEEP, purpose=PROJECT)
@require_form
def end(request: Request, pk: UUID) -> HttpResponse:
    """Its last day; left open, it goes on."""
    one = _the(request, pk)
    return form_page(
        request,
        EndForm(request.POST or None, initial={"last_day": one.ends or timezone.localdate()}),
        lambda said: do.end_position(position=one, by=request.who, at=timezone.now(), **said),
        title=one.function,
        lead=_("Leave the last day open and it goes on."),
        back=reverse("budgets:staff"),
    )


@allow(NOTE_HOURS, purpose=PROJECT)
@require_safe
def hours(request: Request) -> HttpResponse:
    """FIN-11: hours by month; what was approved can be paid, and the file holds nothing else when it is asked for that."""
    related = ("entry", "position__employer", "position__source", "position__team", "position__holder")
    rows = Hours.objects.visible_to(request.who, PROJECT).select_related(*related)
    if request.GET.get("state") == "approved":
        rows = rows.approved()
    approves = may(request.who, SEE_HOURS, PROJECT)

    def row(one: Hours) -> list[Cell]:
        position = one.position
        can = approves and not one.is_approved and one.entry.noted_by_id != request.who.user_id
        post = (_("Approve"), reverse("budgets:approve-hours", args=[one.pk])) if can else None
        state = Cell(
            _("approved") if one.is_approved else _("to be approved"), "approved" if one.is_approved else "noted", post=post
        )
        pay = position.rate_minor
        amount = money(round(one.seconds * pay / HOUR.parts)) if pay else Cell(_("no rate yet"), "")
        return [
            Cell(position.function), Cell(position.holder.name if position.holder else "–"),
            Cell(position.employer_named or position.get_form_display()), Cell(position.team.name if position.team else "–"),
            Cell(date_format(one.month, "YEAR_MONTH_FORMAT"), one.month.strftime("%Y-%m")), hours_cell(one.seconds), amount,
            state,
        ]  # fmt: skip

    columns = (
        Column("function", _("function")), Column("who", _("who")), Column("employer", _("employer")),
        Column("team", _("for which team")), Column("month", _("month")), Column("hours", _("hours"), True),
        Column("amount", _("amount"), True), Column("state", _("state")),
    )  # fmt: skip
    only = [(_("Only what is approved, for payment"), "?state=approved&format=csv")]
    return listed(
        request, name="hours", title=_("Hours"), columns=columns, rows=rows, row=row, doors=only, empty=_("No hours yet"),
        lead=_("Of who is paid by the hour. Who wrote hours down does not approve them."),
    )  # fmt: skip


@allow(NOTE_HOURS, purpose=PROJECT)
@require_form
def add_hours(request: Request, pk: UUID) -> HttpResponse:
    """What was worked in a month."""
    one, today = _the(request, pk), timezone.localdate()
    return form_page(
        request,
        HoursForm(request.POST or None, today=today),
        lambda said: do.note_hours(
            position=one, month=said["month"], seconds=said["hours"], today=today, by=request.who, at=timezone.now()
        ),
        title=_("Write down hours"),
        lead=one.function,
        back=reverse("budgets:hours"),
    )


@allow(SEE_HOURS, purpose=PROJECT)
@require_POST
def approve_hours(request: Request, pk: UUID) -> HttpResponse:
    """They are right."""
    one: Hours = the(Hours.objects.visible_to(request.who, PROJECT), pk=pk)
    do.approve_hours(hours=one, today=timezone.localdate(), by=request.who, at=timezone.now())
    return HttpResponseRedirect(reverse("budgets:hours"))


@allow(KEEP, purpose=PROJECT)
@require_form
def take_up(request: Request) -> HttpResponse:
    """The staff and workload tables of a plan, as its document has them."""
    return form_page(
        request,
        TablesForm(request.POST or None),
        lambda said: do.take_up_tables(plan=said["plan"], by=request.who, at=timezone.now()),
        title=_("Take up the tables of a plan"),
        lead=_("Positions and work as the document has them. What it does not say stays empty."),
        back=reverse("budgets:workload"),
    )


@allow(SEE, purpose=PROJECT)
@require_safe
def workload(request: Request) -> HttpResponse:
    """FIN-09: per work package the activity, the sources, the FTE and what partners add; two places that differ both stand."""
    rows = list(Workload.objects.visible_to(request.who, PROJECT).select_related("package").prefetch_related("sources"))
    sums: dict[tuple[Any, str], int] = {}
    for one in rows:
        sums[one.package_id, one.said_in] = sums.get((one.package_id, one.said_in), 0) + one.percent
    differ = {
        package
        for package, group in groupby(sorted(sums, key=str), key=lambda key: key[0])
        if len({sums[key] for key in group}) > 1
    }

    def row(one: Workload) -> list[Cell]:
        tags = (_("two places differ"),) if one.package_id in differ else ()
        return [
            Cell(str(one.package), one.package.code, tags=tags), Cell(one.said_in), Cell(one.activity or "–", one.activity),
            Cell(" + ".join(s.title for s in one.sources.all())), fte(one.percent), Cell(one.partners_add or "–"),
        ]  # fmt: skip

    columns = (
        Column("package", _("work package")), Column("said_in", _("where it stands")), Column("activity", _("activity")),
        Column("sources", _("funding source")), Column("fte", _("FTE"), True), Column("partners", _("what partners add")),
    )  # fmt: skip
    notes = []
    for package in dict.fromkeys(one.package for one in rows):
        if package.pk in differ:
            told = "; ".join(f"{where}: {fte(n).said} {_('FTE')}" for (pk, where), n in sums.items() if pk == package.pk)
            notes.append(
                _("%(package)s: two places of the document differ. %(told)s.") % {"package": package.code, "told": told}
            )
    whole: dict[str, int] = {}
    by_source: dict[str, dict[str, int]] = {}
    for one in rows:
        whole[one.said_in] = whole.get(one.said_in, 0) + one.percent
        name = " + ".join(s.title for s in one.sources.all())
        of = by_source.setdefault(one.said_in, {})
        of[name] = of.get(name, 0) + one.percent
    notes += [
        _("%(where)s: %(fte)s FTE in all.") % {"where": where, "fte": fte(n).said}
        + " " + "; ".join(f"{name} {fte(m).said}" for name, m in sorted(by_source[where].items()))
        for where, n in whole.items()
    ]  # fmt: skip
    return listed(
        request, name="workload", title=_("Workload"), columns=columns, rows=rows, row=row, notes=notes,
        empty=_("No table was taken up yet"),
    )  # fmt: skip


@allow(SEE, purpose=PROJECT)
@require_safe
def costs(request: Request) -> HttpResponse:
    """FIN-15: a share of a full-time year, and how much of it is overhead; beside it what documents say."""
    told = tariffs()
    first = told[0]
    asked = {
        "percent": request.GET.get("percent") or "100",
        "full_time": request.GET.get("full_time") or f"{EURO.say(first.full_time_minor):.2f}",
        "overhead": request.GET.get("overhead") or str(first.overhead_percent),
    }
    form = CostForm(asked)
    cost = None
    if form.is_valid():
        said = form.cleaned_data
        cost = cost_of(said["full_time"], said["percent"], said["overhead"])
    columns = (Column("what", _("what")), Column("amount", _("a year"), True))
    rows = []
    if cost is not None:
        overhead = _("overhead, %(percent)s %% of wages") % {"percent": form.cleaned_data["overhead"]}
        rows = [[Cell(_("wages")), money(cost.wages)], [Cell(overhead), money(cost.overhead)],
                [Cell(_("together")), money(cost.total)]]  # fmt: skip
    context = {
        "form": form, "table": Table(_("What it costs"), columns, rows), "tariffs": [_said(one) for one in told],
        "sections": sections(request), "keeps": may(request.who, KEEP, PROJECT),
        "estimates": estimates_said(Estimate.objects.visible_to(request.who, PROJECT)),
        "fte": fte(form.cleaned_data["percent"]).said if cost else "", "total": euro(cost.total) if cost else "",
    }  # fmt: skip
    return render(request, "budgets/costs.html", context, status=200 if cost else 422)


@allow(KEEP, purpose=PROJECT)
@require_form
def estimate(request: Request) -> HttpResponse:
    """MOD-24: what a function would cost, kept until there is a budget."""
    first = tariffs()[0]
    initial: dict[str, Any] = {"percent": request.GET.get("percent") or 100, "overhead": first.overhead_percent}
    initial |= {"full_time": f"{EURO.say(first.full_time_minor):.2f}"}

    def act(said: dict[str, Any]) -> Estimate:
        return do.keep_estimate(
            function=said["function"],
            percent=said["percent"],
            full_time_minor=said["full_time"],
            overhead_percent=said["overhead"],
            by=request.who,
            at=timezone.now(),
        )

    return form_page(
        request,
        EstimateForm(request.POST or None, initial=initial),
        act,
        title=_("Keep what a function would cost"),
        lead=_("One of the same name takes the place of the one before."),
        back=reverse("budgets:costs"),
    )


@allow(KEEP, purpose=PROJECT)
@require_POST
def drop_estimate(request: Request, pk: UUID) -> HttpResponse:
    """It is reckoned with no more."""
    one: Estimate = the(Estimate.objects.visible_to(request.who, PROJECT), pk=pk)
    do.drop_estimate(estimate=one, by=request.who, at=timezone.now())
    return HttpResponseRedirect(reverse("budgets:costs"))


def _said(tariff: Tariff) -> dict[str, Any]:
    """A full-time year and four fifths of one, as the document has both."""
    whole, part = (cost_of(tariff.full_time_minor, n, tariff.overhead_percent).total for n in (100, 80))
    return {"cost": euro(whole), "part": euro(part), "overhead": tariff.overhead_percent, "said_in": tariff.said_in}
