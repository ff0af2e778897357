"""S100: zones side by side, with what makes a difference doubtful: few people, a wide interval, chance."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from ...kernel.lists import as_csv, wants_csv
from ...kernel.purposes import Purpose
from ...kernel.request import Request
from ...kernel.rules import allow
from .. import words
from ..figures import in_force
from ..levels import views_of
from ..opening import newest
from ..permissions import COMPARE

__all__ = ["side_by_side"]


@allow(COMPARE, purpose=Purpose.POPULATION)
@require_safe
def side_by_side(request: Request) -> HttpResponse:
    """Every indicator of one aim, each with all zones in alphabetical order: no ranking, no colour for good or bad."""
    figures = in_force()
    views = [v for v in views_of(request.who, timezone.localdate()) if v.level in ("zone", "region", "care_region")]
    period = newest(figures, request.who) if figures else None
    if figures is None or not views or period is None:
        return render(request, "insight/compare.html", {"figures": None})
    view = next((v for v in views if v.level == request.GET.get("level")), views[-1])
    aim = request.GET.get("aim", "")
    aim = aim if aim in words.AIMS else next(iter(words.AIMS))
    names = {a.node: a.name for a in figures.areas(view.nodes, view.level)}
    blocks: list[dict[str, Any]] = []
    for name, described in figures.indicators().items():
        if described["aim"] != aim or described["waits_for"]:
            continue
        found = [f for f in figures.figures(name, view.level, period=period.name, nodes=view.nodes) if f.node in names]
        found.sort(key=lambda f: names[f.node])
        whole = figures.whole(name, period.name)
        kept = {"level": view.level, "period": period.name}
        blocks.append(
            {
                "id": name,
                "title": words.title(described),
                "unit": words.unit(described),
                "whole": words.value_text(described, whole.value if whole else None),
                "rows": [
                    {
                        "name": names[f.node],
                        "node": f.node,
                        "people": f.people,
                        "value": words.value_text(described, f.value),
                        "interval": words.interval(described, f),
                        "note": words.said_of(f) or words.chance(f) or words.by_chance(f),
                        "address": reverse("insight:indicator", args=(name,)) + "?" + urlencode({**kept, "place": f.node}),
                    }
                    for f in found
                ],
            }
        )
    blocks.sort(key=lambda b: b["title"].casefold())
    if wants_csv(request):
        heading = ("indicator", "place", "people", "value", "interval", "note")
        return as_csv(
            "side-by-side", heading, [(b["id"], *(r[n] for n in ("name", *heading[2:]))) for b in blocks for r in b["rows"]]
        )
    context = {
        "figures": figures,
        "views": [(v.level, words.LEVEL_NAMES[v.level]) for v in views],
        "view": view,
        "aims": words.AIMS.items(),
        "aim": aim,
        "period": period,
        "blocks": blocks,
        "interval": words.interval_name(),
        "csv": "?" + urlencode({"level": view.level, "aim": aim, "format": "csv"}),
        "about": figures.about(),
    }
    return render(request, "insight/compare.html", context)
