"""Is a reminder worth sending? What letters counted, and what was done with it within four weeks; what few act on is
proposed for removal, to the role that answers for it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from . import day
from .models import Muted, Reminded
from .who import Who

__all__ = ["LEAST", "Record", "forget", "last_quarter", "muted_by", "note", "record", "to_reconsider"]

LEAST: Final = 0.10
"""A kind that fewer act on in a quarter is proposed for removal."""
_ENOUGH: Final = 10
"""Of fewer reminders nothing is said."""
_IN_TIME: Final = timedelta(days=28)
_KEPT: Final = timedelta(days=200)


@dataclass(frozen=True, slots=True)
class Record:
    """A kind over a quarter: how many times somebody was reminded and had time to act, and how many of these they did."""

    kind: day.Reminder
    told: int
    followed: int
    is_off: bool

    @property
    def share(self) -> float | None:
        return self.followed / self.told if self.told else None

    @property
    def is_proposed(self) -> bool:
        """Few act on it, and it is not somebody's due."""
        return not (self.kind.duty or self.is_off) and self.told >= _ENOUGH and self.followed < LEAST * self.told


def last_quarter(today: date) -> tuple[str, date, date]:
    """Name, first and last day of the last quarter that has ended."""
    first = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    last = first - timedelta(days=1)
    quarter = (last.month - 1) // 3
    return f"{last.year}-Q{quarter + 1}", date(last.year, quarter * 3 + 1, 1), last


def record(start: date, end: date, today: date) -> list[Record]:
    """Every kind, with what became of the reminders of these days."""
    took = ExpressionWrapper(F("gone") - F("on"), output_field=DurationField())
    rows = (
        Reminded.objects.filter(Q(gone__isnull=False) | Q(on__lte=today - _IN_TIME), on__range=(start, end))
        .annotate(took=took)
        .values_list("kind")
        .annotate(told=Count("pk"), followed=Count("pk", filter=Q(took__lte=_IN_TIME)))
    )
    counted = {kind: (told, followed) for kind, told, followed in rows}
    off = set(Muted.objects.filter(user=None).values_list("kind", flat=True))
    return [Record(k, *counted.get(k.id, (0, 0)), k.id in off) for k in sorted(day.KINDS.values(), key=lambda k: k.id)]


def to_reconsider(who: Who, today: date) -> Iterator[day.Todo]:
    """To the role that answers for a kind on which few acted in the last quarter: remove it, or make it better."""
    if not any(k.owner == who.role for k in day.KINDS.values()):
        return
    quarter, start, end = last_quarter(today)
    for one in record(start, end, today):
        if one.is_proposed and one.kind.owner == who.role:
            yield day.Todo(
                title=_("Few act on this reminder: %(what)s") % {"what": one.kind.title},
                why=_("In %(quarter)s %(followed)s of %(told)s led to something. We propose to remove it.")
                % {"quarter": quarter, "followed": one.followed, "told": one.told},
                address=reverse("kernel:reminders"),
                due=end + _IN_TIME,
            )


def muted_by(user_id: UUID) -> set[str]:
    """The kinds that do not stand in this account's letters; a duty always does."""
    kinds = Muted.objects.filter(user_id=user_id).values_list("kind", flat=True)
    return {k for k in kinds if k in day.KINDS and not day.KINDS[k].duty}


def note(user_id: UUID, there: Collection[day.Todo], counted: Collection[day.Todo], today: date) -> None:
    """Keep what a letter counted, and what of earlier ones is no longer ``there``."""
    known = {(kind, address): pk for pk, kind, address in _open(user_id)}
    still = {(one.kind, one.address) for one in there}
    gone = [pk for key, pk in known.items() if key not in still]
    Reminded.objects.filter(pk__in=gone).update(gone=today)
    fresh = {(one.kind, one.address) for one in counted if one.kind} - set(known)
    Reminded.objects.bulk_create(
        [Reminded(user_id=user_id, kind=kind, address=address, on=today) for kind, address in sorted(fresh)]
    )


def _open(user_id: UUID) -> Iterator[tuple[UUID, str, str]]:
    yield from Reminded.objects.filter(user_id=user_id, gone=None).values_list("pk", "kind", "address")


def forget(today: date) -> None:
    """What is older than the quarters that are looked at."""
    Reminded.objects.filter(on__lt=today - _KEPT).delete()
