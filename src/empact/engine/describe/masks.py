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
from .scan import BANDS, Plan, group_of

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
    for name, values in sorted(counts.values.items(), key=lambda found: found[0] != "ages"):  # the coarser first
        paths: dict[str, tuple[str, ...]]
        if name == "ages":
            paths = {v: (v, f"sex/{v.split('|')[1]}") for v in values}
            masks.people(name, counts.people[name], Axis(paths, threshold=threshold))
        elif name == "age_sex":
            _narrow_ages(counts, masks)
        elif name == "area":
            zones = {v: (v, v.split(">")[0]) for v in values}
            masks.people("zone", counts.people[name], Axis(zones, frozenset(values), threshold))
            towns = {v: (v, v.split(">")[1], v.split(">")[0]) for v in values}
            masks.people("municipality", counts.people[name], Axis(towns, frozenset(values), threshold), coarser="zone")
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


def _narrow_ages(counts: Counts, masks: CohortMasks) -> None:
    """Within each broad group of one sex on its own, the group being known: where one is closed, others need not be."""
    groups = counts.values["ages"]
    table = np.zeros((4, len(groups), len(BANDS)), np.int64)
    for i, value in enumerate(counts.values["age_sex"]):
        table[:, groups.index(group_of(value)), BANDS.index(value.split("|")[0])] += counts.people["age_sex"][:, i]
    masks.flows(
        "age_sex", table.reshape(-1, len(BANDS)), groups, BANDS, lambda node, group: masks.is_hidden("ages", node, group)
    )


def _flows(plan: Plan, counts: Counts, masks: CohortMasks) -> None:
    assert plan.places is not None
    origins = plan.places.origins

    masks.amounts("used_from", counts.amounts["used"].totals(len(origins)), origins)

    def of_people(node: str, origin: str) -> bool | None:
        level = origin.partition(":")[0]
        return masks.is_hidden(level, node, origin) if level in masks.hidden else None

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
        if table in ("zone", "municipality"):
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
