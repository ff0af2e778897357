"""GOV-18: the legal entity of each partnership, and for everybody who answers for personal data in a region."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ...kernel.pages import form_page, require_form, the
from ...kernel.request import Request
from ...kernel.rules import allow, public
from .. import actions as do
from ..forms import PartnershipForm
from ..models import Partnership
from ..permissions import KEEP
from .shared import PROJECT

__all__ = ["data_protection", "end", "new", "partnerships"]


@public("Whoever gives data may know who answers for them, before signing in.")
@require_safe
def data_protection(request: Request) -> HttpResponse:
    """Of a region (``?region=``), or of the only one there is."""
    today = timezone.localdate()
    rows = list(Partnership.objects.on(today).select_related("territory", "controller", "entity"))
    asked = next((p for p in rows if p.territory.code == request.GET.get("region")), None)
    chosen = asked or (rows[0] if len(rows) == 1 else None)
    return render(request, "governance/data_protection.html", {"rows": rows, "chosen": chosen})


@allow(KEEP, purpose=PROJECT)
@require_safe
def partnerships(request: Request) -> HttpResponse:
    """All of them, those of before too."""
    today = timezone.localdate()
    rows = Partnership.objects.visible_to(request.who, PROJECT).select_related("territory", "controller", "entity")
    return render(request, "governance/partnerships.html", {"rows": [(p, p.is_on(today)) for p in rows]})


@allow(KEEP, purpose=PROJECT)
@require_form
def new(request: Request) -> HttpResponse:
    """One more."""
    today = timezone.localdate()

    def act(said: dict[str, Any]) -> Partnership:
        territory, starts = said.pop("territory"), said.pop("starts")
        return do.name_partnership(territory=territory, starts=starts, values=said, by=request.who, at=timezone.now())

    return form_page(
        request,
        PartnershipForm(request.POST or None, today=today, initial={"starts": today}),
        act,
        title=_("New partnership"),
        back=reverse("governance:partnerships"),
    )


@allow(KEEP, purpose=PROJECT)
@require_POST
def end(request: Request, pk: UUID) -> HttpResponse:
    """Today is its last day; or it goes on after all."""
    one: Partnership = the(Partnership.objects.visible_to(request.who, PROJECT), pk=pk)
    last = None if request.POST.get("undo") else max(one.starts, timezone.localdate())
    do.end_partnership(partnership=one, last_day=last, by=request.who, at=timezone.now())
    return HttpResponseRedirect(reverse("governance:partnerships"))
