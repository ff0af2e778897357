"""What of a page may be shown: every table through ``engine.release``, in an order in which one knows of the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..release.cohorts import WHOLE, A, B, CohortMasks
from ..release.hide import Axis
from ..release.indicators import SENSITIVE
from ..show.counted import EVERYBODY, EVERYWHERE, counted
from .cohort import Cohort
from .counts import Counts
from .scan import Plan

__all__ = ["masked"]


def masked(plan: Plan, counts: Counts, threshold: int) -> CohortMasks:
    """Decide every table of a page. A cohort with a sensitive term is held to the higher threshold as a whole."""
    cohorts = {WHOLE: Cohort(), A: plan.a} | ({B: plan.b} if plan.b is not None else {})
    known = _known(plan, cohorts, threshold)
    if any(c.is_sensitive for c in cohorts.values()):
        threshold = max(threshold, SENSITIVE)
    masks = CohortMasks([int(n) for n in counts.size], threshold, known)
    if not all(masks.may_describe(node) for node in cohorts):
        return masks
    described = plan.results.manifest["definitions"]
    for name, values in counts.values.items():
        paths: dict[str, tuple[str, ...]]
        if name == "age_sex":
            paths = {v: (v, f"age/{v.split('|')[0]}", f"sex/{v.split('|')[1]}") for v in values}
            masks.people(name, counts.people[name], Axis(paths, threshold=threshold))
        elif name == "area":
            paths = {v: (v, *v.split(">")) for v in values}
            masks.people(name, counts.people[name], Axis(paths, frozenset(values), threshold))
        elif name in ("condition", "determinant"):
            limits = [SENSITIVE if described[name][v].get("sensitive") else threshold for v in values]
            masks.flags(name, counts.people[name], values, limits)
        elif name in counts.amounts and name != "used":
            masks.amounts(name, counts.amounts[name], values)
        elif name in counts.people and name != "registered":
            masks.people(name, counts.people[name], Axis({v: (v,) for v in values}, threshold=threshold))
    if plan.places is not None:
        _flows(plan, counts, masks)
    return masks


def _flows(plan: Plan, counts: Counts, masks: CohortMasks) -> None:
    assert plan.places is not None
    origins = plan.places.origins

    masks.amounts("used_from", counts.amounts["used"].totals(len(origins)), origins)

    def of_people(node: str, origin: str) -> bool | None:
        return masks.is_hidden("area", node, origin) if "area" in masks.hidden and ":" in origin else None

    def of_contacts(node: str, origin: str) -> bool | None:
        return masks.is_hidden("used_from", node, origin)

    used = np.asarray(counts.people["registered"]).sum(axis=0) > 0
    columns = [v for v, there in zip(counts.values["registered"], used, strict=True) if there]
    masks.flows("registered", counts.people["registered"][:, used], origins, columns, of_people)
    masks.flows("used", counts.amounts["used"], origins, counts.values["used"], of_contacts)


def _known(plan: Plan, cohorts: dict[str, Cohort], threshold: int) -> Callable[[str, str, str], bool | None]:
    """What ``empact show`` gives of the same people: conditions, determinants, classes and areas of the whole, of one area,
    of one persona, or of those with one thing."""
    here = counted(plan.results, down_to="municipality", threshold=threshold)

    def cell(cohort: Cohort, table: str, column: str) -> tuple[str, str, str] | None:
        area, class_, trait = EVERYWHERE, EVERYBODY, ""
        for term in cohort.terms:
            if term.kind == "area" and area == EVERYWHERE:
                area = term.value
            elif term.kind == "segment" and class_ == EVERYBODY and term.value.startswith(f"{here.segment}:"):
                class_ = term.value.partition(":")[2]
            elif term.kind in ("condition", "determinant", "segment") and not trait:
                trait = f"{term.kind}/{term.value.replace(':', '/', 1)}"
            else:
                return None
        if table == "area":
            inside = area == EVERYWHERE or area in plan.areas.within(column)
            return (column, class_, trait) if inside else None
        if table == "size":
            return area, class_, trait
        if table == f"segment/{here.segment}":
            return None if class_ != EVERYBODY else (area, column, trait)
        if trait or table not in ("condition", "determinant") and not table.startswith("segment/"):
            return None
        return area, class_, f"{table}/{column}"

    def known(node: str, table: str, column: str) -> bool | None:
        found: Any = cell(cohorts[node], table, column) if node in cohorts else None
        return here.shown(*found).hidden if found is not None and found in here.counts else None

    return known
