"""COM-05: the message bank: approved words in three languages, dated, each with who answers for it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ...kernel.lists import as_csv, csv_address, page_of, wants_csv
from ...kernel.pages import require_form
from ...kernel.request import Request
from ...kernel.rules import allow
from .. import actions as do
from ..forms import MessageForm
from ..models import KeyMessage
from ..permissions import COMMENT, KEEP, SEE, may_comment
from .shared import PROJECT, form_page, the

__all__ = ["approve", "messages", "new", "replace", "withdraw"]


@allow(SEE, purpose=PROJECT)
@require_safe
def messages(request: Request) -> HttpResponse:
    """By subject; what is not said any more stays readable."""
    rows = KeyMessage.objects.visible_to(request.who, PROJECT).select_related("owner", "followed_by")
    if wants_csv(request):
        head = ("subject", "nl", "fr", "de", "owner", "approved", "withdrawn")
        cells = ((m.subject, m.nl, m.fr, m.de, m.owner, m.approved or "", m.withdrawn or "") for m in rows)
        return as_csv("messages", head, cells)
    page = page_of(request, rows)
    context = {
        "page": page,
        "rows": [(m, m.approved is None and may_comment(request.who, m.owner)) for m in page],
        "csv": csv_address(request),
    }
    return render(request, "participation/messages.html", context)


def _write(request: Request, before: KeyMessage | None) -> HttpResponse:
    initial = {n: getattr(before, n) for n in ("subject", "nl", "fr", "de")} | {"owner": before.owner_id} if before else None
    return form_page(
        request,
        MessageForm(request.POST or None, initial=initial),
        lambda said: do.write_message(follows=before, today=timezone.localdate(), by=request.who, at=timezone.now(), **said),
        title=_("New message"),
        lead=_("It is said once who answers for it has approved it."),
        back=reverse("participation:messages"),
    )


@allow(KEEP, purpose=PROJECT)
@require_form
def new(request: Request) -> HttpResponse:
    """One more."""
    return _write(request, None)


def _the(request: Request, pk: UUID) -> KeyMessage:
    found: KeyMessage = the(KeyMessage.objects.visible_to(request.who, PROJECT).select_related("owner", "follows"), pk=pk)
    return found


@allow(KEEP, purpose=PROJECT)
@require_form
def replace(request: Request, pk: UUID) -> HttpResponse:
    """Other words in its place."""
    return _write(request, _the(request, pk))


@allow(COMMENT, purpose=PROJECT)
@require_POST
def approve(request: Request, pk: UUID) -> HttpResponse:
    """By who answers for it."""
    do.approve(message=_the(request, pk), today=timezone.localdate(), by=request.who, at=timezone.now())
    return HttpResponseRedirect(reverse("participation:messages"))


@allow(KEEP, purpose=PROJECT)
@require_POST
def withdraw(request: Request, pk: UUID) -> HttpResponse:
    """Not said any more, or again."""
    day = None if request.POST.get("undo") else timezone.localdate()
    do.withdraw(message=_the(request, pk), today=day, by=request.who, at=timezone.now())
    return HttpResponseRedirect(reverse("participation:messages"))
