"""One pass over what a run left and over a year of visits and costs: everything counted of two cohorts at once."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import reduce
from operator import add
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from ...criteria.nodes import Visited
from ...definitions.models import Library
from ...tables.care_events import EMERGENCY, EMERGENCY_INPATIENT, HOME_VISIT, INPATIENT
from ...terms.errors import RegisterError
from ..areas import Areas
from ..evaluator import Evaluator
from ..facts import Span
from ..held import Visits, coded, column
from ..needs import day_number
from ..register import Register
from ..run.results import Results
from ..session import Session
from ..spells import spells_of
from ..workers import side_by_side
from .cohort import Cohort, Term, areas_of
from .counts import Amounts, Counts
from .places import Places, places_of

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["AGES", "BANDS", "CONTACTS", "COST_BANDS", "DOMAINS", "SEXES", "Plan", "group_of", "period_of", "scan"]

BANDS: Final = (*(f"{a}-{a + 4}" for a in range(0, 95, 5)), "95+")
AGES: Final = {"0-19": 0, "20-44": 20, "45-64": 45, "65-74": 65, "75-84": 75, "85+": 85}  # groups, by their first age
SEXES: Final = ("male", "female", "other")  # what is neither, or not known, is told apart by nobody
CONTACTS: Final = ("gp_practice", "gp_home", "specialist", "nurse", "physiotherapist", "emergency", "other")
DOMAINS: Final = ("Visit", "Drug", "Procedure", "Measurement", "Device", "Other")
COST_BANDS: Final = (0, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000)  # euro; above the bound, up to the next
_YEAR: Final = 365.25

_VISITS: Final = f"""
    SELECT CAST(person_id - {{first}} AS INTEGER) AS person, visit_concept_id AS kind, visit_start_date AS day,
        least(coalesce(visit_end_date, DATE '{{until}}'), DATE '{{until}}') AS last_day,
        coalesce(care_site_id, 0) AS site,
        CAST(CASE WHEN visit_concept_id IN ({EMERGENCY}, {EMERGENCY_INPATIENT}) THEN 5
            WHEN visit_concept_id = {INPATIENT} THEN -1
            WHEN provider_role = 'gp' AND visit_concept_id = {HOME_VISIT} THEN 1 WHEN provider_role = 'gp' THEN 0
            WHEN provider_role = 'specialist' THEN 2 WHEN provider_role = 'nurse' THEN 3
            WHEN provider_role = 'physiotherapist' THEN 4 ELSE 6 END AS INTEGER) AS contact
    FROM visit_occurrence WHERE visit_start_date <= DATE '{{until}}'
        AND (visit_start_date >= DATE '{{since}}' OR visit_concept_id IN ({INPATIENT}, {EMERGENCY_INPATIENT}))"""
_COSTS: Final = f"""
    SELECT CAST(person_id - {{first}} AS INTEGER) AS person, CAST(total_paid_minor AS DOUBLE) AS cents,
        CAST(CASE {" ".join(f"WHEN cost_domain_id = '{d}' THEN {i}" for i, d in enumerate(DOMAINS))}
            ELSE {len(DOMAINS) - 1} END AS INTEGER) AS domain
    FROM cost WHERE cost_date BETWEEN DATE '{{since}}' AND DATE '{{until}}'"""


def period_of(as_of: date) -> tuple[date, date]:
    """The year of use that ends on the index date; both days inside."""
    try:
        return as_of.replace(year=as_of.year - 1) + timedelta(days=1), as_of
    except ValueError:  # 29 February
        return as_of.replace(year=as_of.year - 1, day=28) + timedelta(days=1), as_of


def group_of(value: str) -> str:
    """The age group of a band, with its sex: '65-69|male' lies in '65-74|male'."""
    band, sex = value.split("|")
    first = int(band.rstrip("+").split("-")[0])
    return f"{[g for g, low in AGES.items() if low <= first][-1]}|{sex}"


@dataclass(frozen=True)
class Plan:
    """What is asked of the records. Without a register nothing is said of use, costs and flows."""

    results: Results
    a: Cohort
    b: Cohort | None
    register: Register | None
    library: Library | None
    areas: Areas = field(init=False)
    places: Places | None = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "areas", areas_of(self.results))
        cohorts = [c for c in (self.a, self.b) if c is not None]
        if self.register is not None:
            stated = self.results.manifest["register"]["version"]
            if stated != self.register.version:
                raise RegisterError(
                    f"These results were made from register version {stated}; the register is at {self.register.version}.",
                    hint="Run again over the register: empact run.",
                )
        object.__setattr__(self, "places", places_of(self.register, self.areas, cohorts) if self.register else None)


def scan(plan: Plan, workers: int | None = None) -> Counts:
    """Count all parts, side by side."""
    parts = range(len(plan.results.files("person_profile")))
    workers = min(workers or os.cpu_count() or 1, len(parts))
    return reduce(add, side_by_side(lambda part: _part(plan, part, workers), list(parts), workers))


def _part(plan: Plan, part: int, workers: int) -> Counts:
    from ..duckdb import connect

    profile = _Profile(plan, part)
    if plan.register is None:
        return _counted(plan, part, profile, profile.groups(plan), None, np.zeros(len(profile.observed)))
    with connect(threads=1 if workers > 1 else None, ordered=True) as db:
        session = Session.open(db, plan.register, plan.library or Library(), plan.results.as_of)
        rules = [t.rule for c in (plan.a, plan.b) if c for t in c.of("file") if t.rule is not None]
        data = session.part(plan.register.parts[part], session.needs(rules))
        where, names = data.practices()
        evaluator = Evaluator(data, session.library)

        def others(term: Term) -> NDArray[np.bool_]:
            if term.kind == "file":
                assert term.rule is not None
                return evaluator.flag(term.rule)
            return np.asarray(where == (list(names).index(term.value) if term.value in names else -2))

        group = profile.groups(plan, others)
        since, until = period_of(plan.results.as_of)
        days = data.person_days(Span(day_number(since), day_number(until)))[profile.observed]
        counts = _counted(plan, part, profile, group, (where, names), days / _YEAR)
        how = {"first": data.part.first, "since": since, "until": until}
        db.register("visit_occurrence", plan.register.part_files("visit_occurrence", part))
        _use(plan, profile, group, counts, db.fetch(_VISITS.format(**how)), days / _YEAR, day_number(since))
        if "cost" in plan.register.tables:
            db.register("cost", plan.register.part_files("cost", part))
            _paid(profile, group, counts, db.fetch(_COSTS.format(**how)), days / _YEAR)
        return counts


# ---------------------------------------------------------------- who


class _Profile:
    """The people of a part as a run left them. ``observed``: row numbers of those alive and observed."""

    def __init__(self, plan: Plan, part: int) -> None:
        import pyarrow.parquet as pq

        self.files = {t: plan.results.files(t)[part] for t in ("person_profile", "person_segment", "person_condition")}
        names = pq.read_schema(self.files["person_profile"]).names
        words = [n for n in names if n in ("status", "sex") or n.startswith("area_")]
        asked = [n for n in names if not n.startswith("score_") and not n.startswith("n_")]
        self.table: pa.Table = pq.read_table(self.files["person_profile"], columns=asked, read_dictionary=words)
        segments = pq.read_schema(self.files["person_segment"]).names[1:]
        self.segments = pq.read_table(self.files["person_segment"], columns=segments, read_dictionary=segments)
        rows = pq.read_table(self.files["person_condition"], columns=["person_id", "condition"], read_dictionary=["condition"])
        self.first = self.table["person_id"][0].as_py() if self.table.num_rows else 1
        status, named = coded(self.table, "status")
        self.observed = np.flatnonzero(status == (named.index("observed") if "observed" in named else -2))
        self.condition, self.conditions = coded(rows, "condition")
        self.having = (column(rows, "person_id", np.int64) - self.first).astype(np.intp)

    def words(self, name: str) -> tuple[NDArray[np.int32], list[str]]:
        """Per observed person a number into the words of a column; -1 where it is null or there is no such column."""
        table = self.segments if name.startswith("segment_") else self.table
        if name not in table.column_names:
            return np.full(len(self.observed), -1, np.int32), []
        number, named = coded(table, name)
        return number[self.observed], named

    def flag(self, name: str) -> NDArray[np.bool_]:
        return np.asarray(column(self.table, name, object).astype(bool)[self.observed])

    def onto(self, name: str, values: Sequence[str], unknown: int) -> NDArray[np.intp]:
        """As :meth:`words`, as numbers into ``values``."""
        number, named = self.words(name)
        place = {v: i for i, v in enumerate(values)}
        onto = np.array([*(place.get(n, unknown) for n in named), unknown], np.intp)
        return onto[number]

    def groups(self, plan: Plan, others: Any = None) -> NDArray[np.intp]:
        """In which of the four groups each observed person is."""
        inside = [self._in(plan, c, others) if c is not None else None for c in (plan.a, plan.b)]
        group = np.zeros(len(self.observed), np.intp)
        for weight, flags in zip((1, 2), inside, strict=True):
            if flags is not None:
                group += weight * flags
        return group

    def _in(self, plan: Plan, cohort: Cohort, others: Any) -> NDArray[np.bool_]:
        flags = np.ones(len(self.observed), bool)
        for term in cohort.terms:
            if term.kind == "condition":
                has = np.zeros(self.table.num_rows, bool)
                if term.value in self.conditions:
                    has[self.having[self.condition == self.conditions.index(term.value)]] = True
                flags &= has[self.observed]
            elif term.kind == "determinant":
                flags &= self.flag(f"determinant_{term.value}")
            elif term.kind in ("segment", "area"):
                id_, _, class_ = term.value.partition(":")
                name = f"segment_{id_}" if term.kind == "segment" else f"area_{plan.areas.level[term.value]}"
                number, named = self.words(name)
                wanted = class_ if term.kind == "segment" else term.value
                flags &= number == (named.index(wanted) if wanted in named else -2)
            else:
                flags &= others(term)[self.observed]
        return flags


def _counted(
    plan: Plan, part: int, profile: _Profile, group: NDArray[np.intp], practice: Any, years: NDArray[np.float64]
) -> Counts:
    """People by everything that divides them."""

    def by_group(weights: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.bincount(group, weights=weights, minlength=4).astype(np.float64)

    counts = Counts(np.bincount(group, minlength=4), by_group(years), by_group(years * years))

    def divided(name: str, values: tuple[str, ...], place: NDArray[np.intp]) -> None:
        inside = place >= 0
        table = np.bincount(group[inside] * len(values) + place[inside], minlength=4 * len(values))
        counts.values[name], counts.people[name] = values, table.reshape(4, len(values))

    described = plan.results.manifest["definitions"]
    age = np.minimum(column(profile.table, "age", np.int32)[profile.observed] // 5, len(BANDS) - 1)
    sex = profile.onto("sex", SEXES, len(SEXES) - 1)
    divided("age_sex", tuple(f"{b}|{s}" for b in BANDS for s in SEXES), np.maximum(age, 0) * len(SEXES) + sex)
    broad = np.searchsorted(np.array(list(AGES.values())), np.maximum(age, 0) * 5, side="right") - 1
    divided("ages", tuple(f"{g}|{s}" for g in AGES for s in SEXES), broad * len(SEXES) + sex)
    leaves = {(z, m) for z, m in _pairs(plan.areas)}
    values = tuple(sorted(f"{z}>{m}" for z, m in leaves))
    zone, zones = profile.words("area_zone")
    town, towns = profile.words("area_municipality")
    if zones or towns:
        known = {v: i for i, v in enumerate(values)}
        pair = (zone + 1) * np.int64(len(towns) + 1) + town + 1
        found = np.flatnonzero(np.bincount(pair, minlength=1))
        onto = np.full((len(zones) + 1) * (len(towns) + 1), -1, np.intp)
        for z, m in zip(found // (len(towns) + 1), found % (len(towns) + 1), strict=True):
            onto[z * (len(towns) + 1) + m] = known[
                f"{[*zones, ''][z - 1] or 'zone/'}>{[*towns, ''][m - 1] or 'municipality/'}"
            ]
        divided("area", values, onto[pair])
    for id_, entry in described["segment"].items():
        keys = tuple(c["key"] for c in entry["classes"])
        divided(f"segment/{id_}", keys, profile.onto(f"segment_{id_}", keys, -1))
    flags = [d for d in described.get("determinant", {}) if not d.startswith("age_")]  # the ages are told already
    having = [np.bincount(group[profile.flag(f"determinant_{d}")], minlength=4) for d in flags]
    counts.values["determinant"] = tuple(flags)
    counts.people["determinant"] = np.stack(having, axis=1) if having else np.zeros((4, 0), np.int64)
    conditions = tuple(described.get("condition", {}))
    of = np.full(profile.table.num_rows, -1, np.intp)
    of[profile.observed] = group
    number = np.array([conditions.index(c) if c in conditions else -1 for c in profile.conditions] or [-1], np.intp)
    where, what = of[profile.having], number[profile.condition] if len(profile.condition) else np.empty(0, np.intp)
    inside = (where >= 0) & (what >= 0)
    table = np.bincount(where[inside] * len(conditions) + what[inside], minlength=4 * len(conditions))
    counts.values["condition"], counts.people["condition"] = conditions, table.reshape(4, len(conditions))
    if plan.places is not None and practice is not None:
        places, (registered, names) = plan.places, practice
        to = np.array([*(places.of_site(int(n)) for n in names), len(places.destinations)], np.intp)
        row = group * len(places.origins) + places.origin(profile.words(f"area_{places.level}"))
        columns = len(places.destinations) + 1  # the last: registered nowhere
        table = np.bincount(row * columns + to[registered[profile.observed]], minlength=4 * len(places.origins) * columns)
        counts.people["registered"] = table.reshape(-1, columns)
        counts.values["registered"] = (*places.destinations, "none")
    return counts


def _pairs(areas: Areas) -> list[tuple[str, str]]:
    """Every (zone, municipality) people can live in, the unknown ones too."""
    found = {("zone/", "municipality/")}
    for area in areas.level:
        here = areas.by_level(area)
        found.add((here.get("zone", "zone/"), here.get("municipality", "municipality/")))
    return sorted(found)


# ---------------------------------------------------------------- use and costs


def _use(
    plan: Plan,
    profile: _Profile,
    group: NDArray[np.intp],
    counts: Counts,
    rows: pa.Table,
    years: NDArray[np.float64],
    since: int,
) -> None:
    """Contacts by kind, where they were, and admissions of at least a night, over the year."""
    assert plan.places is not None
    people = profile.table.num_rows
    person, kind, day, last = (column(rows, n, np.int32) for n in ("person", "kind", "day", "last_day"))
    contact, site = column(rows, "contact", np.int32), column(rows, "site", np.int64)
    recent = np.flatnonzero((day >= since) & (contact >= 0))
    table = np.bincount(person[recent] * np.int64(len(CONTACTS)) + contact[recent], minlength=people * len(CONTACTS))
    counts.amounts["contacts"] = Amounts.of(_seen(table, people, profile), group, 4, years)
    counts.values["contacts"] = CONTACTS
    places = plan.places
    row = group * len(places.origins) + places.origin(profile.words(f"area_{places.level}"))
    to = places.of_sites(site[recent])
    columns = len(places.destinations)
    table = np.bincount(person[recent] * np.int64(columns) + to, minlength=people * columns)
    counts.amounts["used"] = Amounts.of(_seen(table, people, profile), row, 4 * len(places.origins), years)
    counts.values["used"] = places.destinations
    inside = np.flatnonzero((kind == INPATIENT) | (kind == EMERGENCY_INPATIENT))
    no, none = np.zeros(len(inside), bool), np.zeros(len(inside), np.int32)
    spells = spells_of(Visits(person[inside], kind[inside], day[inside], last[inside], no, no, none), Visited())
    begun = spells.day >= since
    nights = (spells.last_day - spells.day)[begun].astype(np.float64)
    stays = np.bincount(spells.person[begun], minlength=people)
    for name, amount in (("admissions", stays), ("nights", np.bincount(spells.person[begun], nights, people))):
        counts.amounts[name] = Amounts.of(_seen(amount, people, profile), group, 4, years)
        counts.values[name] = (name,)


def _seen(table: NDArray[Any], people: int, profile: _Profile) -> NDArray[np.float64]:
    return table.reshape(people, -1)[profile.observed].astype(np.float64)


def _paid(profile: _Profile, group: NDArray[np.intp], counts: Counts, rows: pa.Table, years: NDArray[np.float64]) -> None:
    """Cents by domain over the year; and people by what they cost together."""
    people = profile.table.num_rows
    person, domain = column(rows, "person", np.int32), column(rows, "domain", np.int32)
    key = person * np.int64(len(DOMAINS)) + domain
    table = np.bincount(key, weights=column(rows, "cents", np.float64), minlength=people * len(DOMAINS))
    paid = _seen(table, people, profile)
    counts.amounts["cost"] = Amounts.of(paid, group, 4, years)
    counts.values["cost"] = DOMAINS
    euro = paid.sum(axis=1) / 100
    band = np.searchsorted(np.array(COST_BANDS, np.float64), euro, side="left")  # 0: nothing, or more taken back than paid
    keys = ("none", *(f"above_{low}" for low in COST_BANDS))
    table = np.bincount(group * len(keys) + band, minlength=4 * len(keys))
    counts.values["cost_band"], counts.people["cost_band"] = keys, table.reshape(4, len(keys))
