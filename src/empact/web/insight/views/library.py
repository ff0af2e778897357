"""S89 and S08: the library of indicators, and what anybody may read of them."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ...kernel.lists import as_csv, wants_csv
from ...kernel.purposes import Purpose
from ...kernel.request import Request
from ...kernel.rules import allow, public
from .. import words
from ..figures import Figure, in_force
from ..levels import views_of
from ..opening import newest
from ..permissions import SEE

__all__ = ["library", "open_figures"]


@allow(SEE, purpose=Purpose.POPULATION)
@require_safe
def library(request: Request) -> HttpResponse:
    """S89: every indicator by aim, with what it was last, at the widest level this hat sees."""
    figures = in_force()
    views = views_of(request.who, timezone.localdate())
    if figures is None:
        return render(request, "insight/library.html", {"figures": None})
    period = newest(figures, request.who)
    wanted = request.GET.get("q", "").casefold()
    groups: dict[str, list[dict[str, Any]]] = {aim: [] for aim in words.AIMS}
    for name, described in figures.indicators().items():
        title = words.title(described)
        if wanted not in title.casefold():
            continue
        whole = figures.whole(name, period.name) if views and period and not described["waits_for"] else None
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
    """S08: the five aims, a sentence for each and for each indicator over everybody together, how it is counted, the file."""
    figures = in_force()
    period = newest(figures, request.who) if figures else None
    if figures is None or period is None:
        return render(request, "insight/open_figures.html", {"figures": None})
    found: dict[str, list[tuple[str, dict[str, Any], Figure | None]]] = {aim: [] for aim in words.AIMS}
    for name, described in figures.indicators().items():
        whole = None if described["waits_for"] else figures.whole(name, period.name)
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
        (
            words.AIMS[aim],
            _("%(known)s of %(all)s indicators of this aim are measured.")
            % {"known": sum(bool(f) for *_x, f in said), "all": len(said)},
            [(words.title(d), words.sentence(d, _("Everybody"), f, None), d, _method(d)) for _name, d, f in said if f],
        )
        for aim, said in found.items()
    ]
    context = {"figures": figures, "aims": shown, "period": period, "about": figures.about()}
    return render(request, "insight/open_figures.html", context)


def _method(described: dict[str, Any]) -> list[tuple[str, str]]:
    """Who it is about and who is counted, in the reader's language."""
    parts = (("initial_population", _("who it is about")), ("denominator", _("of whom")), ("numerator", _("who is counted")))
    return [(title, words.in_language(described["says"][part])) for part, title in parts if described["says"].get(part)]


def _said(figure: Figure | None, name: str) -> Any:
    value = getattr(figure, name) if figure else "not measured" if name == "status" else None
    return "" if value is None else value
