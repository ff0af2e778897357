"""S89 and S90: the library of indicators, and one indicator at the level of whoever looks."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ..kernel.charts import Mark, ranges, trend
from ..kernel.lists import as_csv, wants_csv
from ..kernel.problems import Missing
from ..kernel.purposes import Purpose
from ..kernel.request import Request
from ..kernel.rules import allow, public
from . import words
from .figures import Figure, Figures, in_force
from .levels import View, views_of
from .permissions import SEE

__all__ = ["library", "one", "open_figures"]


@allow(SEE, purpose=Purpose.POPULATION)
@require_safe
def library(request: Request) -> HttpResponse:
    """S89: every indicator by aim, with what it was last, at the widest level this hat sees."""
    figures = in_force()
    views = views_of(request.who, timezone.localdate())
    if figures is None:
        return render(request, "insight/library.html", {"figures": None})
    period = figures.periods()[-1]
    wanted = request.GET.get("q", "").casefold()
    groups: dict[str, list[dict[str, Any]]] = {aim: [] for aim in words.AIMS}
    for name, described in figures.indicators().items():
        title = words.title(described)
        if wanted not in title.casefold():
            continue
        whole = _whole(figures, name, period.name) if views and not described["waits_for"] else None
        groups[described["aim"]].append(
            {
                "id": name,
                "title": title,
                "value": words.value_text(described, whole.value) if whole else "",
                "unit": words.unit(described) if whole and described["scoring"] == "rate" else "",
                "waits": described["waits_for"],
                "direction": described["direction"],
            }
        )
    shown = [(words.AIMS[aim], sorted(found, key=lambda i: i["title"])) for aim, found in groups.items()]
    return render(
        request, "insight/library.html", {"figures": figures, "groups": shown, "period": period, "q": request.GET.get("q", "")}
    )


@public("What a region reaches with public means, everybody may read, with its uncertainty.")
@require_safe
def open_figures(request: Request) -> HttpResponse:
    """S08: the five aims, a sentence per indicator over everybody together, where it comes from, and the file."""
    figures = in_force()
    if figures is None:
        return render(request, "insight/open_figures.html", {"figures": None})
    period = figures.periods()[-1]
    found: dict[str, list[tuple[str, dict[str, Any], Figure | None]]] = {aim: [] for aim in words.AIMS}
    for name, described in figures.indicators().items():
        whole = None if described["waits_for"] else _whole(figures, name, period.name)
        found[described["aim"]].append((name, described, whole))
    if wants_csv(request):
        heading = ("indicator", "title", "period", "status", "people", "value", "lower", "upper")
        rows = [
            (name, words.title(d), period.name, *(_said(f, n) for n in ("status", "people", "value", "lower", "upper")))
            for said in found.values()
            for name, d, f in said
        ]
        return as_csv("figures", heading, rows)
    shown = [
        (words.AIMS[aim], [(words.title(d), words.sentence(d, _("Everybody"), f, None), d) for _name, d, f in said if f])
        for aim, said in found.items()
    ]
    context = {"figures": figures, "aims": shown, "period": period, "about": figures.about()}
    return render(request, "insight/open_figures.html", context)


def _said(figure: Figure | None, name: str) -> Any:
    value = getattr(figure, name) if figure else "not measured" if name == "status" else None
    return "" if value is None else value


@allow(SEE, purpose=Purpose.POPULATION)
@require_safe
def one(request: Request, indicator: str) -> HttpResponse:
    """S90: a sentence, a picture with its table, over time, the definition. Only the own level, beside the whole."""
    figures = in_force()
    described = figures.indicators().get(indicator) if figures else None
    if figures is None or described is None:
        raise Missing
    views = [v for v in views_of(request.who, timezone.localdate()) if v.level in figures.levels(indicator)]
    context: dict[str, Any] = {
        "id": indicator,
        "title": words.title(described),
        "described": described,
        "unit": words.unit(described),
        "views": [(v.level, words.LEVEL_NAMES[v.level]) for v in views],
    }
    view = next((v for v in views if v.level == request.GET.get("level")), views[-1] if views else None)
    if view is None:
        return render(request, "insight/indicator.html", context)
    periods = figures.periods()
    period = next((p for p in periods if p.name == request.GET.get("period")), periods[-1])
    found = figures.figures(indicator, view.level, period=period.name, nodes=view.nodes)
    names = {a.node: a.name for a in figures.areas({f.node for f in found})} | {"all": _("everybody")}
    found.sort(key=lambda f: names.get(f.node, f.node))
    whole = _whole(figures, indicator, period.name)
    if wants_csv(request):
        return _csv(indicator, described, found, names)
    here = found[0] if len(found) == 1 else whole
    kept = f"level={view.level}&period={period.name}"
    context |= {
        "view": view,
        "period": period,
        "periods": periods,
        "sentence": words.sentence(described, names.get(here.node, "") if here else "", here, whole),
        "places": _places(described, found, names, whole, f"?{kept}&format=csv"),
        "course": _course(figures, indicator, described, view, here),
        "rows": [
            (names.get(f.node, f.node), f, words.value_text(described, f.value), words.said_of(f) or words.chance(f))
            for f in found
        ],
        "csv": f"?{kept}&format=csv",
        "about": figures.about(),
    }
    return render(request, "insight/indicator.html", context)


def _whole(figures: Figures, indicator: str, period: str) -> Figure | None:
    found = figures.figures(indicator, "all", period=period)
    return found[0] if found else None


def _mark(described: dict[str, Any], label: str, figure: Figure) -> Mark:
    value, lower, upper = (
        None if v is None else words.scaled(described, v) for v in (figure.value, figure.lower, figure.upper)
    )
    return Mark(label, value, lower, upper, said=words.said_of(figure), stands_out=words.chance(figure))


def _places(described: dict[str, Any], found: list[Figure], names: dict[str, str], whole: Figure | None, csv: str) -> Any:
    """The places of a level beside one another, in alphabetical order: no ranking. Too many to read: the table alone."""
    if not 1 < len(found) <= 60:
        return None
    apart = sum(bool(words.chance(f)) for f in found)
    message = (
        _("%(number)s of %(all)s places differ from the whole by more than chance") % {"number": apart, "all": len(found)}
        if apart
        else _("The differences between these places can be chance")
    )
    reference = words.scaled(described, whole.value) if whole and whole.value is not None else None
    marks = [_mark(described, names.get(f.node, f.node), f) for f in found]
    return ranges(message, marks, _head(), reference=reference, csv=csv)


def _course(figures: Figures, indicator: str, described: dict[str, Any], view: View, here: Figure | None) -> Any:
    if here is None:
        return None
    level = "all" if here.node == "all" else view.level
    over_time = {f.period: f for f in figures.figures(indicator, level, node=here.node)}
    marks = [_mark(described, p.name, over_time[p.name]) for p in figures.periods() if p.name in over_time]
    if len(marks) < 2:
        return None
    target = words.scaled(described, described["target"]) if described["target"] is not None else None
    return trend(_("Over time"), marks, (_("period"), *_head()[1:]), reference=target)


def _head() -> tuple[str, ...]:
    return _("place"), _("value"), _("95 %% interval") % (), _("note")


def _csv(indicator: str, described: dict[str, Any], found: list[Figure], names: dict[str, str]) -> HttpResponse:
    heading = ("place", "node", "period", "status", "people", "numerator", "denominator", "value", "lower", "upper")
    rows = [
        (
            names.get(f.node, f.node),
            f.node,
            f.period,
            f.status,
            f.people,
            f.numerator,
            f.denominator,
            f.value,
            f.lower,
            f.upper,
        )
        for f in found
    ]
    return as_csv(indicator, heading, [["" if v is None else v for v in row] for row in rows])
