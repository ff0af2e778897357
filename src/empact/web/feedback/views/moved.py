"""What moved: one page for all teams, practices or territories of whoever looks."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ...kernel.lists import as_csv, wants_csv
from ...kernel.purposes import Purpose
from ...kernel.request import Request
from ...kernel.rules import allow
from .. import moved as queries
from ..permissions import MOVED
from .shared import page

__all__ = ["moved"]


@allow(MOVED, purpose=Purpose.POPULATION)
@require_safe
def moved(request: Request) -> HttpResponse:
    """Figures of the own places that moved by more than chance; of the practices around, how many. By topic in the address."""
    topic = request.GET.get("topic", "")
    topic = topic if topic in queries.TOPICS else ""
    found = queries.moved(request.who, timezone.localdate(), topic)
    if wants_csv(request):
        rows: list[tuple[object, ...]] = [(o.place, o.title, o.topic, o.value, o.is_higher, "", "", "") for o in found.own]
        rows += [("", a.title, a.topic, "", "", a.higher, a.lower, a.practices) for a in found.around]
        heading = ("place", "figure", "topic", "value", "higher", "practices higher", "practices lower", "practices")
        return as_csv("moved", heading, rows)
    sides = {True: _("higher than before"), False: _("lower than before")}
    context = {
        "moved": found,
        "own": [(one, sides[one.is_higher]) for one in found.own],
        "topics": sorted(((t, title) for t, title in queries.TOPICS.items()), key=lambda one: str(one[1])),
        "topic": topic,
    }
    return page(request, "moved.html", context)
