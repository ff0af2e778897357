"""S85 and S86: what was loaded, what was not taken up and why, what the checks found, what was said of each warning, and
whether the load is released. A load that waits is looked at here and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from ...kernel.lists import as_csv, page_of, wants_csv
from ...kernel.pages import form_page, require_form
from ...kernel.permissions import may
from ...kernel.problems import Missing
from ...kernel.purposes import Purpose
from ...kernel.request import Request
from ...kernel.rules import allow
from .. import actions, words
from ..figures import Figures, before, in_force, waiting
from ..forms import AnswerForm, ReleaseForm
from ..models import LoadAnswer, LoadRelease
from ..permissions import EXPLAIN, LOADS, RELEASE
from ..warnings import Warned, name_of_load, rejected, warned

__all__ = ["checks", "explain", "loads", "release"]

_VERDICTS = {
    "failed": gettext_lazy("not passed"),
    "attention": gettext_lazy("needs attention"),
    "ok": gettext_lazy("in order"),
}


@allow(LOADS, purpose=Purpose.POPULATION)
@require_safe
def loads(request: Request) -> HttpResponse:
    """S85: every source with the rows that came, were kept and were not; why not, by reason."""
    figures, then, waits = _looked_at()
    told = figures.told("loads") if figures else None
    if told is not None and wants_csv(request):
        heading = ("source", "file", "reason", "rows", "hint")
        return as_csv("rejected-rows", heading, [[row[name] for name in heading] for row in told["rejects"]])
    found = warned(figures, request.who, then) if figures else {}
    decided = LoadRelease.objects.visible_to(request.who, Purpose.POPULATION)
    context = {
        "told": told,
        "figures": figures,
        "waits": waits,
        "then": then,
        "releases": may(request.who, RELEASE, Purpose.POPULATION),
        "decided": decided.filter(load=name_of_load(told)).select_related("author").first() if told and not waits else None,
        "rejects": [row | _answered(found[rejected(row)]) for row in told["rejects"]] if told else [],
        "people": [{"says": w.says} | _answered(w) for w in found.values() if w.kind == "people"],
        "answers": _counted(found),
        "explains": may(request.who, EXPLAIN, Purpose.POPULATION),
    }
    return render(request, "insight/loads.html", context)


@allow(LOADS, purpose=Purpose.POPULATION)
@require_safe
def checks(request: Request) -> HttpResponse:
    """S86: the worst first; by verdict and by table."""
    figures, then, waits = _looked_at()
    told = figures.told("loads") if figures else None
    found: list[Mapping[str, Any]] = told["findings"] if told else []
    tables = sorted({f["table"] for f in found})
    verdict, table = request.GET.get("verdict", ""), request.GET.get("table", "")
    answered = warned(figures, request.who, then) if figures else {}
    kept = [f for f in found if verdict in ("", f["verdict"]) and table in ("", f["table"])]
    rows = [
        {
            "said": words.in_language(f["finding"]),
            "hint": words.in_language(f["hint"]),
            "verdict": _VERDICTS[f["verdict"]],
            "table": f["table"],
            "share": words.hidden() if f["hidden"] == "true" else _share(f),
            "open": f["verdict"] != "ok",
            **(_answered(answered[f["id"]]) if f["id"] in answered else {}),
        }
        for f in kept
    ]
    if wants_csv(request):
        heading = ("finding", "verdict", "table", "share", "hint", "answer", "why")
        names = ("said", "verdict", "table", "share", "hint", "answer", "why")
        return as_csv("checks", heading, [[row.get(name, "") for name in names] for row in rows])
    counts = [(key, name, told["verdicts"].get(key, 0)) for key, name in _VERDICTS.items()] if told else []
    context = {
        "told": told,
        "waits": waits,
        "page": page_of(request, rows),
        "counts": counts,
        "verdict": verdict,
        "tables": tables,
        "table": table,
        "answers": _counted(answered),
        "explains": may(request.who, EXPLAIN, Purpose.POPULATION),
    }
    return render(request, "insight/checks.html", context)


@allow(EXPLAIN, purpose=Purpose.POPULATION)
@require_form
def explain(request: Request) -> HttpResponse:
    """One warning, or the first without an answer: seen, with the reason, or to be loaded again."""
    figures, then, _waits = _looked_at()
    told = figures.told("loads") if figures else None
    every = warned(figures, request.who, then) if figures else {}
    asked = request.POST.get("warning") or request.GET.get("name")
    found = every.get(asked) if asked else next((one for one in every.values() if one.answer is None), None)
    if told is None or found is None:
        raise Missing
    given, load, name = found.answer, name_of_load(told), found.name

    def act(said: dict[str, Any]) -> LoadAnswer:
        return actions.answer_warning(load=load, **said | {"warning": name}, by=request.who, at=timezone.now())

    said = {"verdict": given.verdict, "note": given.note} if given else {}
    said["warning"] = name
    return form_page(
        request,
        AnswerForm(request.POST or None, initial=said),
        act,
        template="insight/warning.html",
        title=_("A warning of this load"),
        lead=f"{found.says} {found.hint}".strip(),
        back=reverse("insight:checks" if found.kind == "finding" else "insight:loads"),
    )


@allow(RELEASE, purpose=Purpose.POPULATION)
@require_form
def release(request: Request) -> HttpResponse:
    """Nothing of a load is used before it is released here."""
    found = waiting()
    if found is None:
        raise Missing

    def act(said: dict[str, Any]) -> LoadRelease:
        return actions.decide_load(**said, by=request.who, at=timezone.now())

    return form_page(
        request,
        ReleaseForm(request.POST or None, initial={"figures": found.path.name}),
        act,
        title=_("Release this load, or turn it down"),
        lead=_("Once released, every page, list and report reads these figures."),
        back=reverse("insight:loads"),
    )


def _looked_at() -> tuple[Figures | None, Figures | None, bool]:
    """The load that waits, or the one in force if there is none; what it is held against; does it wait?"""
    found = waiting()
    return (in_force(), before(), False) if found is None else (found, in_force(), True)


def _answered(one: Warned) -> dict[str, Any]:
    answer = one.answer
    return {
        "warning": reverse("insight:warning") + "?" + urlencode({"name": one.name}),
        "answer": answer.get_verdict_display() if answer else "",
        "why": answer.note if answer else "",
        "by": answer.author.name if answer else "",
        "at": answer.at if answer else None,
    }


def _counted(found: Mapping[str, Warned]) -> dict[str, int]:
    """Warnings, those without an answer, and those for which something has to be loaded again."""
    given = [one.answer.verdict for one in found.values() if one.answer is not None]
    return {"all": len(found), "open": len(found) - len(given), "again": given.count(LoadAnswer.Verdict.AGAIN)}


def _share(finding: Mapping[str, Any]) -> str:
    return "" if finding["share"] is None else words.percent(finding["share"])
