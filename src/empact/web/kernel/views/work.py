"""The page of work in the background."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from .. import jobs, lists
from ..actions import try_job_again
from ..models import Job, Schedule
from ..own_permissions import SEE_JOBS, START_JOBS
from ..purposes import Purpose
from ..request import Request
from ..rules import allow

__all__ = ["again", "as_csv", "overview"]
ORDERS: Final = {"asked": ("asked",), "kind": ("kind", "asked"), "state": ("state", "asked"), "ended": ("ended",)}


@allow(SEE_JOBS, purpose=Purpose.ADMINISTRATION)
@require_safe
def overview(request: Request) -> HttpResponse:
    """What runs, waits, is done or failed; the page asks anew by itself while something runs."""
    found, order = lists.in_order(request, _found(request), ORDERS, "-asked")
    page = lists.page_of(request, found)
    open_ones = any(j.is_open for j in page)
    schedules = [{"title": _title(s.kind), "next": s.next} for s in Schedule.objects.order_by("next")]
    return render(
        request,
        "kernel/jobs.html",
        {
            "page": page,
            "order": order,
            "rows": [(job, _title(job.kind)) for job in page],
            "states": Job.State.choices,
            "state": request.GET.get("state", ""),
            "schedules": schedules,
            "refresh": open_ones,
            "query": request.GET.urlencode(),
        },
    )


@allow(SEE_JOBS, purpose=Purpose.ADMINISTRATION)
@require_safe
def as_csv(request: Request) -> HttpResponse:
    """The same list, with the same filter."""
    heading = ("id", "kind", "state", "asked", "ended", "attempts", "problem")
    rows = (
        (j.pk, j.kind, j.state, j.asked, j.ended, j.attempt, j.problem)
        for j in lists.in_order(request, _found(request), ORDERS, "-asked")[0][:10_000]
    )
    return lists.as_csv("jobs", heading, rows)


@allow(START_JOBS, purpose=Purpose.ADMINISTRATION)
@require_POST
def again(request: Request, job_id: UUID) -> HttpResponse:
    """A failed job starts anew."""
    try_job_again(job_id=job_id, by=request.who, at=timezone.now())
    messages.success(request, _("The job starts again."))
    return HttpResponseRedirect(reverse("kernel:jobs"))


def _found(request: Request) -> QuerySet[Job]:
    state = request.GET.get("state", "")
    found = Job.objects.all()
    return found.filter(state=state) if state in Job.State.values else found


def _title(kind_id: str) -> Any:
    kind = jobs.KINDS.get(kind_id)
    return kind.title if kind else kind_id
