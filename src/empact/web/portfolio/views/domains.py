"""S65, MOD-17: the domains of the plan with who coaches them, and what a coach looks at in one of them."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from ...kernel.lists import as_csv, wants_csv
from ...kernel.request import Request
from ...kernel.rules import allow
from .. import domains as read
from .. import queries
from ..models import Action, Frame, Item
from ..permissions import SEE
from .shared import PROJECT, seen

__all__ = ["domain", "domains"]


@allow(SEE, purpose=PROJECT)
@require_safe
def domains(request: Request) -> HttpResponse:
    """All of them; a coach of one begins there (``?all=on`` shows the others too)."""
    who = request.who
    if who.scope_kind == "domain" and not request.GET:
        return HttpResponseRedirect(reverse("portfolio:domain", args=[who.scope_id]))
    rows = read.overview(timezone.localdate())
    if wants_csv(request):
        head = ("code", "domain", "coaches", "actions", "with a late milestone", "asking for help")
        cells = ((r.item.code, r.item.name, "; ".join(r.coaches), r.going, r.late, r.asking) for r in rows)
        return as_csv("domains", head, cells)
    return render(request, "portfolio/domains.html", {"rows": rows})


@allow(SEE, purpose=PROJECT)
@require_safe
def domain(request: Request, domain: str) -> HttpResponse:
    """The actions of one domain, how they go, what waits for what, and what is asked; of no other."""
    today = timezone.localdate()
    one = Item.objects.filter(frame=Frame.objects.in_force(), kind="domain", code=domain).first()
    if one is None:
        raise Http404
    rows = seen(request).filter(domain__code=domain).exclude(stage=Action.Stage.STOPPED).select_related("puller")
    lines = read.project_lines(list(rows), today)
    if wants_csv(request):
        head = ("number", "action", "stage", "who pulls", "light", "last news", "next milestone", "due", "late")
        cells = (
            (
                n.action.number, n.action.title, n.action.stage, n.action.puller or "", n.last.light if n.last else "",
                n.action.changed, n.next.title if n.next else "", n.next.due if n.next else "", n.late,
            )
            for n in lines
        )  # fmt: skip
        return as_csv("domain", head, cells)
    context = {
        "domain": one,
        "coaches": next(r.coaches for r in read.overview(today) if r.item.pk == one.pk),
        "lines": lines,
        "waits": read.waits(one, today),
        "asks": [u for u in queries.asks() if u.action_id in {n.action.pk for n in lines}],
        "today": today,
    }
    return render(request, "portfolio/domain.html", context)
