"""From the *distinct* codes of a table to the groups they belong to: once per code, never per row."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping

from ...criteria.codeset import CodeRange, CodeSet
from ...definitions.models import Score
from ...terms.codes import SYSTEMS
from .shelf import coded_groups

__all__ = ["WORD", "groups_of_codes", "masks"]

WORD = 62
"""Groups per 64-bit word of a mask: the sign bit and one more stay free in every dialect."""


def groups_of_codes(score: Score, system_id: str, codes: Iterable[str]) -> dict[str, int]:
    """Normalised code to a bit mask over ``score.groups`` (bit i: group i). Codes of no group are left out.

    Heads of equal length are sorted once, so that a prefix or a range is a slice of them.
    """
    wanted = set(codes)
    coded = coded_groups(score)
    inside = _lookup(wanted, system_id, {i: _ranges(of, of.included, system_id) for i, of in coded.items()})
    outside = _lookup(wanted, system_id, {i: _ranges(of, of.excluded, system_id) for i, of in coded.items()})
    found = {code: mask & ~outside.get(code, 0) for code, mask in inside.items()}
    return {code: mask for code, mask in found.items() if mask}


def masks(found: Mapping[str, int], groups: int) -> list[list[int]]:
    """The bit masks cut into words of :data:`WORD` groups: one list per word, in the order of ``found``."""
    words = range((groups + WORD - 1) // WORD)
    return [[mask >> (w * WORD) & ((1 << WORD) - 1) for mask in found.values()] for w in words]


def _ranges(of: CodeSet, ranges: tuple[CodeRange, ...], system_id: str) -> list[CodeRange]:
    """ICD-10-CM reads the ICD-10 list of a set that has none of its own, as :meth:`CodeSet.matches` does."""
    answering = "icd10" if system_id == "icd10cm" and "icd10cm" not in of.systems else system_id
    return [r for r in ranges if r.system == answering]


def _lookup(codes: set[str], system_id: str, groups: Mapping[int, list[CodeRange]]) -> dict[str, int]:
    if not SYSTEMS[system_id].hierarchical:
        exact: dict[str, int] = {}
        for place, ranges in groups.items():
            for r in ranges:
                exact[r.low] = exact.get(r.low, 0) | 1 << place
        return {code: exact[code] for code in codes if code in exact}
    lengths = sorted({len(r.low) for ranges in groups.values() for r in ranges})
    heads = {n: sorted({code[:n] for code in codes if len(code) >= n}) for n in lengths}
    marked: dict[str, int] = {}
    for place, ranges in groups.items():
        for r in ranges:
            at = heads[len(r.low)]
            for head in at[bisect_left(at, r.low) : bisect_right(at, r.high)]:
                marked[head] = marked.get(head, 0) | 1 << place
    result = {}
    for code in codes:
        mask = 0
        for n in lengths:
            if n <= len(code):
                mask |= marked.get(code[:n], 0)
        if mask:
            result[code] = mask
    return result
