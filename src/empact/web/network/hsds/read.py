"""HSDS services as plain values of offers. Pure: what names a row of the address book is looked up by the import.

What a file of ours says is read back as it was; of another directory's, what the contract names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from ...territory.search import fold
from ..kinds import codes, kinds
from ..values import FIELDS
from .terms import ACCESS, SAID, terms
from .write import DAYS, STATUS

__all__ = ["Read", "read_service"]

_TEXT: Final = {
    "name": "name", "description": "description", "eligibility": "eligibility_description", "referral": "application_process",
    "cost": "fees_description",
}  # fmt: skip
_STATES: Final = {said: state for state, said in STATUS.items()}


@dataclass(frozen=True, slots=True)
class Read:
    """One offer of a file. ``organisation``: id, KBO and name as they stand there; ``state`` empty: the file does not say.

    ``units``: establishment unit numbers of its places by their id.
    """

    identifier: str
    organisation: tuple[str, str, str]
    values: dict[str, Any]
    state: str = ""
    assured: str = ""
    units: dict[str, str] = field(default_factory=dict)


def read_service(said: Mapping[str, Any], language: str = "nl") -> Read:
    """``language``: that of its text where no attribute says it."""
    values: dict[str, Any] = dict.fromkeys(FIELDS, "")
    del values["public"]  # what leaves is for everybody; whether it stays so is decided here
    known = terms()
    extra: dict[str, str] = {}
    access, named = [], []
    for one in said.get("attributes", ()):
        term = known.get(one.get("taxonomy_term_id", "")) or one.get("taxonomy_term") or {}
        code = str(term.get("code", ""))
        if one.get("link_type") == SAID:
            extra[code] = str(one.get("value", ""))
        elif code in codes("access") and one.get("link_type", ACCESS) == ACCESS:
            access.append(code)
        else:
            named += [code, str(term.get("name", ""))]
    values["kind"] = _kind(named)
    spoken_in = extra.get("language", language)
    for text, name in _TEXT.items():
        values[f"{text}.{spoken_in}"] = said.get(name, "")
    values |= {name: value for name, value in extra.items() if name in values}
    values["wait_days"] = int(extra["wait_days"]) if extra.get("wait_days", "").isdigit() else None
    for name in ("minimum_age", "maximum_age"):
        values[name] = int(said[name]) if said.get(name) not in (None, "") else None
    values |= {"url": said.get("url", ""), "access": " ".join(sorted(access)), "amount_minor": None}
    values["spoken"] = " ".join(
        sorted(c for one in said.get("languages", ()) if (c := one.get("code", "")) in codes("language"))
    )
    for one in said.get("cost_options", ()):
        values["amount_minor"] = round(100 * float(one["amount"])) if one.get("amount") not in (None, "") else None
    values["openings"] = "; ".join(sorted(_opening(said)))
    values["areas"] = " ".join(
        sorted(one["uri"].rpartition(":")[2] for one in said.get("service_areas", ()) if one.get("uri"))
    )
    values["contact"] = next((one["id"] for one in said.get("contacts", ())), "")
    places = [one.get("location") or {"id": one.get("location_id", "")} for one in said.get("service_at_locations", ())]
    values["sites"] = " ".join(sorted(one["id"] for one in places))
    units = {one["id"]: one["external_identifier"] for one in places if one.get("external_identifier")}
    return Read(
        str(said["id"]),
        _organisation(said),
        values,
        _STATES.get(said.get("status", ""), ""),
        said.get("assured_date", ""),
        units,
    )


def _organisation(said: Mapping[str, Any]) -> tuple[str, str, str]:
    one = said.get("organization") or {}
    numbers = one.get("organization_identifiers", ())
    kbo = next(
        (n["identifier"] for n in numbers if "KBO" in (n.get("identifier_type"), n.get("identifier_scheme", "")[-3:])), ""
    )
    return str(said.get("organization_id") or one.get("id", "")), kbo, one.get("name", "")


def _opening(said: Mapping[str, Any]) -> list[str]:
    """Every week on some days; another rhythm has no place here and is left aside."""
    found = []
    for one in said.get("schedules", ()):
        if one.get("freq") != "WEEKLY" or one.get("interval", 1) not in (1, "1") or not one.get("opens_at"):
            continue
        for day in one.get("byday", "").split(","):
            if day in DAYS and one.get("closes_at"):
                found.append(f"{DAYS.index(day) + 1} {one['opens_at'][:5]}-{one['closes_at'][:5]}")
    return found


def _kind(named: list[str]) -> str:
    """The first kind among the terms, by its code, or by a name or lay word that another directory uses; empty: none."""
    words = {fold(word): code for code, one in kinds().items() for word in one.all_words}
    return next((kind for one in named if (kind := one if one in kinds() else words.get(fold(one), ""))), "")
