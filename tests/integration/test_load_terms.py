"""Under which terms a delivery comes: its period, supplier and permission; and what may never come with it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from empact.cli.main import main
from empact.engine.ingest import Provenance
from empact.engine.register import open_register
from empact.engine.versions import version_in_force
from empact.terms.errors import UserError

from .load_help import loaded, reasons, rows, write_csv

PERSONS = "person,birth_date,sex\n1,1950,f\n2,1960,m"
FILES = {
    "persons.csv": PERSONS,
    "contacts.csv": """
        id,person,kind,start,end
        a,1,inpatient,2024-12-30,2025-01-02
        b,1,home,2025-12-31,
        c,1,home,2026-01-01,
        d,2,inpatient,2024-12-20,2024-12-31
    """,
    "diagnoses.csv": "person,system,code,date\n1,icd10,I50.0,2011-01-01",
    "costs.csv": "person,date,total_paid\n1,2025-06-01,10\n1,2024-06-01,10",
}
YEAR = Provenance("2025-01-01", "2025-12-31", "The sickness fund", "Deliberation 25/001")


def test_a_record_wholly_outside_the_period_of_its_delivery_is_refused_with_its_line(tmp_path: Path) -> None:
    report = loaded(write_csv(tmp_path / "in", FILES), tmp_path / "register", "csv", provenance=YEAR)
    assert report.rows_in == report.rows_kept + report.rows_rejected and report.rows_rejected == 3
    assert reasons(report.register) == ["outside-period"] * 3
    kept = {(str(r["visit_start_date"]), str(r["visit_end_date"])) for r in rows(report.register, "visit_occurrence")}
    assert kept == {("2024-12-30", "2025-01-02"), ("2025-12-31", "None")}, "a stay that reaches into it is of it"
    assert report.tables["condition_occurrence"] == 1, "a diagnosis holds longer than a year"
    [source] = report.register.manifest["sources"]
    assert source["provenance"]["supplier"] == "The sickness fund" and source["provenance"]["first"] == "2025-01-01"


def test_without_a_period_nothing_is_outside_of_it(tmp_path: Path) -> None:
    assert loaded(write_csv(tmp_path / "in", FILES), tmp_path / "register", "csv").rejects == 0


def test_the_same_files_under_other_terms_are_another_delivery(tmp_path: Path) -> None:
    folder, register = write_csv(tmp_path / "in", FILES), tmp_path / "register"
    assert loaded(folder, register, "csv").changed
    assert loaded(folder, register, "csv", provenance=YEAR).rows_rejected == 3
    assert not loaded(folder, register, "csv", provenance=YEAR).changed
    other = write_csv(tmp_path / "other", {"persons.csv": PERSONS})
    loaded(other, register, "csv", source="other")
    assert reasons(open_register(register)) == ["outside-period"] * 3, "the terms stay with the source when another is loaded"


def test_the_command_says_the_terms_and_a_wrong_period_is_a_sentence(tmp_path: Path, capsys) -> None:
    folder, register = str(write_csv(tmp_path / "in", FILES)), str(tmp_path / "register")
    asked = ["load", folder, "--from", "csv", "--register", register, "--supplier", "The fund", "--permission", "25/001"]
    assert main([*asked, "--period", "2025", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["rows_rejected"] == 3
    assert main([*asked, "--period", "last year"]) == 3 and "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("text", ["call 85.07.30-033.28 first", "her number is 85073003328"])
def test_a_national_number_in_a_text_ends_the_load_with_its_line_and_nothing_of_it_stays(tmp_path: Path, text: str) -> None:
    register = tmp_path / "register"
    sound = write_csv(tmp_path / "sound", {"persons.csv": PERSONS})
    loaded(sound, register, "csv", source="sound")
    observed = f"person,system,code,date,text\n1,local,x,2020-01-01,well\n1,local,x,2020-01-02,{text}"
    folder = write_csv(tmp_path / "in", {"persons.csv": PERSONS, "observations.csv": observed})
    with pytest.raises(UserError, match=r"observations.csv, line 3, holds a national number") as caught:
        loaded(folder, register, "csv")
    assert "33" not in f"{caught.value} {caught.value.hint}", "the number itself is not repeated"
    assert version_in_force(register) == open_register(register).version and open_register(register).persons == 2
    assert not any(b"85073003328" in f.read_bytes() for f in register.rglob("*") if f.is_file())
    assert {p.name for p in (register / "staging").iterdir() if any(p.iterdir())} <= {"sound", ".scratch"}


def test_people_named_by_their_national_numbers_are_not_loaded(tmp_path: Path) -> None:
    persons = "person,birth_date,sex\n85073003328,1985,f\n00012556777,2000,m"
    with pytest.raises(UserError, match="named by their national numbers"):
        loaded(write_csv(tmp_path / "in", {"persons.csv": persons}), tmp_path / "register", "csv")
    chance = "person,birth_date,sex\n" + "\n".join(f"{85073003300 + n},1985,f" for n in range(97))
    report = loaded(write_csv(tmp_path / "by-chance", {"persons.csv": chance}), tmp_path / "other", "csv")
    assert report.persons == 97, "one number in a hundred passes the check by chance"


def test_numbers_that_are_no_national_numbers_are_text(tmp_path: Path) -> None:
    observed = "person,system,code,date,text\n1,local,x,2020-01-01,file 85.07.30-033.29\n1,local,x,2020-01-02,tel 016 33 33 33"
    files = {"persons.csv": PERSONS, "observations.csv": observed}
    assert loaded(write_csv(tmp_path / "in", files), tmp_path / "register", "csv").rejects == 0
