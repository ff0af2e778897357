"""Organisations that were entered twice become one, and two again when that was a mistake; files of organisations."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from ...kernel import audit
from ...kernel.permissions import check_may
from ...kernel.problems import NotNow
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from .. import policies
from ..events import MergeUndone, OrganisationsImported, OrganisationsMerged
from ..imports import OrganisationFile, OrganisationRow, read_organisations
from ..models import (
    Code,
    Collaboration,
    Commitment,
    Contact,
    Import,
    Merge,
    Organisation,
    Post,
    SignatureLine,
    Site,
    Territory,
)
from ..permissions import IMPORT
from .organisations import store

__all__ = ["apply_import", "keep_import", "merge_organisations", "undo_merge"]

_HANDS: Final = {
    "contact": (Contact, "organisation"),
    "site": (Site, "organisation"),
    "post": (Post, "organisation"),
    "signatureline": (SignatureLine, "organisation"),
    "commitment": (Commitment, "organisation"),
    "collaboration": (Collaboration, "owner"),
}
"""What belongs to an organisation and changes hands with it."""


@transaction.atomic
def merge_organisations(*, kept: Organisation, gone: Organisation, by: Who, at: datetime) -> Merge:
    """What belonged to ``gone`` belongs to ``kept``; an empty field of ``kept`` stays empty. Can be undone."""
    check_may(by, IMPORT, Purpose.ADMINISTRATION)
    policies.check_mergeable(kept, gone)
    moved: dict[str, list[str]] = {}
    for name, (model, field) in _HANDS.items():
        ids = list(model._default_manager.filter(**{field: gone}).values_list("pk", flat=True))
        if name == "commitment":  # the same promise is not made twice
            made = set(Commitment.objects.filter(organisation=kept, ends=None).values_list("subject", "contribution"))
            ids = [c.pk for c in Commitment.objects.filter(pk__in=ids) if (c.subject, c.contribution) not in made]
        model._default_manager.filter(pk__in=ids).update(**{field: kept})
        moved[name] = [str(pk) for pk in ids]
    shared = list(Collaboration.objects.filter(parties=gone).exclude(parties=kept))
    for collaboration in shared:
        collaboration.parties.add(kept)
        collaboration.parties.remove(gone)
    moved["party"] = [str(c.pk) for c in shared]
    gone.merged_into = kept
    gone.save(update_fields=("merged_into",))
    merge = Merge.objects.create(kept=kept, gone=gone, moved=moved, at=at)
    event = OrganisationsMerged(subject=f"territory.organisation:{kept.pk}", gone=gone.pk)
    audit.record(event, by=by, at=at)
    return merge


@transaction.atomic
def undo_merge(*, merge: Merge, by: Who, at: datetime) -> Merge:
    """Two organisations again, each with what was its own."""
    check_may(by, IMPORT, Purpose.ADMINISTRATION)
    policies.check_undoable(merge)
    gone = merge.gone
    policies.check_kbo_free(gone.kbo, gone)
    for name, (model, field) in _HANDS.items():
        model._default_manager.filter(pk__in=merge.moved.get(name, ())).update(**{field: gone})
    for collaboration in Collaboration.objects.filter(pk__in=merge.moved.get("party", ())):
        collaboration.parties.remove(merge.kept)
        collaboration.parties.add(gone)
    gone.merged_into = None
    gone.save(update_fields=("merged_into",))
    merge.undone_at = at
    merge.save(update_fields=("undone_at",))
    event = MergeUndone(subject=f"territory.organisation:{merge.kept_id}", back=gone.pk)
    audit.record(event, by=by, at=at)
    return merge


@transaction.atomic
def keep_import(*, content: str, by: Who, at: datetime) -> Import:
    """A file, kept for its preview. No organisation is touched."""
    check_may(by, IMPORT, Purpose.ADMINISTRATION)
    kept = Import.objects.create(content=content, by_user=by.user_id, asked_at=at)
    event = OrganisationsImported(subject=f"territory.import:{kept.pk}", added=0, merged=0, left_out=0)
    audit.record(event, by=by, at=at)
    return kept


@transaction.atomic
def apply_import(*, kept: Import, merge: Collection[int], today: date, by: Who, at: datetime) -> OrganisationFile:
    """All of a file, or nothing of it. ``merge``: which lines of known organisations are taken over; the others are left out.

    Raises :class:`NotNow` while a line is wrong.
    """
    check_may(by, IMPORT, Purpose.ADMINISTRATION)
    if kept.applied_at is not None:
        raise NotNow(_("This file was taken in already."))
    read = read_organisations(kept.content, today)
    if read.faults:
        raise NotNow(
            _("Some lines are wrong, so nothing was taken in."), _("Correct the lines below and give the file again.")
        )
    places = {t.code: t for t in Territory.objects.all()}
    contact = Code.objects.filter(codelist=Code.List.FUNCTION, code="contact").first()
    made: dict[str, Organisation] = {}
    added = merged = 0
    for row in read.rows:
        twin = row.twin or made.get(row.values["kbo"])
        if twin is not None and row.line not in merge:
            continue
        stored = _take_over(row, twin, places, contact, today)
        if row.values["kbo"]:
            made[row.values["kbo"]] = stored
        added, merged = added + (twin is None), merged + (twin is not None)
    kept.applied_at = at
    kept.save(update_fields=("applied_at",))
    event = OrganisationsImported(
        subject=f"territory.import:{kept.pk}", added=added, merged=merged, left_out=len(read.rows) - added - merged
    )
    audit.record(event, by=by, at=at)
    return read


def _take_over(
    row: OrganisationRow, twin: Organisation | None, places: dict[str, Territory], contact: Code | None, today: date
) -> Organisation:
    """A new organisation, or a known one in which filled cells replace what was there."""
    values = row.values if twin is None else {k: v for k, v in row.values.items() if v}
    works_in = [places[code] for code in row.works_in]
    stored, _changed = store(twin or Organisation(starts=today), values, works_in or None, today)
    if contact is not None and (row.mailbox or row.phone):
        here = Contact.objects.on(today).filter(organisation=stored, function=contact).first()
        if here is None:
            Contact.objects.create(organisation=stored, function=contact, mailbox=row.mailbox, phone=row.phone, starts=today)
    return stored
