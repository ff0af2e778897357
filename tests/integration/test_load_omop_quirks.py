"""What OMOP sources do differently from each other, each in a small delivery of its own."""

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from empact.terms.errors import UserError

from .load_help import loaded, reasons, rows, write_csv

PERSON = """
    person_id,gender_concept_id,year_of_birth,month_of_birth,day_of_birth
    -5,8532,1950,3,1
    9000000000000000001,8507,1960,,
"""
CONCEPT = """
    concept_id,concept_name,domain_id,vocabulary_id,concept_code
    316139,Heart failure,Condition,SNOMED,84114007
    45566731,Heart failure,Condition,ICD10CM,I50.9
"""
CONDITION = (
    "condition_occurrence_id,person_id,condition_concept_id,condition_start_date,condition_end_date,"
    "condition_source_concept_id,condition_source_value\n"
)


def test_a_code_comes_from_the_standard_concept_then_the_source_concept_then_the_source_value(tmp_path: Path) -> None:
    conditions = (
        CONDITION + "1,-5,316139,2020-01-01,,45566731,I50.9\n2,-5,0,2020-01-02,,45566731,I50.9\n3,-5,0,2020-01-03,,0,HF\n"
        "4,-5,99,2020-01-04,,,\n5,-5,0,2020-01-05,,0,"
    )
    report = loaded(
        write_csv(tmp_path / "in", {"PERSON.csv": PERSON, "Concept.csv": CONCEPT, "condition_occurrence.csv": conditions}),
        tmp_path / "register",
        "omop",
    )
    names = {
        c["concept_id"]: (c["vocabulary_id"], c["concept_code"], c["concept_name"]) for c in rows(report.register, "concept")
    }
    found = {
        r["condition_start_date"].day: names[r["condition_concept_id"]] for r in rows(report.register, "condition_occurrence")
    }
    assert found == {
        1: ("snomed", "84114007", "Heart failure"),
        2: ("icd10cm", "I509", "Heart failure"),
        3: ("local", "HF", None),
        4: ("local", "OMOP|99", None),
    }
    assert reasons(report.register) == ["no-code"]


def test_negative_and_64_bit_ids_an_open_end_and_a_float_key_are_read(tmp_path: Path) -> None:
    visits = (
        "visit_occurrence_id,person_id,visit_concept_id,visit_start_date,visit_end_date,provider_id\n"
        "-7,-5,9201,2020-01-01,9999-12-31,3.0\n8,9000000000000000001,262,20200105,20200107,"
    )
    files = {"person.csv": PERSON, "visit_occurrence.csv": visits, "provider.csv": "provider_id,specialty_source_value\n3,GP"}
    report = loaded(write_csv(tmp_path / "in", files), tmp_path / "register", "omop")
    found = {
        (r["visit_concept_id"], r["visit_start_date"], r["visit_end_date"], r["is_unplanned"], r["provider_id"])
        for r in rows(report.register, "visit_occurrence")
    }
    assert found == {(9201, date(2020, 1, 1), None, None, 1), (262, date(2020, 1, 5), date(2020, 1, 7), True, None)}


def test_money_becomes_cents_and_a_cost_finds_its_person_through_its_event(tmp_path: Path) -> None:
    files = {
        "person.csv": PERSON,
        "visit_occurrence.csv": (
            "visit_occurrence_id,person_id,visit_concept_id,visit_start_date,visit_end_date\n1,-5,9202,2020-01-01,2020-01-01"
        ),
        "drug_exposure.csv": (
            "drug_exposure_id,person_id,drug_concept_id,drug_exposure_start_date,drug_source_value\n1,-5,0,2020-02-02,aspirin"
        ),
        "cost.csv": (
            "cost_id,cost_event_id,cost_domain_id,total_paid,paid_by_payer\n1,1,Visit,19.99,10.005\n2,1,Drug,0.1,\n3,77,Visit,5,\n4,1,Visit,,"
        ),
    }
    report = loaded(write_csv(tmp_path / "in", files), tmp_path / "register", "omop")
    found = {
        (r["cost_date"], r["cost_event_id"], r["cost_domain_id"], r["total_paid_minor"]) for r in rows(report.register, "cost")
    }
    assert found == {(date(2020, 1, 1), 1, "Visit", 1999), (date(2020, 2, 2), None, "Drug", 10)}
    assert reasons(report.register) == ["no-amount", "unknown-event"]


def test_tables_with_a_heading_only_and_tables_we_do_not_use_are_counted(tmp_path: Path) -> None:
    files = {"person.csv": PERSON, "death.csv": "person_id,death_date", "note.csv": "note_id,note_text\n1,secret"}
    report = loaded(write_csv(tmp_path / "in", files), tmp_path / "register", "omop")
    assert report.tables["death"] == 0
    assert report.by_type["note"]["rows_in"] == 1
    assert any("note" in line for line in report.notes)


def test_parquet_in_folders_and_in_parts_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    for n in (1, 2):
        place = folder / "PERSON" / f"part-{n}.parquet"
        place.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(pa.table({"PERSON_ID": [n], "GENDER_CONCEPT_ID": [8507], "YEAR_OF_BIRTH": [1950]}), place)
    pq.write_table(pa.table({"person_id": [1, 3], "death_date": pa.array([date(2020, 1, 1)] * 2)}), folder / "death.parquet")
    report = loaded(folder, tmp_path / "register", "omop")
    assert (report.persons, report.tables["death"]) == (2, 1)
    assert reasons(report.register) == ["unknown-person"]


def test_a_file_that_is_no_parquet_is_one_reject(tmp_path: Path) -> None:
    folder = write_csv(tmp_path / "in", {"person.csv": PERSON})
    (folder / "death.parquet").write_bytes(b"PAR1 but not really")
    assert reasons(loaded(folder, tmp_path / "register", "omop").register) == ["not-parquet"]


def test_a_torn_gzip_keeps_its_complete_lines(tmp_path: Path) -> None:
    lines = "\n".join(f"{n},-5,0,2020-01-01,,0,code{n * n}" for n in range(20_000))
    folder = write_csv(tmp_path / "in", {"person.csv": PERSON, "condition_occurrence.csv.gz": CONDITION + lines})
    file = folder / "condition_occurrence.csv.gz"
    file.write_bytes(file.read_bytes()[:-20_000])
    report = loaded(folder, tmp_path / "register", "omop")
    assert 1_000 < report.tables["condition_occurrence"] < 20_000
    assert reasons(report.register) == ["torn-file"]


def test_quotes_and_short_rows_are_rejected_not_swallowed(tmp_path: Path) -> None:
    conditions = CONDITION + '1,-5,0,2020-01-01,,0,"a, ""b"""\n2,-5,0\n3,-5,0,2020-01-03,,0,c'
    report = loaded(
        write_csv(tmp_path / "in", {"person.csv": PERSON, "condition_occurrence.csv": conditions}),
        tmp_path / "register",
        "omop",
    )
    assert {r["condition_source_value"] for r in rows(report.register, "condition_occurrence")} == {'a, "b"', "c"}
    assert [(r["line"], r["reason"]) for r in rows(report.register, "reject")] == [(3, "not-csv")]
    assert report.rows_in == report.rows_kept + report.rows_rejected == 5


def test_a_folder_without_tables_is_said_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no OMOP tables"):
        loaded(write_csv(tmp_path / "in", {"people.csv": "a,b\n1,2"}), tmp_path / "register", "omop")
