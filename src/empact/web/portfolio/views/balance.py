"""Targets, balance, gaps and overlaps on one page; and the actions as the mill reads them for its reports."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ...insight.figures import at_hand
from ...kernel import region
from ...kernel.lists import as_csv, wants_csv
from ...kernel.permissions import may
from ...kernel.request import Request
from ...kernel.rules import allow
from .. import balance, queries
from ..choices import SHARES
from ..models import Argument, Contribution, Frame, Item, Promise
from ..permissions import PROPOSE, SEE
from .shared import PROJECT, seen

__all__ = ["activities", "whole"]


@allow(SEE, purpose=PROJECT)
@require_safe
def whole(request: Request) -> HttpResponse:
    """PRT-02, PRT-03, C8, C9: what the region set itself, too many or too few, what is missing, what is done twice."""
    frame = Frame.objects.in_force()
    rows = list(seen(request).filter(frame=frame).select_related("programme", "objective"))
    going = [a for a in rows if a.stage != a.Stage.STOPPED]
    wanted = dict(zip(SHARES, region.read_many(*SHARES.values()), strict=True))
    today = timezone.localdate()
    given = Promise.objects.visible_to(request.who, PROJECT).on(today).values("action_id").annotate(many=Count("pk"))
    promised: dict[UUID, int] = {row["action_id"]: row["many"] for row in given}
    programmes = list(Item.objects.of(frame, "programme").filter(parent=None))
    lines = balance.by_item(going, programmes, promised)
    if wants_csv(request):
        head = ("programme", "actions", "promises", *lines[0].stages) if lines else ()
        cells = ((ln.item.code if ln.item else "", len(ln.actions), ln.promises, *ln.stages.values()) for ln in lines)
        return as_csv("balance", head, cells)
    personas, _determinants = queries.target_names(at_hand())
    aims = Contribution.objects.filter(action__in=going, item__kind="aim").values("item").annotate(many=Count("pk"))
    many = {row["item"]: row["many"] for row in aims}
    context = {
        "number": len(going),
        "small": sum(a.is_small for a in going),
        "shares": [(dict(Argument.Tag.choices)[s.tag], s) for s in balance.shares(going, wanted)],
        "lines": [ln for ln in lines if ln.item or ln.actions],
        "aims": [(i, many.get(i.pk, 0)) for i in Item.objects.of(frame, "aim")],
        "gaps": balance.gaps(frame, going),
        "uncovered": balance.uncovered(going, personas),
        "without_agreement": queries.without_agreement(today).filter(pk__in=[a.pk for a in going]),
        "overlaps": balance.overlaps(going),
        "in_vain": balance.asked_in_vain(today, timezone.now()),
        "proposes": may(request.who, PROPOSE, PROJECT),
    }
    return render(request, "portfolio/balance.html", context)


@allow(SEE, purpose=PROJECT)
@require_safe
def activities(request: Request) -> HttpResponse:
    """The actions as ``empact report`` reads activities: indicators, and tags with their arguments."""
    rows = seen(request).exclude(stage="stopped").prefetch_related("kpis", "arguments")
    cells = (
        (
            f"A{one.number}",
            one.title,
            ";".join(k.indicator for k in one.kpis.all() if k.indicator),
            "; ".join(k.title for k in one.kpis.all() if not k.indicator),
            ";".join(f"{a.tag}={a.text.replace(';', ',')}" for a in one.arguments.all() if a.tag),
        )
        for one in rows
    )
    return as_csv("activities", ("id", "title", "indicators", "reason", "tags"), cells)
