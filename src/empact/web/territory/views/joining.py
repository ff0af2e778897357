"""TER-16: the open door. Anybody asks, somebody of the region answers."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ...kernel.lists import as_csv, page_of, wants_csv
from ...kernel.purposes import Purpose
from ...kernel.request import Request
from ...kernel.rules import allow, public
from ..actions import joining as actions
from ..forms import JoinForm, RefuseForm
from ..models import JoinRequest
from ..permissions import REVIEW_REQUESTS
from .shared import form_page, page, the

__all__ = ["accept", "join", "refuse", "requests"]


@public("An organisation that wants to join has no account yet.")
@require_http_methods(["GET", "HEAD", "POST"])
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
        back=reverse("territory:join"),
    )


@allow(REVIEW_REQUESTS, purpose=Purpose.ADMINISTRATION)
@require_safe
def requests(request: Request) -> HttpResponse:
    """Who wants to join; the oldest request first."""
    rows = JoinRequest.objects.visible_to(request.who, Purpose.ADMINISTRATION).select_related("category")
    state = request.GET.get("state", JoinRequest.State.ASKED)
    rows = rows.filter(state=state)
    if wants_csv(request):
        cells = ((r.name, r.kbo, r.category.code, r.postcode, r.asked_at.date(), r.state) for r in rows)
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
@require_http_methods(["GET", "HEAD", "POST"])
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
