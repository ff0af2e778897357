"""A report of one place on paper: a practice, a team's neighbourhood, a zone, or the whole region for its steering group."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ...kernel.charts import Chart
from ...kernel.lists import as_csv, page_of, wants_csv
from ...kernel.problems import Missing
from ...kernel.purposes import Purpose
from ...kernel.request import Request
from ...kernel.rules import allow
from .. import courses, words
from ..figures import Area, Figures, Period, in_force
from ..levels import views_of
from ..opening import open_periods
from ..permissions import SEE
from ..sheet import rows_of

__all__ = ["listing", "one"]

_DRAWN: Final = 4  # courses on paper: those with something more than chance


@allow(SEE, purpose=Purpose.POPULATION)
@require_safe
def listing(request: Request) -> HttpResponse:
    """The places of this hat of which there is a report, the widest first."""
    figures = in_force()
    wanted = request.GET.get("q", "").casefold()
    found = [a for a in _places(figures, request) if wanted in a.name.casefold()] if figures else []
    page = page_of(request, found)
    rows = [(a, words.LEVEL_NAMES[a.level], _address(a)) for a in page]
    context = {"figures": figures, "page": page, "rows": rows, "q": request.GET.get("q", "")}
    return render(request, "insight/reports.html", context)


@allow(SEE, purpose=Purpose.POPULATION)
@require_safe
def one(request: Request) -> HttpResponse:
    """Every figure of the place beside everybody, by aim; the courses that changed; what a reader of paper has to know."""
    figures = in_force()
    if figures is None:
        raise Missing
    asked = request.GET.get("place", "")
    area = next((a for a in _places(figures, request) if a.node == asked), None)
    if area is None:
        raise Missing
    periods = open_periods(figures, request.who)
    period = periods[-1] if periods else None
    rows = rows_of(figures, area.level, area.node, period.name) if period else []
    if wants_csv(request):
        heading = ("id", "title", "people", "value", "unit", "interval", "whole", "note")
        return as_csv("report", heading, [[r[name] for name in heading] for r in rows])
    context = {
        "area": area,
        "level": words.LEVEL_NAMES[area.level],
        "period": period,
        "rows": rows,
        "interval": words.interval_name(),
        "changes": list(islice(_changes(figures, area, periods, rows), _DRAWN)),
        "about": figures.about(),
        "day": timezone.localdate(),
        "csv": _address(area) + "&format=csv",
    }
    return render(request, "insight/report.html", context)


def _places(figures: Figures, request: Request) -> list[Area]:
    found = []
    for view in views_of(request.who, timezone.localdate()):
        if view.level == "all":
            found.append(Area("all", "all", _("everybody").capitalize(), ()))
        else:
            found += sorted(figures.areas(view.nodes, view.level), key=lambda a: a.name.casefold())
    return found


def _changes(figures: Figures, area: Area, periods: list[Period], rows: list[dict[str, Any]]) -> Iterator[Chart]:
    """The courses that say change, not chance, up to the newest period that is open."""
    names = {p.name for p in periods}
    for row in rows:
        name = row["id"]
        course = figures.course(name, area.level, area.node)
        if course is None or course.last not in names or course.last not in course.signals:
            continue
        found = {f.period: f for f in figures.figures(name, area.level, node=area.node)}
        title = f"{row['title']}: {words.course_sentence(course)}"
        chart = courses.of_place(title, figures.indicators()[name], periods, found, course)
        if chart is not None:
            yield chart


def _address(area: Area) -> str:
    return reverse("insight:report") + "?" + urlencode({"place": area.node})
