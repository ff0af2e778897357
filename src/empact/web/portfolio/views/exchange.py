"""The portfolio as files, and files that are brought: what each row would do is shown before anything is done."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ...governance.models import Meeting
from ...kernel import icalendar
from ...kernel.lists import as_csv, wants_csv
from ...kernel.pages import require_form, the
from ...kernel.request import Request
from ...kernel.rules import allow
from ...kernel.spreadsheet import as_xlsx
from .. import actions as do
from ..exchange.archive import whole, zipped
from ..exchange.calendar import calendar_of
from ..exchange.forms import FileForm
from ..exchange.outcome import Outcome
from ..exchange.reading import read_file
from ..exchange.sheets import SHEETS
from ..exchange.workbook import booked
from ..models import Incoming, Task
from ..permissions import KEEP_FRAME, SEE
from .asked import asked
from .shared import PROJECT, form_page

__all__ = ["bring", "calendar", "everything", "incoming"]

_SHOWN = 200
"""Refusals on the page; the file has all."""


@allow(SEE, purpose=PROJECT)
@require_safe
def everything(request: Request) -> HttpResponse:
    """C17: every table of the portfolio as a sheet, in one zip of CSV or one spreadsheet (``?format=xlsx``)."""
    if request.GET.get("format") == "xlsx":
        return as_xlsx("portfolio", booked(whole()))
    answer = HttpResponse(zipped(whole()), content_type="application/zip")
    answer.headers["Content-Disposition"] = 'attachment; filename="portfolio.zip"'
    return answer


@allow(SEE, purpose=PROJECT)
@require_safe
def calendar(request: Request) -> HttpResponse:
    """Milestones and agreements of the actions that the filter gives, and all meetings of bodies."""
    found = asked(request, "actions", timezone.localdate())
    rows = Task.objects.visible_to(request.who, PROJECT).filter(action__in=found.rows.order_by().values("pk"))
    meetings = Meeting.objects.visible_to(request.who, PROJECT).select_related("body").order_by("on", "pk")
    content = calendar_of(rows.select_related("action"), meetings, stamp=timezone.now())
    return icalendar.as_calendar(content, "actions")


@allow(KEEP_FRAME, purpose=PROJECT)
@require_form
def bring(request: Request) -> HttpResponse:
    """A file, for its preview."""

    def act(said: dict[str, Any]) -> Incoming:
        kind, sheets = read_file(said["file"])
        return do.keep_file(kind=kind, sheets=sheets, by=request.who, at=timezone.now())

    return form_page(
        request,
        FileForm(request.POST or None, request.FILES or None),
        act,
        title=_("Bring a file"),
        lead=_(
            "The sheets, the matrix or the calendar that came from here, changed or not; or a board of another tool, "
            "as CSV or JSON. You see what it would do before anything is done."
        ),
        button=_("Show what it would do"),
        done=_("Nothing is taken in yet."),
        template="portfolio/files.html",
        back=reverse("portfolio:actions"),
        then=lambda made: reverse("portfolio:incoming", args=[made.pk]),
    )


@allow(KEEP_FRAME, purpose=PROJECT)
@require_form
def incoming(request: Request, pk: UUID) -> HttpResponse:
    """What each row would do, or did; what is refused and why."""
    one: Incoming = the(Incoming.objects.visible_to(request.who, PROJECT), pk=pk)
    said: dict[str, Any] = {"file": one, "today": timezone.localdate(), "by": request.who, "at": timezone.now()}
    if request.method == "POST":
        do.take_in(**said)
        return HttpResponseRedirect(request.path)
    outcome = Outcome.of(one.outcome) if one.taken_at else do.take_in(**said, dry=True)
    if wants_csv(request):
        return as_csv("refused", ("sheet", "row", "what", "why"), ((r.sheet, r.row, r.what, r.why) for r in outcome.refused))
    names = [s.name for s in SHEETS] + ["matrix", "board"]
    names += sorted({r.sheet for r in outcome.refused} - set(names))
    context = {
        "file": one,
        "outcome": outcome,
        "lines": [row for row in outcome.lines(names) if any(row[1:])],
        "refused": outcome.refused[:_SHOWN],
    }
    return render(request, "portfolio/incoming.html", context)
