"""The codes of one register, and which of them a code set means.

Concept numbers run in order of (system, code), so a prefix or a range of codes is one stretch of numbers: a code set is
expanded by binary search, once, and no pattern is ever held against an event row.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ..criteria.codeset import CodeRange, CodeSet
from ..terms.codes import SYSTEMS, Code

__all__ = ["Concepts"]

_AFTER_ANY_CODE = "\uffff"


@dataclass(slots=True)
class Concepts:
    """``codes[i]`` has number ``i + 1``. ``crosswalk`` lets a code of one system answer for one of another (RxNorm, ATC)."""

    codes: list[Code]
    crosswalk: Mapping[Code, Code] = field(default_factory=dict)
    _listed: dict[str, tuple[list[str], NDArray[np.int32]]] = field(init=False, default_factory=dict)
    _expanded: dict[CodeSet, NDArray[np.int32]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        by_system: dict[str, list[tuple[str, int]]] = {}
        for number, code in enumerate(self.codes, start=1):
            by_system.setdefault(code.system, []).append((code.value, number))
            stands_for = self.crosswalk.get(code)
            if stands_for is not None:
                by_system.setdefault(stands_for.system, []).append((stands_for.value, number))
        for system_id, listed in by_system.items():
            listed.sort()
            self._listed[system_id] = ([v for v, _ in listed], np.array([n for _, n in listed], dtype=np.int32))

    def __len__(self) -> int:
        return len(self.codes)

    def numbers(self, codes: CodeSet) -> NDArray[np.int32]:
        """The concept numbers a code set means in this register, ascending; often none."""
        found = self._expanded.get(codes)
        if found is None:
            says_cm = "icd10cm" in codes.systems
            included = self._expand(codes.included, says_cm)
            found = np.setdiff1d(included, self._expand(codes.excluded, says_cm)) if codes.excluded else included
            self._expanded[codes] = found
        return found

    def groups(self, system_id: str, length: int) -> NDArray[np.int32]:
        """For each concept number (index 0 unused) the number of its group: the code cut at ``length`` characters.

        0 where the code is not of that system, or shorter. Two concepts that stand for one code share its group.
        """
        group = np.zeros(len(self.codes) + 1, dtype=np.int32)
        named: dict[str, int] = {}
        values, numbers = self._listed.get(system_id, ([], np.empty(0, np.int32)))
        for value, number in zip(values, numbers.tolist(), strict=True):
            if len(value) >= length:
                group[number] = named.setdefault(value[:length], len(named) + 1)
        return group

    def _expand(self, ranges: Iterable[CodeRange], says_cm: bool) -> NDArray[np.int32]:
        """``says_cm``: the set lists ICD-10-CM codes of its own, so its ICD-10 codes do not speak for CM rows."""
        found: list[NDArray[np.int32]] = []
        for r in ranges:
            searched = {"icd10": ["icd10"] if says_cm else ["icd10", "icd10cm"], "icd10cm": ["icd10cm"] if says_cm else []}
            for system_id in searched.get(r.system, [r.system]):
                values, numbers = self._listed.get(system_id, ([], np.empty(0, np.int32)))
                last = r.high + (_AFTER_ANY_CODE if SYSTEMS[r.system].hierarchical else "")
                found.append(numbers[bisect_left(values, r.low) : bisect_right(values, last)])
        return np.unique(np.concatenate(found)) if found else np.empty(0, np.int32)
