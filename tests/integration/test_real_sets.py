"""The real sets: everybody accounted for, and what is no chronic disease is not counted as one."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pyarrow.compute as pc
import pytest

from empact.definitions.models import Library
from empact.engine.ingest import load
from empact.engine.register import Register, open_register
from empact.engine.run import Results, run

from .test_run import decoded, whole


@pytest.fixture(scope="module")
def fhir_results(fhir_register: Register, library: Library, tmp_path_factory: pytest.TempPathFactory) -> Results:
    return run(
        fhir_register, as_of=date(2021, 4, 1), results=tmp_path_factory.mktemp("results"), library=library, workers=1
    ).results


def test_254_living_people_each_in_one_cell_and_65_dead_apart(fhir_results: Results) -> None:
    assert dict(fhir_results.population) == {"observed": 254, "dead": 65, "departed": 0, "not yet": 0}
    assert sum(whole(fhir_results, "segment", "popbox").values()) == 254


def people_with(register: Register, code: str, on: date) -> set[int]:
    import duckdb

    tables = register.version_folder / "tables"
    found = duckdb.sql(
        f"SELECT DISTINCT person_id FROM read_parquet('{tables}/condition_occurrence/*.parquet') "
        f"JOIN read_parquet('{tables}/concept.parquet') ON concept_id = condition_concept_id "
        f"WHERE concept_code = '{code}' AND vocabulary_id = 'snomed' AND condition_start_date <= DATE '{on}'"
    ).fetchall()
    return {row[0] for row in found}


@pytest.mark.parametrize(
    ("code", "what"), [("162864005", "Body mass index 30+"), ("19169002", "Miscarriage in first trimester")]
)
def test_an_active_finding_is_not_a_chronic_disease(
    fhir_register: Register, fhir_results: Results, library: Library, code: str, what: str
) -> None:
    """Somebody with that record alone has no counted condition on its account."""
    recorded = people_with(fhir_register, code, date(2021, 4, 1))
    assert recorded, what
    for condition in library.counting:
        for _, flag in library.conditions[condition].evidence:
            assert f"value='{code}'" not in repr(flag) and code not in repr(flag), (what, condition)
    rows = decoded(fhir_results.table("person_condition"))
    counted = {r["person_id"] for r in rows.to_pylist() if r["condition"] in library.counting}
    profile = {r["person_id"]: r for r in decoded(fhir_results.table("person_profile")).to_pylist()}
    alone = [p for p in recorded - counted if profile[p]["status"] == "observed"]
    assert alone, "nobody has this finding and no chronic disease: the test would show nothing"
    assert {profile[p]["segment_popbox"] for p in alone} == {"P0"}


def test_known_disease_is_found(fhir_register: Register, fhir_results: Results) -> None:
    """Everybody living with a SNOMED CT code for diabetes type 2 has diabetes, on clinical evidence."""
    rows = decoded(fhir_results.table("person_condition"))
    diabetes = rows.filter(pc.equal(rows["condition"], "diabetes")).to_pylist()
    observed = {r["person_id"] for r in decoded(fhir_results.table("person_profile")).to_pylist() if r["status"] == "observed"}
    assert {r["person_id"] for r in diabetes} >= people_with(fhir_register, "44054006", date(2021, 4, 1)) & observed
    assert all("clinical_code" in r["evidence"] or "dispensing" in r["evidence"] for r in diabetes)


def test_28_people_of_the_omop_set(shared: Path, library: Library, tmp_path: Path) -> None:
    load([shared / "data" / "omop-synthea27"], format="omop", register=tmp_path / "register", now=datetime(2026, 1, 1))
    register = open_register(tmp_path / "register")
    results = run(register, as_of=date(2021, 1, 1), results=tmp_path / "results", library=library, workers=1).results
    assert sum(results.population.values()) == 28
    assert results.population["dead"] == 3
    assert sum(whole(results, "segment", "popbox").values()) == results.population["observed"]
