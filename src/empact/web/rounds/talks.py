"""What stands on the page of a meeting of a team, for whoever looks: pseudonyms, and no name of whom it is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from ..consent import access
from ..consent.matrix import Part
from ..kernel.purposes import Purpose
from ..kernel.who import Who
from ..people.models import Person
from . import policies
from .models import AgendaItem, Agreement, TeamMeeting

__all__ = ["Row", "Shown", "shown_of", "talks_of"]


@dataclass(frozen=True, slots=True)
class Row:
    """``person``: whose plan may be opened from here, only where whoever looks may read it anyway.

    ``agreements``: each with whether whoever looks may say it is done. ``takes_off``: may they take it off the agenda?
    ``closes``: may they say that a case need not come back?
    """

    item: AgendaItem
    agreements: list[tuple[Agreement, bool]]
    person: UUID | None
    takes_off: bool
    closes: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """``earlier``: actions of former meetings of the series that are not done."""

    rows: list[Row]
    earlier: list[tuple[Agreement, bool]]
    leads: bool


def talks_of(who: Who, at: datetime) -> QuerySet[TeamMeeting, Any]:
    """Those one takes part in, newest first, with how many stand on the agenda and how many actions are open."""
    rows = TeamMeeting.objects.visible_to(who, Purpose.CARE, timezone.localdate(at)).select_related("team")
    left = Q(items__agreements__state=Agreement.State.OPEN, items__agreements__owner__isnull=False)
    counted = rows.annotate(
        on_agenda=Count("items", distinct=True), to_do=Count("items__agreements", filter=left, distinct=True)
    )
    return counted.order_by("-on", "-made_at", "pk")


def shown_of(meeting: TeamMeeting, who: Who, at: datetime) -> Shown:
    """A fixed number of queries."""
    today = timezone.localdate(at)
    leads = policies.leads(meeting, who, today)
    items = list(meeting.items.prefetch_related("agreements__owner"))
    cases = [item.person_id for item in items if item.person_id]
    may_open = Person.objects.filter(access.readable(who, Part.GOALS, at), pk__in=cases).values_list("pk", flat=True)
    opened = set(may_open) if cases else set()

    def mine(user: UUID | None) -> bool:
        return leads or user == who.user_id

    former = Agreement.objects.open().filter(item__meeting__series=meeting.series, item__meeting__on__lt=meeting.on)
    return Shown(
        [
            Row(
                item,
                [(one, mine(one.owner_id)) for one in item.agreements.all()],
                item.person_id if item.person_id in opened else None,
                not item.agreements.all() and mine(item.added_by_id),
                item.person_id is not None and mine(item.added_by_id),
            )
            for item in items
        ],
        [(one, mine(one.owner_id)) for one in former.select_related("item", "owner").order_by("due", "pk")[:50]],
        leads,
    )
