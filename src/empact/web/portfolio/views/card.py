"""S61: the page of an action, and filling in its card."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ...insight.figures import at_hand
from ...kernel.amounts import euro
from ...kernel.pages import require_form, the
from ...kernel.permissions import may
from ...kernel.request import Request
from ...kernel.roles import ROLES
from ...kernel.rules import allow
from ...network.queries import searched
from ...territory.queries import own_organisation
from .. import actions as do
from .. import policies, queries
from ..choices import CRITERIA
from ..forms import ArgueForm, BriefForm, EvidenceForm, MarksForm, MoveForm, PlanForm, PublicForm, TargetForm
from ..halves import phase_on
from ..means import means_of
from ..models import Action, Argument, Item
from ..permissions import ANSWER, DECIDE, KEEP, SEE, may_keep, may_promise
from ..states import owner_of
from .shared import PROJECT, form_page, home, kept, seen

__all__ = ["action", "argue", "brief", "evidence", "marks", "move", "plan", "publish", "target"]


@allow(SEE, purpose=PROJECT)
@require_safe
def action(request: Request, pk: UUID) -> HttpResponse:
    """Everything about one action, with what is measured and what is promised."""
    today = timezone.localdate()
    related = ("frame", "objective", "programme", "domain", "puller", "origin", "team")
    one: Action = the(seen(request).select_related(*related), pk=pk)
    places = list(one.places.select_related("territory"))
    start = next((p.territory for p in places if p.role == p.Role.START), None)
    shown, own = at_hand(), own_organisation(request.who)
    phases = list(one.phases.select_related("phase"))
    promises = [(p, policies.is_stale(p, today)) for p in one.promises.on(today).select_related("organisation")]
    values = list(queries.items_of(one, "value"))
    argued = {a.value_id or a.tag: a for a in one.arguments.all()}
    mine = may_keep(request.who, one)
    measured = queries.measured(one, shown, start)
    context = {
        "goals": queries.goals_of(one, measured),
        "obstacles": one.obstacles.all(),
        "marks": one.marks.all(),
        "ratings": [
            (
                r,
                ROLES[r.role].title if r.role in ROLES else r.role,
                [(label, r.scores[key]) for key, label in CRITERIA.items()],
            )
            for r in one.ratings.all()
        ],
        "criteria": CRITERIA.items(),
        "directory": searched(one.supply_search, today) if one.supply_search else None,
        "next": queries.next_decision(one, today),
        "action": one,
        "start": start,
        "places": [p for p in places if p.is_on(today) or p.role == p.Role.START],
        "zones": queries.proposed_zones(one, today),
        "reach": queries.reach(one, shown, start),
        "measured": measured,
        "phases": phases,
        "phase": phase_on(phases, today),
        "tasks": one.tasks.select_related("organisation").prefetch_related("waits_for__before__action"),
        "promises": promises,
        "values": [(v, argued.get(v.pk)) for v in values],
        "tags": [(label, argued.get(tag)) for tag, label in Argument.Tag.choices],
        "contributions": one.contributions.select_related("item"),
        "connections": one.connections.all(),
        "agreements": [(a, in_force) for a, in_force in queries.agreements_of(one, today)],
        "also": one.also.all(),
        "updates": one.updates.all()[:5],
        "computed": dict(one.updates.model.Light.choices)[policies.computed_light(one, today)],
        "moves": one.moves.all(),
        "copies": one.copies.all(),
        "may_keep": mine,
        "may_move": bool(_steps(request, one, mine)),
        "may_answer": may(request.who, ANSWER, PROJECT),
        "own": own,
        "may_promise": own is not None and may_promise(request.who, own),
        "today": today,
        "means": means_of(one.pk, today),
        "small_cost": euro(one.cost_minor or 0),
    }
    return render(request, "portfolio/action.html", context)


def _steps(request: Request, one: Action, mine: bool) -> list[str]:
    """Stages this hat may take the action to."""
    decides = may(request.who, DECIDE, PROJECT)
    return [after for after in policies.moves_of(one) if (decides if owner_of(one, after) == DECIDE else mine)]


def _keep(request: Request, pk: UUID, form_of: Any, title: str, lead: str = "") -> HttpResponse:
    """One part of the card, in a form of its own."""
    one = kept(request, pk)
    form = form_of(one)

    def act(said: dict[str, Any]) -> Any:
        links = {name: said.pop(name) for name in ("also", "connections", "agreements", "marks") if name in said}
        today, at = timezone.localdate(), timezone.now()
        return do.keep_action(action=one, values=said, today=today, by=request.who, at=at, **links)

    return form_page(request, form, act, title=title, back=home(one), lead=lead)


@allow(KEEP, purpose=PROJECT)
@require_form
def brief(request: Request, pk: UUID) -> HttpResponse:
    """The brief."""
    return _keep(request, pk, lambda one: BriefForm(request.POST or None, action=one), _("The brief"))


@allow(KEEP, purpose=PROJECT)
@require_form
def plan(request: Request, pk: UUID) -> HttpResponse:
    """Where it stands among the others, and on whom it counts."""
    return _keep(request, pk, lambda one: PlanForm(request.POST or None, action=one), _("Among the other actions"))


@allow(KEEP, purpose=PROJECT)
@require_form
def evidence(request: Request, pk: UUID) -> HttpResponse:
    """MOD-18: what is missing in the offer, with the search that shows it."""
    return _keep(
        request,
        pk,
        lambda one: EvidenceForm(request.POST or None, action=one),
        _("What it rests on"),
        format_html(
            '{} <a href="{}">{}</a>',
            _("Search in the directory, and copy the address of what you found or did not find."),
            reverse("network:search"),
            _("Search in the directory"),
        ),
    )


@allow(KEEP, purpose=PROJECT)
@require_form
def marks(request: Request, pk: UUID) -> HttpResponse:
    """MOD-02, MOD-23, MOD-26: what it promises, what it touches, what makes its care optimal."""
    one = kept(request, pk)

    def act(said: dict[str, Any]) -> Any:
        chosen = [item for items in said.values() for item in items]
        return do.keep_action(
            action=one, values={}, marks=chosen, today=timezone.localdate(), by=request.who, at=timezone.now()
        )

    form = MarksForm(request.POST if request.method == "POST" else None, action=one)
    return form_page(request, form, act, title=_("Marks"), back=home(one, "values"))


@allow(KEEP, purpose=PROJECT)
@require_form
def target(request: Request, pk: UUID) -> HttpResponse:
    """For whom it is: a cell of the Pop-Box."""
    personas, determinants = queries.target_names(at_hand())
    return _keep(
        request,
        pk,
        lambda one: TargetForm(request.POST or None, action=one, personas=personas, determinants=determinants),
        _("For whom"),
    )


@allow(KEEP, purpose=PROJECT)
@require_form
def publish(request: Request, pk: UUID) -> HttpResponse:
    """What everybody may read; nothing where it is left open."""
    return _keep(
        request,
        pk,
        lambda one: PublicForm(request.POST or None, action=one),
        _("For everybody"),
        _("One sentence in plain words, without names. Leave it open and the action is on no public page."),
    )


@allow(SEE, purpose=PROJECT)
@require_form
def move(request: Request, pk: UUID) -> HttpResponse:
    """To another stage, by who may."""
    one: Action = the(seen(request).select_related("puller"), pk=pk)
    offered = _steps(request, one, may_keep(request.who, one))
    form = MoveForm(request.POST or None, offered=offered)

    def act(said: dict[str, Any]) -> Any:
        return do.move_action(action=one, today=timezone.localdate(), by=request.who, at=timezone.now(), **said)

    lead = _("Now: %(stage)s.") % {"stage": one.get_stage_display()}
    if not offered:
        lead += " " + _("Another role takes the next step.")
    return form_page(request, form, act, title=_("To another stage"), back=home(one), lead=lead)


@allow(KEEP, purpose=PROJECT)
@require_form
def argue(request: Request, pk: UUID) -> HttpResponse:
    """Why it fits a value or has a tag."""
    one = kept(request, pk)
    form = ArgueForm(request.POST or None, frame=one.frame, initial={"about": request.GET.get("about", "")})

    def act(said: dict[str, Any]) -> Any:
        about = said["about"]
        tag = about if about in Argument.Tag.values else ""
        value = None if tag else Item.objects.get(pk=about)
        return do.argue(action=one, text=said["text"], value=value, tag=tag, by=request.who, at=timezone.now())

    return form_page(request, form, act, title=_("Why it fits"), back=home(one, "values"))
