"""What comes after a screener: the list of who cares, whom a new rule flips, and a step that is done or not."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ...consent import access
from ...consent.parts import Part
from ...kernel import audit
from ...kernel.lists import as_csv, page_of, wants_csv
from ...kernel.pages import form_page, require_form, the
from ...kernel.purposes import Purpose
from ...kernel.request import Request
from ...kernel.rules import allow
from ...people.models import Person
from .. import actions, queries, rulebook, words
from ..forms import StepForm
from ..models import FollowUp, RuleVersion, ScreenerResult
from ..permissions import RECORD, SCREEN
from .sides import must_write, opened

__all__ = ["listing", "move", "who_flips"]


@allow(SCREEN, purpose=Purpose.CARE)
@require_safe
def listing(request: Request) -> HttpResponse:
    """Every step that is open, of the persons whose scores this hat reads; and the rules somebody proposes."""
    now = timezone.now()
    rows = queries.open_steps(request.who, now)
    if wants_csv(request):
        steps: Any = list(rows)
        _seen(request, steps, now)
        lines = ((s.result.person.name, s.get_name_display(), words.asks(s), timezone.localdate(s.opened_at)) for s in steps)
        return as_csv("steps", ("name", "rule", "why", "since"), lines)
    page = page_of(request, rows)
    _seen(request, page.object_list, now)
    writable = access.writable(request.who, Part.SCREENER_TOTAL, now)
    persons = {step.result.person_id for step in page.object_list}
    context = {
        "page": page, "steps": [(step, words.asks(step)) for step in page.object_list],
        "mine": set(Person.objects.filter(writable, pk__in=persons).values_list("pk", flat=True)),
        "proposed": RuleVersion.objects.filter(state=RuleVersion.State.PROPOSED),
    }  # fmt: skip
    return render(request, "screening/steps.html", context)


@allow(SCREEN, purpose=Purpose.CARE)
@require_safe
def who_flips(request: Request, pk: UUID) -> HttpResponse:
    """Whose result a proposed rule answers otherwise, of the persons whose scores this hat reads."""
    now = timezone.now()
    rule = the(RuleVersion.objects.visible_to(request.who, Purpose.CARE), pk=pk, state=RuleVersion.State.PROPOSED)
    mine = ScreenerResult.objects.visible_to(request.who, Purpose.CARE, now)
    rows = {str(r.pk): r for r in queries.results_under(rule).filter(pk__in=mine.values("pk")).select_related("person")}
    flips = [(rows[f.person], f) for f in rulebook.flips_of(rule, rows.values(), timezone.localdate(now))]
    if wants_csv(request):
        _looked(request, {row.person_id for row, _f in flips}, now)
        lines = ((row.person.name, row.assessed_on, _met(f.before), _met(f.after)) for row, f in flips)
        return as_csv("flips", ("name", "taken on", "before", "after"), lines)
    page = page_of(request, flips)
    _looked(request, {row.person_id for row, _f in page.object_list}, now)
    shown = [(row, _met(flip.before), _met(flip.after)) for row, flip in page.object_list]
    return render(request, "screening/flips.html", {"rule": rule, "page": page, "flips": shown})


@allow(RECORD, purpose=Purpose.CARE)
@require_form
def move(request: Request, pk: UUID, step: UUID) -> HttpResponse:
    """Done, or why not."""
    person, sheet = opened(request, pk)
    must_write(sheet)
    one = the(FollowUp.objects.filter(result__person=person).select_related("result__person"), pk=step)
    return form_page(
        request, StepForm(request.POST or None),
        lambda data: actions.move_step(step=one, **data, by=request.who, at=timezone.now()),
        title=_("After a screener"), back=reverse("screening:care_scores", args=(pk,)),
        lead=words.asks(one),
    )  # fmt: skip


def _met(met: bool) -> str:
    return _("limit reached") if met else _("limit not reached")


def _seen(request: Request, steps: Any, at: datetime) -> None:
    _looked(request, {step.result.person_id for step in steps}, at)


def _looked(request: Request, persons: set[UUID], at: datetime) -> None:
    """A line for each person in a list, as for a page."""
    if persons:
        audit.seen(sorted(persons), by=request.who, at=at, purpose=Purpose.CARE, part="steps")
