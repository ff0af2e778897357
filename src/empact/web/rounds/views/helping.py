"""Help for one person: what is asked and where it stands, for who asked and who was asked; who has room; how soon."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ...consent import access
from ...consent.matrix import Part
from ...kernel import audit, lists, region
from ...kernel.pages import form_page, require_form, the
from ...kernel.permissions import may
from ...kernel.purposes import Purpose
from ...kernel.request import Request
from ...kernel.rules import allow
from .. import actions, helping, policies, waits
from ..forms import AskHelpForm, HelpStepForm, PlacesForm
from ..models import HelpRequest
from ..permissions import SAY_PLACES, SEE_HELP, WORK

__all__ = ["ask", "how_soon", "listing", "one", "places", "say", "step"]

CARE, PROJECT = Purpose.CARE, Purpose.PROJECT


def _seen(request: Request, rows: list[helping.Row], at: Any) -> None:
    """Each person reads who looked; and whether their name stood there."""
    persons = {row.request.person_id for row in rows if row.known}
    others = {row.request.person_id for row in rows if not row.known}
    audit.seen(persons, by=request.who, at=at, purpose=CARE, part="help", also={"help_unnamed": others})


@allow(WORK, purpose=CARE)
@require_safe
def listing(request: Request) -> HttpResponse:
    """The oldest on top. Whose tasks are not shared stands there without a name."""
    now, state = timezone.now(), request.GET.get("state", "")
    found = helping.requests_of(request.who, now, state=state)
    if lists.wants_csv(request):
        rows = helping.rows_of(found, request.who, now)
        _seen(request, rows, now)
        heading = [_("for whom"), _("municipality"), _("kind of help"), _("asked of"), _("asked on"), _("state"), _("since"),
                   _("started on"), _("days to start")]  # fmt: skip
        told = (
            [row.request.person.called if row.known else "", row.request.person.municipality, row.request.kind,
             row.request.giver or row.request.asked_of or _("anybody"), row.request.asked_on,
             row.request.get_state_display(), row.request.since, row.request.started_on, row.request.days]
            for row in rows
        )  # fmt: skip
        return lists.as_csv("help", heading, told)
    page = lists.page_of(request, found)
    rows = helping.rows_of(page.object_list, request.who, now)
    _seen(request, rows, now)
    context = {
        "page": page, "rows": rows, "states": HelpRequest.State.choices, "state": state, "file": lists.csv_address(request),
        "late": helping.unanswered_before(timezone.localdate(now)),
    }  # fmt: skip
    return render(request, "rounds/help.html", context)


@allow(WORK, purpose=CARE)
@require_safe
def one(request: Request, pk: UUID) -> HttpResponse:
    """Every step with its day; what may follow; and, while nobody started, who has room, the nearest first."""
    now = timezone.now()
    row = _row(request, pk, now)
    today, asked = timezone.localdate(now), row.request
    waits_still = asked.state in HelpRequest.WAITS
    context = {
        "row": row, "asked": asked, "steps": asked.steps.select_related("organisation"), "moves": _moves(request, row, now),
        "rooms": helping.rooms_for(asked, today)[:20] if waits_still and row.known else [], "waits": waits_still,
        "waited": (today - asked.asked_on).days,
    }  # fmt: skip
    return render(request, "rounds/help_one.html", context)


def _row(request: Request, pk: UUID, at: Any) -> helping.Row:
    seen = HelpRequest.objects.visible_to(request.who, CARE, at)
    asked = the(seen.select_related("person__municipality", "kind", "asked_of", "giver", "asker__user", "asker__near"), pk=pk)
    (row,) = helping.rows_of([asked], request.who, at)
    _seen(request, [row], at)
    return row


def _moves(request: Request, row: helping.Row, at: Any) -> list[tuple[str, Any]]:
    writes = row.known and bool(access.may_write(request.who, row.request.person, Part.TASKS, at))
    return helping.moves_of(row.request, request.who, at, writes=writes)


@allow(WORK, purpose=CARE)
@require_form
def step(request: Request, pk: UUID) -> HttpResponse:
    """One step, with its day. Which one stands in the address; without it: the first that may follow."""
    now = timezone.now()
    row = _row(request, pk, now)
    moves = dict(_moves(request, row, now))
    to = request.GET.get("to") or next(iter(moves), "")
    if to not in moves:
        raise Http404
    asked, state = row.request, HelpRequest.State
    names = row.known and (
        (to == state.OFFERED and asked.state == state.ASKED and asked.asked_of_id is None)
        or (to == state.ASKED and asked.state == state.REFUSED)
    )
    form = HelpStepForm(
        request.POST or None, initial={"on": timezone.localdate(now)}, today=timezone.localdate(now), names=names,
        why=policies.needs_why(asked, to) or to == state.ENDED,
    )  # fmt: skip
    return form_page(
        request, form, lambda said: actions.move_help(request=asked, to=to, by=request.who, at=now, **said),
        title=f"{asked.kind}: {moves[to]}", back=reverse("rounds:help_one", args=(pk,)),
        lead=asked.person.called if row.known else "",
    )  # fmt: skip


@allow(WORK, purpose=CARE)
@require_form
def ask(request: Request, pk: UUID) -> HttpResponse:
    """A request for help for somebody of whom one is in the care team."""
    now = timezone.now()
    person, _sheet = access.opened(pk, who=request.who, at=now, parts=(Part.TASKS,), shown="help", writes=Part.TASKS)
    today = timezone.localdate(now)
    return form_page(
        request, AskHelpForm(request.POST or None, initial={"asked_on": today}, today=today),
        lambda said: actions.ask_help(person=person, by=request.who, at=now, **said),
        title=_("Ask for help"), button=_("Ask"), back=reverse("rounds:summary", args=(pk,)), done=_("The help is asked for."),
        lead=_("Whoever is asked reads the kind, the municipality and who asks, and no name. Tell the rest when they call."),
        then=lambda made: reverse("rounds:help_one", args=(made.pk,)),
    )  # fmt: skip


@allow(SEE_HELP, purpose=PROJECT)
@require_safe
def places(request: Request) -> HttpResponse:
    """Who has room for what, from which day, and how old that word is."""
    today, kind = timezone.localdate(), request.GET.get("kind", "")
    kinds = helping.sources(today)
    rooms = helping.places(today, kind=kind)
    if lists.wants_csv(request):
        heading = [_("organisation"), _("municipality"), _("kind of help"), _("free places"), _("from"), _("said on")]
        told = (
            [r.said.organisation, r.said.organisation.municipality, r.said.kind, r.said.places, r.said.starts, r.said.said_on]
            for r in rooms
        )
        return lists.as_csv("free-places", heading, told)
    context = {
        "page": lists.page_of(request, rooms), "kinds": kinds, "kind": kind, "file": lists.csv_address(request),
        "after": helping.stale_after(), "says": may(request.who, SAY_PLACES, PROJECT) and bool(request.who.scope_id),
    }  # fmt: skip
    return render(request, "rounds/places.html", context)


@allow(SAY_PLACES, purpose=PROJECT)
@require_form
def say(request: Request) -> HttpResponse:
    """How many places one's own organisation has."""
    now = timezone.now()
    today = timezone.localdate(now)
    form = PlacesForm(request.POST or None, initial={"starts": today, "places": 0}, today=today)
    return form_page(
        request, form, lambda said: actions.say_places(by=request.who, at=now, **said),
        title=_("Say how many places are free"), back=reverse("rounds:places"),
        lead=_("What you say last holds. Say 0 where you are full."),
    )  # fmt: skip


@allow(SEE_HELP, purpose=PROJECT)
@require_safe
def how_soon(request: Request) -> HttpResponse:
    """By whole quarter and kind: asked, started, days in between. Without persons; small numbers are not shown."""
    today, least, norm = timezone.localdate(), int(region.read("region.small_number")), helping.norm()
    found = waits.waits(waits.requests(today), today, least, norm)
    if lists.wants_csv(request):
        heading = ("quarter", "kind", "asked", "started", "median_days_to_start", "in_time_percent")
        rows = ((w.quarter, w.kind or "all", w.asked, w.started, w.days, w.in_time) for w in found)
        return lists.as_csv("help-how-soon", heading, (["" if cell is None else cell for cell in row] for row in rows))
    kinds = {kind.code: kind.label for kind, _source in helping.sources(today)}
    lines = [(line, kinds.get(line.kind, line.kind)) for line in found]
    return render(request, "rounds/how_soon.html", {"lines": lines, "least": least, "norm": norm})
