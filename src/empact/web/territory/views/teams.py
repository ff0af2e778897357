"""Teams, who is in them, and which parts of the region none of them covers."""

from __future__ import annotations

from collections import Counter
from functools import partial
from uuid import UUID

from django.db.models import Prefetch
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ...kernel.lists import as_csv, page_of, wants_csv
from ...kernel.pages import require_form
from ...kernel.permissions import may
from ...kernel.purposes import Purpose
from ...kernel.request import Request
from ...kernel.rules import allow
from .. import queries
from ..actions import organisations
from ..actions import teams as actions
from ..forms import ContactForm, MemberForm, TeamForm
from ..maps import draw
from ..models import Contact, Team, TeamMember, Territory
from ..notices import notices_of
from ..permissions import KEEP_TEAMS, SEE, START_TEAMS, check_may_keep_team, may_keep_team
from .shared import Place, end_or_not, form_page, page, the

__all__ = ["add_contact", "add_member", "correct", "coverage", "end_contact", "end_member", "new", "team", "teams"]


@allow(SEE, purpose=Purpose.PROJECT)
@require_safe
def teams(request: Request) -> HttpResponse:
    """All teams; the kind stands in the address."""
    today = timezone.localdate()
    rows, place = Team.objects.visible_to(request.who, Purpose.PROJECT).on(today), Place(request, today)
    if place.inside is not None:
        rows = rows.filter(pk__in=Team.objects.filter(territories__in=place.inside).values("pk"))
    kind = request.GET.get("kind", "")
    if kind in Team.Kind.values:
        rows = rows.filter(kind=kind)
    rows = rows.prefetch_related("territories")
    if wants_csv(request):
        cells = ((t.name, t.kind, " ".join(x.code for x in t.territories.all()), t.themes, t.meets) for t in rows)
        return as_csv("teams", ("name", "kind", "works_in", "themes", "meets"), cells)
    context = {"page": page_of(request, rows), "kinds": Team.Kind.choices, "kind": kind, "place": place}
    return page(request, "teams.html", context)


@allow(SEE, purpose=Purpose.PROJECT)
@require_safe
def coverage(request: Request) -> HttpResponse:
    """TEA-03: each part of a region with its teams; what no team covers stands first."""
    today = timezone.localdate()
    regions = list(Territory.objects.visible_to(request.who, Purpose.PROJECT).on(today).filter(kind=Territory.Kind.REGION))
    region = next((r for r in regions if r.code == request.GET.get("region")), regions[0] if regions else None)
    found = queries.coverage(region, today) if region else queries.Coverage([])
    parts = sorted(found.parts, key=lambda part: bool(part[1]))
    if wants_csv(request):
        cells = ((t.code, t.name, ", ".join(x.name for x in working)) for t, working in parts)
        return as_csv("coverage", ("code", "name", "teams"), cells)
    context = {"regions": regions, "region": region, "parts": parts, "gaps": found.gaps}
    return page(request, "coverage.html", {**context, "map": draw([t for t, _x in parts], marked=found.gaps)})


@allow(SEE, purpose=Purpose.PROJECT)
@require_safe
def team(request: Request, pk: UUID) -> HttpResponse:
    """S50: who, where, when we meet, whom to ask; and which teams give advice, with how to reach them."""
    today = timezone.localdate()
    one: Team = the(Team.objects.visible_to(request.who, Purpose.PROJECT), pk=pk)
    members = list(one.members.on(today).select_related("practitioner", "discipline"))
    reach = Contact.objects.on(today).select_related("function")
    by_discipline = Counter(str(m.discipline or _("no discipline given")) for m in members)
    return page(
        request,
        "team.html",
        {
            "team": one,
            "members": members,
            "disciplines": sorted(by_discipline.items()),
            "territories": one.territories.all(),
            "supports": one.supports.on(today),
            "supported_by": one.supported_by.on(today).prefetch_related(Prefetch("contacts", reach, to_attr="reach")),
            "contacts": reach.filter(team=one),
            "notices": notices_of(request.who, one, today),
            "may_keep": may_keep_team(request.who, one),
            "coached": Team.objects.coached_by(request.who, today).filter(pk=pk).exists(),
            "may_stop": one.kind in actions.FLUID and one.is_on(today) and may(request.who, START_TEAMS, Purpose.PROJECT),
        },
    )


@allow(KEEP_TEAMS, purpose=Purpose.ADMINISTRATION)
@require_form
def new(request: Request) -> HttpResponse:
    """One more team."""
    today, at = timezone.localdate(), timezone.now()
    return form_page(
        request,
        TeamForm(request.POST or None, today=today, initial={"starts": today}),
        lambda said: actions.add_team(
            territories=said.pop("territories"),
            supports=said.pop("supports"),
            starts=said.pop("starts"),
            values=said,
            by=request.who,
            at=at,
        ),
        title=_("New team"),
        back=reverse("territory:teams"),
    )


def _own(request: Request, pk: UUID) -> tuple[Team, str]:
    one: Team = the(Team.objects.visible_to(request.who, Purpose.ADMINISTRATION), pk=pk)
    check_may_keep_team(request.who, one)
    return one, reverse("territory:team", args=[pk])


@allow(KEEP_TEAMS, purpose=Purpose.ADMINISTRATION)
@require_form
def correct(request: Request, pk: UUID) -> HttpResponse:
    """Everything about a team but its members."""
    one, back = _own(request, pk)
    at = timezone.now()
    return form_page(
        request,
        TeamForm(request.POST or None, today=timezone.localdate(), row=one),
        lambda said: actions.correct_team(
            team=one, territories=said.pop("territories"), supports=said.pop("supports"), values=said, by=request.who, at=at
        ),
        title=_("Correct %(name)s") % {"name": one.name},
        back=back,
    )


@allow(KEEP_TEAMS, purpose=Purpose.ADMINISTRATION)
@require_form
def add_member(request: Request, pk: UUID) -> HttpResponse:
    """Somebody joins."""
    one, back = _own(request, pk)
    today, at = timezone.localdate(), timezone.now()
    return form_page(
        request,
        MemberForm(request.POST or None, today=today, initial={"starts": today}),
        lambda said: actions.add_member(team=one, by=request.who, at=at, **said),
        title=_("New member of %(name)s") % {"name": one.name},
        back=back,
    )


@allow(KEEP_TEAMS, purpose=Purpose.ADMINISTRATION)
@require_POST
def end_member(request: Request, pk: UUID) -> HttpResponse:
    """Somebody leaves; or does not after all."""
    rows = TeamMember.objects.visible_to(request.who, Purpose.ADMINISTRATION).select_related("team")
    one: TeamMember = the(rows, pk=pk)
    end_it = partial(actions.end_member, member=one)
    return end_or_not(request, one.starts, end_it, reverse("territory:team", args=[one.team_id]))


@allow(KEEP_TEAMS, purpose=Purpose.ADMINISTRATION)
@require_form
def add_contact(request: Request, pk: UUID) -> HttpResponse:
    """How to reach a function of this team, as who gives advice; the teams it supports read it on their own page."""
    one, back = _own(request, pk)
    today, at = timezone.localdate(), timezone.now()
    return form_page(
        request,
        ContactForm(request.POST or None, today=today, initial={"starts": today}),
        lambda said: organisations.add_contact(team=one, by=request.who, at=at, **said),
        title=_("How to reach a function at %(name)s") % {"name": one.name},
        lead=_("Give a mailbox or number of the function, not of a person: it stays right when somebody leaves."),
        back=back,
    )


@allow(KEEP_TEAMS, purpose=Purpose.ADMINISTRATION)
@require_POST
def end_contact(request: Request, pk: UUID) -> HttpResponse:
    """From today on this is not right any more; or it is after all."""
    rows = Contact.objects.visible_to(request.who, Purpose.ADMINISTRATION).filter(team__isnull=False)
    one: Contact = the(rows.select_related("team"), pk=pk)
    end_it = partial(organisations.end_contact, contact=one)
    return end_or_not(request, one.starts, end_it, reverse("territory:team", args=[one.team_id]))
