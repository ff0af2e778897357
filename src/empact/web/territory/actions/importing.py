"""Files of organisations and territories: kept for their preview, then taken in whole or not at all."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from ...kernel import audit, jobs
from ...kernel.events import Event
from ...kernel.permissions import check_may
from ...kernel.problems import NotNow
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ..events import OrganisationAdded, OrganisationsImported, TerritoryFileKept
from ..imports import OrganisationFile, OrganisationRow, read_organisations, read_outlines, read_territories
from ..models import Code, Contact, Correction, Import, Organisation, Postcode, Territory
from ..permissions import IMPORT, KEEP_TERRITORIES
from .organisations import FIELDS, corrected, fill, kept
from .territories import draw_outlines, import_territories

__all__ = ["AT_ONCE", "apply_import", "apply_territories", "ask_import", "keep_import", "keep_territories"]

AT_ONCE: Final = 200
"""A file with more rows is taken in by the worker: nobody waits for a page."""
_BATCH: Final = 500
_WRITTEN: Final = (*FIELDS, "municipality", "search")


@transaction.atomic
def keep_import(*, content: str, by: Who, at: datetime) -> Import:
    """A file, kept for its preview. No organisation is touched."""
    check_may(by, IMPORT, Purpose.ADMINISTRATION)
    file = Import.objects.create(content=content, by_user=by.user_id, asked_at=at)
    event = OrganisationsImported(subject=f"territory.import:{file.pk}", added=0, merged=0, left_out=0)
    audit.record(event, by=by, at=at)
    return file


@transaction.atomic
def keep_territories(*, content: str, kind: str, by: Who, at: datetime) -> Import:
    """A file of territories or of their outlines, kept for its preview."""
    check_may(by, KEEP_TERRITORIES, Purpose.ADMINISTRATION)
    file = Import.objects.create(kind=kind, content=content, by_user=by.user_id, asked_at=at)
    audit.record(TerritoryFileKept(subject=f"territory.import:{file.pk}", kind=kind), by=by, at=at)
    return file


@transaction.atomic
def apply_territories(*, file: Import, starts: date, version: str, source: str = "", by: Who, at: datetime) -> int:
    """All of a file of territories (in the boundaries ``version``, from ``starts`` on) or of outlines; how many rows."""
    check_may(by, KEEP_TERRITORIES, Purpose.ADMINISTRATION)
    _check_not_applied(file)
    if file.kind == Import.Kind.OUTLINES:
        rows = draw_outlines(outlines=read_outlines(file.content), by=by, at=at)
    else:
        read = read_territories(file.content)
        rows = import_territories(rows=read, starts=starts, version=version, source=source, by=by, at=at)
    file.applied_at = at
    file.save(update_fields=("applied_at",))
    audit.record(TerritoryFileKept(subject=f"territory.import:{file.pk}", kind=file.kind, applied=True), by=by, at=at)
    return rows


@transaction.atomic
def ask_import(*, file: Import, merge: Collection[int], by: Who, at: datetime) -> Import:
    """Have a large file taken in by the worker, in the name and hat of who asks."""
    check_may(by, IMPORT, Purpose.ADMINISTRATION)
    _check_not_applied(file)
    said = {"import": str(file.pk), "merge": sorted(merge), "role": by.role, "scope": [by.scope_kind, by.scope_id]}
    file.job = jobs.enqueue("territory.import", said, by=by, at=at, once=str(file.pk)).pk
    file.save(update_fields=("job",))
    event = OrganisationsImported(subject=f"territory.import:{file.pk}", added=0, merged=0, left_out=0)
    audit.record(event, by=by, at=at)
    return file


@transaction.atomic
def apply_import(*, file: Import, merge: Collection[int], today: date, by: Who, at: datetime) -> OrganisationFile:
    """All of a file, or nothing of it. ``merge``: which lines of known organisations are taken over; the others are left out.

    Raises :class:`NotNow` while a line is wrong.
    """
    check_may(by, IMPORT, Purpose.ADMINISTRATION)
    _check_not_applied(file)
    read = read_organisations(file.content, today)
    if read.faults:
        raise NotNow(
            _("Some lines are wrong, so nothing was taken in."), _("Correct the lines below and give the file again.")
        )
    taken = _Taken(read.rows, today)
    for row in read.rows:
        taken.over(row, row.line in merge)
    taken.save(at)
    file.applied_at = at
    file.save(update_fields=("applied_at",))
    left_out = len(read.rows) - taken.added - taken.merged
    event = OrganisationsImported(
        subject=f"territory.import:{file.pk}", added=taken.added, merged=taken.merged, left_out=left_out
    )
    audit.record_all([*taken.events(), event], by=by, at=at)
    return read


def _check_not_applied(file: Import) -> None:
    if file.applied_at is not None:
        raise NotNow(_("This file was taken in already."))


class _Taken:
    """The organisations of a file before they are written, all together: what a row needs is read once for all rows."""

    def __init__(self, rows: Collection[OrganisationRow], today: date) -> None:
        self.today = today
        self.added = self.merged = 0
        used = {code for row in rows for code in row.works_in}
        self._places = {t.code: t for t in Territory.objects.filter(code__in=used).defer("outline")}
        postcodes = Postcode.objects.select_related("municipality").defer("municipality__outline")
        self._municipalities = {p.code: p.municipality for p in postcodes}
        self._contact = Code.objects.filter(codelist=Code.List.FUNCTION, code="contact").first()
        self._by_kbo: dict[str, Organisation] = {}
        self._new: dict[UUID, Organisation] = {}
        self._known: dict[UUID, Organisation] = {}
        self._before: dict[UUID, dict[str, Any]] = {}
        self._works_in: dict[UUID, list[Territory]] = {}
        self._reach: dict[UUID, OrganisationRow] = {}

    def over(self, row: OrganisationRow, may_merge: bool) -> None:
        """A new organisation, or, where that was chosen, a known one in which filled cells replace what was there."""
        twin = row.twin or self._by_kbo.get(row.values["kbo"])
        if twin is None:
            one = Organisation(starts=self.today)
            fill(one, row.values, self.today, self._municipalities.get)
            self._new[one.pk] = one
            self.added += 1
        elif may_merge:
            one = twin
            before = fill(one, {k: v for k, v in row.values.items() if v}, self.today, self._municipalities.get)
            if one.pk not in self._new:
                self._known[one.pk] = one
                self._before[one.pk] = {**before, **self._before.get(one.pk, {})}
            self.merged += 1
        else:
            return
        if row.values["kbo"]:
            self._by_kbo[row.values["kbo"]] = one
        if row.works_in:
            self._works_in[one.pk] = [self._places[code] for code in row.works_in]
        if row.mailbox or row.phone:
            self._reach.setdefault(one.pk, row)

    def save(self, at: datetime) -> None:
        """Everything in as many statements as there are tables, whatever the number of rows."""
        Organisation.objects.bulk_create(self._new.values(), batch_size=_BATCH)
        Organisation.objects.bulk_update(self._known.values(), _WRITTEN, batch_size=100)
        self._save_places()
        self._save_contacts()
        changed = {pk: before for pk, before in self._before.items() if corrected(self._known[pk], before).fields}
        Correction.objects.bulk_create(
            (Correction(organisation=self._known[pk], before=kept(before), at=at) for pk, before in changed.items()),
            batch_size=_BATCH,
        )

    def _save_places(self) -> None:
        link = Organisation.works_in.through
        known = [pk for pk in self._works_in if pk in self._known]
        was: dict[UUID, list[str]] = {pk: [] for pk in known}
        rows = link._default_manager.filter(organisation__in=known)
        for organisation, territory in rows.values_list("organisation_id", "territory_id"):
            was[organisation].append(str(territory))
        for pk in known:
            if set(was[pk]) == {str(t.pk) for t in self._works_in[pk]}:
                del self._works_in[pk]
            else:
                self._before[pk].setdefault("works_in", sorted(was[pk]))
        rows.filter(organisation__in=[pk for pk in known if pk in self._works_in]).delete()
        link._default_manager.bulk_create(
            (link(organisation_id=pk, territory_id=t) for pk, ts in self._works_in.items() for t in {t.pk for t in ts}),
            batch_size=_BATCH,
        )

    def _save_contacts(self) -> None:
        if self._contact is None:
            return
        here = Contact.objects.on(self.today).filter(function=self._contact, organisation__in=list(self._known))
        has = set(here.values_list("organisation_id", flat=True))
        Contact.objects.bulk_create(
            (
                Contact(organisation_id=pk, function=self._contact, mailbox=row.mailbox, phone=row.phone, starts=self.today)
                for pk, row in self._reach.items()
                if pk not in has
            ),
            batch_size=_BATCH,
        )

    def events(self) -> list[Event]:
        """One for each organisation."""
        added = [OrganisationAdded(subject=f"territory.organisation:{pk}") for pk in self._new]
        return [*added, *(corrected(self._known[pk], before) for pk, before in self._before.items())]
