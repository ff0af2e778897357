"""S85 and S86: what was loaded, what was not taken up and why, and what the checks found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from ...kernel.lists import as_csv, page_of, wants_csv
from ...kernel.purposes import Purpose
from ...kernel.request import Request
from ...kernel.rules import allow
from .. import words
from ..figures import in_force
from ..permissions import LOADS

__all__ = ["checks", "loads"]

_VERDICTS = {
    "failed": gettext_lazy("not passed"),
    "attention": gettext_lazy("needs attention"),
    "ok": gettext_lazy("in order"),
}


@allow(LOADS, purpose=Purpose.POPULATION)
@require_safe
def loads(request: Request) -> HttpResponse:
    """S85: every source with the rows that came, were kept and were not; why not, by reason."""
    figures = in_force()
    told = figures.told("loads") if figures else None
    if told is not None and wants_csv(request):
        heading = ("source", "file", "reason", "rows", "hint")
        return as_csv("rejected-rows", heading, [[row[name] for name in heading] for row in told["rejects"]])
    return render(request, "insight/loads.html", {"told": told})


@allow(LOADS, purpose=Purpose.POPULATION)
@require_safe
def checks(request: Request) -> HttpResponse:
    """S86: the worst first; by verdict and by table."""
    figures = in_force()
    told = figures.told("loads") if figures else None
    found: list[Mapping[str, Any]] = told["findings"] if told else []
    tables = sorted({f["table"] for f in found})
    verdict, table = request.GET.get("verdict", ""), request.GET.get("table", "")
    kept = [f for f in found if verdict in ("", f["verdict"]) and table in ("", f["table"])]
    rows = [
        {
            "said": words.in_language(f["finding"]),
            "hint": words.in_language(f["hint"]),
            "verdict": _VERDICTS[f["verdict"]],
            "table": f["table"],
            "share": words.hidden() if f["hidden"] == "true" else _share(f),
            "open": f["verdict"] != "ok",
        }
        for f in kept
    ]
    if wants_csv(request):
        heading = ("finding", "verdict", "table", "share", "hint")
        return as_csv("checks", heading, [(r["said"], r["verdict"], r["table"], r["share"], r["hint"]) for r in rows])
    counts = [(key, name, told["verdicts"].get(key, 0)) for key, name in _VERDICTS.items()] if told else []
    context = {
        "told": told,
        "page": page_of(request, rows),
        "counts": counts,
        "verdict": verdict,
        "tables": tables,
        "table": table,
    }
    return render(request, "insight/checks.html", context)


def _share(finding: Mapping[str, Any]) -> str:
    return "" if finding["share"] is None else words.percent(finding["share"])
