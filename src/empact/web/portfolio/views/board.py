"""S60: the dashboard of all actions: what is asked and late first, then the list with its filters; and a new idea."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ...kernel.lists import as_csv, in_order, page_of, wants_csv
from ...kernel.request import Request
from ...kernel.rules import allow
from ...territory.queries import within
from ...territory.search import fold
from .. import actions as do
from .. import queries
from ..forms import Filter, IdeaForm
from ..models import Action, Frame
from ..permissions import PROPOSE, SEE
from ..states import ORDER
from .shared import PROJECT, READ, form_page, home, own_organisation, seen

__all__ = ["actions", "propose"]

_COLUMNS: Final = (
    "number", "title", "kind", "stage", "objective", "programme", "puller", "start", "connections", "last news",
)  # fmt: skip
_ORDERS: Final = {
    "number": ("number",),
    "title": ("title",),
    "stage": ("stage", "number"),
    "programme": ("programme__number", "number"),
    "news": ("changed", "number"),
}
_FIRST: Final = 5


@allow(SEE, purpose=PROJECT)
@require_safe
def actions(request: Request) -> HttpResponse:
    """The list, in rows or as a board by stage. Filters stand in the address and hold for the board and the file alike."""
    today = timezone.localdate()
    frame = Frame.objects.in_force()
    form = Filter(request.GET, frame=frame, today=today)
    rows = seen(request).select_related("objective", "programme", "puller")
    if form.is_valid():
        said = form.cleaned_data
        inside = within([said["territory"]], today) if said["territory"] else None
        for word in fold(said["q"]).split():
            rows = rows.filter(search__contains=word)
        rows = queries.filtered(rows, said, inside, today)
    else:  # a filter that cannot be read is not left out in silence
        rows = queries.filtered(rows.none(), {}, None, today)
    rows, order = in_order(request, rows, _ORDERS, "number")
    if wants_csv(request):
        rows = rows.prefetch_related("places__territory", "connections")
        return as_csv("actions", _COLUMNS, queries.cells(rows, today))
    kept = request.GET.copy()
    kept.pop("page", None)
    as_board = kept.pop("view", ["list"])[-1] == "board"
    query = kept.urlencode()
    kept["format"] = "csv"
    waiting = list(queries.asks().filter(action__in=seen(request))[:_FIRST])
    late = list(queries.late_tasks(today).filter(action__in=seen(request))[:_FIRST])
    own = own_organisation(request)
    context = {
        "form": form,
        "frame": frame,
        "page": None if as_board else page_of(request, rows),
        "board": _board(list(rows)) if as_board else None,
        "number": rows.count(),
        "order": order,
        "query": query,
        "csv": f"?{kept.urlencode()}",
        "asks": waiting,
        "late": late,
        "own": own,
        "today": today,
    }
    return render(request, "portfolio/actions.html", context)


def _board(rows: list[Action]) -> list[tuple[str, list[Action]]]:
    """Stages in the order an action goes, and what is in each."""
    many = Counter(one.stage for one in rows)
    stages = [s for s in (*ORDER, Action.Stage.STOPPED) if many[s] or s in ORDER]
    return [(str(Action.Stage(s).label), [one for one in rows if one.stage == s]) for s in stages]


@allow(PROPOSE, purpose=PROJECT)
@require_http_methods(READ)
def propose(request: Request) -> HttpResponse:
    """An idea: one sentence is enough. What looks like it is shown before it is sent."""
    today, at = timezone.localdate(), timezone.now()
    frame = Frame.objects.in_force()
    form = IdeaForm(request.POST or None, frame=frame, today=today)

    def act(said: dict[str, Any]) -> Action:
        return do.propose_action(puller=own_organisation(request), today=today, by=request.who, at=at, **said)

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
