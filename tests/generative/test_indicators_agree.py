"""Every shipped indicator on random people: the slow engine, person by person, judges what the fast one adds up to.

The oracle's numbers are added up here, by area, practice and stratum, from the definition of each level; nothing of the
engine's own adding is used.
"""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import pytest

from empact.criteria import nodes as n
from empact.definitions.models import Library
from empact.definitions.read import read_library
from empact.engine.duckdb import connect
from empact.engine.explain import explain_person
from empact.engine.indicators import measure
from empact.engine.indicators.axes import AREA, PRACTICE
from empact.engine.indicators.levels import EVERYWHERE, Sheet
from empact.engine.people import read_people
from empact.engine.reference.evaluate import classify
from empact.engine.reference.indicators import standing
from empact.engine.register import open_register
from empact.tables.care_events import POSITIONS
from empact.terms.codes import Code
from empact.terms.periods import Period, age_on

from ..tables import make_register
from .shipped import likely_tables

PEOPLE, SEED = 240, 20261125
YEAR, MARCH, QUARTER = (
    Period(date(2023, 1, 1), date(2023, 12, 31)),
    Period(date(2023, 3, 1), date(2023, 3, 31)),
    Period(date(2023, 10, 1), date(2023, 12, 31)),
)
LONG_AGO = date(1900, 1, 1)
PERIODS = (YEAR, MARCH, QUARTER)
AREAS = {"neighbourhood:1A": "municipality:1", "neighbourhood:1B": "municipality:1", "neighbourhood:2A": "municipality:2"}


@pytest.fixture(scope="module")
def library() -> Library:
    """The shipped one; each rule is taken to hold in every period, so that all are tried."""
    shipped = read_library()
    always = {"valid_from": date.min, "valid_to": None}
    indicators = {i: replace(d, head=replace(d.head, **always)) for i, d in shipped.indicators.items()}
    return replace(shipped, indicators=indicators)


def laid(library: Library) -> Library:
    """A library whose conditions are the rules of the indicators too, so that random records hover around them."""
    period = YEAR
    rules = []
    for d in library.indicators.values():
        rules += [n.laid_on(r, period) for r in d.rules]
    flags = tuple(r if isinstance(r, n.Flag) else n.AtLeast(r, 1) for r in rules if not isinstance(r, (n.ScoreOf,)))
    drawn = replace(next(iter(library.determinants.values())), rule=n.AnyOf(flags))
    return replace(
        library, determinants={"drawn": drawn}, conditions=library.conditions, scores={}, segments={}, indicators={}
    )


@pytest.fixture(scope="module")
def region(tmp_path_factory, library):
    draw = random.Random(SEED)
    tables = likely_tables(draw, laid(library), PEOPLE, YEAR.end, records=30)
    tables["area"] = [
        {
            "area_id": a,
            "area_level": a.split(":")[0],
            "area_name": a,
            "parent_area_id": p,
            "valid_start_date": date(1900, 1, 1),
        }
        for a, p in [*AREAS.items(), *((m, "region:x") for m in sorted(set(AREAS.values()))), ("region:x", None)]
    ]
    tables["area_membership"], tables["care_relation"] = [], []
    tables["care_site"] = [{"care_site_id": i, "care_site_name": f"Practice {i}"} for i in (1, 2, 3)]
    tables["observation_period"] = []
    for person in range(1, PEOPLE + 1):
        first, second = draw.choice([*AREAS, "municipality:2"]), draw.choice(list(AREAS))
        moved = YEAR.start + timedelta(days=draw.randrange(-200, 500))
        if draw.random() < 0.9:
            tables["area_membership"].append({"person_id": person, "area_id": first, "membership_end_date": moved})
            if draw.random() < 0.7:
                start = moved + timedelta(days=draw.choice((-1, 1, 1, 30)))
                tables["area_membership"].append({"person_id": person, "area_id": second, "membership_start_date": start})
        if draw.random() < 0.8:
            tables["care_relation"].append({"person_id": person, "care_site_id": draw.randrange(1, 4)})
        seen = YEAR.start + timedelta(days=draw.randrange(-900, 300))
        left = seen + timedelta(days=draw.randrange(1, 900))
        if draw.random() < 0.95:
            tables["observation_period"].append(
                {"person_id": person, "observation_period_start_date": seen, "observation_period_end_date": left}
            )
        if draw.random() < 0.3:  # a second one, overlapping or apart
            again = left + timedelta(days=draw.randrange(-100, 200))
            tables["observation_period"].append({"person_id": person, "observation_period_start_date": again})
    _more(draw, library, tables)
    register = open_register(make_register(tmp_path_factory.mktemp("region"), tables, parts=3))
    with connect() as db:
        people = list(read_people(db, register, 1, PEOPLE))
    return register, people


def _more(draw, library, tables):
    """What chance seldom draws: stays with a diagnosis of an indicator, contacts with a role, many medicines at once."""
    spells = sorted(
        {
            r
            for d in library.indicators.values()
            for rule in d.rules
            for r in n.walk(rule)
            if isinstance(r, n.CountSpells) and r.codes
        },
        key=repr,
    )
    for person in range(1, PEOPLE + 1):
        for spell in draw.sample(spells, 3):
            start = YEAR.start + timedelta(days=draw.randrange(-40, 400))
            end = start + timedelta(days=draw.randrange(0, 6))
            tables["visit_occurrence"].append(
                {
                    "person_id": person,
                    "visit_concept_id": draw.choice((9201, 262)),
                    "visit_start_date": start,
                    "visit_end_date": draw.choice((end, end, end, None)),
                    "is_unplanned": draw.choice((True, True, False)),
                }
            )
            for codes in (draw.choice([d.codes for d in n.diagnoses_of(spell)]), spell.codes):
                code = draw.choice(codes.included)
                day = start + timedelta(days=draw.choice((-1, 0, 0, 1, 3)))
                tables["condition_occurrence"].append(
                    {
                        "person_id": person,
                        "code": Code(code.system, code.low),
                        "condition_start_date": day,
                        "condition_status_concept_id": draw.choice((*POSITIONS.values(), POSITIONS["main"], None)),
                    }
                )
        for _ in range(draw.randrange(4)):
            tables["visit_occurrence"].append(
                {
                    "person_id": person,
                    "visit_concept_id": draw.choice((9202, 581476, 9203)),
                    "visit_start_date": YEAR.start + timedelta(days=draw.randrange(-30, 395)),
                    "provider_role": draw.choice(("gp", "gp", "gp", "specialist", "dentist", None)),
                    "care_site_id": draw.choice((1, 1, 2, 3, None)),
                }
            )
        if draw.random() < 0.3:
            for k in range(draw.choice((4, 5, 9, 11))):
                tables["drug_exposure"].append(
                    {
                        "person_id": person,
                        "code": Code("atc", f"C0{k % 9 + 1}AA0{k // 9 + 1}"),
                        "ddd": draw.choice((79.0, 80.0, 90.0)),
                        "drug_exposure_start_date": draw.choice((date(2022, 6, 1), date(2023, 6, 1))),
                    }
                )


def home(rows, period):
    """Where somebody lived on the last day; else where they lived last in the period."""
    inside = [r for r in rows if (r.start or date.min) <= period.end and (r.end or date.max) >= period.start]
    held = [r for r in inside if (r.end or date.max) >= period.end]
    chosen = held or inside
    latest = max(((r.start or date.min) for r in chosen), default=None)
    return min((r.what for r in chosen if (r.start or date.min) == latest), default="")


def band(age):
    low = min(max(age, 0) // 5 * 5, 90)
    return "90+" if low == 90 else f"{low}-{low + 4}"


@cache
def personas(key):
    """The persona of everybody on the last day of the period."""
    people, library, period = _HELD[key]
    return [classify(library.segments["popbox"], person, period.end, library) for person in people]


_HELD = {}


def expected(people, library, indicator, period):
    """(by, unit, strata, stratum) -> sums, added person by person."""
    _HELD[period] = (people, library, period)
    sums = defaultdict(lambda: defaultdict(float))
    for person, persona in zip(people, personas(period), strict=True):
        found = standing(indicator, person, period, library)
        ip = replace(indicator, denominator=None, denominator_exclusion=None, denominator_exception=None)
        if standing(ip, person, period, library).state == "not applicable":
            continue
        strata = {
            "age_sex": f"{band(age_on(person.birth_date, period.end))}|{person.gender}",
            "increased_reimbursement": "yes"
            if any(c.what == "increased_reimbursement" and c.holds_on(period.end) for c in person.coverage)
            else "no",
            "persona": persona,
        }
        units = {AREA: home(person.memberships, period), PRACTICE: home(person.relations, period)}
        for by, unit in units.items():
            for name, value in strata.items():
                if name != "age_sex" and name not in indicator.strata:
                    continue
                row = sums[by, unit, name, value]
                row["initial_population"] += 1
                row["excluded"] += found.state == "excluded"
                row["exception"] += found.state == "exception"
                if found.state in ("met", "open", "counted"):
                    row["people"] += 1
                    row["numerator"] += found.numerator
                    row["denominator"] += found.denominator
                    row["numerator_squared"] += found.numerator**2
                    row["product"] += found.numerator * found.denominator
    return sums


@pytest.fixture(scope="module")
def measured(tmp_path_factory, region, library):
    register, _ = region
    return measure(register, periods=PERIODS, results=tmp_path_factory.mktemp("measured"), library=library).measures


@pytest.mark.slow
@pytest.mark.shows("B5")
@pytest.mark.parametrize("period", PERIODS, ids=lambda p: p.name)
def test_every_shipped_indicator_adds_up_to_what_the_oracle_says(library, region, measured, period):
    register, people = region
    cells = measured.cells(period).to_pylist()
    seen = set()
    for indicator in library.indicators.values():
        if indicator.waits_for:
            continue
        found = {(c["by"], c["unit"], c["strata"], c["stratum"]): c for c in cells if c["indicator"] == indicator.id}
        wanted = expected(people, library, indicator, period)
        assert set(found) == set(wanted), f"seed {SEED}: {indicator.id}"
        for key, sums in wanted.items():
            for name, value in sums.items():
                assert found[key][name] == pytest.approx(value, abs=1e-6), f"seed {SEED}: {indicator.id} {key} {name}"
            seen.add((indicator.id, sums["numerator"] > 0))
    if period != YEAR:  # a month is too short for everything to happen to so few
        return
    computed = [i.id for i in library.indicators.values() if not i.waits_for]
    never = [i for i in computed if (i, True) not in seen]
    assert len(never) < len(computed) / 4, f"indicators nobody is in are not tested: {never}"


def test_an_explanation_gives_the_state_and_the_records_behind_it(library, region):
    _, people = region
    told = 0
    for person in people[:40]:
        for indicator in library.indicators.values():
            if indicator.waits_for:
                continue
            said = explain_person(person, "indicator", indicator, library, YEAR.end, period=YEAR)
            found = standing(indicator, person, YEAR, library)
            assert (said["answer"], said["numerator"]) == (found.state, found.numerator)
            if found.numerator:
                last = next(r for r in reversed(said["reasons"]) if r["name"].startswith("numerator"))
                assert last["holds"] and last["sentence"]
                told += 1
    assert told > 50


@pytest.mark.shows("B2")
@pytest.mark.parametrize("period", PERIODS, ids=lambda p: p.name)
def test_children_add_up_to_their_parents_for_every_count(library, region, measured, period):
    """Each node recomputed from the people who live in it, not from its children."""
    _, people = region
    sheet = Sheet(measured, period)
    for indicator in library.indicators.values():
        if indicator.waits_for:
            continue
        leaves = expected(people, library, indicator, period)
        for by in (AREA, PRACTICE):
            table = sheet.rolled(indicator.id, by, "age_sex")
            for level, nodes in table.hierarchy.at.items():
                for column in ("initial_population", "people", "excluded", "exception", "numerator", "denominator"):
                    total = table.total(column)
                    parts = sum(total[table.row(node)] for node in nodes)
                    assert parts == pytest.approx(total[table.row(EVERYWHERE)]), (indicator.id, by, level, column)
            mine = [(unit, sums) for (b, unit, strata, _), sums in leaves.items() if b == by and strata == "age_sex"]
            for node in table.nodes:
                if by == AREA:
                    inside = [s for u, s in mine if node in (u, AREAS.get(u), "all") or (node == "region:x" and u)]
                else:
                    inside = [s for u, s in mine if node in (f"practice:{u}", "all")]
                if node.endswith("/") or node.startswith("smallest/"):
                    continue
                for column in ("initial_population", "people", "numerator"):
                    recomputed = sum(s[column] for s in inside)
                    assert table.total(column)[table.row(node)] == pytest.approx(recomputed, abs=1e-6), (indicator.id, node)


def test_the_numbers_do_not_depend_on_workers_or_on_what_was_measured_before(tmp_path, library, region, measured):
    register, _ = region
    one = measure(register, periods=[YEAR], results=tmp_path / "a", library=library, workers=1).measures
    assert one.cells(YEAR).to_pylist() == measured.cells(YEAR).to_pylist()
    again = measure(register, periods=[MARCH], results=tmp_path / "a", library=library)
    assert again.computed == len(library.indicators) - sum(bool(i.waits_for) for i in library.indicators.values())
    assert again.measures.cells(MARCH).to_pylist() == measured.cells(MARCH).to_pylist()
    assert again.measures.cells(YEAR).to_pylist() == one.cells(YEAR).to_pylist()
    nothing = measure(register, periods=[YEAR, MARCH], results=tmp_path / "a", library=library)
    assert nothing.computed == 0
