"""S93: the figures of one zone or municipality on a page, and its environment analysis as a document to edit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from ...kernel.models import Job
from ...kernel.permissions import may
from ...kernel.problems import Missing
from ...kernel.purposes import Purpose
from ...kernel.request import Request
from ...kernel.rules import allow
from .. import actions, environment, mill, words
from ..figures import Area, Figures, in_force
from ..opening import newest
from ..permissions import ASK, SEE
from ..sheet import rows_of

__all__ = ["ask", "download", "listing", "one"]


@allow(SEE, purpose=Purpose.POPULATION)
@require_safe
def listing(request: Request) -> HttpResponse:
    """The places of this hat, zones first."""
    figures = in_force()
    found = environment.places(figures, request.who, timezone.localdate()) if figures else []
    shown = [(a, words.LEVEL_NAMES[a.level], _address("environment_of", a.node)) for a in found]
    return render(request, "insight/environments.html", {"figures": figures, "places": shown})


@allow(SEE, purpose=Purpose.POPULATION)
@require_safe
def one(request: Request) -> HttpResponse:
    """What is known of a place, each beside everybody; and the document in the language of the reader."""
    figures, area = _place(request)
    language = request.LANGUAGE_CODE
    period = newest(figures, request.who)
    file = environment.file_of(area.node, language, period.name) if period else None
    written = datetime.fromtimestamp(file.stat().st_mtime, UTC) if file and file.exists() else None
    job = Job.objects.filter(kind=environment.KIND, once=f"{area.node} {language} {period.name}").first() if period else None
    context = {
        "area": area,
        "level": words.LEVEL_NAMES[area.level],
        "people": figures.popbox(area.level).get((area.node, "all")),
        "personas": _personas(figures, area),
        "rows": rows_of(figures, area.level, area.node, period.name) if period else [],
        "period": period,
        "interval": words.interval_name(),
        "about": figures.about(),
        "may_ask": period is not None and may(request.who, ASK, Purpose.POPULATION) and mill.at_hand(),
        "job": job,
        "waits": job is not None and job.is_open,
        "written": written,
        "download": _address("environment_file", area.node),
    }
    return render(request, "insight/environment.html", context)


@allow(ASK, purpose=Purpose.POPULATION)
@require_http_methods(["POST"])
def ask(request: Request) -> HttpResponse:
    """Have the document written, in the language of the reader."""
    area = request.POST.get("area", "")
    language = request.LANGUAGE_CODE
    language = language if language in environment.LANGUAGES else "en"
    actions.ask_environment(area=area, language=language, by=request.who, at=timezone.now())
    return redirect(_address("environment_of", area))


@allow(SEE, purpose=Purpose.POPULATION)
@require_safe
def download(request: Request) -> HttpResponseBase:
    """The document, for whoever may see the place."""
    figures, area = _place(request)
    period = newest(figures, request.who)
    if period is None:
        raise Missing
    try:
        file = environment.file_of(area.node, request.LANGUAGE_CODE, period.name).open("rb")
    except FileNotFoundError:
        raise Missing from None
    return FileResponse(file, as_attachment=True, filename="environment-analysis.docx")


def _place(request: Request) -> tuple[Figures, Area]:
    figures = in_force()
    if figures is None:
        raise Missing
    found = environment.places(figures, request.who, timezone.localdate())
    area = next((a for a in found if a.node == request.GET.get("area")), None)
    if area is None:
        raise Missing
    return figures, area


def _address(name: str, node: str) -> str:
    return reverse(f"insight:{name}") + "?" + urlencode({"area": node})


def _personas(figures: Figures, area: Area) -> list[tuple[str, str, str]]:
    """Persona, its share in the place and in everybody; what is hidden says so."""
    asked: Mapping[str, Any] | None = figures.about().get("popbox")
    if asked is None:
        return []
    here, whole = figures.popbox(area.level), figures.popbox("all")
    return [
        (words.title(c), _share(here, area.node, c["key"]), _share(whole, "all", c["key"]))
        for c in asked["segment"]["classes"]
    ]


def _share(cells: Mapping[tuple[str, str], int | None], node: str, class_: str) -> str:
    n, of = cells.get((node, class_)), cells.get((node, "all"))
    return words.hidden() if n is None or of is None else words.percent(n / of) if of else "–"
