"""The assumptions of the generator, read once from ``library/reference`` into arrays."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np

from ..terms.errors import UserError

__all__ = [
    "BAND_EDGES",
    "OLDEST",
    "Conditions",
    "Episodes",
    "Medicines",
    "Municipalities",
    "conditions",
    "episodes",
    "medicines",
    "municipalities",
    "single_years",
]

OLDEST: Final = 105
# First age of each published population band (read one year lower than printed, see the .yaml beside the table).
POPULATION_BANDS: Final = (0, 4, 11, 17, 29, 39, 49, 59, 64, 69, 79, 89, OLDEST + 1)
# First age of each prevalence band.
BAND_EDGES: Final = (0, 18, 45, 65, 75, 85)
_BANDS: Final = ("0_17", "18_44", "45_64", "65_74", "75_84", "85_plus")
_LEUVEN_ZONES: Final = ("Leuven", "Leuven Noord", "Leuven Zuid")


def _rows(name: str) -> list[dict[str, str]]:
    text = (files("empact") / "library" / "reference" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@dataclass(frozen=True, slots=True)
class Municipalities:
    """The municipalities of a region; ``bands`` is (municipality, sex, band) people, sex 0 male, 1 female."""

    nis: tuple[str, ...]
    name: tuple[str, ...]
    province: tuple[str, ...]
    zone: tuple[str, ...]
    care_region: tuple[str, ...]
    nis_2025: tuple[str, ...]
    name_2025: tuple[str, ...]
    bands: np.ndarray


@cache
def municipalities(region: str) -> Municipalities:
    """The municipalities of ``empact``, ``leuven`` or ``flanders``; a UserError for another name."""
    takes: dict[str, Callable[[dict[str, str]], bool]] = {
        "empact": lambda row: bool(row["care_region"]),
        "leuven": lambda row: row["zone"] in _LEUVEN_ZONES,
        "flanders": lambda row: True,
    }
    if region not in takes:
        raise UserError(f"There is no region '{region}'.", hint="Known: " + ", ".join(takes) + ".")
    rows = [row for row in _rows("population_municipalities_2021.csv") if takes[region](row)]
    men = [row for row in rows if row["sex"] == "M"]
    women = {row["nis"]: row for row in rows if row["sex"] == "F"}
    ages = [name for name in rows[0] if name.startswith("age_")]
    bands = np.array([[[float(r[a]) for a in ages] for r in (row, women[row["nis"]])] for row in men])

    def column(name: str) -> tuple[str, ...]:
        return tuple(row[name] for row in men)

    return Municipalities(
        column("nis"),
        column("municipality"),
        column("province"),
        column("zone"),
        column("care_region"),
        column("nis_2025"),
        column("municipality_2025"),
        bands,
    )


@cache
def single_years(region: str) -> np.ndarray:
    """(municipality, sex, age) people at ages 0..105: band counts spread as the region's single years are inside each band."""
    shape = np.zeros((2, OLDEST + 1))
    for row in _rows("population_single_year_2021.csv"):
        shape["MF".index(row["sex"]), int(row["age"])] = float(row[region])
    people = np.zeros((len(municipalities(region).nis), 2, OLDEST + 1))
    for band, (low, high) in enumerate(zip(POPULATION_BANDS, POPULATION_BANDS[1:], strict=False)):
        inside = shape[:, low:high] / shape[:, low:high].sum(axis=1, keepdims=True)
        people[:, :, low:high] = municipalities(region).bands[:, :, band, None] * inside
    return people


@dataclass(frozen=True, slots=True)
class Conditions:
    """One entry per simulated condition.

    ``prevalence`` is (condition, sex, band). Codes are lists of (code, weight) per sex; empty: no code of that
    system. ``course``: lifelong; active (a flag needs a record in the last year); recent (first record within five
    years).
    """

    key: tuple[str, ...]
    condition: tuple[str, ...]
    counted: np.ndarray
    course: tuple[str, ...]
    first_age: np.ndarray
    mean_years: np.ndarray
    cms: np.ndarray
    cluster: tuple[str, ...]
    icpc2: tuple[tuple[list[tuple[str, float]], ...], ...]
    icd10: tuple[tuple[list[tuple[str, float]], ...], ...]
    prevalence: np.ndarray

    def index(self, key: str) -> int:
        return self.key.index(key)


def _weighted(text: str) -> list[tuple[str, float]]:
    return [(code, float(weight or 1)) for code, _, weight in (item.partition(":") for item in text.split())]


@cache
def conditions() -> Conditions:
    rows = _rows("synthetic_conditions.csv")

    def numbers(name: str) -> np.ndarray:
        return np.array([float(row[name]) for row in rows])

    def codes(system: str) -> tuple[tuple[list[tuple[str, float]], ...], ...]:
        return tuple((_weighted(r[system + "_m"]), _weighted(r[system + "_f"] or r[system + "_m"])) for r in rows)

    prevalence = np.array([[[float(row[f"{sex}_{band}"]) / 100 for band in _BANDS] for sex in "mf"] for row in rows])
    return Conditions(
        tuple(r["key"] for r in rows),
        tuple(r["condition"] for r in rows),
        numbers("counted") > 0,
        tuple(r["course"] for r in rows),
        numbers("first_age"),
        numbers("mean_years"),
        numbers("cms_weight"),
        tuple(r["cluster"] for r in rows),
        codes("icpc2"),
        codes("icd10"),
        prevalence,
    )


@dataclass(frozen=True, slots=True)
class Medicines:
    """One entry per substance (ATC level 5).

    ``for_condition`` is (substance, condition): the share of those with the condition who use it. ``general`` is the
    weight as a medicine for something no counted condition lists; ``short`` (substance, age group 0-14 15-64 65+) the
    weight as a short course.
    """

    atc: tuple[str, ...]
    for_condition: np.ndarray
    general: np.ndarray
    min_age: np.ndarray
    max_age: np.ndarray
    women_only: np.ndarray
    men_only: np.ndarray
    short: np.ndarray
    course_ddd: np.ndarray


@cache
def medicines() -> Medicines:
    rows = _rows("synthetic_medicines.csv")
    atc = tuple(sorted({row["atc"] for row in rows}))
    keys = conditions().key
    n = len(atc)
    m = Medicines(
        atc,
        np.zeros((n, len(keys))),
        np.zeros(n),
        np.zeros(n),
        np.full(n, 120.0),
        np.zeros(n, bool),
        np.zeros(n, bool),
        np.zeros((n, 3)),
        np.ones(n),
    )
    for row in rows:
        i = atc.index(row["atc"])
        if row["use"] == "short":
            m.short[i] = [float(row[c]) for c in ("weight_0_14", "weight_15_64", "weight_65_plus")]
            m.course_ddd[i] = float(row["course_ddd"])
        elif row["use"] == "any":
            m.general[i] = float(row["weight"])
            m.min_age[i], m.max_age[i] = float(row["min_age"]), float(row["max_age"])
            m.women_only[i], m.men_only[i] = row["sex"] == "F", row["sex"] == "M"
        else:
            m.for_condition[i, keys.index(row["use"])] = float(row["weight"])
    return m


@dataclass(frozen=True, slots=True)
class Episodes:
    """Short illnesses of one source: codes, and cumulative weights by age group (0-14, 15-64, 65+)."""

    code: tuple[str, ...]
    cumulative: np.ndarray

    def draw(self, rng: np.random.Generator, age_group: np.ndarray) -> np.ndarray:
        """One code number per given age group."""
        u = rng.random(len(age_group))
        out = np.zeros(len(age_group), np.int64)
        for group in range(3):
            chosen = age_group == group
            out[chosen] = np.searchsorted(self.cumulative[group], u[chosen], side="right")
        return np.minimum(out, len(self.code) - 1)


@cache
def episodes(source: str) -> Episodes:
    """``icpc2`` (general practice), ``icd10`` (hospital) or ``icd10 frail`` (beside the reason for a stay, at great age)."""
    rows = [row for row in _rows("synthetic_episodes.csv") if row["system"] == source]
    weights = np.array([[float(r[c]) for c in ("weight_0_14", "weight_15_64", "weight_65_plus")] for r in rows]).T
    weights[weights.sum(axis=1) == 0] = 1
    return Episodes(tuple(r["code"] for r in rows), np.cumsum(weights, axis=1) / weights.sum(axis=1, keepdims=True))
