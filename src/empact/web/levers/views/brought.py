"""Means in kind, what was promised beside what was registered, and the statement of a year: page, CSV, paper, signature."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import MONTHS_3
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ...kernel.lists import as_csv, wants_csv
from ...kernel.pages import as_pdf, require_form
from ...kernel.permissions import may
from ...kernel.request import Request
from ...kernel.rules import allow
from ...portfolio.models import Promise
from ...portfolio.papers import Section, paper
from ...portfolio.permissions import PROMISE, may_promise
from ...territory.models import Organisation
from ...territory.queries import own_organisation
from .. import actions as do
from .. import queries
from ..forms import InKindForm, PromisedForm, SignForm, WhyForm, YearFilter
from ..models import Entry, InKind, PromisedHours, Statement
from ..models.shared import is_office
from ..permissions import CONFIRM, REGISTER, SEE, SIGN, may_register, may_sign
from ..statements import content_of, digest_of
from ..value import is_valued
from .shared import PROJECT, Cell, Column, Table, day, form_page, hours, listed, money, of_year, own_actions, sections, the

__all__ = [
    "compared", "confirm_in_kind", "in_kind", "new_in_kind", "promised", "sign", "statement", "statement_pdf", "statements",
    "withdraw_in_kind",
]  # fmt: skip

_I = InKind.State


@allow(SEE, purpose=PROJECT)
@require_safe
def in_kind(request: Request) -> HttpResponse:
    """What was brought that is neither hours nor money."""
    valued = is_valued()
    rows = InKind.objects.visible_to(request.who, PROJECT).select_related("organisation", "action__puller", "package")

    def row(one: InKind) -> list[Cell]:
        links = []
        if one.state != _I.WITHDRAWN and may_register(request.who, one.organisation):
            links.append((_("Withdraw"), reverse("levers:withdraw-in-kind", args=[one.pk])))
        cells = [
            Cell(one.what, links=tuple(links)), Cell(one.how_much), Cell(one.organisation.name), day(one.on),
            Cell(one.about_said, one.about_name), Cell(one.get_state_display(), one.state),
        ]  # fmt: skip
        if valued:
            cells.append(money(one.cents) if one.cents is not None else Cell("–", ""))
        return cells

    columns = [
        Column("what", _("what was brought")), Column("how_much", _("how much of it")),
        Column("organisation", _("organisation")),
        Column("on", _("on")), Column("for", _("what for")), Column("state", _("state")),
    ]  # fmt: skip
    if valued:
        columns.append(Column("euro", _("what it counts for"), True))
    doors = [(_("Register means"), reverse("levers:new-in-kind"))] if may(request.who, REGISTER, PROJECT) else []
    return listed(
        request, name="in-kind", title=_("Means in kind"), columns=columns, rows=rows, row=row, doors=doors,
        empty=_("Nothing was registered yet"), lead=_("A room, material, a licence: what is neither hours nor money."),
    )  # fmt: skip


@allow(REGISTER, purpose=PROJECT)
@require_form
def new_in_kind(request: Request) -> HttpResponse:
    own, today = own_organisation(request.who), timezone.localdate()
    form = InKindForm(request.POST or None, initial={"on": today}, own=own, first=own_actions(own), valued=is_valued())

    def act(said: dict[str, Any]) -> InKind:
        named = {name: said[name] for name in ("organisation", "what", "how_much", "on")}
        return do.note_in_kind(
            **named, **said["activity"], cents=said.get("cents"), today=today, by=request.who, at=timezone.now()
        )

    return form_page(
        request, form, act, title=_("Register means"), back=reverse("levers:in-kind"),
        done=_("Registered. It waits for somebody else to confirm it."),
    )  # fmt: skip


def _in_kind(request: Request, pk: UUID) -> InKind:
    rows = InKind.objects.visible_to(request.who, PROJECT).select_related("organisation", "action", "package")
    found: InKind = the(rows, pk=pk)
    return found


@allow(CONFIRM, purpose=PROJECT)
@require_POST
def confirm_in_kind(request: Request, pk: UUID) -> HttpResponse:
    """It was there."""
    do.confirm_in_kind(one=_in_kind(request, pk), today=timezone.localdate(), by=request.who, at=timezone.now())
    return HttpResponseRedirect(reverse("levers:confirm"))


@allow(REGISTER, purpose=PROJECT)
@require_form
def withdraw_in_kind(request: Request, pk: UUID) -> HttpResponse:
    """It was not there after all."""
    one = _in_kind(request, pk)
    return form_page(
        request,
        WhyForm(request.POST or None),
        lambda said: do.withdraw_in_kind(one=one, by=request.who, at=timezone.now(), **said),
        title=_("Withdraw"),
        lead=one.what,
        back=reverse("levers:in-kind"),
        button=_("Withdraw"),
    )


@allow(SEE, purpose=PROJECT)
@require_safe
def compared(request: Request) -> HttpResponse:
    """TIM-03: hours promised beside hours registered, per partner and work package; the difference is that partner's and the
    office's alone."""
    rows = queries.compared(request.who)

    def row(one: queries.Compared) -> list[Cell]:
        return [
            Cell(one.organisation.name), Cell(str(one.package or "–"), str(one.package or "")), _action(one),
            hours(one.promised), hours(one.registered), hours(one.difference), hours(one.waiting),
        ]  # fmt: skip

    columns = (
        Column("organisation", _("organisation")), Column("package", _("work package")), Column("action", _("action")),
        Column("promised", _("promised"), True), Column("registered", _("registered"), True),
        Column("difference", _("difference"), True), Column("waiting", _("not confirmed"), True),
    )  # fmt: skip
    total = [
        Cell(_("together"), "together"), Cell(""), Cell(""), *(
            hours(sum(getattr(one, name) for one in rows)) for name in ("promised", "registered", "difference", "waiting")
        ),
    ]  # fmt: skip
    return listed(
        request, name="promised-and-registered", title=_("Promised and registered"), columns=columns, rows=rows, row=row,
        total=total, doors=_promises(request), empty=_("Nothing was promised or registered yet"),
        lead=_("In hours. Only what was confirmed counts; that partner and the project office read the difference."),
    )  # fmt: skip


def _action(one: queries.Compared) -> Cell:
    if one.action is None:
        return Cell("–", "")
    return Cell(f"{one.action.number} {one.action.title}", address=reverse("portfolio:action", args=[one.action.pk]))


def _promises(request: Request) -> list[tuple[Any, str]]:
    """Promises of time of the own organisation, to say how many hours they mean."""
    own = own_organisation(request.who)
    if own is None or not may(request.who, PROMISE, PROJECT):
        return []
    rows = Promise.objects.on(timezone.localdate()).filter(organisation=own, contribution=Promise.Contribution.TIME)
    return [
        (_("Hours promised: %(what)s") % {"what": one.action.title}, reverse("levers:promised", args=[one.pk]))
        for one in rows.select_related("action")
    ]


@allow(PROMISE, purpose=PROJECT)
@require_form
def promised(request: Request, pk: UUID) -> HttpResponse:
    """How many hours a promise of time means. What was brought of it is what the time bank says."""
    rows = Promise.objects.visible_to(request.who, PROJECT).select_related("organisation", "action")
    one: Promise = the(rows, pk=pk)
    before = PromisedHours.objects.filter(promise=one).first() if may_promise(request.who, one.organisation) else None
    initial = {"seconds": hours(before.seconds).plain} if before else {}
    return form_page(
        request,
        PromisedForm(request.POST or None, initial=initial),
        lambda said: do.promise_hours(promise=one, by=request.who, at=timezone.now(), **said),
        title=_("Hours promised"),
        lead=f"{one.organisation.name}: {one.action.title}",
        back=reverse("levers:compared"),
    )


@allow(SEE, purpose=PROJECT)
@require_safe
def statements(request: Request) -> HttpResponse:
    """TIM-04: who brought something in a year, and whether it was signed for."""
    form, year = of_year(request, YearFilter)
    entries = Entry.objects.visible_to(request.who, PROJECT).confirmed().filter(on__year=year)
    means = InKind.objects.visible_to(request.who, PROJECT).confirmed().filter(on__year=year)
    own = own_organisation(request.who)
    if not is_office(request.who, PROJECT):
        entries, means = entries.filter(giver__organisation=own), means.filter(organisation=own)
    seconds = {row["giver__organisation"]: row["n"] for row in entries.summed("giver__organisation")}
    brought = set(means.values_list("organisation", flat=True)) | set(seconds) | ({own.pk} if own else set())
    signed = {s.organisation_id: s for s in Statement.objects.filter(organisation__in=brought, year=year).order_by("number")}
    rows = Organisation.objects.filter(pk__in=brought).order_by("search", "pk")

    def row(one: Organisation) -> list[Cell]:
        last = signed.get(one.pk)
        return [
            Cell(one.name, address=reverse("levers:statement", args=[one.pk, year])), hours(seconds.get(one.pk, 0)),
            day(last.signed if last else None),
        ]  # fmt: skip

    columns = (
        Column("organisation", _("organisation")), Column("hours", _("hours"), True), Column("signed", _("signed on"))
    )  # fmt: skip
    return listed(
        request, name=f"statements-{year}", title=_("Statements of %(year)s") % {"year": year}, form=form, columns=columns,
        rows=rows, row=row, total=[Cell(_("together"), "together"), hours(sum(seconds.values())), Cell("–", "")],
    )  # fmt: skip


def _organisation(request: Request, pk: UUID, year: int) -> Organisation:
    """The own one, or any for the office: the same 404 for every other."""
    if not 2000 <= year <= 2100:
        raise Http404
    rows = Organisation.objects.visible_to(request.who, PROJECT)
    if not is_office(request.who, PROJECT):
        own = own_organisation(request.who)
        rows = rows.filter(pk=own.pk) if own else rows.none()
    found: Organisation = the(rows, pk=pk)
    return found


def _columns(content: dict[str, Any]) -> list[Column]:
    months = [Column(f"{n:02}", MONTHS_3[n], True) for n in range(1, 13)]
    return [Column("activity", _("what for")), Column("hours", _("in the year"), True), *months]


def _rows(content: dict[str, Any]) -> list[list[Cell]]:
    """What it was for, hours in the year, and each month; the last row adds up."""
    whole = _("the collaboration as a whole")
    rows = [
        [Cell(row["activity"] or whole, row["activity"]), hours(row["seconds"]), *(hours(n) for n in row["months"])]
        for row in content["rows"]
    ]
    months = [hours(sum(row["months"][n] for row in content["rows"])) for n in range(12)]
    return [*rows, [Cell(_("together"), "together"), hours(content["seconds"]), *months]]


def _means(content: dict[str, Any]) -> tuple[list[Column], list[list[Cell]]]:
    columns = [
        Column("what", _("what was brought")), Column("how_much", _("how much of it")), Column("on", _("on")),
        Column("for", _("what for")),
    ]  # fmt: skip
    rows = [
        [
            Cell(one["what"]), Cell(one["how_much"]), Cell(date_format(_date(one["on"]), "SHORT_DATE_FORMAT"), one["on"]),
            Cell(one["activity"] or _("the collaboration as a whole"), one["activity"]),
        ]
        for one in content["in_kind"]
    ]  # fmt: skip
    if "cents" in content:
        columns.append(Column("euro", _("what it counts for"), True))
        for cells, one in zip(rows, content["in_kind"], strict=True):
            cells.append(money(one["cents"]) if one.get("cents") else Cell("–", ""))
    return columns, rows


def _date(said: str) -> Any:
    from datetime import date

    return date.fromisoformat(said)


def _valued(content: dict[str, Any]) -> list[str]:
    """What hours count for, where the region says so."""
    if "cents" not in content:
        return []
    told = [_("These hours count for %(amount)s.") % {"amount": money(content["cents"]).said}]
    if content["unvalued"]:
        told.append(_("For %(hours)s of these hours nothing was said.") % {"hours": hours(content["unvalued"]).said})
    return told


@allow(SEE, purpose=PROJECT)
@require_safe
def statement(request: Request, pk: UUID, year: int) -> HttpResponse:
    """S77: hours by what they were for and by month, means in kind, and the signatures so far."""
    one = _organisation(request, pk, year)
    content = content_of(one, year)
    digest = digest_of(content)
    columns, rows = _columns(content), _rows(content)
    means_columns, means = _means(content)
    if wants_csv(request):
        kinds = [[*(c.filed for c in row[:4])] for row in means]
        heading = [c.name for c in columns]
        filler = [""] * (len(heading) - 4)
        cells = [[c.filed for c in row] for row in rows]
        return as_csv(f"statement-{year}", heading, [*cells, *([*kind, *filler] for kind in kinds)])
    signed = list(
        Statement.objects.visible_to(request.who, PROJECT).filter(organisation=one, year=year).select_related("signed_by")
    )
    context = {
        "organisation": one, "year": year, "sections": sections(request), "chapter": _("Time bank"),
        "total": hours(content["seconds"]).said, "waiting": hours(content["waiting"]).said if content["waiting"] else "",
        "valued": _valued(content), "hours": Table(_("Hours"), columns, rows if content["rows"] else [], _("No hours yet")),
        "means": Table(_("Means in kind"), means_columns, means, _("Nothing was registered yet")), "signed": signed,
        "is_signed": any(s.digest == digest for s in signed), "may_sign": may_sign(request.who, one), "before": year - 1,
        "after": year + 1 if year < timezone.localdate().year else None,
    }  # fmt: skip
    return render(request, "levers/statement.html", context)


@allow(SEE, purpose=PROJECT)
@require_safe
def statement_pdf(request: Request, pk: UUID, year: int) -> HttpResponse:
    """The same on paper, with a line for the signature."""
    one = _organisation(request, pk, year)
    content = content_of(one, year)
    columns, rows = _columns(content), _rows(content)
    head = [str(c.title) for c in columns[:2]]
    months = [str(c.title) for c in columns[2:]]
    drawn = [[str(cell.said) for cell in row] for row in rows]
    means_columns, means = _means(content)
    told = [_("Together: %(hours)s hours.") % {"hours": hours(content["seconds"]).said}, *_valued(content)]
    if content["waiting"]:
        told.append(_("Not confirmed, and not counted: %(hours)s hours.") % {"hours": hours(content["waiting"]).said})
    made = [
        Section(_("Hours"), text=told, head=head, rows=[row[:2] for row in drawn]),
        Section(_("By month"), head=[head[0], *months[:6]], rows=[[row[0], *row[2:8]] for row in drawn]),
        Section(_("By month, second half"), head=[head[0], *months[6:]], rows=[[row[0], *row[8:]] for row in drawn]),
    ]
    if means:
        drawn = [[str(cell.said) for cell in row] for row in means]
        made.append(Section(_("Means in kind"), head=[str(c.title) for c in means_columns], rows=drawn))
    last = Statement.objects.filter(organisation=one, year=year, digest=digest_of(content)).first()
    if last is not None:
        said = {"day": date_format(last.signed, "SHORT_DATE_FORMAT"), "function": last.signer}
        signature = [_("Signed on %(day)s: %(function)s.") % said]
    else:
        signature = [_("Name, function, day and signature:"), "…" * 40]
    made.append(Section(_("Signature"), text=[*signature, f"SHA-256 {digest_of(content)}"]))
    title = _("What %(organisation)s brought in %(year)s") % {"organisation": one.name, "year": year}
    return as_pdf(f"statement-{year}", paper(title, made, lead=_("Statement of time and means")), to_read=True)


@allow(SIGN, purpose=PROJECT)
@require_form
def sign(request: Request, pk: UUID, year: int) -> HttpResponse:
    """Somebody of the organisation signs what was read."""
    one = _organisation(request, pk, year)
    content = content_of(one, year)
    return form_page(
        request,
        SignForm(request.POST or None, initial={"read": digest_of(content)}),
        lambda said: do.sign_statement(
            organisation=one, year=year, today=timezone.localdate(), by=request.who, at=timezone.now(), **said
        ),
        title=_("Sign the statement of %(year)s") % {"year": year},
        lead=_("Together: %(hours)s hours.") % {"hours": hours(content["seconds"]).said},
        back=reverse("levers:statement", args=[pk, year]),
        button=_("Sign"),
        done=_("Signed."),
    )
