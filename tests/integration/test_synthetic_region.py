"""A whole region on disk: repeatable, the same people in every form, and like the region it stands for."""

from __future__ import annotations

import csv
import hashlib
import json
from datetime import date

import pyarrow.parquet as pq
import pytest

from empact.synthetic import write_region
from empact.synthetic.chunk import PEOPLE_PER_CHUNK
from empact.terms.errors import StorageError, UserError

PEOPLE = 700


@pytest.fixture(scope="module")
def forms(tmp_path_factory):
    """One small region in all three forms."""
    folder = tmp_path_factory.mktemp("forms")
    return {form: write_region(people=PEOPLE, seed=3, out=folder / form, as_=form) for form in ("omop", "csv", "fhir")}


def fingerprints(folder):
    return {
        p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.rglob("*") if p.is_file()
    }


def column(report, table, name):
    return pq.ParquetDataset(report.folder / table).read(columns=[name]).column(0).to_pylist()


def lines(report, kind):
    return [
        json.loads(line) for path in sorted(report.folder.glob(f"{kind}.*ndjson")) for line in path.read_text().splitlines()
    ]


def rows(report, stem):
    out = []
    for path in sorted([*report.folder.glob(f"{stem}-*.csv"), *report.folder.glob(f"{stem}.csv")]):
        with path.open(encoding="utf-8", newline="") as file:
            out += list(csv.DictReader(file))
    return out


@pytest.mark.parametrize("form", ["omop", "csv", "fhir"])
def test_the_same_seed_gives_the_same_bytes_and_another_seed_does_not(tmp_path, form):
    for name, seed in (("a", 5), ("b", 5), ("c", 6)):
        write_region(people=150, seed=seed, out=tmp_path / name, as_=form, workers=1)
    a, b, c = (fingerprints(tmp_path / name) for name in "abc")
    assert a == b
    assert a.keys() == c.keys() and a["synthetic.json"] != c["synthetic.json"]


@pytest.mark.slow
def test_the_number_of_workers_changes_nothing(tmp_path):
    people = PEOPLE_PER_CHUNK + 50
    write_region(people=people, seed=5, out=tmp_path / "one", as_="omop", workers=1, years=1)
    write_region(people=people, seed=5, out=tmp_path / "two", as_="omop", workers=2, years=1)
    assert fingerprints(tmp_path / "one") == fingerprints(tmp_path / "two")


def test_all_forms_carry_the_same_people(forms):
    omop, fhir, flat = forms["omop"], lines(forms["fhir"], "Patient"), rows(forms["csv"], "persons")
    assert len(set(column(omop, "PERSON", "person_source_value"))) == PEOPLE
    assert set(column(omop, "PERSON", "person_source_value")) == {p["id"] for p in fhir} == {p["person"] for p in flat}
    born = dict(zip(column(omop, "PERSON", "person_source_value"), column(omop, "PERSON", "year_of_birth"), strict=True))
    assert {p["id"]: int(p["birthDate"][:4]) for p in fhir} == born == {p["person"]: int(p["birth_date"][:4]) for p in flat}
    assert sum("deceasedDateTime" in p for p in fhir) == omop.rows["DEATH"] == len(rows(forms["csv"], "deaths")) > 0


@pytest.mark.parametrize(
    ("omop", "fhir", "flat"),
    [
        ("VISIT_OCCURRENCE", "Encounter", "contacts"),
        ("CONDITION_OCCURRENCE", "Condition", "diagnoses"),
        ("DRUG_EXPOSURE", "MedicationDispense", "medicines"),
        ("PROCEDURE_OCCURRENCE", "Procedure", "procedures"),
        ("COST", "ExplanationOfBenefit", "costs"),
        ("PAYER_PLAN_PERIOD", "Coverage", "coverage"),
        ("CARE_RELATION", "EpisodeOfCare", "registrations"),
    ],
)
def test_all_forms_carry_the_same_records(forms, omop, fhir, flat):
    counts = {forms["omop"].rows[omop], forms["fhir"].rows[fhir], forms["csv"].rows[flat]}
    assert len(counts) == 1 and counts.pop() > 0
    assert len(rows(forms["csv"], flat)) == forms["csv"].rows[flat]
    assert len(lines(forms["fhir"], fhir)) == forms["fhir"].rows[fhir]
    assert len(column(forms["omop"], omop, "person_id")) == forms["omop"].rows[omop]


def test_measurements_and_observations_are_one_kind_in_fhir(forms):
    both = forms["omop"].rows["MEASUREMENT"] + forms["omop"].rows["OBSERVATION"]
    assert both == forms["fhir"].rows["Observation"]
    assert both == forms["csv"].rows["measurements"] + forms["csv"].rows["observations"]


def test_money_is_the_same_to_the_cent_in_every_form(forms):
    in_omop = sum(round(v * 100) for v in column(forms["omop"], "COST", "total_paid"))
    in_csv = sum(round(float(r["total_paid"]) * 100) for r in rows(forms["csv"], "costs"))
    in_fhir = sum(round(r["total"][0]["amount"]["value"] * 100) for r in lines(forms["fhir"], "ExplanationOfBenefit"))
    assert in_omop == in_csv == in_fhir > 0


def test_every_reference_points_at_something(forms):
    omop = forms["omop"]
    sites, providers = set(column(omop, "CARE_SITE", "care_site_id")), set(column(omop, "PROVIDER", "provider_id"))
    assert set(column(omop, "VISIT_OCCURRENCE", "care_site_id")) <= sites
    assert set(column(omop, "VISIT_OCCURRENCE", "provider_id")) <= providers
    assert set(column(omop, "CARE_RELATION", "provider_id")) <= providers
    assert set(column(omop, "PERSON", "location_id")) <= set(column(omop, "LOCATION", "location_id"))
    assert set(column(omop, "AREA_MEMBERSHIP", "area_id")) <= set(column(omop, "AREA", "area_id"))
    visits = set(column(omop, "VISIT_OCCURRENCE", "visit_occurrence_id"))
    assert len(visits) == omop.rows["VISIT_OCCURRENCE"]
    assert set(column(omop, "COST", "cost_event_id")) - {None} <= visits
    assert set(column(omop, "CONDITION_OCCURRENCE", "visit_occurrence_id")) - {None} <= visits
    concepts = set(column(omop, "CONCEPT", "concept_id"))
    assert set(column(omop, "DRUG_EXPOSURE", "drug_concept_id")) <= concepts


def test_codes_of_events_are_those_of_their_concept(forms):
    omop = forms["omop"]
    code = dict(zip(column(omop, "CONCEPT", "concept_id"), column(omop, "CONCEPT", "concept_code"), strict=True))
    drugs = column(omop, "DRUG_EXPOSURE", "drug_concept_id")
    assert [code[d] for d in drugs] == column(omop, "DRUG_EXPOSURE", "drug_source_value")


def test_the_window_ends_where_asked(tmp_path):
    report = write_region(people=120, seed=2, out=tmp_path / "r", as_="omop", end=date(2020, 2, 29), years=2, region="leuven")
    days = column(report, "VISIT_OCCURRENCE", "visit_start_date")
    assert date(2018, 2, 28) <= min(days) and max(days) <= date(2020, 2, 29)
    note = json.loads((report.folder / "synthetic.json").read_text())
    assert note["rows"] == report.rows and note["start"] == "2018-02-28" and len(note["checks"]) == len(report.checks)


@pytest.mark.slow
def test_forty_thousand_people_meet_every_target(tmp_path):
    report = write_region(people=40_000, seed=7, out=tmp_path / "r", as_="omop")
    assert [c for c in report.checks if not c.passed] == []
    assert report.calibrated and sum(c.judged for c in report.checks) > 40


def test_a_folder_in_use_is_left_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(StorageError, match="not empty"):
        write_region(people=10, seed=1, out=tmp_path, as_="csv")
    assert [p.name for p in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"people": 0}, "at least one person"),
        ({"years": 0}, "0 years"),
        ({"seed": -1}, "seed"),
        ({"region": "mars"}, "no region"),
    ],
)
def test_what_cannot_be_made_is_said_in_a_sentence(tmp_path, wrong, said):
    asked = {"people": 10, "seed": 1, "out": tmp_path / "r", "as_": "omop"} | wrong
    with pytest.raises(UserError, match=said):
        write_region(**asked)
    assert not (tmp_path / "r").exists()


def test_progress_counts_every_person(tmp_path):
    class Ear:
        total = heard = 0

        def step(self, name, total):
            self.total = total

        def advance(self, n=1):
            self.heard += n

    ear = Ear()
    write_region(people=300, seed=1, out=tmp_path / "r", as_="omop", progress=ear, workers=1)
    assert ear.total == ear.heard == 300
