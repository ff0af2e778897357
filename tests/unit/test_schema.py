"""The JSON Schema for editors takes every shipped definition and refuses slips."""

from __future__ import annotations

import copy
import re
from datetime import date

import pytest

from empact.definitions.read import KINDS, shipped_folder
from empact.definitions.schema import definition_schema
from empact.definitions.yaml_files import load_yaml

SCHEMA = definition_schema()
FILES = [path for kind in KINDS for path in sorted((shipped_folder() / kind).glob("*.yaml"))]
TYPES = {
    "string": str,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
    "array": list,
    "object": dict,
    "null": type(None),
}


def fits(schema, value):
    """As much of JSON Schema as ours uses; no other keyword may appear."""
    known = {
        "$ref",
        "$schema",
        "$defs",
        "title",
        "description",
        "examples",
        "format",
        "type",
        "enum",
        "const",
        "pattern",
        "minLength",
        "minimum",
        "properties",
        "additionalProperties",
        "required",
        "items",
        "minItems",
        "minProperties",
        "maxProperties",
        "anyOf",
        "oneOf",
    }
    assert set(schema) <= known, set(schema) - known
    if "$ref" in schema:
        return fits(SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]], value)
    types = schema.get("type", [])
    types = [types] if isinstance(types, str) else types
    if types and not any(
        isinstance(value, TYPES[t]) and not (isinstance(value, bool) and t in ("integer", "number")) for t in types
    ):
        return False
    checks = [
        "enum" not in schema or value in schema["enum"],
        "const" not in schema or value == schema["const"],
        "anyOf" not in schema or any(fits(s, value) for s in schema["anyOf"]),
        "oneOf" not in schema
        or sum(fits(s, value) if "$ref" in s else set(s["required"]) <= set(value) for s in schema["oneOf"]) == 1,
    ]
    if isinstance(value, str):
        checks += [re.search(schema.get("pattern", ""), value), len(value) >= schema.get("minLength", 0)]
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        checks.append(value >= schema.get("minimum", value))
    if isinstance(value, list):
        checks += [len(value) >= schema.get("minItems", 0), all(fits(schema.get("items", {}), v) for v in value)]
    if isinstance(value, dict):
        rest = schema.get("additionalProperties", True)
        own = schema.get("properties", {})
        checks += [
            set(schema.get("required", ())) <= set(value),
            len(value) >= schema.get("minProperties", 0),
            len(value) <= schema.get("maxProperties", len(value)),
            rest is not False or set(value) <= set(own),
        ]
        checks += [fits(own[k], v) if k in own else rest in (True, False) or fits(rest, v) for k, v in value.items()]
    return all(checks)


def plain(value):
    """What YAML gives as JSON would: dates as texts, keys as texts."""
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [plain(v) for v in value]
    return value.isoformat() if isinstance(value, date) else value


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_shipped_definition_fits_the_schema(path):
    assert fits(SCHEMA, plain(load_yaml(path)))


@pytest.mark.parametrize(
    "slip",
    [
        lambda d: d.update(body_sytem="x"),
        lambda d: d.pop("reviewer"),
        lambda d: d.update(kind="disease"),
        lambda d: d.update(reviewed=2026),
        lambda d: d["title"].pop("fr"),
        lambda d: d["evidence"].update(x={"recorded": {"icd11": ["A"]}}),
        lambda d: d["evidence"].update(x={"recorded": {"icd10": ["I50"]}, "sex": "male"}),
        lambda d: d["evidence"].update(x={"recorded": {"icd10": ["I50"]}, "within": "a year"}),
        lambda d: d["examples"][0].pop("expect"),
    ],
)
def test_a_slip_does_not_fit(slip):
    definition = copy.deepcopy(plain(load_yaml(shipped_folder() / "conditions" / "heart_failure.yaml")))
    assert fits(SCHEMA, definition)
    slip(definition)
    assert not fits(SCHEMA, definition)
