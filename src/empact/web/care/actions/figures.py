"""Telling the mill what care did: facts under pseudonyms, of who agreed to use for figures, on record."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.db import transaction

from ...kernel import audit
from ...kernel.permissions import check_may
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from .. import delivery
from ..events import FactsWritten
from ..permissions import WRITE_FACTS

__all__ = ["write_facts"]


@transaction.atomic
def write_facts(*, told: delivery.Told, folder: Path, by: Who, at: datetime) -> None:
    """What was gathered, in the CSV layout of the mill; the whole of it takes the place of what ``folder`` held.

    The files are in place once the record of it is kept.
    """
    check_may(by, WRITE_FACTS, Purpose.POPULATION)
    delivery.write_beside(folder, told.rows)
    subject = f"care.facts:{told.project}"
    event = FactsWritten(subject=subject, project=told.project, persons=told.persons, facts=told.facts)
    audit.record(event, by=by, at=at, purpose=Purpose.POPULATION)
    transaction.on_commit(lambda: delivery.put_in_place(folder))
