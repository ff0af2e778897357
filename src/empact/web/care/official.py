"""What the plan says of official sources: when each was updated, or that it was not found, and where it is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from ..consent.access import Sheet
from ..consent.matrix import Part
from ..kernel import region
from ..kernel.roles import ROLES
from ..people.models import Person
from .links import address_field, is_below
from .models import OfficialRecord

__all__ = ["Standing", "base_of", "declare_choices", "standings"]

_S: Final = OfficialRecord.Source
_ASKED: Final = (
    (_S.RECORD, _("Where the shared patient record is opened")),
    (_S.SUMMARY, _("Where the summary of the general practitioner (Sumehr) is opened")),
    (_S.SCHEME, _("Where the medication scheme is opened")),
)


@dataclass(frozen=True, slots=True)
class Standing:
    """``seen`` is ``None`` where nobody looked yet. ``address``: where it opens; ``in_context``: for this very person."""

    source: OfficialRecord.Source
    seen: OfficialRecord | None
    role: Any
    address: str
    in_context: bool


def declare_choices() -> None:
    """Each region has its own addresses."""
    sentence = _("An address that begins with https://. Pages of a plan lead there. Without it, they only say what was seen.")
    for source, title in _ASKED:
        region.declare(_choice(source), title, sentence, default="", field=address_field)


def base_of(source: str) -> str:
    """Below which address this source is opened in this region; empty where it named none."""
    return str(region.read(_choice(source)))


def standings(person: Person, sheet: Sheet) -> list[Standing]:
    """One per source, for whoever reads medication. Two queries."""
    if not sheet.read[Part.MEDICATION]:
        return []
    newest: dict[str, OfficialRecord] = {}
    for row in OfficialRecord.objects.filter(person=person):
        newest.setdefault(row.source, row)
    found = []
    for source, base in zip(_S, region.read_many(*map(_choice, _S)), strict=True):
        seen = newest.get(source)
        in_context = bool(base and seen and seen.address and is_below(seen.address, base))
        role = ROLES[seen.role].title if seen is not None and seen.role in ROLES else ""
        found.append(Standing(source, seen, role, seen.address if seen and in_context else base, in_context))
    return found


def _choice(source: str) -> str:
    return f"care.official_{source}"
