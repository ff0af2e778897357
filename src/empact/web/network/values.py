"""An offer as plain values, one name each: what forms, files, the log of changes and other directories have in common.

A text is named with its language (``name.nl``); sites and areas are lists of ids and codes between blanks; opening hours are
``1 09:00-12:00; 1 13:00-17:00`` with Monday as 1. Empty is ``None`` or an empty text, never left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, time
from typing import Any, Final

from django.utils.translation import gettext as _

from ..kernel.problems import Problem
from .kinds import LANGUAGES, codes, in_language
from .models import Offer

__all__ = [
    "FIELDS", "PLAIN", "TEXTS", "changed", "codes_of", "hours", "label_of_field", "spaced", "values_of", "written_hours",
]  # fmt: skip

TEXTS: Final = ("name", "description", "eligibility", "referral", "cost")
PLAIN: Final = (
    "kind", "public", "minimum_age", "maximum_age", "spoken", "access", "cost", "amount_minor", "convention", "url",
    "wait_days", "wait_on",
)  # fmt: skip
FIELDS: Final = (*(f"{text}.{one}" for one in LANGUAGES for text in TEXTS), *PLAIN, "openings", "sites", "areas", "contact")
"""In the order of the columns of a file."""

Hours = tuple[int, time, time]


def values_of(offer: Offer) -> dict[str, Any]:
    """What an offer holds now; of one that was fetched :meth:`whole`, no question more."""
    found: dict[str, Any] = dict.fromkeys(FIELDS, "")
    for one in offer.wordings.all():
        found |= {f"{text}.{one.language}": getattr(one, text) for text in TEXTS}
    for name in PLAIN:
        value = getattr(offer, name)
        found[name] = value.isoformat() if isinstance(value, date) else value
    found |= {"spoken": offer.spoken.strip(), "access": offer.access.strip()}
    found["openings"] = written_hours((o.weekday, o.opens, o.closes) for o in offer.openings.all())
    found["sites"] = " ".join(sorted(str(one.pk) for one in offer.sites.all()))
    found["areas"] = " ".join(sorted(one.code for one in offer.areas.all()))
    found["contact"] = str(offer.contact_id or "")
    return found


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Field to what it held and what it holds, of those that differ."""
    return {name: (before.get(name), value) for name, value in after.items() if _same(before.get(name)) != _same(value)}


def _same(value: Any) -> Any:
    return "" if value is None else value


def spaced(found: Iterable[str]) -> str:
    """Codes as they are stored: each between blanks, in order, once."""
    words = sorted(set(found))
    return f" {' '.join(words)} " if words else ""


def codes_of(codelist: str, text: str) -> list[str]:
    """The codes in a text. Raises :class:`Problem` for one that is not in the list."""
    known = codes(codelist)
    found = text.split()
    if wrong := [one for one in found if one not in known]:
        raise Problem(
            _("The list does not have: %(codes)s.") % {"codes": ", ".join(wrong)},
            _("It has: %(codes)s.") % {"codes": ", ".join(known)},
        )
    return found


def hours(text: str, weekday: int | None = None) -> list[Hours]:
    """Opening hours from text; with ``weekday`` those of that day alone (``9:00-12:00 13:00-17:00``).

    Raises :class:`Problem`.
    """
    found: list[Hours] = []
    for part in re.split(r"[;\n]", text) if weekday is None else re.findall(r"\S+\s*[-–]\s*\S+|\S+", text.replace(",", " ")):
        if not part.strip():
            continue
        day = "" if weekday is not None else r"([1-7])\s+"
        read = re.fullmatch(rf"{day}(\d\d?)(?:[:.h](\d\d))?\s*[-–]\s*(\d\d?)(?:[:.h](\d\d))?", part.strip())
        hint = _("Write it as 09:00-12:00 13:00-17:00.")
        if not read:
            raise Problem(_("These opening hours cannot be read."), hint)
        groups = list(read.groups())
        on = weekday or int(groups.pop(0))
        try:
            opens, closes = (time(int(groups[n]), int(groups[n + 1] or 0)) for n in (0, 2))
        except ValueError:
            raise Problem(_("There is no such time of day."), hint) from None
        if closes <= opens:
            raise Problem(_("It closes before it opens."), _("Give a night as two parts: until 23:59, and from 00:00."))
        found.append((on, opens, closes))
    found.sort()
    if any(a[0] == b[0] and b[1] < a[2] for a, b in zip(found, found[1:], strict=False)):
        raise Problem(_("Two of these opening hours overlap."), _("Make one of them."))
    return found


def written_hours(found: Iterable[Hours]) -> str:
    return "; ".join(f"{day} {opens:%H:%M}-{closes:%H:%M}" for day, opens, closes in sorted(found))


def label_of_field(name: str) -> str:
    """As people read it: the label of the field, with its language."""
    from .models import Wording  # here: labels are asked for when pages are drawn

    stem, _dot, language = name.partition(".")
    if language:
        return f"{Wording._meta.get_field(stem).verbose_name} ({in_language({language: language})})"  # type: ignore[union-attr]
    if name == "openings":
        return _("opening hours")
    if name == "amount_minor":
        return _("price in euro")
    return str(Offer._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
