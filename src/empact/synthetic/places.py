"""Where people live and whom they see: neighbourhoods, practices and hospitals, the same for every chunk of people."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .reference import municipalities, single_years

__all__ = ["Places", "make_places"]

PEOPLE_PER_NEIGHBOURHOOD = 2600
PEOPLE_PER_PRACTICE = 4500
PEOPLE_PER_HOSPITAL = 90_000
PHYSICIANS_PER_PRACTICE = 4
SPECIALISTS_PER_HOSPITAL = 12
_STREAM_OF_PLACES = 2**31  # a seed stream no chunk of people uses


@dataclass(frozen=True, slots=True)
class Places:
    """Places of one region, as arrays.

    ``people`` is (municipality, sex, age). Neighbourhoods and practices are numbered over the region, in order of
    municipality; ``*_first`` gives the first number of each municipality and one past the last at the end. Care sites
    are the practices, then the hospitals; providers the physicians of the practices, then the specialists of the
    hospitals.
    """

    region: str
    people: np.ndarray
    neighbourhood: tuple[str, ...]
    neighbourhood_municipality: np.ndarray
    neighbourhood_first: np.ndarray
    neighbourhood_cumulative: np.ndarray
    deprivation: np.ndarray
    practice_first: np.ndarray
    practice_municipality: np.ndarray
    practice_cumulative: np.ndarray
    hospital_municipality: np.ndarray

    @property
    def practices(self) -> int:
        return len(self.practice_municipality)

    @property
    def hospitals(self) -> int:
        return len(self.hospital_municipality)


def make_places(region: str, people: int, seed: int) -> Places:
    """The places for ``people`` in ``region``. The number of practices follows the people asked for; neighbourhoods
    are fixed.
    """
    rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, _STREAM_OF_PLACES])))
    towns = municipalities(region)
    census = single_years(region)
    size = census.sum(axis=(1, 2))
    scale = people / size.sum()
    hoods = np.clip(np.round(size / PEOPLE_PER_NEIGHBOURHOOD), 2, 24).astype(int)
    practices = np.maximum(1, np.round(size * scale / PEOPLE_PER_PRACTICE)).astype(int)
    hood_town, practice_town = np.repeat(np.arange(len(size)), hoods), np.repeat(np.arange(len(size)), practices)
    names = tuple(f"{towns.nis[t]}{chr(ord('A') + i)}" for t, n in enumerate(hoods) for i in range(n))
    order = np.argsort(-size)
    hospitals = order[: max(1, min(len(order), round(size.sum() / PEOPLE_PER_HOSPITAL)))]
    return Places(
        region,
        census,
        names,
        hood_town,
        np.concatenate([[0], np.cumsum(hoods)]),
        _cumulative(rng.gamma(1.5, size=len(names)) + 0.15, hood_town),
        rng.normal(0.0, 0.35, len(names)),
        np.concatenate([[0], np.cumsum(practices)]),
        practice_town,
        _cumulative(rng.uniform(0.6, 1.4, len(practice_town)), practice_town),
        np.sort(hospitals),
    )


def _cumulative(weight: np.ndarray, group: np.ndarray) -> np.ndarray:
    """Running share inside each group, plus the group's number: one sorted array to search for (group + u)."""
    total = np.bincount(group, weight)
    running = np.cumsum(weight) - np.concatenate([[0], np.cumsum(total)])[group]
    return group + np.minimum(running / total[group], 1.0)
