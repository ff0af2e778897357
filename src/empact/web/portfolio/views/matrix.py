"""S63: which action adds to what: aims, assignments and topics, with what nobody adds to and what too many do."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ...kernel.lists import as_csv, wants_csv
from ...kernel.pages import the
from ...kernel.request import Request
from ...kernel.rules import allow
from .. import actions as do
from ..actions.contributions import COLUMNS
from ..forms import CellForm
from ..models import Contribution, Item
from ..permissions import KEEP, SEE, may_keep
from ..words import KIND_NAMES
from .asked import asked
from .shared import PROJECT, READ, form_page, kept

__all__ = ["CROWDED", "cell", "matrix"]

CROWDED: Final = 0.75
"""What more than so large a part of all actions adds to is said to be crowded."""


@allow(SEE, purpose=PROJECT)
@require_safe
def matrix(request: Request) -> HttpResponse:
    """A row per action, a column per aim, assignment or topic; the actors it counts on beside it."""
    asks = asked(request, "matrix", timezone.localdate())
    frame = asks.frame
    kinds = [k for k in COLUMNS if Item.objects.of(frame, k).exists()]
    kind = request.GET.get("of", "")
    shown = [kind] if kind in kinds else [k for k in ("aim", "topic") if k in kinds]
    columns = list(Item.objects.of(frame, *shown).order_by("kind", "number"))
    rows = asks.rows.order_by("number").select_related("objective").prefetch_related("connections")
    found: dict[UUID, dict[UUID, Contribution]] = {}
    marked = Contribution.objects.visible_to(request.who, PROJECT).filter(item__in=columns)
    for one in marked.filter(action__in=asks.rows.order_by().values("pk")):
        found.setdefault(one.action_id, {})[one.item_id] = one
    lines: list[tuple[Any, bool, list[tuple[Item, Contribution | None]]]] = [
        (action, may_keep(request.who, action), [(c, found.get(action.pk, {}).get(c.pk)) for c in columns]) for action in rows
    ]
    if wants_csv(request):
        head = ("objective", "number", "title", *(f"{c.kind}:{c.code}" for c in columns), "actors")
        return as_csv("matrix", head, (_line(action, cells) for action, _mine, cells in lines))
    many = Counter(c.item_id for cells in found.values() for c in cells.values())
    context = {
        "columns": [(c, many[c.pk]) for c in columns],
        "lines": lines,
        "kinds": [(k, KIND_NAMES[k]) for k in kinds],
        "kind": kind,
        "orphans": [c for c in columns if not many[c.pk]],
        "crowded": [c for c in columns if many[c.pk] > CROWDED * len(lines)],
        "unconfirmed": sum(c.confirmed is None for cells in found.values() for c in cells.values()),
    }
    return render(request, "portfolio/matrix.html", asks.context | context)


def _line(action: Any, cells: list[tuple[Item, Contribution | None]]) -> list[Any]:
    marks = ["" if c is None else f"{c.strength}{'' if c.confirmed else '?'}" for _item, c in cells]
    actors = ",".join(c.code for c in action.connections.all())
    return [action.objective.code if action.objective else "", action.number, action.title, *marks, actors]


@allow(KEEP, purpose=PROJECT)
@require_http_methods(READ)
def cell(request: Request, pk: UUID, item: UUID) -> HttpResponse:
    """How much this action adds to that, and how we know. Saying so confirms it."""
    one = kept(request, pk)
    column: Item = the(Item.objects.visible_to(request.who, PROJECT), pk=item)
    there = Contribution.objects.filter(action=one, item=column).first()
    initial = {"strength": there.strength, "evidence": there.evidence} if there else {"strength": 0}
    return form_page(
        request,
        CellForm(request.POST or None, initial=initial),
        lambda said: do.contribute(
            action=one, item=column, today=timezone.localdate(), by=request.who, at=timezone.now(), **said
        ),
        title=column.name,
        lead=one.title
        + (
            "\n\n" + _("Taken from: %(source)s. To be confirmed.") % {"source": there.source}
            if there and there.confirmed is None
            else ""
        ),
        back=reverse("portfolio:matrix"),
    )
