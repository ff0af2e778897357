"""Our own CSV layout, and what can be wrong in it."""

from datetime import date
from pathlib import Path

import pytest

from empact.terms.errors import UserError

from .load_help import loaded, reasons, rows, write_csv

PERSONS = """
    person,birth_date,sex
    -1,1950-03-01,f
    9223372036854775807,1960,m
"""


def test_negative_and_64_bit_numbers_are_identifiers_like_any_other(tmp_path: Path) -> None:
    files = {
        "persons.csv": PERSONS,
        "diagnoses.csv": "person,system,code,date\n-1,icd10,I50.0,2020-01-01\n9223372036854775807,icpc2,K77,2020-01-01",
    }
    report = loaded(write_csv(tmp_path / "in", files), tmp_path / "register", "csv")
    assert report.rejects == 0
    assert {r["person_source_value"] for r in rows(report.register, "person")} == {"-1", "9223372036854775807"}
    assert {(c["vocabulary_id"], c["concept_code"]) for c in rows(report.register, "concept")} == {
        ("icd10", "I500"),
        ("icpc2", "K77"),
    }


def test_dutch_numbers_dates_separator_and_encoding_are_read_by_declaration(tmp_path: Path) -> None:
    folder = write_csv(
        tmp_path / "in",
        {
            "persons.csv": "patiënt;geboren;sex\n 7 ;31-12-1950;v",
            "costs.csv": "person;date;total_paid;correction\n7;1-2-2020;1.234,56;nee\n7;02-02-2020;-10,5;ja",
            "practices.csv": "practice;name\np;Gezondheidscentrum Kölnstraße",
            "layout.yaml": (
                'separator: ";"\nencoding: latin-1\ndecimal: ","\ndates: "31-12-2023"\nrename:\n  persons: {patiënt: person,'
                " geboren: birth_date}"
            ),
        },
        encoding="latin-1",
    )
    # YAML is UTF-8 whatever the data are; its nested keys keep their indentation.
    (folder / "layout.yaml").write_text(
        'separator: ";"\nencoding: latin-1\ndecimal: ","\ndates: "31-12-2023"\nrename:\n'
        "  persons: {patiënt: person, geboren: birth_date}\n",
        encoding="utf-8",
    )
    register = loaded(folder, tmp_path / "register", "csv").register
    [person] = rows(register, "person")
    assert (person["person_source_value"], person["birth_date"], person["gender_concept_id"]) == (
        "7",
        date(1950, 12, 31),
        8532,
    )
    assert [(r["cost_date"], r["total_paid_minor"]) for r in rows(register, "cost")] == [
        (date(2020, 2, 1), 123_456),
        (date(2020, 2, 2), -1_050),
    ]
    assert [r["care_site_name"] for r in rows(register, "care_site")] == ["Gezondheidscentrum Kölnstraße"]


@pytest.mark.parametrize(
    ("reason", "file", "row"),
    [
        ("unknown-person", "diagnoses", "9,icd10,I50,2020-01-01,,"),
        ("no-person", "diagnoses", ",icd10,I50,2020-01-01,,"),
        ("no-code", "diagnoses", "-1,icd10,,2020-01-01,,"),
        ("no-date", "diagnoses", "-1,icd10,I50,,,"),
        ("impossible-date", "diagnoses", "-1,icd10,I50,2020-02-30,,"),
        ("impossible-date", "diagnoses", "-1,icd10,I50,2020-02-03,soon,"),
        ("date-in-future", "diagnoses", "-1,icd10,I50,2050-01-01,,"),
        ("end-before-start", "diagnoses", "-1,icd10,I50,2020-02-03,2020-02-02,"),
        ("wrong-value", "costs", "-1,2020-01-01,ten,,"),
        ("no-amount", "costs", "-1,2020-01-01,,,"),
        ("negative-amount", "costs", "-1,2020-01-01,-5.00,,"),
        ("wrong-value", "costs", "-1,2020-01-01,5.00,Gifts,"),
        ("wrong-value", "contacts", "c,-1,lunch,2020-01-01,"),
        ("wrong-value", "contacts", "c,-1,home,2020-01-01,perhaps"),
        ("wrong-area", "residences", "-1,somewhere,"),
        ("unknown-practice", "registrations", "-1,nowhere,"),
        ("missing-value", "enrolments", "-1,,2020-01-01"),
        ("not-csv", "diagnoses", "-1,icd10,I50"),
    ],
)
def test_a_faulty_row_is_rejected_with_its_line_and_reason(tmp_path: Path, reason: str, file: str, row: str) -> None:
    heads = {
        "diagnoses": ("person,system,code,date,end,status", "-1,icd10,I50,2020-01-01,,"),
        "costs": ("person,date,total_paid,domain,correction", "-1,2020-01-01,5.00,Drug,"),
        "contacts": ("id,person,kind,start,unplanned", "a,-1,home,2020-01-01,"),
        "residences": ("person,area,start", "-1,36015,"),
        "registrations": ("person,practice,start", "-1,p,"),
        "enrolments": ("person,programme,start", "-1,walking,2020-01-01"),
    }
    head, good = heads[file]
    files = {"persons.csv": PERSONS, "practices.csv": "practice,name\np,Practice", f"{file}.csv": f"{head}\n{good}\n{row}\n"}
    report = loaded(write_csv(tmp_path / "in", files), tmp_path / "register", "csv")
    [reject] = rows(report.register, "reject")
    assert (reject["reason"], reject["file"]) == (reason, f"{file}.csv")
    assert reject["line"] == 3 or reject["record_id"] == "c"
    assert report.rows_in == report.rows_kept + 1


@pytest.mark.parametrize(
    ("reason", "row"),
    [
        ("birth-in-future", "3,2050-01-01,f"),
        ("birth-in-future", "3,2050,f"),
        ("impossible-date", "3,1999-13-01,f"),
        ("no-birth-date", "3,,f"),
        ("no-id", ",1950-01-01,f"),
        ("repeated-id", "-1,1950-03-01,f"),
        ("repeated-id", "-1,1951-03-01,m"),
        ("wrong-value", "3,1950-01-01,x"),
        ("impossible-date", "3,1066,m"),
    ],
)
def test_a_faulty_person_is_rejected(tmp_path: Path, reason: str, row: str) -> None:
    report = loaded(write_csv(tmp_path / "in", {"persons.csv": PERSONS + row}), tmp_path / "register", "csv")
    assert reasons(report.register) == [reason]
    assert report.persons == 2


def test_blanks_around_values_are_trimmed(tmp_path: Path) -> None:
    files = {
        "persons.csv": "person , birth_date,sex\n 1 , 1950-03-01 , f ",
        "diagnoses.csv": "person,system,code,date\n1   , icd10 , i50.0  , 2020-01-01 ",
    }
    report = loaded(write_csv(tmp_path / "in", files), tmp_path / "register", "csv")
    assert report.rejects == 0
    assert [c["concept_code"] for c in rows(report.register, "concept")] == ["I500"]


def test_a_repeated_row_id_is_taken_once_and_its_line_told(tmp_path: Path) -> None:
    visits = "id,person,kind,start\na,-1,home,2020-01-01\na,-1,home,2020-01-01\nb,-1,home,2020-01-02"
    report = loaded(write_csv(tmp_path / "in", {"persons.csv": PERSONS, "contacts.csv": visits}), tmp_path / "register", "csv")
    assert report.tables["visit_occurrence"] == 2
    assert reasons(report.register) == ["repeated-id"]


def test_line_breaks_inside_quotes_do_not_upset_the_count(tmp_path: Path) -> None:
    folder = write_csv(tmp_path / "in", {"persons.csv": PERSONS})
    (folder / "observations.csv").write_bytes(
        b'person,system,code,date,text\r\n-1,local,x,2020-01-01,"two\r\nlines"\r\n-1,local,x,2020-01-02,"a ""quoted""'
        b' word"\r\n'
    )
    report = loaded(folder, tmp_path / "register", "csv")
    assert report.rows_in == report.rows_kept == 4
    assert {r["value_as_string"] for r in rows(report.register, "observation")} == {"two\r\nlines", 'a "quoted" word'}


def test_a_file_may_be_packed_and_split(tmp_path: Path) -> None:
    files = {"persons-1.csv": "person,birth_date,sex\n1,1950,f", "persons-2.csv.gz": "person,birth_date,sex\n2,1950,f"}
    assert loaded(write_csv(tmp_path / "in", files), tmp_path / "register", "csv").persons == 2


def test_columns_and_files_that_are_not_in_the_layout_are_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="'shoe_size'"):
        loaded(
            write_csv(tmp_path / "a", {"persons.csv": "person,birth_date,sex,shoe_size\n1,1950,f,40"}),
            tmp_path / "register",
            "csv",
        )
    with pytest.raises(UserError, match="no column 'sex'"):
        loaded(write_csv(tmp_path / "b", {"persons.csv": "person,birth_date\n1,1950"}), tmp_path / "register", "csv")
    with pytest.raises(UserError, match="shoes.csv"):
        loaded(write_csv(tmp_path / "c", {"persons.csv": PERSONS, "shoes.csv": "a\n1"}), tmp_path / "register", "csv")
    with pytest.raises(UserError, match="no persons.csv"):
        loaded(write_csv(tmp_path / "d", {"deaths.csv": "person,date\n1,2020-01-01"}), tmp_path / "register", "csv")


@pytest.mark.parametrize(
    "text", ["separator: x", "colour: red", "dates: yesterday", "- a list", "a: [", "rename: {persons: 3}"]
)
def test_a_wrong_declaration_is_said_in_a_sentence(tmp_path: Path, text: str) -> None:
    with pytest.raises(UserError, match="layout.yaml"):
        loaded(write_csv(tmp_path / "in", {"persons.csv": PERSONS, "layout.yaml": text}), tmp_path / "register", "csv")


def test_a_municipality_that_merged_rolls_to_its_successor_by_date(tmp_path: Path) -> None:
    files = {
        "persons.csv": PERSONS,
        "residences.csv": "person,area,start,end\n-1,37015,2010-01-01,\n9223372036854775807,36015A,,",
    }
    register = loaded(write_csv(tmp_path / "in", files), tmp_path / "register", "csv").register
    tree = {(r["area_id"], r["parent_area_id"], str(r["valid_end_date"])) for r in rows(register, "area")}
    assert ("municipality:37015", "zone:rits", "2024-12-31") in tree
    assert ("municipality:37015", "municipality:37022", "None") in tree
    assert ("municipality:37022", "zone:rits", "None") in tree
    assert ("neighbourhood:36015A", "municipality:36015", "None") in tree


def test_a_delivered_area_replaces_the_shipped_one(tmp_path: Path) -> None:
    files = {
        "persons.csv": PERSONS,
        "residences.csv": "person,area\n-1,36015",
        "areas.csv": "level,code,name,parent\nmunicipality,36015,Rousselare,zone:ours\nzone,ours,Ours,",
    }
    register = loaded(write_csv(tmp_path / "in", files), tmp_path / "register", "csv").register
    assert {(r["area_id"], r["area_name"], r["parent_area_id"]) for r in rows(register, "area")} == {
        ("municipality:36015", "Rousselare", "zone:ours"),
        ("zone:ours", "Ours", None),
    }


def test_an_area_may_come_into_being_after_the_day_of_the_load(tmp_path: Path) -> None:
    files = {"persons.csv": PERSONS, "areas.csv": "level,code,name,parent,start\nmunicipality,99001,New,,2027-01-01"}
    register = loaded(write_csv(tmp_path / "in", files), tmp_path / "register", "csv").register
    assert ("municipality:99001", date(2027, 1, 1)) in {(r["area_id"], r["valid_start_date"]) for r in rows(register, "area")}
    assert register.rows("reject") == 0


def test_without_told_periods_a_person_is_observed_from_insurance_else_from_the_first_event_until_death(
    tmp_path: Path,
) -> None:
    files = {
        "persons.csv": "person,birth_date,sex\n1,1950,f\n2,1950-01-01,f\n3,1950,f",
        "coverage.csv": "person,start,end\n1,2015-01-01,2016-01-01",
        "diagnoses.csv": "person,system,code,date\n1,icd10,I50,2020-01-01\n2,icd10,I50,2019-05-05",
        "deaths.csv": "person,date\n2,2021-01-01",
    }
    register = loaded(write_csv(tmp_path / "in", files), tmp_path / "register", "csv").register
    who = {r["person_id"]: r["person_source_value"] for r in rows(register, "person")}
    found = {
        who[r["person_id"]]: (r["observation_period_start_date"], r["observation_period_end_date"])
        for r in rows(register, "observation_period")
    }
    assert found == {"1": (date(2015, 1, 1), None), "2": (date(2019, 5, 5), date(2021, 1, 1)), "3": (date(1950, 7, 1), None)}
