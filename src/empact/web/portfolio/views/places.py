"""Where an action runs, in which phase it is planned to be, and the same action somewhere else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ...kernel.pages import require_form, the
from ...kernel.request import Request
from ...kernel.rules import allow
from .. import actions as do
from ..evaluation import as_evaluation
from ..forms import CopyForm, PhaseForm, PlaceForm
from ..models import Action, Place
from ..permissions import KEEP, PROPOSE, SEE
from .shared import PROJECT, form_page, home, kept, seen

__all__ = ["add", "copy", "end", "evaluation", "phase"]


@allow(KEEP, purpose=PROJECT)
@require_form
def add(request: Request, pk: UUID) -> HttpResponse:
    """One more territory, and what happens there."""
    one = kept(request, pk)
    return form_page(
        request,
        PlaceForm(request.POST or None, today=timezone.localdate()),
        lambda said: do.place_action(action=one, by=request.who, at=timezone.now(), **said),
        title=_("Where"),
        back=home(one, "places"),
    )


@allow(KEEP, purpose=PROJECT)
@require_POST
def end(request: Request, pk: UUID) -> HttpResponse:
    """Not there any more, from today on."""
    rows = Place.objects.visible_to(request.who, PROJECT).select_related("action")
    one: Place = the(rows, pk=pk)
    today = timezone.localdate()
    last_day = None if request.POST.get("undo") else max(one.starts, today - timedelta(days=1))
    do.end_place(place=one, last_day=last_day, by=request.who, at=timezone.now())
    return HttpResponseRedirect(home(one.action_id, "places"))


@allow(KEEP, purpose=PROJECT)
@require_form
def phase(request: Request, pk: UUID) -> HttpResponse:
    """From which half-year on in which phase."""
    one, today = kept(request, pk), timezone.localdate()
    return form_page(
        request,
        PhaseForm(request.POST or None, frame=one.frame, today=today),
        lambda said: do.plan_phase(action=one, today=today, by=request.who, at=timezone.now(), **said),
        title=_("Plan a phase"),
        back=home(one, "phases"),
    )


@allow(SEE, purpose=PROJECT)
@require_safe
def evaluation(request: Request, pk: UUID) -> HttpResponse:
    """The beginning of an evaluation for the mill: its zones, what they are compared with, its outcome; the rest is open."""
    one: Action = the(seen(request), pk=pk)
    answer = HttpResponse(as_evaluation(one, timezone.localdate()), content_type="application/yaml; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="action_{one.number}.yaml"'
    return answer


@allow(PROPOSE, purpose=PROJECT)
@require_form
def copy(request: Request, pk: UUID) -> HttpResponse:
    """TER-21: the same action somewhere else, with its plan and without its results."""
    one: Action = the(seen(request), pk=pk)
    today = timezone.localdate()

    def act(said: dict[str, Any]) -> Action:
        return do.copy_action(action=one, today=today, by=request.who, at=timezone.now(), **said)

    return form_page(
        request,
        CopyForm(request.POST or None, today=today),
        act,
        title=_("The same action somewhere else"),
        lead=_("Its plan, indicators and arguments come along. What it reached and what partners promised do not."),
        back=home(one),
        then=home,
    )
