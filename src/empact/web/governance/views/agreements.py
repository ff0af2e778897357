"""S73: the register of agreements, one of them with its parties and years, and signing it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ...kernel.lists import as_csv, csv_address, page_of, wants_csv
from ...kernel.pages import form_page, require_form, the
from ...kernel.request import Request
from ...kernel.rules import allow
from .. import actions as do
from ..forms import AgreementFilter, AgreementForm, AnnexForm, SignForm
from ..models import Agreement, Annex, Party
from ..permissions import KEEP, SEE, SIGN, may_sign
from ..todo import AGREEMENT_ENDS_WITHIN
from .shared import PROJECT

__all__ = ["agreement", "agreements", "annex", "approve", "new", "renew", "sign"]


@allow(SEE, purpose=PROJECT)
@require_safe
def agreements(request: Request) -> HttpResponse:
    """All of them, by kind; what ends within 90 days has a mark."""
    today = timezone.localdate()
    form = AgreementFilter(request.GET)
    rows = Agreement.objects.visible_to(request.who, PROJECT).prefetch_related("parties__organisation", "annexes")
    if form.is_valid():
        if kind := form.cleaned_data["kind"]:
            rows = rows.filter(kind=kind)
        if form.cleaned_data["ending"]:
            rows = rows.ending(today, today + AGREEMENT_ENDS_WITHIN)
    else:
        rows = rows.none()
    in_force = set(Agreement.objects.on(today).values_list("pk", flat=True))
    if wants_csv(request):
        head = ("kind", "subject", "parties", "from", "until", "in force", "annex of this year")
        cells = (
            (
                a.kind, a.subject, "; ".join(p.organisation.name for p in a.parties.all()), a.starts, a.ends or "",
                "yes" if a.pk in in_force else "no", _annex_state(a, today.year),
            )
            for a in rows
        )  # fmt: skip
        return as_csv("agreements", head, cells)
    page = page_of(request, rows)
    ending = set(Agreement.objects.ending(today, today + AGREEMENT_ENDS_WITHIN).values_list("pk", flat=True))
    context = {
        "form": form,
        "page": page,
        "rows": [(a, a.pk in in_force, a.pk in ending, _annex_state(a, today.year)) for a in page],
        "csv": csv_address(request),
        "year": today.year,
    }
    return render(request, "governance/agreements.html", context)


def _annex_state(agreement: Agreement, year: int) -> str:
    """Of this year: approved, waiting or none."""
    found = next((a for a in agreement.annexes.all() if a.year == year), None)
    return _("none") if found is None else _("approved") if found.approved else _("waits to be approved")


def _the(request: Request, pk: UUID) -> Agreement:
    rows = Agreement.objects.visible_to(request.who, PROJECT).select_related("renews", "renewed_by")
    found: Agreement = the(rows, pk=pk)
    return found


@allow(SEE, purpose=PROJECT)
@require_safe
def agreement(request: Request, pk: UUID) -> HttpResponse:
    """What was promised, who signed, and each year's plan and budget."""
    one, today = _the(request, pk), timezone.localdate()
    parties = [
        (p, p.signed is None and may_sign(request.who, p.organisation)) for p in one.parties.select_related("organisation")
    ]
    context = {
        "agreement": one,
        "parties": parties,
        "annexes": one.annexes.all(),
        "in_force": Agreement.objects.on(today).filter(pk=pk).exists(),
        "next": getattr(one, "renewed_by", None),
    }
    return render(request, "governance/agreement.html", context)


@allow(KEEP, purpose=PROJECT)
@require_form
def new(request: Request) -> HttpResponse:
    """One more."""
    return _make(request, None)


@allow(KEEP, purpose=PROJECT)
@require_form
def renew(request: Request, pk: UUID) -> HttpResponse:
    """Another in its place, with the same parties."""
    return _make(request, _the(request, pk))


def _make(request: Request, before: Agreement | None) -> HttpResponse:
    initial: dict[str, Any] = {"starts": timezone.localdate()}
    if before is not None:
        initial |= {n: getattr(before, n) for n in ("kind", "subject", "promises")}
        initial |= {"parties": [p.organisation_id for p in before.parties.all() if p.joins is None or p.signed]}
        initial |= {"starts": before.ends + timedelta(days=1)} if before.ends else {}

    def _act(said: dict[str, Any]) -> Agreement:
        joins = said.pop("joins")
        later = dict.fromkeys(said.pop("later"), joins)
        return do.make_agreement(renews=before, later=later, by=request.who, at=timezone.now(), **said)

    return form_page(
        request,
        AgreementForm(request.POST or None, initial=initial),
        _act,
        title=_("New agreement"),
        back=reverse("governance:agreements"),
        then=lambda made: reverse("governance:agreement", args=[made.pk]),
    )


@allow(SIGN, purpose=PROJECT)
@require_form
def sign(request: Request, pk: UUID) -> HttpResponse:
    """For an organisation."""
    rows = Party.objects.visible_to(request.who, PROJECT).select_related("agreement", "organisation")
    one: Party = the(rows, pk=pk)
    today = timezone.localdate()
    return form_page(
        request,
        SignForm(request.POST or None, initial={"on": today}),
        lambda said: do.sign_agreement(party=one, today=today, by=request.who, at=timezone.now(), **said),
        title=_("Sign for %(organisation)s") % {"organisation": one.organisation.name},
        lead=one.agreement.promises,
        back=reverse("governance:agreement", args=[one.agreement_id]),
    )


@allow(KEEP, purpose=PROJECT)
@require_form
def annex(request: Request, pk: UUID) -> HttpResponse:
    """Plan and budget of a year."""
    one = _the(request, pk)
    return form_page(
        request,
        AnnexForm(request.POST or None, initial={"year": timezone.localdate().year}),
        lambda said: do.add_annex(agreement=one, by=request.who, at=timezone.now(), **said),
        title=_("Plan and budget of a year"),
        back=reverse("governance:agreement", args=[pk]),
    )


@allow(KEEP, purpose=PROJECT)
@require_POST
def approve(request: Request, pk: UUID) -> HttpResponse:
    """Both hold."""
    one: Annex = the(Annex.objects.visible_to(request.who, PROJECT).select_related("agreement"), pk=pk)
    do.approve_annex(annex=one, today=timezone.localdate(), by=request.who, at=timezone.now())
    return HttpResponseRedirect(reverse("governance:agreement", args=[one.agreement_id]))
