"""POL-04: what policy wants, beside the actions that do something for it; what has none is seen as such."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ...kernel.lists import as_csv, wants_csv
from ...kernel.pages import require_form
from ...kernel.request import Request
from ...kernel.rules import allow
from .. import actions as do
from .. import queries
from ..forms import GoalForm
from ..models import PolicyGoal
from ..permissions import KEEP, SEE
from .shared import PROJECT, form_page, the

__all__ = ["goal", "goals", "new"]


@allow(SEE, purpose=PROJECT)
@require_safe
def goals(request: Request) -> HttpResponse:
    """The coverage list, and actions that stand with nothing of it."""
    rows = PolicyGoal.objects.visible_to(request.who, PROJECT).prefetch_related("actions")
    if wants_csv(request):
        head = ("goal", "level", "where it is written", "actions", "number")
        cells = (
            (g.title, g.level, g.source, "; ".join(f"{a.number} {a.title}" for a in g.actions.all()), len(g.actions.all()))
            for g in rows
        )
        return as_csv("coverage", head, cells)
    bare = {g.pk for g in queries.uncovered()}
    context = {"rows": [(g, g.pk in bare) for g in rows], "bare": len(bare), "without": queries.without_goal() if rows else []}
    return render(request, "policy/goals.html", context)


@allow(KEEP, purpose=PROJECT)
@require_form
def new(request: Request) -> HttpResponse:
    """One more."""
    return form_page(
        request,
        GoalForm(request.POST or None),
        lambda said: do.make_goal(today=timezone.localdate(), by=request.who, at=timezone.now(), **said),
        title=_("What policy wants"),
        back=reverse("policy:goals"),
    )


@allow(KEEP, purpose=PROJECT)
@require_form
def goal(request: Request, pk: UUID) -> HttpResponse:
    """Its words, and the actions."""
    one: PolicyGoal = the(PolicyGoal.objects.visible_to(request.who, PROJECT), pk=pk)
    initial = {n: getattr(one, n) for n in ("title", "level", "source")} | {"actions": [a.pk for a in one.actions.all()]}
    return form_page(
        request,
        GoalForm(request.POST or None, initial=initial),
        lambda said: do.keep_goal(goal=one, by=request.who, at=timezone.now(), **said),
        title=_("What policy wants"),
        back=reverse("policy:goals"),
    )
