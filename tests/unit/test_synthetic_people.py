"""The people and their events, before anything is written."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from empact.synthetic.areas import area_rows
from empact.synthetic.chunk import PEOPLE_PER_CHUNK, Plan, make_chunk
from empact.synthetic.people import ALIVE, DEAD
from empact.synthetic.places import make_places
from empact.synthetic.records import EGFR, codes
from empact.synthetic.reference import conditions, medicines, municipalities, single_years
from empact.terms.codes import system
from empact.terms.errors import UserError

PLAN = Plan(people=4000, seed=11, end=date(2024, 1, 1), years=3, region="empact")


@pytest.fixture(scope="module")
def chunk():
    return make_chunk(PLAN, make_places(PLAN.region, PLAN.people, PLAN.seed), 0)


def test_the_regions_have_their_published_population():
    assert single_years("empact").sum() == pytest.approx(362_533)
    assert single_years("leuven").sum() == pytest.approx(282_906)
    assert single_years("flanders").sum() == pytest.approx(6_653_062)
    assert len(municipalities("empact").nis) == 27


def test_single_years_add_up_to_each_band_of_each_municipality():
    young = single_years("empact")[:, :, 0:4].sum(axis=2)
    assert np.allclose(young, municipalities("empact").bands[:, :, 0])


def test_an_unknown_region_is_a_sentence():
    with pytest.raises(UserError, match="no region 'atlantis'"):
        municipalities("atlantis")


def test_a_merged_municipality_lies_in_its_successor_from_2025():
    rows = [r for r in area_rows(make_places("empact", 1000, 1)) if r.id == "municipality:37015"]
    assert {r.parent for r in rows if r.end is not None} == {"zone:rits", "care_region:tielt"}
    assert [(r.parent, r.start) for r in rows if r.end is None] == [("municipality:37022", date(2025, 1, 1))]


def test_every_area_has_its_parent_in_the_table():
    for region in ("empact", "leuven", "flanders"):
        rows = area_rows(make_places(region, 1000, 1))
        assert {r.parent for r in rows} - {""} <= {r.id for r in rows}


def test_people_are_as_many_as_asked_over_all_chunks():
    plan = Plan(PEOPLE_PER_CHUNK + 7, 1, date(2024, 1, 1), 1, "empact")
    places = make_places(plan.region, plan.people, plan.seed)
    sizes = [len(make_chunk(plan, places, n).people) for n in range(plan.chunks)]
    assert sizes == [PEOPLE_PER_CHUNK, 7]


def test_a_chunk_of_one_person_can_be_made():
    plan = Plan(1, 5, date(2024, 1, 1), 3, "empact")
    for seed in range(30):
        one = Plan(1, seed, plan.end, plan.years, plan.region)
        assert len(make_chunk(one, make_places("empact", 1, seed), 0).people) == 1


def test_nobody_is_born_after_they_were_last_seen(chunk):
    people = chunk.people
    assert (people.birth <= people.first_day).all() and (people.first_day <= people.last_day).all()
    assert (people.last_day <= people.window[1]).all()
    assert set(np.unique(people.status)) == {0, 1, 2}


def test_no_event_lies_outside_the_days_a_person_is_seen(chunk):
    people = chunk.people
    for name in ("dispensings", "measurements", "observations", "procedures", "costs"):
        events = getattr(chunk, name)
        assert len(events.who), name
        assert (events.day >= people.first_day[events.who]).all() and (events.day <= people.last_day[events.who]).all(), name
    visits = chunk.visits
    assert (visits.start >= people.first_day[visits.who]).all() and (visits.end <= people.last_day[visits.who]).all()
    assert (visits.start <= visits.end).all()


def test_a_diagnosis_may_be_history_but_never_before_birth_nor_after_the_last_day(chunk):
    people, rows = chunk.people, chunk.diagnoses
    assert (rows.day >= people.birth[rows.who]).all() and (rows.day <= people.last_day[rows.who]).all()
    assert (rows.day < people.first_day[rows.who]).any()


def test_events_come_by_person_and_day(chunk):
    for name in ("dispensings", "diagnoses", "measurements", "observations", "procedures", "costs"):
        events = getattr(chunk, name)
        key = (events.who << 20) + events.day + 40_000
        assert (np.diff(key) >= 0).all(), name


def test_every_code_has_the_shape_of_its_system():
    for name, code in zip(codes().system, codes().code, strict=True):
        assert system(name).is_valid(code), (name, code)
    assert all(len(code) == 7 for name, code in zip(codes().system, codes().code, strict=True) if name == "atc")


def test_every_counted_condition_leaves_a_trace():
    known, drugs = conditions(), medicines()
    for c, key in enumerate(known.key):
        assert known.icpc2[c][0] or drugs.for_condition[:, c].any(), key


def test_a_low_kidney_function_is_measured_only_in_kidney_disease(chunk):
    rows, ckd = chunk.measurements, conditions().index("ckd")
    low = (rows.code == codes().number("loinc", EGFR)) & (rows.value < 60)
    assert low.any() and chunk.ill.has[rows.who[low], ckd].all()


@pytest.mark.parametrize(
    ("prefixes", "keys"),
    [
        (("A10",), ("diabetes_t1", "diabetes_t2")),
        (("N06DA", "N06DX01"), ("dementia",)),
        (("L01",), ("cancer5y",)),
        (("R03",), ("asthma", "copd")),
        (("C02", "C03", "C07", "C08", "C09"), ("hypertension", "chd", "heart_failure", "af")),
        (("N05BA", "N05BE"), ("anxiety",)),
        (("L04AB", "L04AC"), ("ra_ctd",)),
        (("H03",), ("thyroid",)),
        (("M05B",), ("osteoporosis",)),
        (("M04A",), ("gout",)),
        (("S01E",), ("vision",)),
        (("N04B",), ("parkinson",)),
    ],
)
def test_a_medicine_that_is_evidence_is_given_only_to_those_who_have_the_condition(chunk, prefixes, keys):
    given = chunk.dispensings
    of_it = np.array([atc.startswith(prefixes) for atc in medicines().atc])[given.substance]
    ill = chunk.ill.has[:, [conditions().index(k) for k in keys]].any(axis=1)
    assert of_it.any() and ill[given.who[of_it]].all()


def test_four_analgesics_in_a_year_mean_treated_pain(chunk):
    given = chunk.dispensings
    pain = np.array([atc.startswith(("M01A", "N02A")) for atc in medicines().atc])[given.substance]
    often = np.bincount(given.who[pain], minlength=len(chunk.people)) >= 4
    assert chunk.ill.has[often, conditions().index("chronic_pain")].all()


def test_the_dying_have_more_conditions_than_others_of_their_age(chunk):
    people, old = chunk.people, chunk.people.age >= 75
    dead, alive = chunk.ill.n[old & (people.status == DEAD)], chunk.ill.n[old & (people.status == ALIVE)]
    assert dead.mean() > alive.mean() + 0.5
