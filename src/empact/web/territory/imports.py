"""Reading files of territories and organisations: every row, or what is wrong with it by line. Nothing is written here."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.utils.text import slugify
from django.utils.translation import gettext as _

from ...terms.errors import UserError
from ...terms.identifiers import check_kbo, check_phone, check_postcode, check_riziv
from .models import Code, Organisation, Territory
from .numbers import WrongNumber, number_of

__all__ = [
    "Fault",
    "OrganisationFile",
    "OrganisationRow",
    "TerritoryRow",
    "read_organisations",
    "read_outlines",
    "read_territories",
]

_SETS: Final = tuple(k for k in Territory.Kind.values if k not in ("municipality", "neighbourhood", "sector"))
ORGANISATION_COLUMNS: Final = (
    "name", "short_name", "kbo", "riziv", "number_reason", "category", "actor_type", "sector", "line", "street", "postcode",
    "works_in", "website", "mailbox", "phone",
)  # fmt: skip
"""The columns of a file of organisations, in and out. Only the name must be there."""


@dataclass(frozen=True, slots=True)
class TerritoryRow:
    """``wholes``: kind to (code, name) of what it lies in."""

    code: str
    name: str
    kind: str
    wholes: dict[str, tuple[str, str]]
    population: int | None = None
    population_on: date | None = None
    source: str = ""
    postcodes: tuple[str, ...] = ()
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """``line`` is the line of the file, the heading being line 1."""

    line: int
    column: str
    sentence: str


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """Ready to be stored. ``twin``: the id of the entry with the same enterprise number; ``first``: its line in this file."""

    line: int
    values: dict[str, Any]
    works_in: tuple[str, ...] = ()
    mailbox: str = ""
    phone: str = ""
    twin: Organisation | None = None
    first: int | None = None


@dataclass(frozen=True, slots=True)
class OrganisationFile:
    rows: list[OrganisationRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def new(self) -> list[OrganisationRow]:
        return [r for r in self.rows if r.twin is None and r.first is None]

    @property
    def double(self) -> list[OrganisationRow]:
        """Rows of an organisation that is known already, here or earlier in the file."""
        return [r for r in self.rows if r.twin is not None or r.first is not None]


def read_territories(text: str) -> list[TerritoryRow]:
    """A file with one row per municipality (or, with a column ``kind``, another territory).

    Columns: ``code`` and ``name``; what it lies in by name: ``region``, ``care_region``, ``zone``, ``hospital_network`` and
    the other kinds; ``municipality`` by code for smaller ones; ``population``, ``population_on``, ``source``, ``postcodes``
    (separated by blanks), ``latitude``, ``longitude``. Raises :class:`UserError` with the first line that cannot be read.
    """
    rows = []
    for line, cells in _lines(text, ("code", "name")):
        kind = cells.get("kind") or "municipality"
        if kind not in Territory.Kind.values:
            raise _unreadable(line, "kind", _("is none of %(kinds)s") % {"kinds": ", ".join(Territory.Kind.values)})
        wholes = {k: (f"{k}-{slugify(cells[k])}".replace("_", "-"), cells[k]) for k in _SETS if cells.get(k) and k != kind}
        for smaller in ("municipality", "neighbourhood"):
            if cells.get(smaller) and smaller != kind:
                wholes[smaller] = (cells[smaller], cells[smaller])
        if bool(cells.get("population")) != bool(cells.get("population_on")):
            raise _unreadable(line, "population_on", _("and population go together"))
        rows.append(
            TerritoryRow(
                code=cells["code"],
                name=cells["name"],
                kind=kind,
                wholes=wholes,
                population=_read(line, cells, "population", int),
                population_on=_read(line, cells, "population_on", date.fromisoformat),
                source=cells.get("source", ""),
                postcodes=tuple(cells.get("postcodes", "").split()),
                latitude=_read(line, cells, "latitude", float),
                longitude=_read(line, cells, "longitude", float),
            )
        )
    return rows


def read_outlines(text: str) -> dict[str, Any]:
    """Code to geometry (polygons), from a GeoJSON FeatureCollection in WGS84 whose features have a property ``code``."""
    try:
        said = json.loads(text)
        outlines = {str(f["properties"]["code"]): f["geometry"] for f in said["features"]}
        for geometry in outlines.values():
            _check_outline(geometry)
        return outlines
    except (ValueError, KeyError, TypeError):
        raise UserError(
            _("This is no GeoJSON FeatureCollection with a property 'code' in every feature."),
            hint=_("Export the boundaries as GeoJSON and name the NIS code 'code'."),
        ) from None


def _check_outline(geometry: dict[str, Any]) -> None:
    """A polygon or several, in degrees; raises :class:`UserError`, or :class:`ValueError` and such for what is no geometry."""
    polygons = {"Polygon": [geometry["coordinates"]], "MultiPolygon": geometry["coordinates"]}[geometry["type"]]
    points = [(float(p[0]), float(p[1])) for polygon in polygons for ring in polygon for p in ring]
    if not all(-180 <= east <= 180 and -90 <= north <= 90 for east, north in points):
        raise UserError(
            _("These outlines are not in degrees."), hint=_("Export them in WGS84 (EPSG:4326), longitude before latitude.")
        )


def read_organisations(text: str, today: date, progress: Callable[[], None] = lambda: None) -> OrganisationFile:
    """A file of organisations (:data:`ORGANISATION_COLUMNS`; categories by number or code, territories by code).

    Every line that is wrong is listed; a wrong check digit is let through where ``number_reason`` says why. ``progress`` is
    called for each row.
    """
    read = OrganisationFile()
    codes = {(c.codelist, k): c for c in Code.objects.all() for k in (c.code, str(c.number or c.code))}
    places = set(Territory.objects.values_list("code", flat=True))
    known = Organisation.objects.kept().exclude(kbo="").select_related("category", "actor_type", "sector")
    twins = {o.kbo: o for o in known}
    firsts: dict[str, int] = {}
    for line, cells in _lines(text, ("name",)):
        progress()
        faults: list[Fault] = []
        values: dict[str, Any] = {n: cells.get(n, "") for n in ("name", "short_name", "number_reason", "street", "website")}
        if not values["name"]:
            faults.append(Fault(line, "name", _("The name is missing.")))
        for name, check in (("kbo", check_kbo), ("riziv", check_riziv), ("postcode", check_postcode), ("phone", check_phone)):
            try:
                values[name] = number_of(check, cells.get(name, ""), reason=values["number_reason"])
            except WrongNumber as wrong:
                faults.append(Fault(line, name, f"{wrong.message} {wrong.hint}".strip()))
        phone = values.pop("phone", "")
        for name, codelist in (("category", "category"), ("actor_type", "type"), ("sector", "sector")):
            said = cells.get(name, "")
            code = codes.get((codelist, said))
            if said and (code is None or (code.retired is not None and code.retired <= today)):
                faults.append(Fault(line, name, _("This code is not in the list.")))
            values[name] = code
        values["line"] = cells.get("line", "")
        if values["line"] not in Organisation.Line.values:
            faults.append(Fault(line, "line", _("Write first, second, third or nothing.")))
        works_in = tuple(cells.get("works_in", "").split())
        if set(works_in) - places:
            faults.append(Fault(line, "works_in", _("One of these territories is not known here.")))
        if faults:
            read.faults.extend(faults)
            continue
        kbo = values["kbo"]
        row = OrganisationRow(
            line, values, works_in, cells.get("mailbox", ""), phone, twins.get(kbo) if kbo else None, firsts.get(kbo)
        )
        if kbo:
            firsts.setdefault(kbo, line)
        read.rows.append(row)
    return read


def _lines(text: str, wanted: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """Line numbers with their cells; separated by commas or semicolons, as the heading shows."""
    text = text.removeprefix("\ufeff")
    heading = text.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(text), delimiter=";" if heading.count(";") > heading.count(",") else ",")
    names = [n.strip().lower() for n in reader.fieldnames or ()]
    if missing := [n for n in wanted if n not in names]:
        raise UserError(
            _("The file has no column '%(column)s'.") % {"column": missing[0]},
            hint=_("The first line holds the names of the columns, in English."),
        )
    reader.fieldnames = names
    try:
        for cells in reader:
            if None in cells:
                raise _unreadable(reader.line_num, names[-1], _("is followed by more cells than the heading has"))
            said = {k: (v or "").strip() for k, v in cells.items()}
            if any(said.values()):
                yield reader.line_num, said
    except csv.Error:
        raise UserError(_("The file is not a CSV file."), hint=_("Save the sheet as CSV in UTF-8.")) from None


def _read(line: int, cells: dict[str, str], name: str, to: Callable[[str], Any]) -> Any:
    try:
        return to(cells[name]) if cells.get(name) else None
    except ValueError:
        raise _unreadable(line, name, _("cannot be read")) from None


def _unreadable(line: int, column: str, what: str) -> UserError:
    return UserError(
        _("Line %(line)d: %(column)s %(what)s.") % {"line": line, "column": column, "what": what},
        hint=_("Correct that line and give the file again; nothing was kept."),
    )
