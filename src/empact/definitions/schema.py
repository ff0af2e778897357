"""A JSON Schema of definitions, so that an editor can complete words and underline slips.

It says the form. What only the reader can know (does the code exist, is the condition there, do examples come out) is
``empact check``'s.
"""

from __future__ import annotations

import json
from typing import Any, Final

from ..tables.care_events import POSITIONS, ROLES
from ..terms.codes import SYSTEMS
from . import frames
from .evaluations import COMPARISONS, DECISIONS, GRIDS, OWN_PARTS
from .examples import DETAILS, PERSON
from .grammar import CODED, DOMAINS, EVENTS, OPTIONS, QUESTIONS, VISIT_KINDS
from .head import HEAD, LANGUAGES
from .indicators import AIMS, AMOUNTS, DIRECTIONS, KINDS_OF, OWN, POPULATIONS, SCORINGS, STATES, STRATA
from .instruments import ATTAINMENT, CONFIDENCE, METHODS, SEXES
from .instruments import OWN as OWN_OF_INSTRUMENT
from .scorecards import LEVELS
from .scorecards import OWN as SCORECARD

__all__ = ["definition_schema", "schema_text"]

Schema = dict[str, Any]

_TEXT: Final[Schema] = {"type": "string", "minLength": 1}
_DAY: Final[Schema] = {"type": "string", "format": "date"}
_YES: Final[Schema] = {"type": "boolean"}
_COUNT: Final[Schema] = {"type": "integer", "minimum": 1}
_NUMBER: Final[Schema] = {"type": "number"}
_WINDOW: Final[Schema] = {
    "type": "string",
    "pattern": r"^(ever|calendar year|period|\d+ (day|week|month|year)s?)$",
    "examples": ["365 days", "calendar year"],
}
_SEXES: Final[Schema] = {"enum": ["male", "female", "other", "unknown"]}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _object(properties: Schema, required: tuple[str, ...] = (), **more: Any) -> Schema:
    return {"type": "object", "additionalProperties": False, "properties": properties, "required": list(required), **more}


def _map(of: Schema, least: int = 0) -> Schema:
    """A mapping whose keys the author chooses."""
    return {"type": "object", "additionalProperties": of} | ({"minProperties": least} if least else {})


def _list(of: Schema, least: int = 1) -> Schema:
    return {"type": "array", "items": of, "minItems": least}


def _one_or_more(of: Schema) -> Schema:
    return {"anyOf": [of, _list(of)]}


def definition_schema() -> Schema:
    """One schema for all kinds; ``kind`` tells them apart."""
    kinds = {
        "condition": _condition(),
        "determinant": _determinant(),
        "score": _score(),
        "segment": _segment(),
        "codelist": _codelist(),
        "indicator": _indicator(),
        "evaluation": _evaluation(),
        "scorecard": _scorecard(),
        "instrument": _instrument(),
        "frame": _frame(),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A definition of the EMPACT library",
        "oneOf": [_ref(kind) for kind in kinds],
        "$defs": {
            "criterion": _criterion(),
            "codes": _codes(),
            "titles": _titles(),
            "example_person": _person(),
            "record": _record(),
            "place": _place(),
            "places": {"anyOf": [_list(_ref("place")), _map(_list(_ref("place")), 1)]},
            **kinds,
        },
    }


def schema_text() -> str:
    """As it is saved in docs/reference/definition.schema.json."""
    return json.dumps(definition_schema(), indent=1, ensure_ascii=False) + "\n"


def _titles() -> Schema:
    return _object(dict.fromkeys(LANGUAGES, _TEXT), LANGUAGES)


def _codes() -> Schema:
    listed = _one_or_more(_TEXT)
    return _object(
        {**dict.fromkeys(SYSTEMS, listed), "codes": {**listed, "description": "ids of code lists"}}, minProperties=1
    )


def _criterion() -> Schema:
    several = _list(_ref("criterion"))
    properties: Schema = {event: _ref("codes") for event in CODED}
    properties |= {
        "visited": _object({"kind": _one_or_more({"enum": ["any", *VISIT_KINDS]}), "unplanned": _YES, "role": _TEXT}),
        "paid": _object({"domain": {"enum": ["any", *DOMAINS]}}),
        "except": _ref("codes"),
        "within": _WINDOW,
        "before": _WINDOW,
        "first_within": _WINDOW,
        "at_least": _COUNT,
        "dates_at_least": _COUNT,
        "ddd_at_least": _NUMBER,
        "paid_at_least": _NUMBER,
        "codes_at_least": _COUNT,
        "spells_at_least": _COUNT,
        "level": {"enum": [3, 4, 5]},
        "each": _object({"at_least": _COUNT, "ddd_at_least": _NUMBER}),
        "value": {"type": "string", "pattern": r"^(<=|>=|<|>|=)\s*-?\d+(\.\d+)?$"},
        "unit": _TEXT,
        "latest": {"const": True},
        "answer": _one_or_more(_TEXT),
        "lasting": {"const": True},
        "as": {"enum": list(POSITIONS)},
        "all_of": several,
        "any_of": several,
        "unless": several,
        "at_least_of": _object({"n": _COUNT, "of": several}, ("n", "of")),
        "has": _TEXT,
        "determinant": _TEXT,
        "aged": _object({"from": {"type": "integer"}, "to": {"type": "integer"}}, minProperties=1),
        "sex": _SEXES,
        "lives_in": _TEXT,
        "registered": {"enum": [{}, True]},
        "insured": _object({"increased_reimbursement": {"const": True}, "chronic_status": {"const": True}}, minProperties=1),
        "enrolled": {"anyOf": [_TEXT, _object({"programme": _TEXT, "within": _WINDOW}, ("programme",))]},
        "conditions_at_least": _COUNT,
        "systems_at_least": _COUNT,
        "score": _object({"id": _TEXT, "weights": _TEXT, "at_least": _NUMBER, "above": _NUMBER}, ("id",)),
    }
    assert set(properties) == {*EVENTS, *OPTIONS, *QUESTIONS, "unless"}
    return _object(properties, oneOf=[{"required": [subject]} for subject in (*EVENTS, *QUESTIONS)])


def _person() -> Schema:
    types: Schema = {"born": _DAY, "died": _DAY, "sex": _SEXES, "lives_in": _TEXT, "enrolled": _one_or_more(_TEXT)}
    return _object({key: types.get(key, _YES) for key in PERSON}, ("born",))


def _record() -> Schema:
    code = _object(dict.fromkeys(SYSTEMS, _TEXT), minProperties=1, maxProperties=1)
    types: Schema = {
        "on": _DAY,
        "until": _DAY,
        "unit": _TEXT,
        "unplanned": _YES,
        "kind": {"enum": list(VISIT_KINDS)},
        "role": {"enum": list(ROLES)},
        "practice": _TEXT,
        "as": {"enum": list(POSITIONS)},
        "domain": {"enum": list(DOMAINS)},
        "days_supply": {"type": "integer"},
        **dict.fromkeys(CODED, code),
        "visited": {"type": "object"},
        "paid": {"anyOf": [_NUMBER, {"type": "object"}]},
    }
    return _object({key: types.get(key, _NUMBER) for key in (*EVENTS, *DETAILS)}, ("on",))


def _kind(kind: str, own: Schema, needed: tuple[str, ...], expect: Schema | None = None) -> Schema:
    """The head, what this kind adds, and its examples."""
    head: Schema = {
        "id": {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"},
        "kind": {"const": kind},
        "version": _COUNT,
        "title": _ref("titles"),
        "source": _one_or_more(_TEXT),
        "reviewer": _TEXT,
        "reviewed": _DAY,
        "review_by": _DAY,
        "valid_from": {"anyOf": [_DAY, {"type": "null"}]},
        "valid_to": {"anyOf": [_DAY, {"type": "null"}]},
        "note": _TEXT,
    }
    assert set(head) == set(HEAD)
    if expect is not None:
        example = {
            "name": _TEXT,
            "as_of": _DAY,
            "since": _DAY,
            "person": _ref("example_person"),
            "records": _list(_ref("record"), 0),
            "expect": expect,
            "evidence": {"type": "array", "items": _TEXT},
            "weights": _TEXT,
        }
        own = {**own, "examples": _list(_object(example, ("name", "as_of", "expect")))}
    return _object({**head, **own}, (*(k for k in HEAD if k not in ("valid_to", "note")), *needed))


def _condition() -> Schema:
    own: Schema = {
        "body_system": _TEXT,
        "counted": _YES,
        "sensitive": _YES,
        "ho2022": {"enum": ["always", "usually", "none"]},
        "counts_with": {"anyOf": [_TEXT, {"type": "null"}]},
        "persistence": {"type": "string", "pattern": "^(lifelong|active .+|first within .+)$"},
        "evidence": _map(_ref("criterion"), 1),
    }
    return _kind("condition", own, ("body_system", "counted", "persistence", "evidence", "examples"), _YES)


def _determinant() -> Schema:
    return _kind("determinant", {"rule": _ref("criterion"), "sensitive": _YES}, ("rule", "examples"), _YES)


def _score() -> Schema:
    criterion = _criterion()
    group = {**criterion, "properties": {"title": _ref("titles"), **criterion["properties"]}}
    weights = _map({"type": ["number", "null"]})
    band = _object({"label": _TEXT, "below": _NUMBER, "up_to": _NUMBER}, ("label",))
    own: Schema = {
        "groups": _map(group, 1),
        "weights": _map(weights),
        "default_weights": _TEXT,
        "hierarchy": _list(_object({"when": _TEXT, "drop": _TEXT}, ("when", "drop")), 0),
        "bands": _map(_list(band)),
        "normalise_by": {"type": "number", "minimum": 1},
    }
    return _kind("score", own, ("groups", "weights", "default_weights"), _NUMBER)


def _segment() -> Schema:
    one = _object(
        {"key": _TEXT, "title": _ref("titles"), "when": _ref("criterion"), "otherwise": {"const": True}}, ("key", "title")
    )
    return _kind("segment", {"classes": _list(one)}, ("classes",), _TEXT)


def _indicator() -> Schema:
    amount = _object(
        {name: {"const": "period"} if name in ("person_years", "deaths") else {"type": "object"} for name in AMOUNTS},
        minProperties=1,
        maxProperties=1,
    )
    own: Schema = {
        "aim": {"enum": list(AIMS)},
        "type": {"enum": list(KINDS_OF)},
        "component": _TEXT,
        "owner": _TEXT,
        "direction": {"enum": list(DIRECTIONS)},
        "scoring": {"enum": list(SCORINGS)},
        "counts": {"enum": ["present", "period"]},
        **dict.fromkeys(POPULATIONS, _ref("criterion")),
        "numerator_observation": amount,
        "denominator_observation": amount,
        "per": {"type": "number", "minimum": 1},
        "unit": _TEXT,
        "strata": _list({"enum": list(STRATA)}),
        "minimum": {"type": "integer", "minimum": 5},
        "standard": {"enum": ["none", "direct", "indirect"]},
        "target": {"type": ["number", "null"]},
        "sensitive": _YES,
        "waits_for": _TEXT,
        "activities": _activities(),
        "gain": _gain(),
    }
    assert {*own, "examples"} == set(OWN)
    numbers = _map(_NUMBER, 1)
    needed = ("aim", "type", "component", "owner", "direction", "scoring")
    return _kind("indicator", own, needed, {"anyOf": [{"enum": list(STATES)}, numbers]})


def _activities() -> Schema:
    tags = _map(_map({"type": "string"}))
    counts = _object({"numerator": {"type": "integer"}, "denominator": {"type": "integer"}}, ("numerator", "denominator"))
    example = _object({"name": _TEXT, "given": tags, "expect": counts}, ("name", "given", "expect"))
    return _object({"tag": _TEXT, "argument": _YES, "examples": _list(example)}, ("tag", "examples"))


def _gain() -> Schema:
    example = {"name": _TEXT, **dict.fromkeys(("base", "growth", "cost", "expect"), _NUMBER), "years": {"type": "integer"}}
    return _object({"of": _TEXT, "examples": _list(_object(example, tuple(example)))}, ("of", "examples"))


def _scorecard() -> Schema:
    kpi = _object({"indicator": _TEXT, "target": _NUMBER, "by": _DAY, "baseline": _TEXT}, ("indicator", "target", "by"))
    team = _object({"level": {"enum": list(LEVELS)}, "name": _TEXT}, ("level", "name"))
    return _kind("scorecard", {"owner": _TEXT, "team": team, "kpis": _list(kpi)}, SCORECARD)


def _codelist() -> Schema:
    return _kind("codelist", {"codes": _ref("codes")}, ("codes",))


def _place() -> Schema:
    own: Schema = {"title": _ref("titles"), "about": _ref("titles"), "parts": _list(_ref("place"))}
    told = _object(dict.fromkeys(LANGUAGES, _TEXT), ("nl",))
    own |= {"facts": _object(dict.fromkeys(frames.FACTS, told))}
    own |= {"colour": {"enum": list(frames.COLOURS)}, "pattern": {"enum": list(frames.PATTERNS)}}
    return _object({key: own.get(key, _TEXT) for key in frames.ITEM}, ("code",))


def _frame() -> Schema:
    title = _object(dict.fromkeys(LANGUAGES, _TEXT), ("nl",))
    own: Schema = {
        "vision": _object({"text": _ref("titles"), "year": {"type": ["integer", "null"]}}, ("text", "year")),
        "reasons": _map(_ref("titles")),
        "takes": _map(_list({"enum": list(frames.KINDS)})),
        "lists": _object(dict.fromkeys(frames.KINDS, _ref("places"))),
        "matrix": _object({"columns": _list(_TEXT), "unsure": _TEXT}, ("columns",)),
        "activities": _list(_object({**dict.fromkeys(frames.ROW, _TEXT), "title": title}, ("code", "title"))),
    }
    assert set(own) == set(frames.OWN)
    return _kind("frame", own, ("vision", "lists"))


def _evaluation() -> Schema:
    segment = _object({"segment": _TEXT, "class": _TEXT}, ("segment", "class"))
    who: Schema = {"anyOf": [_ref("criterion"), segment]}
    areas = _one_or_more(_TEXT)
    when: Schema = {"anyOf": [_TEXT, {"type": "integer"}, _DAY]}
    outcome = {"indicator": _TEXT, "direction": {"enum": ["up", "down"]}, "smallest": _NUMBER, "before": when, "after": when}
    decision = {"who": _TEXT, "on": _DAY, "what": {"enum": list(DECISIONS)}, "why": _ref("titles")}
    own: Schema = {
        "owner": _TEXT,
        "question": _ref("titles"),
        "population": _object({"who": who, "level": _TEXT, "areas": areas}, minProperties=1),
        "comparison": _object(
            {"by": {"enum": list(COMPARISONS)}, "who": who, "areas": areas, "stratum": {"enum": list(STRATA)}}, ("by",)
        ),
        "outcome": _object({**outcome, "every": {"enum": list(GRIDS)}}, ("indicator", "direction", "smallest", "after")),
        "result": _object({"does_not_prove": _ref("titles")}, ("does_not_prove",)),
        "decision": _object(decision, tuple(decision)),
    }
    assert set(own) == set(OWN_PARTS)
    return _kind("evaluation", own, ("owner",))


def _instrument() -> Schema:
    decimals = _map(_NUMBER, 1)
    number = _object({"from": _NUMBER, "to": _NUMBER, "step": _NUMBER, "unit": _TEXT}, ("from", "to"))
    codes = _list({"type": "integer"})
    item = {"title": _ref("titles"), "optional": _YES, "number": number, "codes": codes, "words": _list(_TEXT), "yes_no": _YES}
    limit = {"item": _TEXT, "from": _NUMBER, "to": _NUMBER, "is": _YES, "because": _ref("titles")}
    by_sex = {sex: {"type": "object", "additionalProperties": True} for sex in SEXES}
    clause = _object({"at_least": _NUMBER, "modules": _one_or_more(_TEXT)}, ("at_least",))
    rule = {"version": _COUNT, "any_of": _list(clause), "valid_from": _DAY, "valid_to": {"anyOf": [_DAY, {"type": "null"}]}}
    rule |= {"decided_on": _DAY, "source": _TEXT, "confidence": {"enum": list(CONFIDENCE)}}
    scale = _object({"items": _COUNT, "codes": codes, "bands": codes}, ("items", "codes"))
    methods: Schema = {
        "hazard": _object(
            {
                "inputs": _map(_object({"minus": _NUMBER, "per": _NUMBER, "log": _YES})),
                "terms": _object(dict.fromkeys(SEXES, decimals), SEXES),
                **dict.fromkeys(("survival", "mean"), _object(dict.fromkeys(SEXES, _NUMBER), SEXES)),
                "scales": _object(by_sex, SEXES),
            },
            ("inputs", "terms", "survival", "mean", "scales"),
        ),
        "value_set": _object({"constant": _NUMBER, "decrements": _map(_list(_NUMBER))}, ("constant", "decrements")),
        "adl_hierarchy": _object({"did_not_occur": {"type": "integer"}}, ("did_not_occur",)),
        "cognitive_performance": _object({}),
        "modules": _object(
            {
                "did_not_occur": {"type": "integer"},
                "by": _map(_TEXT),
                "scales": _map(_map(scale)),
                "rules": _map(_list(_object({**rule, "decision": _TEXT}, tuple(rule)))),
            },
            ("did_not_occur",),
        ),
        "sum": _object({}),
        "attainment": _object(dict.fromkeys(ATTAINMENT, _NUMBER), ATTAINMENT),
    }
    assert set(methods) == set(METHODS)
    bands = _object({"from_age": _NUMBER, "at_least": decimals}, ("at_least",))
    example = {"name": _TEXT, "answers": {"type": "object"}, "expect": _NUMBER, "within": _NUMBER, "label": _TEXT}
    own: Schema = {
        "code": _TEXT,
        "licence": _TEXT,
        "unit": {"type": "string"},
        "coded": _object({"system": _TEXT, "code": _TEXT}, ("system", "code")),
        "items": _map(_object(item, ("title",))),
        "population": _list(_object(limit, ("item", "because"))),
        "scoring": _object(methods, minProperties=1, maxProperties=1),
        "labels": _map(_ref("titles")),
        "bands": _one_or_more(bands),
        "examples": _list(_object({**example, "refused": _TEXT}, ("name", "answers"))),
    }
    assert set(own) == set(OWN_OF_INSTRUMENT)
    return _kind("instrument", own, ("code", "licence", "unit", "scoring", "examples"))
