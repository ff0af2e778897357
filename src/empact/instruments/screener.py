"""The BelRAI Screener: an official result kept as it came, and apart from it an estimate of our own that opens no right.

Five modules (IADL, ADL, cognition, psychological and behavioural problems), each from 0 to 6 in half points; the total is
their sum, from 0 to 30. Scores are exact decimals: a right hangs on 5.5. Official scores are computed by the BelRAI
application (zorg-en-gezondheid.be/faq-belrai); how three of the modules are made of their items is not published.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from ..terms.errors import UserError
from .instrument import Answers, Instrument, Scored
from .screener_rules import Rule

__all__ = [
    "Certificate",
    "Difference",
    "LocalEstimate",
    "Modules",
    "OfficialResult",
    "Result",
    "Scale",
    "difference",
    "module_keys",
    "receive",
    "rules_of",
    "score_modules",
    "warnings",
]

ESTIMATE = "An estimate made here: not official, opens no right."


@dataclass(frozen=True, slots=True)
class Scale:
    """Some items of a module, each one of ``codes``, whose sum is banded: ``bands`` are the lowest sums of 1 to 6.

    Empty where no source gives them: a region that holds the manual writes them in a file of its own.
    """

    items: int
    codes: tuple[int, ...]
    bands: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Modules:
    """``by``: module -> the instrument that makes its score. ``scales``: module -> its scales, of which it is the mean.

    ``rules``: name -> versions of a rule. ``did_not_occur`` stands for code 8 in a sum.
    """

    by: Mapping[str, str] = field(default_factory=dict)
    scales: Mapping[str, Mapping[str, Scale]] = field(default_factory=dict)
    rules: Mapping[str, tuple[Rule, ...]] = field(default_factory=dict)
    did_not_occur: int = 6


@dataclass(frozen=True, slots=True)
class Certificate:
    """Who took the screener, and from when until when (``None``: without end) they were certified for it."""

    assessor: str
    since: date | None
    until: date | None = None

    def is_valid_on(self, day: date) -> bool:
        """Was there a certificate on that day?"""
        return self.since is not None and self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialResult:
    """Scores as the BelRAI application gave them. Made by :func:`receive`; never changed, never replaced by an estimate."""

    person: str
    assessed_on: date
    modules: Mapping[str, Decimal]
    total: Decimal
    scale_version: str
    certificate: Certificate
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalEstimate:
    """Scores that our own code made. ``missing``: module -> why it has none; without all modules there is no total."""

    person: str
    assessed_on: date
    modules: Mapping[str, Decimal]
    missing: Mapping[str, str]
    total: Decimal | None
    made_by: str
    label: str = ESTIMATE


Result: TypeAlias = OfficialResult | LocalEstimate


@dataclass(frozen=True, slots=True)
class Difference:
    """Later less earlier, per module that both have, and of the total. Over two scale versions it says little."""

    modules: Mapping[str, Decimal]
    total: Decimal | None
    same_scale: bool


def receive(
    screener: Instrument,
    *,
    person: str,
    assessed_on: date,
    modules: Answers,
    total: object = None,
    scale_version: str,
    certificate: Certificate,
    reference: str = "",
) -> OfficialResult:
    """An official result, checked. Raises :class:`UserError` for a score off its scale, and for a total that is not the sum.

    Without a total the sum is the total. Nothing is mended: a wrong total may hide a wrong module.
    """
    scores, whole = _summed(screener, modules)
    if not scale_version.strip():
        raise UserError("The version of the scale is missing.", hint="It stands on the result of the BelRAI application.")
    if total is not None and total != "":
        _check_total(screener.items["total"].read(total), whole)
    return OfficialResult(
        person=person,
        assessed_on=assessed_on,
        modules=scores,
        total=whole,
        scale_version=scale_version.strip(),
        certificate=certificate,
        reference=reference,
    )


def rules_of(screener: Instrument, name: str) -> tuple[Rule, ...]:
    """All versions of a rule: *heavy_need*, *full_assessment*, or one a region added. A house adds those it decided itself.

    Raises :class:`UserError` for a name that does not exist.
    """
    assert isinstance(screener.method, Modules)
    if name not in screener.method.rules:
        raise UserError(f"The screener has no rule '{name}'.", hint="Known: " + ", ".join(screener.method.rules) + ".")
    return screener.method.rules[name]


def score_modules(screener: Instrument, modules: Answers) -> Scored:
    """The total of five module scores. A total among the answers must be their sum."""
    return screener.scored(_summed(screener, modules)[1])


def warnings(result: OfficialResult) -> tuple[str, ...]:
    """What does not make the result wrong, and has to be seen."""
    if result.certificate.is_valid_on(result.assessed_on):
        return ()
    return ("The assessor had no certificate on the day of the assessment: training is mandatory.",)


def difference(earlier: Result, later: Result) -> Difference:
    """What changed since last time. Raises :class:`UserError` between persons, backwards, or official against estimate."""
    if earlier.person != later.person:
        raise UserError("These are results of two persons.", hint="Compare a person with themself.")
    if type(earlier) is not type(later):
        raise UserError("An official result is not compared with an estimate.", hint="Compare two results of one kind.")
    if later.assessed_on < earlier.assessed_on:
        raise UserError("The later result lies before the earlier one.", hint="Give them in the order of their days.")
    both = [key for key in earlier.modules if key in later.modules]
    totals = (earlier.total, later.total)
    same = True
    if isinstance(earlier, OfficialResult) and isinstance(later, OfficialResult):
        same = earlier.scale_version == later.scale_version
    return Difference(
        {key: later.modules[key] - earlier.modules[key] for key in both},
        None if totals[0] is None or totals[1] is None else totals[1] - totals[0],
        same,
    )


def module_keys(asked: Iterable[str]) -> tuple[str, ...]:
    """The modules among what a screener asks: all but the total."""
    return tuple(key for key in asked if key != "total")


def _summed(screener: Instrument, modules: Answers) -> tuple[dict[str, Decimal], Decimal]:
    """The module scores and their sum, which a total among the answers must be."""
    read = screener.read(modules)
    scores = {key: Decimal(str(read[key])) for key in module_keys(screener.items)}
    total = sum(scores.values(), Decimal(0))
    _check_total(read.get("total", total), total)
    return scores, total


def _check_total(given: object, total: Decimal) -> None:
    if given != total:
        raise UserError("The total is not the sum of the five modules.", hint="Compare the modules with the official result.")
