"""What people puts on Mijn dag, and on the page of a team."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..kernel.day import Todo
from ..kernel.permissions import may
from ..kernel.purposes import Purpose
from ..kernel.who import Who
from ..territory.models import Team
from ..territory.notices import Notice
from .models import Gathering, Handover, SignUp, Worklist
from .permissions import JOIN, LEAD
from .standing import Standing, standing_of

__all__ = [
    "asked_to_take_up", "group_soon", "next_steps", "people_without_anybody", "places_to_tell", "team_without_anybody",
    "unread_lists",
]  # fmt: skip


def unread_lists(who: Who, today: date) -> Iterator[Todo]:
    """Lists that were brought and nobody has read yet; the oldest first."""
    for one in Worklist.objects.visible_to(who, Purpose.CARE, today).filter(named_at=None).order_by("brought_at")[:4]:
        why = _("This list was brought on %(day)s and nobody has read it yet.") % {
            "day": timezone.localdate(one.brought_at).strftime("%d/%m/%Y")
        }
        yield Todo(one.title, why, reverse("people:worklist", args=(one.pk,)), timezone.localdate(one.brought_at))


def people_without_anybody(who: Who, today: date) -> Iterator[Todo]:
    """Approved lists with people of whom nobody has said anything within the days agreed; no name stands here."""
    for one, here in _waiting(Worklist.objects.visible_to(who, Purpose.CARE, today), today):
        if here.late and here.late_from:
            yield Todo(one.title, _how_many(here), reverse("people:worklist", args=(one.pk,)), here.late_from)


def team_without_anybody(who: Who, team: Team, today: date) -> Iterator[Notice]:
    """On the page of the team, to who works there: each list with people who have nobody, also before it is late."""
    for one, here in _waiting(Worklist.objects.visible_to(who, Purpose.CARE, today).filter(team=team), today):
        yield Notice(one.title, _how_many(here), reverse("people:worklist", args=(one.pk,)), here.late)


def _waiting(lists: QuerySet[Worklist], today: date) -> Iterator[tuple[Worklist, Standing]]:
    approved = list(lists.filter(state=Worklist.State.APPROVED))
    standing = standing_of(approved, today) if approved else {}
    yield from ((one, standing[one.pk]) for one in approved if standing[one.pk].waiting)


def _how_many(here: Standing) -> str:
    said = ngettext(
        "%(people)d person on this list has nobody yet.", "%(people)d people on this list have nobody yet.", here.waiting
    )
    return said % {"people": here.waiting}


def asked_to_take_up(who: Who, today: date) -> Iterator[Todo]:
    """People whom a colleague asks this user to take up; the oldest first."""
    mine = Handover.objects.visible_to(who, Purpose.CARE, today).filter(
        assigned_to=who.user_id, state=Handover.State.ASKED, worklist__state=Worklist.State.APPROVED
    )
    for one in mine.select_related("worklist").order_by("moved_at")[:4]:
        why = _("A colleague asks you to take up a person on this list.")
        address = reverse("people:on_list", args=(one.worklist_id, one.person_id))
        yield Todo(one.worklist.title, why, address, timezone.localdate(one.moved_at))


def next_steps(who: Who, today: date) -> Iterator[Todo]:
    """Steps that this user took up and whose day has come. Who said no or was not reached has none."""
    mine = Handover.objects.visible_to(who, Purpose.CARE, today).filter(
        assigned_to=who.user_id, state=Handover.State.ACCEPTED, next_step__lte=today, worklist__state=Worklist.State.APPROVED
    )
    for one in mine.select_related("worklist").order_by("next_step")[:4]:
        why = _("Your next step for a person on this list is due.")
        yield Todo(
            one.worklist.title, why, reverse("people:on_list", args=(one.worklist_id, one.person_id)), one.next_step or today
        )


def places_to_tell(who: Who, today: date) -> Iterator[Todo]:
    """Group activities of this hat with somebody who got a place and has to be called; no name stands here."""
    if not may(who, LEAD, Purpose.CARE):
        return
    rows = Gathering.objects.visible_to(who, Purpose.CARE).to_come(today).filter(sign_ups__to_call=True).distinct()
    for one in rows.order_by("day")[:4]:
        yield Todo(
            one.title, _("Somebody on the waiting list has a place now: call."), reverse("people:names", args=(one.pk,)), today
        )


def group_soon(who: Who, today: date) -> Iterator[Todo]:
    """What one comes to within a week, or what of it was called off."""
    if who.user_id is None or not may(who, JOIN, Purpose.OWN):
        return
    soon = SignUp.objects.filter(person__user=who.user_id, state=SignUp.State.IN)
    soon = soon.filter(gathering__day__range=(today, today + timedelta(days=7)))
    for one in soon.select_related("gathering").order_by("gathering__day")[:4]:
        off = one.gathering.state == Gathering.State.OFF
        why = _("This group activity is called off.") if off else _("You have a place.")
        yield Todo(one.gathering.title, why, reverse("people:gathering", args=(one.gathering_id,)), one.gathering.day)
