"""COM-09: which actors were asked, spoke and take part, by category; one with none is seen as such."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ...kernel.lists import as_csv, wants_csv
from ...kernel.request import Request
from ...kernel.rules import allow
from .. import queries
from ..permissions import SEE
from .shared import PROJECT

__all__ = ["involvement"]


@allow(SEE, purpose=PROJECT)
@require_safe
def involvement(request: Request) -> HttpResponse:
    """In the order of the categories; nobody is ranked."""
    rows = queries.involvement(timezone.localdate())
    if wants_csv(request):
        head = ("category", "partners", "asked", "answered", "in working groups")
        return as_csv(
            "involvement", head, ((r.category or "", r.partners, len(r.asked), len(r.answered), r.people) for r in rows)
        )
    missing = [r for r in rows if r.category and r.is_missing]
    return render(request, "participation/involvement.html", {"rows": rows, "missing": missing})
