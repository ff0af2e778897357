"""POL-08, POL-10, POL-11: talks with policy and their notes; who speaks for the region, by forum."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby
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
from .. import actions as do
from ..forms import RepresentForm, TalkForm
from ..models import Representation, Talk
from ..permissions import KEEP, SEE
from .shared import PROJECT, form_page, the

__all__ = ["end", "forums", "new_talk", "represent", "talk", "talks"]


@allow(SEE, purpose=PROJECT)
@require_safe
def talks(request: Request) -> HttpResponse:
    """The newest first."""
    rows = Talk.objects.visible_to(request.who, PROJECT).prefetch_related("authorities__organisation", "goals")
    if wants_csv(request):
        head = ("on", "kind", "subject", "with", "functions", "what we brought", "notes", "goals")
        cells = (
            (
                t.on, t.kind, t.subject, "; ".join(str(a.organisation) for a in t.authorities.all()), t.functions, t.said,
                t.notes, "; ".join(g.title for g in t.goals.all()),
            )
            for t in rows
        )  # fmt: skip
        return as_csv("talks", head, cells)
    return render(request, "policy/talks.html", {"page": page_of(request, rows)})


@allow(SEE, purpose=PROJECT)
@require_safe
def talk(request: Request, pk: UUID) -> HttpResponse:
    """With its notes."""
    one: Talk = the(Talk.objects.visible_to(request.who, PROJECT), pk=pk)
    context = {"talk": one, "authorities": one.authorities.select_related("organisation"), "goals": one.goals.all()}
    return render(request, "policy/talk.html", context)


@allow(KEEP, purpose=PROJECT)
@require_form
def new_talk(request: Request) -> HttpResponse:
    """One that was held."""
    today = timezone.localdate()
    return form_page(
        request,
        TalkForm(request.POST or None, initial={"on": today}),
        lambda said: do.keep_talk(today=today, by=request.who, at=timezone.now(), **said),
        title=_("New talk"),
        back=reverse("policy:talks"),
        then=lambda made: reverse("policy:talk", args=[made.pk]),
    )


@allow(SEE, purpose=PROJECT)
@require_safe
def forums(request: Request) -> HttpResponse:
    """By forum, in the order of the alphabet; those of before stay readable."""
    today = timezone.localdate()
    rows = Representation.objects.visible_to(request.who, PROJECT).select_related("organisation", "holder", "decision")
    if wants_csv(request):
        head = ("forum", "level", "organisation", "who", "from", "until", "decision")
        cells = (
            (r.forum, r.level, r.organisation, r.holder or "", r.starts, r.ends or "", r.decision.number if r.decision else "")
            for r in rows
        )
        return as_csv("forums", head, cells)
    told = [(forum, [(r, r.is_on(today)) for r in found]) for forum, found in groupby(rows, key=lambda r: r.forum)]
    return render(request, "policy/forums.html", {"forums": told})


@allow(KEEP, purpose=PROJECT)
@require_form
def represent(request: Request) -> HttpResponse:
    """One more."""
    return form_page(
        request,
        RepresentForm(request.POST or None, initial={"starts": timezone.localdate()}),
        lambda said: do.represent(by=request.who, at=timezone.now(), **said),
        title=_("Who speaks for us where?"),
        back=reverse("policy:forums"),
    )


@allow(KEEP, purpose=PROJECT)
@require_POST
def end(request: Request, pk: UUID) -> HttpResponse:
    """Not any more, or still."""
    one: Representation = the(Representation.objects.visible_to(request.who, PROJECT), pk=pk)
    last = None if request.POST.get("undo") else max(one.starts, timezone.localdate() - timedelta(days=1))
    do.end_representation(representation=one, last_day=last, by=request.who, at=timezone.now())
    return HttpResponseRedirect(reverse("policy:forums"))
