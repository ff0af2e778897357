"""C2: all actions as a tree, by programme, objective or domain; and several at once under something else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ...kernel.pages import require_form
from ...kernel.permissions import may
from ...kernel.request import Request
from ...kernel.rules import allow
from .. import actions as do
from ..models import Action, Frame, Item
from ..permissions import KEEP, SEE
from ..registers.forms import ShiftForm
from .asked import asked
from .shared import PROJECT

__all__ = ["tree"]

GROUPS: Final = {"programme": _("programme"), "objective": _("objective"), "domain": _("domain")}


@dataclass
class Branch:
    """``item`` is ``None`` for what names none. ``twigs`` are parts of it, with their own actions."""

    item: Item | None
    actions: list[Action] = field(default_factory=list)
    twigs: list[Branch] = field(default_factory=list)

    @property
    def every(self) -> list[Action]:
        return self.actions + [a for twig in self.twigs for a in twig.every]

    @property
    def totals(self) -> dict[str, int]:
        """What stands under it: how many, how many of them run, tasks and late ones, promises."""
        rows: list[Any] = self.every
        running = (Action.Stage.RUNNING, Action.Stage.EVALUATION)
        return {"actions": len(rows), "running": sum(a.stage in running for a in rows), "late": sum(a.late for a in rows)}


def branches(rows: Iterable[Action], items: Iterable[Item], kind: str) -> list[Branch]:
    """Each action under one branch, that of its line where it names a line; what names none comes last."""
    made: dict[UUID, Branch] = {}
    top: list[Branch] = []
    for item in items:
        made[item.pk] = Branch(item)
        (made[item.parent_id].twigs if item.parent_id in made else top).append(made[item.pk])
    none = Branch(None)
    for one in rows:
        made.get(getattr(one, f"{kind}_id"), none).actions.append(one)
    return [*top, *([none] if none.actions else [])]


@allow(SEE, purpose=PROJECT)
@require_form
def tree(request: Request) -> HttpResponse:
    """By what the address asks for. Who keeps actions marks some and puts them under something else."""
    today = timezone.localdate()
    kind = request.GET.get("by", "")
    kind = kind if kind in GROUPS else "programme"
    frame = Frame.objects.in_force()
    items = list(Item.objects.of(frame, kind).order_by("number"))
    found = asked(request, "tree", today)
    rows = found.rows.order_by("number").select_related("puller")
    if request.method == "POST":
        form = ShiftForm(
            request.POST, rows=Action.objects.filter(pk__in=rows.values("pk")), items=Item.objects.of(frame, kind)
        )
        if form.is_valid():
            said = form.cleaned_data
            chosen = said["actions"].select_related("frame", "objective", "programme", "domain", "puller")
            do.regroup(actions=chosen, item=said["item"], today=today, by=request.who, at=timezone.now())
        return HttpResponseRedirect(f"{request.path}?by={kind}")
    context = {
        "by": kind,
        "groups": GROUPS.items(),
        "branches": branches(rows, items, kind),
        "items": items,
        "may_keep": may(request.who, KEEP, PROJECT),
    }
    return render(request, "portfolio/tree.html", found.context | context)
