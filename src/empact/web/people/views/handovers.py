"""A list is approved or closed; and the page of one person on it: who takes it up, or why nobody does."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ...kernel.pages import require_form, the
from ...kernel.problems import Problem
from ...kernel.purposes import Purpose
from ...kernel.request import Request
from ...kernel.rules import allow
from .. import actions, policies, queries, standing
from ..forms import HandoverForm, TryForm
from ..models import Handover, Person, Worklist
from ..permissions import APPROVE_WORKLIST, HAND_OVER
from ..states import HANDOVER_ENDED
from .worklists import list_of

__all__ = ["back", "move", "one", "tried"]


@allow(APPROVE_WORKLIST, purpose=Purpose.CARE)
@require_POST
def move(request: Request, pk: UUID) -> HttpResponse:
    """Approve, close or open again."""
    worklist = list_of(request, pk)
    actions.move_worklist(worklist=worklist, to=request.POST.get("state", ""), by=request.who, at=timezone.now())
    messages.success(
        request, _("The list is approved.") if worklist.state == Worklist.State.APPROVED else _("The list is closed.")
    )
    return redirect("people:worklist", pk)


@allow(HAND_OVER, purpose=Purpose.CARE)
@require_form
def one(request: Request, pk: UUID, person: UUID) -> HttpResponse:
    """Where it stands, and the answer."""
    worklist = list_of(request, pk)
    someone = _person(request, worklist, person)
    before = Handover.objects.filter(worklist=worklist, person=someone).first()
    form = _form(request, asked=before is not None and before.state == Handover.State.ASKED)
    if request.method == "POST" and form.is_valid():
        try:
            actions.say_of(worklist=worklist, person=someone, by=request.who, at=timezone.now(), **form.cleaned_data)
        except Problem as problem:
            form.add_error(None, f"{problem.message} {problem.hint}".strip())
        else:
            messages.success(request, _("It is written down."))
            return redirect("people:on_list", pk, person)
    handover = Handover.objects.filter(worklist=worklist, person=someone).select_related("assigned_to").first()
    # Only now: an answer that was kept shows nobody, one that was refused does.
    queries.persons_seen(
        (someone,), who=request.who, purpose=Purpose.CARE, at=timezone.now(), part="worklist", reason=worklist.why
    )
    context = {
        "worklist": worklist,
        "person": someone,
        "handover": handover,
        "ended": handover is not None and handover.state in HANDOVER_ENDED,
        "form": form,
        "try_form": TryForm(),
        "last_try": handover is not None and handover.contacts + 1 >= policies.CONTACTS,
    }
    return render(request, "people/on_list.html", context, status=422 if form.errors else 200)


@allow(HAND_OVER, purpose=Purpose.CARE)
@require_POST
def tried(request: Request, pk: UUID, person: UUID) -> HttpResponse:
    """Called or written to, without an answer."""
    form = TryForm(request.POST)
    day = form.cleaned_data["next_step"] if form.is_valid() else None
    worklist = list_of(request, pk)
    someone = _person(request, worklist, person)
    actions.note_try(worklist=worklist, person=someone, next_step=day, by=request.who, at=timezone.now())
    messages.success(request, _("It is written down."))
    return redirect("people:on_list", pk, person)


@allow(HAND_OVER, purpose=Purpose.CARE)
@require_POST
def back(request: Request, pk: UUID, person: UUID) -> HttpResponse:
    """Take the last answer back."""
    worklist = list_of(request, pk)
    someone = _person(request, worklist, person)
    actions.take_back(worklist=worklist, person=someone, by=request.who, at=timezone.now())
    messages.success(request, _("The answer is taken back."))
    return redirect("people:on_list", pk, person)


def _form(request: Request, *, asked: bool) -> HandoverForm:
    people = standing.colleagues(request.who, timezone.localdate())
    return HandoverForm(request.POST or None, people=people, asked=asked, initial={"assigned_to": str(request.who.user_id)})


def _person(request: Request, worklist: Worklist, pk: UUID) -> Person:
    """One of one's own people, on this list; not shown yet."""
    person: Person = the(Person.objects.visible_to(request.who, Purpose.CARE, timezone.localdate()), pk=pk)
    if not policies.on_the_list(worklist, person):
        raise Http404
    return person
