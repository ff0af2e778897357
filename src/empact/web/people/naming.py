"""From pseudonyms to one's own people. No table of pseudonyms is kept: they are computed anew, of own people only."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import TypeVar
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from ...gate.keys import Keys, read_keys
from ...gate.pseudonyms import Pseudonymiser, pseudonymiser, readers
from ...terms.errors import UserError
from ..kernel.problems import Problem
from ..kernel.purposes import Purpose
from ..kernel.who import Who
from . import insz
from .models import Person

__all__ = ["all_pseudonyms", "current_pseudonyms", "own_people", "pseudonyms_of"]
T = TypeVar("T")


def own_people(who: Who, project: str, on: date) -> dict[str, Person]:
    """Pseudonym to person, of everybody this hat cares for on this day; during a rotation of the key by the old one, too."""
    make = _readers(project)
    people = Person.objects.visible_to(who, Purpose.CARE, on).exclude(insz_sealed="")
    return {pseudonym(insz.digits(person)): person for person in people.iterator(chunk_size=2000) for pseudonym in make}


def pseudonyms_of(person: Person, project: str) -> set[str]:
    """Of one person, by each readable version of the key; none without a national number."""
    return all_pseudonyms([person], project)[person.pk]


def all_pseudonyms(people: Iterable[Person], project: str) -> dict[UUID, set[str]]:
    """Of each, by its id."""
    make = _readers(project)
    return {p.pk: {pseudonym(insz.digits(p)) for pseudonym in make} if p.insz_sealed else set() for p in people}


def current_pseudonyms(people: Iterable[Person], project: str) -> dict[UUID, str]:
    """Of each that has a national number, by its id, made with the current version of the key: for what leaves.

    Raises :class:`UserError` for a project whose name is no code.
    """
    make = pseudonymiser(_with_keys(lambda keys: keys).current, project)
    return {p.pk: make(insz.digits(p)) for p in people if p.insz_sealed}


def _readers(project: str) -> tuple[Pseudonymiser, ...]:
    return _with_keys(lambda keys: readers(keys, project))


def _with_keys(make: Callable[[Keys], T]) -> T:
    try:
        return make(read_keys(settings.GATE_KEYS))
    except UserError:
        raise Problem(
            _("The names cannot be found now: the key of this region is not here."), _("Tell your administrator.")
        ) from None
