"""What HSDS 3.0 asks of each object that we give or take: fields, their types, which must be there. In our own words.

Facts of the specification (https://docs.openreferral.org, version 3.0): names of objects, fields and files, types,
enumerations and required fields. Only what the directory has something to say for is listed; what else comes in is left aside.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

__all__ = ["OBJECTS", "PAGE", "TABULAR", "VERSION", "Field", "Shape", "faults"]

VERSION: Final = "3.0"


@dataclass(frozen=True, slots=True)
class Field:
    """``kind``: text, uuid, uri, email, number, day, time; or the name of an object. ``many``: a list of them."""

    kind: str
    must: bool = False
    many: bool = False
    among: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shape:
    """``file``: where rows of it stand in a tabular package. ``links``: fields that must be there in a table alone."""

    file: str
    fields: dict[str, Field]
    links: tuple[str, ...] = ()


def _shape(file: str, said: str, links: str = "") -> Shape:
    """Fields as ``name:kind``; ``!`` must be there, ``[]`` a list, ``kind(a|b)`` one of these."""
    fields = {}
    for one in said.split():
        read = re.fullmatch(r"(\w+):(\w+)(?:\(([^)]*)\))?(\[\])?(!)?", one)
        assert read is not None, one
        name, kind, among, many, must = read.groups()
        words = tuple(word.replace("_", " ") for word in among.split("|")) if among else ()
        fields[name] = Field(kind, must=bool(must), many=bool(many), among=words)
    return Shape(file, fields, tuple(links.split()))


OBJECTS: Final[dict[str, Shape]] = {
    "organization": _shape(
        "organizations.csv",
        "id:uuid! name:text! alternate_name:text description:text! email:email website:uri "
        "organization_identifiers:organization_identifier[]",
    ),
    "organization_identifier": _shape(
        "organization_identifiers.csv",
        "id:uuid! organization_id:uuid identifier_scheme:text identifier_type:text! identifier:text!",
        "organization_id",
    ),
    "service": _shape(
        "services.csv",
        "id:uuid! organization_id:uuid name:text! description:text url:uri email:email "
        "status:text(active|inactive|defunct|temporarily_closed)! application_process:text fees_description:text "
        "eligibility_description:text minimum_age:number maximum_age:number assured_date:day assurer_email:email "
        "organization:organization phones:phone[] contacts:contact[] schedules:schedule[] service_areas:service_area[] "
        "service_at_locations:service_at_location[] languages:language[] cost_options:cost_option[] attributes:attribute[]",
        "organization_id",
    ),
    "service_at_location": _shape(
        "service_at_location.csv",
        "id:uuid! service_id:uuid location_id:uuid description:text location:location",
        "service_id location_id",
    ),
    "location": _shape(
        "locations.csv",
        "id:uuid! location_type:text(physical|postal|virtual)! organization_id:uuid name:text latitude:number "
        "longitude:number external_identifier:text external_identifier_type:text addresses:address[] "
        "accessibility:accessibility[]",
    ),
    "address": _shape(
        "addresses.csv",
        "id:uuid! location_id:uuid address_1:text! city:text! state_province:text! postal_code:text! country:text! "
        "address_type:text(physical|postal|virtual)!",
    ),
    "accessibility": _shape("accessibility.csv", "id:uuid! location_id:uuid description:text"),
    "phone": _shape("phones.csv", "id:uuid! service_id:uuid contact_id:uuid number:text! type:text"),
    "contact": _shape("contacts.csv", "id:uuid! service_id:uuid organization_id:uuid title:text email:email phones:phone[]"),
    "schedule": _shape(
        "schedules.csv",
        "id:uuid! service_id:uuid wkst:text(MO|TU|WE|TH|FR|SA|SU) freq:text(WEEKLY|MONTHLY) interval:number byday:text "
        "opens_at:time closes_at:time",
    ),
    "service_area": _shape("service_areas.csv", "id:uuid! service_id:uuid name:text description:text uri:text"),
    "language": _shape("languages.csv", "id:uuid! service_id:uuid name:text code:text"),
    "cost_option": _shape(
        "cost_options.csv", "id:uuid! service_id:uuid option:text currency:text amount:number", "service_id"
    ),
    "attribute": _shape(
        "attributes.csv",
        "id:uuid! link_id:uuid taxonomy_term_id:uuid link_type:text link_entity:text value:text taxonomy_term:taxonomy_term",
        "link_id taxonomy_term_id link_entity",
    ),
    "taxonomy": _shape("taxonomies.csv", "id:uuid! name:text! description:text! uri:uri version:text"),
    "taxonomy_term": _shape(
        "taxonomy_terms.csv",
        "id:uuid! code:text name:text! description:text! parent_id:uuid taxonomy:text language:text taxonomy_id:uuid "
        "taxonomy_detail:taxonomy",
    ),
}
TABULAR: Final = {
    name: [field for field, said in shape.fields.items() if said.kind not in OBJECTS] for name, shape in OBJECTS.items()
}
"""The columns of each file: what is no object itself."""
PAGE: Final = ("total_items", "total_pages", "page_number", "size", "first_page", "last_page", "empty", "contents")


def faults(name: str, said: Any, *, where: str = "", tabular: bool = False) -> list[str]:
    """What is against the contract in an object, each with where it stands; nothing means that it keeps to it."""
    here = where or name
    if not isinstance(said, dict):
        return [f"{here}: is no object"]
    shape = OBJECTS[name]
    found = [f"{here}.{field}: is missing" for field, one in shape.fields.items() if one.must and field not in said]
    if tabular:
        found += [f"{here}.{field}: is missing" for field in shape.links if field not in said]
    for field, value in said.items():
        one = shape.fields.get(field)
        if one is None:
            continue
        values = value if one.many else [value]
        if one.many and not isinstance(value, list):
            found.append(f"{here}.{field}: is no list")
            continue
        for n, single in enumerate(values):
            at = f"{here}.{field}[{n}]" if one.many else f"{here}.{field}"
            if one.kind in OBJECTS:
                found += faults(one.kind, single, where=at, tabular=tabular)
            elif not _is(one.kind, single):
                found.append(f"{at}: is no {one.kind}")
            elif one.among and single not in one.among:
                found.append(f"{at}: is none of {', '.join(one.among)}")
    return found


def _is(kind: str, value: Any) -> bool:
    if kind == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    if not isinstance(value, str):
        return False
    try:
        if kind == "uuid":
            UUID(value)
        elif kind == "day":
            date.fromisoformat(value)
        elif kind == "time":
            time.fromisoformat(value)
    except ValueError:
        return False
    if kind == "uri":
        return bool(urlsplit(value).scheme)
    return kind != "email" or bool(re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value))
