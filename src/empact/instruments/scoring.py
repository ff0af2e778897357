"""The one door: an instrument and its answers in, a score out, whichever way it is scored."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from ..terms.errors import UserError
from .attainment import Attainment, goal_of, score_attainment
from .eq5d import ValueSet, score_value_set
from .instrument import Answers, Instrument, Scored, as_decimal
from .interrai import DID_NOT_OCCUR, score_interrai
from .score2 import Hazard, score_hazard
from .screener import LocalEstimate, Modules, Scale, module_keys, score_modules
from .shelf import Shelf
from .sum import Sum, score_sum

__all__ = ["estimate", "module_score", "score"]


def score(instrument: Instrument, answers: Answers) -> Scored:
    """The score. Raises :class:`~empact.terms.errors.UserError` with a sentence for what cannot be scored.

    Goal attainment takes its goals as ``{"goals": [{"level": 0, "weight": 2}, ...]}``.
    """
    method = instrument.method
    if isinstance(method, Hazard):
        return score_hazard(instrument, answers)
    if isinstance(method, ValueSet):
        return score_value_set(instrument, answers)
    if isinstance(method, Modules):
        return score_modules(instrument, answers)
    if isinstance(method, Sum):
        return score_sum(instrument, answers)
    if isinstance(method, Attainment):
        goals = answers.get("goals")
        if set(answers) != {"goals"} or not isinstance(goals, (list, tuple)):
            raise UserError(
                f"{instrument.code} asks for goals and nothing else.", hint="As in goals: [{level: 0, weight: 2}]."
            )
        return score_attainment(instrument, [goal_of(g) for g in goals])
    return score_interrai(instrument, answers)


def estimate(
    shelf: Shelf, screener: Instrument, *, person: str, assessed_on: date, made_by: str, answers: Mapping[str, Answers]
) -> LocalEstimate:
    """A screener as far as our own code can score it, from answers per module. It opens no right (rule R3).

    A module that cannot be scored here stands in ``missing`` with the reason; then there is no total either.
    """
    modules: dict[str, Decimal] = {}
    missing: dict[str, str] = {}
    for key in module_keys(screener.items):
        try:
            modules[key] = module_score(shelf, screener, key, answers.get(key, {}), on=assessed_on)
        except UserError as refused:
            missing[key] = refused.message
    total = None if missing else sum(modules.values(), Decimal(0))
    return LocalEstimate(
        person=person, assessed_on=assessed_on, modules=modules, missing=missing, total=total, made_by=made_by
    )


def module_score(shelf: Shelf, screener: Instrument, module: str, answers: Answers, *, on: date) -> Decimal:
    """The score of one module, 0 to 6. Raises :class:`UserError` where no published rule and no rule of the region says how.

    A module with scales takes ``{scale: {item: code}}`` and is the mean of their bands, so it may be a half.
    """
    method = screener.method
    assert isinstance(method, Modules)
    if module in method.by:
        return score(shelf.named(method.by[module], on=on), answers).value
    scales = method.scales.get(module, {})
    if not scales or not all(scale.bands for scale in scales.values()):
        raise UserError(
            f"How module '{module}' is scored from its items is not published.",
            hint="Enter the official score, or give its bands in a definition of the region.",
        )
    bands = [_band(module, name, scale, answers.get(name), method.did_not_occur) for name, scale in scales.items()]
    return Decimal(sum(bands)) / len(bands)


def _band(module: str, name: str, scale: Scale, given: object, did_not_occur: int) -> int:
    if not isinstance(given, Mapping) or len(given) != scale.items:
        raise UserError(f"Module '{module}' needs {scale.items} answers for '{name}'.", hint="Answer each of its items.")
    codes = [as_decimal(code) for code in given.values()]
    if not all(code in scale.codes for code in codes):
        raise UserError(f"An answer in module '{module}' is none of its codes.", hint=f"Known: {list(scale.codes)}.")
    total = sum(did_not_occur if code == DID_NOT_OCCUR else int(code) for code in codes if code is not None)
    return sum(total >= lowest for lowest in scale.bands)
