"""S60: the dashboard of all actions as list, board and map, what is asked and late first; and a new idea."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ...kernel.lists import as_csv, in_order, page_of, wants_csv
from ...kernel.pages import require_form
from ...kernel.request import Request
from ...kernel.rules import allow
from ...territory import maps
from ...territory.models import Territory
from ...territory.queries import own_organisation
from .. import actions as do
from .. import queries
from ..forms import IdeaForm
from ..models import Action, Frame, Place
from ..permissions import PROPOSE, SEE
from ..states import ORDER
from .asked import asked
from .shared import PROJECT, form_page, home, seen

__all__ = ["actions", "board", "on_map", "propose"]

_COLUMNS: Final = (
    "number", "title", "kind", "stage", "objective", "programme", "puller", "start", "runs in", "connections", "last news",
)  # fmt: skip
_ORDERS: Final = {
    "number": ("number",),
    "title": ("title",),
    "stage": ("stage", "number"),
    "programme": ("programme__number", "number"),
    "news": ("changed", "number"),
}
_FIRST: Final = 5
_DRAWN: Final = (Territory.Kind.MUNICIPALITY, Territory.Kind.ZONE)


@allow(SEE, purpose=PROJECT)
@require_safe
def actions(request: Request) -> HttpResponse:
    """In rows. What is asked and what is late stands first."""
    today = timezone.localdate()
    found = asked(request, "actions", today)
    rows = found.rows.select_related("objective", "programme", "puller").prefetch_related("places__territory")
    rows, order = in_order(request, rows, _ORDERS, "number")
    if wants_csv(request):
        return as_csv("actions", _COLUMNS, queries.cells(rows.prefetch_related("connections"), today))
    mine = seen(request)
    context = {
        "page": page_of(request, rows),
        "order": order,
        "asks": queries.asks().filter(action__in=mine)[:_FIRST],
        "late": queries.late_tasks(today).filter(action__in=mine)[:_FIRST],
        "own": own_organisation(request.who),
        "today": today,
    }
    return render(request, "portfolio/actions.html", found.context | context)


@allow(SEE, purpose=PROJECT)
@require_safe
def board(request: Request) -> HttpResponse:
    """By stage, in the order an action goes."""
    found = asked(request, "board", timezone.localdate())
    rows = list(found.rows.order_by("number"))
    many = {one.stage for one in rows}
    stages = [s for s in (*ORDER, Action.Stage.STOPPED) if s in ORDER or s in many]
    columns = [(str(Action.Stage(s).label), [one for one in rows if one.stage == s]) for s in stages]
    return render(request, "portfolio/board.html", found.context | {"board": columns})


@allow(SEE, purpose=PROJECT)
@require_safe
def on_map(request: Request) -> HttpResponse:
    """Where actions run today and where they started, by territory; the table beside the map says the same."""
    today = timezone.localdate()
    found = asked(request, "map", today)
    running = (Place.Role.START, Place.Role.EXTENSION)
    places = Place.objects.on(today).filter(action__in=found.rows.order_by().values("pk"), role__in=running)
    by_territory: dict[Territory, list[Place]] = {}
    for one in places.select_related("territory", "action").order_by("territory__name", "action__number"):
        by_territory.setdefault(one.territory, []).append(one)
    if wants_csv(request):
        head = ("territory", "number", "action", "how")
        lines = ((t.name, p.action.number, p.action.title, p.role) for t, ps in by_territory.items() for p in ps)
        return as_csv("actions-by-territory", head, lines)
    placed = {p.action_id for ps in by_territory.values() for p in ps}
    context = {
        "map": maps.draw(Territory.objects.on(today).filter(kind__in=_DRAWN), by_territory),
        "places": list(by_territory.items()),
        "elsewhere": [one for one in found.rows.order_by("number") if one.pk not in placed],
    }
    return render(request, "portfolio/map.html", found.context | context)


@allow(PROPOSE, purpose=PROJECT)
@require_form
def propose(request: Request) -> HttpResponse:
    """An idea: one sentence is enough. What looks like it is shown before it is sent."""
    today, at = timezone.localdate(), timezone.now()
    frame = Frame.objects.in_force()
    form = IdeaForm(request.POST or None, frame=frame, today=today, initial={"need": request.GET.get("need", "")[:2000]})

    def act(said: dict[str, Any]) -> Action:
        return do.propose_action(puller=own_organisation(request.who), today=today, by=request.who, at=at, **said)

    if request.POST.get("similar") != "seen" and form.is_valid():
        start = form.cleaned_data["start"]
        if found := queries.similar(form.cleaned_data["title"], [start.pk] if start else []):
            return render(request, "portfolio/similar.html", {"form": form, "found": found}, status=422)
    return form_page(
        request,
        form,
        act,
        title=_("Propose an action"),
        back=reverse("portfolio:actions"),
        lead=_("It stands on the list at once, as an idea. The project office looks at it with you."),
        then=home,
    )
