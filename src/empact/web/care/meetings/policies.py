"""May this happen to this meeting now? ``check_x`` raises a sentence, ``x`` answers yes or no."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from ...consent import access
from ...consent.relations import Relation
from ...kernel import region
from ...kernel.problems import Denied, NotNow, Problem
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...people.models import Person
from .. import states
from ..models import Meeting, Member, Seat
from ..policies import AHEAD, check_move
from ..shared import check_writes

__all__ = ["MOST_MOMENTS", "check_in", "check_moments", "check_moves", "check_paid", "check_plans", "check_video", "plans"]

MOST_MOMENTS: Final = 5
"""In one poll: more is a search, not a choice."""
_PROFESSIONAL_ONLY: Final = (Seat.Paid.ORGANISER, Seat.Paid.PARTICIPANT)


def plans(purpose: Purpose, relations: Collection[Relation]) -> bool:
    """Who plans and leads: a professional who may change tasks, and whoever coordinates, the person or a carer too."""
    return purpose == Purpose.CARE or Relation.COORDINATOR in relations


def check_plans(person: Person, by: Who, at: datetime) -> Purpose:
    purpose = check_writes(person, "tasks", by, at)
    if not plans(purpose, access.facts_of(by, person, at).relations):
        raise Denied(_("Whoever coordinates plans the meeting."), _("Ask for one: they hear of it at once."))
    return purpose


def check_in(meeting: Meeting, *wanted: str) -> None:
    """The meeting stands where this can be done."""
    if meeting.state not in wanted:
        raise NotNow(
            _("This cannot be done with the meeting as it stands now."), _("Open the page again and look where it stands.")
        )


def check_moves(meeting: Meeting, to: str) -> None:
    check_move(states.MEETING_MOVES, meeting.state, to)


def check_moments(moments: Iterable[datetime], at: datetime) -> list[datetime]:
    """Each once, in order; one to five, to come within two years."""
    found = sorted(set(moments))
    if not 1 <= len(found) <= MOST_MOMENTS or not all(at < one <= at + AHEAD for one in found):
        raise Problem(_("Propose one to five moments that are still to come."))
    return found


def check_video(mode: str) -> None:
    """A meeting by video needs the region's own rooms."""
    if mode == Meeting.Mode.VIDEO and not region.read("care.video_rooms"):
        raise NotNow(
            _("This region has no video rooms yet."), _("Meet by phone or at home, or ask who administers the region.")
        )


def check_paid(seats: Mapping[Seat, str]) -> None:
    """Who helps without a profession is not paid, but may be care mediator; one organiser, one mediator."""
    for seat, paid in seats.items():
        near = seat.member is not None and seat.member.kind != Member.Kind.PROFESSIONAL
        if near and paid in _PROFESSIONAL_ONLY:
            raise Problem(_("Only a professional is paid as organiser or participant."))
    said: list[Any] = list(seats.values())
    if any(said.count(role) > 1 for role in (Seat.Paid.ORGANISER, Seat.Paid.MEDIATOR)):
        raise Problem(_("A meeting has one organiser and one care mediator."))
