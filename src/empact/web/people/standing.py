"""Reading lists: how each stands, who may take up a person, who is left alone, and what the mill is told of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from ..kernel import region
from ..kernel.models import Hat, User
from ..kernel.permissions import permission
from ..kernel.who import Who
from .models import Handover, Worklist
from .permissions import HAND_OVER

__all__ = ["Standing", "colleagues", "left_alone", "outcomes", "runs_before", "standing_of"]

_S: Final = Handover.State
LEAVES: Final[dict[str, str]] = {
    _S.ACCEPTED: "taken_up",
    _S.DONE: "done",
    _S.DECLINED: "declined",
    _S.REFUSED: "refused",
    _S.UNREACHED: "no_answer",
}
"""Who leaves the list at its next run, in the word of the mill. Who is open, asked or postponed stays on it."""


def left_alone(worklist: Worklist, on: date) -> set[UUID]:
    """Who told this recipient no, or was not reached lately, on another of its lists."""
    return set(_quiet(on).filter(_same_place(worklist)).exclude(worklist=worklist).values_list("person", flat=True))


def colleagues(who: Who, on: date) -> QuerySet[User]:
    """Who wears a hat at the same place that may take up persons of a list."""
    roles = permission(HAND_OVER).roles
    hats = Hat.objects.worn_on(on).filter(scope_kind=who.scope_kind, scope_id=who.scope_id, role__in=roles)
    return User.objects.filter(pk__in=hats.values("user"), is_active=True).order_by("name", "pk")


def runs_before(worklist: Worklist) -> QuerySet[Worklist]:
    """Earlier runs of the same list for the same recipient, that nothing has followed."""
    same = Worklist.objects.filter(
        series=worklist.series, project=worklist.project, organisation=worklist.organisation_id, team=worklist.team_id
    )
    return same.filter(followed_by=None, brought_at__lt=worklist.brought_at).exclude(pk=worklist.pk)


def outcomes(worklist: Worklist, on: date) -> Iterator[tuple[Handover, str]]:
    """What became of people on any run of this list, the newest answer of each; and who is left alone by its recipients."""
    series = Worklist.objects.filter(series=worklist.series, project=worklist.project)
    places = Q()
    for one in series:
        places |= _same_place(one)
    quiet = _quiet(on).filter(places)
    found = Handover.objects.filter(Q(worklist__in=series) | Q(pk__in=quiet.values("pk"))).select_related("person")
    ended = found.filter(state__in=LEAVES).exclude(state=_S.UNREACHED, off_until__lte=on)
    newest = {one.person_id: one for one in ended.order_by("moved_at")}
    for handover in newest.values():
        yield handover, LEAVES[handover.state]


def _quiet(on: date) -> QuerySet[Handover]:
    return Handover.objects.filter(Q(state=_S.REFUSED) | Q(state=_S.UNREACHED, off_until__gt=on))


def _same_place(worklist: Worklist) -> Q:
    return Q(worklist__team=worklist.team_id) if worklist.team_id else Q(worklist__organisation=worklist.organisation_id)


@dataclass(frozen=True, slots=True)
class Standing:
    """``waiting``: people on the list who have nobody. Nobody said anything, or whoever was asked did not; they were postponed
    and the day has come; or who took them up works here no more. Until names were read that is everybody on the list.

    ``late``: longer than the region agreed since the list was approved.
    """

    waiting: int
    late: bool
    late_from: date | None


def standing_of(lists: Sequence[Worklist], on: date) -> dict[UUID, Standing]:
    """How each list stands; without a name, and with three questions for all of them."""
    days = int(region.read("people.list_days"))
    nobody = Q(state__in=(_S.OPEN, _S.ASKED)) | Q(state=_S.POSTPONED, next_step__lte=on)
    said = Handover.objects.filter(worklist__in=[one.pk for one in lists]).exclude(nobody)
    rows = list(said.values_list("worklist", "state", "assigned_to").annotate(n=Count("pk")))
    users = {user for _list, state, user, _n in rows if state == _S.ACCEPTED}
    hats = Hat.objects.worn_on(on).filter(user__in=users, user__is_active=True)
    at_work = set(hats.values_list("user", "scope_id")) if users else set()
    places = {one.pk: str(one.team_id or one.organisation_id) for one in lists}
    answered: Counter[UUID] = Counter()
    for worklist, state, user, n in rows:
        if state != _S.ACCEPTED or (user, places[worklist]) in at_work:
            answered[worklist] += n
    found = {}
    for one in lists:
        open_now = one.state == Worklist.State.APPROVED and one.followed_by_id is None
        waiting = max((one.own if one.named_at else one.size) - answered[one.pk], 0) if open_now else 0
        from_day = timezone.localdate(one.moved_at) + timedelta(days=days) if open_now and one.moved_at else None
        found[one.pk] = Standing(waiting, bool(waiting and from_day and from_day < on), from_day)
    return found
