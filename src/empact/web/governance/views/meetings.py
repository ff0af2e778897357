"""S70: a meeting of a body: its agenda from what is due, who was there, minutes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ...kernel.pages import form_page, require_form, the
from ...kernel.permissions import may
from ...kernel.request import Request
from ...kernel.rules import allow
from .. import actions as do
from ..agenda import agenda
from ..doors import doors
from ..forms import HeldForm, MeetingForm
from ..models import Body, Meeting, Point
from ..models.closed import sat_in
from ..permissions import KEEP, SEE
from .shared import PROJECT

__all__ = ["held", "meeting", "move", "plan"]


def _the(request: Request, pk: UUID) -> Meeting:
    found: Meeting = the(Meeting.objects.visible_to(request.who, PROJECT).select_related("body"), pk=pk)
    return found


@allow(SEE, purpose=PROJECT)
@require_safe
def meeting(request: Request, pk: UUID) -> HttpResponse:
    """Before it: what is due on that day. After it: what was, and the minutes; of a closed body for its members, and for the
    project office that wrote them down. Its own points are for its members alone.
    """
    one = _the(request, pk)
    due = one.agenda if one.held else [d.plain() for d in agenda(one.body, one.on)]
    today = timezone.localdate()
    points = Point.objects.visible_to(request.who, PROJECT, today).filter(meeting=one)
    sits = sat_in(request.who, today).filter(body=one.body).exists()
    keeps = may(request.who, KEEP, PROJECT)
    context = {
        "meeting": one,
        "due": due,
        "present": one.present.select_related("organisation", "group"),
        "points": points,
        "reads": not one.body.closed or sits or keeps,
        "writes": sits or (keeps and not one.body.closed),
        "doors": doors(one, request.who),
    }
    return render(request, "governance/meeting.html", context)


@allow(KEEP, purpose=PROJECT)
@require_form
def plan(request: Request, pk: UUID) -> HttpResponse:
    """One more meeting."""
    body: Body = the(Body.objects.visible_to(request.who, PROJECT), pk=pk)
    return form_page(
        request,
        MeetingForm(request.POST or None),
        lambda said: do.plan_meeting(body=body, by=request.who, at=timezone.now(), **said),
        title=_("Plan a meeting"),
        back=reverse("governance:body", args=[pk]),
        then=lambda made: reverse("governance:meeting", args=[made.pk]),
    )


@allow(KEEP, purpose=PROJECT)
@require_form
def move(request: Request, pk: UUID) -> HttpResponse:
    """To another day."""
    one = _the(request, pk)
    return form_page(
        request,
        MeetingForm(request.POST or None, initial={"on": one.on, "where": one.where}),
        lambda said: do.move_meeting(meeting=one, by=request.who, at=timezone.now(), **said),
        title=one.body.name,
        back=reverse("governance:meeting", args=[pk]),
    )


@allow(KEEP, purpose=PROJECT)
@require_form
def held(request: Request, pk: UUID) -> HttpResponse:
    """Who was there, and the minutes."""
    one = _the(request, pk)
    seats = one.body.seats.on(one.on).exclude(organisation=None).select_related("organisation", "group")
    initial = {name: getattr(one, name) for name in ("minutes", "guests", "minutes_long")}
    initial["present"] = [s.pk for s in one.present.all()]

    def act(said: dict[str, Any]) -> Meeting:
        return do.hold_meeting(meeting=one, today=timezone.localdate(), by=request.who, at=timezone.now(), **said)

    return form_page(
        request,
        HeldForm(request.POST or None, seats=seats, initial=initial),
        act,
        title=_("Minutes"),
        back=reverse("governance:meeting", args=[pk]),
    )
