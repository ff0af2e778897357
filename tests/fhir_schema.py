"""A resource against HL7's own JSON Schema of R4: required and allowed elements, types, patterns, fixed values.

Only the words that schema uses are known (``$ref``, ``properties``, ``required``, ``additionalProperties``, ``items``,
``type``, ``pattern``, ``enum``, ``const``); any other is an error, so that nothing goes unchecked.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["problems_of"]

_KNOWN = {"$ref", "properties", "required", "additionalProperties", "items", "type", "pattern", "enum", "const"}
_TYPES = {"string": str, "boolean": bool, "array": list}


@cache
def _definitions(file: Path) -> dict[str, Any]:
    with gzip.open(file, "rt", encoding="utf-8") as stream:
        found: dict[str, Any] = json.load(stream)["definitions"]
        return found


def problems_of(resource: dict[str, Any], shared: Path) -> list[str]:
    """What the schema says against the resource, each with its place; empty where it has nothing to say."""
    definitions = _definitions(shared / "data" / "fhir-r4-definitions" / "fhir.schema.json.gz")
    return list(_check(resource, {"$ref": "#/definitions/ResourceList"}, definitions, "resource"))


def _check(value: Any, schema: dict[str, Any], definitions: dict[str, Any], place: str) -> Iterator[str]:
    if schema.get("$ref") == "#/definitions/ResourceList":  # one of all resources: its own name says which
        kind = value.get("resourceType") if isinstance(value, dict) else None
        if kind not in definitions:
            yield f"{place}: {kind} is no resource"
            return
        schema = {"$ref": f"#/definitions/{kind}"}
    if "$ref" in schema:
        schema = definitions[schema["$ref"].removeprefix("#/definitions/")]
    unknown = schema.keys() - _KNOWN - {"description"}
    assert not unknown, f"the schema says {unknown}, which is not checked here"
    if "properties" in schema:
        if not isinstance(value, dict):
            yield f"{place}: not an object"
            return
        if not value:
            yield f"{place}: empty"
        yield from (f"{place}.{name}: missing" for name in schema.get("required", ()) if name not in value)
        for name, one in value.items():
            if name in schema["properties"]:
                yield from _check(one, schema["properties"][name], definitions, f"{place}.{name}")
            elif schema.get("additionalProperties") is False:
                yield f"{place}.{name}: unknown"
        return
    kind = schema.get("type")
    if kind == "number":
        if isinstance(value, bool) or not isinstance(value, int | float):
            yield f"{place}: {value!r} is no number"
            return
    elif kind and not isinstance(value, _TYPES[kind]):
        yield f"{place}: {value!r} is no {kind}"
        return
    if kind == "array":
        if not value:
            yield f"{place}: an empty list"
        for i, one in enumerate(value):
            yield from _check(one, schema["items"], definitions, f"{place}[{i}]")
    spelt = value if isinstance(value, str) else json.dumps(value)
    if "pattern" in schema and not re.search(schema["pattern"], spelt):
        yield f"{place}: {value!r} is not spelt like that"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{place}: {value!r} is none of the words"
    if "const" in schema and value != schema["const"]:
        yield f"{place}: {value!r} is not {schema['const']}"
