"""The folder the mill loads: facts of care in its CSV layout, under pseudonyms. It appears whole or not at all."""

from __future__ import annotations

import csv
import os
import shutil
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.utils import timezone

from ...terms.errors import StorageError
from ..consent import queries as consent
from ..people import naming
from ..people.models import Person
from .facts import PLAN, Fact, facts_of
from .models import Plan

__all__ = ["HEADINGS", "Told", "gather", "put_in_place", "write_beside"]

HEADINGS: Final = {
    "persons": ("person", "birth_date", "sex"),
    "observed": ("person", "start", "end"),
    "deaths": ("person", "date"),
    "observations": ("person", "system", "code", "date", "value"),
    "measurements": ("person", "system", "code", "date", "value", "unit"),
}
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """``rows`` by file: ``facts`` of ``persons`` under the pseudonyms of ``project``. Left out: ``nameless``, who agreed and
    have facts, but no national number or no year of birth; ``unasked``, who have a plan in use and did not agree."""

    project: str
    rows: Mapping[str, list[Row]]
    persons: int
    facts: int
    nameless: int
    unasked: int


@dataclass(frozen=True, slots=True)
class _Place:
    """Beside the folder, where it is being made and where the former one waits to be thrown away."""

    made: Path
    former: Path

    @classmethod
    def beside(cls, folder: Path) -> _Place:
        return cls(folder.with_name(folder.name + ".new"), folder.with_name(folder.name + ".old"))


def gather(project: str, at: datetime) -> Told:
    """All facts of everybody who agrees at this moment; who withdrew is not in it, with nothing of before either.

    Read outside of a transaction: it takes seconds, in which others go on writing. Raises :class:`Problem` without the key of
    the pseudonyms, :class:`UserError` for a project whose name is no code.
    """
    persons = consent.who_agreed_to_figures(at)
    found = list(facts_of(persons, timezone.localdate(at)))
    known = {fact.person for fact in found}
    usable = [p for p in persons.exclude(insz_sealed="").exclude(birth_year=None).order_by("pk") if p.pk in known]
    rows = _rows_of(found, naming.current_pseudonyms(usable, project), usable)
    unasked = Plan.objects.filter(state=Plan.State.OPEN, person__merged_into=None).exclude(person__in=persons).count()
    told = len(rows["observations"]) + len(rows["measurements"])
    return Told(project, rows, len(rows["persons"]), told, len(known) - len(usable), unasked)


def _rows_of(facts: Iterable[Fact], called: Mapping[UUID, str], persons: Iterable[Person]) -> dict[str, list[Row]]:
    """The rows of each file, in an order that says nothing. ``called``: the pseudonym of each person who is written.

    Of the birth date the year and the month leave, for an age; where somebody lives, another source tells.
    """
    by_person: defaultdict[UUID, list[Fact]] = defaultdict(list)
    for fact in facts:
        if fact.person in called:
            by_person[fact.person].append(fact)
    found: dict[str, list[Row]] = {name: [] for name in HEADINGS}
    for person in persons:
        if person.pk not in by_person or person.birth_year is None:
            continue
        name, known = called[person.pk], by_person[person.pk]
        month = f"-{person.birth_month:02d}" if person.birth_month else ""
        found["persons"].append((name, f"{person.birth_year}{month}", person.sex))
        found["observed"].append((name, *_observed(known)))
        if person.death_date is not None:
            found["deaths"].append((name, person.death_date))
        for file, row in _events(name, known):
            found[file].append(row)
    return {name: sorted(rows, key=lambda row: tuple(map(str, row))) for name, rows in found.items()}


def _events(name: str, facts: Iterable[Fact]) -> Iterator[tuple[str, Row]]:
    for fact in facts:
        row = (name, fact.system, fact.code, fact.on, "" if fact.value is None else fact.value)
        yield ("measurements", (*row, fact.unit)) if fact.unit else ("observations", row)


def _observed(facts: Iterable[Fact]) -> tuple[date, date | str]:
    """From the first fact on. Once the last plan has ended, until the last fact: from then on nothing of the person comes."""
    days = sorted(fact.on for fact in facts)
    plans = sorted((fact.on, fact.value) for fact in facts if fact.code == PLAN)
    return days[0], days[-1] if plans and plans[-1][1] == 0 else ""


def write_beside(folder: Path, rows: Mapping[str, Iterable[Row]]) -> None:
    """Write the files beside ``folder``, for :func:`put_in_place`. Raises :class:`StorageError`.

    A folder that holds anything else is refused: it would be thrown away with the former delivery.
    """
    place = _Place.beside(folder)
    try:
        if folder.exists() and {p.name for p in folder.iterdir()} - {f"{name}.csv" for name in HEADINGS}:
            raise StorageError("The folder holds other files.", hint="Name an empty folder, or one that does not exist yet.")
        shutil.rmtree(place.made, ignore_errors=True)
        place.made.mkdir(parents=True, mode=0o700)
        for name, heading in HEADINGS.items():
            with (place.made / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                out = csv.writer(file, lineterminator="\n")
                out.writerow(heading)
                out.writerows(rows[name])
                file.flush()
                os.fsync(file.fileno())
    except OSError as error:
        raise _unusable(error) from None


def put_in_place(folder: Path) -> None:
    """What was written beside it takes the place of ``folder``. Raises :class:`StorageError`."""
    place = _Place.beside(folder)
    try:
        shutil.rmtree(place.former, ignore_errors=True)
        if folder.exists():
            folder.rename(place.former)
        place.made.rename(folder)
        shutil.rmtree(place.former, ignore_errors=True)
    except OSError as error:
        raise _unusable(error) from None


def _unusable(error: OSError) -> StorageError:
    return StorageError(f"The folder cannot be written ({type(error).__name__}).", hint="Check its rights and the space left.")
