"""GOV-14: who works with whom, without a top; and what lacks."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from ...kernel.lists import as_csv, csv_address, wants_csv
from ...kernel.permissions import may
from ...kernel.request import Request
from ...kernel.rules import allow
from .. import network
from ..permissions import SEE, SEE_WORKLOAD
from .shared import PROJECT, day_of

__all__ = ["gaps", "picture"]


@allow(SEE, purpose=PROJECT)
@require_safe
def picture(request: Request) -> HttpResponse:
    """The network on a day (``?on=``), of some kinds (``?show=``), or ``?around=`` one of them; the list beside it."""
    on = day_of(request)
    kinds = [kind for kind in network.KINDS if kind in request.GET.getlist("show")] or list(network.KINDS)
    every = network.links(on, kinds)
    nodes = sorted({n.key: n for x in every for n in (x.one, x.other)}.values(), key=lambda n: n.order)
    middle = next((n for n in nodes if n.key == request.GET.get("around")), None)
    found = network.around(every, middle.key) if middle else every
    if wants_csv(request):
        cells = ((x.one.name, network.KINDS[x.one.kind], x.said, x.other.name, network.KINDS[x.other.kind]) for x in found)
        return as_csv("network", ("one", "kind", "how", "other", "kind of the other"), cells)
    shown = {n.key for x in found for n in (x.one, x.other)}
    title = ngettext("%(n)s works together with others", "%(n)s work together", len(shown)) % {"n": len(shown)}
    if middle:
        title = _("Around %(name)s") % {"name": middle.name}
    context = {
        "on": on,
        "kinds": [(kind, label, kind in kinds) for kind, label in network.KINDS.items()],
        "nodes": nodes,
        "middle": middle,
        "title": title,
        "picture": network.draw(title, found),
        "rows": [(n, _near(n, found)) for n in nodes if n.key in shown],
        "csv": csv_address(request),
    }
    return render(request, "governance/network.html", context)


def _near(node: network.Node, found: list[network.Link]) -> list[tuple[network.Node, str]]:
    """With whom one of them works, and how."""
    pairs = [(x.other, x.said) for x in found if x.one.key == node.key]
    return pairs + [(x.one, x.said) for x in found if x.other.key == node.key]


@allow(SEE, purpose=PROJECT)
@require_safe
def gaps(request: Request) -> HttpResponse:
    """What lacks on a day. Who has more than a full week is named for those who can do something about it, else counted."""
    on = day_of(request)
    found, named = network.gaps(on), may(request.who, SEE_WORKLOAD, PROJECT)
    if wants_csv(request):
        rows = [("team without coach", t.name, "") for t in found.teams]
        rows += [("seat without holder", s.body.name, s.role or s.group.label) for s in found.seats]
        rows += [("role without holder", title, "") for _id, title in found.roles]
        rows += [("more than a full week", p.name if named else "", f"{n if named else ''}") for p, n in found.overloaded]
        return as_csv("gaps", ("what", "where", "detail"), rows)
    return render(request, "governance/gaps.html", {"on": on, "found": found, "named": named})
