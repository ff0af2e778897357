"""POL-02: what government engaged itself to: by when, its state, and the proof of it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ....definitions.government import read_engagements
from ...kernel.lists import as_csv, wants_csv
from ...kernel.pages import require_form
from ...kernel.request import Request
from ...kernel.rules import allow
from .. import actions as do
from ..forms import CheckForm, TakeUpForm
from ..models import Engagement
from ..permissions import FOLLOW, KEEP, SEE
from .shared import PROJECT, form_page, the

__all__ = ["check", "engagements", "take_up"]


@allow(SEE, purpose=PROJECT)
@require_safe
def engagements(request: Request) -> HttpResponse:
    """In the order of their source; a date that is past without proof has a mark."""
    today = timezone.localdate()
    rows = Engagement.objects.visible_to(request.who, PROJECT).prefetch_related("checks")
    if wants_csv(request):
        head = ("title", "by whom", "by when", "agreed for", "state", "late", "checked", "proof", "source")
        cells = []
        for one in rows:
            last = next(iter(one.checks.all()), None)
            late = "yes" if one.is_late(today) else "no"
            seen = (last.on, last.proof) if last else ("", "")
            cells.append((one.title, one.by, one.said, one.due or "", one.state, late, *seen, one.source))
        return as_csv("engagements", head, cells)
    context = {"rows": [(one, one.is_late(today), list(one.checks.all())) for one in rows]}
    return render(request, "policy/engagements.html", context)


@allow(KEEP, purpose=PROJECT)
@require_form
def take_up(request: Request) -> HttpResponse:
    """From what is shipped, in the words of its source."""
    told = read_engagements()
    return form_page(
        request,
        TakeUpForm(request.POST or None, offered=[(one.id, f"{one.title} ({one.source})") for one in told.values()]),
        lambda said: do.take_up_engagements(told=told[said["source"]], by=request.who, at=timezone.now()),
        title=_("Take up engagements of government"),
        lead=_("Each comes over in the words of its source, with its date, or without where it names none."),
        back=reverse("policy:engagements"),
    )


@allow(FOLLOW, purpose=PROJECT)
@require_form
def check(request: Request, pk: UUID) -> HttpResponse:
    """What was seen of it, and the proof."""
    one: Engagement = the(Engagement.objects.visible_to(request.who, PROJECT), pk=pk)
    today = timezone.localdate()
    return form_page(
        request,
        CheckForm(request.POST or None, initial={"on": today, "due": one.due, "state": one.state}),
        lambda said: do.check_engagement(engagement=one, today=today, by=request.who, at=timezone.now(), **said),
        title=one.title,
        lead=one.text,
        back=reverse("policy:engagements"),
    )
