"""Paper: the brief of an action on one A4, its plan, and the plan of the region in seven chapters."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ...insight.figures import at_hand
from ...kernel.pages import as_pdf, the
from ...kernel.request import Request
from ...kernel.rules import allow
from .. import papers
from ..models import Action
from ..permissions import SEE
from .shared import PROJECT, seen

__all__ = ["brief", "plan", "region"]


def _action(request: Request, pk: UUID) -> Action:
    rows = seen(request).select_related("objective", "programme", "puller", "frame").prefetch_related("places__territory")
    one: Action = the(rows, pk=pk)
    return one


@allow(SEE, purpose=PROJECT)
@require_safe
def brief(request: Request, pk: UUID) -> HttpResponse:
    """PRT-16: what, for whom, how and why, on one A4."""
    one, today = _action(request, pk), timezone.localdate()
    made = papers.paper(
        f"{one.number} {one.title}",
        papers.brief(one, at_hand(), today),
        lead=f"{_('The brief')}, {date_format(today, 'SHORT_DATE_FORMAT')}. {one.get_stage_display()}",
        pages=1,
    )
    return as_pdf(f"brief-{one.number}", made, to_read=True)


@allow(SEE, purpose=PROJECT)
@require_safe
def plan(request: Request, pk: UUID) -> HttpResponse:
    """PRT-17: the plan, made of the brief and of what the page of the action says."""
    one, today = _action(request, pk), timezone.localdate()
    made = papers.paper(
        f"{one.number} {one.title}",
        papers.plan(one, at_hand(), today),
        lead=f"{_('Project plan')}, {date_format(today, 'SHORT_DATE_FORMAT')}. {one.get_stage_display()}",
    )
    return as_pdf(f"plan-{one.number}", made, to_read=True)


@allow(SEE, purpose=PROJECT)
@require_safe
def region(request: Request) -> HttpResponse:
    """MOD-22: the loco-regional action plan, from what the screens show today; as a page, or on paper."""
    today = timezone.localdate()
    sections, title = papers.region(at_hand(), today), _("Loco-regional action plan")
    day = date_format(today, "SHORT_DATE_FORMAT")
    if request.GET.get("format") == "pdf":
        return as_pdf("plan", papers.paper(title, sections, lead=day), to_read=True)
    return render(request, "portfolio/region.html", {"title": title, "sections": sections, "day": day})
