"""Leading group activities: planning one, who signed up, and writing down who calls."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ...kernel import audit, lists
from ...kernel.pages import form_page, require_form, the
from ...kernel.purposes import Purpose
from ...kernel.request import Request
from ...kernel.rules import allow
from .. import actions
from ..forms import GatheringForm, SignUpForm
from ..models import Gathering, SignUp
from ..permissions import LEAD

__all__ = ["add", "change", "listing", "move", "names", "sign_up", "verb"]

CARE = Purpose.CARE
_VERBS: Final = {"off": actions.leave, "back": actions.come_back, "told": actions.tell_of_place}


@allow(LEAD, purpose=CARE)
@require_safe
def listing(request: Request) -> HttpResponse:
    """Those of this organisation or team, the last day first: numbers, no names."""
    rows = (
        Gathering.objects.visible_to(request.who, CARE)
        .counted()
        .select_related("municipality")
        .order_by("-day", "begins", "pk")
    )
    if lists.wants_csv(request):
        heading = ("day", "title", "for", "municipality", "places", "signed up", "waiting", "state")
        cells = (
            (r.day, r.title, r.audience, r.municipality or "", r.places, r.taken, r.waiting, r.state)  # type: ignore[attr-defined]
            for r in rows
        )
        return lists.as_csv("group-activities-led", heading, cells)
    return render(request, "people/led.html", {"page": lists.page_of(request, rows)})


@allow(LEAD, purpose=CARE)
@require_form
def add(request: Request) -> HttpResponse:
    """Plan one."""
    return form_page(
        request,
        GatheringForm(request.POST or None),
        lambda said: actions.plan_gathering(said=said, by=request.who, at=timezone.now()),
        template="people/form.html",
        title=_("Plan a group activity"),
        lead=_("Everybody can read this. Do not name anybody who comes."),
        back=reverse("people:led"),
        then=lambda made: reverse("people:names", args=(made.pk,)),
    )


@allow(LEAD, purpose=CARE)
@require_form
def change(request: Request, pk: UUID) -> HttpResponse:
    """Day, place, number of places: who waits gets a place that is added."""
    gathering = _led(request, pk)
    return form_page(
        request,
        GatheringForm(request.POST or None, gathering=gathering),
        lambda said: actions.change_gathering(gathering=gathering, said=said, by=request.who, at=timezone.now()),
        template="people/form.html",
        title=_("Change a group activity"),
        lead=_("Call who signed up when day, hour or place change."),
        back=reverse("people:names", args=(pk,)),
    )


@allow(LEAD, purpose=CARE)
@require_safe
def names(request: Request, pk: UUID) -> HttpResponse:
    """Who signed up, to print and to call. There is no file of it: names stay here."""
    gathering = _led(request, pk)
    rows = list(gathering.sign_ups.exclude(person=None, called_sealed="").select_related("person").order_by("asked_at", "id"))
    audit.seen((r.person_id for r in rows if r.person_id), by=request.who, at=timezone.now(), purpose=CARE, part="sign_up")
    off = SignUp.State.OFF
    shown = [(r, *r.called()) for r in rows]
    context = {
        "gathering": gathering,
        "present": [one for one in shown if one[0].state != off],
        "gone": [one for one in shown if one[0].state == off],
    }
    return render(request, "people/names.html", context)


@allow(LEAD, purpose=CARE)
@require_POST
def move(request: Request, pk: UUID) -> HttpResponse:
    """Call it off, or take that back."""
    gathering = _led(request, pk)
    actions.move_gathering(gathering=gathering, state=request.POST.get("state", ""), by=request.who, at=timezone.now())
    messages.success(request, _("Saved."))
    return HttpResponseRedirect(reverse("people:names", args=(pk,)))


@allow(LEAD, purpose=CARE)
@require_form
def sign_up(request: Request, pk: UUID) -> HttpResponse:
    """Somebody who calls, writes or comes by."""
    gathering = _led(request, pk)
    return form_page(
        request,
        SignUpForm(request.POST or None),
        lambda said: actions.write_down(gathering=gathering, **said, by=request.who, at=timezone.now()),
        template="people/form.html",
        title=_("Sign somebody up"),
        lead=gathering.title,
        back=reverse("people:names", args=(pk,)),
    )


@allow(LEAD, purpose=CARE)
@require_POST
def verb(request: Request, pk: UUID, name: str) -> HttpResponse:
    """Sign off, sign up again, or say that they were called."""
    if name not in _VERBS:
        raise Http404
    row: SignUp = the(SignUp.objects.visible_to(request.who, CARE, timezone.localdate()).select_related("gathering"), pk=pk)
    _VERBS[name](sign_up=row, by=request.who, at=timezone.now())
    messages.success(request, _("Saved."))
    return HttpResponseRedirect(reverse("people:names", args=(row.gathering_id,)))


def _led(request: Request, pk: UUID) -> Gathering:
    found: Gathering = the(Gathering.objects.visible_to(request.who, CARE).counted(), pk=pk)
    return found
