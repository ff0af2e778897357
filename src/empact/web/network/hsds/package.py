"""Files of offers: a zip with one JSON of whole services, a zip of HSDS tables, or one CSV with all that is said of an offer.

The three say the same; what leaves can come in again.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _

from ...kernel.lists import safe_cell
from ...kernel.problems import Problem
from ..models import Offer
from ..values import FIELDS, values_of
from .contract import OBJECTS, TABULAR, VERSION, faults
from .read import Read, read_service
from .terms import terms
from .write import taxonomies

__all__ = ["COLUMNS", "MOST", "as_json", "as_tables", "csv_rows", "read_file"]

COLUMNS: Final = ("id", "organisation_id", "kbo", "organisation", "state", "assured_on", *FIELDS)
MOST: Final = 20_000_000
"""Characters of a file, unpacked."""
_LISTS: Final = {  # what hangs on what, by the column of the table that names it
    ("service", "phones"): ("phone", "service_id"), ("service", "contacts"): ("contact", "service_id"),
    ("service", "schedules"): ("schedule", "service_id"), ("service", "service_areas"): ("service_area", "service_id"),
    ("service", "service_at_locations"): ("service_at_location", "service_id"),
    ("service", "languages"): ("language", "service_id"), ("service", "cost_options"): ("cost_option", "service_id"),
    ("service", "attributes"): ("attribute", "link_id"), ("location", "addresses"): ("address", "location_id"),
    ("location", "accessibility"): ("accessibility", "location_id"),
    ("organization", "organization_identifiers"): ("organization_identifier", "organization_id"),
}  # fmt: skip


def as_json(services: Sequence[dict[str, Any]]) -> bytes:
    """Whole services in one file. The same offers give the same bytes."""
    return _zip({"services.json": json.dumps(list(services), ensure_ascii=False, indent=1, sort_keys=True)})


def as_tables(services: Iterable[dict[str, Any]]) -> bytes:
    """One table for each kind of object, each row once, and which file holds what."""
    rows: dict[str, dict[str, dict[str, Any]]] = {name: {} for name in OBJECTS}
    for one in services:
        _spread("service", one, rows)
    rows["taxonomy_term"] = terms()
    rows["taxonomy"] = {one["id"]: one for one in taxonomies()}
    files = {}
    for name, found in rows.items():
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(TABULAR[name])
        writer.writerows([one.get(column, "") for column in TABULAR[name]] for one in found.values())
        files[OBJECTS[name].file] = out.getvalue()
    resources = [{"name": name, "path": shape.file} for name, shape in OBJECTS.items()]
    package = {"name": "empact-directory", "profile": "tabular-data-package", "version": VERSION, "resources": resources}
    return _zip({"datapackage.json": json.dumps(package, indent=1), **files})


def _spread(name: str, said: dict[str, Any], rows: dict[str, dict[str, dict[str, Any]]]) -> None:
    """An object and all in it, each to its table."""
    rows[name].setdefault(said["id"], said)
    for field, one in OBJECTS[name].fields.items():
        if one.kind in OBJECTS and field in said:
            for inner in said[field] if one.many else [said[field]]:
                _spread(one.kind, inner, rows)


def csv_rows(offers: Iterable[Offer]) -> Iterable[list[Any]]:
    for one in offers:
        head = [one.pk, one.organisation_id, one.organisation.kbo, one.organisation.name, one.state, one.assured_on]
        values = values_of(one)
        yield [*head, *(values[name] for name in FIELDS)]


def _zip(files: dict[str, str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as out:
        for name, text in files.items():
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            out.writestr(entry, text.encode("utf-8"), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def read_file(content: bytes, language: str = "nl") -> list[Read]:
    """Every offer of a file, whichever of the three it is. Raises :class:`Problem` for what cannot be read, with the place."""
    try:
        if content[:2] == b"PK":
            return _read_zip(content, language)
        text = content.decode("utf-8-sig")
        return _read_services(json.loads(text), language) if text.lstrip()[:1] in "[{" else _read_csv(text)
    except (UnicodeDecodeError, zipfile.BadZipFile, json.JSONDecodeError, csv.Error) as error:
        raise Problem(
            _("This file cannot be read."), _("Bring an HSDS package (.zip), its services as JSON, or our own CSV.")
        ) from error


def _read_zip(content: bytes, language: str) -> list[Read]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        if sum(one.file_size for one in packed.infolist()) > MOST:
            raise Problem(_("This file is too large."), _("Bring it in parts."))
        texts = {one.rpartition("/")[2]: packed.read(one).decode("utf-8-sig") for one in packed.namelist()}
    if "services.json" in texts:
        return _read_services(json.loads(texts["services.json"]), language)
    if "services.csv" not in texts:
        raise Problem(_("This package has no services in it."), _("It has a file services.csv or services.json."))
    return _read_services(_gathered(texts), language, tabular=True)


def _gathered(texts: dict[str, str]) -> list[dict[str, Any]]:
    """Services with all that hangs on them, from the tables of a package."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for name, shape in OBJECTS.items():
        found = csv.DictReader(io.StringIO(texts.get(shape.file, "")))
        rows[name] = [{k: v for k, v in one.items() if k and v not in (None, "")} for one in found]
        for one in rows[name]:
            for field, said in shape.fields.items():
                if said.kind == "number" and field in one:
                    one[field] = _number(one[field])
    by_id = {name: {one.get("id", ""): one for one in found} for name, found in rows.items()}
    for (holder, field), (name, link) in _LISTS.items():
        for one in rows[name]:
            if (owner := by_id[holder].get(one.get(link, ""))) is not None:
                owner.setdefault(field, []).append(one)
    for one in rows["service_at_location"]:
        if (place := by_id["location"].get(one.get("location_id", ""))) is not None:
            one["location"] = place
    for one in rows["attribute"]:
        if (term := by_id["taxonomy_term"].get(one.get("taxonomy_term_id", ""))) is not None:
            one["taxonomy_term"] = term
    for one in rows["service"]:
        if (organisation := by_id["organization"].get(one.get("organization_id", ""))) is not None:
            one["organization"] = organisation
    return rows["service"]


def _number(text: str) -> Any:
    try:
        return int(text) if text.lstrip("-").isdigit() else float(text)
    except ValueError:
        return text


def _read_services(said: Any, language: str, *, tabular: bool = False) -> list[Read]:
    services = said.get("contents", [said]) if isinstance(said, dict) else said
    wrong = [
        fault for n, one in enumerate(services) for fault in faults("service", one, where=f"service[{n}]", tabular=tabular)
    ]
    if wrong:
        raise Problem(
            _("This is not as HSDS %(version)s asks: %(faults)s") % {"version": VERSION, "faults": "; ".join(wrong[:5])},
            _("Put it right where it came from, and bring it again."),
        )
    return [read_service(one, language) for one in services]


def _read_csv(text: str) -> list[Read]:
    rows = csv.DictReader(io.StringIO(text))
    if missing := [name for name in ("id", "kind") if name not in (rows.fieldnames or ())]:
        raise Problem(
            _("Columns are missing: %(names)s.") % {"names": ", ".join(missing)},
            _("Take the file that you download as an example."),
        )
    return [_row({k: _plain(v) for k, v in one.items() if k}) for one in rows]


def _plain(cell: str | None) -> str:
    """Without the quote that keeps a spreadsheet from taking a text for a formula."""
    said = cell or ""
    return said[1:] if said[:1] == "'" and safe_cell(said[1:]) == said else said


def _row(cells: dict[str, str]) -> Read:
    values: dict[str, Any] = {name: cells[name] for name in FIELDS if name in cells}
    for name in ("minimum_age", "maximum_age", "amount_minor", "wait_days"):
        if name in values:
            values[name] = int(values[name]) if values[name].strip().isdigit() else None
    if "public" in values:
        values["public"] = values["public"] != "False"
    organisation = (cells.get("organisation_id", ""), cells.get("kbo", ""), cells.get("organisation", ""))
    return Read(cells["id"], organisation, values, cells.get("state", ""), cells.get("assured_on", ""))
