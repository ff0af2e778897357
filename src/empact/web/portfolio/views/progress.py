"""How an action goes: indicators, and news in three minutes (S62)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ...insight import words
from ...insight.figures import at_hand
from ...kernel.pages import require_form, the
from ...kernel.request import Request
from ...kernel.rules import allow
from .. import actions as do
from .. import policies, queries
from ..forms import AnswerForm, KpiForm, ReadingForm, UpdateForm
from ..models import Action, Goal, Kpi, Update
from ..permissions import ANSWER, KEEP, check_may_keep
from ..registers.forms import GoalForm
from .shared import PROJECT, form_page, home, kept, start_of

__all__ = ["add_goal", "add_kpi", "answer", "drop_goal", "drop_kpi", "keep_goal", "read_kpi", "update"]


@allow(KEEP, purpose=PROJECT)
@require_form
def add_kpi(request: Request, pk: UUID) -> HttpResponse:
    """What the action is judged by."""
    one, shown = kept(request, pk), at_hand()
    measured = shown.indicators() if shown else {}
    offered = sorted(((i, words.title(d)) for i, d in measured.items() if not d["waits_for"]), key=lambda o: o[1])
    return form_page(
        request,
        KpiForm(request.POST or None, indicators=offered),
        lambda said: do.add_kpi(action=one, by=request.who, at=timezone.now(), **said),
        title=_("An indicator of this action"),
        lead=_("A proportion is given in percent. What is measured gets its value by itself."),
        back=home(one, "indicators"),
    )


def _kpi(request: Request, pk: UUID) -> Kpi:
    rows = Kpi.objects.visible_to(request.who, PROJECT).select_related("action")
    one: Kpi = the(rows, pk=pk)
    check_may_keep(request.who, one.action)
    return one


@allow(KEEP, purpose=PROJECT)
@require_POST
def drop_kpi(request: Request, pk: UUID) -> HttpResponse:
    """Not an indicator of the action any more."""
    one = _kpi(request, pk)
    do.drop_kpi(kpi=one, by=request.who, at=timezone.now())
    return HttpResponseRedirect(home(one.action_id, "indicators"))


@allow(KEEP, purpose=PROJECT)
@require_form
def read_kpi(request: Request, pk: UUID) -> HttpResponse:
    """What was counted by hand, and where the number comes from."""
    one, today = _kpi(request, pk), timezone.localdate()
    return form_page(
        request,
        ReadingForm(request.POST or None, initial={"on": today}),
        lambda said: do.read_kpi(kpi=one, today=today, by=request.who, at=timezone.now(), **said),
        title=one.title or one.indicator,
        back=home(one.action_id, "indicators"),
    )


def _goal_page(request: Request, action: Action, goal: Goal | None) -> HttpResponse:
    measured = queries.measured(action, at_hand(), start_of(action))
    held = {"milestones": [t.pk for t in goal.milestones.all()], "kpis": [k.pk for k in goal.kpis.all()]} if goal else {}
    form = GoalForm(
        request.POST or None,
        action=action,
        titles={one.kpi.pk: one.title for one in measured},
        initial={"title": goal.title, **held} if goal else {},
    )
    return form_page(
        request,
        form,
        lambda said: do.keep_goal(action=action, goal=goal, by=request.who, at=timezone.now(), **said),
        title=goal.title if goal else _("A goal"),
        lead=_("It follows what you mark: nobody writes down how far it is."),
        back=home(action, "goals"),
    )


@allow(KEEP, purpose=PROJECT)
@require_form
def add_goal(request: Request, pk: UUID) -> HttpResponse:
    """C6: what is reached, and which milestones and indicators say so."""
    return _goal_page(request, kept(request, pk), None)


def _goal(request: Request, pk: UUID) -> Goal:
    one: Goal = the(Goal.objects.visible_to(request.who, PROJECT).select_related("action"), pk=pk)
    check_may_keep(request.who, one.action)
    return one


@allow(KEEP, purpose=PROJECT)
@require_form
def keep_goal(request: Request, pk: UUID) -> HttpResponse:
    """Other words, or other milestones and indicators."""
    one = _goal(request, pk)
    return _goal_page(request, one.action, one)


@allow(KEEP, purpose=PROJECT)
@require_POST
def drop_goal(request: Request, pk: UUID) -> HttpResponse:
    """No goal of the action any more."""
    one = _goal(request, pk)
    do.drop_goal(goal=one, by=request.who, at=timezone.now())
    return HttpResponseRedirect(home(one.action_id, "goals"))


@allow(KEEP, purpose=PROJECT)
@require_form
def update(request: Request, pk: UUID) -> HttpResponse:
    """S62: the facts with their dates stand there; four fields say the rest."""
    one, today = kept(request, pk), timezone.localdate()
    last = one.updates.first()
    late = list(one.tasks.late(today))
    form = UpdateForm(request.POST or None, late=bool(late), initial={"light": policies.computed_light(one, today)})

    def act(said: dict[str, Any]) -> Update:
        return do.give_update(action=one, today=today, by=request.who, at=timezone.now(), **said)

    since = last.on if last else one.proposed
    facts = [_("Since the last news, %(day)s:") % {"day": since.isoformat()}]
    facts += [_("is there: %(what)s") % {"what": m.title} for m in one.tasks.filter(done__gte=since)]
    facts += [_("late: %(what)s, by %(day)s") % {"what": m.title, "day": m.due.isoformat()} for m in late]
    facts += [
        _("%(before)s, then %(after)s") % {"before": m.get_before_display(), "after": m.get_after_display()}
        for m in one.moves.filter(on__gte=since)
    ]
    return form_page(request, form, act, title=_("How does it go?"), back=home(one), lead="\n\n".join(facts))


@allow(ANSWER, purpose=PROJECT)
@require_form
def answer(request: Request, pk: UUID) -> HttpResponse:
    """To who asked for help."""
    rows = Update.objects.visible_to(request.who, PROJECT).select_related("action")
    one: Update = the(rows, pk=pk)
    return form_page(
        request,
        AnswerForm(request.POST or None),
        lambda said: do.answer_update(
            update=one, answer=said["answer"], today=timezone.localdate(), by=request.who, at=timezone.now()
        ),
        title=_("Answer"),
        lead=one.asked,
        back=home(one.action_id),
    )
