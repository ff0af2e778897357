"""Reads an evaluation: a question about an action, for whom, against what, by which outcome, and what was decided.

A document of six parts: question, population, comparison, outcome, result, decision. A draft may lack parts; whoever writes
the report asks for all of them (``engine.evaluation``). What the result is made of is measured, not written here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from ..criteria.nodes import Aged, AllOf, Enrolled, Flag, PersonDays, Unless, walk
from ..terms.errors import DefinitionError, UserError
from ..terms.periods import PERIOD, Period, parse_period
from .grammar import Context, read_flag
from .head import LANGUAGES, read_head, read_titles
from .indicators import STRATA
from .models import Definition, Indicator, Library, Segment
from .place import Place, meant

__all__ = [
    "COMPARISONS",
    "DECISIONS",
    "GRIDS",
    "OWN_PARTS",
    "Comparison",
    "Decision",
    "Evaluation",
    "Outcome",
    "People",
    "PersonsIn",
    "arm_of",
    "read_evaluation",
    "with_arms",
]

COMPARISONS: Final = ("before", "others", "strata")
"""Own course before; areas or practices without the action; other people, matched by a stratum."""
DECISIONS: Final = ("continue", "adapt", "stop", "embed")
GRIDS: Final = ("whole", "year", "quarter", "month")
OWN_PARTS: Final = ("owner", "question", "population", "comparison", "outcome", "result", "decision")
_DAYS_PER_YEAR: Final = 365.25
Titles = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PersonsIn:
    """The people of one class of a segment."""

    segment: str
    key: str


@dataclass(frozen=True, slots=True)
class People:
    """Who took part. ``who`` is asked of each period anew; ``areas`` are ids or names on ``level`` (practice too)."""

    who: Flag | PersonsIn | None
    level: str = ""
    areas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """``by``: one of :data:`COMPARISONS`. ``areas`` empty: all others on the level. ``stratum``: matched by."""

    by: str
    who: Flag | PersonsIn | None = None
    areas: tuple[str, ...] = ()
    stratum: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What should change: an indicator, which way, by how much at least (0.1: a tenth) to matter, and when it is looked at."""

    indicator: str
    direction: str
    smallest: float
    before: tuple[Period, ...]
    after: tuple[Period, ...]
    every: str


@dataclass(frozen=True, slots=True)
class Decision:
    who: str
    on: date
    what: str
    why: Titles


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation(Definition):
    """``None``: that part is not written yet. ``does_not_prove`` belongs to the result, and may not be left out of it."""

    owner: str
    question: Titles | None = None
    population: People | None = None
    comparison: Comparison | None = None
    outcome: Outcome | None = None
    does_not_prove: Titles | None = None
    decision: Decision | None = None

    @property
    def needs_arms(self) -> bool:
        """Are there people to be told apart that no area tells apart?"""
        return bool(self.population and self.population.who and self.comparison and self.outcome)


def read_evaluation(file: str, value: Any, context: Context) -> Evaluation:
    """One evaluation, finished or not."""
    place, given, shared = read_head(file, value, "evaluation", OWN_PARTS, ("owner",))
    evaluation = Evaluation(
        **shared,
        owner=(place / "owner").text(given["owner"]),
        question=read_titles(place / "question", given["question"]) if given.get("question") is not None else None,
        population=_population(place / "population", given.get("population"), context),
        comparison=_comparison(place / "comparison", given.get("comparison"), context),
        outcome=_outcome(place / "outcome", given.get("outcome")),
        does_not_prove=_result(place / "result", given.get("result")),
        decision=_decision(place / "decision", given.get("decision")),
    )
    _check_together(place, evaluation)
    return evaluation


def _who(place: Place, value: Any, context: Context) -> Flag | PersonsIn:
    if isinstance(value, dict) and "segment" in value:
        given = place.mapping(value, ("segment", "class"), ("segment", "class"))
        return PersonsIn((place / "segment").text(given["segment"]), (place / "class").text(given["class"]))
    return read_flag(place, value, context)


def _population(place: Place, value: Any, context: Context) -> People | None:
    if value is None:
        return None
    given = place.mapping(value, ("who", "level", "areas"))
    who = _who(place / "who", given["who"], context) if given.get("who") is not None else None
    if ("level" in given) != ("areas" in given):
        raise place.error("'level' and 'areas' go together.", "As in level: zone, areas: [Tielt].")
    areas = (place / "areas").texts(given["areas"]) if "areas" in given else ()
    if who is None and not areas:
        raise place.error("nobody is named.", "Say 'who' (a criterion), or 'level' and 'areas', or all three.")
    return People(who, (place / "level").text(given["level"]) if areas else "", areas)


def _comparison(place: Place, value: Any, context: Context) -> Comparison | None:
    if value is None:
        return None
    given = place.mapping(value, ("by", "who", "areas", "stratum"), ("by",))
    by = (place / "by").one_of(given["by"], COMPARISONS)
    fits = {"before": (), "others": ("areas",), "strata": ("who", "stratum")}[by]
    for key in given:
        if key != "by" and key not in fits:
            raise (place / key).error(f"a comparison by '{by}' has no '{key}'.")
    if by == "strata":
        place.mapping(value, None, ("who", "stratum"))
        who = _who(place / "who", given["who"], context)
        return Comparison(by, who, stratum=(place / "stratum").one_of(given["stratum"], STRATA))
    return Comparison(by, areas=(place / "areas").texts(given["areas"]) if "areas" in given else ())


def _outcome(place: Place, value: Any) -> Outcome | None:
    if value is None:
        return None
    needed = ("indicator", "direction", "smallest", "after")
    given = place.mapping(value, (*needed, "before", "every"), needed)
    smallest = float((place / "smallest").number(given["smallest"], 0))
    if not 0 < smallest < 1:
        raise (place / "smallest").error("the smallest difference that matters is a share, as in 0.1 for a tenth.")
    every = (place / "every").one_of(given.get("every", "whole"), GRIDS)
    after = _periods(place / "after", given["after"], every)
    before = _periods(place / "before", given["before"], every) if given.get("before") is not None else ()
    if before and before[-1].end >= after[0].start:
        raise (place / "before").error("it ends after the action began to be looked at.")
    direction = (place / "direction").one_of(given["direction"], ("up", "down"))
    return Outcome((place / "indicator").text(given["indicator"]), direction, smallest, before, after, every)


def _periods(place: Place, value: Any, every: str) -> tuple[Period, ...]:
    text = str(value) if isinstance(value, (int, date)) and not isinstance(value, bool) else place.text(value)
    try:
        return parse_period(text, every)
    except UserError as error:
        raise place.error(error.message, error.hint) from None


def _result(place: Place, value: Any) -> Titles | None:
    if value is None:
        return None
    given = place.mapping(value, ("does_not_prove",), ("does_not_prove",))
    return read_titles(place / "does_not_prove", given["does_not_prove"])


def _decision(place: Place, value: Any) -> Decision | None:
    if value is None:
        return None
    needed = ("who", "on", "what", "why")
    given = place.mapping(value, needed, needed)
    what = (place / "what").one_of(given["what"], DECISIONS)
    return Decision(
        (place / "who").text(given["who"]), (place / "on").day(given["on"]), what, read_titles(place / "why", given["why"])
    )


def _check_together(place: Place, evaluation: Evaluation) -> None:
    """What each part allows of the others."""
    people, comparison, outcome = evaluation.population, evaluation.comparison, evaluation.outcome
    if people is None or comparison is None:
        return
    if comparison.by == "strata":
        if people.who is None:
            raise (place / "population").error("matched people need to be told from others.", "Say 'who' took part.")
        if people.areas:
            raise (place / "population").error("matched people are of the whole region.", "Leave out 'level' and 'areas'.")
        return
    if comparison.by == "others" and not people.areas:
        raise (place / "population").error("other areas than which?", "Say 'level' and 'areas' of the action.")
    if both := [area for area in comparison.areas if area in people.areas]:
        raise (place / "comparison" / "areas").error(
            f"'{both[0]}' takes part and is compared with at once.", "An area is in one of the two groups."
        )
    if isinstance(people.who, Flag) and any(isinstance(node, Enrolled) for node in walk(people.who)):
        raise (place / "population" / "who").error(
            "nobody was enrolled before the action, so that there is no before to compare with.",
            "Compare by 'strata', or name areas or practices instead of a programme.",
        )
    if outcome is not None and not outcome.before:
        raise (place / "outcome").error(f"a comparison by '{comparison.by}' needs 'before'.", "As in before: 2021..2022.")


# ---------------------------------------------------------------- the same outcome, of some people


def arm_of(evaluation: Evaluation, comparison: bool = False) -> str:
    """The indicator that holds the outcome of the population, or of the people it is compared with."""
    assert evaluation.outcome is not None
    if not evaluation.needs_arms:
        return evaluation.outcome.indicator
    return f"{evaluation.id}__{'comparison' if comparison else 'population'}"


def with_arms(library: Library) -> tuple[dict[str, Indicator], list[DefinitionError]]:
    """Indicators made of the outcomes of evaluations, asked of their people alone; and a sentence per name that is not there.

    They are measured, kept and hidden like any other. Rates of matched people are made ratios of two sums over people: the
    interval then allows for people who are admitted again and again, where Poisson's would be too narrow.
    """
    arms: dict[str, Indicator] = {}
    problems: list[DefinitionError] = []

    def unknown(place: Place, name: str, known: Collection[str]) -> None:
        problems.append(place.error(f"there is no '{name}'.", meant(name, known)))

    for evaluation in library.evaluations.values():
        place = Place(evaluation.head.file)
        if evaluation.outcome is None:
            continue
        outcome = library.indicators.get(evaluation.outcome.indicator)
        if outcome is None:
            unknown(place / "outcome" / "indicator", evaluation.outcome.indicator, library.indicators)
            continue
        if not evaluation.needs_arms or outcome.waits_for:
            continue
        assert evaluation.population and evaluation.comparison
        for part, who in (("population", evaluation.population.who), ("comparison", evaluation.comparison.who)):
            if who is None:
                continue
            if isinstance(who, PersonsIn):
                segment = library.segments.get(who.segment)
                if segment is None:
                    unknown(place / part / "who" / "segment", who.segment, library.segments)
                    continue
                keys = [c.key for c in segment.classes]
                if who.key not in keys:
                    unknown(place / part / "who" / "class", who.key, keys)
                    continue
                who = _of_class(segment, keys.index(who.key))
            arm = _arm(evaluation, outcome, who, arm_of(evaluation, part == "comparison"))
            arms[arm.id] = arm
    return arms, problems


def _of_class(segment: Segment, at: int) -> Flag:
    """The first class that matches holds: this one's rule, and none before it."""
    before = tuple(c.when for c in segment.classes[:at] if c.when is not None)
    mine = segment.classes[at].when or Aged(0)
    return Unless(mine, before) if before else mine


def _arm(evaluation: Evaluation, outcome: Indicator, who: Flag, id_: str) -> Indicator:
    assert evaluation.comparison is not None
    asked = outcome.initial_population
    matched = evaluation.comparison.by == "strata"
    made = replace(
        outcome,
        id=id_,
        title={language: f"{outcome.title[language]} ({evaluation.title[language]})" for language in LANGUAGES},
        head=replace(outcome.head, file=evaluation.head.file),
        examples=(),
        initial_population=who if asked is None else AllOf((who, asked)),
        strata=tuple(dict.fromkeys((*outcome.strata, *((evaluation.comparison.stratum,) if matched else ())))),
        standard="none",
        target=None,
    )
    if matched and outcome.scoring == "rate":
        return replace(made, scoring="ratio", per=outcome.per * _DAYS_PER_YEAR, denominator_observation=PersonDays(PERIOD))
    return made
