"""Which medicines people use, and every dispensing of them.

The number of long-term medicines follows the negative binomial model of population.md 7.3, its mean retuned to the
IMA shares; which ones follows from what the person has, then from general medicines that no counted condition lists.
A medicine that counts as evidence of a condition is given only to those who have it, so that no shipped dispensing
rule finds a condition that is not there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from .conditions import Ill
from .people import People
from .reference import conditions, medicines

__all__ = ["Dispensings", "make_dispensings"]

SIZE: Final = 5.0
PACKS: Final = np.array([28.0, 30.0, 56.0, 84.0, 90.0, 98.0])
MOST: Final = 22
SHORT_COURSES_PER_YEAR: Final = 2.4
ANALGESICS: Final = ("M01A", "N02A")


@dataclass(frozen=True, slots=True)
class Dispensings:
    """One entry per dispensing, by person and day; ``who`` is the row in People, ``substance`` the row in Medicines.

    ``polypharmacy`` is per person: substances of at least 80 DDD in the last complete calendar year; ``whole_year`` says
    whether all of that year lies in the window.
    """

    who: np.ndarray
    substance: np.ndarray
    day: np.ndarray
    ddd: np.ndarray
    polypharmacy: np.ndarray
    whole_year: bool


def make_dispensings(people: People, ill: Ill, year: tuple[int, int], rng: np.random.Generator) -> Dispensings:
    """All dispensings inside the window; ``year`` is the first and last day of the calendar year that counts."""
    pairs = _long_term(people, ill, rng)
    long = _repeat(people, pairs, rng)
    present = (long[1] >= people.first_day[pairs[0][long[0]]]) & (long[1] <= people.last_day[pairs[0][long[0]]])
    long = tuple(column[present] for column in long)
    pair_ddd = np.bincount(long[0], long[2] * ((long[1] >= year[0]) & (long[1] <= year[1])), minlength=len(pairs[0]))
    polypharmacy = np.bincount(pairs[0][pair_ddd >= 80], minlength=len(people))
    short = _short(people, ill, rng)
    who = np.concatenate([pairs[0][long[0]], short[0]])
    substance = np.concatenate([pairs[1][long[0]], short[1]])
    day, ddd = np.concatenate([long[1], short[2]]), np.concatenate([long[2], short[3]])
    seen = (day >= people.first_day[who]) & (day <= people.last_day[who])
    who, substance, day, ddd = who[seen], substance[seen], day[seen], ddd[seen]
    order = np.argsort((who << 40) | (day << 12) | substance, kind="stable")
    return Dispensings(who[order], substance[order], day[order], ddd[order], polypharmacy, year[0] >= people.window[0])


def _long_term(people: People, ill: Ill, rng: np.random.Generator) -> tuple[np.ndarray, ...]:
    """(person, substance, days between, DDD each time, first day): one entry per medicine a person uses."""
    known, drugs = conditions(), medicines()
    n = len(people)
    lipid = ill.has[:, known.index("hyperlipidaemia")]
    mean = 0.2 + 1.45 * ill.n**0.66 + 0.9 * lipid + 0.056 * np.clip(people.age - 45, 0, 35)
    count = np.minimum(rng.poisson(mean * rng.gamma(SIZE, 1 / SIZE, n)), MOST)

    # Rank of each substance for each person: the specific ones first, in random order; then general ones by weight.
    rank = np.full((n, len(drugs.atc)), np.inf, np.float32)
    for i in np.flatnonzero(drugs.general):
        fits = (people.age >= drugs.min_age[i]) & (people.age <= drugs.max_age[i])
        fits &= ~((people.sex == 0) & drugs.women_only[i]) & ~((people.sex == 1) & drugs.men_only[i])
        rank[fits, i] = 2 + rng.standard_exponential(fits.sum()) / drugs.general[i]
    begun = np.full((n, len(drugs.atc)), -(10**6), np.int32)
    for i, c in zip(*np.nonzero(drugs.for_condition), strict=True):
        uses = ill.has[:, c] & (rng.random(n) < drugs.for_condition[i, c])
        uses &= ~_withheld(drugs.atc[i], known.key[c], people, ill)
        rank[uses, i] = rng.random(uses.sum())
        begun[uses, i] = ill.onset[uses, c]
    order = np.argsort(rank, axis=1)[:, :MOST]
    who, place = np.nonzero(np.arange(MOST) < count[:, None])
    substance = order[who, place]
    exists = np.isfinite(rank[who, substance])
    who, substance = who[exists], substance[exists]
    first = begun[who, substance].astype(np.int64)
    new = (rank[who, substance] >= 2) & (rng.random(len(who)) < 0.05 * people.years)
    start, end = people.window
    first = np.where(new, start + rng.integers(0, end - start, len(who)), first)
    between = rng.integers(46, 101, len(who))
    pain = np.array([atc[:4] in ANALGESICS for atc in drugs.atc])
    between = np.where(pain[substance], rng.integers(40, 66, len(who)), between)
    # The nearest pack to what the person uses between two visits to the pharmacy: at least 0.75 DDD a day, so never
    # under 90 a year.
    use = between * rng.uniform(0.75, 1.25, len(who))
    pack = PACKS[np.abs(PACKS - use[:, None]).argmin(axis=1)]
    light = _light(people, ill, who, substance, rng)
    return tuple(np.concatenate([a, b]) for a, b in zip((who, substance, between, pack, first), light, strict=True))


def _withheld(atc: str, key: str, people: People, ill: Ill) -> np.ndarray:
    """Whom a medicine of the condition is not given to, lest it point to another condition they do not have."""
    if atc.startswith("R03") and key == "asthma":
        return (people.age >= 46) & ~ill.has[:, conditions().index("copd")]
    if atc.startswith("R03") and key == "copd":
        return (people.age < 55) & ~ill.has[:, conditions().index("asthma")]
    return np.zeros(len(people), bool)


def _light(
    people: People, ill: Ill, who: np.ndarray, substance: np.ndarray, rng: np.random.Generator
) -> tuple[np.ndarray, ...]:
    """Small use by those whose condition shows only in being treated, and who got no long-term medicine for it: under
    80 DDD a year.
    """
    known, drugs = conditions(), medicines()
    parts = []
    for key, atc, prefix, between, ddd in (
        ("asthma", "R03AC02", ("R03",), (150, 180), 25.0),
        ("copd", "R03BB04", ("R03",), (150, 180), 25.0),
        ("epilepsy", "N03AX14", ("N03A",), (130, 180), 25.0),
        ("chronic_pain", "N02AX02", ANALGESICS, (58, 72), 9.0),
    ):
        c, i = known.index(key), drugs.atc.index(atc)
        of_it = np.array([a.startswith(prefix) for a in drugs.atc])
        has_one = np.bincount(who, of_it[substance], minlength=len(people)) > 0
        bare = np.flatnonzero(ill.has[:, c] & ~has_one)
        size = len(bare)
        parts.append((bare, np.full(size, i), rng.integers(*between, size), np.full(size, ddd), ill.onset[bare, c]))
    return tuple(np.concatenate(column) for column in zip(*parts, strict=True))


def _repeat(people: People, pairs: tuple[np.ndarray, ...], rng: np.random.Generator) -> tuple[np.ndarray, ...]:
    """(pair, day, DDD): every pack of every long-term medicine in the window, before anyone's first and last day are
    applied.
    """
    who, _, between, pack, first = pairs
    start, end = people.window
    begin = np.where(first >= start, first, start + np.floor(rng.random(len(who)) * between).astype(np.int64))
    times = np.maximum(0, (people.last_day[who] - begin) // between + 1)
    pair = np.repeat(np.arange(len(who)), times)
    turn = np.arange(len(pair)) - np.repeat(np.cumsum(times) - times, times)
    # A few days late or early, never enough to lose a pack from the year.
    day = begin[pair] + turn * between[pair] + rng.integers(-3, 4, len(pair)) * (turn > 0)
    return pair, np.minimum(day, end), pack[pair]


def _short(people: People, ill: Ill, rng: np.random.Generator) -> tuple[np.ndarray, ...]:
    """(person, substance, day, DDD) of short courses; analgesics that count as pain treatment at most three in all."""
    drugs, known = medicines(), conditions()
    n = len(people)
    group = people.age_group(np.arange(n))
    start, end = people.window
    mean = SHORT_COURSES_PER_YEAR * people.years * np.array([0.9, 0.85, 1.4])[group] * (1 + 0.1 * ill.n)
    times = rng.poisson(mean * rng.gamma(1.5, 1 / 1.5, n))
    who = np.repeat(np.arange(n), times)
    of_group = group[who]
    running = np.cumsum(drugs.short, axis=0) / drugs.short.sum(axis=0)
    u = rng.random(len(who))
    substance = np.zeros(len(who), np.int64)
    for g in range(3):
        mine = of_group == g
        substance[mine] = np.searchsorted(running[:, g], u[mine], side="right")
    day = start + np.floor(rng.random(len(who)) * (end - start)).astype(np.int64)
    pain = np.array([atc[:4] in ANALGESICS for atc in drugs.atc])[substance] & ~ill.has[who, known.index("chronic_pain")]
    so_far = np.cumsum(pain)
    before = np.concatenate([[0], so_far])[np.concatenate([[0], np.cumsum(times)])[:-1]][who]
    keep = ~pain | (so_far - before <= 3)
    return who[keep], substance[keep], day[keep], drugs.course_ddd[substance[keep]]
