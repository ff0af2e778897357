"""S87: the rules in force, in words, with who answers for them until when; and whom a draft would move."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from ...kernel.lists import as_csv, page_of, wants_csv
from ...kernel.models import Job
from ...kernel.permissions import may
from ...kernel.problems import Missing
from ...kernel.purposes import Purpose
from ...kernel.request import Request
from ...kernel.rules import allow
from .. import actions, drafts, lists, mill, words
from ..figures import Figures, in_force
from ..models import Draft
from ..permissions import DRAFT, PREVIEW, SEE

__all__ = ["ask", "listing", "one", "preview"]

_KINDS = {
    "segment": gettext_lazy("segment"),
    "condition": gettext_lazy("condition"),
    "determinant": gettext_lazy("determinant"),
    "score": gettext_lazy("score"),
    "indicator": gettext_lazy("indicator"),
}

_WRITTEN = ("condition", "determinant", "segment")
"""Kinds of which a draft can be written here."""


@allow(SEE, purpose=Purpose.POPULATION)
@require_safe
def listing(request: Request) -> HttpResponse:
    """Every definition with its version and the day on which it must be looked at again."""
    figures = in_force()
    kind, wanted = request.GET.get("kind", ""), request.GET.get("q", "").casefold()
    found = [r for r in _rules(figures) if kind in ("", r["kind"]) and wanted in words.title(r).casefold()] if figures else []
    rows = [_row(r) for r in found]
    rows.sort(key=lambda r: (list(_KINDS).index(r["kind"]), r["title"].casefold()))
    if wants_csv(request):
        heading = ("kind", "id", "title", "version", "reviewer", "reviewed", "review_by")
        return as_csv("rules", heading, [[r[name] for name in heading] for r in rows])
    offered = drafts.names() if may(request.who, PREVIEW, Purpose.POPULATION) else []
    context = {
        "figures": figures,
        "page": page_of(request, rows),
        "kinds": _KINDS.items(),
        "kind": kind,
        "q": request.GET.get("q", ""),
        "drafts": [(name, _address(name)) for name in offered],
        "written": Draft.objects.visible_to(request.who, Purpose.POPULATION).select_related("author"),
        "may_write": mill.at_hand() and may(request.who, DRAFT, Purpose.POPULATION),
    }
    return render(request, "insight/rules.html", context)


@allow(SEE, purpose=Purpose.POPULATION)
@require_safe
def one(request: Request, family: str, rule: str) -> HttpResponse:
    """One rule, in the words that the calculation follows."""
    figures = in_force()
    found = next((r for r in _rules(figures) if (r["kind"], r["id"]) == (family, rule)), None) if figures else None
    if found is None:
        raise Missing
    # a class has a name in words; the ways in which a condition may be known have a code only, which says nothing here
    said = [
        (words.in_language(s["name"]) if isinstance(s["name"], Mapping) else "", words.in_language(s["rule"]))
        for s in found.get("says", ())
    ]
    may_write = family in _WRITTEN and mill.at_hand() and may(request.who, DRAFT, Purpose.POPULATION)
    context = {"rule": _row(found), "said": said, "may_write": may_write, "list_rules": lists.offered(found, request.who)}
    return render(request, "insight/rule.html", context)


@allow(PREVIEW, purpose=Purpose.POPULATION)
@require_safe
def preview(request: Request) -> HttpResponse:
    """Whom a draft would move to another class, before it is in force."""
    draft = request.GET.get("draft", "")
    if draft not in drafts.names():
        raise Missing
    job = Job.objects.filter(kind=drafts.KIND, once=draft).first()
    file = drafts.file_of(draft)
    found: dict[str, Any] | None = json.loads(file.read_text(encoding="utf-8")) if file.exists() else None
    rows: list[dict[str, Any]] = found["rows"] if found else []
    columns = list(rows[0]) if rows else []
    if found is not None and wants_csv(request):
        return as_csv("preview", columns, [list(row.values()) for row in rows])
    context = {
        "draft": draft,
        "found": found,
        "columns": columns,
        "rows": [list(row.values()) for row in rows],
        "job": job,
        "waits": job is not None and job.is_open,
        "csv": _address(draft) + "&format=csv",
    }
    return render(request, "insight/preview.html", context)


@allow(PREVIEW, purpose=Purpose.POPULATION)
@require_http_methods(["POST"])
def ask(request: Request) -> HttpResponse:
    """Have it counted."""
    draft = request.POST.get("draft", "")
    actions.ask_preview(draft=draft, by=request.who, at=timezone.now())
    return redirect(_address(draft))


def _address(draft: str) -> str:
    return reverse("insight:preview") + "?" + urlencode({"draft": draft})


def _rules(figures: Figures) -> list[dict[str, Any]]:
    told = figures.told("definitions")
    found: list[dict[str, Any]] = list(told["definitions"]) if told else []
    for name, said in figures.indicators().items():
        parts = [{"name": "", "rule": rule} for rule in said["says"].values()]
        found.append({**said, "kind": "indicator", "id": name, "says": parts})
    return found


def _row(rule: Mapping[str, Any]) -> dict[str, Any]:
    review = rule.get("review_by", "")
    return {
        "kind": rule["kind"],
        "kind_name": _KINDS[rule["kind"]],
        "id": rule["id"],
        "title": words.title(rule),
        "version": rule["version"],
        "reviewer": rule.get("reviewer", ""),
        "reviewed": rule.get("reviewed", ""),
        "review_by": review,
        "late": bool(review) and date.fromisoformat(review) < timezone.localdate(),
        "source": rule.get("source", ()),
        "note": rule.get("note", ""),
    }
