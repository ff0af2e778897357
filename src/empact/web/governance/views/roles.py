"""GOV-20: the register of roles: what each is, what it answers for, what it may do, and who works in it on a day."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ...kernel.lists import as_csv, wants_csv
from ...kernel.request import Request
from ...kernel.roles import CITIZENS, ROLES
from ...kernel.rules import allow
from .. import queries
from ..permissions import SEE
from ..regions import told, told_of_role
from .shared import PROJECT, day_of

__all__ = ["role", "roles"]


@allow(SEE, purpose=PROJECT)
@require_safe
def roles(request: Request) -> HttpResponse:
    """All roles on a day (``?on=``); below them what the plans counted, with their day, beside what is counted here."""
    on = day_of(request)
    lines = queries.roles(on)
    if wants_csv(request):
        head = ("role", "title", "sentence", "responsible for", "people")
        cells = (
            (
                n.role.id,
                n.role.title,
                n.role.sentence,
                "; ".join(d for t in told_of_role(n.role.id) for d in t.duties),
                n.holders,
            )
            for n in lines
        )
        return as_csv("roles", head, cells)
    plans = [(region, [(one, queries.counted(one, on)) for one in region.roles]) for region in told().values()]
    return render(request, "governance/roles.html", {"lines": lines, "plans": plans, "on": on})


@allow(SEE, purpose=PROJECT)
@require_safe
def role(request: Request, role: str) -> HttpResponse:
    """One of them."""
    if role not in ROLES or role in CITIZENS:
        raise Http404
    on, today = day_of(request), timezone.localdate()
    context = {
        "role": ROLES[role],
        "plans": [(one, queries.counted(one, on)) for one in told_of_role(role)],
        "rights": queries.rights_of(role),
        "holders": queries.holders(role, today),
        "on": on,
        "where": {
            "organisation": _("an organisation"),
            "team": _("a team"),
            "territory": _("a territory"),
            "domain": _("a domain"),
        }.get(ROLES[role].scope, _("the whole region")),
    }
    return render(request, "governance/role.html", context)
