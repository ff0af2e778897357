"""S88 and S90 as a map: an indicator, or a share of the Pop-Box, place by place; the list beside it says the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ...kernel.lists import as_csv, wants_csv
from ...kernel.purposes import Purpose
from ...kernel.request import Request
from ...kernel.rules import allow
from .. import words
from ..figures import Area, Figure, Figures, in_force
from ..levels import KIND_OF, View, views_of
from ..opening import open_periods
from ..permissions import SEE
from ..shading import CLASSES, Shaded, classes_of, outlines_of, picture, swatch, textures

__all__ = ["shaded"]

_DRAWN = ("zone", "municipality", "neighbourhood")
_BOX = "popbox"  # where no indicator is asked


@allow(SEE, purpose=Purpose.POPULATION)
@require_safe
def shaded(request: Request) -> HttpResponse:
    """``what`` is an indicator, or ``popbox`` with ``class`` and ``determinant``; ``classes`` is ``fifths`` or ``whole``."""
    figures = in_force()
    views = [v for v in views_of(request.who, timezone.localdate()) if v.level in _DRAWN]
    periods = open_periods(figures, request.who) if figures else []
    if figures is None or not views or not periods:
        return render(request, "insight/map.html", {"figures": figures, "views": []})
    view = next((v for v in views if v.level == request.GET.get("level")), views[0])
    measured = {i: d for i, d in figures.indicators().items() if not d["waits_for"]}
    asked: Mapping[str, Any] | None = figures.about().get("popbox")
    what = request.GET.get("what", "")
    what = what if what in measured else _BOX if asked else next(iter(measured), "")
    period = next((p for p in periods if p.name == request.GET.get("period")), periods[-1])
    around = request.GET.get("classes") == "whole" and what != _BOX
    areas = figures.areas(view.nodes, view.level)
    kept = {"level": view.level, "what": what, "classes": "whole" if around else "fifths"}
    context: dict[str, Any] = {
        "figures": figures,
        "views": [(v.level, words.LEVEL_NAMES[v.level]) for v in views],
        "view": view,
        "what": what,
        "measured": sorted(((i, words.title(d)) for i, d in measured.items()), key=lambda one: one[1]),
        "periods": periods,
        "period": period,
        "around": around,
        "box": what == _BOX,
        "about": figures.about(),
    }
    if what == _BOX and asked is not None:
        chosen = _chosen(request, asked)
        kept |= {name: chosen[name] for name in ("class", "determinant")}
        places, title = _of_box(figures, view, areas, asked, chosen)
        context |= {
            "chosen": chosen,
            "classes": [(c["key"], words.title(c)) for c in asked["segment"]["classes"]],
            "determinants": sorted(((d, words.title(e)) for d, e in asked["determinants"].items()), key=lambda one: one[1]),
        }
    else:
        kept["period"] = period.name
        found = {f.node: f for f in figures.figures(what, view.level, period=period.name, nodes=view.nodes)}
        places = _of_indicator(what, measured[what], areas, found, period.name, around)
        title = f"{words.title(measured[what])}, {period.name}"
    if wants_csv(request):
        return as_csv("map", ("place", "node", "value", "said"), [(p.name, p.node, p.value, p.said) for p in places])
    outlines = outlines_of(KIND_OF.get(view.level, view.level), {a.node for a in areas}, timezone.localdate())
    context |= {
        "title": title,
        "picture": picture(places, outlines, title),
        "textures": textures(),
        "legend": _legend(places, around),
        "rows": _rows(places),
        "csv": f"?{urlencode(kept)}&format=csv",
    }
    return render(request, "insight/map.html", context)


def _chosen(request: Request, asked: Mapping[str, Any]) -> dict[str, str]:
    """The persona and the determinant of the address, where they exist."""
    class_, determinant = request.GET.get("class", ""), request.GET.get("determinant", "")
    return {
        "class": class_ if class_ in asked["classes"] else "all" if determinant else asked["classes"][-1],
        "determinant": determinant if determinant in asked["determinants"] else "",
    }


def _of_box(
    figures: Figures, view: View, areas: Sequence[Area], asked: Mapping[str, Any], chosen: Mapping[str, str]
) -> tuple[list[Shaded], str]:
    """Of the people of a place, the share in a persona; of those in a persona, the share with a determinant."""
    class_, determinant = chosen["class"], chosen["determinant"]
    cells, whole = figures.popbox(view.level, determinant), figures.popbox(view.level)
    shares: dict[str, float | None] = {}
    for area in areas:
        part = cells.get((area.node, class_))
        of = whole.get((area.node, class_ if determinant else "all"))
        shares[area.node] = part / of if part is not None and of else None
    shade = classes_of(shares)
    hidden = _("small number: not shown, so that nobody can be recognised")
    places, page = [], reverse("insight:popbox")
    for area in areas:
        share = shares[area.node]
        said = f"{area.name}: " + (hidden if share is None else words.percent(share))
        address = f"{page}?{urlencode({'level': view.level, 'place': area.node})}"
        places.append(Shaded(area.node, area.name, share, said, shade[area.node], address))
    persona = next((words.title(c) for c in asked["segment"]["classes"] if c["key"] == class_), _("everybody"))
    title = f"{persona} · {words.title(asked['determinants'][determinant])}" if determinant else persona
    return places, title


def _of_indicator(
    what: str, described: Mapping[str, Any], areas: Sequence[Area], found: Mapping[str, Figure], period: str, around: bool
) -> list[Shaded]:
    shade = classes_of({a.node: found[a.node].value if a.node in found else None for a in areas})
    places, page = [], reverse("insight:indicator", args=(what,))
    for area in areas:
        figure = found.get(area.node)
        address = f"{page}?{urlencode({'level': area.level, 'period': period, 'place': area.node})}"
        if around:
            known = figure is not None and figure.position is not None
            shade[area.node] = int(figure.position or 0) + 2 if figure and known else CLASSES
        said = words.sentence(described, area.name, figure, None).removesuffix(".")
        if figure and (beside := words.chance(figure)):
            said += f"; {beside}"
        places.append(Shaded(area.node, area.name, figure.value if figure else None, said, shade[area.node], address))
    return places


def _rows(places: Sequence[Shaded]) -> SafeString:
    """The list beside the map, drawn without a template: a level may have a thousand places."""
    swatches = [swatch(shade) for shade in range(CLASSES + 1)]
    row = '<tr><th scope="row"><a href="{}">{}</a></th><td data-label="{}">{}{}</td></tr>'
    value = _("value")
    return format_html_join("", row, ((p.address, p.name, value, swatches[p.shade], p.said) for p in places))


def _legend(places: Sequence[Shaded], around: bool) -> list[tuple[Any, str, int]]:
    """Swatch, what it means, and in how many places."""
    named = [words.BEYOND_CHANCE.get(position, _("no more than chance")) for position in range(-2, 3)]
    fifths = [_("lowest fifth"), _("second fifth"), _("middle fifth"), _("fourth fifth"), _("highest fifth")]
    meant = [*(named if around else fifths), _("not shown or not known")]
    counts = [sum(p.shade == i for p in places) for i in range(CLASSES + 1)]
    return [(swatch(i), meant[i], n) for i, n in enumerate(counts) if n]
