"""Putting two records of one person together, and taking them apart again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import ForeignKey, Model

from ....terms.identifiers import check_insz
from ...kernel import audit
from ...kernel.permissions import check_may
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from .. import insz, policies
from ..events import MergeUndone, PersonsMerged
from ..models import Merge, Person
from ..permissions import KEEP_REGISTER

__all__ = ["merge", "undo_merge"]

_FILLS: Final = ("called_name", "phone", "email", "street", "postcode", "municipality_id", "death_date")
_BIRTH: Final = ("birth_year", "birth_month", "birth_day")
_NOTHING: Final[dict[str, None]] = dict.fromkeys(("municipality_id", "death_date", *_BIRTH))


@transaction.atomic
def merge(*, kept: Person, gone: Person, by: Who, at: datetime, reason: str = "") -> Merge:
    """All that hangs on ``gone``, in every app, hangs on ``kept`` from now; what ``kept`` did not know it takes over.

    A row that would become the twin of one ``kept`` has, or would tie a person to itself, stays where it is.
    """
    check_may(by, KEEP_REGISTER, Purpose.ADMINISTRATION)
    rows = {p.pk: p for p in Person.objects.filter(pk__in=(kept.pk, gone.pk)).order_by("pk").select_for_update(of=("self",))}
    kept, gone = rows[kept.pk], rows[gone.pk]
    policies.check_mergeable(kept, gone)
    moved = {f"{model._meta.label_lower}.{field.name}": _move(model, field, gone, kept) for model, field in _columns()}
    filled = _fill(kept, gone)
    gone.merged_into = kept
    _save(gone, kept)  # in this order: a number and an account belong to one record in use
    done = Merge.objects.create(
        kept=kept, gone=gone, moved={k: v for k, v in moved.items() if v}, filled=filled, merged_at=at, merged_by=by.user_id
    )
    event = PersonsMerged(subject=f"people.merge:{done.pk}", person=kept.pk, gone=str(gone.pk))
    audit.record(event, by=by, at=at, reason=reason)
    return done


@transaction.atomic
def undo_merge(*, merge: Merge, by: Who, at: datetime, reason: str = "") -> Merge:
    """Both records as they were; what was added to the one in the meantime stays with it."""
    check_may(by, KEEP_REGISTER, Purpose.ADMINISTRATION)
    merge = Merge.objects.select_for_update(of=("self",)).select_related("kept", "gone").get(pk=merge.pk)
    policies.check_undoable(merge)
    kept, gone = merge.kept, merge.gone
    for model, field in _columns():
        ids = merge.moved.get(f"{model._meta.label_lower}.{field.name}", ())
        model._default_manager.filter(pk__in=ids, **{field.name: kept}).update(**{field.name: gone})
    _empty(kept, gone, merge.filled)
    gone.merged_into = None
    _save(kept, gone)
    merge.undone_at, merge.undone_by = at, by.user_id
    merge.save(update_fields=("undone_at", "undone_by"))
    audit.record(
        MergeUndone(subject=f"people.merge:{merge.pk}", person=kept.pk, back=str(gone.pk)), by=by, at=at, reason=reason
    )
    return merge


def _columns() -> Iterator[tuple[type[Model], Any]]:
    """Every column of every app that points to a person, except those that tell of the merge itself."""
    for relation in Person._meta.related_objects:
        field = relation.field
        if isinstance(field, ForeignKey) and relation.related_model not in (Merge, Person):
            yield relation.related_model, field


def _move(model: type[Model], field: Any, gone: Person, kept: Person) -> list[str]:
    """Row by row, so that one the database refuses does not keep the others."""
    moved = []
    for pk in model._default_manager.filter(**{field.name: gone}).values_list("pk", flat=True):
        try:
            with transaction.atomic():
                model._default_manager.filter(pk=pk).update(**{field.name: kept})
        except IntegrityError:
            continue
        moved.append(str(pk))
    return moved


def _fill(kept: Person, gone: Person) -> list[str]:
    """The names of the fields that ``kept`` took over."""
    filled = [name for name in _FILLS if not getattr(kept, name) and getattr(gone, name)]
    for name in filled:
        setattr(kept, name, getattr(gone, name))
    if kept.birth_year is None and gone.birth_year is not None:
        kept.birth_year, kept.birth_month, kept.birth_day = gone.birth_year, gone.birth_month, gone.birth_day
        filled += _BIRTH
    if not kept.insz_index and gone.insz_index:
        insz.put(kept, check_insz(insz.digits(gone), today=date.max))
        filled.append("insz")
    if gone.user_id:
        kept.user_id, gone.user_id = gone.user_id, None
        filled.append("user")
    return filled


def _empty(kept: Person, gone: Person, filled: list[str]) -> None:
    """Take back what ``kept`` took over; an account goes back to its owner."""
    for name in filled:
        if name == "insz":
            insz.put(kept, None)
        elif name == "user":
            gone.user_id, kept.user_id = kept.user_id, None
        else:
            setattr(kept, name, _NOTHING.get(name, ""))


def _save(*persons: Person) -> None:
    for person in persons:
        person.version += 1
        person.save()
