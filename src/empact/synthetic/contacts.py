"""Contacts and stays, and the diagnoses recorded at them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from .conditions import Ill
from .people import DEAD, People, pick
from .places import PHYSICIANS_PER_PRACTICE, SPECIALISTS_PER_HOSPITAL, Places

__all__ = ["EMERGENCY", "GP", "HOME", "INPATIENT", "OFFICE", "SPECIALIST", "Visits", "make_visits", "year_edges"]

OFFICE, HOME, EMERGENCY, INPATIENT = 0, 1, 2, 3
GP, SPECIALIST = 0, 1
GP_SIZE: Final = 2.5
OWN_PRACTICE: Final = 0.80
UNPLANNED: Final = 0.62
MORE_STAYS: Final = 0.28  # further stays in a year with one


Part = tuple[np.ndarray, ...]


@dataclass(frozen=True, slots=True)
class Visits:
    """One entry per contact or stay, by person and first day. ``site`` and ``provider`` are numbers from 1;
    ``unplanned`` is 0 or 1, meaningful for stays and emergency contacts. ``year`` is the year of the window, from
    0.
    """

    who: np.ndarray
    kind: np.ndarray
    role: np.ndarray
    start: np.ndarray
    end: np.ndarray
    unplanned: np.ndarray
    site: np.ndarray
    provider: np.ndarray
    year: np.ndarray


def year_edges(people: People) -> np.ndarray:
    """First day of each year of the window, and the day after the last: years of 365.25 days back from the end."""
    start, end = people.window
    return np.round(np.linspace(start, end + 1, people.years + 1)).astype(np.int64)


def make_visits(
    people: People, ill: Ill, places: Places, rng: np.random.Generator, changed: Callable[[Part], Part] | None = None
) -> Visits:
    """``changed``: what a scenario makes of the contacts, as columns in the order of Visits without the places."""
    parts = [*_gp(people, ill, rng), *_stays(people, ill, rng), *_other(people, ill, rng)]
    columns = tuple(np.concatenate(column) for column in zip(*parts, strict=True))
    who, kind, role, start, end, unplanned, year = changed(columns) if changed else columns
    seen = (start >= people.first_day[who]) & (start <= people.last_day[who])
    order = np.flatnonzero(seen)[np.argsort(((who << 32) | start)[seen], kind="stable")]
    who, kind, role, start, end, unplanned, year = (a[order] for a in (who, kind, role, start, end, unplanned, year))
    end = np.minimum(end, people.last_day[who])
    site, provider = _places(people, places, who, role, start, rng)
    return Visits(who, kind, role, start, end, unplanned, site, provider, year)


def _spread(who: np.ndarray, low: int, high: int, rng: np.random.Generator) -> np.ndarray:
    return low + np.floor(rng.random(len(who)) * (high - low)).astype(np.int64)


def _gp(people: People, ill: Ill, rng: np.random.Generator) -> list[Part]:
    """General practice: negative binomial per person and year, with a share of people who do not come."""
    age, n = people.age, ill.n
    mean = np.where(age < 5, 3.2, np.where(age < 18, 2.6 + 1.35 * n, 3.2 + 1.35 * n + 0.035 * np.clip(age - 40, 0, None)))
    mean = 1.04 * mean * np.where(people.vt, 1.15, 1.0) * rng.gamma(GP_SIZE, 1 / GP_SIZE, len(people))
    stays_away = np.where(age < 65, 0.06, 0.01)
    at_home = np.array([0.03, 0.25, 0.55])[np.searchsorted((75, 85), age, side="right")]
    edges = year_edges(people)
    parts: list[Part] = []
    for year in range(people.years):
        times = rng.poisson(mean) * (rng.random(len(people)) >= stays_away)
        who = np.repeat(np.arange(len(people)), times)
        start = _spread(who, edges[year], edges[year + 1], rng)
        kind = np.where(rng.random(len(who)) < at_home[who], HOME, OFFICE)
        parts.append((who, kind, np.full(len(who), GP), start, start, np.zeros(len(who), np.int64), np.full(len(who), year)))
    return parts


def _stays(people: People, ill: Ill, rng: np.random.Generator) -> list[Part]:
    """Stays with a night: the logistic model of population.md 7.3, year after year, each year knowing the one before."""
    n = len(people)
    line = (
        -3.20
        + 0.72 * ill.cms
        + 0.16 * np.clip(people.age - 50, 0, None) / 10
        + 0.35 * (people.age < 3)
        + 0.18 * people.vt
        + 0.14 * people.alone
        + rng.normal(0, 0.3, n)
        + 1.0 * (people.status == DEAD)
    )
    before = rng.random(n) < 1 / (1 + np.exp(-line))
    edges = year_edges(people)
    parts: list[Part] = []
    for year in range(people.years):
        admitted = rng.random(n) < 1 / (1 + np.exp(-(line + 0.80 * before)))
        times = admitted * (1 + rng.poisson(MORE_STAYS, n))
        who = np.repeat(np.arange(n), times)
        start = _spread(who, edges[year], edges[year + 1], rng)
        odds = np.log(UNPLANNED / (1 - UNPLANNED)) + 0.25 * (ill.cms[who] - 1.5) + 0.012 * (people.age[who] - 60)
        unplanned = (rng.random(len(who)) < 1 / (1 + np.exp(-odds))).astype(np.int64)
        length = np.maximum(1, np.round(rng.lognormal(1.44 + 0.006 * (people.age[who] - 55), 0.85))).astype(np.int64)
        parts.append(
            (
                who,
                np.full(len(who), INPATIENT),
                np.full(len(who), SPECIALIST),
                start,
                start + length,
                unplanned,
                np.full(len(who), year),
            )
        )
        before = admitted
    return parts


def _other(people: People, ill: Ill, rng: np.random.Generator) -> list[Part]:
    """Emergency contacts without a stay, and specialists' consultations."""
    edges = year_edges(people)
    parts: list[Part] = []
    for kind, mean in ((EMERGENCY, 0.10 + 0.03 * ill.n), (OFFICE, 0.20 + 0.12 * ill.n)):
        for year in range(people.years):
            who = np.repeat(np.arange(len(people)), rng.poisson(mean))
            start = _spread(who, edges[year], edges[year + 1], rng)
            parts.append(
                (
                    who,
                    np.full(len(who), kind),
                    np.full(len(who), SPECIALIST),
                    start,
                    start,
                    np.full(len(who), int(kind == EMERGENCY)),
                    np.full(len(who), year),
                )
            )
    return parts


def _places(
    people: People, places: Places, who: np.ndarray, role: np.ndarray, start: np.ndarray, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    n = len(who)
    before_move = start < people.moved_on[who]
    own = np.where(before_move, people.old_practice[who], people.practice[who])
    other = pick(places.practice_cumulative, places.practice_first, people.town[who], rng)
    practice = np.where(rng.random(n) < OWN_PRACTICE, own, other)
    hospital = np.where(rng.random(n) < 0.85, people.town[who] % places.hospitals, rng.integers(0, places.hospitals, n))
    in_practice = role == GP
    site = np.where(in_practice, 1 + practice, 1 + places.practices + hospital)
    # Most contacts are with one's own physician of the practice.
    usual = people.number[who] % PHYSICIANS_PER_PRACTICE
    physician = np.where(rng.random(n) < 0.75, usual, rng.integers(0, PHYSICIANS_PER_PRACTICE, n))
    specialist = rng.integers(0, SPECIALISTS_PER_HOSPITAL, n)
    provider = np.where(
        in_practice,
        1 + practice * PHYSICIANS_PER_PRACTICE + physician,
        1 + places.practices * PHYSICIANS_PER_PRACTICE + hospital * SPECIALISTS_PER_HOSPITAL + specialist,
    )
    return site, provider
