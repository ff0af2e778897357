"""Notices of a hospital as values: a CSV file, FHIR R4 Encounters, or JSON with the events of HL7 ADT. Pure functions.

A notice says of whom (a national number), which visit, since when, and when somebody goes or went home. Whatever else a
message holds is not read. What cannot be used is told by its place in the file, and never by its number.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from ...fhir.resources.values import SSIN
from ...terms.errors import UserError
from ...terms.identifiers import Insz, check_insz

__all__ = ["COLUMNS", "Notice", "Reading", "read_file"]

COLUMNS: Final = ("visit", "insz", "admitted_on", "home_on", "left_on", "cancelled")
PLANNED_END: Final = "http://hl7.org/fhir/5.0/StructureDefinition/extension-Encounter.plannedEndDate"
"""R4 has no element for the planned day of going home; this carries the one of R5."""
_CANCELS: Final = {"A11"}
"""Of ADT: A01 admitted, A08 changed, A16 will go home, A03 went home; A11 takes an admission back, A13 a going home."""
_KNOWN: Final = {"A01", "A03", "A08", "A11", "A13", "A16"}


@dataclass(frozen=True, slots=True)
class Notice:
    """``source``: ``csv``, ``fhir`` or ``adt``."""

    number: Insz = field(repr=False)
    visit: str
    admitted_on: date
    source: str
    home_on: date | None = None
    left_on: date | None = None
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """``unread``: the places (line of a table, number in a list) of what cannot be used."""

    notices: list[Notice]
    unread: list[int]


class _Unusable(Exception):
    """This one cannot be used."""


def read_file(text: str, today: date) -> Reading:
    """By what the file looks like. A file that is neither has no notices, and its first line is unread."""
    found: list[Notice] = []
    unread: list[int] = []
    try:
        rows = list(_rows(text))
    except (ValueError, RecursionError):
        return Reading([], [1])
    for place, source, row in rows:
        try:
            found.append(_READERS[source](row, today))
        except _Unusable:
            unread.append(place)
    return Reading(found, unread)


def _rows(text: str) -> Iterator[tuple[int, str, Any]]:
    if not text.lstrip().startswith(("{", "[")):
        head, _newline, _rest = text.partition("\n")
        table = csv.DictReader(io.StringIO(text), delimiter=";" if head.count(";") > head.count(",") else ",")
        for row in table:
            yield table.line_num, "csv", row
        return
    said = json.loads(text)
    several: Sequence[Any] = said if isinstance(said, list) else [said]
    if isinstance(said, dict) and said.get("resourceType") == "Bundle":
        several = [one.get("resource") for one in _list(said.get("entry")) if isinstance(one, dict)]
    for place, one in enumerate(several, 1):
        if isinstance(one, dict) and "resourceType" in one:
            if one["resourceType"] == "Encounter":
                yield place, "fhir", one
        else:
            yield place, "adt", one


def _of_table(row: Mapping[str | None, Any], today: date) -> Notice:
    said = {str(key).strip(): str(value or "").strip() for key, value in row.items() if key}
    return _made(
        said.get("insz", ""), said.get("visit", ""), said.get("admitted_on", ""), said.get("home_on", ""),
        said.get("left_on", ""), said.get("cancelled", "").lower() in ("1", "yes", "true"), "csv", today,
    )  # fmt: skip


def _of_encounter(row: Mapping[str, Any], today: date) -> Notice:
    """A stay, of whoever the subject names by national number. Visits for a day are no stay."""
    kind = _dict(row.get("class")).get("code", "IMP")
    if kind not in ("IMP", "ACUTE", "NONAC"):
        raise _Unusable
    subject = _dict(_dict(row.get("subject")).get("identifier"))
    if subject.get("system") != SSIN:
        raise _Unusable
    visit = next((str(one.get("value", "")) for one in map(_dict, _list(row.get("identifier")))), "")
    period, status = _dict(row.get("period")), row.get("status")
    planned = next(
        (
            str(one.get("valueDateTime", ""))
            for one in map(_dict, _list(row.get("extension")))
            if one.get("url") == PLANNED_END
        ),
        "",
    )
    end = str(period.get("end", ""))
    left, home = (end, "") if status == "finished" else ("", planned or end)
    cancelled = status in ("cancelled", "entered-in-error")
    return _made(str(subject.get("value", "")), visit, str(period.get("start", "")), home, left, cancelled, "fhir", today)


def _of_adt(row: Any, today: date) -> Notice:
    said = _dict(row)
    event = said.get("event")
    if event not in _KNOWN:
        raise _Unusable
    left = str(said.get("discharged", "") or "") if event != "A13" else ""
    if event == "A03" and not left:
        raise _Unusable
    return _made(
        str(said.get("patient", "")), str(said.get("visit", "")), str(said.get("admitted", "")),
        str(said.get("expected_discharge", "") or ""), left, event in _CANCELS, "adt", today,
    )  # fmt: skip


_READERS: Final[Mapping[str, Callable[[Any, date], Notice]]] = {"csv": _of_table, "fhir": _of_encounter, "adt": _of_adt}


def _made(number: str, visit: str, admitted: str, home: str, left: str, cancelled: bool, source: str, today: date) -> Notice:
    try:
        whose = check_insz(number, today=today)
    except UserError:
        raise _Unusable from None
    since, planned, gone = _day(admitted), _day(home), _day(left)
    if since is None or not visit or since > today or (gone is not None and not since <= gone <= today):
        raise _Unusable
    if planned is not None and planned < since:
        raise _Unusable
    return Notice(whose, visit, since, source, planned, gone, cancelled)


def _day(text: str) -> date | None:
    """The day of a date or a moment. Raises for what is neither."""
    if not text:
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        raise _Unusable from None


def _dict(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else []
