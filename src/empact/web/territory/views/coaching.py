"""TEA-04, TEA-09, TEA-17: the teams one coaches with one's notes and hours; who coaches colleagues; teams that come and go."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.db.models import Max, Q, Sum
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ...kernel.lists import as_csv, page_of, wants_csv
from ...kernel.pages import require_form
from ...kernel.purposes import Purpose
from ...kernel.request import Request
from ...kernel.rules import allow
from ..actions import teams as actions
from ..forms import NoteForm, StartTeamForm
from ..models import CoachNote, Team, TeamMember
from ..permissions import COACH, SEE, START_TEAMS
from .shared import end_or_not, form_page, page, the

__all__ = ["mine", "note", "peers", "start", "stop"]

_PROJECT = Purpose.PROJECT


@allow(COACH, purpose=_PROJECT)
@require_safe
def mine(request: Request) -> HttpResponse:
    """The teams one coaches: hours of this year, training among them, the last note; and all notes, the newest first."""
    today = timezone.localdate()
    this_year = Q(notes__on__year=today.year)
    teams = Team.objects.visible_to(request.who, _PROJECT).on(today).coached_by(request.who, today)
    rows = teams.annotate(
        minutes=Sum("notes__minutes", filter=this_year),
        learning=Sum("notes__minutes", filter=this_year & Q(notes__kind=CoachNote.Kind.LEARNING)),
        last=Max("notes__on"),
    ).prefetch_related("territories")
    notes = CoachNote.objects.visible_to(request.who, _PROJECT, today).select_related("team")
    if wants_csv(request):
        return as_csv(
            "notes", ("team", "on", "kind", "minutes", "note"), ((n.team, n.on, n.kind, n.minutes, n.text) for n in notes)
        )
    hours = dict(rows.values_list("pk", "minutes"))
    learnt = dict(rows.values_list("pk", "learning"))
    own = [(t, (hours[t.pk] or 0) / 60, (learnt[t.pk] or 0) / 60) for t in rows]
    return page(request, "my_teams.html", {"teams": own, "page": page_of(request, notes), "year": today.year})


@allow(COACH, purpose=_PROJECT)
@require_form
def note(request: Request, pk: UUID) -> HttpResponse:
    """What was done for a team, and how long it took."""
    today = timezone.localdate()
    one: Team = the(Team.objects.visible_to(request.who, _PROJECT).coached_by(request.who, today), pk=pk)
    return form_page(
        request,
        NoteForm(request.POST or None, today=today, initial={"on": today}),
        lambda said: actions.note(team=one, today=today, by=request.who, at=timezone.now(), **said),
        title=_("Note on %(name)s") % {"name": one.name},
        lead=_("Only who coaches this team reads it. Name nobody who is cared for."),
        back=reverse("territory:my-teams"),
    )


@allow(SEE, purpose=_PROJECT)
@require_safe
def peers(request: Request) -> HttpResponse:
    """Care providers who coach colleagues, with their team and discipline: whom to ask."""
    rows = TeamMember.objects.visible_to(request.who, _PROJECT).on(timezone.localdate()).filter(role=TeamMember.Role.PEER)
    rows = rows.select_related("team", "practitioner", "discipline")
    if wants_csv(request):
        cells = ((m.practitioner, m.discipline or "", m.team, m.starts) for m in rows)
        return as_csv("peer-coaches", ("name", "discipline", "team", "since"), cells)
    return page(request, "peers.html", {"page": page_of(request, rows)})


@allow(START_TEAMS, purpose=_PROJECT)
@require_form
def start(request: Request) -> HttpResponse:
    """A team for as long as something lasts."""
    today, at = timezone.localdate(), timezone.now()
    return form_page(
        request,
        StartTeamForm(request.POST or None, today=today),
        lambda said: actions.start_team(starts=today, by=request.who, at=at, **said),
        title=_("Start a team"),
        lead=_("It begins today. Members and the rest can come later."),
        button=_("Begin"),
        back=reverse("territory:teams"),
        then=lambda made: reverse("territory:team", args=[made.pk]),
    )


@allow(START_TEAMS, purpose=_PROJECT)
@require_POST
def stop(request: Request, pk: UUID) -> HttpResponse:
    """It stops; or it goes on after all."""
    one: Team = the(Team.objects.visible_to(request.who, _PROJECT), pk=pk)
    return end_or_not(request, one.starts, partial(actions.stop_team, team=one), reverse("territory:team", args=[pk]))
