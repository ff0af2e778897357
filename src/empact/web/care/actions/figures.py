"""Telling the mill what care did: facts under pseudonyms, of who agreed to use for figures, on record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from ...consent import queries as consent
from ...kernel import audit
from ...kernel.permissions import check_may
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...people import naming
from .. import delivery, facts
from ..events import FactsWritten
from ..models import Plan
from ..permissions import WRITE_FACTS

__all__ = ["Written", "write_facts"]


@dataclass(frozen=True, slots=True)
class Written:
    """``facts`` of ``persons``. Left out: ``nameless``, who agreed and have facts, but no national number or year of birth;
    ``unasked``, who have a plan in use and did not agree."""

    persons: int
    facts: int
    nameless: int
    unasked: int


@transaction.atomic
def write_facts(*, folder: Path, project: str, by: Who, at: datetime) -> Written:
    """All facts of everybody who agrees today, in the CSV layout of the mill; the whole of it takes the place of the former.

    Who withdrew is not in it, with nothing of before either.
    The files are in place once the record of it is kept. Raises :class:`Problem` without the key of the pseudonyms.
    """
    check_may(by, WRITE_FACTS, Purpose.POPULATION)
    persons = consent.who_agreed_to_figures(at)
    told = list(facts.facts_of(persons, timezone.localdate(at)))
    known = {fact.person for fact in told}
    usable = [p for p in persons.exclude(insz_sealed="").exclude(birth_year=None).order_by("pk") if p.pk in known]
    called = naming.current_pseudonyms(usable, project)
    rows = delivery.rows_of(told, called, usable)
    unasked = Plan.objects.filter(state=Plan.State.OPEN, person__merged_into=None).exclude(person__in=persons).count()
    done = Written(
        len(usable), len(rows["observations"]) + len(rows["measurements"]), len(known) - len(usable), unasked
    )  # fmt: skip
    delivery.write_beside(folder, rows)
    event = FactsWritten(subject=f"care.facts:{project}", project=project, persons=done.persons, facts=done.facts)
    audit.record(event, by=by, at=at, purpose=Purpose.POPULATION)
    transaction.on_commit(lambda: delivery.put_in_place(folder))
    return done
