"""The request for care and its level, for who cares: it comes before any consent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ...consent import access
from ...consent.matrix import Part
from ...kernel.pages import require_form, the
from ...kernel.problems import Problem
from ...kernel.purposes import Purpose
from ...kernel.request import Request
from ...kernel.rules import allow
from ...people.queries import open_person
from .. import actions, policies, queries
from ..forms import AskForm, ClarifyForm, LevelForm
from ..models import Intake, LevelDecision
from ..permissions import CARE

__all__ = ["close", "page", "take_back"]


@allow(CARE, purpose=Purpose.CARE)
@require_form
def page(request: Request, pk: UUID) -> HttpResponse:
    """One step at a time: what is asked, what is really asked, the level; below it all that was decided before."""
    now = timezone.now()
    person = open_person(pk, who=request.who, purpose=Purpose.CARE, at=now, part="intake")
    intake = queries.intake_of(person)
    if intake is not None and intake.state != Intake.State.CLOSED:
        policies.check_reads_intake(intake, request.who, now)
    agreed = bool(access.may_read(request.who, person, Part.GOALS, now)) or (
        intake is not None and intake.begun_by == request.who.user_id
    )
    done: dict[str, Any] = {"by": request.who, "at": now}
    form: AskForm | ClarifyForm | LevelForm
    act: Callable[[dict[str, Any]], Any]
    if intake is None or intake.state == Intake.State.CLOSED:
        form, act = AskForm(request.POST or None), lambda said: actions.ask(person=person, **said, **done)
    elif intake.state == Intake.State.REQUEST:
        form, act = ClarifyForm(request.POST or None), lambda said: actions.clarify(intake=intake, **said, **done)
    else:
        form, act = LevelForm(request.POST or None), lambda said: actions.decide_level(person=person, **said, **done)
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
        except Problem as problem:
            form.add_error(None, f"{problem.message} {problem.hint}".strip())
        else:
            messages.success(request, _("Saved."))
            return redirect("care:intake", pk)
    context = {
        "person": person, "intake": intake, "form": form,
        "levels": LevelDecision.objects.filter(person=person) if agreed else (),
        "level": queries.level_of(person) if agreed else None,
        "missing": policies.missing(person, policies.plan_of(person)) if agreed else [],
        "back": reverse("people:person", args=(pk,)),
    }  # fmt: skip
    return render(request, "care/intake.html", context, status=422 if form.is_bound and form.errors else 200)


@allow(CARE, purpose=Purpose.CARE)
@require_POST
def take_back(request: Request, pk: UUID, level: UUID) -> HttpResponse:
    """The level that was decided last."""
    now = timezone.now()
    person = open_person(pk, who=request.who, purpose=Purpose.CARE, at=now, part="intake")
    decision = the(LevelDecision.objects.filter(person=person).select_related("person"), pk=level)
    actions.take_level_back(decision=decision, by=request.who, at=now)
    messages.success(request, _("Taken back. What held before holds again."))
    return redirect("care:intake", pk)


@allow(CARE, purpose=Purpose.CARE)
@require_POST
def close(request: Request, pk: UUID) -> HttpResponse:
    """The request needs nothing more."""
    now = timezone.now()
    person = open_person(pk, who=request.who, purpose=Purpose.CARE, at=now, part="intake")
    intake = the(Intake.objects.filter(person=person).exclude(state=Intake.State.CLOSED).select_related("person"))
    actions.close_intake(intake=intake, by=request.who, at=now)
    messages.success(request, _("Saved."))
    return redirect("care:intake", pk)
