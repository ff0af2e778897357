"""Flows between lines of care: from which contact people go to which, referral, admission and the way home included."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from ...kernel.charts import Chart, Parts, shares
from ...kernel.lists import as_csv, wants_csv
from ...kernel.purposes import Purpose
from ...kernel.request import Request
from ...kernel.rules import allow
from ..figures import Figures, in_force
from ..levels import views_of
from ..permissions import SEE

__all__ = ["flows"]

_WHOLE, _NONE = "all", "none"
_LINES: Final = {
    "gp": gettext_lazy("general practitioner"),
    "specialist": gettext_lazy("medical specialist"),
    "other_practice": gettext_lazy("another practice"),
    "home": gettext_lazy("care at home"),
    "emergency": gettext_lazy("emergency department"),
    "hospital": gettext_lazy("stay in hospital"),
    "unknown": gettext_lazy("not known"),
}


@allow(SEE, purpose=Purpose.POPULATION)
@require_safe
def flows(request: Request) -> HttpResponse:
    """A table from line to line of one place of this hat, and its rows as bars."""
    figures = in_force()
    told = figures.told("flows") if figures else None
    places = _places(figures, request, told) if figures and told else []
    if told is None or not places:
        return render(request, "insight/flows.html", {"told": None})
    place = next((p for p in places if p[0] == request.GET.get("place")), places[0])
    cells = {(r["from"], r["to"]): r["n"] for r in told["rows"] if r["node"] == place[0]}
    lines = [line for line in told["lines"] if cells[line, _WHOLE] != 0 or cells[_WHOLE, line] != 0]
    ends, totals = [*lines, _NONE], [*lines, _NONE, _WHOLE]
    if wants_csv(request):
        rows = [
            (place[1], start, end, "" if cells[start, end] is None else cells[start, end])
            for start in totals
            for end in totals
        ]
        return as_csv("flows", ("place", "from", "to", "number"), rows)
    context = {
        "told": told,
        "places": places,
        "place": place,
        "ends": [_to(line) for line in (*ends, _WHOLE)],
        "rows": [(_from(start), [cells[start, end] for end in (*ends, _WHOLE)]) for start in (*ends, _WHOLE)],
        "chart": _chart(lines, ends, cells),
        "csv": "?" + urlencode({"place": place[0], "format": "csv"}),
    }
    return render(request, "insight/flows.html", context)


def _places(figures: Figures, request: Request, told: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The whole and the zones that this hat sees, where they were counted."""
    known = {r["node"] for r in told["rows"]}
    found: list[tuple[str, str]] = []
    for view in views_of(request.who, timezone.localdate()):
        if view.level == _WHOLE:
            found.append((_WHOLE, _("everybody")))
        elif view.level == "zone":
            areas = [a for a in figures.areas(view.nodes, "zone") if a.node in known]
            found += sorted(((a.node, a.name) for a in areas), key=lambda p: p[1].casefold())
    return found


def _from(line: str) -> str:
    return _("no contact before") if line == _NONE else _named(line)


def _to(line: str) -> str:
    return _("no contact after") if line == _NONE else _named(line)


def _named(line: str) -> str:
    return _("all together") if line == _WHOLE else str(_LINES[line])


def _chart(lines: list[str], ends: list[str], cells: Mapping[tuple[str, str], int | None]) -> Chart:
    """Where people go to after each line; the message is where most go after a stay in hospital, if that may be told."""
    parts = [Parts(_from(s), cells[s, _WHOLE], tuple(cells[s, e] for e in ends)) for s in lines]
    stays, known = cells.get(("hospital", _WHOLE)), [(cells.get(("hospital", e)) or 0, e) for e in ends]
    message = _("Where people go to after each line of care")
    if stays and max(known)[0]:
        most, end = max(known)
        message = _("After a stay in hospital most have: %(what)s (%(share)s %%)") % {
            "what": _to(end),
            "share": round(100 * most / stays),
        }
    return shares(
        message,
        parts,
        [_to(e) for e in ends],
        (_("coming from"), _("all together"), *map(_to, ends)),
        _("small number, hidden"),
    )
