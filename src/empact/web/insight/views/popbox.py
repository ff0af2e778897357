"""S88, the Pop-Box: the whole population by persona, determinant and area, as a picture with its numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ...kernel.charts import Chart, Parts, shares
from ...kernel.lists import as_csv, wants_csv
from ...kernel.purposes import Purpose
from ...kernel.request import Request
from ...kernel.rules import allow
from ...kernel.who import Who
from .. import lists, words
from ..figures import Figures, in_force
from ..levels import View, views_of
from ..permissions import SEE
from ..warnings import note_of

__all__ = ["popbox"]

ALL = "all"
_MOST = 80  # places in one picture
_DEEPER = {
    ALL: "zone",
    "region": "zone",
    "care_region": "municipality",
    "zone": "municipality",
    "municipality": "neighbourhood",
}


@allow(SEE, purpose=Purpose.POPULATION)
@require_safe
def popbox(request: Request) -> HttpResponse:
    """The filters stand in the address: level, within a place, one determinant. Everybody together is for all to see."""
    figures = in_force()
    asked: Mapping[str, Any] | None = figures.about().get("popbox") if figures else None
    if figures is None or asked is None:
        return render(request, "insight/popbox.html", {"figures": None})
    known = figures.popbox_levels()
    own = [v for v in views_of(request.who, timezone.localdate()) if v.level in known]
    views = own if any(v.level == ALL for v in own) else [View(ALL, None), *own]
    view = next((v for v in views if v.level == request.GET.get("level")), views[0])
    determinants = {name: words.title(entry) for name, entry in asked["determinants"].items()}
    determinant = request.GET.get("determinant", "")
    determinant = determinant if determinant in determinants else ""
    titles = {c["key"]: words.title(c) for c in asked["segment"]["classes"]}
    classes = [c for c in asked["classes"] if c in titles]
    places = _places(figures, view, request.GET.get("within", ""), request.GET.get("place", ""))
    cells = figures.popbox(view.level, determinant)
    if wants_csv(request):
        rows = [[name, node, *(_shown(cells.get((node, c))) for c in (ALL, *classes))] for node, name in places]
        return as_csv("popbox", ("place", "node", "people", *(titles[c] for c in classes)), rows)
    kept = {"level": view.level, "determinant": determinant, "within": request.GET.get("within", "")}
    kept |= {"place": places[0][0]} if request.GET.get("place") and len(places) == 1 else {}
    offered = {v.level for v in views}
    lines = [
        Parts(
            name,
            cells.get((node, ALL)),
            tuple(cells.get((node, c)) for c in classes),
            _deeper(view, node, determinant, offered),
        )
        for node, name in places
    ]
    names, csv = [titles[c] for c in classes], f"?{urlencode(kept)}&format=csv"
    context = {
        "figures": figures,
        "views": [(v.level, words.LEVEL_NAMES[v.level]) for v in views],
        "view": view,
        "determinants": sorted(determinants.items(), key=lambda one: one[1]),
        "determinant": determinant,
        "chart": _chart(lines, names, determinants.get(determinant, ""), csv),
        "table": _by_determinant(figures, request.who, places, view.level, classes, determinants),
        "classes": names,
        "many": len(lines) > _MOST,
        "csv": csv,
        "asked": asked,
        "note": note_of(figures),
        "list_rules": lists.offered({**asked["segment"], "kind": "segment", "id": "popbox"}, request.who),
        "within": request.GET.get("within", ""),
    }
    return render(request, "insight/popbox.html", context)


def _places(figures: Figures, view: View, within: str, place: str) -> list[tuple[str, str]]:
    """Node and name of the places of a level that this hat may see, by name; inside one of them, or one, when asked."""
    if view.level == ALL:
        return [(ALL, _("everybody"))]
    found = figures.areas(view.nodes, view.level)
    return [(a.node, a.name) for a in found if (not within or within in a.parents) and place in ("", a.node)]


def _chart(lines: list[Parts], names: list[str], determinant: str, csv: str) -> Chart | None:
    if not lines or len(lines) > _MOST:
        return None
    head = (_("place"), _("people"), *names)
    known = [(line.whole, line.parts[-1]) for line in lines]
    whole = sum(w for w, p in known if w and p is not None)
    most = sum(p for w, p in known if w and p is not None)
    message = _("%(number)s of %(all)s people: %(persona)s") % {
        "number": number_format(most, 0, force_grouping=True),
        "all": number_format(whole, 0, force_grouping=True),
        "persona": names[-1],
    }
    if not known or all(p is None or not w for w, p in known):
        message = _("Every number here is small and not shown")
    if determinant:
        message += f" · {determinant}"
    return shares(message, lines, names, head, _("small number, hidden"), csv)


def _by_determinant(
    figures: Figures, who: Who, places: list[tuple[str, str]], level: str, classes: list[str], determinants: Mapping[str, str]
) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """For one place: of each persona, the share with each determinant. What is in a cell, and the list of who is in it."""
    if len(places) != 1:
        return []
    ((node, _name),) = places
    whole, leads = figures.popbox(level), lists.may_ask(who)
    rows = []
    for name, title in sorted(determinants.items(), key=lambda one: one[1]):
        cells = figures.popbox(level, name)
        said = []
        for class_ in (ALL, *classes):
            n, of = cells.get((node, class_)), whole.get((node, class_))
            shown = _("hidden") if n is None else f"{words.number(100 * n / of)} %" if of else "–"
            said.append((shown, lists.cell(class_, name) if leads and n and class_ != ALL else ""))
        rows.append((name, title, said))
    return rows


def _deeper(view: View, node: str, determinant: str, offered: set[str]) -> str:
    level = _DEEPER.get(view.level, "")
    if level not in offered:
        return ""
    within = "" if node == ALL else node
    return reverse("insight:popbox") + "?" + urlencode({"level": level, "within": within, "determinant": determinant})


def _shown(n: int | None) -> str:
    return "" if n is None else str(n)
