"""What is planted is found again from the delivered records, within its interval; and not where nothing was planted.

Two regions of the same people: one with the shipped truths, one without (``plants: []``). Each truth has a statement about
the records that must hold in the first and fail in the second.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest

from empact.definitions.read import read_library
from empact.engine.indicators import Measures, measure
from empact.engine.ingest import load
from empact.engine.register import Register
from empact.engine.release.released import HIDDEN, OK, Releases
from empact.engine.run import Results, run
from empact.stats.interruption import interrupted_counts
from empact.stats.intervals import wilson
from empact.stats.xmr import xmr
from empact.synthetic import read_scenario, shipped_scenario, write_region
from empact.terms.periods import parse_period

PEOPLE, SEED, END = 40_000, 11, date(2024, 1, 1)
YEARS = ("2022", "2023")
INDICATORS = ("dm_hba1c_measured", "flu_vacc_65", "cost_per_insured", "ed_visits")
BANDS = {
    "all": (0, 200),
    "0-17": (0, 17),
    "18-44": (18, 44),
    "45-64": (45, 64),
    "65-74": (65, 74),
    "75-84": (75, 84),
    "85+": (85, 200),
}
pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Region:
    """A region as its examiner has it: what was delivered, loaded and measured, and apart from it the truth."""

    register: Register
    results: Results
    yearly: Measures
    monthly: Measures
    truth: dict[str, Any]

    def planted(self, kind: str) -> dict[str, Any]:
        return next(p for p in self.truth["planted"] if p["plant"] == kind)

    def releases(self, period: str, internal: bool = True) -> Releases:
        return Releases(self.yearly, self.yearly.period(period), internal=internal)

    def column(self, table: str, *names: str) -> list[np.ndarray]:
        found = pq.ParquetDataset(self.register.files(table)).read(columns=list(names))
        return [found.column(name).to_numpy(zero_copy_only=False) for name in names]

    @cached_property
    def number(self) -> dict[str, int]:
        """Source's number of a person to the register's."""
        ours, theirs = self.column("person", "person_id", "person_source_value")
        return dict(zip(theirs.tolist(), ours.tolist(), strict=True))


def made(folder: Path, scenario) -> Region:
    report = write_region(people=PEOPLE, seed=SEED, out=folder / "in", as_="omop", end=END, scenario=scenario, workers=1)
    register = load([folder / "in"], format="omop", register=folder / "register", now=datetime(2026, 1, 1)).register
    library = read_library()
    results = run(register, as_of=END, results=folder / "results", library=library, workers=1).results

    def measured(name, period, every, indicators):
        periods = parse_period(period, every)
        folder_of = folder / name
        return measure(
            register, periods=periods, results=folder_of, library=library, indicators=indicators, workers=1
        ).measures

    yearly = measured("yearly", "2022..2023", "year", INDICATORS)
    monthly = measured("monthly", "2021-01..2023-12", "month", ["ed_visits"])
    return Region(register, results, yearly, monthly, json.loads(report.truth.read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def nothing(tmp_path_factory):
    file = tmp_path_factory.mktemp("scenario") / "nothing.yaml"
    file.write_text("{id: nothing, kind: scenario, plants: []}\n", encoding="utf-8")
    return read_scenario(file)


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    return made(tmp_path_factory.mktemp("planted"), shipped_scenario())


@pytest.fixture(scope="module")
def control(tmp_path_factory, nothing):
    return made(tmp_path_factory.mktemp("control"), nothing)


# ---------------------------------------------------------------- prevalence


def found_prevalence(region: Region, condition: str) -> dict[str, tuple[float, float]]:
    """Limits of the share of people in whom the library finds the condition, by age."""
    profile = region.results.table("person_profile")
    rows = region.results.table("person_condition")
    having = np.unique(rows["person_id"].to_numpy()[np.array(rows["condition"].to_pylist(), object) == condition])
    person, age = profile["person_id"].to_numpy(), profile["age"].to_numpy(zero_copy_only=False)
    seen = np.array(profile["status"].to_pylist(), object) == "observed"
    has = np.isin(person, having)
    found = {}
    for band, (low, high) in BANDS.items():
        inside = seen & (age >= low) & (age <= high)
        limits = wilson((has & inside).sum(), inside.sum())
        found[band] = float(limits.lower), float(limits.upper)
    return found


def test_the_planted_prevalence_is_found_at_every_age(planted, control):
    condition = planted.planted("prevalence")["condition"]
    true = {band: planted.truth["prevalence"][condition][band]["proportion"] for band in BANDS}
    found = found_prevalence(planted, condition)
    assert all(found[band][0] <= true[band] <= found[band][1] for band in BANDS), (true, found)
    without = found_prevalence(control, condition)
    assert not without["all"][0] <= true["all"] <= without["all"][1]
    times = true["all"] / control.truth["prevalence"][condition]["all"]["proportion"]
    assert times == pytest.approx(planted.planted("prevalence")["times"], abs=0.12)


def test_the_true_prevalence_of_every_counted_condition_is_found(control):
    known = {c.id for c in read_library().conditions.values() if c.counted}
    wrong = []
    for condition in sorted(known & control.truth["prevalence"].keys()):
        low, high = found_prevalence(control, condition)["all"]
        true = control.truth["prevalence"][condition]["all"]["proportion"]
        if not low <= true <= high:
            wrong.append((condition, low, true, high))
    assert not wrong


# ---------------------------------------------------------------- a practice, a neighbourhood


def test_the_practice_with_the_gap_is_lowest_and_far_below_the_funnel(planted, control):
    gap = planted.planted("gap")
    for region, is_planted in ((planted, True), (control, False)):
        rows = [r for r in region.releases("2023").release(gap["indicator"], "practice").rows if r.people]
        here = next(r for r in rows if r.name == gap["practice_name"])
        low = min((r for r in rows if r.people >= 20), key=lambda r: r.numerator / r.people)
        covers = here.lower <= gap["proportion"] <= here.upper
        assert (covers, here.position == -2, low is here) == (is_planted,) * 3, (here, low)
    shown = planted.releases("2023", internal=False).release(gap["indicator"], "practice").rows
    assert next(r for r in shown if r.name == gap["practice_name"]).position == -2  # not hidden by protection


def ratio_to_the_rest(x: float, n: float, all_x: float, all_n: float) -> tuple[float, float]:
    """Katz: limits of the ratio of two proportions on the log scale."""
    y, m = all_x - x, all_n - n
    error = np.sqrt(1 / x - 1 / n + 1 / y - 1 / m)
    middle = np.log((x / n) / (y / m))
    return float(np.exp(middle - 1.96 * error)), float(np.exp(middle + 1.96 * error))


def test_the_neighbourhood_that_is_not_reached_is_found_with_its_ratio(planted, control):
    reach = planted.planted("under_reach")
    for region, is_planted in ((planted, True), (control, False)):
        released = region.releases("2023").release(reach["indicator"], "neighbourhood")
        here = next(r for r in released.rows if r.node == reach["neighbourhood"])
        low, high = ratio_to_the_rest(here.numerator, here.people, released.whole.numerator, released.whole.people)
        assert (low <= reach["ratio"] <= high) is is_planted, (low, high)
        assert (here.lower <= reach["made"]["proportion"] <= here.upper) is is_planted, here
        share = released.whole.numerator / released.whole.people
        depth = {
            r.node: (r.numerator / r.people - share) / np.sqrt(share * (1 - share) / r.people)
            for r in released.rows
            if r.people
        }
        assert (here.position == -2, min(depth, key=depth.get) == here.node) == (is_planted,) * 2  # farthest below of all


# ---------------------------------------------------------------- a month, a programme


def monthly_visits(region: Region) -> tuple[list[str], np.ndarray, np.ndarray]:
    names, counts, days = [], [], []
    for period in region.monthly.periods:
        whole = Releases(region.monthly, period, internal=True).release("ed_visits").whole
        names.append(period.name)
        counts.append(whole.numerator)
        days.append(whole.denominator)
    return names, np.array(counts), np.array(days)


def step_at(counts: np.ndarray, days: np.ndarray, month: int) -> tuple[float, float, float]:
    """Limits of the step of an interrupted series with a trend, and how badly it fits."""
    time = np.arange(len(counts))
    found = interrupted_counts(counts, days, time >= month, time)
    at = found.terms.index("step")
    return float(found.lower[at]), float(found.upper[at]), found.dispersion


def test_the_trend_breaks_in_the_planted_month_by_the_planted_factor(planted, control):
    trend = planted.planted("trend")
    for region, is_planted in ((planted, True), (control, False)):
        names, counts, days = monthly_visits(region)
        month = names.index(trend["from"][:7])
        low, high, _ = step_at(counts, days, month)
        assert (low <= trend["times"] <= high) is is_planted, (low, high)
        best = min(range(6, len(names) - 6), key=lambda m: step_at(counts, days, m)[2])
        assert (names[best] == trend["from"][:7]) is is_planted, names[best]
        chart = xmr(counts / days, direction="decrease", freeze=month)
        outside = np.flatnonzero(chart.rule == "outside")
        assert (
            len(outside) > 0 and bool(outside[0] == month) and bool((chart.point_type[month:] == "concern").all())
        ) is is_planted


def admissions(region: Region, source_numbers: set[str], start: date) -> np.ndarray:
    """Per person: stays before and from a day on, and days in sight before and from it on."""
    ours = np.array(sorted(region.number[s] for s in source_numbers))
    person, kind, day = region.column("visit_occurrence", "person_id", "visit_concept_id", "visit_start_date")
    stays = (kind == 9201) & np.isin(person, ours)
    at, late = np.searchsorted(ours, person[stays]), day[stays] >= np.datetime64(start)
    seen, first, last = region.column(
        "observation_period", "person_id", "observation_period_start_date", "observation_period_end_date"
    )
    mine = np.isin(seen, ours)
    row = np.searchsorted(ours, seen[mine])
    edge = np.datetime64(start)
    first, after_last = first[mine].astype("datetime64[D]"), last[mine].astype("datetime64[D]") + 1
    table = np.zeros((len(ours), 4))
    np.add.at(table[:, 0], at[~late], 1)
    np.add.at(table[:, 1], at[late], 1)
    np.add.at(table[:, 2], row, np.maximum((np.minimum(after_last, edge) - first).astype(int), 0))
    np.add.at(table[:, 3], row, np.maximum((after_last - np.maximum(first, edge)).astype(int), 0))
    return table


def effect_of(participants: np.ndarray, others: np.ndarray) -> tuple[float, float, float]:
    """Ratio of the ratios after to before, with limits from 1,000 draws of people."""
    rng = np.random.default_rng(1)

    def log_change(arm: np.ndarray) -> np.ndarray:
        draws = rng.multinomial(len(arm), np.full(len(arm), 1 / len(arm)), size=1000)
        sums = np.vstack([arm.sum(0), draws @ arm])
        return np.log(sums[:, 1] / sums[:, 3]) - np.log(sums[:, 0] / sums[:, 2])

    effect = log_change(participants) - log_change(others)
    low, high = np.quantile(effect[1:], [0.025, 0.975])
    return tuple(float(np.exp(v)) for v in (effect[0], low, high))


def test_the_effect_of_the_programme_is_found_by_before_and_after_with_a_comparison(planted, control, tmp_path):
    """Whoever could have been enrolled and was not is the comparison, as the library sees them on the day it began."""
    programme = planted.planted("programme")
    start = date.fromisoformat(programme["from"])
    person, name, since = planted.column("programme_enrolment", "person_id", "programme", "enrolment_start_date")
    assert set(name) == {programme["name"]} and set(since) == {np.datetime64(start)}
    assert len(person) == programme["made"]["participants"]["people"]
    source = {ours: theirs for theirs, ours in planted.number.items()}
    enrolled = {source[p] for p in person.tolist()}
    profile = run(planted.register, as_of=start, results=tmp_path / "then", library=read_library(), workers=1).results.table(
        "person_profile"
    )
    could = {
        source[p]
        for p, status, age, n in zip(
            *(profile[c].to_pylist() for c in ("person_id", "status", "age", "n_conditions")), strict=True
        )
        if status == "observed" and age >= programme["aged_from"] and n >= programme["conditions_from"]
    }
    assert len(enrolled & could) / len(enrolled) > 0.97  # the known rule
    others = could - enrolled
    for region, is_planted in ((planted, True), (control, False)):
        effect, low, high = effect_of(admissions(region, enrolled, start), admissions(region, others, start))
        assert (low <= programme["times"] <= high) is is_planted, (effect, low, high)
        assert (high < 1) is is_planted
    before = admissions(planted, enrolled, start)[:, [0, 2]].sum(0), admissions(planted, others, start)[:, [0, 2]].sum(0)
    assert before[0][0] / before[0][1] == pytest.approx(before[1][0] / before[1][1], rel=0.1)  # none before


def test_without_a_scenario_nobody_is_enrolled(control):
    assert not len(control.column("programme_enrolment", "person_id")[0])


# ---------------------------------------------------------------- money


def yearly_cost(region: Region, year: int) -> np.ndarray:
    """Euros of each person in sight on the last day of the year."""
    person, day, cents = region.column("cost", "person_id", "cost_date", "total_paid_minor")
    seen, first, last = region.column(
        "observation_period", "person_id", "observation_period_start_date", "observation_period_end_date"
    )
    edge = np.datetime64(date(year, 12, 31))
    there = np.sort(seen[(first <= edge) & (last >= edge)])
    inside = (day >= np.datetime64(date(year, 1, 1))) & (day <= edge) & np.isin(person, there)
    return np.bincount(np.searchsorted(there, person[inside]), cents[inside], minlength=len(there)) / 100


def dearest(euros: np.ndarray, share: float) -> float:
    ordered = np.sort(euros)[::-1]
    return float(ordered[: int(np.ceil(share * len(ordered)))].sum() / ordered.sum())


def test_the_dearest_bear_the_planted_share_of_cost(planted, control):
    skew = planted.planted("cost_skew")
    rng = np.random.default_rng(1)
    for region, is_planted in ((planted, True), (control, False)):
        euros = yearly_cost(region, skew["made"]["year"])
        assert len(euros) == region.truth["costs"]["people"]
        assert euros.sum() == pytest.approx(region.truth["costs"]["euro"], abs=0.01)
        for share, true in region.truth["costs"]["share_of_dearest"].items():
            assert dearest(euros, float(share)) == pytest.approx(true, abs=1e-6)
        draws = [dearest(rng.choice(euros, len(euros)), skew["dearest"]) for _ in range(300)]
        low, high = np.quantile(draws, [0.025, 0.975])
        assert bool(low <= skew["share"] <= high) is is_planted, (low, high)


def test_the_outlier_is_seen_inside_and_its_small_area_is_not_shown(planted, control):
    outlier = planted.planted("outlier")["made"]
    year = str(outlier["year"])
    for region, is_planted in ((planted, True), (control, False)):
        person, day, cents = region.column("cost", "person_id", "cost_date", "total_paid_minor")
        mine = (person == region.number[outlier["person"]]) & (day.astype("datetime64[Y]") == np.datetime64(year))
        assert bool(cents[mine].sum() == outlier["euro"] * 100) is is_planted
        inside = region.releases(year).release("cost_per_insured", "neighbourhood").rows
        seen = next(r for r in inside if r.node == outlier["neighbourhood"])
        assert seen.people >= 50 and (seen.numerator > outlier["euro"]) is is_planted
        rows = region.releases(year, internal=False).release("cost_per_insured", "neighbourhood").rows
        shown = next(r for r in rows if r.node == outlier["neighbourhood"])
        assert (shown.status == HIDDEN) is is_planted, shown
        assert (shown.status == OK) is not is_planted
        if is_planted:
            assert shown.numerator is None and shown.value is None and shown.lower is None and shown.standardised is None
            assert sum(r.status == HIDDEN for r in rows) >= 2  # it cannot be worked out from its total


# ---------------------------------------------------------------- the truth stays apart


def test_the_truth_is_not_among_the_records(planted):
    folder = planted.register.folder.parent
    assert (folder / "in.truth.json").is_file() and not list((folder / "in").rglob("*truth*"))
    note = (folder / "in" / "synthetic.json").read_text(encoding="utf-8")
    assert "planted" not in note and "home-team" not in note
    assert json.loads(note)["calibrated"]
