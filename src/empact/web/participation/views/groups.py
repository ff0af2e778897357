"""Working groups: who is in them, when they meet and what is seen to, notes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ...kernel.lists import as_csv, csv_address, page_of, wants_csv
from ...kernel.pages import require_form
from ...kernel.permissions import may
from ...kernel.request import Request
from ...kernel.rules import allow
from .. import actions as do
from ..forms import GroupForm, HoldForm, InviteForm, SessionForm, WishesForm
from ..models import Group, Participant, Session
from ..models.groups import Access
from ..permissions import KEEP, SEE, TAKE_PART
from .shared import PROJECT, form_page, the

__all__ = ["end", "group", "groups", "hold", "invite", "leave", "new", "plan", "wishes"]


@allow(SEE, purpose=PROJECT)
@require_safe
def groups(request: Request) -> HttpResponse:
    """In the order of the alphabet; those of before stay readable."""
    today = timezone.localdate()
    rows = Group.objects.visible_to(request.who, PROJECT).prefetch_related("items", "outputs", "participants", "sessions")
    if wants_csv(request):
        head = ("name", "kind", "from", "until", "objectives", "people", "meetings", "outputs", "without answer")
        return as_csv("working-groups", head, (_row(g) for g in rows))
    page = page_of(request, rows)
    context = {"page": page, "rows": [(g, g.is_on(today), _row(g)) for g in page], "csv": csv_address(request)}
    return render(request, "participation/groups.html", context)


def _row(one: Group) -> tuple[Any, ...]:
    people = sum(p.accepted is not None and p.ends is None for p in one.participants.all())
    outputs = list(one.outputs.all())
    items = ", ".join(i.code for i in one.items.all())
    held = sum(s.held for s in one.sessions.all())
    waits = sum(o.answered is None for o in outputs)
    return one.name, one.kind, one.starts, one.ends or "", items, people, held, len(outputs), waits


@allow(TAKE_PART, purpose=PROJECT)
@require_safe
def group(request: Request, pk: UUID) -> HttpResponse:
    """Its notes and what it brought, for every partner and all who are in it; names only for who keeps it."""
    one: Group = the(Group.objects.visible_to(request.who, PROJECT), pk=pk)
    people = one.participants.select_related("user", "category", "organisation")
    keeps = may(request.who, KEEP, PROJECT)
    inside = [p for p in people if p.ends is None]
    wished = [Access(code).label for code in sorted({w for p in inside for w in p.wishes})]
    context = {
        "group": one,
        "is_on": one.is_on(timezone.localdate()),
        "items": one.items.all(),
        "categories": sorted({str(p.category) for p in inside if p.accepted}),
        "number": sum(p.accepted is not None for p in inside),
        "people": people.prefetch_related("recognitions") if keeps else (),
        "wished": wished if keeps else (),
        "mine": next((p for p in inside if p.user_id == request.who.user_id), None),
        "sessions": [(s, [Access(a).label for a in s.access]) for s in one.sessions.all()],
        "outputs": one.outputs.prefetch_related("items", "actions"),
    }
    return render(request, "participation/group.html", context)


@allow(KEEP, purpose=PROJECT)
@require_form
def new(request: Request) -> HttpResponse:
    """One more."""
    return form_page(
        request,
        GroupForm(request.POST or None, initial={"starts": timezone.localdate()}),
        lambda said: do.make_group(by=request.who, at=timezone.now(), **said),
        title=_("New working group"),
        back=reverse("participation:groups"),
        then=lambda made: reverse("participation:group", args=[made.pk]),
    )


def _group(request: Request, pk: UUID) -> Group:
    found: Group = the(Group.objects.visible_to(request.who, PROJECT), pk=pk)
    return found


def _home(pk: UUID) -> str:
    return reverse("participation:group", args=[pk])


@allow(KEEP, purpose=PROJECT)
@require_POST
def end(request: Request, pk: UUID) -> HttpResponse:
    """It ends; what it brought stays."""
    one = _group(request, pk)
    last = None if request.POST.get("undo") else max(one.starts, timezone.localdate())
    do.end_group(group=one, last_day=last, by=request.who, at=timezone.now())
    return HttpResponseRedirect(_home(pk))


@allow(KEEP, purpose=PROJECT)
@require_form
def invite(request: Request, pk: UUID) -> HttpResponse:
    """One more person."""
    one, today = _group(request, pk), timezone.localdate()
    return form_page(
        request,
        InviteForm(request.POST or None, today=today),
        lambda said: do.invite(group=one, today=today, by=request.who, at=timezone.now(), **said),
        title=_("Invite somebody"),
        back=_home(pk),
    )


def _participant(request: Request, pk: UUID) -> Participant:
    rows = Participant.objects.visible_to(request.who, PROJECT).select_related("group")
    found: Participant = the(rows, pk=pk)
    return found


@allow(TAKE_PART, purpose=PROJECT)
@require_form
def wishes(request: Request, pk: UUID) -> HttpResponse:
    """Yes to the invitation, and what makes it possible to come."""
    one = _participant(request, pk)
    fresh = one.accepted is None

    def act(said: dict[str, Any]) -> Participant:
        if fresh:
            return do.accept(participant=one, today=timezone.localdate(), by=request.who, at=timezone.now(), **said)
        return do.say_wishes(participant=one, by=request.who, at=timezone.now(), **said)

    return form_page(
        request,
        WishesForm(request.POST or None, initial={"wishes": one.wishes}),
        act,
        title=one.group.name,
        lead=one.group.purpose,
        button=_("I take part") if fresh else "",
        back=_home(one.group_id),
    )


@allow(TAKE_PART, purpose=PROJECT)
@require_POST
def leave(request: Request, pk: UUID) -> HttpResponse:
    """Not any more, or not at all."""
    one = _participant(request, pk)
    do.leave(participant=one, today=timezone.localdate(), by=request.who, at=timezone.now())
    return HttpResponseRedirect(_home(one.group_id))


@allow(KEEP, purpose=PROJECT)
@require_form
def plan(request: Request, pk: UUID) -> HttpResponse:
    """When and where; what is wished for is ticked already."""
    one = _group(request, pk)
    wished = sorted({w for p in one.participants.present() for w in p.wishes})
    return form_page(
        request,
        SessionForm(request.POST or None, initial={"access": wished}),
        lambda said: do.plan_session(group=one, by=request.who, at=timezone.now(), **said),
        title=_("Plan a meeting"),
        back=_home(pk),
    )


@allow(KEEP, purpose=PROJECT)
@require_form
def hold(request: Request, pk: UUID) -> HttpResponse:
    """Who was there, and the notes."""
    one: Session = the(Session.objects.visible_to(request.who, PROJECT).select_related("group"), pk=pk)
    initial = {"notes": one.notes, "present": [p.pk for p in one.present.all()]}
    return form_page(
        request,
        HoldForm(request.POST or None, group=one.group, initial=initial),
        lambda said: do.hold(session=one, today=timezone.localdate(), by=request.who, at=timezone.now(), **said),
        title=_("Notes of the meeting"),
        back=_home(one.group_id),
    )
