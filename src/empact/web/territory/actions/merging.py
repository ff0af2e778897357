"""Organisations that were entered twice become one, and two again when that was a mistake."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from ...kernel import audit
from ...kernel.permissions import check_may
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from .. import policies
from ..events import MergeUndone, OrganisationsMerged
from ..hands import HANDS
from ..models import Collaboration, Coordination, Merge, Organisation
from ..permissions import IMPORT

__all__ = ["merge_organisations", "undo_merge"]

_TOGETHER: Final = {"party": (Collaboration, "parties"), "coordinator": (Coordination, "organisations")}
"""What organisations are in together."""


@transaction.atomic
def merge_organisations(*, kept: Organisation, gone: Organisation, by: Who, at: datetime) -> Merge:
    """What belonged to ``gone`` belongs to ``kept``; an empty field of ``kept`` stays empty. Can be undone."""
    check_may(by, IMPORT, Purpose.ADMINISTRATION)
    policies.check_mergeable(kept, gone)
    moved: dict[str, list[str]] = {}
    for name, hand in HANDS.items():
        ids = hand.moving(kept, gone)
        hand.model._default_manager.filter(pk__in=ids).update(**{hand.field: kept})
        moved[name] = [str(pk) for pk in ids]
    for name, (model, field) in _TOGETHER.items():
        shared = list(model._default_manager.filter(**{field: gone}).exclude(**{field: kept}))
        _swap(shared, field, gone, kept)
        moved[name] = [str(one.pk) for one in shared]
    gone.merged_into = kept
    gone.save(update_fields=("merged_into",))
    merge = Merge.objects.create(kept=kept, gone=gone, moved=moved, at=at)
    event = OrganisationsMerged(subject=f"territory.organisation:{kept.pk}", gone=gone.pk)
    audit.record(event, by=by, at=at)
    return merge


def _swap(rows: Iterable[Any], field: str, out: Organisation, into: Organisation) -> None:
    """One organisation takes the place of another in each of these rows."""
    for one in rows:
        getattr(one, field).remove(out)
        getattr(one, field).add(into)


@transaction.atomic
def undo_merge(*, merge: Merge, by: Who, at: datetime) -> Merge:
    """Two organisations again, each with what was its own."""
    check_may(by, IMPORT, Purpose.ADMINISTRATION)
    policies.check_undoable(merge)
    gone = merge.gone
    policies.check_kbo_free(gone.kbo, gone)
    for name, hand in HANDS.items():
        hand.model._default_manager.filter(pk__in=merge.moved.get(name, ())).update(**{hand.field: gone})
    for name, (model, field) in _TOGETHER.items():
        _swap(model._default_manager.filter(pk__in=merge.moved.get(name, ())), field, merge.kept, gone)
    gone.merged_into = None
    gone.save(update_fields=("merged_into",))
    merge.undone_at = at
    merge.save(update_fields=("undone_at",))
    event = MergeUndone(subject=f"territory.organisation:{merge.kept_id}", back=gone.pk)
    audit.record(event, by=by, at=at)
    return merge
