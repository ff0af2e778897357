"""Rules on a screener result: versioned records that say from when they hold and when they were decided.

Two days matter. ``valid_from`` and ``valid_to`` bound the assessments a rule is about; ``decided_on`` is when it became the
rule, which may be later: on 13 May 2022 the limit on IADL and ADL went from 6 to 5.5 for all assessments since 1 June 2021.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING

from ..terms.errors import DefinitionError, UserError

if TYPE_CHECKING:
    from .screener import OfficialResult, Result

__all__ = ["Clause", "Flip", "Rule", "Step", "clauses_met", "meets", "next_step", "rule_in_force", "who_flips"]


@dataclass(frozen=True, slots=True)
class Clause:
    """The sum of these modules is at least this; without modules, the total."""

    at_least: Decimal
    modules: tuple[str, ...] = ()

    def value(self, result: Result) -> Decimal | None:
        """The sum it looks at; ``None`` where an estimate lacks a module."""
        if not self.modules:
            return result.total
        if not all(key in result.modules for key in self.modules):
            return None
        return sum((result.modules[key] for key in self.modules), Decimal(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One version of a rule: it is met when any clause is. ``decision``: the number under which a region decided it."""

    name: str
    version: int
    any_of: tuple[Clause, ...]
    valid_from: date
    valid_to: date | None
    decided_on: date
    source: str
    confidence: str
    decision: str = ""

    def __post_init__(self) -> None:
        if not self.any_of:
            raise DefinitionError(f"Rule '{self.name}' has no limit.", hint="Say at_least, of which modules or of the total.")
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise DefinitionError(f"Rule '{self.name}' ends before it begins.", hint="Check valid_from and valid_to.")

    def is_about(self, day: date) -> bool:
        """Does it hold for an assessment of that day?"""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Flip:
    """A result that a new rule answers otherwise."""

    person: str
    assessed_on: date
    before: bool
    after: bool


class Step(Enum):
    """What comes after a screener."""

    FULL_ASSESSMENT = "full_assessment"
    NOTHING_MORE = "nothing_more"
    OFFICIAL_SCREENER = "official_screener"


def rule_in_force(versions: Sequence[Rule], *, assessed_on: date, known_on: date) -> Rule:
    """The version for an assessment, as it was known on a day: of those decided by then, the one decided last.

    Raises :class:`UserError` where none was.
    """
    fitting = [r for r in versions if r.is_about(assessed_on) and r.decided_on <= known_on]
    if not fitting:
        raise UserError(f"No rule for an assessment of {assessed_on} was known on {known_on}.", hint="Rules begin in 2021.")
    return max(fitting, key=lambda r: (r.decided_on, r.version))


def clauses_met(result: Result, rule: Rule) -> tuple[tuple[Clause, Decimal], ...]:
    """The clauses that are met, each with the sum that meets it: the reason in numbers."""
    found = ((clause, clause.value(result)) for clause in rule.any_of)
    return tuple((clause, value) for clause, value in found if value is not None and value >= clause.at_least)


def meets(result: OfficialResult, rule: Rule) -> bool:
    """Does an official result meet the rule? An estimate is refused: no right may hang on it."""
    from .screener import OfficialResult

    if not isinstance(result, OfficialResult):
        raise UserError(
            "An estimate made here decides nothing.", hint="Have the screener taken officially, and enter its result."
        )
    return bool(clauses_met(result, rule))


def next_step(result: Result, rule: Rule) -> Step:
    """What comes next by the rule of the region for the full BelRAI; an estimate that meets it asks for the official one."""
    from .screener import OfficialResult

    if not clauses_met(result, rule):
        return Step.NOTHING_MORE
    return Step.FULL_ASSESSMENT if isinstance(result, OfficialResult) else Step.OFFICIAL_SCREENER


def who_flips(results: Iterable[OfficialResult], old_rule: Rule | None, new_rule: Rule) -> tuple[Flip, ...]:
    """The results that the new rule answers otherwise, by person and day. Nothing is changed: people decide what follows.

    Results the new rule is not about are left out. Where the old rule is ``None`` or not about a result, it was not met.
    """
    flips = []
    for result in results:
        if new_rule.is_about(result.assessed_on):
            before = old_rule is not None and old_rule.is_about(result.assessed_on) and meets(result, old_rule)
            after = meets(result, new_rule)
            if before != after:
                flips.append(Flip(result.person, result.assessed_on, before, after))
    return tuple(sorted(flips, key=lambda f: (f.person, f.assessed_on)))
