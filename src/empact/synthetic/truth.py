"""The planted truth: what is true of the people that were made, counted before anybody reads their records.

It is written beside the delivery, never in it: whoever loads the records must find it again.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Final

import numpy as np

from .areas import care_sites
from .chunk import Chunk, Plan
from .groups import (
    Recorded,
    at_home,
    concerned,
    day_number,
    days_of,
    done_in,
    eligible,
    in_practice,
    kind_of_contact,
    neighbourhood_of,
    outlier_year,
    practice_of,
    seen_on,
    spans_of,
)
from .people import ALIVE
from .places import Places
from .reference import BAND_EDGES, conditions
from .scenario import CONTACTS, COVERAGES, CostSkew, Gap, Outlier, Plant, Prevalence, Programme, Scenario, Trend, UnderReach

__all__ = ["BANDS", "Counted", "counted", "truth_of"]

BANDS: Final = ("all", "0-17", "18-44", "45-64", "65-74", "75-84", "85+")
DEAREST: Final = (0.01, 0.05, 0.10)
_KIND: Final = {
    Prevalence: "prevalence",
    Gap: "gap",
    UnderReach: "under_reach",
    Trend: "trend",
    Programme: "programme",
    CostSkew: "cost_skew",
    Outlier: "outlier",
}


@dataclass(slots=True)
class Counted:
    """What the truth needs of one chunk; chunks add up. ``euros``: per person in sight at the end of the calendar year."""

    sums: dict[str, float] = field(default_factory=dict)
    euros: list[np.ndarray] = field(default_factory=list)
    outlier: dict[str, Any] | None = None

    def add(self, other: Counted) -> None:
        for key, value in other.sums.items():
            self.sums[key] = self.sums.get(key, 0.0) + value
        self.euros += other.euros
        self.outlier = self.outlier or other.outlier


def counted(chunk: Chunk, plan: Plan, places: Places) -> Counted:
    """Count one chunk of a plan with a scenario."""
    assert plan.scenario is not None
    out = Counted()
    people, known = chunk.people, conditions()
    alive = people.status == ALIVE
    band = np.searchsorted(BAND_EDGES, people.age, side="right")
    for i, name in enumerate(BANDS):
        inside = alive & ((band == i) | (i == 0))
        out.sums[f"people {name}"] = int(inside.sum())
        for condition in _conditions():
            has = chunk.ill.has[:, [c == condition for c in known.condition]].any(axis=1)
            out.sums[f"has {condition} {name}"] = int((has & inside).sum())
    (low, high), costs = (day_number(d) for d in plan.calendar_year), chunk.costs
    if plan.calendar_year[0] >= plan.start:
        within = (costs.day >= low) & (costs.day <= high)
        paid = np.bincount(costs.who[within], costs.cents[within], minlength=len(people)) / 100
        out.euros.append(paid[seen_on(people, high)])
    for i, plant in enumerate(plan.scenario.plants):
        if isinstance(plant, Gap | UnderReach):
            _count_coverage(out, i, plant, chunk, plan, places)
        elif isinstance(plant, Trend):
            _count_contacts(out, i, plant, chunk, plan, {"everybody": np.ones(len(people), bool)})
        elif isinstance(plant, Programme):
            could = eligible(people, chunk.ill, plant, day_number(plant.start.day(plan.end)))
            joined = np.zeros(len(people), bool)
            assert chunk.enrolments is not None
            mine = chunk.enrolments.programme == chunk.enrolments.names.index(plant.name)
            joined[chunk.enrolments.who[mine]] = True
            out.sums |= {f"{i} participants": int(joined.sum()), f"{i} others": int((could & ~joined).sum())}
            _count_contacts(out, i, plant, chunk, plan, {"participants": joined, "others": could & ~joined})
        elif isinstance(plant, Outlier):
            out.outlier = _outlier(plant, chunk, plan, places)
    return out


def _conditions() -> list[str]:
    return sorted({c for c in conditions().condition if c})


def _count_coverage(out: Counted, i: int, plant: Gap | UnderReach, chunk: Chunk, plan: Plan, places: Places) -> None:
    people, span = chunk.people, spans_of(plan, plant.what)[0]
    asked = concerned(people, chunk.ill, plant.what, span[1])
    recorded = Recorded(chunk.measurements, chunk.procedures, chunk.dispensings)
    done = asked & done_in(recorded, plant.what, span, len(people))
    if isinstance(plant, Gap):
        inside = in_practice(people, span[1]) == practice_of(places, plant.practice)
    else:
        inside = at_home(people, span[1]) == neighbourhood_of(places, plant.neighbourhood)
    for where, there in (("here", inside), ("elsewhere", ~inside)):
        out.sums[f"{i} people {where}"] = int((asked & there).sum())
        out.sums[f"{i} done {where}"] = int((done & there).sum())


def _count_contacts(
    out: Counted, i: int, plant: Trend | Programme, chunk: Chunk, plan: Plan, groups: dict[str, np.ndarray]
) -> None:
    people, visits = chunk.people, chunk.visits
    out.sums[f"{i} without"] = chunk.without[plant]
    day = day_number(plant.start.day(plan.end))
    found = kind_of_contact(plant.what, visits.kind, visits.role)
    before = np.maximum(np.minimum(people.last_day + 1, day) - people.first_day, 0)
    after = np.maximum(people.last_day + 1 - np.maximum(people.first_day, day), 0)
    for name, inside in groups.items():
        mine = found & inside[visits.who]
        out.sums[f"{i} contacts before {name}"] = int((mine & (visits.start < day)).sum())
        out.sums[f"{i} contacts after {name}"] = int((mine & (visits.start >= day)).sum())
        out.sums[f"{i} days before {name}"] = int(before[inside].sum())
        out.sums[f"{i} days after {name}"] = int(after[inside].sum())


def _outlier(plant: Outlier, chunk: Chunk, plan: Plan, places: Places) -> dict[str, Any] | None:
    year = outlier_year(plan)
    low, high = days_of(year)
    people, costs = chunk.people, chunk.costs
    within = (costs.day >= low) & (costs.day <= high)
    cents = np.bincount(costs.who[within], costs.cents[within], minlength=len(people))
    who = np.flatnonzero(cents == plant.euro * 100)
    if chunk.number or not len(who):
        return None
    one = who[0]
    practice = int(in_practice(people, high)[one])
    return {
        "person": str(people.number[one]),
        "year": year,
        "euro": plant.euro,
        "neighbourhood": f"neighbourhood:{places.neighbourhood[at_home(people, high)[one]]}",
        "practice": f"practice-{practice + 1:04d}" if practice >= 0 else None,
    }


# ---------------------------------------------------------------- written down


def truth_of(plan: Plan, places: Places, total: Counted) -> dict[str, Any]:
    """The truth of a region as it goes to a file. Proportions lie between 0 and 1; ``made`` is what came out."""
    scenario = plan.scenario or Scenario("", 0)
    sums = total.sums
    people = {band: int(sums[f"people {band}"]) for band in BANDS}
    return {
        "made_by": "empact synth: no real person",
        "scenario": {"id": scenario.id, "version": scenario.version},
        "people": plan.people,
        "seed": plan.seed,
        "region": plan.region,
        "start": plan.start.isoformat(),
        "end": plan.end.isoformat(),
        "alive_at_end": people,
        "prevalence": {
            condition: {
                band: {
                    "people": int(sums[f"has {condition} {band}"]),
                    "proportion": _ratio(sums[f"has {condition} {band}"], n),
                }
                for band, n in people.items()
            }
            for condition in _conditions()
        },
        "costs": _costs(plan, total),
        "planted": [
            {"plant": _KIND[type(plant)], **_sizes(plant), **_place(plan, places, plant), "made": _made(i, plant, plan, total)}
            for i, plant in enumerate(scenario.plants)
        ],
    }


def _sizes(plant: Plant) -> dict[str, Any]:
    return {name: value for name, value in asdict(plant).items() if name not in ("start", "practice", "neighbourhood")}


def _place(plan: Plan, places: Places, plant: Plant) -> dict[str, Any]:
    """Where and when, with names and dates as the records have them."""
    found: dict[str, Any] = {}
    if isinstance(plant, Trend | Programme):
        found = {"indicator": CONTACTS[plant.what] or None, "from": plant.start.day(plan.end).isoformat()}
    if isinstance(plant, Gap | UnderReach):
        first, last = (date.fromordinal(d + date(1970, 1, 1).toordinal()) for d in spans_of(plan, plant.what)[0])
        found = {"indicator": COVERAGES[plant.what][0], "start": first.isoformat(), "end": last.isoformat()}
    if isinstance(plant, Gap):
        site = care_sites(places)[practice_of(places, plant.practice)]
        found |= {"practice": site.code, "practice_name": site.name}
    if isinstance(plant, UnderReach):
        found["neighbourhood"] = f"neighbourhood:{places.neighbourhood[neighbourhood_of(places, plant.neighbourhood)]}"
    return found


def _made(i: int, plant: Plant, plan: Plan, total: Counted) -> Any:
    sums = total.sums
    if isinstance(plant, Prevalence):
        people, has = sums["people all"], sums[f"has {plant.condition} all"]
        return {"people": int(has), "proportion": _ratio(has, people)}
    if isinstance(plant, Gap | UnderReach):
        here, there = (_ratio(sums[f"{i} done {w}"], sums[f"{i} people {w}"]) for w in ("here", "elsewhere"))
        counts = {f"{what}_{w}": int(sums[f"{i} {what} {w}"]) for w in ("here", "elsewhere") for what in ("people", "done")}
        return {**counts, "proportion": here, "elsewhere": there, "ratio": _ratio(here, there)}
    if isinstance(plant, Trend):
        made = _changed(i, "everybody", sums)
        return {**made, "after_without": int(sums[f"{i} without"]), "times": _ratio(made["after"], sums[f"{i} without"])}
    if isinstance(plant, Programme):
        arms = {name: {"people": int(sums[f"{i} {name}"]), **_changed(i, name, sums)} for name in ("participants", "others")}
        without = sums[f"{i} without"]
        return {**arms, "after_without": int(without), "times": _ratio(arms["participants"]["after"], without)}
    if isinstance(plant, CostSkew):
        return {"year": plan.calendar_year[0].year, "share": _dearest(np.concatenate(total.euros), plant.dearest)}
    return total.outlier


def _changed(i: int, group: str, sums: dict[str, float]) -> dict[str, int]:
    """Contacts and days in sight on both sides of the day."""
    found = {t: int(sums[f"{i} contacts {t} {group}"]) for t in ("before", "after")}
    return {**found, **{f"days_{t}": int(sums[f"{i} days {t} {group}"]) for t in ("before", "after")}}


def _costs(plan: Plan, total: Counted) -> dict[str, Any]:
    """Of the last complete calendar year: people in sight on its last day, theirs together, and who bears how much."""
    if not total.euros:
        return {}
    euros = np.concatenate(total.euros)
    return {
        "year": plan.calendar_year[0].year,
        "people": len(euros),
        "euro": round(float(euros.sum()), 2),
        "share_of_dearest": {f"{share:g}": _dearest(euros, share) for share in DEAREST},
    }


def _dearest(euros: np.ndarray, share: float) -> float | None:
    """Share of all cost of the dearest, who are that share of people, rounded up."""
    ordered = np.sort(euros)[::-1]
    return _ratio(float(ordered[: int(np.ceil(share * len(ordered)))].sum()), float(ordered.sum()))


def _ratio(above: float | None, below: float | None) -> float | None:
    return None if above is None or not below else round(above / below, 8)
