"""The chapter "governance" of a plan: the registers as they are on a day, and not a word typed for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .models import Body, Decision, Meeting, Partnership, Passage, Seat
from .queries import RoleLine, roles

__all__ = ["Chapter", "Part", "chapter"]


@dataclass(frozen=True, slots=True)
class Part:
    """A body with its tasks, whom it represents, who sits in it on the day, and its meetings of that year."""

    body: Body
    tasks: list[str]
    composition: list[str]
    rules: list[str]
    seats: list[Seat]
    meetings: list[Meeting]


@dataclass(frozen=True, slots=True)
class Chapter:
    on: date
    partnerships: list[Partnership]
    parts: list[Part]
    roles: list[RoleLine]
    passages: list[Passage]
    decisions: int


def chapter(on: date) -> Chapter:
    """All of it on a day. ``decisions``: how many hold."""
    seats, meetings = (
        Seat.objects.on(on).select_related("organisation", "holder", "group"),
        Meeting.objects.filter(on__year=on.year),
    )
    by_body: dict[object, list[Seat]] = {}
    for seat in seats:
        by_body.setdefault(seat.body_id, []).append(seat)
    met: dict[object, list[Meeting]] = {}
    for meeting in meetings.order_by("on"):
        met.setdefault(meeting.body_id, []).append(meeting)
    return Chapter(
        on,
        list(Partnership.objects.on(on).select_related("territory", "entity", "controller")),
        [
            Part(
                body,
                body.tasks.splitlines(),
                body.composition.splitlines(),
                body.rules.splitlines(),
                by_body.get(body.pk, []),
                met.get(body.pk, []),
            )
            for body in Body.objects.on(on)
        ],
        [line for line in roles(on) if line.holders],
        list(Passage.objects.all()),
        Decision.objects.holding().filter(starts__lte=on).count(),
    )
