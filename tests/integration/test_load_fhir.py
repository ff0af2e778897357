"""The real FHIR set, all of it accounted for."""

from datetime import datetime
from pathlib import Path

import pytest

from empact.engine.ingest import LoadReport, load

NOW = datetime(2026, 11, 22)
RESOURCES = {
    "Patient": 319,
    "Encounter": 9_098,
    "Condition": 2_399,
    "Observation": 45_355,
    "Procedure": 7_599,
    "MedicationRequest": 2_529,
    "Immunization": 3_669,
    "DiagnosticReport": 3_242,
    "CarePlan": 928,
    "Goal": 596,
    "Claim": 11_627,
    "ExplanationOfBenefit": 9_098,
    "AllergyIntolerance": 177,
    "ImagingStudy": 184,
    "Organization": 102,
    "Practitioner": 90,
}


@pytest.fixture(scope="module")
def report(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> LoadReport:
    folder = tmp_path_factory.mktemp("fhir")
    return load([shared / "data" / "fhir-synthea-319" / "ndjson"], format="fhir", register=folder / "register", now=NOW)


def test_every_resource_is_accounted_for_by_type(report: LoadReport) -> None:
    assert report.rows_in == 97_012 == report.rows_kept + report.rows_rejected
    assert {kind: n["rows_in"] for kind, n in report.by_type.items()} == RESOURCES


def test_the_tables_hold_what_the_set_says_it_holds(report: LoadReport) -> None:
    assert report.tables["person"] == 319
    assert report.tables["death"] == 65
    assert report.tables["visit_occurrence"] == 9_098
    assert report.tables["condition_occurrence"] == 2_399
    assert report.tables["procedure_occurrence"] == 7_599 + 9_098  # and what kind of contact each was, in code
    assert report.tables["drug_exposure"] == 2_529 + 3_669
    assert report.tables["cost"] == 9_098
    assert report.tables["care_site"] == 102
    assert report.tables["provider"] == 90
