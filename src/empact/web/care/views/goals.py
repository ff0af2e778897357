"""Goals and tasks: one thing per page, in few fields."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ...consent.matrix import Part
from ...kernel.pages import form_page, require_form, the
from ...kernel.request import Request
from .. import actions, limits, policies
from ..forms import CareGoalForm, LifeGoalForm, TaskForm
from ..models import CareGoal, LifeGoal, Member, Task
from .sides import Side, back_from, opened

__all__ = ["add_care_goal", "add_life_goal", "add_task", "move_care_goal", "move_life_goal", "move_task"]


@require_form
def add_life_goal(request: Request, side: Side, pk: UUID) -> HttpResponse:
    """Something the person wants."""
    person, _sheet = opened(request, pk, writes=Part.GOALS)
    return form_page(
        request,
        LifeGoalForm(request.POST or None),
        lambda said: actions.add_life_goal(person=person, **said, by=request.who, at=timezone.now()),
        title=_("Add a life goal"),
        back=back_from(request, side, pk),
    )


@require_form
def add_care_goal(request: Request, side: Side, pk: UUID, goal: UUID) -> HttpResponse:
    """What is aimed at, for a life goal."""
    person, _sheet = opened(request, pk, writes=Part.GOALS)
    life = the(LifeGoal.objects.filter(plan__person=person), pk=goal)
    return form_page(
        request,
        CareGoalForm(request.POST or None),
        lambda said: actions.add_care_goal(person=person, life_goal=life, **said, by=request.who, at=timezone.now()),
        title=_("Add a care goal"),
        lead=life.text,
        back=side.to("plan", pk),
    )


@require_POST
def move_life_goal(request: Request, side: Side, pk: UUID, goal: UUID) -> HttpResponse:
    """Reached, dropped, or going on again."""
    return _move(request, side, pk, LifeGoal, goal)


@require_POST
def move_care_goal(request: Request, side: Side, pk: UUID, goal: UUID) -> HttpResponse:
    return _move(request, side, pk, CareGoal, goal)


@require_form
def add_task(request: Request, side: Side, pk: UUID) -> HttpResponse:
    """Who does what by when; a care goal comes with the address."""
    person, sheet = opened(request, pk, writes=Part.TASKS)
    plan = policies.plan_of(person)
    if plan is None:
        raise Http404
    now = timezone.now()
    members = Member.objects.in_force(timezone.localdate(now)).filter(person=person).select_related("user", "near")
    told = Part.TEAM in sheet.whole
    members = members.prefetch_related("limits") if told else members
    goals = CareGoal.objects.filter(plan=plan, state=LifeGoal.State.GOING)
    given = {"care_goal": request.GET.get("goal", "")}

    def add(said: dict[str, Any]) -> None:
        task = actions.add_task(person=person, **said, by=request.who, at=now)
        more = limits.above(plan.tasks.filter(owner=task.owner).select_related("owner__user", "owner__near"))
        if told and task.pk in more:
            messages.warning(request, more[task.pk])

    return form_page(
        request,
        TaskForm(request.POST or None, initial=given, members=members, goals=goals, told=told),
        add,
        title=_("Add a task"),
        back=side.to("plan", pk),
    )


@require_POST
def move_task(request: Request, side: Side, pk: UUID, task: UUID) -> HttpResponse:
    """Done, dropped or open again: one tap, and one tap back."""
    person, _sheet = opened(request, pk, shown="tasks")
    found = the(Task.objects.filter(plan__person=person).select_related("plan__person", "owner__near"), pk=task)
    actions.move_task(task=found, to=request.POST.get("to", ""), by=request.who, at=timezone.now())
    messages.success(request, _("Saved."))
    return redirect(side.to("plan", pk))


def _move(request: Request, side: Side, pk: UUID, kind: type[LifeGoal] | type[CareGoal], goal: UUID) -> HttpResponse:
    person, _sheet = opened(request, pk)
    found = the(kind._default_manager.filter(plan__person=person), pk=goal)
    actions.move_goal(person=person, goal=found, to=request.POST.get("to", ""), by=request.who, at=timezone.now())
    messages.success(request, _("Saved."))
    return redirect(side.to("plan", pk))
