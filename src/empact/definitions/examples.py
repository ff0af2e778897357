"""Examples: given a person and records, what the definition must answer. A definition without them does not load."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from ..tables.care_events import ROLES
from ..terms.codes import Code, system
from ..terms.periods import Period
from .grammar import CODED, DOMAINS, EVENTS, VISIT_KINDS, read_position
from .models import Example, ExamplePerson, ExampleRecord
from .place import Place

__all__ = ["DETAILS", "PERSON", "read_examples"]

DETAILS: Final = (
    "on",
    "ddd",
    "days_supply",
    "value",
    "unit",
    "until",
    "unplanned",
    "kind",
    "role",
    "paid",
    "domain",
    "answer",
    "as",
    "practice",
)
PERSON: Final = ("born", "sex", "died", "increased_reimbursement", "chronic_status", "lives_in", "registered", "enrolled")


def read_examples(place: Place, value: Any, expected: Callable[[Place, Any], Any]) -> tuple[Example, ...]:
    """``expected`` checks what an example of this kind of definition expects."""
    if value is None:
        return ()
    return tuple(_example(place / i, one, expected) for i, one in enumerate(place.list_of(value)))


def _example(place: Place, value: Any, expected: Callable[[Place, Any], Any]) -> Example:
    known = ("name", "as_of", "since", "person", "records", "expect", "evidence", "weights")
    given = place.mapping(value, known, ("name", "as_of", "expect"))
    name = (place / "name").text(given["name"])
    place = Place(place.file, (*place.keys[:-1], f"'{name}'"))
    records = given.get("records") or []
    if not isinstance(records, list):
        raise (place / "records").error("a list of records is needed here.")
    evidence = given.get("evidence")
    as_of = (place / "as_of").day(given["as_of"])
    period = Period((place / "since").day(given["since"]), as_of) if "since" in given else None
    return Example(
        name=name,
        as_of=as_of,
        person=_person(place / "person", given.get("person", {})),
        records=tuple(_record(place / "records" / i, one) for i, one in enumerate(records)),
        expect=expected(place / "expect", given["expect"]),
        evidence=None if evidence is None else () if evidence == [] else (place / "evidence").texts(evidence),
        weights=(place / "weights").text(given["weights"]) if "weights" in given else "",
        period=period,
    )


def _person(place: Place, value: Any) -> ExamplePerson:
    given = place.mapping(value, PERSON, ("born",))
    status = {key: (place / key).yes_no(given[key]) for key in ("increased_reimbursement", "chronic_status") if key in given}
    return ExamplePerson(
        born=(place / "born").day(given["born"]),
        sex=(place / "sex").one_of(given.get("sex", "unknown"), ("male", "female", "other", "unknown")),
        died=(place / "died").day(given["died"]) if "died" in given else None,
        lives_in=(place / "lives_in").text(given["lives_in"]) if "lives_in" in given else "",
        registered=(place / "registered").yes_no(given.get("registered", False)),
        enrolled=(place / "enrolled").texts(given["enrolled"]) if "enrolled" in given else (),
        **status,
    )


def _record(place: Place, value: Any) -> ExampleRecord:
    """One event key with its one code, and the details of that record."""
    given = place.mapping(value, (*EVENTS, *DETAILS), ("on",))
    subjects = [k for k in given if k in EVENTS and not (k == "paid" and isinstance(given[k], (int, float)))]
    if not subjects and "paid" in given:
        subjects = ["paid"]
    if len(subjects) != 1:
        raise place.error("a record needs exactly one of: " + ", ".join(EVENTS) + ".")
    subject = subjects[0]
    details: dict[str, Any] = {}
    if subject in CODED:
        codes = (place / subject).mapping(given[subject])
        if len(codes) != 1:
            raise (place / subject).error("one system with one code is needed here, as in {icd10: I50.0}.")
        ((system_id, raw),) = codes.items()
        of = (place / subject).trying(lambda: system(system_id))
        text = (place / subject / system_id).text(raw)
        if not of.is_valid(text):
            raise (place / subject / system_id).error(f"'{text}' is not a code of {of.title}.")
        details["code"] = Code.of(system_id, text)
    elif isinstance(given[subject], dict):
        inner = (place / subject).mapping(
            given[subject], ("kind", "unplanned", "role") if subject == "visited" else ("domain", "paid")
        )
        given = {**given, **inner}
    return ExampleRecord(subject, (place / "on").day(given["on"]), **details, **_details(place, subject, given))


def _details(place: Place, subject: str, given: dict[str, Any]) -> dict[str, Any]:
    belongs = {
        "ddd": "dispensed",
        "days_supply": "dispensed",
        "unplanned": "visited",
        "kind": "visited",
        "role": "visited",
        "domain": "paid",
        "unit": "measured",
        "as": "recorded",
        "practice": "visited",
    }
    for key, owner in belongs.items():
        if key in given and subject != owner:
            raise place.error(f"'{key}' belongs to '{owner}', not to '{subject}'.")
    for key in ("value", "answer"):
        if key in given and subject not in ("measured", "observed"):
            raise place.error(f"'{key}' belongs to 'measured' or 'observed', not to '{subject}'.")
    if "until" in given and subject == "paid":
        raise place.error("'paid' lasts a day: leave out 'until'.")
    out: dict[str, Any] = {}
    for key in ("ddd", "value"):
        if given.get(key) is not None:
            out[key] = float((place / key).number(given[key], 0 if key == "ddd" else None))
    if given.get("days_supply") is not None:
        out["days_supply"] = (place / "days_supply").whole(given["days_supply"], 0)
    if given.get("unit") is not None:
        out["unit"] = (place / "unit").text(given["unit"])
    if given.get("answer") is not None:
        out["answer"] = (place / "answer").text(given["answer"])
    if given.get("as") is not None:
        out["position"] = read_position(place / "as", given["as"])
    if given.get("practice") is not None:
        out["practice"] = (place / "practice").text(given["practice"])
    if given.get("until") is not None:
        out["until"] = (place / "until").day(given["until"])
    if given.get("unplanned") is not None:
        out["unplanned"] = (place / "unplanned").yes_no(given["unplanned"])
    if given.get("role") is not None:
        out["role"] = (place / "role").one_of(given["role"], ROLES)
    if subject == "visited":
        out["kind"] = (place / "kind").one_of(given.get("kind", "outpatient"), VISIT_KINDS)
    if subject == "paid":
        out["paid"] = round((place / "paid").number(given.get("paid")) * 100)
        out["domain"] = (place / "domain").one_of(given.get("domain", "Other"), DOMAINS)
    return out
