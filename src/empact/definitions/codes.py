"""Reads the codes of a rule: a map from system to codes, ranges and code lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..criteria.codeset import CodeSet
from ..terms.codes import SYSTEMS
from ..terms.periods import EVER, Window
from .place import Place

__all__ = ["Context", "read_codes"]


@dataclass(frozen=True, slots=True)
class Context:
    """What a rule may lean on: the code lists of the library, and the persistence of the condition it belongs to.

    ``window`` is given to ``recorded`` rules that name none; ``first`` says it asks for the first record of all.
    """

    codelists: Mapping[str, CodeSet] = field(default_factory=dict)
    window: Window = EVER
    first: bool = False


def read_codes(place: Place, value: Any, context: Context, excluded: Any = None) -> CodeSet:
    """``{icd10: [I50], atc: C03C}``, or ``{codes: <codelist>}``, without what ``except`` names."""
    included, out = _code_map(place, value, context), {}
    if excluded is not None:
        out = _code_map(Place(place.file, (*place.keys[:-1], "except")), excluded, context)
    codes = CodeSet.of(included, out)
    for r in codes.included:
        if any(x.system == r.system and _covers(x.low, x.high, r.low, r.high) for x in codes.excluded):
            raise place.error(f"{r} is listed and taken out again.", "Remove it from one of the two.")
    for a, b in zip(codes.included, codes.included[1:], strict=False):
        if a.system == b.system and SYSTEMS[a.system].hierarchical and _covers(a.low, a.high, b.low, b.high):
            raise place.error(f"{b} is already in {a}.", "A code stands for itself and everything under it: list it once.")
    for x in codes.excluded:
        if not any(r.system == x.system and _overlap(r.low, r.high, x.low, x.high) for r in codes.included):
            raise place.error(f"'except' takes out {x}, which was never in.", "Remove it from 'except'.")
    return codes


def _code_map(place: Place, value: Any, context: Context) -> dict[str, list[str]]:
    out: dict[str, list[str]] = {}
    for key, listed in place.mapping(value, (*SYSTEMS, "codes")).items():
        at = place / key
        if key == "codes":
            for name in at.texts(listed):
                if name not in context.codelists:
                    raise at.error(f"there is no code list '{name}'.")
                for r in context.codelists[name].included:
                    out.setdefault(r.system, []).append(str(r))
            continue
        texts = at.texts(listed)
        repeated = sorted({t for t in texts if texts.count(t) > 1})
        if repeated:
            raise at.error(f"'{repeated[0]}' is listed twice.")
        out.setdefault(key, []).extend(texts)
    if not out:
        raise place.error("a set of codes without codes would never match.", "List at least one code.")
    place.trying(lambda: CodeSet.of(out))
    return out


def _covers(low: str, high: str, inner_low: str, inner_high: str) -> bool:
    return low <= inner_low[: len(low)] and inner_high[: len(high)] <= high and len(low) <= len(inner_low)


def _overlap(low: str, high: str, other_low: str, other_high: str) -> bool:
    n = min(len(low), len(other_low))
    return low[:n] <= other_high[:n] and other_low[:n] <= high[:n]
