"""Reads an indicator: who is counted, what is counted of them, and who answers for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ..criteria.nodes import (
    AtLeast,
    ConditionCount,
    Count,
    CountAtPractices,
    CountCodes,
    CountDates,
    CountDischarges,
    CountSpells,
    Deaths,
    Events,
    Flag,
    Number,
    PersonDays,
    ScoreOf,
    Sum,
)
from ..terms.periods import PERIOD
from .activities import read_activity_rule
from .examples import read_examples
from .gains import read_gain_rule
from .grammar import Context, read_codes, read_flag, read_position
from .head import read_head
from .models import Indicator
from .place import Place

__all__ = ["AIMS", "AMOUNTS", "DIRECTIONS", "KINDS_OF", "OWN", "POPULATIONS", "SCORINGS", "STATES", "STRATA", "read_indicator"]

AIMS: Final = ("experience", "health", "value", "equity", "workforce")
KINDS_OF: Final = ("structure", "process", "outcome")
DIRECTIONS: Final = ("up", "down", "neutral")
SCORINGS: Final = ("proportion", "ratio", "rate", "continuous")
STRATA: Final = ("age_band", "sex", "increased_reimbursement", "persona")
POPULATIONS: Final = ("initial_population", "denominator", "denominator_exclusion", "denominator_exception", "numerator")
# What an indicator can say of one person, from outside in. "Not applicable" is never an open gap.
STATES: Final = ("not applicable", "excluded", "exception", "open", "met")
AMOUNTS: Final = (
    "count",
    "dates",
    "at_practices",
    "at_main_practice",
    "spells",
    "discharges",
    "codes",
    "ddd",
    "paid",
    "score",
    "conditions",
    "person_years",
    "deaths",
)
OWN: Final = (
    "aim",
    "type",
    "component",
    "owner",
    "direction",
    "scoring",
    "counts",
    *POPULATIONS,
    "numerator_observation",
    "denominator_observation",
    "per",
    "unit",
    "strata",
    "minimum",
    "standard",
    "target",
    "sensitive",
    "waits_for",
    "activities",
    "gain",
    "examples",
)
# Which parts each scoring needs, and which it may have besides the populations that restrict who is counted.
_NEEDS: Final[Mapping[str, tuple[str, ...]]] = {
    "proportion": ("numerator",),
    "ratio": ("numerator_observation", "denominator_observation"),
    "rate": ("numerator_observation",),
    "continuous": ("numerator_observation",),
}


def read_indicator(file: str, value: Any, context: Context) -> Indicator:
    """One indicator; without direction, owner, reviewer or review date there is none."""
    needed = ("aim", "type", "component", "owner", "direction", "scoring")
    place, given, shared = read_head(file, value, "indicator", OWN, needed)
    scoring = (place / "scoring").one_of(given["scoring"], SCORINGS)
    waits_for = (place / "waits_for").text(given["waits_for"]) if "waits_for" in given else ""
    parts: list[str] = [k for k in (*POPULATIONS, "numerator_observation", "denominator_observation") if k in given]
    if waits_for and parts:
        raise (place / parts[0]).error("an indicator that waits for data has no populations yet.", "Leave out 'waits_for'.")
    if not waits_for:
        _check_parts(place, scoring, parts, given)
    if "activities" in given and not (waits_for and scoring == "proportion"):
        raise (place / "activities").error("a share of activities is a proportion that waits for their list.")
    if "gain" in given and not (waits_for and scoring == "ratio"):
        raise (place / "gain").error("a gain is a ratio that waits for its base year and growth.")
    populations: dict[str, Any] = {key: read_flag(place / key, given[key], context) for key in POPULATIONS if key in given}
    amounts: dict[str, Any] = {
        key: read_amount(place / key, given[key], context)
        for key in ("numerator_observation", "denominator_observation")
        if key in given
    }
    if scoring == "rate" and not waits_for:
        amounts["denominator_observation"] = PersonDays(PERIOD)
    per = float((place / "per").number(given.get("per", 1), 1))
    counts = (place / "counts").one_of(
        given.get("counts", "period" if scoring == "rate" else "present"), ("present", "period")
    )
    indicator = Indicator(
        **shared,
        **populations,
        **amounts,
        aim=(place / "aim").one_of(given["aim"], AIMS),
        kind_of=(place / "type").one_of(given["type"], KINDS_OF),
        component=(place / "component").text(given["component"]),
        owner=(place / "owner").text(given["owner"]),
        direction=(place / "direction").one_of(given["direction"], DIRECTIONS),
        scoring=scoring,
        counts=counts,
        per=per,
        unit=(place / "unit").text(given["unit"]) if "unit" in given else "",
        strata=_strata(place / "strata", given.get("strata")),
        minimum=(place / "minimum").whole(given.get("minimum", 30), 5),
        standard=(place / "standard").one_of(given.get("standard", "none"), ("none", "direct", "indirect")),
        target=float((place / "target").number(given["target"])) if given.get("target") is not None else None,
        sensitive=(place / "sensitive").yes_no(given.get("sensitive", False)),
        waits_for=waits_for,
        activities=read_activity_rule(place / "activities", given["activities"]) if "activities" in given else None,
        gain=read_gain_rule(place / "gain", given["gain"]) if "gain" in given else None,
        examples=read_examples(place / "examples", given.get("examples"), _expected(scoring)),
    )
    _check_examples(place, indicator)
    return indicator


def _check_parts(place: Place, scoring: str, parts: list[str], given: Mapping[str, Any]) -> None:
    for key in _NEEDS[scoring]:
        if key not in given:
            raise place.error(f"'{key}' is missing: a {scoring} needs it.", "Or say what it waits for: 'waits_for: ...'.")
    for key in ("numerator", "denominator_observation", "numerator_observation"):
        if key in parts and key not in _NEEDS[scoring]:
            raise (place / key).error(f"a {scoring} has none.")
    if "denominator_exception" in parts and scoring != "proportion":
        raise (place / "denominator_exception").error("only a proportion has exceptions.", "Use denominator_exclusion.")
    if "per" in given and scoring not in ("rate", "ratio"):
        raise (place / "per").error(f"a {scoring} is not taken per so many.")
    if given.get("standard", "none") != "none" and scoring == "ratio":
        raise (place / "standard").error("a ratio of two amounts is not standardised.")


def _strata(place: Place, value: Any) -> tuple[str, ...]:
    listed = place.texts(value) if value is not None else STRATA
    for one in listed:
        place.one_of(one, STRATA)
    return tuple(s for s in STRATA if s in listed)


def _expected(scoring: str) -> Any:
    """What an example expects: a state, or a state with numbers."""

    def expected(place: Place, value: Any) -> str | dict[str, Any]:
        if isinstance(value, str):
            return place.one_of(value, STATES if scoring == "proportion" else ("not applicable", "excluded"))
        keys = ("numerator", "denominator") if scoring in ("ratio", "rate") else ("numerator",)
        if scoring == "proportion":
            raise place.error("a proportion expects a state of the person.", "Known: " + ", ".join(STATES) + ".")
        given = place.mapping(value, keys, keys)
        return {key: float((place / key).number(given[key])) for key in keys}

    return expected


def _check_examples(place: Place, indicator: Indicator) -> None:
    if indicator.waits_for:
        return
    expected = [e.expect for e in indicator.examples]
    wanted = ("met", "open") if indicator.scoring == "proportion" else ()
    for state in wanted:
        if state not in expected:
            raise (place / "examples").error(f"an example that expects '{state}' is needed.")
    for key, state in (("denominator_exclusion", "excluded"), ("denominator_exception", "exception")):
        if getattr(indicator, key) is not None and state not in expected:
            raise (place / "examples").error(f"an example that expects '{state}' is needed.", f"It has a {key}.")
    if (indicator.initial_population or indicator.denominator) and "not applicable" not in expected:
        raise (place / "examples").error("an example that expects 'not applicable' is needed.")
    if not indicator.examples:
        raise (place / "examples").error("an indicator without a worked example cannot be published.")


# ---------------------------------------------------------------- amounts


def read_amount(place: Place, value: Any, context: Context) -> Number:
    """One amount per person: ``{count: {visited: {role: gp}, within: period}}``, ``{deaths: period}`` ...

    ``person_years`` counts in days; whoever shows it divides.
    """
    given = place.mapping(value, AMOUNTS)
    if len(given) != 1:
        raise place.error("one amount is needed here.", "Known: " + ", ".join(AMOUNTS) + ".")
    ((name, asked),) = given.items()
    at = place / name
    if name in ("person_years", "deaths"):
        if asked != "period":
            raise at.error("this is counted in the period.", f"Say '{name}: period'.")
        return PersonDays(PERIOD) if name == "person_years" else Deaths(PERIOD)
    if name == "conditions":
        return ConditionCount()
    if name == "score":
        said = at.mapping(asked, ("id", "weights"), ("id",))
        return ScoreOf((at / "id").text(said["id"]), (at / "weights").text(said["weights"]) if "weights" in said else "")
    more = {"spells": ("with", "as", "or_with", "without"), "discharges": ("followed_by",), "codes": ("level", "each")}.get(
        name, ()
    )
    said = at.mapping(asked)
    events = _events_of(at, {k: v for k, v in said.items() if k not in more}, context)
    if name == "spells":
        listed = {k: read_codes(at / k, said[k], context) if k in said else None for k in ("with", "or_with", "without")}
        position = read_position(at / "as", said["as"]) if "as" in said else ""
        return at.trying(lambda: CountSpells(events, listed["with"], position, listed["or_with"], listed["without"]))
    if name == "discharges":
        return _discharges(at, events, said.get("followed_by"), context)
    if name == "codes":
        each = (at / "each").mapping(said.get("each", {}), ("at_least", "ddd_at_least"))
        rows = (at / "each" / "at_least").whole(each.get("at_least", 1), 1)
        ddd = (at / "each" / "ddd_at_least").number(each.get("ddd_at_least", 0.0), 0)
        return at.trying(lambda: CountCodes(events, (at / "level").whole(said.get("level", 5)), rows, ddd))
    if name in ("ddd", "paid"):
        return at.trying(lambda: Sum(events, "ddd" if name == "ddd" else "paid"))
    if name in ("at_practices", "at_main_practice"):
        return at.trying(lambda: CountAtPractices(events, name == "at_main_practice"))
    return Count(events) if name == "count" else CountDates(events)


def _discharges(at: Place, events: Events, followed_by: Any, context: Context) -> Number:
    """``followed_by: {visited: {kind: inpatient, unplanned: true}, days: 30}``"""
    if followed_by is None:
        return at.trying(lambda: CountDischarges(events))
    place = at / "followed_by"
    said = place.mapping(followed_by, ("visited", "days"), ("visited", "days"))
    again, days = _events_of(place, {"visited": said["visited"]}, context), (place / "days").whole(said["days"], 1)
    return place.trying(lambda: CountDischarges(events, again, days))  # type: ignore[arg-type]


def _events_of(place: Place, value: Any, context: Context) -> Events:
    """Records with their window, read like the criterion that there is at least one."""
    flag: Flag = read_flag(place, value, context)
    if isinstance(flag, AtLeast) and isinstance(flag.number, Count) and flag.threshold == 1 and not flag.strict:
        return flag.number.events
    raise place.error(
        "records with a window are needed here, and nothing else.", "As in: {visited: {role: gp}, within: period}."
    )
