"""The real OMOP set, all of it accounted for."""

from datetime import datetime
from pathlib import Path

import pytest

from empact.engine.ingest import LoadReport, load

NOW = datetime(2026, 11, 22)


@pytest.fixture(scope="module")
def report(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> LoadReport:
    folder = tmp_path_factory.mktemp("omop")
    return load([shared / "data" / "omop-synthea27"], format="omop", register=folder / "register", now=NOW)


def test_the_tables_hold_what_the_set_says_it_holds(report: LoadReport) -> None:
    expected = {
        "person": 28,
        "visit_occurrence": 1_791,
        "condition_occurrence": 470,
        "drug_exposure": 883,
        "measurement": 10_040,
        "observation": 8_099,
        "procedure_occurrence": 1_649,
        "death": 3,
        "observation_period": 28,
    }
    assert {table: report.tables[table] for table in expected} == expected


def test_every_row_is_kept_or_rejected(report: LoadReport) -> None:
    assert report.rows_in == report.rows_kept + report.rows_rejected
    assert report.rejects == 0


def test_codes_come_from_the_concept_table(report: LoadReport) -> None:
    import pyarrow.parquet as pq

    systems = set(pq.read_table(report.register.files("concept")[0])["vocabulary_id"].to_pylist())
    assert {"snomed", "rxnorm", "loinc"} <= systems
