"""Targets on two levels, growth of actors, collective impact, and the thread from goals to indicators to reviews."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ...insight.figures import at_hand
from ...kernel import modules
from ...kernel.lists import as_csv, wants_csv
from ...kernel.modules import Group
from ...kernel.pages import require_form
from ...kernel.permissions import may
from ...kernel.request import Request
from ...kernel.rules import allow
from ...territory.queries import own_organisation
from .. import actions as do
from .. import queries
from ..impact import changed, done
from ..models import Frame, Goal, Growth, Item, Place, Report, Vision
from ..models.frames import said
from ..permissions import PROMISE, SEE
from ..registers.forms import GrowthForm
from ..targets import Level, grown
from ..targets import rows as target_rows
from .shared import PROJECT, Link, Table, form_page, home, seen, tables_page

__all__ = ["growth", "impact", "say_growth", "targets", "trace"]


def _rows(request: Request) -> Any:
    frame = Frame.objects.in_force()
    going = list(seen(request).filter(frame=frame).exclude(stage="stopped").select_related("programme"))
    programmes = list(Item.objects.of(frame, "programme").filter(parent=None))
    return target_rows(going, programmes, at_hand(), request.who, timezone.localdate().year)


@allow(SEE, purpose=PROJECT)
@require_safe
def targets(request: Request) -> HttpResponse:
    """TGT-08, TGT-10: every target with its level, where it stands, and how far it is; a level that was asked for alone."""
    rows = _rows(request)
    asked = request.GET.get("level", "")
    rows = [r for r in rows if asked not in set(Level) or r.target.level == asked]
    levels = {Level.PROGRAMMES: _("each action programme"), Level.WHOLE: _("the whole")}
    if wants_csv(request):
        filed = ("target", "level", "of", "wanted", "now", "reached", "sources")
        cells = (
            (r.target.id, r.target.level.value, r.of, r.wanted, r.said, "" if r.reached is None else r.reached,
             "; ".join(str(s) for s in r.target.sources))
            for r in rows
        )  # fmt: skip
        return as_csv("targets", filed, cells)
    lines = [
        [
            r.target.title, levels[r.target.level], r.of, r.wanted, Link(r.said, r.address) if r.address else r.said,
            _("reached") if r.reached else _("not yet") if r.reached is False else _("open"),
        ]
        for r in rows
    ]  # fmt: skip
    head = (_("target"), _("level"), _("of what"), _("at least"), _("now"), _("reached?"))
    links = [
        Link(_("Collective impact"), reverse("portfolio:impact")), Link(levels[Level.PROGRAMMES], "?level=programmes"),
        Link(levels[Level.WHOLE], "?level=whole"), Link(_("Growth of care actors"), reverse("portfolio:growth")),
    ]  # fmt: skip
    lead = _("On two levels. A measured target is reached where all of its interval is, never on the value alone.")
    table = Table(_("Targets"), head, lines, _("No target is set"))
    told = {r.target.id: [r.target.title, "\n".join(str(s) for s in r.target.sources)] for r in rows}
    cited = Table(_("Where the targets stand"), (_("target"), _("where it stands")), list(told.values()))
    return tables_page(request, _("Targets"), [table, *([cited] if told else [])], lead=lead, links=links, file="targets")


@allow(SEE, purpose=PROJECT)
@require_safe
def growth(request: Request) -> HttpResponse:
    """TGT-07: what taking part did for each category of actors, in their own judgement; nobody is named or ranked."""
    today = timezone.localdate()
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and 2000 <= int(asked) <= 2100 else today.year
    states = {
        "not_measured": _("not measured"), "too_few": _("too few answers"), "positive": _("positive"),
        "not_positive": _("not positive"),
    }  # fmt: skip

    def number(one: Any, answer: str) -> Any:
        return "–" if one.state in ("not_measured", "too_few") else one.answers.get(answer, 0)

    lines = [
        [o.category, o.partners, "–" if o.state == "too_few" else o.answered,
         *(number(o, a) for a in Growth.Answer.values), states[o.state]]
        for o in grown(year)
    ]  # fmt: skip
    head = (_("category"), _("partners"), _("answered"), *(str(a.label) for a in Growth.Answer), _("growth"))
    links = []
    if may(request.who, PROMISE, PROJECT):
        links.append(Link(_("Say it for your organisation"), reverse("portfolio:say-growth")))
    links += [Link(str(y), f"?year={y}") for y in (year - 1, year + 1) if y <= today.year]
    links.append(Link(_("Targets"), reverse("portfolio:targets")))
    table = Table(_("By category of actors, %(year)s") % {"year": year}, head, lines, _("No partner yet"))
    lead = _("Each organisation says once a year what taking part did for it. A few answers alone are not told.")
    return tables_page(request, _("Growth of care actors"), [table], lead=lead, links=links, file="growth")


@allow(PROMISE, purpose=PROJECT)
@require_form
def say_growth(request: Request) -> HttpResponse:
    """For the own organisation; the project office writes down what one told it."""
    own, today = own_organisation(request.who), timezone.localdate()
    before = Growth.objects.visible_to(request.who, PROJECT).filter(organisation=own, year=today.year).first() if own else None
    initial = {"year": today.year} | ({"answer": before.answer, "why": before.why} if before else {})

    def act(told: dict[str, Any]) -> Growth:
        said_by = told.pop("organisation", own)
        return do.say_growth(organisation=said_by, today=today, by=request.who, at=timezone.now(), **told)

    return form_page(
        request,
        GrowthForm(request.POST or None, own=own, today=today, initial=initial),
        act,
        title=_("What taking part did for your organisation"),
        lead=_("Only counts by category are shown; the project office reads the reasons."),
        back=reverse("portfolio:growth"),
    )


@allow(SEE, purpose=PROJECT)
@require_safe
def impact(request: Request) -> HttpResponse:
    """TGT-09: vision, actions, learning network, tools and levers: what we did together; and what changed."""
    today, frame, own = timezone.localdate(), Frame.objects.in_force(), Vision.objects.visible_to(request.who, PROJECT).first()
    groups = ((Group.BLOCK, _("Three building blocks")), (Group.LEARNING, _("Learning network")), (Group.TOOL, _("Tools")),
              (Group.LEVER, _("Levers")))  # fmt: skip
    context = {
        "vision": own.text if own else said(frame.vision) if frame else "",
        "done": done(today),
        "changed": changed(at_hand(), request.who),
        "targets": [r for r in _rows(request) if r.target.level == Level.WHOLE or r.of == _("all programmes")],
        "parts": [(title, modules.shown(request.who, today, group)) for group, title in groups],
    }
    return render(request, "portfolio/impact.html", context)


@allow(SEE, purpose=PROJECT)
@require_safe
def trace(request: Request) -> HttpResponse:
    """TGT-11: each goal with its indicators, their values, and where they were looked at last; what has none is seen."""
    rows = seen(request).exclude(stage="stopped").select_related("objective")
    goals = list(
        Goal.objects.visible_to(request.who, PROJECT).filter(action__in=rows)
        .select_related("action__objective").prefetch_related("kpis__readings", "action__updates")
        .order_by("action__number", "title")
    )  # fmt: skip
    starts = {
        p.action_id: (p.territory, p.starts)
        for p in Place.objects.filter(role=Place.Role.START, action__in=[g.action_id for g in goals]).select_related(
            "territory"
        )
    }
    kpis = {k.pk: k for g in goals for k in g.kpis.all()}
    known = {m.kpi.pk: m for m in queries.measured_of(kpis.values(), at_hand(), starts)}
    report = Report.objects.visible_to(request.who, PROJECT).defer("content").first()
    lines: list[list[Any]] = []
    for goal in goals:
        action = goal.action
        told = next(iter(action.updates.all()), None)
        review = Link(told.on, home(action, "news")) if told else _("never looked at")
        frozen = Link(report.title, reverse("portfolio:report", args=[report.pk])) if report else _("no report yet")
        for kpi in goal.kpis.all() or [None]:
            one = known.get(kpi.pk) if kpi else None
            value = (one.text + (f", {_('too early to tell')}" if one.early else "")) if one and one.text else ""
            lines.append([
                Link(f"{action.number} {goal.title}", home(action, "goals")),
                str(action.objective or "–"),
                one.title if one else _("no indicator"),
                value or _("not measured yet"),
                one.period if one else "–",
                review,
                frozen,
            ])  # fmt: skip
    head = (_("goal"), _("objective"), _("indicator"), _("value"), _("period"), _("last news"), _("last frozen report"))
    lead = _("From what an action wants to reach, to what says so, to where it was looked at last.")
    table = Table(_("Goals, indicators and reviews"), head, lines, _("No goal is said yet"))
    return tables_page(request, _("From goals to reviews"), [table], lead=lead, file="trace")
