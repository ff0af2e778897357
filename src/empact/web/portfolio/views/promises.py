"""Who promised what, until when, and whether it is there (PRT-07, TER-15)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ...kernel.lists import as_csv, wants_csv
from ...kernel.pages import require_form, the
from ...kernel.request import Request
from ...kernel.rules import allow
from ...territory.models import Organisation
from ...territory.queries import own_organisation
from .. import actions as do
from .. import policies
from ..forms import DeliveredForm, PromiseForm
from ..models import Action, Promise
from ..permissions import KEEP, PROMISE, SEE, check_may_keep, may_promise
from .shared import PROJECT, form_page, home, seen

__all__ = ["add", "confirm", "deliver", "end", "partner", "partners"]


@allow(SEE, purpose=PROJECT)
@require_safe
def partners(request: Request) -> HttpResponse:
    """Each partner with what it promised, in the order of the alphabet: nobody is ranked."""
    today = timezone.localdate()
    promises = Q(promises__in=Promise.objects.visible_to(request.who, PROJECT).on(today))
    rows: Any = (
        Organisation.objects.visible_to(request.who, PROJECT)
        .kept()
        .annotate(
            given=Count("promises", filter=promises & Q(promises__confirmed__isnull=False), distinct=True),
            expected=Count("promises", filter=promises & Q(promises__confirmed=None), distinct=True),
            delivered=Count("promises", filter=promises & Q(promises__delivered__isnull=False), distinct=True),
            pulled=Count("pulls", distinct=True),
        )
        .filter(Q(given__gt=0) | Q(expected__gt=0) | Q(pulled__gt=0))
    )
    if wants_csv(request):
        head = ("organisation", "pulls", "promised", "expected", "delivered")
        return as_csv("promises", head, ((r.name, r.pulled, r.given, r.expected, r.delivered) for r in rows))
    return render(request, "portfolio/partners.html", {"rows": rows, "own": own_organisation(request.who)})


@allow(SEE, purpose=PROJECT)
@require_safe
def partner(request: Request, pk: UUID) -> HttpResponse:
    """One partner: what it pulls, and all it promised, with what is there, open and late."""
    today = timezone.localdate()
    one: Organisation = the(Organisation.objects.visible_to(request.who, PROJECT).kept(), pk=pk)
    rows = Promise.objects.visible_to(request.who, PROJECT).on(today).filter(organisation=one).select_related("action")
    promises = [(p, _state(p, today), policies.is_stale(p, today)) for p in rows]
    if wants_csv(request):
        head = ("action", "contribution", "what", "by", "state")
        said = ((p.action.title, p.get_contribution_display(), p.what, p.due or "", state) for p, state, _stale in promises)
        return as_csv("promises", head, said)
    context = {
        "organisation": one,
        "promises": promises,
        "pulls": seen(request).filter(puller=one),
        "is_own": request.who.at("organisation", one.pk),
        "may_promise": may_promise(request.who, one),
    }
    return render(request, "portfolio/partner.html", context)


def _state(promise: Promise, day: date) -> str:
    if promise.delivered is not None:
        return _("there")
    if promise.due is not None and promise.due < day:
        return _("late")
    return _("open") if promise.confirmed else _("expected")


@allow(PROMISE, purpose=PROJECT)
@require_form
def add(request: Request, pk: UUID) -> HttpResponse:
    """What the own organisation brings; or, by the project office, what is expected of another."""
    one: Action = the(seen(request), pk=pk)
    own = own_organisation(request.who)

    def act(said: dict[str, Any]) -> Promise:
        organisation: Any = said.pop("organisation", None) or own
        return do.promise(
            action=one, organisation=organisation, today=timezone.localdate(), by=request.who, at=timezone.now(), **said
        )

    lead = one.title if own else _("What you write down for another organisation is expected until it confirms it.")
    return form_page(
        request,
        PromiseForm(request.POST or None, own=own),
        act,
        title=_("What do you bring?") if own else _("What is expected?"),
        lead=lead,
        back=home(one, "promises"),
    )


def _promise(request: Request, pk: UUID) -> Promise:
    rows = Promise.objects.visible_to(request.who, PROJECT).select_related("action", "organisation")
    found: Promise = the(rows, pk=pk)
    return found


@allow(PROMISE, purpose=PROJECT)
@require_POST
def confirm(request: Request, pk: UUID) -> HttpResponse:
    """It holds, says the partner."""
    one = _promise(request, pk)
    do.confirm_promise(promise=one, today=timezone.localdate(), by=request.who, at=timezone.now())
    return HttpResponseRedirect(home(one.action_id, "promises"))


@allow(PROMISE, purpose=PROJECT)
@require_POST
def end(request: Request, pk: UUID) -> HttpResponse:
    """Not any more, from today on; or it holds after all."""
    one, today = _promise(request, pk), timezone.localdate()
    last_day = None if request.POST.get("undo") else max(one.starts, today - timedelta(days=1))
    do.end_promise(promise=one, last_day=last_day, by=request.who, at=timezone.now())
    return HttpResponseRedirect(home(one.action_id, "promises"))


@allow(KEEP, purpose=PROJECT)
@require_form
def deliver(request: Request, pk: UUID) -> HttpResponse:
    """It is there, says who pulls the action."""
    one = _promise(request, pk)
    check_may_keep(request.who, one.action)
    return form_page(
        request,
        DeliveredForm(request.POST or None, initial={"on": one.delivered or timezone.localdate()}),
        lambda said: do.deliver_promise(promise=one, on=said["on"], by=request.who, at=timezone.now()),
        title=f"{one.organisation.name}: {one.get_contribution_display()}",
        lead=one.what,
        back=home(one.action_id, "promises"),
    )
