"""The pages for everybody: looking for help, one offer, and saying that something of it is wrong. Nobody needs an account."""

from __future__ import annotations

from datetime import date
from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ...kernel.lists import as_csv, csv_address, page_of, wants_csv
from ...kernel.models import User
from ...kernel.pages import form_page, require_form, the
from ...kernel.permissions import may
from ...kernel.purposes import Purpose
from ...kernel.request import Request
from ...kernel.rules import public
from ...territory.models import Territory
from .. import actions as do
from .. import queries
from ..finding import Found, find
from ..forms import OfferSearch, ProposalForm
from ..hsds.package import COLUMNS, csv_rows
from ..kinds import label_of, source_of
from ..models import Offer, Proposal
from ..permissions import SEE, may_keep
from ..states import MOVES
from ..values import label_of_field

__all__ = ["PROJECT", "offer", "propose", "proposed", "search"]

PROJECT: Final = Purpose.PROJECT


@public("Nobody needs an account to find help.")
@require_safe
def search(request: Request) -> HttpResponse:
    """DIR-01: by words, place, kind and language. What is asked stands in the address: a search can be shown to others."""
    today = timezone.localdate()
    form = OfferSearch(request.GET, today=today)
    rows = queries.offers_for(request.who)
    found, place = Found([]), None
    if form.is_valid():
        said = form.cleaned_data
        place = Territory.objects.on(today).filter(code=said["place"]).first() if said["place"] else None
        rows = queries.found(rows, today, kind=said["kind"], place=place, language=said["language"])
        found = find(rows, said["q"], today)
    if wants_csv(request):
        return as_csv("offers", COLUMNS, csv_rows(_in_order(found.order)))
    page = page_of(request, found.order)
    shown = _in_order(list(page.object_list))
    reach = queries.contacts_of((one.organisation_id for one in shown), today)
    context = {
        "form": form, "page": page, "found": found, "place": place, "csv": csv_address(request), "asked": bool(request.GET),
        "rows": [(one, one.contact or reach.get(one.organisation_id), one.is_stale(today)) for one in shown],
    }  # fmt: skip
    return render(request, "network/search.html", context)


def _in_order(order: list[UUID]) -> list[Offer]:
    by_id = Offer.objects.whole().in_bulk(order)
    return [by_id[pk] for pk in order]


@public("Nobody needs an account to find help.")
@require_safe
def offer(request: Request, pk: UUID) -> HttpResponse:
    """All that is known of one offer, where that comes from, and when somebody last said that it is right."""
    today = timezone.localdate()
    one: Offer = the(Offer.objects.visible_to(request.who, PROJECT).whole(), pk=pk)
    partner = may(request.who, SEE, PROJECT)
    keeps = may_keep(request.who, one.organisation)
    context: dict[str, Any] = {
        "offer": one, "wording": one.wording, "stale": one.is_stale(today), "partner": partner, "keeps": keeps,
        "contact": one.contact or queries.contacts_of([one.organisation_id], today).get(one.organisation_id),
        "kind_source": source_of(one.kind), "wait_old": _is_old(one.wait_on, today),
        "days": _days(one), "changes": _log(one), "price": None if one.amount_minor is None else one.amount_minor / 100,
    }  # fmt: skip
    if partner:
        by = User.objects.filter(pk=one.assured_by_id).values_list("name", flat=True).first() if one.assured_by_id else ""
        context |= {"assured_by": by, "differences": _told(one, keeps=keeps)}
    if keeps:
        proposals = one.proposals.waiting()
        names: dict[str, Any] = dict(Offer.State.choices)
        moves: list[tuple[str, Any]] = [
            (to, names[to]) for before, to in sorted(MOVES) if before == one.state and to != Offer.State.ACTIVE
        ]
        if (Offer.State.CLOSED, Offer.State.ACTIVE) in MOVES and one.state == Offer.State.CLOSED:
            moves.append((Offer.State.ACTIVE, _("open again")))
        context |= {"proposals": proposals, "moves": moves}
    return render(request, "network/offer.html", context)


def _is_old(on: date | None, today: date) -> bool:
    """A waiting time changes by the month."""
    return on is not None and (today - on).days > 92


def _days(one: Offer) -> list[tuple[Any, list[Any]]]:
    """The name of each day on which it is open, with its hours."""
    found: dict[int, list[Any]] = {}
    for opening in one.openings.all():
        found.setdefault(opening.weekday, []).append(opening)
    return [(WEEKDAYS[day - 1], hours) for day, hours in sorted(found.items())]


def _log(one: Offer) -> list[tuple[Any, str]]:
    """The day of each change and which fields: the last ten."""
    rows = one.changes.all()[:10]
    return [(row, ", ".join(sorted({_named(name) for name in row.fields}))) for row in rows]


def _named(name: str) -> str:
    return _("state") if name == "state" else label_of_field(name)


def _told(one: Offer, *, keeps: bool) -> list[dict[str, Any]]:
    """What sources say otherwise."""
    return [
        {
            "source": told.source, "on": told.on, "field": label_of_field(name), "there": _readable(name, there),
            "here": _readable(name, here),
            "address": reverse("network:take-over", args=[told.pk, name]) if keeps else "",
        }
        for told, name, there, here in queries.differences(one)
    ]  # fmt: skip


def _readable(name: str, value: Any) -> str:
    if value in (None, ""):
        return "–"
    if name == "kind":
        return label_of(str(value))
    if name in ("sites", "contact"):
        return _("%(n)s of the address book") % {"n": len(str(value).split())}
    return str(value)


@public("Anybody may say that something is wrong.")
@require_form
def propose(request: Request, pk: UUID) -> HttpResponse:
    """Two questions. Nothing changes before who keeps the offer has looked."""
    one: Offer = the(Offer.objects.visible_to(request.who, PROJECT).whole(), pk=pk)
    return form_page(
        request,
        ProposalForm(request.POST or None),
        lambda said: do.propose_correction(offer=one, by=request.who, at=timezone.now(), **said),
        title=_("Something is wrong"),
        lead=one.name,
        button=_("Send"),
        done=_("Thank you. Who keeps this offer looks at it."),
        back=reverse("network:offer", args=[pk]),
        then=lambda made: reverse("network:proposed", args=[made.pk]),
    )


@public("The address holds a key that only who proposed was given.")
@require_safe
def proposed(request: Request, pk: UUID) -> HttpResponse:
    """The receipt: what was proposed, and what became of it."""
    one: Proposal = the(Proposal.objects.held_with(pk).select_related("offer"), pk=pk)
    return render(request, "network/proposed.html", {"one": one})
