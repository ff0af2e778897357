"""GOV-16, GOV-17: what only the members of a body write and read: its own points, and advice on its decisions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ...kernel.pages import form_page, require_form, the
from ...kernel.request import Request
from ...kernel.rules import allow
from .. import actions as do
from ..forms import AdviceForm, PointForm
from ..models import Advice, Decision, Meeting, Point
from ..permissions import READ_CLOSED
from .shared import PROJECT

__all__ = ["advice", "new_point", "point"]


@allow(READ_CLOSED, purpose=PROJECT)
@require_form
def new_point(request: Request, pk: UUID) -> HttpResponse:
    """One more point on the agenda of a meeting."""
    meeting: Meeting = the(Meeting.objects.visible_to(request.who, PROJECT).select_related("body"), pk=pk)
    today = timezone.localdate()

    def act(said: dict[str, Any]) -> Point:
        return do.add_point(meeting=meeting, today=today, by=request.who, at=timezone.now(), **said)

    return form_page(
        request,
        PointForm(request.POST or None),
        act,
        title=_("New point"),
        lead=_("Only the members of this body read it.") if meeting.body.closed else "",
        back=reverse("governance:meeting", args=[pk]),
    )


@allow(READ_CLOSED, purpose=PROJECT)
@require_form
def point(request: Request, pk: UUID) -> HttpResponse:
    """A point and what was said of it."""
    today = timezone.localdate()
    rows = Point.objects.visible_to(request.who, PROJECT, today).select_related("meeting__body")
    one: Point = the(rows, pk=pk)

    def act(said: dict[str, Any]) -> Point:
        return do.keep_point(point=one, today=today, by=request.who, at=timezone.now(), **said)

    return form_page(
        request,
        PointForm(request.POST or None, initial={n: getattr(one, n) for n in ("topic", "title", "minutes")}),
        act,
        title=one.title,
        back=reverse("governance:meeting", args=[one.meeting_id]),
    )


@allow(READ_CLOSED, purpose=PROJECT)
@require_form
def advice(request: Request, pk: UUID) -> HttpResponse:
    """Advice attached to a decision."""
    one: Decision = the(Decision.objects.visible_to(request.who, PROJECT).select_related("body"), pk=pk)
    today = timezone.localdate()

    def act(said: dict[str, Any]) -> Advice:
        return do.attach_advice(decision=one, today=today, by=request.who, at=timezone.now(), **said)

    return form_page(
        request,
        AdviceForm(request.POST or None, initial={"on": today}),
        act,
        title=_("Advice on: %(question)s") % {"question": one.question},
        lead=_("Only the members of this body read it."),
        back=reverse("governance:decision", args=[pk]),
    )
