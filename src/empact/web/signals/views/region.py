"""What the region keeps and reads: who gets which reports, and the figures without persons."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ...kernel import lists, region
from ...kernel.pages import form_page, require_form, the
from ...kernel.purposes import Purpose
from ...kernel.request import Request
from ...kernel.rules import allow
from .. import actions, figures, promises, queries
from ..forms import RouteForm
from ..models import Route, Signal, Theme
from ..permissions import KEEP_ROUTES, SEE_FIGURES

__all__ = ["add_route", "figures_page", "move_route", "routes"]

ADMINISTRATION = Purpose.ADMINISTRATION
SHOWN_GAPS = 20
WEEK = timedelta(days=7)


@allow(KEEP_ROUTES, purpose=ADMINISTRATION)
@require_safe
def routes(request: Request) -> HttpResponse:
    """The table of receivers, and what of it reaches nobody."""
    rows = Route.objects.visible_to(request.who, ADMINISTRATION).in_force()
    rows = rows.select_related("territory", "organisation", "team", "backup_organisation", "backup_team")
    if lists.wants_csv(request):
        heading = ("where", "what worries", "about whom", "days", "from", "until", "duty service", "receiver", "backup")
        cells = (
            (r.territory or "", r.theme, r.age, r.days, r.opens or "", r.closes or "", "yes" if r.regional else "",
             r.organisation or r.team, r.backup_organisation or r.backup_team or "")
            for r in rows
        )  # fmt: skip
        return lists.as_csv("receivers", heading, cells)
    page = lists.page_of(request, rows)
    for route in page.object_list:
        every = len(route.days) == len(WEEKDAYS)
        route.on_days = "" if every else ", ".join(str(WEEKDAYS_ABBR[int(day)]) for day in route.days)
    gaps = queries.gaps_now(timezone.localdate())
    titles = dict(Theme.choices)
    shown = [(gap, titles[gap.theme], WEEKDAYS[gap.example[0]], f"{gap.example[1]:02d}:00") for gap in gaps[:SHOWN_GAPS]]
    waiting = Signal.objects.open().exclude(nobody_since=None).count()
    kept = promises.kept_for()
    soon = Signal.objects.closed_before(timezone.now() + WEEK - kept).count() if kept is not None else 0
    context = {
        "page": page, "gaps": shown, "all_gaps": len(gaps), "waiting": waiting, "ended": request.GET.get("ended", ""),
        "kept": kept, "soon": soon,
    }  # fmt: skip
    return render(request, "signals/routes.html", context)


@allow(KEEP_ROUTES, purpose=ADMINISTRATION)
@require_form
def add_route(request: Request) -> HttpResponse:
    """One more line."""
    return form_page(
        request,
        RouteForm(request.POST or None),
        lambda said: actions.make_route(values=said, by=request.who, at=timezone.now()),
        template="signals/form.html",
        title=_("Name a receiver"),
        back=reverse("signals:routes"),
    )


@allow(KEEP_ROUTES, purpose=ADMINISTRATION)
@require_POST
def move_route(request: Request, pk: UUID) -> HttpResponse:
    """End a line, or take that back."""
    route: Route = the(Route.objects.visible_to(request.who, ADMINISTRATION), pk=pk)
    ended = "back" not in request.POST
    actions.end_route(route=route, ended=ended, by=request.who, at=timezone.now())
    messages.success(request, _("This line is ended.") if ended else _("This line holds again."))
    address = reverse("signals:routes")
    return redirect(f"{address}?ended={route.pk}" if ended else address)


@allow(SEE_FIGURES, purpose=Purpose.PROJECT)
@require_safe
def figures_page(request: Request) -> HttpResponse:
    """How many, how soon, with how much feedback, by quarter; themes for the steering group. Small numbers are not shown."""
    today = timezone.localdate()
    least = int(region.read("region.small_number"))
    found = figures.quarters(queries.of_quarters(figures.begins(today), timezone.now()), today, least)
    if lists.wants_csv(request):
        heading = (
            "quarter",
            "reports",
            "median_minutes_to_contact",
            "contact_in_time_percent",
            "feedback_percent",
            *Theme.values,
        )
        cells = (
            (q.name, *(_shown(n) for n in (q.reports, q.median_minutes, q.in_time, q.with_feedback, *q.themes.values())))
            for q in found
        )
        return lists.as_csv("red-button", heading, cells)
    themes = [(title, [q.themes[theme] for q in found]) for theme, title in Theme.choices]
    return render(request, "signals/figures.html", {"quarters": found, "themes": themes, "least": least})


def _shown(number: int | None) -> object:
    return "too small" if number is None else number
