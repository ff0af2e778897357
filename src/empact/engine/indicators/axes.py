"""Where people are counted in a period: the smallest area and the practice of each, and the strata each belongs to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ...tables.persons import FEMALE, MALE, OTHER_GENDER
from ...terms.periods import Period
from ..evaluator import Evaluator
from ..run.part import classify

__all__ = ["AGE_BANDS", "AREA", "PRACTICE", "SEXES", "Axis", "axes_of", "band_names"]

AREA, PRACTICE = "area", "practice"
SEXES: Final = ("male", "female", "other", "unknown")
AGE_BANDS: Final = 19  # 0-4, 5-9 ... 90 and older: those of the European Standard Population 2013
_PERSONAS: Final = "popbox"


def band_names() -> tuple[str, ...]:
    """``0-4`` to ``85-89``, then ``90+``."""
    return (*(f"{low}-{low + 4}" for low in range(0, 90, 5)), "90+")


@dataclass(frozen=True, slots=True)
class Axis:
    """One way of laying people out: ``place`` is unit x strata per person. Unknown units come last, under an empty name."""

    by: str
    strata: str
    units: Sequence[str]
    names: Sequence[str]
    place: NDArray[np.int32]

    @property
    def size(self) -> int:
        return len(self.units) * len(self.names)


def axes_of(evaluator: Evaluator, period: Period, strata: Sequence[str]) -> list[Axis]:
    """Area and practice, each by age and sex together (which standardisation needs) and by every stratum that is asked.

    Age, persona and reimbursement are those of the last day of the period. Who lived nowhere known on that day, having died
    or moved away in the period, counts where they lived last.
    """
    data = evaluator.data
    units = {AREA: data.residences(period.start), PRACTICE: data.practices(period.start)}
    layers = {name: layer for name, layer in _layers(evaluator, strata).items() if name == "age_sex" or name in strata}
    axes = []
    for by, (where, listed) in units.items():
        unit = np.where(where < 0, len(listed), where).astype(np.int32)
        for name, (names, layer) in layers.items():
            axes.append(Axis(by, name, (*listed, ""), names, unit * np.int32(len(names)) + layer))
    return axes


def _layers(evaluator: Evaluator, strata: Sequence[str]) -> Mapping[str, tuple[Sequence[str], NDArray[np.int32]]]:
    people = evaluator.data.people
    band = np.clip(evaluator.ages // 5, 0, AGE_BANDS - 1).astype(np.int32)
    sex = np.select([people.gender == MALE, people.gender == FEMALE, people.gender == OTHER_GENDER], [0, 1, 2], 3)
    held = evaluator.records.having(evaluator.data.covered("payer_plan_period", "increased_reimbursement"))
    layers: dict[str, tuple[Sequence[str], NDArray[np.int32]]] = {
        "age_sex": ([f"{b}|{s}" for b in band_names() for s in SEXES], (band * len(SEXES) + sex).astype(np.int32)),
        "increased_reimbursement": (("no", "yes"), held.astype(np.int32)),
    }
    segment = evaluator.library.segments.get(_PERSONAS)
    # Without a question for personas nothing that they rest on was read.
    if segment is not None and "persona" in strata:
        placed = classify(evaluator, segment)
        layers["persona"] = (tuple(c.key for c in segment.classes), placed.astype(np.int32))
    return layers
