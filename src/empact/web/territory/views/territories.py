"""Territories: the tree, and a page for each with its figures, boundaries, map and list."""

from __future__ import annotations

from datetime import date
from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ...kernel.lists import as_csv, wants_csv
from ...kernel.pages import require_form
from ...kernel.purposes import Purpose
from ...kernel.request import Request
from ...kernel.rules import allow
from .. import queries
from ..actions import organisations, people
from ..actions import territories as actions
from ..forms import ContactForm, MoveForm, NewTerritoryForm, PopulationForm, PostForm, TerritoryForm
from ..maps import draw
from ..models import Membership, Territory
from ..models.territories import ADMINISTRATIVE
from ..permissions import KEEP_TERRITORIES, SEE
from .shared import end_or_not, form_page, page, the

__all__ = ["add_contact", "add_post", "correct", "leave", "move", "new", "record", "territories", "territory"]


@allow(SEE, purpose=Purpose.PROJECT)
@require_safe
def territories(request: Request) -> HttpResponse:
    """All territories with what lies in them, on a day."""
    day = _day(request)
    visible = set(Territory.objects.visible_to(request.who, Purpose.PROJECT).values_list("pk", flat=True))
    nodes = [n for n in queries.tree(day) if n.territory.pk in visible]
    if wants_csv(request):
        rows = ((n.territory.code, n.territory.name, n.territory.kind, n.depth) for n in nodes)
        return as_csv("territories", ("code", "name", "kind", "depth"), rows)
    return page(request, "territories.html", {"nodes": nodes, "day": day})


@allow(SEE, purpose=Purpose.PROJECT)
@require_safe
def territory(request: Request, pk: UUID) -> HttpResponse:
    """How many people live here according to whom, within which boundaries; what it lies in and what lies in it."""
    day = _day(request)
    one: Territory = the(Territory.objects.visible_to(request.who, Purpose.PROJECT), pk=pk)
    figure = queries.figure_of(one, day)
    if wants_csv(request):
        rows = ((t.code, t.name, p.number if p else "", p.on if p else "", p.source if p else "") for t, p in figure.parts)
        return as_csv("territory", ("code", "name", "population", "population_on", "source"), rows)
    wholes = queries.lies_in(one, day)
    region = next((t for t in (one, *wholes) if t.kind == Territory.Kind.REGION), None)
    return page(
        request,
        "territory.html",
        {
            "territory": one,
            "day": day,
            "figure": figure,
            "wholes": wholes,
            "sets": one.lies_in.on(day).exclude(whole__kind__in=ADMINISTRATIVE).select_related("whole"),
            "boundary": queries.boundary_on(region, day) if region else None,
            "history": one.populations.all(),
            "map": draw([t for t, _p in figure.parts] or [one]),
            "contacts": one.contacts.on(day).select_related("function"),
            "posts": one.posts.on(day).select_related("practitioner", "function", "organisation"),
            "teams": one.teams.on(day),
        },
    )


@allow(KEEP_TERRITORIES, purpose=Purpose.ADMINISTRATION)
@require_form
def new(request: Request) -> HttpResponse:
    """A living lab, a hospital network, a neighbourhood: what lies in it is said on the pages of its parts."""
    today, at = timezone.localdate(), timezone.now()
    return form_page(
        request,
        NewTerritoryForm(request.POST or None, today=today, initial={"starts": today}),
        lambda said: actions.add_territory(by=request.who, at=at, **said),
        title=_("New territory"),
        lead=_("The code stands in addresses and files: letters without accents, digits and dashes."),
        back=reverse("territory:territories"),
    )


def _day(request: Request) -> date:
    """``?on=2025-12-31``; today when there is none or it cannot be read."""
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return timezone.localdate()


def _kept(request: Request, pk: UUID) -> tuple[Territory, str]:
    one: Territory = the(Territory.objects.visible_to(request.who, Purpose.ADMINISTRATION), pk=pk)
    return one, reverse("territory:territory", args=[pk])


@allow(KEEP_TERRITORIES, purpose=Purpose.ADMINISTRATION)
@require_form
def correct(request: Request, pk: UUID) -> HttpResponse:
    """Its name, last day and place."""
    one, back = _kept(request, pk)
    at = timezone.now()
    return form_page(
        request,
        TerritoryForm(request.POST or None, today=timezone.localdate(), row=one),
        lambda said: actions.correct_territory(territory=one, values=said, by=request.who, at=at),
        title=_("Correct %(name)s") % {"name": one.name},
        back=back,
    )


@allow(KEEP_TERRITORIES, purpose=Purpose.ADMINISTRATION)
@require_form
def record(request: Request, pk: UUID) -> HttpResponse:
    """A figure with its day and its source."""
    one, back = _kept(request, pk)
    at = timezone.now()
    return form_page(
        request,
        PopulationForm(request.POST or None, today=timezone.localdate()),
        lambda said: actions.record_population(territory=one, by=request.who, at=at, **said),
        title=_("Inhabitants of %(name)s") % {"name": one.name},
        lead=_("A figure for the same day replaces the earlier one; that one stays in the history."),
        back=back,
    )


@allow(KEEP_TERRITORIES, purpose=Purpose.ADMINISTRATION)
@require_form
def move(request: Request, pk: UUID) -> HttpResponse:
    """From a day on it lies in another zone or region. Figures of earlier days stay."""
    one, back = _kept(request, pk)
    today, at = timezone.localdate(), timezone.now()
    regions = [t for t in queries.lies_in(one, today) if t.kind == Territory.Kind.REGION]
    region = regions[0] if regions else one
    return form_page(
        request,
        MoveForm(request.POST or None, part=one, today=today),
        lambda said: actions.move_territory(part=one, region=region, by=request.who, at=at, **said),
        title=_("Move %(name)s") % {"name": one.name},
        lead=_("Figures of days before that day do not change."),
        back=back,
    )


@allow(KEEP_TERRITORIES, purpose=Purpose.ADMINISTRATION)
@require_form
def add_contact(request: Request, pk: UUID) -> HttpResponse:
    """How to reach a function of this territory."""
    one, back = _kept(request, pk)
    today, at = timezone.localdate(), timezone.now()
    return form_page(
        request,
        ContactForm(request.POST or None, today=today, initial={"starts": today}),
        lambda said: organisations.add_contact(territory=one, by=request.who, at=at, **said),
        title=_("How to reach a function at %(name)s") % {"name": one.name},
        lead=_("Give a mailbox or number of the function, not of a person: it stays right when somebody leaves."),
        back=back,
    )


@allow(KEEP_TERRITORIES, purpose=Purpose.ADMINISTRATION)
@require_form
def add_post(request: Request, pk: UUID) -> HttpResponse:
    """Who holds a function for this territory."""
    one, back = _kept(request, pk)
    today, at = timezone.localdate(), timezone.now()
    return form_page(
        request,
        PostForm(request.POST or None, today=today, initial={"starts": today, "territory": one.pk}),
        lambda said: people.give_post(**{**said, "territory": one}, by=request.who, at=at),
        title=_("Somebody in a function for %(name)s") % {"name": one.name},
        back=back,
    )


@allow(KEEP_TERRITORIES, purpose=Purpose.ADMINISTRATION)
@require_POST
def leave(request: Request, pk: UUID) -> HttpResponse:
    """From today on not in this set any more; or it is after all."""
    rows = Membership.objects.visible_to(request.who, Purpose.ADMINISTRATION).select_related("whole")
    one: Membership = the(rows, pk=pk)
    end_it = partial(actions.end_membership, membership=one)
    return end_or_not(request, one.starts, end_it, reverse("territory:territory", args=[one.part_id]))
