"""What stands on the pages of help: requests, who has room nearest, where the kinds come from; and what a region chooses."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any, Final
from uuid import UUID

from django import forms
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from ..consent import access
from ..consent.matrix import Part
from ..kernel import region
from ..kernel.purposes import Purpose
from ..kernel.who import Who
from ..territory.models import Code, Organisation, Territory
from ..territory.queries import lies_in, within
from .models import FreePlaces, HelpRequest
from .policies import help_moves

__all__ = [
    "Room", "Row", "answer_days", "moves_of", "norm", "of_person", "places", "requests_of", "rooms_for", "rows_of", "sources",
    "stale_after", "unanswered_before",
]  # fmt: skip

NEAR: Final = (_("in the municipality"), _("in the same primary-care zone"), _("elsewhere"))


@dataclass(frozen=True, slots=True)
class Row:
    """A request; ``known``: whoever looks may read whom it is for."""

    request: HelpRequest
    known: bool


@dataclass(frozen=True, slots=True)
class Room:
    """What an organisation said of one kind. ``age``: days since; ``near``: 0, 1 or 2, as in ``where``."""

    said: FreePlaces
    age: int
    stale: bool
    near: int = 2

    @property
    def where(self) -> Any:
        return NEAR[self.near]


def requests_of(who: Who, at: datetime, *, state: str = "") -> QuerySet[HelpRequest]:
    """The oldest first; without a state: those that are neither over nor withdrawn."""
    found = HelpRequest.objects.visible_to(who, Purpose.CARE, at)
    found = found.filter(state=state) if state in HelpRequest.State.values else found.open()
    return found.select_related("person__municipality", "kind", "asked_of", "giver", "asker__user", "asker__near")


def rows_of(requests: Iterable[HelpRequest], who: Who, at: datetime) -> list[Row]:
    """Which of them may be shown with a name."""
    every = list(requests)
    known = access.read_of(who, {one.person_id for one in every}, (Part.TASKS,), at)[Part.TASKS]
    return [Row(one, one.person_id in known) for one in every]


def of_person(person: UUID) -> list[HelpRequest]:
    """What is asked for one person and is not over, for a page that may show it."""
    found = HelpRequest.objects.open().filter(person=person).select_related("kind", "asked_of", "giver")
    return list(found)


def moves_of(request: HelpRequest, who: Who, at: datetime, *, writes: bool) -> list[tuple[str, Any]]:
    """The steps this hat may take now, and how each is called."""
    asked = HelpRequest.objects.put_to(who, Purpose.CARE, at).filter(pk=request.pk).exists()
    labels = dict(HelpRequest.State.choices)
    again = {
        ("offered", "asked"): _("the offer does not stand any more"),
        ("started", "offered"): _("it had not started after all"),
        ("refused", "asked"): _("asked of somebody else"), ("ended", "started"): _("it goes on"),
        ("withdrawn", "asked"): _("asked after all"),
    }  # fmt: skip
    found = help_moves(request, team=writes, asked=asked)
    return [(to, again.get((str(request.state), str(to)), labels[to])) for to in found]


def places(today: date, *, kind: str = "") -> list[Room]:
    """All that organisations said, what was said last on top."""
    after = stale_after()
    rows = FreePlaces.objects.filter(organisation__merged_into=None).select_related("organisation__municipality", "kind")
    rows = rows.filter(kind__code=kind) if kind else rows
    return [_room(one, today, after) for one in rows.order_by("-said_on", "organisation__search", "kind__code")]


def rooms_for(request: HelpRequest, today: date) -> list[Room]:
    """Who has room for this help: nearest first, then what was said lately, then the soonest and the most places."""
    after = stale_after()
    rows = FreePlaces.objects.filter(kind=request.kind_id, places__gt=0, organisation__merged_into=None)
    rows = rows.select_related("organisation__municipality", "kind")
    near = _near(request.person.municipality, today)
    found = [_room(one, today, after, near.get(one.organisation_id, 2)) for one in rows]
    return sorted(
        found, key=lambda r: (r.near, r.stale, max(r.said.starts, today), -r.said.places, r.said.organisation.search)
    )


def _room(said: FreePlaces, today: date, after: int, near: int = 2) -> Room:
    age = (today - said.said_on).days
    return Room(said, age, age > after, near)


def _near(municipality: Territory | None, today: date) -> Mapping[UUID, int]:
    """0: seated or at work in the municipality itself; 1: in its zone."""
    if municipality is None:
        return {}
    zones = [t for t in lies_in(municipality, today) if t.kind == Territory.Kind.ZONE]
    zone = within(zones, today) if zones else set()
    found = dict.fromkeys(Organisation.objects.located(zone).values_list("pk", flat=True), 1) if zone else {}
    return found | dict.fromkeys(Organisation.objects.located({municipality.pk}).values_list("pk", flat=True), 0)


@cache
def _rows() -> list[dict[str, str]]:
    text = files(__package__).joinpath("kinds.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def sources(today: date) -> list[tuple[Code, str]]:
    """The kinds in use, and what names each; empty: the region added it to its registers."""
    said = {row["code"]: row["source"] for row in _rows()}
    return [(kind, said.get(kind.code, "")) for kind in Code.objects.current(Code.List.HELP, today).order_by(F("code"))]


def stale_after() -> int:
    return int(region.read("rounds.places_days"))


def answer_days() -> int:
    return int(region.read("rounds.help_answer_days"))


def norm() -> int | None:
    """Days from request to start that the region holds to be in time; ``None`` where it has not chosen."""
    days = int(region.read("rounds.help_norm_days"))
    return days or None


def unanswered_before(today: date) -> date:
    """What was asked before this day has waited longer for an answer than the region wants."""
    return today - timedelta(days=answer_days())


def _days() -> forms.Field:
    return forms.IntegerField(min_value=1, max_value=365)


region.declare(
    "rounds.places_days",
    _("Free places: days until what was said is old"),
    _("What an organisation said longer ago is still shown, and marked as old."),
    default=14,
    field=_days,
)
region.declare(
    "rounds.help_answer_days",
    _("Help at home: days until an answer is missed"),
    _("After that, who asked and who was asked find the request on their first page."),
    default=3,
    field=_days,
)
region.declare(
    "rounds.help_norm_days",
    _("Help at home: days from request to start"),
    _("What the region holds to be in time. 0: nothing is decided, and no share in time is given."),
    default=0,  # no plan we read names a number of days
    field=lambda: forms.IntegerField(min_value=0, max_value=365),
)
