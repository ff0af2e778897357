"""The national number of a person: encrypted, found by a keyed hash, shown masked. Nothing of the person is read from it."""

from __future__ import annotations

from datetime import date

from ...terms.identifiers import Insz, check_insz
from ..kernel import sealing
from .models import Person

__all__ = ["digits", "full", "index", "masked", "put", "suggested_birth"]


def index(number: Insz) -> str:
    """What to search for."""
    return sealing.blind_index(number.digits, place="people.person:insz")


def put(person: Person, number: Insz | None) -> None:
    """Set the number, or take it away. Saving is up to the action."""
    person.insz_sealed = sealing.encrypt(number.digits, place=_place(person)) if number else ""
    person.insz_index = index(number) if number else ""


def digits(person: Person) -> str:
    """Eleven digits; empty where none is known. Raises :class:`~..kernel.sealing.Unreadable` when it was moved or changed."""
    return sealing.decrypt(person.insz_sealed, place=_place(person)) if person.insz_sealed else ""


def full(person: Person) -> str:
    """With its dots and dashes, to compare with a card; whoever shows it has written down why."""
    found = digits(person)
    return str(check_insz(found, today=date.max)) if found else ""


def masked(person: Person) -> str:
    """The last two digits, to tell two people apart."""
    found = digits(person)
    return f"**.**.**-***.{found[-2:]}" if found else ""


def suggested_birth(number: Insz) -> str:
    """dd/mm/yyyy to propose where nobody filled in a birth date; a number is no proof of it."""
    return number.birth.strftime("%d/%m/%Y") if number.birth else ""


def _place(person: Person) -> str:
    return f"people.person:insz:{person.pk}"
