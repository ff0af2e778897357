"""S80: a fund with its balance, what it is open for, its working group, its dossier and its books. No money is moved here."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from ...kernel import tables
from ...kernel.amounts import euro
from ...kernel.pages import require_form
from ...kernel.permissions import may
from ...kernel.request import Request
from ...kernel.rules import allow
from .. import actions as do
from ..balance import balance_of
from ..forms import DossierForm, FundForm, FundNoteForm, OpportunityForm, PutInForm, WhyForm
from ..models import Application, Fund, FundEntry, FundNote, Opportunity
from ..permissions import APPLY, ASSESS, KEEP, SEE
from .shared import PROJECT, Cell, Column, Table, day, form_page, money, the

__all__ = ["add_note", "dossier", "entries", "fund", "funds", "keep", "new", "offer", "put_in", "take_back"]

_OPTIONS: Final = (
    gettext_lazy("A non-profit body alone"), gettext_lazy("A non-profit body and an investment fund next to it"),
    gettext_lazy("A cooperative company"), gettext_lazy("A fund at a foundation that exists"),
)  # fmt: skip
_CRITERIA: Final = (
    gettext_lazy("What the law allows"), gettext_lazy("Who decides, and who is liable"),
    gettext_lazy("What it costs to set up and each year"), gettext_lazy("Who can bring money, and what comes back to them"),
    gettext_lazy("What becomes of it when it ends"),
)  # fmt: skip
"""Offered to start from, and changed before they are kept. The working group finds out what is true of each."""


def _the(request: Request, pk: UUID) -> Fund:
    found: Fund = the(Fund.objects.visible_to(request.who, PROJECT).select_related("group", "dossier"), pk=pk)
    return found


@allow(SEE, purpose=PROJECT)
@require_safe
def funds(request: Request) -> HttpResponse:
    """Every fund, with what is free in it."""
    rows = list(Fund.objects.visible_to(request.who, PROJECT))

    def row(one: Fund) -> list[Cell]:
        return [Cell(one.title, address=reverse("levers:fund", args=[one.pk])), Cell(one.purpose), day(one.starts)]

    columns = (Column("fund", _("name")), Column("purpose", _("what it is for")), Column("from", _("from")))
    doors = [(_("New fund"), reverse("levers:new-fund"))] if may(request.who, KEEP, PROJECT) else []
    return tables.listed(
        request, name="funds", title=_("Investment fund"), columns=columns, rows=rows, row=row, doors=doors,
        empty=_("No fund yet"), lead=_("For social entrepreneurship. This software keeps the books and moves no money."),
    )  # fmt: skip


@allow(KEEP, purpose=PROJECT)
@require_form
def new(request: Request) -> HttpResponse:
    """One more fund."""
    return form_page(
        request,
        FundForm(request.POST or None, initial={"starts": timezone.localdate()}),
        lambda said: do.keep_fund(values=said, by=request.who, at=timezone.now()),
        title=_("New fund"),
        back=reverse("levers:funds"),
        then=lambda made: reverse("levers:fund", args=[made.pk]),
    )


@allow(KEEP, purpose=PROJECT)
@require_form
def keep(request: Request, pk: UUID) -> HttpResponse:
    """What is known of one."""
    one = _the(request, pk)
    initial = {name: getattr(one, name) for name in ("title", "purpose", "group", "starts", "ends")}
    return form_page(
        request,
        FundForm(request.POST or None, initial=initial),
        lambda said: do.keep_fund(fund=one, values=said, by=request.who, at=timezone.now()),
        title=one.title,
        back=reverse("levers:fund", args=[pk]),
    )


@allow(SEE, purpose=PROJECT)
@require_safe
def fund(request: Request, pk: UUID) -> HttpResponse:
    """What came in is what is free, promised and paid; what it is open for; who asked; what the working group found."""
    one, today = _the(request, pk), timezone.localdate()
    balance = balance_of(one)
    said = (
        (_("put in"), balance.put_in), (_("came back"), balance.came_back), (_("free"), balance.free),
        (_("promised"), balance.promised), (_("paid out"), balance.paid),
    )  # fmt: skip
    opportunities = [
        [Cell(row.title, address=reverse("levers:opportunity", args=[row.pk])), day(row.opens), day(row.closes)]
        for row in Opportunity.objects.visible_to(request.who, PROJECT).filter(fund=one)
    ]
    asked = Application.objects.visible_to(request.who, PROJECT).filter(opportunity__fund=one).select_related("organisation")
    applications = [
        [
            Cell(str(row), address=reverse("levers:application", args=[row.pk])), Cell(row.organisation.name),
            money(row.asked_cents), Cell(row.get_state_display()),
        ]
        for row in asked
    ]  # fmt: skip
    period = (Column("from", _("from")), Column("until", _("until and including")))
    context = {
        "fund": one, "balance": [(title, euro(cents)) for title, cents in said], "adds_up": balance.adds_up,
        "open": Table(_("What it is open for"), (Column("name", _("name")), *period), opportunities, _("Nothing yet")),
        "asked": Table(
            _("Applications"),
            (
                Column("name", _("name")), Column("organisation", _("organisation")), Column("amount", _("amount"), True),
                Column("state", _("state")),
            ),
            applications,
            _("No application yet"),
        ),
        "notes": FundNote.objects.visible_to(request.who, PROJECT).filter(fund=one).select_related("written_by"),
        "keeps": may(request.who, KEEP, PROJECT), "weighs": may(request.who, ASSESS, PROJECT),
        "applies": may(request.who, APPLY, PROJECT), "today": today,
    }  # fmt: skip
    return render(request, "levers/fund.html", context)


@allow(KEEP, purpose=PROJECT)
@require_form
def put_in(request: Request, pk: UUID) -> HttpResponse:
    """Written down, with the paper that proves it."""
    one, today = _the(request, pk), timezone.localdate()
    return form_page(
        request,
        PutInForm(request.POST or None, initial={"on": today}),
        lambda said: do.put_in(fund=one, today=today, by=request.who, at=timezone.now(), **said),
        title=_("Write down what was put in"),
        lead=one.title,
        back=reverse("levers:fund", args=[pk]),
    )


@allow(ASSESS, purpose=PROJECT)
@require_form
def add_note(request: Request, pk: UUID) -> HttpResponse:
    """What the working group looked at and found."""
    one, today = _the(request, pk), timezone.localdate()
    return form_page(
        request,
        FundNoteForm(request.POST or None, initial={"on": today}),
        lambda said: do.note_found(fund=one, today=today, by=request.who, at=timezone.now(), **said),
        title=_("Notes of the working group"),
        lead=one.title,
        back=reverse("levers:fund", args=[pk]),
    )


@allow(KEEP, purpose=PROJECT)
@require_form
def dossier(request: Request, pk: UUID) -> HttpResponse:
    """FIN-08: the forms it may take, side by side, in the dossier of a decision; shipped without a word about any of them."""
    one, today = _the(request, pk), timezone.localdate()
    initial = {
        "question": _("In which form does the fund exist?"),
        "options": "\n".join(str(option) for option in _OPTIONS),
        "criteria": "\n".join(str(criterion) for criterion in _CRITERIA),
    }

    def act(said: dict[str, Any]) -> Any:
        values = {
            "question": said["question"], "plan": said["plan"], "aims": ["value"],
            "proposal": _("To be proposed once the options were compared."), "reasons": one.purpose,
        }  # fmt: skip
        return do.open_dossier(
            fund=one, body=said["body"], values=values, options=said["options"], criteria=said["criteria"], today=today,
            by=request.who, at=timezone.now(),
        )  # fmt: skip

    return form_page(
        request,
        DossierForm(request.POST or None, initial=initial),
        act,
        title=_("Open a dossier"),
        lead=_("A starting point: change it. What is true of each is for the working group to find out."),
        back=reverse("levers:fund", args=[pk]),
        then=lambda made: reverse("governance:dossier", args=[made.pk]),
    )


@allow(KEEP, purpose=PROJECT)
@require_form
def offer(request: Request, pk: UUID) -> HttpResponse:
    """What the fund is open for, and by what applications are weighed."""
    one = _the(request, pk)
    return form_page(
        request,
        OpportunityForm(request.POST or None, initial={"opens": timezone.localdate()}),
        lambda said: do.offer(fund=one, by=request.who, at=timezone.now(), **said),
        title=_("Open the fund for something"),
        lead=_("What was opened stays as it is, so that everybody is weighed by the same."),
        back=reverse("levers:fund", args=[pk]),
    )


@allow(SEE, purpose=PROJECT)
@require_safe
def entries(request: Request, pk: UUID) -> HttpResponse:
    """The books, entry by entry."""
    one = _the(request, pk)
    related = ("origin__application", "target__application", "decision", "reverses", "reversed_by")
    rows = FundEntry.objects.visible_to(request.who, PROJECT).filter(origin__fund=one).select_related(*related)
    keeps = may(request.who, KEEP, PROJECT)

    def row(entry: FundEntry) -> list[Cell]:
        about = entry.origin.application or entry.target.application
        taken, links = hasattr(entry, "reversed_by"), []
        kinds = (FundEntry.Kind.PUT_IN, FundEntry.Kind.PAY, FundEntry.Kind.RETURN)
        if keeps and entry.kind in kinds and entry.reverses_id is None and not taken:
            links.append((_("Take back"), reverse("levers:fund-take-back", args=[entry.pk])))
        tags = (*([_("taken back later")] if taken else []), *([_("counter-entry")] if entry.reverses_id else []))
        decision = entry.decision
        return [
            Cell(entry.number, links=tuple(links)), day(entry.on), Cell(entry.get_kind_display(), entry.kind, tags=tags),
            Cell(entry.origin.get_side_display(), entry.origin.side), Cell(entry.target.get_side_display(), entry.target.side),
            money(entry.cents), Cell(str(about or "–"), str(about or "")), Cell(entry.why),
            Cell(entry.proof or "–", entry.proof),
            Cell(decision.number, address=reverse("governance:decision", args=[decision.pk])) if decision else Cell("–", ""),
        ]  # fmt: skip

    columns = (
        Column("number", _("number"), True), Column("on", _("on")), Column("what", _("what")),
        Column("from", _("from account")),
        Column("to", _("to account")), Column("amount", _("amount"), True), Column("application", _("application")),
        Column("why", _("what for")), Column("proof", _("proof")), Column("decision", _("decision"), True),
    )  # fmt: skip
    return tables.listed(
        request, name="fund-entries", title=_("Books of the fund"), columns=columns, rows=rows, row=row, lead=one.title,
        empty=_("Nothing was written down yet"), doors=[(_("Back to the fund"), reverse("levers:fund", args=[pk]))],
    )  # fmt: skip


@allow(KEEP, purpose=PROJECT)
@require_form
def take_back(request: Request, pk: UUID) -> HttpResponse:
    """Written down wrongly: a counter-entry."""
    rows = FundEntry.objects.visible_to(request.who, PROJECT).select_related("origin")
    one: FundEntry = the(rows, pk=pk)
    return form_page(
        request,
        WhyForm(request.POST or None),
        lambda said: do.take_back_entry(entry=one, today=timezone.localdate(), by=request.who, at=timezone.now(), **said),
        title=_("Take back"),
        lead=f"{one.number}: {one.why}, {euro(one.cents)}",
        back=reverse("levers:fund-entries", args=[one.origin.fund_id]),
        button=_("Take back"),
    )
