"""S63: the table of activities: what each adds to, on whom it counts, its phases; what nobody adds to and what too many do."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from typing import Final
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ...kernel.lists import as_csv, wants_csv
from ...kernel.pages import require_form, the
from ...kernel.request import Request
from ...kernel.rules import allow
from .. import actions as do
from ..actions.contributions import COLUMNS
from ..exchange.matrix import heading, line
from ..forms import CellForm
from ..halves import half_name, halves_from, phase_on
from ..models import Contribution, Item
from ..permissions import KEEP, SEE, may_keep
from ..words import KIND_NAMES
from .asked import asked
from .shared import PROJECT, form_page, kept

__all__ = ["CROWDED", "cell", "matrix"]

CROWDED: Final = 0.75
"""What more than so large a part of all actions adds to is said to be crowded."""


@allow(SEE, purpose=PROJECT)
@require_safe
def matrix(request: Request) -> HttpResponse:
    """PRT-09: a row per action (A), a column per aim, assignment or topic (B), actors (C), phases by half-year (D)."""
    today = timezone.localdate()
    asks = asked(request, "matrix", today)
    frame = asks.frame
    kinds = [k for k in COLUMNS if Item.objects.of(frame, k).exists()]
    kind = request.GET.get("of", "")
    shown = [kind] if kind in kinds else [k for k in ("aim", "topic") if k in kinds]
    columns = list(Item.objects.of(frame, *shown).order_by("kind", "number"))
    halves = halves_from(_first(request, today), 4)
    rows = asks.rows.order_by("number").select_related("objective").prefetch_related("connections", "phases__phase")
    found: dict[UUID, dict[UUID, Contribution]] = {}
    marked = Contribution.objects.visible_to(request.who, PROJECT).filter(item__in=columns)
    for one in marked.filter(action__in=asks.rows.order_by().values("pk")):
        found.setdefault(one.action_id, {})[one.item_id] = one
    cells = {action.pk: [found.get(action.pk, {}).get(c.pk) for c in columns] for action in rows}
    if wants_csv(request):
        return as_csv("matrix", heading(columns, halves), (line(action, cells[action.pk], halves) for action in rows))
    lines = [
        (
            action,
            may_keep(request.who, action),
            list(zip(columns, cells[action.pk], strict=True)),
            [phase_on(list(action.phases.all()), half) for half in halves],
        )
        for action in rows
    ]
    many = Counter(c.item_id for there in found.values() for c in there.values())
    context = {
        "columns": [(c, many[c.pk]) for c in columns],
        "lines": lines,
        "kinds": [(k, KIND_NAMES[k]) for k in kinds],
        "kind": kind,
        "orphans": [c for c in columns if not many[c.pk]],
        "crowded": [c for c in columns if many[c.pk] > CROWDED * len(lines)],
        "unconfirmed": sum(c.confirmed is None for there in found.values() for c in there.values()),
        "halves": [half_name(half) for half in halves],
        "first": halves[0].year,
        "years": range(halves[0].year - 1, halves[0].year + 2),
    }
    return render(request, "portfolio/matrix.html", asks.context | context)


def _first(request: Request, today: date) -> date:
    """From which year on the phases are shown: two years from this one, or from the one asked for."""
    asked_for = request.GET.get("from", "")
    return date(int(asked_for) if re.fullmatch(r"(19|20)[0-9]{2}", asked_for) else today.year, 1, 1)


@allow(KEEP, purpose=PROJECT)
@require_form
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
