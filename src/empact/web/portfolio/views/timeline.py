"""S64: all actions on one calendar with their phases, milestones and today; what may come later; what moved since a day."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ...kernel.charts import Chart
from ...kernel.lists import as_csv, wants_csv
from ...kernel.pages import require_form, the
from ...kernel.request import Request
from ...kernel.rules import allow
from ...kernel.timelines import Day, Row, Stretch, calendar
from .. import actions as do
from .. import planning, queries
from ..forms import BaselineForm
from ..halves import half_name, phase_on
from ..models import Action, Baseline, Phase
from ..permissions import KEEP_FRAME, SEE
from .asked import asked
from .shared import PROJECT, form_page, home, seen

__all__ = ["drift", "keep", "timeline"]

_FIRST = 30
_PHASES = ("development", "pilot", "implementation", "embedding")


@allow(SEE, purpose=PROJECT)
@require_safe
def timeline(request: Request) -> HttpResponse:
    """Two and a half years around today; the filters are those of the list."""
    today = timezone.localdate()
    found = asked(request, "timeline", today)
    first, last = _span(_asked(request) or today)
    shown = list(found.rows.order_by("number").prefetch_related("phases__phase"))
    plan = planning.plan(shown, today)
    halves = _halves(first, last)
    cells = [(a.number, a.title, *(_phase_name(a, half) for half in halves)) for a in shown]
    head = (_("number"), _("action"), *(half_name(h) for h in halves))
    if wants_csv(request):
        return as_csv("timeline", head, cells)
    context = {
        "chart": _chart(shown, plan, first, last, today) if shown else None,
        "head": head,
        "cells": cells,
        "later": plan.later[:_FIRST],
        "number_later": len(plan.later),
        "critical": plan.critical[:20],
        "baselines": Baseline.objects.visible_to(request.who, PROJECT),
    }
    return render(request, "portfolio/timeline.html", found.context | context)


def _span(today: date) -> tuple[date, date]:
    """From the half-year before this one, five half-years on."""
    first = date(today.year - 1, 7, 1) if today.month <= 6 else date(today.year, 1, 1)
    return first, date(first.year + 2, 7 if first.month == 1 else 12, 1 if first.month == 1 else 31)


def _asked(request: Request) -> date | None:
    """PRT-11: the year that the address asks for; its half-year before stands in front."""
    year = request.GET.get("from", "")
    return date(int(year), 1, 1) if re.fullmatch(r"(19|20)[0-9]{2}", year) else None


def _halves(first: date, last: date) -> list[date]:
    days = (date(year, month, 1) for year in range(first.year, last.year + 1) for month in (1, 7))
    return [d for d in days if first <= d < last]


def _phases(action: Action) -> list[Phase]:
    return list(action.phases.all())


def _phase_name(action: Action, half: date) -> str:
    found = phase_on(_phases(action), half)
    return found.phase.name if found else ""


def _chart(shown: Sequence[Action], plan: planning.Plan, first: date, last: date, today: date) -> Chart:
    frame = shown[0].frame_id
    names = {i.code: i.name for i in queries.items_of(shown[0], "phase")}
    assert frame is not None
    by_action: dict[UUID, list[Day]] = {}
    late = {one.task.key for one in plan.later}
    for task in plan.steps:
        if task.starts is None and task.done is None:
            word = _("may be later") if task.key in late else ""
            by_action.setdefault(task.action.pk, []).append(Day(task.due, task.title, word))
    rows = []
    for action in shown:
        phases = _phases(action)
        ends = [p.starts for p in phases[1:]] + [last] * bool(phases)
        stretches = [
            Stretch(p.starts, end, _PHASES.index(p.phase.stands_for))
            for p, end in zip(phases, ends, strict=True)
            if p.phase.stands_for in _PHASES
        ]
        rows.append(Row(f"{action.number} {action.title}", home(action), stretches, by_action.get(action.pk, [])))
    running = sum(bool(row.stretches) for row in rows)
    title = _("%(planned)s of %(all)s actions have their phases planned; %(late)s milestones or tasks may be later") % {
        "planned": running, "all": len(rows), "late": len(late),
    }  # fmt: skip
    legend = [names.get(code, code) for code in _PHASES]
    return calendar(title, rows, legend, first=first, last=last, today=today, said_today=_("today"), head=(), cells=[])


@allow(KEEP_FRAME, purpose=PROJECT)
@require_form
def keep(request: Request) -> HttpResponse:
    """Keep how everything is planned now."""
    today = timezone.localdate()
    return form_page(
        request,
        BaselineForm(request.POST or None),
        lambda said: do.take_baseline(title=said["title"], today=today, by=request.who, at=timezone.now()),
        title=_("Keep the plan as it is"),
        lead=_("Later you see what moved since."),
        back=reverse("portfolio:timeline"),
    )


@allow(SEE, purpose=PROJECT)
@require_safe
def drift(request: Request, pk: UUID) -> HttpResponse:
    """C4: what moved since a baseline, and what follows it."""
    today = timezone.localdate()
    one: Baseline = the(Baseline.objects.visible_to(request.who, PROJECT), pk=pk)
    moved, later = planning.drift(one, seen(request), today)
    if wants_csv(request):
        rows: list[tuple[Any, ...]] = [(d.task.action.number, d.task.title, d.was, d.task.due, d.days, "moved") for d in moved]
        rows += [
            (r.task.action.number, r.task.title, r.task.due, r.expected, (r.expected - r.task.due).days, "follows")
            for r in later
        ]
        return as_csv("drift", ("action", "task", "was", "now", "days", "how"), rows)
    return render(request, "portfolio/drift.html", {"baseline": one, "moved": moved, "later": later})
