"""GOV-05: the four evaluations of a year."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from ...kernel.lists import as_csv, wants_csv
from ...kernel.pages import require_form, the
from ...kernel.permissions import check_may
from ...kernel.request import Request
from ...kernel.rules import allow
from .. import actions as do
from .. import quarters
from ..models import Body
from ..permissions import KEEP, SEE
from .shared import PROJECT

__all__ = ["year"]


@allow(SEE, purpose=PROJECT)
@require_form
def year(request: Request, pk: UUID) -> HttpResponse:
    """The calendar of a year (``?year=``): reminder, freezing, report and meeting of each quarter; the office plans it."""
    body: Body = the(Body.objects.visible_to(request.who, PROJECT), pk=pk)
    today = timezone.localdate()
    asked = request.POST.get("year") or request.GET.get("year", "")
    wanted = int(asked) if asked.isdecimal() and 2000 <= int(asked) <= 2100 else today.year
    if request.method == "POST":
        check_may(request.who, KEEP, PROJECT)
        do.plan_year(body=body, year=wanted, by=request.who, at=timezone.now())
        return HttpResponseRedirect(f"{reverse('governance:year', args=[pk])}?year={wanted}")
    rows = quarters.year_of(body, wanted, today)
    if wants_csv(request):
        head = ("quarter", "reminder", "frozen on", "frozen copy of", "digest", "meeting")
        cells = (
            (
                q.evaluation, q.evaluation.remind_on, q.evaluation.freeze_on, q.frozen.on if q.frozen else "",
                q.frozen.digest if q.frozen else "", q.evaluation.meeting.on,
            )
            for q in rows
        )  # fmt: skip
        return as_csv("year", head, cells)
    context = {"body": body, "year": wanted, "rows": rows, "freeze": quarters.freezing_address()}
    return render(request, "governance/year.html", context)
