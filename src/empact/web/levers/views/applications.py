"""An application to the fund from its draft to what came back of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ....ledger import EURO
from ...kernel.amounts import euro
from ...kernel.pages import require_form
from ...kernel.permissions import may
from ...kernel.request import Request
from ...kernel.rules import allow
from ...territory.queries import own_organisation
from .. import actions as do
from ..balance import paid_parts, points_of, stands_of
from ..forms import ApplicationForm, AskDecisionForm, AssessForm, MetForm, PartsForm, PayForm, ReturnForm
from ..models import Application, Assessment, Instalment, Opportunity, Return
from ..permissions import APPLY, ASSESS, KEEP, SEE, may_apply
from .shared import PROJECT, Cell, Column, Table, day, form_page, money, the

__all__ = [
    "application", "ask", "assess", "change", "close", "hand_in", "met", "opportunity", "parts", "pay", "returned", "withdraw",
    "write",
]  # fmt: skip

_A = Application.State
_NAMES = ("title", "plan", "social", "kind", "asked_cents")


def _the(request: Request, pk: UUID) -> Application:
    rows = Application.objects.visible_to(request.who, PROJECT)
    found: Application = the(rows.select_related("opportunity__fund", "organisation", "decision"), pk=pk)
    return found


@allow(SEE, purpose=PROJECT)
@require_safe
def opportunity(request: Request, pk: UUID) -> HttpResponse:
    """For what, until when, and by what it is weighed."""
    rows = Opportunity.objects.visible_to(request.who, PROJECT).select_related("fund")
    one: Opportunity = the(rows, pk=pk)
    whole = sum(w.weight for w in one.weights.all())
    weights = [[Cell(w.title), Cell(w.weight), Cell(f"{round(100 * w.weight / whole)} %")] for w in one.weights.all()]
    columns = (
        Column("criterion", _("criterion")), Column("weight", _("weight"), True), Column("share", _("of a hundred"), True)
    )  # fmt: skip
    today = timezone.localdate()
    context = {
        "opportunity": one, "most": euro(one.most_cents) if one.most_cents else "",
        "table": Table(_("By what it is weighed"), columns, weights),
        "applies": may(request.who, APPLY, PROJECT) and one.opens <= today <= one.closes,
    }  # fmt: skip
    return render(request, "levers/opportunity.html", context)


def _form(request: Request, **initial: Any) -> ApplicationForm:
    return ApplicationForm(request.POST or None, own=own_organisation(request.who), initial=initial)


@allow(APPLY, purpose=PROJECT)
@require_form
def write(request: Request, pk: UUID) -> HttpResponse:
    """A draft: nobody else reads it before it is handed in."""
    one: Opportunity = the(Opportunity.objects.visible_to(request.who, PROJECT), pk=pk)

    def act(said: dict[str, Any]) -> Application:
        return do.write_application(
            opportunity=one, organisation=said["organisation"], values={name: said[name] for name in _NAMES},
            today=timezone.localdate(), by=request.who, at=timezone.now(),
        )  # fmt: skip

    return form_page(
        request, _form(request, kind=Application.Kind.GIFT), act, title=_("Ask the fund"), lead=one.title,
        back=reverse("levers:opportunity", args=[pk]), then=lambda made: reverse("levers:application", args=[made.pk]),
    )  # fmt: skip


@allow(APPLY, purpose=PROJECT)
@require_form
def change(request: Request, pk: UUID) -> HttpResponse:
    """As long as it was not handed in."""
    one = _the(request, pk)
    initial = {name: getattr(one, name) for name in _NAMES} | {"asked_cents": EURO.say(one.asked_cents)}
    form = ApplicationForm(request.POST or None, own=one.organisation, initial=initial)
    return form_page(
        request,
        form,
        lambda said: do.change_application(
            application=one, values={name: said[name] for name in _NAMES}, today=timezone.localdate(), by=request.who,
            at=timezone.now(),
        ),
        title=str(one),
        back=reverse("levers:application", args=[pk]),
    )  # fmt: skip


@allow(SEE, purpose=PROJECT)
@require_safe
def application(request: Request, pk: UUID) -> HttpResponse:
    """Everything of one application that this reader may see."""
    one, who = _the(request, pk), request.who
    stand = stands_of([one])[one.pk]
    paid = paid_parts(one)
    keeps, own = may(who, KEEP, PROJECT), may_apply(who, one.organisation)
    assessments = list(Assessment.objects.visible_to(who, PROJECT).filter(application=one).select_related("by"))
    weighs = may(who, ASSESS, PROJECT) and not who.at("organisation", one.organisation_id) and one.state == _A.SUBMITTED
    goes_on = keeps and one.state == _A.GRANTED
    said = ((_("promised"), "promised"), (_("paid out"), "paid"), (_("came back"), "back"))
    columns = (
        Column("number", _("number"), True), Column("condition", _("condition")), Column("amount", _("amount"), True),
        Column("met", _("met on")), Column("paid", _("state")),
    )  # fmt: skip
    context = {
        "application": one, "asked": euro(one.asked_cents), "assessments": [(a, _points(a)) for a in assessments],
        "weighed": one.assessments.count(), "keeps": keeps,
        "weighs": weighs and not any(a.by_id == who.user_id for a in assessments), "is_draft": own and one.state == _A.DRAFT,
        "may_withdraw": own and one.state in (_A.DRAFT, _A.SUBMITTED, _A.ASSESSED),
        "is_weighed": keeps and one.state == _A.ASSESSED, "is_granted": goes_on,
        "has_returns": keeps and one.state in (_A.GRANTED, _A.CLOSED),
        "stand": [(title, euro(stand[name])) for title, name in said],
        "parts": Table(_("Parts"), columns, [_part(part, part.pk in paid, goes_on) for part in one.instalments.all()]),
        "returns": [(r, r.get_kind_display()) for r in Return.objects.visible_to(who, PROJECT).filter(application=one)],
    }  # fmt: skip
    return render(request, "levers/application.html", context)


def _points(one: Assessment) -> str:
    points = points_of(one)
    return "" if points is None else str(number_format(round(float(points), 1), 1))


def _part(one: Instalment, paid: bool, may_go_on: bool) -> list[Cell]:
    links = []
    if may_go_on and one.met is None:
        links.append((_("The condition is met"), reverse("levers:met", args=[one.pk])))
    elif may_go_on and not paid:
        links.append((_("Write down that it was paid"), reverse("levers:pay", args=[one.pk])))
    state = _("paid out") if paid else _("to be paid") if one.met else _("waits for its condition")
    return [
        Cell(one.number), Cell(one.condition, tags=(one.how_known,) if one.how_known else ()), money(one.cents), day(one.met),
        Cell(state, links=tuple(links)),
    ]  # fmt: skip


@allow(APPLY, purpose=PROJECT)
@require_POST
def hand_in(request: Request, pk: UUID) -> HttpResponse:
    """From now on it is weighed as it stands."""
    do.hand_in(application=_the(request, pk), today=timezone.localdate(), by=request.who, at=timezone.now())
    messages.success(request, _("Handed in. Two people weigh it, each for themselves."))
    return HttpResponseRedirect(reverse("levers:application", args=[pk]))


@allow(APPLY, purpose=PROJECT)
@require_POST
def withdraw(request: Request, pk: UUID) -> HttpResponse:
    """Not asked any more."""
    do.withdraw_application(application=_the(request, pk), by=request.who, at=timezone.now())
    return HttpResponseRedirect(reverse("levers:application", args=[pk]))


@allow(ASSESS, purpose=PROJECT)
@require_form
def assess(request: Request, pk: UUID) -> HttpResponse:
    """What one of two finds."""
    one = _the(request, pk)
    return form_page(
        request,
        AssessForm(request.POST or None, weights=one.opportunity.weights.all()),
        lambda said: do.assess(application=one, today=timezone.localdate(), by=request.who, at=timezone.now(), **said),
        title=_("Weigh this application"),
        lead=f"{one}\n\n{_('None to four points for each criterion.')}",
        back=reverse("levers:application", args=[pk]),
    )


@allow(KEEP, purpose=PROJECT)
@require_form
def parts(request: Request, pk: UUID) -> HttpResponse:
    """In which parts it is paid, on what conditions."""
    one = _the(request, pk)
    told = "\n".join(f"{part.condition}; {EURO.say(part.cents):.2f}" for part in one.instalments.all())
    return form_page(
        request,
        PartsForm(request.POST or None, initial={"parts": told}),
        lambda said: do.plan_parts(application=one, by=request.who, at=timezone.now(), **said),
        title=_("In which parts it is paid"),
        lead=f"{one}: {euro(one.asked_cents)}",
        back=reverse("levers:application", args=[pk]),
    )


@allow(KEEP, purpose=PROJECT)
@require_form
def ask(request: Request, pk: UUID) -> HttpResponse:
    """A body is asked to decide; what it decides is followed by itself."""
    one = _the(request, pk)

    def act(said: dict[str, Any]) -> Any:
        values = {
            "question": _("Do we support %(application)s?") % {"application": one.title},
            "proposal": _("%(organisation)s gets %(amount)s from the fund, in parts, each on its condition.")
            % {"organisation": one.organisation.name, "amount": euro(one.asked_cents)},
            "reasons": f"{one.plan}\n\n{one.social}", "plan": said["plan"], "aims": said["aims"],
        }  # fmt: skip
        return do.ask_fund_decision(
            application=one, body=said["body"], values=values, today=timezone.localdate(), by=request.who, at=timezone.now()
        )

    return form_page(
        request, AskDecisionForm(request.POST or None), act, title=_("Ask for a decision"), lead=str(one),
        back=reverse("levers:application", args=[pk]), then=lambda made: reverse("governance:decision", args=[made.pk]),
    )  # fmt: skip


def _part_of(request: Request, pk: UUID) -> Instalment:
    rows = Instalment.objects.visible_to(request.who, PROJECT).select_related("application__opportunity__fund")
    found: Instalment = the(rows, pk=pk)
    return found


@allow(KEEP, purpose=PROJECT)
@require_form
def met(request: Request, pk: UUID) -> HttpResponse:
    """The condition of a part is met."""
    part = _part_of(request, pk)
    return form_page(
        request,
        MetForm(request.POST or None),
        lambda said: do.meet(part=part, today=timezone.localdate(), by=request.who, at=timezone.now(), **said),
        title=_("The condition is met"),
        lead=part.condition,
        back=reverse("levers:application", args=[part.application_id]),
    )


@allow(KEEP, purpose=PROJECT)
@require_form
def pay(request: Request, pk: UUID) -> HttpResponse:
    """It was paid elsewhere: written down with its proof."""
    part, today = _part_of(request, pk), timezone.localdate()
    return form_page(
        request,
        PayForm(request.POST or None, initial={"on": today}),
        lambda said: do.pay(part=part, today=today, by=request.who, at=timezone.now(), **said),
        title=_("Write down that it was paid"),
        lead=f"{part.condition}: {euro(part.cents)}",
        back=reverse("levers:application", args=[part.application_id]),
    )


@allow(KEEP, purpose=PROJECT)
@require_form
def returned(request: Request, pk: UUID) -> HttpResponse:
    """Money, or what changed for people."""
    one, today = _the(request, pk), timezone.localdate()
    return form_page(
        request,
        ReturnForm(request.POST or None, initial={"on": today}),
        lambda said: do.note_return(
            application=one, kind=said["kind"], what=said["what"], cents=said["cents"] or 0, on=said["on"], today=today,
            by=request.who, at=timezone.now(),
        ),
        title=_("Write down what came back"),
        lead=str(one),
        back=reverse("levers:application", args=[pk]),
    )  # fmt: skip


@allow(KEEP, purpose=PROJECT)
@require_POST
def close(request: Request, pk: UUID) -> HttpResponse:
    """Nothing more is paid."""
    do.close_application(application=_the(request, pk), today=timezone.localdate(), by=request.who, at=timezone.now())
    return HttpResponseRedirect(reverse("levers:application", args=[pk]))
