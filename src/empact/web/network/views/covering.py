"""DIR-06 and DIR-07: which kinds of help there are for each neighbourhood, where none is, and how many for how many people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from ...kernel.lists import as_csv, csv_address, page_of, wants_csv
from ...kernel.request import Request
from ...kernel.rules import allow
from ...territory import maps
from ...territory.models import Territory
from .. import queries
from ..forms import CoverFilter
from ..kinds import groups, kinds, label_of, within_group
from ..permissions import SEE
from .finding import PROJECT

__all__ = ["cover", "rates"]


def _asked(request: Request, today: date) -> tuple[CoverFilter, list[Territory], str]:
    """The filter, the parts of the place that is asked, and the group of kinds."""
    asked = request.GET.copy()
    group = str(asked.get("kind", ""))
    if group not in groups():
        group = asked["kind"] = next(iter(groups()))
    form = CoverFilter(asked, today=today)
    if not form.is_valid():
        return form, [], group
    code = form.cleaned_data["place"]
    place = Territory.objects.on(today).filter(code=code).first() if code else None
    return form, queries.parts_to_cover(place, today), group


def _search(kind: str, place: Territory) -> str:
    return f"{reverse('network:search')}?{urlencode({'kind': kind, 'place': place.code})}"


@allow(SEE, purpose=PROJECT)
@require_safe
def cover(request: Request) -> HttpResponse:
    """Each neighbourhood by each kind of a group. A number leads to the search that finds them; a gap to one without."""
    today = timezone.localdate()
    form, parts, group = _asked(request, today)
    if wants_csv(request):
        lines = queries.gaps(request.who, parts, kinds().values(), today)
        cells = ((one.place.code, one.place.name, c.kind.code, str(c.kind), c.number) for one in lines for c in one.cells)
        return as_csv("offers-by-neighbourhood", ("place", "name", "kind", "kind_name", "offers"), cells)
    page = page_of(request, parts)
    columns = within_group(group)
    lines = queries.gaps(request.who, list(page.object_list), columns, today)
    context = {
        "form": form, "page": page, "columns": columns, "csv": csv_address(request),
        "lines": [(one.place, [(c, _search(c.kind.code, one.place)) for c in one.cells]) for one in lines],
        "missing": sum(not c.number for one in lines for c in one.cells),
    }  # fmt: skip
    return render(request, "network/cover.html", context)


@allow(SEE, purpose=PROJECT)
@require_safe
def rates(request: Request) -> HttpResponse:
    """Offers per 1,000 inhabitants of each part, with who counted them; a map says the same."""
    today = timezone.localdate()
    form, parts, group = _asked(request, today)
    lines = queries.per_thousand(request.who, parts, today, kind=group)
    if wants_csv(request):
        head = ("place", "name", "kind", "offers", "inhabitants", "on", "source", "per_thousand")
        return as_csv("offers-per-thousand", head, (_cells(one, group) for one in lines))
    page = page_of(request, lines)
    context = {
        "form": form, "page": page, "group": label_of(group), "csv": csv_address(request), "map": _map(lines),
        "rows": [(one, _search(group, one.place)) for one in page],
    }  # fmt: skip
    return render(request, "network/rates.html", context)


def _cells(one: queries.Rate, group: str) -> Sequence[Any]:
    people, rate = one.people, one.per_thousand
    said = (people.number, people.on, people.source) if people else ("", "", "")
    return (one.place.code, one.place.name, group, one.number, *said, "" if rate is None else f"{rate:.3f}")


def _map(lines: Sequence[queries.Rate]) -> maps.Map | None:
    """Drawn apart: where there is none."""
    places = list(Territory.objects.filter(pk__in=[one.place.pk for one in lines]))
    return maps.draw(places, marked=[one.place for one in lines if not one.number])
