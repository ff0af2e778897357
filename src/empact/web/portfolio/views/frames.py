"""The frame in which actions are laid, with what it names; and taking one up from the library."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ....definitions.frames import read_frames
from ...insight import words
from ...insight.figures import Figures, at_hand
from ...insight.words import in_language
from ...kernel.amounts import euro
from ...kernel.pages import require_form, the
from ...kernel.request import Request
from ...kernel.rules import allow
from .. import actions as do
from .. import queries
from ..doors import behind
from ..forms import FrameForm
from ..halves import phase_on
from ..models import Action, Frame, Item, Kpi, Obstacle, Phase, Promise, Vision
from ..models.frames import said
from ..permissions import KEEP_FRAME, SEE
from ..reporting import section
from ..words import FACT_NAMES, KIND_NAMES
from .shared import PROJECT, Table, form_page, home, seen, tables_page

__all__ = ["frame", "item", "packages", "take_up"]


@allow(SEE, purpose=PROJECT)
@require_safe
def frame(request: Request) -> HttpResponse:
    """Vision, and everything the frame names; an objective without an action, and a place without a name, are seen as such."""
    rows = Frame.objects.visible_to(request.who, PROJECT)
    asked = request.GET.get("version", "")
    named = rows.exclude(title={})  # what was promised before there was a frame lies in one without a name
    one = next((f for f in named if str(f.pk) == asked), None) or named.first()
    items = list(Item.objects.visible_to(request.who, PROJECT).filter(frame=one).order_by("kind", "number"))
    laid: dict[object, int] = {}
    for action in seen(request).filter(frame=one).only("objective_id", "programme_id"):
        for pk in (action.objective_id, action.programme_id):
            laid[pk] = laid.get(pk, 0) + 1
    counted = {"objective", "programme"}
    names = {(i.kind, i.code): i.name for i in items}
    groups = [
        (
            KIND_NAMES.get(kind, kind),
            kind in counted,
            [(i, laid.get(i.pk, 0), names.get((kind, i.stands_for), "")) for i in found],
        )
        for kind, found in groupby(items, key=lambda i: i.kind)
    ]
    own = Vision.objects.visible_to(request.who, PROJECT).first() if one == named.first() else None
    context = {
        "frame": one,
        "vision": own.text if own else said(one.vision) if one else "",
        "year": own.by if own else one.by if one else None,
        "since": own.starts if own else None,
        "groups": groups,
        "packages": any(i.facts for i in items),
        "versions": named,
    }
    return render(request, "portfolio/frame.html", context)


@allow(SEE, purpose=PROJECT)
@require_safe
def item(request: Request, pk: UUID) -> HttpResponse:
    """MOD-04: an objective or programme with its actions and what they are measured by; nothing of these is a gap."""
    rows = Item.objects.visible_to(request.who, PROJECT).filter(kind__in=("objective", "programme")).exclude(title={})
    one: Item = the(rows, pk=pk)
    inside = [one, *one.children.all()]
    found = seen(request).filter(Q(objective__in=inside) | Q(programme__in=inside))
    shown = at_hand()
    known = shown.indicators() if shown else {}
    measured = {
        (words.title(known[k.indicator]), reverse("insight:indicator", args=[k.indicator]))
        if k.indicator in known
        else (str(k), "")
        for k in Kpi.objects.filter(action__in=found.values("pk"))
    }
    today, shown_rows = timezone.localdate(), list(found.order_by("number").select_related("puller"))
    context = {
        "item": one,
        "children": inside[1:],
        "rows": shown_rows,
        "indicators": sorted(measured),
        "totals": totals(shown_rows, shown, today),
        "behind": behind(one),
    }
    return render(request, "portfolio/item.html", context)


def totals(rows: list[Action], shown: Figures | None, today: date) -> list[tuple[Any, Any]]:
    """MOD-08: how many, in which phase, for how many people, with whose means, and what is open."""
    phases: Counter[str] = Counter()
    held: dict[UUID, list[Phase]] = {}
    for one in Phase.objects.filter(action__in=rows).select_related("phase"):
        held.setdefault(one.action_id, []).append(one)
    for action in rows:
        now = phase_on(held.get(action.pk, []), today)
        phases[now.phase.name if now else _("not planned")] += 1
    reach = {r.definition: r.everywhere for a in rows if (r := queries.reach(a, shown, None))}
    given = Counter(
        Promise.objects.on(today).filter(action__in=rows).exclude(confirmed=None).values_list("contribution", flat=True)
    )
    open_ = queries.asks().filter(action__in=rows).count() + Obstacle.objects.filter(action__in=rows, closed=None).count()
    money = section("money")
    homes = {home(a) for a in rows}
    takes = [row["given_minor"] for row in money.rows(today) if row["address"] in homes] if money else []
    people = "; ".join(f"{name}: {_('small number, hidden') if n is None else n}" for name, n in sorted(reach.items()))
    return [
        (_("actions"), len(rows)),
        (_("phases"), ", ".join(f"{name} {n}" for name, n in phases.items())),
        (_("people in the cells they are for"), people),
        (_("given this year"), euro(sum(takes)) if takes else ""),
        (_("money promised"), given["money"]),
        (_("time promised"), given["time"]),
        (_("questions and obstacles open"), open_),
        (_("late"), queries.late_tasks(today).filter(action__in=rows).count()),
    ]


@allow(SEE, purpose=PROJECT)
@require_safe
def packages(request: Request) -> HttpResponse:
    """PRT-23: the work packages side by side, in the rows of the table of the plan."""
    frame = Frame.objects.visible_to(request.who, PROJECT).exclude(title={}).first()
    found = [i for i in Item.objects.of(frame, "programme").order_by("number") if i.facts]
    rows = [[label, *(i.facts.get(key, "") for i in found)] for key, label in FACT_NAMES.items()]
    table = Table(str(frame or ""), ("", *map(str, found)), rows if found else [], _("The frame has no work packages"))
    return tables_page(request, _("Work packages"), [table], file="packages", wide=True)


@allow(KEEP_FRAME, purpose=PROJECT)
@require_form
def take_up(request: Request) -> HttpResponse:
    """From the library, with the activities its document names or without."""
    told = read_frames()
    form = FrameForm(
        request.POST or None,
        offered=[(one.id, in_language(one.title)) for one in told.values()],
        initial={"activities": not Action.objects.exists()},
    )
    return form_page(
        request,
        form,
        lambda given: do.take_up_frame(
            told=told[given["frame"]],
            activities=given["activities"],
            today=timezone.localdate(),
            by=request.who,
            at=timezone.now(),
        ),
        title=_("Take up a frame"),
        lead=_("New actions are laid in it from today on. What is laid in an earlier one stays there."),
        back=reverse("portfolio:frame"),
    )
