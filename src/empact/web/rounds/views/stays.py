"""S41: who of the persons with a shared plan is in one's own hospital, when they go home, and whether there is a meeting."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ...kernel import audit, lists
from ...kernel.pages import form_page, require_form, the
from ...kernel.purposes import Purpose
from ...kernel.request import Request
from ...kernel.rules import allow
from .. import actions, queries
from ..forms import HomeForm, NoticeFileForm, StayForm
from ..models import Stay
from ..permissions import KEEP_STAYS, WORK

__all__ = ["add", "bring", "called", "home", "listing"]

CARE = Purpose.CARE


@allow(KEEP_STAYS, purpose=CARE)
@require_safe
def listing(request: Request) -> HttpResponse:
    """Who goes home first stands on top; below, who is at home again and was not called yet."""
    now = timezone.now()
    without = request.GET.get("meeting") == "no"
    rows = queries.stays_of(request.who, now, without_meeting=without)
    if lists.wants_csv(request):
        audit.seen((row.stay.person_id for row in rows), by=request.who, at=now, purpose=CARE, part="stays")
        heading = [_("name"), _("state"), _("since"), _("goes home on"), _("went home on"), _("meeting"), _("known from")]
        told = (
            [r.stay.person.called, r.stay.get_state_display(), r.stay.admitted_on, r.stay.home_on, r.stay.left_on, r.meeting,
             r.stay.get_source_display()]
            for r in rows
        )  # fmt: skip
        return lists.as_csv("stays", heading, told)
    page = lists.page_of(request, rows)
    audit.seen((row.stay.person_id for row in page.object_list), by=request.who, at=now, purpose=CARE, part="stays")
    today = timezone.localdate(now)
    context = {"page": page, "today": today, "soon": today + queries.SOON, "without": without}
    return render(request, "rounds/stays.html", context)


@allow(KEEP_STAYS, purpose=CARE)
@require_form
def bring(request: Request) -> HttpResponse:
    """Notices of a day from a file."""
    now = timezone.now()
    form = NoticeFileForm(request.POST or None, request.FILES or None, today=timezone.localdate(now))

    def act(said: dict[str, Any]) -> None:
        reading = said["file"]
        taken = actions.take_notices(notices=reading.notices, by=request.who, at=now)
        counts = {"changed": taken.changed, "same": taken.same, "unknown": taken.unknown, "unread": len(reading.unread)}
        text = _("New or changed: %(changed)d. Told before: %(same)d. Without a shared plan, and not kept: %(unknown)d.")
        messages.success(request, text % counts)
        if reading.unread:
            where = ", ".join(map(str, reading.unread[:20]))
            messages.error(request, _("Could not be read: line %(lines)s.") % {"lines": where})

    return form_page(
        request, form, act, template="rounds/file.html", title=_("Bring notices from a file"), back=reverse("rounds:stays"),
        done=_("The file is read."),
    )  # fmt: skip


@allow(KEEP_STAYS, purpose=CARE)
@require_form
def add(request: Request) -> HttpResponse:
    """One stay, told by phone or on paper: the same follows from it."""
    now = timezone.now()

    def act(said: dict[str, Any]) -> None:
        taken = actions.take_notices(notices=[said["notice"]], by=request.who, at=now)
        if taken.unknown:
            messages.error(request, _("Nobody with this number shares a plan here. Nothing was kept."))

    return form_page(
        request, StayForm(request.POST or None, today=timezone.localdate(now)), act,
        title=_("Tell of a stay"), back=reverse("rounds:stays"), done=_("The stay is read."),
    )  # fmt: skip


@allow(KEEP_STAYS, purpose=CARE)
@require_form
def home(request: Request, pk: UUID) -> HttpResponse:
    """The day of going home."""
    now = timezone.now()
    here = Stay.objects.visible_to(request.who, CARE, now).filter(organisation=queries.place_of(request.who))
    stay = the(here.select_related("person"), pk=pk)
    audit.seen((stay.person_id,), by=request.who, at=now, purpose=CARE, part="stays")
    return form_page(
        request, HomeForm(request.POST or None, initial={"home_on": stay.home_on}),
        lambda said: actions.plan_home(stay=stay, by=request.who, at=now, **said),
        title=_("Goes home on"), lead=stay.person.called, back=reverse("rounds:stays"),
    )  # fmt: skip


@allow(WORK, purpose=CARE)
@require_POST
def called(request: Request, pk: UUID) -> HttpResponse:
    """Somebody called after going home."""
    now = timezone.now()
    stay = the(Stay.objects.visible_to(request.who, CARE, now).select_related("person"), pk=pk)
    actions.follow_up(stay=stay, by=request.who, at=now)
    messages.success(request, _("The call is written down."))
    return redirect("rounds:summary", stay.person_id)
