"""POL-03, POL-12: the report of each half-year and for whom it is; authorities, and who got what."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ...kernel.lists import as_csv, page_of, wants_csv
from ...kernel.pages import require_form
from ...kernel.request import Request
from ...kernel.rules import allow
from ...portfolio.models import Report
from .. import actions as do
from .. import queries
from ..forms import AuthorityForm, RecipientsForm
from ..models import Authority, Card, Level, Recipient
from ..permissions import KEEP, SEE
from .shared import PROJECT, form_page, the

__all__ = ["authorities", "drop_authority", "new_authority", "of_card", "of_report", "reports", "sent"]

_BOTH = (Level.FEDERAL, Level.COMMUNITY)


@allow(SEE, purpose=PROJECT)
@require_safe
def reports(request: Request) -> HttpResponse:
    """Each frozen report with its recipients; half-years without one, and reports for one level alone, are seen as such."""
    related = "recipients__authority__organisation"
    rows = Report.objects.visible_to(request.who, PROJECT).defer("content").prefetch_related(related)
    if wants_csv(request):
        head = ("report", "since", "on", "recipient", "level", "sent")
        cells = (
            (r.title, r.since, r.on, one.authority.organisation, one.authority.level, one.sent or "")
            for r in rows
            for one in r.recipients.all()
        )
        return as_csv("recipients", head, cells)
    page = page_of(request, rows)
    told = [(r, list(r.recipients.all())) for r in page]
    context = {
        "page": page,
        "rows": [(r, to, _lacking({one.authority.level for one in to}) if to else []) for r, to in told],
        "halves": [(h, _lacking(set(h.levels)) if h.report else []) for h in queries.halves(timezone.localdate())],
    }
    return render(request, "policy/reports.html", context)


def _lacking(levels: set[str]) -> list[Any]:
    """Of the two levels that both have a part, those that get nothing."""
    return [level.label for level in _BOTH if level not in levels]


def _address(request: Request, back: str, title: str, **of: Any) -> HttpResponse:
    there = Recipient.objects.filter(**of).values_list("authority", flat=True)
    return form_page(
        request,
        RecipientsForm(request.POST or None, initial={"authorities": list(there)}),
        lambda said: do.address(by=request.who, at=timezone.now(), **of, **said),
        title=_("For whom is it?"),
        lead=title,
        back=back,
    )


@allow(KEEP, purpose=PROJECT)
@require_form
def of_report(request: Request, pk: UUID) -> HttpResponse:
    """Authorities of every level."""
    one: Report = the(Report.objects.visible_to(request.who, PROJECT).defer("content"), pk=pk)
    return _address(request, reverse("policy:reports"), one.title, report=one)


@allow(KEEP, purpose=PROJECT)
@require_form
def of_card(request: Request, pk: UUID) -> HttpResponse:
    """Who can make it last."""
    one: Card = the(Card.objects.visible_to(request.who, PROJECT).select_related("action"), pk=pk)
    return _address(request, reverse("policy:card", args=[pk]), one.action.title, card=one)


@allow(KEEP, purpose=PROJECT)
@require_POST
def sent(request: Request, pk: UUID) -> HttpResponse:
    """It went out today, or did not after all."""
    one: Recipient = the(Recipient.objects.visible_to(request.who, PROJECT), pk=pk)
    do.mark_sent(
        recipient=one, today=None if request.POST.get("undo") else timezone.localdate(), by=request.who, at=timezone.now()
    )
    return HttpResponseRedirect(reverse("policy:card", args=[one.card_id]) if one.card_id else reverse("policy:reports"))


@allow(SEE, purpose=PROJECT)
@require_safe
def authorities(request: Request) -> HttpResponse:
    """By level; what each was asked and got."""
    rows = Authority.objects.visible_to(request.who, PROJECT).select_related("organisation")
    rows = rows.prefetch_related("asks", "received", "talks")
    return render(request, "policy/authorities.html", {"page": page_of(request, rows)})


@allow(KEEP, purpose=PROJECT)
@require_form
def new_authority(request: Request) -> HttpResponse:
    """An organisation of the address book."""
    return form_page(
        request,
        AuthorityForm(request.POST or None),
        lambda said: do.make_authority(by=request.who, at=timezone.now(), **said),
        title=_("New authority"),
        back=reverse("policy:authorities"),
    )


@allow(KEEP, purpose=PROJECT)
@require_POST
def drop_authority(request: Request, pk: UUID) -> HttpResponse:
    """It stood there by mistake."""
    one: Authority = the(Authority.objects.visible_to(request.who, PROJECT), pk=pk)
    do.drop_authority(authority=one, by=request.who, at=timezone.now())
    return HttpResponseRedirect(reverse("policy:authorities"))
