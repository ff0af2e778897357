"""Time until an event, with people who left before it: Kaplan-Meier, log-rank, Cox. Fitted by statsmodels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from scipy.special import chdtrc

from ..terms.errors import UserError
from .arguments import Array, Numbers, as_confidence, as_counts, as_numbers
from .intervals import normal_quantile

__all__ = ["CoxModel", "LogRank", "SurvivalCurve", "concordance", "cox", "kaplan_meier", "log_rank", "survival_at"]

_PAIRS = 4_000_000  # pairs compared at a time


@dataclass(frozen=True)
class SurvivalCurve:
    """Per time: people at risk up to it, survival from it on, Greenwood standard error, log-log limits."""

    time: Array
    at_risk: Array
    survival: Array
    standard_error: Array
    lower: Array
    upper: Array
    confidence: float


@dataclass(frozen=True)
class LogRank:
    """Chi-squared of the difference between groups, its degrees of freedom, and the probability of a larger one."""

    chi_squared: float
    degrees_of_freedom: int
    p_value: float


@dataclass(frozen=True)
class CoxModel:
    """Per term: coefficient, standard error, hazard ratio with limits. And how well the whole fits."""

    terms: tuple[str, ...]
    coefficient: Array
    standard_error: Array
    hazard_ratio: Array
    lower: Array
    upper: Array
    log_likelihood: float
    log_likelihood_null: float
    concordance: float
    ties: str
    confidence: float


def kaplan_meier(time: Numbers, is_event: Numbers, *, confidence: float = 0.95) -> SurvivalCurve:
    """Survival at every time at which somebody had the event.

        S(t) = prod_{t_i <= t} (1 - d_i / n_i) ;  se = S sqrt(sum d_i / (n_i (n_i - d_i)))
        limits = S^exp(-/+ z se / (S |log S|))

    People censored at the time of an event are at risk for it. Limits are NaN where S is 0 or 1.

    Shapes: time and is_event one-dimensional, one person each; columns one per event time. Units: those of time.
    Errors: unequal lengths, missing or negative times, and events other than 0 and 1 are refused.
    Source: Kaplan and Meier 1958; Kalbfleisch and Prentice 2002 (limits); R survival (numbers).
    """
    duration, event = _people(time, is_event)
    if not event.any():
        nothing = np.empty(0)
        return SurvivalCurve(nothing, nothing, nothing, nothing, nothing, nothing, as_confidence(confidence))
    from statsmodels.duration.survfunc import SurvfuncRight

    fitted = SurvfuncRight(duration, event)
    survival = np.asarray(fitted.surv_prob, dtype=float)
    return _with_limits(
        np.asarray(fitted.surv_times, dtype=float),
        np.asarray(fitted.n_risk, dtype=float),
        survival,
        np.asarray(fitted.surv_prob_se, dtype=float),
        confidence,
    )


def survival_at(time: Numbers, is_event: Numbers, times: Numbers, *, confidence: float = 0.95) -> SurvivalCurve:
    """The Kaplan-Meier curve read at given times; people at risk are those followed up to the time at least.

    Shapes: time and is_event one per person; columns one per entry of times. Units: those of time.
    Errors: as for the curve. Before the first event survival is 1, without limits.
    """
    duration, _ = _people(time, is_event)
    curve = kaplan_meier(time, is_event, confidence=confidence)
    asked = np.atleast_1d(as_numbers(times, "The times"))
    place = np.searchsorted(curve.time, asked, side="right")
    survival = np.concatenate([[1.0], curve.survival])[place]
    error = np.concatenate([[0.0], curve.standard_error])[place]
    at_risk = duration.size - np.searchsorted(np.sort(duration), asked, side="left")
    return _with_limits(asked, at_risk.astype(float), survival, error, confidence)


def log_rank(time: Numbers, is_event: Numbers, group: Sequence[object]) -> LogRank:
    """Do groups differ in survival? All times weigh the same.

        sum over event times of observed minus expected, (O - E)' V^-1 (O - E)

    Shapes: one entry per person each. Fewer than two groups are refused.
    Errors: as for Kaplan-Meier.
    Source: Mantel 1966; R survival, survdiff (numbers).
    """
    duration, event = _people(time, is_event)
    names, of = np.unique(np.asarray(group), return_inverse=True)
    if of.size != duration.size or names.size < 2:
        raise UserError("A log-rank test compares two groups or more.", hint="Give the group of every person.")
    from statsmodels.duration.survfunc import survdiff

    chi_squared, _ = survdiff(duration, event, of)
    degrees = int(names.size - 1)
    return LogRank(float(chi_squared), degrees, float(chdtrc(degrees, chi_squared)))


def cox(
    time: Numbers,
    is_event: Numbers,
    covariates: Numbers,
    terms: Sequence[str],
    *,
    ties: Literal["efron", "breslow"] = "efron",
    confidence: float = 0.95,
) -> CoxModel:
    """Proportional hazards: which traits go with a higher hazard.

        h(t | x) = h_0(t) exp(x beta), beta by partial likelihood; hazard ratio = exp(beta), limits exp(beta -/+ z se)

    Shapes: covariates (people, terms). Units: hazard ratio per unit of the covariate.
    Errors: as for Kaplan-Meier; missing covariates, unknown ties or a number of names that differs are refused.
    Source: Cox 1972; Efron 1977; Breslow 1974; R survival, coxph (numbers).
    """
    duration, event = _people(time, is_event)
    x = as_numbers(covariates, "The covariates")
    if x.ndim != 2 or x.shape != (duration.size, len(terms)) or np.isnan(x).any():
        raise UserError("The covariates do not fit.", hint="One row per person, one column per term, nothing missing.")
    if ties not in ("efron", "breslow"):
        raise UserError(f"There are no ties '{ties}'.", hint="Known: efron, breslow.")
    from statsmodels.duration.hazard_regression import PHReg

    model = PHReg(duration, x, status=event, ties=ties)
    fitted: Any = model.fit(disp=0)
    beta, error = np.asarray(fitted.params, dtype=float), np.asarray(fitted.bse, dtype=float)
    reach = normal_quantile(confidence) * error
    return CoxModel(
        terms=tuple(terms),
        coefficient=beta,
        standard_error=error,
        hazard_ratio=np.exp(beta),
        lower=np.exp(beta - reach),
        upper=np.exp(beta + reach),
        log_likelihood=float(fitted.llf),
        log_likelihood_null=float(model.loglike(np.zeros(beta.size))),
        concordance=concordance(duration, event, x @ beta),
        ties=ties,
        confidence=confidence,
    )


def concordance(time: Numbers, is_event: Numbers, risk: Numbers) -> float:
    """Of pairs of people of whom it is known who had the event first, the share in which that one had the higher risk.

        (concordant + half of those with equal risk) / comparable

    A pair is comparable when the shorter time ended in the event; at equal times only if one of the two was censored,
    who then outlived the other. 0.5 is a guess, NaN where no pair is comparable.

    Shapes: one entry per person each.
    Errors: as for Kaplan-Meier.
    Source: Harrell 1982; R survival, concordance (numbers).
    """
    duration, event = _people(time, is_event)
    score = as_numbers(risk, "The risk")
    had = np.flatnonzero(event)
    won = even = pairs = 0
    step = max(1, _PAIRS // duration.size)
    for start in range(0, had.size, step):
        some = had[start : start + step]
        longer = duration[None, :] > duration[some, None]
        longer |= (duration[None, :] == duration[some, None]) & (event[None, :] == 0)
        difference = score[some, None] - score[None, :]
        pairs += int(longer.sum())
        won += int((longer & (difference > 0)).sum())
        even += int((longer & (difference == 0)).sum())
    return (won + even / 2) / pairs if pairs else float("nan")


def _with_limits(time: Array, at_risk: Array, survival: Array, error: Array, confidence: float) -> SurvivalCurve:
    z = normal_quantile(confidence)
    inside = (survival > 0) & (survival < 1)
    s = np.where(inside, survival, 0.5)
    reach = np.where(inside, z * error / (s * np.abs(np.log(s))), np.nan)
    return SurvivalCurve(time, at_risk, survival, error, s ** np.exp(reach), s ** np.exp(-reach), confidence)


def _people(time: Numbers, is_event: Numbers) -> tuple[Array, Array]:
    duration, event = as_counts(time, "The time"), as_numbers(is_event, "The event")
    if duration.ndim != 1 or duration.shape != event.shape or not duration.size:
        raise UserError("Times and events do not fit.", hint="Give one time and one event per person.")
    if np.isnan(duration).any() or not np.isin(event, (0, 1)).all():
        raise UserError("A time is missing, or an event is not 0 or 1.", hint="Leave out people without a time.")
    return duration, event
