"""What is written down: diagnoses, measurements, observations and procedures, each with its code."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np

from .conditions import Ill
from .contacts import GP, INPATIENT, Visits
from .people import People
from .reference import conditions, episodes, medicines

__all__ = ["Codes", "Records", "codes", "make_diagnoses", "make_measurements", "make_observations", "make_procedures"]

IN_GP_RECORD: Final = 0.95  # the rest is known to the hospital only
SHORT_EPISODE, CHRONIC_AGAIN = 0.105, 0.075  # share of contacts with a physician at which it is coded
LIVES_ALONE: Final = "105529008"
INFLUENZA_VACCINATION, MAMMOGRAPHY, COLONOSCOPY = "86198006", "71651007", "73761001"
HBA1C, EGFR, BMI, SYSTOLIC, DIASTOLIC = "4548-4", "62238-1", "39156-5", "8480-6", "8462-4"
UNITS: Final = {HBA1C: "%", EGFR: "mL/min/{1.73_m2}", BMI: "kg/m2", SYSTOLIC: "mm[Hg]", DIASTOLIC: "mm[Hg]"}


@dataclass(frozen=True, slots=True)
class Codes:
    """Every code the generator can write, numbered. ``system`` and ``code`` are as a source writes them (ICD-10 with
    its dot).
    """

    system: tuple[str, ...]
    code: tuple[str, ...]

    def number(self, system: str, code: str) -> int:
        return _number()[system, code]

    def numbers(self, system: str, written: tuple[str, ...]) -> np.ndarray:
        return np.array([_number()[system, code] for code in written], np.int64)


@cache
def codes() -> Codes:
    known = conditions()
    found = {("atc", atc) for atc in medicines().atc}
    for system, table in (("icpc2", known.icpc2), ("icd10", known.icd10)):
        found |= {(system, code) for sexes in table for listed in sexes for code, _ in listed}
    found |= {("icpc2", c) for c in episodes("icpc2").code}
    found |= {("icd10", c) for source in ("icd10", "icd10 frail") for c in episodes(source).code}
    found |= {("loinc", c) for c in UNITS} | {
        ("snomed", c) for c in (LIVES_ALONE, INFLUENZA_VACCINATION, MAMMOGRAPHY, COLONOSCOPY)
    }
    ordered = sorted(found)
    return Codes(tuple(s for s, _ in ordered), tuple(c for _, c in ordered))


@cache
def _number() -> dict[tuple[str, str], int]:
    return {pair: i for i, pair in enumerate(zip(codes().system, codes().code, strict=True))}


@dataclass(frozen=True, slots=True)
class Records:
    """Rows of one kind, by person and day. ``code`` is a row of Codes; ``visit`` a row of Visits or -1; ``value`` may
    be empty.

    ``end`` is -1 where the record is open. ``main`` marks the diagnosis a stay was for.
    """

    who: np.ndarray
    code: np.ndarray
    day: np.ndarray
    end: np.ndarray
    visit: np.ndarray
    value: np.ndarray
    main: np.ndarray


def _records(
    people: People,
    who: np.ndarray,
    code: np.ndarray,
    day: np.ndarray,
    end: np.ndarray | None = None,
    visit: np.ndarray | None = None,
    value: np.ndarray | None = None,
    main: np.ndarray | None = None,
    history: bool = False,
) -> Records:
    empty = np.full(len(who), -1, np.int64)
    end = empty if end is None else end
    visit = empty if visit is None else visit
    value = np.full(len(who), np.nan) if value is None else value
    main = np.zeros(len(who), bool) if main is None else main
    first = people.birth if history else people.first_day
    seen = np.flatnonzero((day >= first[who]) & (day <= people.last_day[who]))
    order = seen[np.argsort((who[seen] << 44) | ((day[seen] + 40_000) << 20) | code[seen], kind="stable")]
    return Records(who[order], code[order], day[order], end[order], visit[order], value[order], main[order])


def make_diagnoses(people: People, ill: Ill, visits: Visits, rng: np.random.Generator) -> Records:
    """Onsets with their true dates, the last-year record an active condition needs, and what is coded at contacts and
    stays.
    """
    gp_code, hospital_code, known_to_gp = _own_codes(people, ill, rng)
    lists = (
        _onsets(people, ill, gp_code, hospital_code, known_to_gp),
        _still_active(people, ill, gp_code, hospital_code, known_to_gp, rng),
        _at_contacts(people, ill, visits, gp_code, known_to_gp, rng),
    )
    *at_stays, for_it = _at_stays(people, ill, visits, hospital_code, rng)
    who, code, day, end, visit = (np.concatenate(column) for column in zip(*lists, at_stays, strict=True))
    main = np.concatenate([np.zeros(len(who) - len(for_it), bool), for_it])
    return _records(people, who, code, day, end, visit, main=main, history=True)


def _own_codes(people: People, ill: Ill, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(person, condition) codes: the same condition of a person keeps its code. -1 where the system has none."""
    known = conditions()
    out = []
    for system, table in (("icpc2", known.icpc2), ("icd10", known.icd10)):
        chosen = np.full(ill.has.shape, -1, np.int16)
        for c, sexes in enumerate(table):
            affected = np.flatnonzero(ill.has[:, c] | ill.had[:, c])
            u = rng.random(len(affected))
            for sex, listed in enumerate(sexes):
                if not listed:
                    continue
                mine = people.sex[affected] == sex
                weight = np.array([w for _, w in listed])
                number = codes().numbers(system, tuple(code for code, _ in listed))
                at = np.searchsorted(np.cumsum(weight) / weight.sum(), u[mine], side="right")
                chosen[affected[mine], c] = number[np.minimum(at, len(number) - 1)]
        out.append(chosen)
    return out[0], out[1], rng.random(ill.has.shape) < IN_GP_RECORD


Lists = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def _onsets(people: People, ill: Ill, gp: np.ndarray, hospital: np.ndarray, known_to_gp: np.ndarray) -> Lists:
    who, c = np.nonzero((ill.has | ill.had) & ((gp >= 0) | (hospital >= 0)))
    code = np.where(known_to_gp[who, c] | (hospital[who, c] < 0), gp[who, c], hospital[who, c]).astype(np.int64)
    day = ill.onset[who, c]
    active = np.array([course == "active" for course in conditions().course])
    over = ill.had[who, c] & active[c]
    end = np.where(over, day + 200, -1)
    return who, code, day, end, np.full(len(who), -1, np.int64)


def _still_active(
    people: People, ill: Ill, gp: np.ndarray, hospital: np.ndarray, known_to_gp: np.ndarray, rng: np.random.Generator
) -> Lists:
    """A record in the last year of sight for what counts only while active; and one in each year before since the onset."""
    parts = []
    for c, course in enumerate(conditions().course):
        if course != "active":
            continue
        for year in range(people.years):
            who = np.flatnonzero(ill.has[:, c] & (gp[:, c] >= 0))
            day = people.last_day[who] - 365 * year - rng.integers(0, 355, len(who))
            code = np.where(known_to_gp[who, c] | (hospital[who, c] < 0), gp[who, c], hospital[who, c]).astype(np.int64)
            after = (day > ill.onset[who, c]) & (day >= people.first_day[who])
            parts.append((who[after], code[after], day[after]))
    who, code, day = (np.concatenate(column) for column in zip(*parts, strict=True))
    return who, code, day, np.full(len(who), -1, np.int64), np.full(len(who), -1, np.int64)


def _one_of_theirs(ill: Ill, who: np.ndarray, day: np.ndarray, usable: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A condition each of these people has on that day, or -1."""
    person, condition = np.nonzero(ill.has & usable)
    times = np.bincount(person, minlength=len(ill.has))
    first = np.concatenate([[0], np.cumsum(times)[:-1]])
    count = times[who]
    at = first[who] + np.floor(rng.random(len(who)) * count).astype(np.int64)
    picked = condition[np.minimum(at, max(len(condition) - 1, 0))] if len(condition) else np.zeros(len(who), np.int64)
    return np.where((count > 0) & (ill.onset[who, picked] <= day), picked, -1)


def _at_contacts(
    people: People, ill: Ill, visits: Visits, gp: np.ndarray, known_to_gp: np.ndarray, rng: np.random.Generator
) -> Lists:
    u = rng.random(len(visits.who))
    with_gp = visits.role == GP
    short = np.flatnonzero(with_gp & (u < SHORT_EPISODE))
    again = np.flatnonzero(with_gp & (u >= SHORT_EPISODE) & (u < SHORT_EPISODE + CHRONIC_AGAIN))
    source = episodes("icpc2")
    short_code = codes().numbers("icpc2", source.code)[source.draw(rng, people.age_group(visits.who[short]))]
    picked = _one_of_theirs(ill, visits.who[again], visits.start[again], (gp >= 0) & known_to_gp, rng)
    again, picked = again[picked >= 0], picked[picked >= 0]
    at = np.concatenate([short, again])
    code = np.concatenate([short_code, gp[visits.who[again], picked].astype(np.int64)])
    end = np.concatenate([visits.start[short] + 14, np.full(len(again), -1)])
    return visits.who[at], code, visits.start[at], end, at


def _at_stays(
    people: People, ill: Ill, visits: Visits, hospital: np.ndarray, rng: np.random.Generator
) -> tuple[np.ndarray, ...]:
    """Reason for the stay (own condition or short episode) and what else is coded; at 75 and over often a sign of frailty.

    Columns as in ``Lists``, and whether it is the reason.
    """
    stays = np.flatnonzero(visits.kind == INPATIENT)
    who, day = visits.who[stays], visits.start[stays]
    parts = []
    usable = hospital >= 0
    reason = np.where(rng.random(len(stays)) < 0.45, _one_of_theirs(ill, who, day, usable, rng), -1)
    source = episodes("icd10")
    acute = codes().numbers("icd10", source.code)[source.draw(rng, _stay_group(people, who))]
    parts.append((stays, np.where(reason >= 0, hospital[who, reason], acute)))
    for share in (0.7, 0.5, 0.4):
        also = _one_of_theirs(ill, who, day, usable, rng)
        take = (also >= 0) & (rng.random(len(stays)) < share)
        parts.append((stays[take], hospital[who[take], also[take]]))
    frail = episodes("icd10 frail")
    take = (people.age[who] >= 75) & (rng.random(len(stays)) < 0.4)
    parts.append((stays[take], codes().numbers("icd10", frail.code)[frail.draw(rng, np.full(take.sum(), 2))]))
    at, code = (np.concatenate(column) for column in zip(*parts, strict=True))
    # A condition is written once a stay.
    _, once = np.unique((at.astype(np.int64) << 16) | code, return_index=True)
    at, code = at[once], code[once].astype(np.int64)
    return visits.who[at], code, visits.start[at], np.full(len(at), -1, np.int64), at, once < len(stays)


def _stay_group(people: People, who: np.ndarray) -> np.ndarray:
    return people.age_group(who)


def _each_year(people: People, who: np.ndarray, per_year: float, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """So many days a year for each of these people, spread over the window."""
    start, end = people.window
    again = np.repeat(who, rng.poisson(per_year * people.years, len(who)))
    return again, start + np.floor(rng.random(len(again)) * (end - start)).astype(np.int64)


def make_measurements(people: People, ill: Ill, rng: np.random.Generator) -> Records:
    """Results of chronic people. Nobody without kidney disease has an eGFR under 61, nobody not obese a body mass
    index of 30.
    """
    known = conditions()

    def has(*keys: str) -> np.ndarray:
        return np.any([ill.has[:, known.index(k)] for k in keys], axis=0)

    n = len(people)
    parts: list[tuple[np.ndarray, str, np.ndarray, np.ndarray]] = []
    diabetes, kidney, obese = has("diabetes_t1", "diabetes_t2"), has("ckd"), has("obesity_recorded")
    who, day = _each_year(people, np.flatnonzero(diabetes), 2.0, rng)
    level = rng.normal(7.1, 0.8, n)
    parts.append((who, HBA1C, day, np.round(np.clip(level[who] + rng.normal(0, 0.4, len(who)), 4.8, 14), 1)))

    who, day = _each_year(people, np.flatnonzero(diabetes | has("hypertension", "heart_failure") | kidney), 0.9, rng)
    healthy = np.maximum(61, 118 - 0.55 * np.clip(people.age - 20, 0, None) + rng.normal(0, 9, n))
    filtration = np.where(kidney, np.clip(rng.normal(46, 10, n), 8, 58), np.minimum(healthy, 130))
    value = np.round(filtration[who] + rng.normal(0, 2, len(who)))
    parts.append((who, EGFR, day, np.where(kidney[who], np.clip(value, 5, 59), np.clip(value, 61, 140))))

    mass = np.where(obese, np.clip(rng.normal(33, 2.8, n), 30.4, 55), np.clip(rng.normal(25.3, 2.5, n), 16, 29.4))
    who, day = _each_year(people, np.flatnonzero(obese | diabetes), 0.7, rng)
    parts.append((who, BMI, day, np.round(mass[who] + rng.uniform(-0.3, 0.3, len(who)), 1)))

    who, day = _each_year(people, np.flatnonzero(has("hypertension", "heart_failure", "chd", "diabetes_t2")), 1.0, rng)
    upper = rng.normal(134, 11, n)[who] + rng.normal(0, 7, len(who))
    parts.append((who, SYSTOLIC, day, np.round(np.clip(upper, 92, 215))))
    parts.append((who, DIASTOLIC, day, np.round(np.clip(upper * 0.58 + rng.normal(0, 5, len(who)), 50, 120))))
    who, day, value = (np.concatenate([part[i] for part in parts]) for i in (0, 2, 3))
    code = np.concatenate([np.full(len(part[0]), codes().number("loinc", part[1])) for part in parts])
    return _records(people, who, code, day, value=value)


def make_observations(people: People, rng: np.random.Generator) -> Records:
    """'Lives alone', once a year for those who do; always once in the last year of sight."""
    alone = np.flatnonzero(people.alone)
    who = np.repeat(alone, people.years)
    turn = np.tile(np.arange(people.years), len(alone))
    day = people.last_day[who] - 365 * turn - rng.integers(0, 330, len(who))
    late = (turn == 0) & (day < people.first_day[who])
    day = np.where(late, people.last_day[who], day)
    return _records(people, who, np.full(len(who), codes().number("snomed", LIVES_ALONE)), day)


def make_procedures(people: People, rng: np.random.Generator) -> Records:
    """Influenza vaccination in autumn at 65 and over, mammography of women of 50 to 69, colonoscopy now and then."""
    parts = []
    start, end = people.window
    old = np.flatnonzero(people.age >= 65)
    for year in range(people.years):
        who = old[rng.random(len(old)) < 0.58]
        # mid October to end November of each year of a window that ends in winter
        parts.append((who, INFLUENZA_VACCINATION, end - 365 * year - rng.integers(35, 80, len(who))))
    women = np.flatnonzero((people.sex == 1) & (people.age >= 50) & (people.age <= 69))
    parts.append((*_named(_each_year(people, women, 0.32, rng), MAMMOGRAPHY),))
    parts.append((*_named(_each_year(people, np.flatnonzero(people.age >= 45), 0.03, rng), COLONOSCOPY),))
    who, day = (np.concatenate([part[i] for part in parts]) for i in (0, 2))
    code = np.concatenate([np.full(len(part[0]), codes().number("snomed", part[1])) for part in parts])
    return _records(people, who, code, day)


def _named(days: tuple[np.ndarray, np.ndarray], code: str) -> tuple[np.ndarray, str, np.ndarray]:
    return days[0], code, days[1]
