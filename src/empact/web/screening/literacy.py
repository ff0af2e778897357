"""Which questions about health literacy a region uses, who may ask them, and what is read of a result."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ...instruments.instrument import Instrument
from ...terms.errors import UserError
from ..consent.relations import Relation, ties
from ..kernel import region
from ..kernel.who import Who
from . import rulebook, words
from .models import LiteracyResult

__all__ = ["Shown", "coordinates", "instrument_on", "is_kept_apart", "shown"]


@dataclass(frozen=True, slots=True)
class Shown:
    """A result as the two who may read it do."""

    row: LiteracyResult
    title: str
    value: str
    label: str


def is_kept_apart(code: str) -> bool:
    """An instrument whose results are for the person and who coordinates, alone: it is no measurement."""
    return bool(code) and code == region.read("screening.literacy")


def instrument_on(day: date) -> Instrument | None:
    """What the region asks; none where it chose none, or the file of the library is not there any more."""
    code = str(region.read("screening.literacy"))
    try:
        return rulebook.shelf().named(code, on=day) if code else None
    except UserError:
        return None


def coordinates(who: Who, person: UUID, at: datetime) -> bool:
    """Does this hat coordinate the care of this person, as a nurse, a practitioner, or whoever it is?"""
    return any(t.relation is Relation.COORDINATOR and t.persons.filter(person=person).exists() for t in ties(who, at))


def shown(row: LiteracyResult) -> Shown:
    """In words; where the instrument is gone, its code and the number."""
    try:
        used = rulebook.shelf().named(row.instrument, on=row.asked_on)
    except UserError:
        return Shown(row, row.instrument, words.number(row.value), row.label)
    label = used.labels.get(row.label, {}).get(get_language() or "en", row.label)
    return Shown(row, words.title_of(used), words.number(row.value), label)


def _codes() -> list[tuple[str, Any]]:
    titles = {one.code: words.title_of(one) for one in rulebook.shelf() if one.code != rulebook.SCREENER}
    return [("", _("none")), *titles.items()]


region.declare(
    "screening.literacy",
    _("Questions about health literacy"),
    _("An instrument of your library that you may use. Only the person and who coordinates the care read its result."),
    default="",
    field=lambda: forms.ChoiceField(required=False, choices=_codes),
)
