"""What people have, and since when: a one-factor probit with clusters of diseases that go together."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

import numpy as np

from .people import People
from .reference import BAND_EDGES, Conditions, conditions

__all__ = ["Ill", "make_conditions"]

SHARED: Final = 0.45  # loading on the health factor (population.md 7.3)
IN_CLUSTER: Final = 0.28  # loading on the factor a cluster of diseases shares
VT_SHIFT, OTHERS_SHIFT = 0.13, -0.025


@dataclass(frozen=True, slots=True)
class Ill:
    """``has`` is (person, condition). ``onset`` has the day it began, meaningful where ``has`` or ``had``.

    ``had``: an episode that is over (mental conditions, migraine) or a cancer found more than five years ago. ``n``
    counts distinct counted conditions; ``cms`` is the Cambridge sum.
    """

    has: np.ndarray
    had: np.ndarray
    onset: np.ndarray
    n: np.ndarray
    cms: np.ndarray


def make_conditions(people: People, rng: np.random.Generator, times: np.ndarray | None = None) -> Ill:
    """``times``: a factor on the prevalence of each condition."""
    known = conditions()
    n, width = len(people), len(known.key)
    band = np.searchsorted(BAND_EDGES, people.age, side="right") - 1
    # Normal quantiles only for the few distinct cells, then looked up per person.
    share = known.prevalence if times is None else np.minimum(known.prevalence * times[:, None, None], 0.95)
    quantile = np.vectorize(lambda p: NormalDist().inv_cdf(p) if p > 0 else -9.0)(share)
    threshold = quantile[:, people.sex, band].T + np.where(people.vt, VT_SHIFT, OTHERS_SHIFT)[:, None]
    liability = _liability(known, people, rng)
    has = liability < threshold
    t1, t2 = known.index("diabetes_t1"), known.index("diabetes_t2")
    has[:, t2] &= ~has[:, t1]
    if_ever = rng.random((n, width)).astype(np.float32)
    course = np.array(known.course)
    may_have_had = np.where(course == "active", 0.9, np.where(course == "recent", 0.6, 0.0))
    had = ~has & (if_ever < may_have_had * known.prevalence[:, people.sex, band].T)
    onset = _onset(known, people, has, had, rng)
    had &= people.last_day[:, None] - onset > np.where(course == "recent", 1830, 400)
    counted = has & known.counted
    weights = known.cms.copy()
    weights[known.index("anxiety")] = 0.0  # one entry for anxiety or depression
    cms = has @ weights + 0.5 * (has[:, known.index("anxiety")] & ~has[:, known.index("depression")])
    return Ill(has, had, onset, counted.sum(axis=1), cms)


def _liability(known: Conditions, people: People, rng: np.random.Generator) -> np.ndarray:
    n, width = len(people), len(known.key)
    clusters = sorted({c for c in known.cluster if c})
    factor = rng.standard_normal((n, len(clusters)), dtype=np.float32)
    out = rng.standard_normal((n, width), dtype=np.float32)
    for i, cluster in enumerate(known.cluster):
        inside = IN_CLUSTER if cluster else 0.0
        out[:, i] *= np.sqrt(1 - SHARED**2 - inside**2)
        if cluster:
            out[:, i] += inside * factor[:, clusters.index(cluster)]
    return out + np.float32(SHARED) * people.health[:, None].astype(np.float32)


def _onset(known: Conditions, people: People, has: np.ndarray, had: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Day of onset: an exponential stretch before the last day seen, never before the first age of the condition."""
    shape = has.shape
    days = rng.exponential(known.mean_years * 365.25, shape)
    within = rng.random(shape)
    course = np.array(known.course)
    days = np.where(course == "recent", 20 + within * 1700, days)
    # Pain shows only in a year of treatment: it began before that year.
    days[:, known.index("chronic_pain")] += 370
    # What is over began, and ended, before the year that counts.
    over = np.where(course == "recent", 1900 + days * 2, 700 + within * 1500)
    days = np.where(had, over, days)
    lived = (people.last_day - people.birth)[:, None]
    room = np.maximum(lived - known.first_age * 365.25, lived * 0.5)
    days = np.where(days > room, room * within, days)
    days = np.where(had & (course == "active"), np.maximum(days, np.minimum(600, lived)), days)
    return (people.last_day[:, None] - np.floor(np.maximum(days, 0))).astype(np.int64)
