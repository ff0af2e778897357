"""S71: the sheet on which a body decides about an action, one page; and asking for that decision."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from ...governance.models import Decision
from ...insight.figures import at_hand
from ...kernel.pages import require_form, the
from ...kernel.request import Request
from ...kernel.rules import allow
from ...network.queries import searched
from .. import actions as do
from .. import policies, queries
from ..forms import AskForm
from ..means import means_of
from ..models import Action
from ..permissions import KEEP, SEE, may_keep
from .shared import PROJECT, form_page, kept, seen, start_of

__all__ = ["CRITERIA", "FEWEST", "MOST", "ask", "compare", "facts", "sheet"]


CRITERIA: Final = (
    ("need", _("which need it answers")),
    ("for_whom", _("for whom")),
    ("supply", _("what is missing in the offer")),
    ("where", _("where")),
    ("puller", _("who pulls")),
    ("carried", _("who carries it")),
    ("means", _("what it takes this year")),
    ("objective", _("objective")),
    ("aims", _("aims")),
    ("optimal", _("what optimal care is")),
    ("measured", _("how we will know")),
    ("compared", _("compared with")),
    ("afterwards", _("after the project")),
)
"""What a body looks at, in this order, of one action and of several side by side."""
FEWEST, MOST = 2, 6


def facts(one: Action, today: date) -> dict[str, Any]:
    """What a body needs to decide: the need with its number, what it takes, and what is not argued."""
    start, shown = start_of(one), at_hand()
    held = set(one.marks.all())
    argued = {a.value_id: a for a in one.arguments.exclude(value=None)}
    return {
        "action": one,
        "start": start,
        "reach": queries.reach(one, shown, start),
        "measured": queries.measured(one, shown, start),
        "directory": searched(one.supply_search, today) if one.supply_search else None,
        "zones": queries.proposed_zones(one, today),
        "promises": one.promises.on(today).select_related("organisation"),
        "values": [(v, argued.get(v.pk)) for v in queries.items_of(one, "value")],
        "optimal": [(i, i in held) for i in queries.items_of(one, "optimal")],
        "means": means_of(one.pk, today),
        "aims": one.contributions.filter(item__kind="aim").select_related("item"),
    }


@allow(SEE, purpose=PROJECT)
@require_safe
def sheet(request: Request, pk: UUID) -> HttpResponse:
    """One action on one page."""
    one: Action = the(seen(request).select_related("objective", "programme", "puller"), pk=pk)
    context = {
        "sheet": facts(one, timezone.localdate()),
        "criteria": CRITERIA,
        "lacks": [policies.WORDS[w] for w in policies.missing(one, Action.Stage.RUNNING)],
        "decided": one.decided.select_related("decision"),
        "may_keep": may_keep(request.who, one),
    }
    return render(request, "portfolio/sheet.html", context)


@allow(SEE, purpose=PROJECT)
@require_safe
def compare(request: Request) -> HttpResponse:
    """Two to six actions side by side, each by the same criteria in the same order."""
    today = timezone.localdate()
    numbers = {int(n) for n in request.GET.getlist("n") if re.fullmatch(r"[0-9]{1,6}", n)}
    rows = seen(request).filter(number__in=numbers).select_related("objective", "programme", "puller").order_by("number")
    found = list(rows[: MOST + 1])
    fits = FEWEST <= len(found) <= MOST
    context = {
        "sheets": [facts(one, today) for one in found] if fits else [],
        "criteria": (*CRITERIA, ("values", _("Values"))),
    }
    return render(request, "portfolio/compare.html", context, status=200 if fits else 422)


@allow(KEEP, purpose=PROJECT)
@require_form
def ask(request: Request, pk: UUID) -> HttpResponse:
    """A proposal to a body; the action goes on once it is taken."""
    one, today = kept(request, pk), timezone.localdate()
    offered = [s for s in policies.moves_of(one) if s in (one.Stage.RUNNING, one.Stage.EMBEDDED, one.Stage.STOPPED)]
    initial: dict[str, Any] = {"question": one.title, "reasons": one.need, "plan": str(one.objective or "")[:300]}
    initial |= {"aims": queries.aims_of(one)}
    form = AskForm(request.POST or None, today=today, offered=offered, initial=initial)

    def act(said: dict[str, Any]) -> Decision:
        after, body = said.pop("after"), said.pop("body")
        return do.ask_decision(action=one, after=after, body=body, values=said, today=today, by=request.who, at=timezone.now())

    return form_page(
        request,
        form,
        act,
        title=str(_("Ask for a decision")),
        back=reverse("portfolio:sheet", args=[pk]),
        then=lambda made: reverse("governance:decision", args=[made.pk]),
    )
