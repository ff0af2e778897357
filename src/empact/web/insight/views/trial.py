"""A draft, asked of ten test persons: yes or no of each, and why; and their answers kept as its examples."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ...kernel.lists import as_csv, wants_csv
from ...kernel.pages import the
from ...kernel.permissions import may
from ...kernel.purposes import Purpose
from ...kernel.request import Request
from ...kernel.rules import allow
from .. import actions, editing, warm, words
from ..models import Draft
from ..permissions import DRAFT, PREVIEW

__all__ = ["keep_examples", "test_people"]


@allow(PREVIEW, purpose=Purpose.POPULATION)
@require_safe
def test_people(request: Request, pk: UUID) -> HttpResponse:
    """What the draft says of each of them as it is now."""
    draft = _draft(request, pk)
    found = warm.ask({"definition": draft.newest.document, "people": True})
    rows = [_row(one) for one in (found or {}).get("people", ())]
    if rows and wants_csv(request):
        reasons = ["; ".join(r["says"] for r in row["reasons"]) for row in rows]
        told = [(row["title"], row["said"], why) for row, why in zip(rows, reasons, strict=True)]
        return as_csv("test-persons", ("person", "meets", "reason"), told)
    writes = draft.state == Draft.State.DRAFT and may(request.who, DRAFT, Purpose.POPULATION)
    context = {
        "draft": draft,
        "edition": draft.newest,
        "found": found,
        "rows": rows,
        "keeps": writes and draft.kind in ("", "determinant"),
    }
    return render(request, "insight/draft_people.html", context)


@allow(DRAFT, purpose=Purpose.POPULATION)
@require_POST
def keep_examples(request: Request, pk: UUID) -> HttpResponse:
    """Their answers become its examples, which run whenever definitions are checked; a rule of one's own becomes a
    determinant by it."""
    draft, at = _draft(request, pk), timezone.now()
    newest = draft.newest
    people = warm.answer({"definition": newest.document, "people": True})["people"]
    examples = [{**one["example"], "expect": one["holds"]} for one in people if "holds" in one]
    document = editing.as_determinant(newest.document, draft.rule, draft.title, timezone.localdate(at))
    document = editing.with_examples(document, examples)
    warm.answer({"definition": document})
    number = request.POST.get("edition", "")
    edition = int(number) if number.isdecimal() else -1
    actions.change_draft(draft=draft, edition=edition, document=document, by=request.who, at=at)
    return redirect("insight:draft", draft.pk)


def _draft(request: Request, pk: UUID) -> Draft:
    found: Draft = the(Draft.objects.visible_to(request.who, Purpose.POPULATION).select_related("author"), pk=pk)
    return found


def _row(one: Mapping[str, Any]) -> dict[str, Any]:
    reasons = [
        {
            "says": words.in_language(r["says"]),
            "holds": r["holds"],
            "records": [(date.fromisoformat(record["on"]), record["code"]) for record in r["records"]],
        }
        for r in one["reasons"]
    ]
    said = words.in_language(one["class"]) if "class" in one else _("yes") if one["holds"] else _("no")
    return {"title": words.in_language(one["title"]), "said": said, "reasons": reasons}
