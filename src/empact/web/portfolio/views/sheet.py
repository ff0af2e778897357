"""S71: the sheet on which a body decides about an action, one page; and asking for that decision."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ...governance.models import Decision
from ...kernel.pages import the
from ...kernel.request import Request
from ...kernel.rules import allow
from .. import actions as do
from .. import policies, queries
from ..forms import AskForm
from ..models import Action
from ..permissions import KEEP, SEE, may_keep
from .shared import PROJECT, READ, figures, form_page, kept, seen, start_of

__all__ = ["ask", "sheet"]


@allow(SEE, purpose=PROJECT)
@require_safe
def sheet(request: Request, pk: UUID) -> HttpResponse:
    """What a body needs to decide, on one page: the need with its number, what it takes, and what is not argued."""
    today = timezone.localdate()
    one: Action = the(seen(request).select_related("objective", "programme", "puller"), pk=pk)
    start, shown = start_of(one), figures()
    argued = {a.value_id: a for a in one.arguments.exclude(value=None)}
    context = {
        "action": one,
        "start": start,
        "reach": queries.reach(one, shown, start),
        "measured": queries.measured(one, shown, start),
        "zones": queries.proposed_zones(one, today),
        "promises": one.promises.on(today).select_related("organisation"),
        "values": [(v, argued.get(v.pk)) for v in queries.items_of(one, "value")],
        "aims": one.contributions.filter(item__kind="aim").select_related("item"),
        "lacks": [policies.WORDS[w] for w in policies.missing(one, Action.Stage.RUNNING)],
        "may_keep": may_keep(request.who, one),
        "decided": one.decided.select_related("decision"),
        "today": today,
    }
    return render(request, "portfolio/sheet.html", context)


@allow(KEEP, purpose=PROJECT)
@require_http_methods(READ)
def ask(request: Request, pk: UUID) -> HttpResponse:
    """A proposal to a body; the action goes on once it is taken."""
    one, today = kept(request, pk), timezone.localdate()
    offered = [s for s in policies.moves_of(one) if s in (one.Stage.RUNNING, one.Stage.EMBEDDED, one.Stage.STOPPED)]
    initial = {"question": one.title, "reasons": one.need, "plan": str(one.objective or "")[:300]}
    form = AskForm(request.POST or None, today=today, offered=offered, initial=initial)

    def act(said: dict[str, Any]) -> Decision:
        after, body = said.pop("after"), said.pop("body")
        return do.ask_decision(action=one, after=after, body=body, values=said, today=today, by=request.who, at=timezone.now())

    return form_page(
        request,
        form,
        act,
        title=_("Ask for a decision"),
        back=reverse("portfolio:sheet", args=[pk]),
        then=lambda made: reverse("governance:decision", args=[made.pk]),
    )
