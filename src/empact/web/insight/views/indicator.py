"""S90: one indicator at the level of whoever looks."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ...kernel.charts import Chart, ranges
from ...kernel.lists import as_csv, wants_csv
from ...kernel.problems import Missing
from ...kernel.purposes import Purpose
from ...kernel.request import Request
from ...kernel.rules import allow
from .. import courses, lists, words
from ..figures import Figure, Figures, Period, in_force
from ..levels import views_of
from ..opening import open_periods
from ..permissions import SEE

__all__ = ["one"]

_MOST = 60  # places in one picture; more cannot be read, the table has them


@allow(SEE, purpose=Purpose.POPULATION)
@require_safe
def one(request: Request, indicator: str) -> HttpResponse:
    """A sentence, places beside one another, the course of one of them, its strata, the definition.

    Only the own level, beside the whole. ``place``, ``strata``, ``level`` and ``period`` stand in the address; what this hat
    may not see is not found in it.
    """
    figures = in_force()
    described = figures.indicators().get(indicator) if figures else None
    if figures is None or described is None:
        raise Missing
    levels = figures.levels(indicator)
    views = [v for v in views_of(request.who, timezone.localdate()) if v.level in levels]
    context: dict[str, Any] = {
        "id": indicator,
        "title": words.title(described),
        "described": described,
        "list_rules": lists.offered({**described, "kind": "indicator", "id": indicator}, request.who),
        "unit": words.unit(described),
        "views": [(v.level, words.LEVEL_NAMES[v.level]) for v in views],
    }
    view = next((v for v in views if v.level == request.GET.get("level")), views[-1] if views else None)
    periods = open_periods(figures, request.who)
    if view is None or not periods:
        return render(request, "insight/indicator.html", context | {"held": view is not None})
    period = next((p for p in periods if p.name == request.GET.get("period")), periods[-1])
    found = figures.figures(indicator, view.level, period=period.name, nodes=view.nodes)
    names = {a.node: a.name for a in figures.areas({f.node for f in found})} | {"all": _("everybody")}
    found.sort(key=lambda f: names.get(f.node, f.node))
    whole = figures.whole(indicator, period.name)
    place = next((f for f in found if f.node == request.GET.get("place")), None)
    here = place or (found[0] if len(found) == 1 else whole)
    strata = request.GET.get("strata", "")
    strata = strata if strata in described["strata"] else ""
    level = "all" if here is None or here.node == "all" else view.level
    divided = figures.figures(indicator, level, period=period.name, node=here.node, strata=strata) if here and strata else []
    if wants_csv(request):
        return _csv(indicator, divided if strata else found, names)
    kept = {"level": view.level, "period": period.name} | ({"place": place.node} if place else {})
    csv = f"?{urlencode(kept)}&format=csv"
    context |= {
        "view": view,
        "period": period,
        "periods": periods,
        "place": place,
        "sentence": words.sentence(described, names.get(here.node, "") if here else "", here, whole),
        "peers": words.peers_sentence(described, figures.peers(indicator, view.level, period.name)),
        "places": _places(described, found, names, whole, csv),
        "course": _course(figures, periods, indicator, described, level, here, names),
        "strata": [(s, words.STRATA[s]) for s in described["strata"] if s in words.STRATA],
        "stratum": strata,
        "divided": _divided(described, strata, divided, here, f"?{urlencode(kept | {'strata': strata})}&format=csv"),
        "rows": _rows(described, found, names, urlencode({"level": view.level, "period": period.name})),
        "csv": csv,
        "about": figures.about(),
    }
    return render(request, "insight/indicator.html", context)


def _rows(described: dict[str, Any], found: list[Figure], names: dict[str, str], kept: str) -> SafeString:
    """The table of all figures, drawn without a template: a level may have a thousand. Of several, each leads to its own."""
    row = '<tr><th scope="row">{}</th><td class="number">{}</td><td class="number">{}</td><td>{}</td></tr>'
    place = '<a href="?{}">{}</a>' if len(found) > 1 else "{1}"
    return format_html_join(
        "",
        row,
        (
            (
                format_html(place, f"{kept}&{urlencode({'place': f.node})}", names.get(f.node, f.node)),
                words.people(f.people),
                words.value_text(described, f.value),
                words.said_of(f) or words.chance(f),
            )
            for f in found
        ),
    )


def _places(
    described: dict[str, Any], found: list[Figure], names: dict[str, str], whole: Figure | None, csv: str
) -> Chart | None:
    """The places of a level beside one another, in alphabetical order: no ranking. Too many to read: the table alone."""
    if not 1 < len(found) <= _MOST:
        return None
    apart = sum(bool(words.chance(f)) for f in found)
    message = (
        _("Every number here is small and not shown")
        if all(f.value is None for f in found)
        else _("%(number)s of %(all)s places differ from the whole by more than chance") % {"number": apart, "all": len(found)}
        if apart
        else _("The differences between these places can be chance")
    )
    marks = [courses.mark(described, names.get(f.node, f.node), f, words.chance(f)) for f in found]
    reference = courses.shown(described, whole.value) if whole else None
    named = courses.signs(described, _("everybody"))
    return ranges(message, marks, courses.head(_("place")), reference=reference, signs=named, csv=csv)


def _course(
    figures: Figures, periods: list[Period], indicator: str, described: dict[str, Any], level: str, here: Figure | None,
    names: dict[str, str],
) -> Chart | None:  # fmt: skip
    """Over time, with the limits of chance: a title that says chance or change. Limits wait for the last of their periods."""
    if here is None:
        return None
    found = {f.period: f for f in figures.figures(indicator, level, node=here.node)}
    course = figures.course(indicator, level, here.node)
    if course is not None and course.last not in {p.name for p in periods}:
        course = None
    title = f"{names.get(here.node, here.node)}: {words.course_sentence(course)}"
    return courses.of_place(title, described, periods, found, course)


def _divided(described: dict[str, Any], strata: str, found: list[Figure], here: Figure | None, csv: str) -> Chart | None:
    if not strata or not found:
        return None
    ordered = sorted(found, key=lambda f: words.stratum_order(f.stratum))
    marks = [courses.mark(described, words.stratum(strata, f.stratum), f, "") for f in ordered]
    hidden = sum(f.status == "hidden" for f in found)
    message = _("By %(strata)s, beside the whole of the place") % {"strata": words.STRATA[strata]}
    if hidden:
        message += " · " + _("%(number)s not shown: small numbers") % {"number": hidden}
    reference = courses.shown(described, here.value) if here else None
    named = courses.signs(described, _("the whole of the place"))
    return ranges(message, marks, courses.head(str(words.STRATA[strata])), reference=reference, signs=named, csv=csv)


def _csv(indicator: str, found: list[Figure], names: dict[str, str]) -> HttpResponse:
    columns = ("node", "stratum", "period", "status", "people", "numerator", "denominator", "value", "lower", "upper")
    rows = [(names.get(f.node, f.node), *(getattr(f, c) for c in columns)) for f in found]
    return as_csv(indicator, ("place", *columns), rows)
