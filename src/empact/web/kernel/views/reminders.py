"""What comes of reminders, on the page of who answers for them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from .. import actions, reminders
from ..lists import as_csv, wants_csv
from ..own_permissions import OWN_REMINDERS
from ..purposes import Purpose
from ..request import Request
from ..roles import ROLES
from ..rules import allow

__all__ = ["listing", "switch"]


@allow(OWN_REMINDERS, purpose=Purpose.ADMINISTRATION)
@require_safe
def listing(request: Request) -> HttpResponse:
    """Every kind of reminder: how many people were reminded in the last quarter, and how many did something with it."""
    today = timezone.localdate()
    quarter, start, end = reminders.last_quarter(today)
    rows = reminders.record(start, end, today)
    if wants_csv(request):
        cells = ((r.kind.id, r.kind.owner, r.told, r.followed, r.is_proposed, r.is_off) for r in rows)
        return as_csv("reminders", ("kind", "owner", "reminded", "acted", "proposed for removal", "off"), cells)
    shown = [(r, ROLES[r.kind.owner].title, r.kind.owner == request.who.role) for r in rows]
    return render(request, "kernel/reminders.html", {"rows": shown, "quarter": quarter})


@allow(OWN_REMINDERS, purpose=Purpose.ADMINISTRATION)
@require_POST
def switch(request: Request, kind: str) -> HttpResponse:
    """Take a kind away, or give it back."""
    actions.switch_reminder(kind=kind, off=request.POST.get("off") == "1", by=request.who, at=timezone.now())
    messages.success(request, _("Saved."))
    return HttpResponseRedirect(reverse("kernel:reminders"))
