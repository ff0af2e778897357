"""For everybody: what the region does, one sentence per action, without a name of anybody (COM-11)."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ...kernel.pages import the
from ...kernel.rules import public
from ..halves import phase_on
from ..models import Action, Frame, Item, Place, Vision
from ..models.frames import said

__all__ = ["action", "actions", "vision"]
_WHY = "What the region does is told to everybody; only what was written for everybody stands there."


@public(_WHY)
@require_safe
def actions(request: HttpRequest) -> HttpResponse:
    """All that were written for everybody."""
    rows = Action.objects.public().select_related("programme").prefetch_related("places__territory")
    return render(request, "portfolio/public.html", {"rows": rows})


@public(_WHY)
@require_safe
def action(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One of them: what, where, who, how far."""
    today = timezone.localdate()
    one: Action = the(Action.objects.public().select_related("programme", "puller"), pk=pk)
    places = one.places.on(today).filter(role__in=(Place.Role.START, Place.Role.EXTENSION)).select_related("territory")
    phase = phase_on(list(one.phases.select_related("phase")), today)
    return render(request, "portfolio/public_action.html", {"action": one, "places": places, "phase": phase})


@public("Where the region wants to go is told to everybody.")
@require_safe
def vision(request: HttpRequest) -> HttpResponse:
    """MOD-19: the vision of today, the objectives, the programmes and the values, in the words of the frame in force."""
    frame, own = Frame.objects.in_force(), Vision.objects.first()
    items = Item.objects.of(frame, "objective", "programme", "value").filter(parent=None).order_by("number")
    kinds = (("objective", _("objectives")), ("programme", _("programmes")), ("value", _("values")))
    context = {
        "vision": own.text if own else said(frame.vision) if frame else "",
        "year": own.by if own else frame.by if frame else None,
        "groups": [(title, [i for i in items if i.kind == kind]) for kind, title in kinds],
    }
    return render(request, "portfolio/public_vision.html", context)
