"""Calls, files of what was granted with their reports, and conventions with their overlaps."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ...kernel.pages import require_form, the
from ...kernel.permissions import may
from ...kernel.request import Request
from ...kernel.rules import allow
from .. import actions as do
from ..forms import CallForm, CallStateForm, ConventionForm, OverlapForm, ReportDueForm, SentForm, SubsidyForm
from ..models import Call, Convention, Overlap, Subsidy, SubsidyReport
from ..permissions import KEEP, SEE
from ..states import CALL_MOVES
from ..todo import CALL_WITHIN
from .shared import PROJECT, Cell, Column, Table, day, form_page, listed, money

__all__ = [
    "add_convention", "add_overlap", "add_report", "call", "calls", "conventions", "keep_subsidy", "move_call", "new_call",
    "new_subsidy", "send", "subsidies", "subsidy",
]  # fmt: skip


@allow(SEE, purpose=PROJECT)
@require_safe
def calls(request: Request) -> HttpResponse:
    """FIN-16: open ones first by their deadline; what closes within sixty days has a mark."""
    today = timezone.localdate()
    rows = Call.objects.visible_to(request.who, PROJECT).prefetch_related("topics", "files")
    due = set(Call.objects.due(today, today + CALL_WITHIN).values_list("pk", flat=True))
    if request.GET.get("due"):
        rows = rows.filter(pk__in=due)
    keeps = may(request.who, KEEP, PROJECT)

    def row(one: Call) -> list[Cell]:
        links = [(_("Read more"), one.link)] if one.link else []
        if keeps:
            links.append((_("Change"), reverse("budgets:call", args=[one.pk])))
            if any(before == one.state for before, _after in CALL_MOVES):
                links.append((_("How it went"), reverse("budgets:move-call", args=[one.pk])))
        files = [(f.title, reverse("budgets:subsidy", args=[f.pk])) for f in one.files.all()]
        if keeps and one.state == Call.State.GRANTED and not files:
            files = [(_("New file"), f"{reverse('budgets:new-subsidy')}?call={one.pk}")]
        tags = (_("closes within 60 days"),) if one.pk in due else ()
        return [
            Cell(one.title, links=tuple(links), tags=tags), Cell(one.funder), day(one.deadline),
            money(one.amount_minor) if one.amount_minor is not None else Cell("–", ""),
            Cell(one.get_fit_display(), one.fit), Cell(one.why or "–", one.why),
            Cell(", ".join(str(t) for t in one.topics.all()) or "–"), Cell(one.get_state_display(), one.state),
            Cell("" if files else "–", "; ".join(f.title for f in one.files.all()), links=tuple(files)),
        ]  # fmt: skip

    columns = (
        Column("name", _("name")), Column("funder", _("who calls")), Column("deadline", _("deadline")),
        Column("most", _("at most (euro)"), True), Column("fit", _("how it fits")), Column("why", _("why it fits")),
        Column("topics", _("for which topics")), Column("state", _("state")), Column("file", _("subsidy file")),
    )  # fmt: skip
    doors = [(_("Closing within 60 days"), "?due=1")]
    doors += [(_("New call"), reverse("budgets:new-call"))] if keeps else []
    return listed(
        request, name="calls", title=_("Calls"), columns=columns, rows=rows, row=row, doors=doors, empty=_("No call fits")
    )


@allow(KEEP, purpose=PROJECT)
@require_form
def new_call(request: Request) -> HttpResponse:
    """One more."""
    return _keep_call(request, None)


@allow(KEEP, purpose=PROJECT)
@require_form
def call(request: Request, pk: UUID) -> HttpResponse:
    """What is known of one."""
    one: Call = the(Call.objects.visible_to(request.who, PROJECT), pk=pk)
    return _keep_call(request, one)


def _keep_call(request: Request, one: Call | None) -> HttpResponse:
    initial: dict[str, Any] = {}
    if one is not None:
        initial = {n: getattr(one, n) for n in ("title", "funder", "deadline", "fit", "why", "link")}
        initial |= {"topics": list(one.topics.all()), "amount_minor": one.amount_minor and f"{one.amount_minor / 100:.2f}"}

    def act(said: dict[str, Any]) -> Call:
        topics = said.pop("topics")
        return do.keep_call(call=one, values=said, topics=topics, by=request.who, at=timezone.now())

    form = CallForm(request.POST or None, initial=initial)
    return form_page(request, form, act, title=one.title if one else _("New call"), back=reverse("budgets:calls"))


@allow(KEEP, purpose=PROJECT)
@require_form
def move_call(request: Request, pk: UUID) -> HttpResponse:
    """Asked for, granted, refused, or left aside."""
    one: Call = the(Call.objects.visible_to(request.who, PROJECT), pk=pk)
    return form_page(
        request,
        CallStateForm(request.POST or None, offered=[after for before, after in sorted(CALL_MOVES) if before == one.state]),
        lambda said: do.move_call(call=one, by=request.who, at=timezone.now(), **said),
        title=one.title,
        lead=_("Now: %(state)s.") % {"state": one.get_state_display()},
        back=reverse("budgets:calls"),
    )


@allow(SEE, purpose=PROJECT)
@require_safe
def subsidies(request: Request) -> HttpResponse:
    """FIN-17: files of what was granted, with the report that comes next."""
    today = timezone.localdate()
    rows = Subsidy.objects.visible_to(request.who, PROJECT).select_related("source").prefetch_related("reports")

    def row(one: Subsidy) -> list[Cell]:
        coming = next((r for r in one.reports.all() if r.sent is None), None)
        due = day(coming.due if coming else None)
        late = (_("missed"),) if coming and coming.due < today else ()
        return [
            Cell(one.title, address=reverse("budgets:subsidy", args=[one.pk]), tags=late), Cell(one.reference or "–"),
            Cell(one.source.title if one.source else "–"), day(one.starts), day(one.ends),
            Cell(coming.title if coming else "–"), due,
        ]  # fmt: skip

    columns = (
        Column("name", _("name")), Column("reference", _("reference of who pays")), Column("source", _("funding source")),
        Column("from", _("from")), Column("until", _("until and including")), Column("report", _("report that comes next")),
        Column("due", _("by")),
    )  # fmt: skip
    doors = [(_("New file"), reverse("budgets:new-subsidy"))] if may(request.who, KEEP, PROJECT) else []
    return listed(
        request, name="subsidy-files", title=_("Subsidy files"), columns=columns, rows=rows, row=row, doors=doors,
        empty=_("No file yet"),
    )  # fmt: skip


@allow(KEEP, purpose=PROJECT)
@require_form
def new_subsidy(request: Request) -> HttpResponse:
    """One more."""
    return form_page(
        request,
        SubsidyForm(request.POST or None, initial={"starts": timezone.localdate(), "call": request.GET.get("call", "")}),
        lambda said: do.keep_subsidy(values=said, by=request.who, at=timezone.now()),
        title=_("New file"),
        back=reverse("budgets:subsidies"),
        then=lambda made: reverse("budgets:subsidy", args=[made.pk]),
    )


def _subsidy(request: Request, pk: UUID) -> Subsidy:
    found: Subsidy = the(Subsidy.objects.visible_to(request.who, PROJECT).select_related("source", "call"), pk=pk)
    return found


@allow(SEE, purpose=PROJECT)
@require_safe
def subsidy(request: Request, pk: UUID) -> HttpResponse:
    """Its conditions, where its papers are, and its reports."""
    one, today = _subsidy(request, pk), timezone.localdate()
    keeps = may(request.who, KEEP, PROJECT)
    rows = []
    for report in one.reports.all():
        links = ((_("It was sent"), reverse("budgets:send-report", args=[report.pk])),) if keeps and not report.sent else ()
        late = (_("missed"),) if report.sent is None and report.due < today else ()
        rows.append([Cell(report.title, links=links, tags=late), day(report.due), day(report.sent), Cell(report.proof or "–")])
    columns = (
        Column("report", _("which report")),
        Column("due", _("by")),
        Column("sent", _("sent on")),
        Column("proof", _("proof")),
    )
    return render(
        request,
        "budgets/subsidy.html",
        {"file": one, "table": Table(_("Reports"), columns, rows, _("No report is asked")), "keeps": keeps},
    )


@allow(KEEP, purpose=PROJECT)
@require_form
def keep_subsidy(request: Request, pk: UUID) -> HttpResponse:
    """What is known of a file."""
    one = _subsidy(request, pk)
    names = ("title", "call", "reference", "source", "conditions", "papers", "starts", "ends")
    return form_page(
        request,
        SubsidyForm(request.POST or None, initial={n: getattr(one, n) for n in names}),
        lambda said: do.keep_subsidy(subsidy=one, values=said, by=request.who, at=timezone.now()),
        title=one.title,
        back=reverse("budgets:subsidy", args=[pk]),
    )


@allow(KEEP, purpose=PROJECT)
@require_form
def add_report(request: Request, pk: UUID) -> HttpResponse:
    """One more report that who pays waits for."""
    one = _subsidy(request, pk)
    return form_page(
        request,
        ReportDueForm(request.POST or None),
        lambda said: do.plan_report(subsidy=one, by=request.who, at=timezone.now(), **said),
        title=_("Add a report"),
        lead=one.title,
        back=reverse("budgets:subsidy", args=[pk]),
    )


@allow(KEEP, purpose=PROJECT)
@require_form
def send(request: Request, pk: UUID) -> HttpResponse:
    """It was sent."""
    one: SubsidyReport = the(SubsidyReport.objects.visible_to(request.who, PROJECT), pk=pk)
    today = timezone.localdate()
    return form_page(
        request,
        SentForm(request.POST or None, initial={"sent": today}),
        lambda said: do.send_report(report=one, today=today, by=request.who, at=timezone.now(), **said),
        title=one.title,
        back=reverse("budgets:subsidy", args=[one.subsidy_id]),
    )


@allow(SEE, purpose=PROJECT)
@require_safe
def conventions(request: Request) -> HttpResponse:
    """FIN-18: each convention with what it pays for, and where it overlaps with another."""
    rows = Convention.objects.visible_to(request.who, PROJECT)
    overlaps: dict[UUID, list[str]] = {}
    for found in Overlap.objects.visible_to(request.who, PROJECT).select_related("one", "other"):
        for own, other in ((found.one, found.other), (found.other, found.one)):
            said = f"{other.title}: {found.same}"
            overlaps.setdefault(own.pk, []).append(f"{said} → {found.together}" if found.together else said)
    keeps = may(request.who, KEEP, PROJECT)

    def row(one: Convention) -> list[Cell]:
        links = ((_("Where it overlaps"), reverse("budgets:add-overlap", args=[one.pk])),) if keeps else ()
        return [
            Cell(one.title, links=links), Cell(one.field), Cell(one.scope), day(one.starts), day(one.ends),
            Cell("; ".join(overlaps.get(one.pk, [])) or "–"),
        ]  # fmt: skip

    columns = (
        Column("name", _("name")), Column("field", _("field")), Column("scope", _("for what and for whom")),
        Column("from", _("from")), Column("until", _("until and including")), Column("overlaps", _("overlaps with")),
    )  # fmt: skip
    doors = [(_("New convention"), reverse("budgets:new-convention"))] if keeps else []
    return listed(
        request, name="conventions", title=_("Conventions"), columns=columns, rows=rows, row=row, doors=doors,
        empty=_("No convention yet"),
    )  # fmt: skip


@allow(KEEP, purpose=PROJECT)
@require_form
def add_convention(request: Request) -> HttpResponse:
    """One more."""
    return form_page(
        request,
        ConventionForm(request.POST or None, initial={"starts": timezone.localdate()}),
        lambda said: do.keep_convention(values=said, by=request.who, at=timezone.now()),
        title=_("New convention"),
        back=reverse("budgets:conventions"),
    )


@allow(KEEP, purpose=PROJECT)
@require_form
def add_overlap(request: Request, pk: UUID) -> HttpResponse:
    """Where two pay for the same."""
    one: Convention = the(Convention.objects.visible_to(request.who, PROJECT), pk=pk)
    return form_page(
        request,
        OverlapForm(request.POST or None, one=one),
        lambda said: do.note_overlap(one=one, by=request.who, at=timezone.now(), **said),
        title=_("Where it overlaps"),
        lead=one.title,
        back=reverse("budgets:conventions"),
    )
