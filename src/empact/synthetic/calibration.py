"""Does the region look like the region it stands for? Observed against target, row by row."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from .chunk import Chunk
from .contacts import GP, INPATIENT, year_edges
from .people import ALIVE
from .reference import BAND_EDGES

__all__ = ["Check", "Tally", "checks", "tally"]

_BANDS: Final = ("0-17", "18-44", "45-64", "65-74", "75-84", "85+")
# Shares (%) of 0, 1, 2-3, 4+ conditions; population.md 1.3, made with the same model, not an observed distribution.
_PERSONAS: Final = {
    "all": (57.0, 19.4, 14.7, 9.0),
    "0-17": (90.7, 8.5, 0.8, 0.0),
    "18-44": (75.2, 18.0, 6.1, 0.7),
    "45-64": (44.6, 27.8, 20.9, 6.8),
    "65-74": (20.4, 25.2, 32.7, 21.8),
    "75-84": (10.3, 17.9, 33.9, 37.9),
    "85+": (5.9, 11.4, 29.0, 53.7),
}
# Costs have a heavy tail: fewer people say nothing about a mean.
ENOUGH_FOR_COSTS, ENOUGH_FOR_MEANS = 10_000, 1000
_COST_BINS: Final = np.concatenate([[0.0], np.geomspace(1, 5e6, 4000), [np.inf]])


@dataclass(slots=True)
class Tally:
    """Sums over people alive at the end, so that chunks add up. ``cost`` holds people and euros per bin of yearly cost."""

    sums: dict[str, float] = field(default_factory=dict)
    cost_people: np.ndarray = field(default_factory=lambda: np.zeros(len(_COST_BINS) - 1))
    cost_euros: np.ndarray = field(default_factory=lambda: np.zeros(len(_COST_BINS) - 1))

    def add(self, other: Tally) -> None:
        for key, value in other.sums.items():
            self.sums[key] = self.sums.get(key, 0.0) + value
        self.cost_people = self.cost_people + other.cost_people
        self.cost_euros = self.cost_euros + other.cost_euros

    def share(self, part: str, whole: str) -> float:
        return 100 * self.mean(part, whole)

    def mean(self, part: str, whole: str) -> float:
        return self.sums.get(part, 0.0) / max(self.sums.get(whole, 0.0), 1.0)

    def dearest(self, share: float) -> float:
        """Share (%) of all cost borne by the dearest ``share`` of people, straight line inside a bin."""
        people, euros = np.cumsum(self.cost_people[::-1]), np.cumsum(self.cost_euros[::-1])
        if not len(people) or euros[-1] == 0:
            return 0.0
        return float(100 * np.interp(share * people[-1], people, euros) / euros[-1])


def tally(chunk: Chunk) -> Tally:
    """What the calibration needs of one chunk. Rates per year count people seen for the whole last year."""
    people, n = chunk.people, chunk.ill.n
    age, alive = people.age, people.status == ALIVE
    out = Tally()
    bands = {
        "all": np.ones(len(people), bool),
        "65+": age >= 65,
        "85-89": (age >= 85) & (age < 90),
        "75+": age >= 75,
        "65-84": (age >= 65) & (age < 85),
    }
    at = np.searchsorted(BAND_EDGES, age, side="right") - 1
    bands |= {name: at == i for i, name in enumerate(_BANDS)}
    poly = chunk.dispensings.polypharmacy
    for name, inside in bands.items():
        who = alive & inside
        out.sums[f"people {name}"] = who.sum()
        for persona, (low, high) in enumerate(((0, 0), (1, 1), (2, 3), (4, 99))):
            out.sums[f"P{persona} {name}"] = (who & (n >= low) & (n <= high)).sum()
        out.sums[f"two or more {name}"] = (who & (n >= 2)).sum()
        out.sums[f"whole calendar year {name}"] = who.sum() * chunk.dispensings.whole_year
        out.sums[f"five medicines {name}"] = (who & (poly >= 5)).sum()
        out.sums[f"ten medicines {name}"] = (who & (poly >= 10)).sum()
    year = chunk.visits.year == people.years - 1
    whole = alive & (people.first_day <= year_edges(people)[-2])
    gp = np.bincount(chunk.visits.who[year & (chunk.visits.role == GP)], minlength=len(people))
    stays = np.bincount(chunk.visits.who[year & (chunk.visits.kind == INPATIENT)], minlength=len(people))
    out.sums |= {
        "whole year": whole.sum(),
        "whole year ill": (whole & (n >= 2)).sum(),
        "whole year well": (whole & (n < 2)).sum(),
        "whole year 75+": (whole & (age >= 75)).sum(),
        "gp any": (whole & (gp > 0)).sum(),
        "gp contacts": gp[whole].sum(),
        "gp any 75+": (whole & (gp > 0) & (age >= 75)).sum(),
        "gp contacts 75+": gp[whole & (age >= 75)].sum(),
        "admitted": (whole & (stays > 0)).sum(),
        "admitted ill": (whole & (n >= 2) & (stays > 0)).sum(),
        "admitted well": (whole & (n < 2) & (stays > 0)).sum(),
        "vt": (alive & people.vt).sum(),
        "adults": (alive & (age >= 20)).sum(),
        "adults alone": (alive & (age >= 20) & people.alone).sum(),
        "registered": (alive & people.registered).sum(),
    }
    in_hospital = chunk.visits.kind == INPATIENT
    out.sums |= {
        "stays": in_hospital.sum(),
        "stays unplanned": (in_hospital & (chunk.visits.unplanned == 1)).sum(),
        "nights": (chunk.visits.end - chunk.visits.start)[in_hospital].sum(),
    }
    cost = chunk.costs.last_year[whole]
    ill = (n >= 2)[whole]
    out.sums |= {"euros": cost.sum(), "euros ill": cost[ill].sum(), "euros well": cost[~ill].sum()}
    out.cost_people = np.histogram(cost, _COST_BINS)[0].astype(float)
    out.cost_euros = np.histogram(cost, _COST_BINS, weights=cost)[0]
    return out


@dataclass(frozen=True, slots=True)
class Check:
    """One target. ``tolerance`` is in the unit of the target; ``people`` says how many people the figure rests on."""

    what: str
    observed: float
    target: float
    tolerance: float
    unit: str
    source: str
    people: int

    @property
    def passed(self) -> bool:
        return abs(self.observed - self.target) <= self.tolerance

    @property
    def judged(self) -> bool:
        """Are there people enough to tell? Not where chance alone (2.6 standard errors) exceeds the tolerance."""
        if self.unit == "EUR" or self.what.startswith("cost"):
            return self.people >= ENOUGH_FOR_COSTS
        if self.unit != "%":
            return self.people >= ENOUGH_FOR_MEANS
        share = min(max(self.target, 1.0), 99.0) / 100
        return self.people > 0 and 260 * float(np.sqrt(share * (1 - share) / self.people)) <= self.tolerance


def checks(t: Tally) -> list[Check]:
    """Every target with what came out. Tolerances are ours; in a small region few targets can be judged."""
    out: list[Check] = []

    def check(
        what: str, observed: float, target: float, tolerance: float, unit: str, source: str, whole: str = "people all"
    ) -> None:
        out.append(Check(what, round(float(observed), 3), target, tolerance, unit, source, int(t.sums.get(whole, 0))))

    for band, shares in _PERSONAS.items():
        for persona, target in enumerate(shares):
            check(
                f"P{persona} at {band}",
                t.share(f"P{persona} {band}", f"people {band}"),
                target,
                3.0,
                "%",
                "population.md 1.3",
                f"people {band}",
            )
    check(
        "two or more conditions",
        t.share("two or more all", "people all"),
        23.7,
        1.5,
        "%",
        "population.md 1.3; Intego 2015 22.7",
    )
    check(
        "two or more at 65-84",
        t.share("two or more 65-84", "people 65-84"),
        62.3,
        5,
        "%",
        "population.md 7.3; Barnett 64.9",
        "people 65-84",
    )
    check(
        "two or more at 85+",
        t.share("two or more 85+", "people 85+"),
        82.6,
        4,
        "%",
        "population.md 7.3; Barnett 81.5",
        "people 85+",
    )
    for band, five, ten, tolerance in (("all", 13.5, 3.1, 1.2), ("65+", 43.4, 10.6, 3.0), ("85-89", 58.1, 15.4, 6.0)):
        for count, target in (("five", five), ("ten", ten)):
            share, whole = t.share(f"{count} medicines {band}", f"people {band}"), f"whole calendar year {band}"
            check(f"{count} medicines of 80 DDD at {band}", share, target, tolerance, "%", "IMA 2021", whole)
    check("with a GP contact in the year", t.share("gp any", "whole year"), 85, 3, "%", "IMA Atlas 2021")
    check("GP contacts per user", t.mean("gp contacts", "gp any"), 6.1, 0.7, "contacts", "IMA Atlas 2021")
    check(
        "GP contacts per user at 75+",
        t.mean("gp contacts 75+", "gp any 75+"),
        10.6,
        1.2,
        "contacts",
        "IMA Atlas 2020-21",
        "whole year 75+",
    )
    check("hospitalised in the year", t.share("admitted", "whole year"), 9.8, 1.0, "%", "MLOZ 2018, arithmetic")
    check(
        "hospitalised, two or more conditions",
        t.share("admitted ill", "whole year ill"),
        22,
        3,
        "%",
        "MLOZ 2018 (21, proxy)",
        "whole year ill",
    )
    check(
        "hospitalised, fewer than two",
        t.share("admitted well", "whole year well"),
        5.6,
        1.0,
        "%",
        "MLOZ 2018 (6, proxy)",
        "whole year well",
    )
    check("unplanned stays", t.share("stays unplanned", "stays"), 62, 3, "%", "population.md 7.3 (60-65, unverified)", "stays")
    check("nights in a stay", t.mean("nights", "stays"), 6.4, 0.8, "nights", "FPS Public Health 2016", "stays")
    check("mean cost in the year", t.mean("euros", "whole year"), 2196, 200, "EUR", "population.md 7.3; RIZIV 2011 2,200")
    check(
        "mean cost, two or more conditions",
        t.mean("euros ill", "whole year ill"),
        6100,
        800,
        "EUR",
        "population.md 7.3; MLOZ 2018 6,129",
        "whole year ill",
    )
    check(
        "mean cost, fewer than two",
        t.mean("euros well", "whole year well"),
        857,
        120,
        "EUR",
        "population.md 7.3; MLOZ 2018 860",
        "whole year well",
    )
    check("cost of the dearest 5 %", t.dearest(0.05), 53, 4, "%", "trends.knack.be")
    check("increased reimbursement", t.share("vt", "people all"), 15.6, 1.5, "%", "IMA 2021")
    check("adults who live alone", t.share("adults alone", "adults"), 17, 2, "%", "Statistiek Vlaanderen 2017", "adults")
    check("global medical record", t.share("registered", "people all"), 67.3, 3, "%", "press 2015")
    return out
