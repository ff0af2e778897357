"""What the time bank says: what waits for whom, what looks like a duplicate, what was promised beside what was registered."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from ..governance.models import Meeting, Seat
from ..kernel.permissions import may
from ..kernel.purposes import Purpose
from ..kernel.who import Who
from ..portfolio.models import Action, Item
from ..territory.models import Organisation, Post
from .models import Entry, InKind, PromisedHours
from .models.shared import is_office
from .permissions import CONFIRM

__all__ = [
    "Compared", "attended", "brought_for", "compared", "marked", "seconds_of", "to_confirm", "to_confirm_in_kind",
]  # fmt: skip


def seconds_of(organisation: UUID, action: UUID) -> int:
    """Confirmed gifts of an organisation to an action."""
    rows = Entry.objects.gifts().confirmed()
    return rows.filter(giver__organisation=organisation, activity__action=action).seconds()


def brought_for() -> dict[tuple[UUID, UUID], int]:
    """Confirmed seconds by organisation and action, in one question."""
    rows = Entry.objects.gifts().confirmed().exclude(activity__action=None)
    return {
        (row["giver__organisation"], row["activity__action"]): row["n"]
        for row in rows.summed("giver__organisation", "activity__action")
    }


def _to_confirm(rows: Any, who: Who, giver: str, puller: str) -> Any:
    """What this hat may confirm: of others, and not registered by the same person."""
    if not may(who, CONFIRM, Purpose.PROJECT):
        return rows.none()
    rows = rows.exclude(noted_by=who.user_id) if who.user_id else rows
    if is_office(who, Purpose.PROJECT):
        return rows
    if who.scope_kind != "organisation":
        return rows.none()
    return rows.filter(**{puller: who.scope_id}).exclude(**{giver: who.scope_id})


def to_confirm(who: Who) -> QuerySet[Entry]:
    """Hours that wait for this hat, the oldest first. The office sees what has no puller of its own first."""
    rows = Entry.objects.gifts().filter(state=Entry.State.WAITING)
    found: QuerySet[Entry] = _to_confirm(rows, who, "giver__organisation", "activity__action__puller")
    return found.order_by("on", "noted", "pk")


def to_confirm_in_kind(who: Who) -> QuerySet[InKind]:
    rows = InKind.objects.filter(state=InKind.State.WAITING)
    found: QuerySet[InKind] = _to_confirm(rows, who, "organisation", "action__puller")
    return found.order_by("on", "pk")


def marked(rows: QuerySet[Entry]) -> QuerySet[Entry]:
    """With ``is_twin``: another stands that says the same of the same giver on the same day."""
    same = Entry.objects.filter(
        giver__organisation=OuterRef("giver__organisation"), activity=OuterRef("activity"), on=OuterRef("on"),
        seconds=OuterRef("seconds"), reverses=None, reversed_by=None,
    )  # fmt: skip
    same = same.filter(Q(giver__post=OuterRef("giver__post")) | Q(giver__post=None))
    others = same.exclude(state=Entry.State.WITHDRAWN).exclude(pk=OuterRef("pk"))
    return rows.annotate(is_twin=Exists(others))


def attended(meeting: Meeting, organisation: Organisation | None) -> list[tuple[Seat, Post | None]]:
    """Seats of a meeting that was held of which no hours were registered yet, with the post of who holds them.

    ``organisation``: only its own; ``None``: all of them, for the office.
    """
    seats = meeting.present.exclude(organisation=None).select_related("organisation", "holder", "group")
    if organisation is not None:
        seats = seats.filter(organisation=organisation)
    there = list(seats.order_by("organisation__search", "pk"))
    posts: dict[tuple[Any, Any], Post] = {}
    held = Q(practitioner__in=[s.holder_id for s in there if s.holder_id])
    for post in Post.objects.on(meeting.on).filter(held).select_related("practitioner", "function", "organisation"):
        posts[post.organisation_id, post.practitioner_id] = post
    done = Entry.objects.exclude(state=Entry.State.WITHDRAWN).filter(meeting=meeting, reverses=None, reversed_by=None)
    known = set(done.values_list("giver__organisation", "giver__post"))
    rows = [(seat, posts.get((seat.organisation_id, seat.holder_id))) for seat in there]
    return [(seat, post) for seat, post in rows if (seat.organisation_id, post.pk if post else None) not in known]


@dataclass(slots=True)
class Compared:
    """Seconds of one partner in one work package or action. ``package`` and ``action`` empty: the collaboration as a whole."""

    organisation: Organisation
    package: Item | None
    action: Action | None
    promised: int = 0
    registered: int = 0
    waiting: int = 0

    @property
    def difference(self) -> int:
        """Below zero: less than promised."""
        return self.registered - self.promised


def compared(who: Who) -> list[Compared]:
    """Promised beside registered, per partner and what it is for, of the partners this reader may compare: its own, or all for
    the office. A promise lasts until it is taken back."""
    purpose = Purpose.PROJECT
    promised = PromisedHours.objects.visible_to(who, purpose).filter(promise__ends=None)
    entries = Entry.objects.visible_to(who, purpose)
    if not is_office(who, purpose):
        if who.scope_kind != "organisation":
            return []
        entries = entries.filter(giver__organisation=UUID(who.scope_id))
    sums: dict[tuple[UUID, UUID | None, UUID | None], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for organisation, about, seconds in promised.values_list("promise__organisation", "promise__action", "seconds"):
        sums[organisation, None, about]["promised"] += seconds
    by = ("giver__organisation", "activity__package", "activity__action")
    for name, rows in (("registered", entries.confirmed()), ("waiting", entries.waiting())):
        for row in rows.summed(*by):
            sums[row[by[0]], row[by[1]], row[by[2]]][name] += row["n"]
    organisations = Organisation.objects.in_bulk({key[0] for key in sums})
    actions = Action.objects.select_related("programme__parent").in_bulk({key[2] for key in sums if key[2]})
    packages = Item.objects.in_bulk({key[1] for key in sums if key[1]})
    found = []
    for (one, package, action), told in sums.items():
        act = actions.get(action) if action is not None else None
        of = packages.get(package) if package is not None else _package(act)
        found.append(Compared(organisations[one], of, act, told["promised"], told["registered"], told["waiting"]))
    return sorted(found, key=_place)


def _package(action: Action | None) -> Item | None:
    """The work package an action lies in: its programme, or the programme of its line."""
    item = None if action is None else action.programme
    return item if item is None or item.parent is None else item.parent


def _place(row: Compared) -> tuple[str, str, int]:
    code = row.package.code if row.package else "\uffff"
    return row.organisation.search, code, row.action.number if row.action else -1
