"""TER-16: the open door. Anybody asks, somebody of the region answers, and who asked sees what became of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ...kernel.limits import address_of, check_often, hidden
from ...kernel.lists import as_csv, page_of, wants_csv
from ...kernel.pages import require_form
from ...kernel.purposes import Purpose
from ...kernel.request import Request
from ...kernel.rules import allow, public
from .. import doors, queries
from ..actions import joining as actions
from ..forms import JoinForm, ReceiptForm, RefuseForm
from ..models import JoinRequest
from ..permissions import REVIEW_REQUESTS
from .shared import form_page, page, the

__all__ = ["accept", "asked", "find", "join", "refuse", "requests"]


@public("An organisation that wants to join has no account yet.")
@require_form
def join(request: Request) -> HttpResponse:
    """Seven fields; nothing is added to the address book before somebody has looked."""
    at = timezone.now()
    return form_page(
        request,
        JoinForm(request.POST or None, today=timezone.localdate()),
        lambda said: actions.ask_to_join(by=request.who, at=at, **said),
        title=_("Your organisation joins"),
        lead=_("Every organisation for care, welfare or the neighbourhood is welcome. Somebody answers within a week."),
        button=_("Send"),
        done=_("Thank you. We have your request and answer in the mailbox you gave."),
        back=reverse("kernel:home"),
        then=lambda made: reverse("territory:asked", args=[made.pk]),
        template="territory/join.html",
    )


@public("Who asked has a receipt and no account yet.")
@require_form
def find(request: Request) -> HttpResponse:
    """From the code on the receipt to the page of the request. Guessing is soon too often."""
    form = ReceiptForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        whose = hidden(address_of(request))
        check_often("receipt", whose, allowed=10, at=timezone.now(), stretch=timedelta(minutes=10))
        found = JoinRequest.objects.held_with(form.cleaned_data["receipt"]).first()
        if found is not None:
            return HttpResponseRedirect(reverse("territory:asked", args=[found.pk]))
        form.add_error("receipt", _("We know no request with this code."))
    context = {
        "form": form,
        "title": _("What became of my request?"),
        "lead": _("Give the code that you got when you asked to join."),
        "button": _("Show"),
        "back": reverse("territory:join"),
    }
    return page(request, "form.html", context, status=422 if form.errors else 200)


@public("The address holds a key that only who asked was given.")
@require_safe
def asked(request: Request, pk: UUID) -> HttpResponse:
    """The receipt: what was asked, what was decided, and, once in, which texts there are to sign and what it takes part in."""
    one: JoinRequest = the(JoinRequest.objects.held_with(pk).select_related("organisation__merged_into", "category"))
    joined = one.organisation and (one.organisation.merged_into or one.organisation)
    today = timezone.localdate()
    context: dict[str, Any] = {"one": one, "joined": None, "joins": []}
    if joined:
        context |= {"joined": queries.joined(joined, today), "joins": doors.takes_part(joined.pk, today)}
    return page(request, "asked.html", context)


@allow(REVIEW_REQUESTS, purpose=Purpose.ADMINISTRATION)
@require_safe
def requests(request: Request) -> HttpResponse:
    """Who wants to join; the oldest request first."""
    rows = JoinRequest.objects.visible_to(request.who, Purpose.ADMINISTRATION).select_related("category")
    state = request.GET.get("state", JoinRequest.State.ASKED)
    rows = rows.filter(state=state)
    if wants_csv(request):
        cells = ((r.name, r.kbo, r.category.code, r.postcode, timezone.localdate(r.asked_at), r.state) for r in rows)
        return as_csv("join-requests", ("name", "kbo", "category", "postcode", "asked", "state"), cells)
    context = {"page": page_of(request, rows), "state": state, "states": JoinRequest.State.choices}
    return page(request, "requests.html", context)


@allow(REVIEW_REQUESTS, purpose=Purpose.ADMINISTRATION)
@require_POST
def accept(request: Request, pk: UUID) -> HttpResponse:
    """In, from today on."""
    one: JoinRequest = the(JoinRequest.objects.visible_to(request.who, Purpose.ADMINISTRATION), pk=pk)
    joined = actions.accept_request(request=one, starts=timezone.localdate(), by=request.who, at=timezone.now())
    messages.success(request, _("This organisation has joined."))
    return HttpResponseRedirect(reverse("territory:organisation", args=[joined.pk]))


@allow(REVIEW_REQUESTS, purpose=Purpose.ADMINISTRATION)
@require_form
def refuse(request: Request, pk: UUID) -> HttpResponse:
    """Not now, and why."""
    at = timezone.now()
    one: JoinRequest = the(JoinRequest.objects.visible_to(request.who, Purpose.ADMINISTRATION), pk=pk)
    return form_page(
        request,
        RefuseForm(request.POST or None, today=timezone.localdate()),
        lambda said: actions.refuse_request(request=one, by=request.who, at=at, **said),
        title=_("Answer %(name)s: not now") % {"name": one.name},
        button=_("Answer"),
        back=reverse("territory:requests"),
    )
