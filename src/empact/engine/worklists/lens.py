"""The equity lens: who is reached by a list and by what was done with it, and which groups fall behind, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ..release.hide import ALL, Axis, Cell, Unprotectable, hidden_cells
from ..show.words import marked
from .equity import GAP, Reach, reach
from .make import TAKEN_UP, Made, MadeList
from .scan import AGE_BANDS, SEXES, Earlier, Found
from .words import said

__all__ = ["PLACE", "behind", "equity_of", "hidden"]

PLACE: Final = "list"
_ALWAYS: Final = ("increased_reimbursement", "age")
"""Traits of which each gap is named, also one that may be chance: they have few groups."""


def equity_of(made: Made, one: MadeList, threshold: int) -> list[dict[str, Any]]:
    """Up to three questions per trait. ``could``: of everybody alive who meets the rule, who could be on it (not left out).
    ``offered``: of those, who is offered a place. ``taken_up``: of who was offered one by the list before, for whom
    something was done. A group of which a number would give somebody away is left out."""
    lines = []
    for of, people, base, got in _questions(made, one):
        where = "neighbourhood" if made.area_level == "neighbourhood" else "municipality"
        traits = (
            (where, people.area, [*made.found.areas, "unknown"]),
            ("increased_reimbursement", people.increased, ["ordinary", "increased"]),
            ("age", people.age, list(AGE_BANDS)),
            ("sex", people.sex, list(SEXES)),
        )  # fmt: skip
        for trait, values, names in traits:
            mine = np.where(values < 0, len(names) - 1, values)
            counts = [np.bincount(mine[rows], minlength=len(names)) for rows in (base, got)]
            for line in _shown(reach(names, *counts), threshold):
                lines.append({"of": of, "trait": trait, **line, "name": made.area_names.get(line["group"], line["group"])})
    return lines


def _questions(made: Made, one: MadeList) -> Iterator[tuple[str, Found | Earlier, NDArray[np.intp], NDArray[np.intp]]]:
    """Of which people, who is asked about, and who of them is reached."""
    yield "could", made.found, one.everybody, one.rows
    yield "offered", made.found, one.rows, one.rows[one.arm == 0]
    if len(one.earlier):
        earlier, why = made.found.earlier, dict(one.left)
        reached = [i for i in one.earlier if why.get(earlier.pseudonym[i]) in (*TAKEN_UP, "in_programme")]
        yield "taken_up", earlier, one.earlier, np.array(reached, np.intp)


def _shown(lines: tuple[Reach, ...], threshold: int) -> list[dict[str, Any]]:
    """Groups of which both who is reached and who is not may be told; fewer than all, so that none follows from the others."""
    counts: dict[Cell, int] = {}
    for line in lines:
        counts[PLACE, line.group, ALL] = line.people
        counts[PLACE, line.group, "yes"] = line.reached
        counts[PLACE, line.group, "no"] = line.people - line.reached
    for trait in (ALL, "yes", "no"):
        counts[PLACE, "all", trait] = sum(n for (_, g, t), n in counts.items() if t == trait and g != "all")
    if not lines:
        return []
    classes = {line.group: (line.group, "all") for line in lines}
    traits = [Axis({"yes": ("yes",), "no": ("no",)}, frozenset({"no"}), threshold)]
    told = {(PLACE, "all", ALL), (PLACE, "all", "yes"), (PLACE, "all", "no")}
    try:
        away = hidden_cells(counts, Axis({PLACE: (PLACE,)}), Axis(classes), traits, threshold, fixed=told)
    except Unprotectable:
        return []
    return [
        {k: round(v, 4) if isinstance(v, float) else v for k, v in asdict(line).items()}
        for line in lines
        if not any((PLACE, line.group, t) in away for t in (ALL, "yes", "no"))
    ]


def hidden(counts: Mapping[Cell, int], leaves: Mapping[str, tuple[str, ...]], threshold: int, told: set[Cell]) -> set[Cell]:
    """Of a whole and its parts, what may not be told; ``told`` cannot be hidden."""
    try:
        return set(hidden_cells(counts, Axis({PLACE: (PLACE,)}), Axis(leaves), [], threshold, settled=frozenset(), fixed=told))
    except Unprotectable:
        return set(counts) - told


def behind(equity: list[dict[str, Any]], language: str) -> list[str]:
    """A sentence for each group that lies more than a fifth under the others. Of age and increased reimbursement each such gap
    is named, with what chance can do; of the many neighbourhoods only what chance does not explain."""
    out = []
    for line in equity:
        gap = line["proportion"] < (1 - GAP) * line["others"]
        if not (line["falls_behind"] or (gap and line["trait"] in _ALWAYS)):
            continue
        percent = {k: marked(f"{100 * line[k]:.1f}", language) for k in ("proportion", "lower", "upper", "others")}
        sentence = said(
            "behind", language, group=_called(line, language), reach=said(line["of"], language),
            reached=line["reached"], people=line["people"], own=percent["proportion"],
            lower=percent["lower"], upper=percent["upper"], others=percent["others"],
        )  # fmt: skip
        out.append(sentence if line["falls_behind"] else f"{sentence} {said('chance', language)}")
    return out


def _called(line: Mapping[str, Any], language: str) -> str:
    if line["trait"] == "age":
        return said("aged", language, age=line["group"])
    if line["group"] in ("increased", "ordinary", "female", "male", "other", "unknown"):
        return said(line["group"], language)
    return str(line["name"])
