"""From the words of a definition to criteria nodes: the whole grammar. docs/reference/definitions.md explains it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from ..criteria.nodes import (
    Aged,
    AllOf,
    AnyOf,
    AtLeast,
    AtLeastOf,
    Comparison,
    ConditionCount,
    Count,
    CountCodes,
    CountDates,
    CountSpells,
    Dispensed,
    Enrolled,
    Events,
    FirstWithin,
    Flag,
    Has,
    Insured,
    Lasting,
    LatestIs,
    LivesIn,
    Measured,
    Observed,
    OfSex,
    Paid,
    Performed,
    Recorded,
    Registered,
    ScoreOf,
    Sum,
    SystemCount,
    Unless,
    Visited,
    Within,
)
from ..tables.care_events import POSITIONS
from ..terms.periods import EVER, Window, parse_window
from .codes import Context, read_codes
from .place import Place

__all__ = [
    "CODED",
    "Context",
    "DOMAINS",
    "EVENTS",
    "OPTIONS",
    "QUESTIONS",
    "VISIT_KINDS",
    "read_codes",
    "read_flag",
    "read_persistence",
    "read_position",
]

CODED: Final = {
    "recorded": Recorded,
    "dispensed": Dispensed,
    "performed": Performed,
    "observed": Observed,
    "measured": Measured,
}
EVENTS: Final = (*CODED, "visited", "paid")
THRESHOLDS: Final = ("at_least", "dates_at_least", "ddd_at_least", "paid_at_least", "codes_at_least", "spells_at_least")
OPTIONS: Final = (
    "except",
    "within",
    "before",
    *THRESHOLDS,
    "level",
    "each",
    "value",
    "unit",
    "latest",
    "first_within",
    "answer",
    "lasting",
    "as",
)
QUESTIONS: Final = (
    "all_of",
    "any_of",
    "at_least_of",
    "has",
    "determinant",
    "aged",
    "sex",
    "lives_in",
    "registered",
    "insured",
    "enrolled",
    "score",
    "conditions_at_least",
    "systems_at_least",
)
VISIT_KINDS: Final = ("inpatient", "outpatient", "emergency", "home")
DOMAINS: Final = ("Visit", "Drug", "Procedure", "Measurement", "Device", "Other")


def read_persistence(place: Place, value: Any) -> tuple[Window, bool]:
    """``lifelong``, ``active 365 days`` or ``first within 5 years`` -> window, and whether the first record must lie in it."""
    said = " ".join(place.text(value).lower().split())
    if said == "lifelong":
        return EVER, False
    for words, first in (("active ", False), ("first within ", True)):
        rest = said.removeprefix(words)
        if rest != said and rest != "ever":
            return _window(place, rest), first
    raise place.error(f"'{value}' is not a persistence.", "Say 'lifelong', 'active 365 days' or 'first within 5 years'.")


def _window(place: Place, value: Any) -> Window:
    return place.trying(lambda: parse_window(place.text(value)))


def read_flag(place: Place, value: Any, context: Context, *, extra: tuple[str, ...] = ()) -> Flag:
    """A criterion: one event with its options, or one question, each with or without ``unless``.

    ``extra`` names keys that the caller reads for itself (the title of a score's group).
    """
    given = {
        k: v for k, v in place.mapping(value, (*EVENTS, *OPTIONS, *QUESTIONS, "unless", *extra)).items() if k not in extra
    }
    subjects = [k for k in given if k in EVENTS or k in QUESTIONS]
    if len(subjects) != 1:
        found = "nothing is asked here." if not subjects else f"two things are asked at once: {' and '.join(subjects)}."
        raise place.error(
            found, "Combine criteria with all_of or any_of." if subjects else "Known: " + ", ".join(EVENTS + QUESTIONS) + "."
        )
    subject = subjects[0]
    options = {k: v for k, v in given.items() if k in OPTIONS}
    if subject in EVENTS:
        flag = place.trying(lambda: _event_rule(place, subject, given[subject], options, context))
    elif options:
        raise place.error(f"'{next(iter(options))}' says something of records; '{subject}' is about the person.")
    else:
        flag = place.trying(lambda: _QUESTIONS[subject](place / subject, given[subject], context))
    if "unless" in given:
        exceptions = _several(place / "unless", given["unless"], context)
        flag = place.trying(lambda: Unless(flag, exceptions))
    return flag


# ---------------------------------------------------------------- records


def _events(place: Place, subject: str, value: Any, options: Mapping[str, Any], context: Context) -> Events:
    at = place / subject
    if "except" in options and subject not in CODED:
        raise place.error(f"'except' takes out codes; '{subject}' has none.")
    if subject == "visited":
        given = at.mapping(value, ("kind", "unplanned", "role"))
        kinds = (at / "kind").texts(given.get("kind", "any"))
        if "any" in kinds:
            kinds = ()
        for kind in kinds:
            (at / "kind").one_of(kind, (*VISIT_KINDS, "any"))
        unplanned = (at / "unplanned").yes_no(given["unplanned"]) if "unplanned" in given else None
        return Visited(kinds, unplanned, (at / "role").text(given["role"]) if "role" in given else "")  # type: ignore[arg-type]
    if subject == "paid":
        domain = (at / "domain").text(at.mapping(value, ("domain",)).get("domain", "any"))
        return Paid("" if domain == "any" else (at / "domain").one_of(domain, (*DOMAINS, "any")))
    codes = read_codes(at, value, context, options.get("except"))
    if "as" in options:
        return Recorded(codes, read_position(place / "as", options["as"]))
    if subject in ("observed", "measured") and "value" in options and not options.get("latest"):
        return CODED[subject](codes, _comparison(place, subject, options))
    if "answer" in options:
        return CODED[subject](codes, None, (place / "answer").texts(options["answer"]))
    return CODED[subject](codes)


def read_position(place: Place, value: Any) -> str:
    """Where a diagnosis must stand among those of a stay."""
    return place.one_of(value, tuple(POSITIONS))


def _comparison(place: Place, subject: str, options: Mapping[str, Any]) -> Comparison:
    match = re.fullmatch(r"(<=|>=|<|>|=)\s*(-?\d+(?:\.\d+)?)", (place / "value").text(options["value"]))
    if not match:
        raise (place / "value").error(f"'{options['value']}' is not a comparison.", "Write it in quotes, as in '>= 30'.")
    if "unit" in options and subject == "observed":
        raise (place / "unit").error("observations have no unit.", "Use 'measured', or leave the unit out.")
    unit = (place / "unit").text(options["unit"]) if "unit" in options else ""
    return Comparison(match[1], float(match[2]), unit)  # type: ignore[arg-type]


def _event_rule(place: Place, subject: str, value: Any, options: Mapping[str, Any], context: Context) -> Flag:
    """An event with its options; several thresholds in one mapping mean all of them."""
    _check_options(place, subject, options)
    events = _events(place, subject, value, options, context)
    if "within" in options:
        window, first = _window(place / "within", options["within"]), False
    elif "first_within" in options:
        window, first = (_window(place / "first_within", options["first_within"]), True)
    elif subject == "recorded":
        window, first = context.window, context.first
    elif context.window != EVER and subject in CODED:
        raise place.error(
            f"say 'within' for '{subject}': the persistence of this condition is about diagnoses only.",
            "Add 'within: 365 days', or 'within: ever'.",
        )
    else:
        window, first = EVER, False
    if "before" in options:
        ahead = _window(place / "before", options["before"]).days
        if ahead is None:
            raise place.error("'before' is a stretch of time.", "Say 'before: 30 days'.")
        window = (place / "before").trying(lambda: replace(window, before=ahead))
    seen = events if window == EVER or first else (Lasting if options.get("lasting") else Within)(events, window)
    if options.get("latest") is not None:
        return LatestIs(seen, _comparison(place, subject, options))
    flags: list[Flag] = [FirstWithin(events, window)] if first else []
    flags += [_threshold(place, name, options, seen) for name in THRESHOLDS if name in options]
    if not flags:
        return AtLeast(Count(seen), 1)
    return flags[0] if len(flags) == 1 else AllOf(tuple(flags))


def _check_options(place: Place, subject: str, options: Mapping[str, Any]) -> None:
    def only(option: str, subjects: tuple[str, ...]) -> None:
        if option in options and subject not in subjects:
            raise place.error(f"'{option}' is about {' or '.join(subjects)}, not about '{subject}'.")

    only("ddd_at_least", ("dispensed",))
    only("codes_at_least", ("dispensed",))
    only("spells_at_least", ("visited",))
    only("paid_at_least", ("paid",))
    for option in ("value", "latest", "answer"):
        only(option, ("observed", "measured"))
    if "answer" in options and ("value" in options or "latest" in options):
        raise place.error("'answer' and 'value' exclude each other; only numbers have a 'latest'.", "Give one of them.")
    only("lasting", tuple(CODED))
    if "lasting" in options:
        (place / "lasting").yes_no(options["lasting"])
        if not options["lasting"] or options.get("within", "ever") == "ever":
            raise place.error("'lasting' is written as 'lasting: true' with a 'within' beside it.")
    only("unit", ("measured",))
    only("as", ("recorded",))
    if "unit" in options and "value" not in options:
        raise place.error("'unit' needs a 'value' beside it.")
    for option in ("level", "each"):
        if option in options and "codes_at_least" not in options:
            raise place.error(f"'{option}' needs 'codes_at_least' beside it.")
    if "within" in options and "first_within" in options:
        raise place.error("'within' and 'first_within' exclude each other.", "Give one of them.")
    if "latest" in options:
        (place / "latest").yes_no(options["latest"])
        if not options["latest"] or "value" not in options:
            raise place.error("'latest' is written as 'latest: true' with a 'value' beside it.")
        if "first_within" in options or any(t in options for t in THRESHOLDS):
            raise place.error("'latest' is about one result; nothing can be counted beside it.")


def _threshold(place: Place, name: str, options: Mapping[str, Any], events: Events) -> Flag:
    at, value = place / name, options[name]
    if name == "ddd_at_least":
        return AtLeast(Sum(events, "ddd"), at.number(value))
    if name == "paid_at_least":
        return AtLeast(Sum(events, "paid"), at.number(value))
    n = at.whole(value, 1)
    if name == "at_least":
        return AtLeast(Count(events), n)
    if name == "dates_at_least":
        return AtLeast(CountDates(events), n)
    if name == "spells_at_least":
        return AtLeast(CountSpells(events), n)
    each = (place / "each").mapping(options.get("each", {}), ("at_least", "ddd_at_least"))
    rows = (place / "each" / "at_least").whole(each.get("at_least", 1), 1)
    ddd = (place / "each" / "ddd_at_least").number(each.get("ddd_at_least", 0.0), 0)
    return AtLeast(CountCodes(events, (place / "level").whole(options.get("level", 5)), rows, ddd), n)


# ---------------------------------------------------------------- the person, and combining


def _several(place: Place, value: Any, context: Context) -> tuple[Flag, ...]:
    return tuple(read_flag(place / i, one, context) for i, one in enumerate(place.list_of(value)))


def _at_least_of(place: Place, value: Any, context: Context) -> Flag:
    given = place.mapping(value, ("n", "of"), ("n", "of"))
    return AtLeastOf((place / "n").whole(given["n"], 1), _several(place / "of", given["of"], context))


def _aged(place: Place, value: Any, _: Context) -> Flag:
    given = place.mapping(value, ("from", "to"))
    if not given:
        raise place.error("say from which age, to which age, or both.")
    to = (place / "to").whole(given["to"], 0) if "to" in given else None
    return Aged((place / "from").whole(given.get("from", 0), 0), to)


def _registered(place: Place, value: Any, _: Context) -> Flag:
    if value not in ({}, True):
        raise place.error("this takes nothing more.", "Write 'registered: {}'.")
    return Registered()


def _insured(place: Place, value: Any, _: Context) -> Flag:
    given = place.mapping(value, ("increased_reimbursement", "chronic_status"))
    if not given or any(v is not True for v in given.values()):
        raise place.error("name a status and 'true'.", "Use 'unless' for those who do not hold it.")
    flags = tuple(Insured(status) for status in given)  # type: ignore[arg-type]
    return flags[0] if len(flags) == 1 else AllOf(flags)


def _enrolled(place: Place, value: Any, _: Context) -> Flag:
    given = {"programme": value} if isinstance(value, str) else place.mapping(value, ("programme", "within"), ("programme",))
    name = (place / "programme").text(given["programme"])
    return Enrolled("" if name == "any" else name, _window(place, given["within"]) if "within" in given else None)


def _score(place: Place, value: Any, _: Context) -> Flag:
    given = place.mapping(value, ("id", "weights", "at_least", "above"), ("id",))
    if ("at_least" in given) == ("above" in given):
        raise place.error("give 'at_least' or 'above', one of the two.")
    name = "above" if "above" in given else "at_least"
    weights = (place / "weights").text(given["weights"]) if "weights" in given else ""
    return AtLeast(ScoreOf((place / "id").text(given["id"]), weights), (place / name).number(given[name]), name == "above")


_QUESTIONS: Final[dict[str, Callable[[Place, Any, Context], Flag]]] = {
    "all_of": lambda place, value, context: AllOf(_several(place, value, context)),
    "any_of": lambda place, value, context: AnyOf(_several(place, value, context)),
    "at_least_of": _at_least_of,
    "has": lambda place, value, _: Has("condition", place.text(value)),
    "determinant": lambda place, value, _: Has("determinant", place.text(value)),
    "aged": _aged,
    "sex": lambda place, value, _: OfSex(place.text(value)),  # type: ignore[arg-type]
    "lives_in": lambda place, value, _: LivesIn(place.text(value)),
    "registered": _registered,
    "insured": _insured,
    "enrolled": _enrolled,
    "score": _score,
    "conditions_at_least": lambda place, value, _: AtLeast(ConditionCount(), place.whole(value, 1)),
    "systems_at_least": lambda place, value, _: AtLeast(SystemCount(), place.whole(value, 1)),
}
