"""Double registration, counted: which fields of plans are typed though they were known."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ...kernel import lists, region
from ...kernel.purposes import Purpose
from ...kernel.request import Request
from ...kernel.rules import allow
from .. import queries
from ..permissions import COUNT_ENTRIES

__all__ = ["listing"]


@allow(COUNT_ENTRIES, purpose=Purpose.POPULATION)
@require_safe
def listing(request: Request) -> HttpResponse:
    """By field: entries, and those that were known already."""
    least = int(region.read("region.small_number"))
    rows = queries.entries_of(least)
    if lists.wants_csv(request):
        heading = [_("field"), _("entries"), _("typed twice"), "%"]
        said = ([r.field, r.entries, r.twice, None if r.share is None else round(r.share, 1)] for r in rows)
        return lists.as_csv("typed-twice", heading, said)
    return render(request, "rounds/entries.html", {"rows": rows, "least": least})
