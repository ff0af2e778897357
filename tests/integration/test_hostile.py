"""Hostile input at the command line: one sentence, a hint, the documented exit code, nothing lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from empact.cli.main import main
from empact.engine.register import Register, open_register
from empact.engine.run import Results
from empact.terms.errors import ExitCode

from .load_help import ADA, coded, loaded, reasons, resource, rows, write_csv, write_fhir
from .test_load_storage import contents

PERSONS = "person,birth_date,sex\n1,1950-03-01,f\n2,1960,m"
DIABETES = {"code": coded("44054006"), "onsetDateTime": "2020-02-03"}


def ends_well(capsys: pytest.CaptureFixture[str], code: ExitCode, *arguments: object) -> str:
    """What was said: a sentence and a hint, and no word about a fault."""
    assert main([str(a) for a in arguments]) == code
    said = capsys.readouterr().err
    assert said.startswith("empact: ") and len(said.splitlines()) == 2, said
    return said


# ---------------------------------------------------------------- names


@pytest.mark.parametrize(
    "name", ["it's", 'a "quoted" one', "with [1] brackets", "x'; DROP TABLE person; --", "ünïcode", "a {b,c} d"]
)
def test_a_folder_may_have_any_name(capsys, tmp_path: Path, name: str) -> None:
    home = tmp_path / name
    write_fhir(home / "fhir's", **{"Patient's": [ADA], "Condition": [resource("Condition", "c1", **DIABETES)]})
    write_csv(home / "csv's", {"persons.csv": PERSONS})
    register, results = home / "register's", home / "results's"
    for form in ("fhir", "csv"):
        load = ["load", str(home / f"{form}'s"), "--from", form, "--register", str(register), "--parts", "2"]
        assert main(load) == 0
    assert (
        main(["run", "--register", str(register), "--as-of", "2024-01-01", "--results", str(results), "--workers", "1"]) == 0
    )
    asked = ["--register", str(register), "--as-of", "2024-01-01"]
    assert main(["show", "popbox", "--results", str(results), "--svg", str(home / "it's.svg")]) == 0
    assert (
        main(["show", "rejects", "--register", str(register)]) == main(["show", "quality", "--register", str(register)]) == 0
    )
    capsys.readouterr()
    assert main(["explain", "ada", "--in", "diabetes", *asked]) == 0
    assert capsys.readouterr().out.startswith("Diabetes mellitus: yes")


def test_a_name_that_stands_for_other_names_is_refused(capsys, tmp_path: Path) -> None:
    write_fhir(tmp_path / "in", Patient=[ADA])
    said = ends_well(capsys, ExitCode.INPUT, "load", tmp_path / "in", "--from", "fhir", "--register", tmp_path / "reg*")
    assert "'*'" in said


def test_a_type_of_resource_never_reaches_sql_or_a_file_name(tmp_path: Path) -> None:
    types = ["O'Brien", "x' OR 1=1 --", "../../../evil", "a/b", "", "X" * 500, ["Condition"]]
    write_fhir(tmp_path / "in", mixed=[ADA, *({"resourceType": t, "id": str(n)} for n, t in enumerate(types))])
    report = loaded(tmp_path / "in", tmp_path / "register")
    assert (report.rows_in, report.rows_kept) == (8, 1)
    assert reasons(report.register) == ["not-fhir"] * 7
    assert not list(tmp_path.parent.rglob("*evil*"))


# ---------------------------------------------------------------- content


def test_lines_of_every_wrong_shape_are_rejected_beside_sound_ones(tmp_path: Path) -> None:
    deep = "[" * 5000 + "]" * 5000
    nested = '{"resourceType":"Condition","id":"c9","extension":' + '{"a":' * 3000 + "1" + "}" * 3003
    wrong = ["[[[1]]]", "[]", "{}", "null", "1", '"x"', deep, nested, json.dumps([[ADA]])]
    wrong += [{"resourceType": "Condition", "id": {"a": 1}, "code": [1]}, {"resourceType": ["Condition"], "id": "z"}]
    write_fhir(tmp_path / "in", mixed=[*wrong, ADA, resource("Condition", "c1", **DIABETES), *wrong])
    report = loaded(tmp_path / "in", tmp_path / "register")
    assert report.rows_in == 2 * len(wrong) + 2 == report.rows_kept + report.rows_rejected
    assert (report.persons, report.tables["condition_occurrence"]) == (1, 1)


def test_a_person_with_an_empty_id_is_rejected(tmp_path: Path) -> None:
    write_fhir(tmp_path / "in", Patient=[ADA, ADA | {"id": ""}])
    report = loaded(tmp_path / "in", tmp_path / "register")
    assert report.persons == 1 and reasons(report.register) == ["no-id"]


@pytest.mark.parametrize("number", ["NaN", "1e999", "-1e999"])
def test_what_is_no_number_exceeds_no_threshold(tmp_path: Path, number: str) -> None:
    line = json.dumps(
        resource("Observation", "o", status="final", effectiveDateTime="2020-01-01", code=coded("1-8", "http://loinc.org"))
    )
    write_fhir(tmp_path / "f", Patient=[ADA], Observation=[f'{line[:-1]}, "valueQuantity": {{"value": {number}}}}}'])
    [found] = rows(loaded(tmp_path / "f", tmp_path / "fhir").register, "measurement") or [{"value_as_number": None}]
    assert found["value_as_number"] is None
    measured = f"person,system,code,date,value\n1,loinc,1-8,2020-01-01,{number}"
    write_csv(tmp_path / "c", {"persons.csv": PERSONS, "measurements.csv": measured})
    assert reasons(loaded(tmp_path / "c", tmp_path / "csv", format="csv").register) == ["wrong-value"]


@pytest.mark.parametrize("amount", ["NaN", "inf", "1e300"])
def test_money_that_is_no_amount_is_rejected(tmp_path: Path, amount: str) -> None:
    costs = f"cost_id,person_id,cost_domain_id,cost_date,total_paid\n1,1,Visit,2020-01-01,{amount}"
    persons = "person_id,gender_concept_id,year_of_birth\n1,8507,1950"
    periods = (
        "observation_period_id,person_id,observation_period_start_date,observation_period_end_date\n1,1,2000-01-01,2024-01-01"
    )
    write_csv(tmp_path / "in", {"person.csv": persons, "observation_period.csv": periods, "cost.csv": costs})
    report = loaded(tmp_path / "in", tmp_path / "register", format="omop")
    assert report.rows_in == report.rows_kept + 1 and report.tables.get("cost", 0) == 0


def test_years_far_away_are_rejected_and_not_guessed(tmp_path: Path) -> None:
    days = ["0001-01-01", "9999-12-31", "99999-12-31", "-0044-01-01"]
    events = [resource("Condition", f"c{n}", code=coded("1"), onsetDateTime=d) for n, d in enumerate(days)]
    people = [ADA, *(ADA | {"id": d, "birthDate": d} for d in ("0001-01-01", "9999-12-31", "1950-02-30"))]
    report = loaded(write_fhir(tmp_path / "in", Patient=people, Condition=events), tmp_path / "register")
    assert (report.persons, report.tables["condition_occurrence"], report.rows_rejected) == (1, 0, 7)


@pytest.mark.parametrize(
    "form, name", [("omop", "person.csv"), ("omop", "person.parquet"), ("csv", "persons.csv"), ("fhir", "p.ndjson")]
)
@pytest.mark.parametrize("what", ["noise", "utf-16", "nothing"])
def test_a_file_that_is_something_else_is_said_in_a_sentence(capsys, tmp_path: Path, form: str, name: str, what: str) -> None:
    content = {"noise": os.urandom(200_000), "utf-16": PERSONS.encode("utf-16"), "nothing": b""}[what]
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / name).write_bytes(content)
    ends_well(capsys, ExitCode.INPUT, "load", tmp_path / "in", "--from", form, "--register", tmp_path / "register")


@pytest.mark.parametrize("form", ["fhir", "omop", "csv"])
def test_a_delivery_without_people_is_refused_and_leaves_the_register_as_it_was(capsys, tmp_path: Path, form: str) -> None:
    loaded(write_fhir(tmp_path / "a", Patient=[ADA]), tmp_path / "register")
    before = contents(tmp_path / "register" / "versions")
    write_fhir(tmp_path / "in", Condition=[resource("Condition", "c1", **DIABETES)])
    write_csv(tmp_path / "in", {"persons.csv" if form == "csv" else "person.csv": "person,birth_date,sex"})
    if form == "csv":
        (tmp_path / "in" / "Condition.ndjson").unlink()
    ends_well(capsys, ExitCode.INPUT, "load", tmp_path / "in", "--from", form, "--register", tmp_path / "other")
    if form == "fhir":
        ends_well(capsys, ExitCode.INPUT, "load", tmp_path / "in", "--from", form, "--register", tmp_path / "register")
        assert contents(tmp_path / "register" / "versions") == before and open_register(tmp_path / "register").persons == 1


# ---------------------------------------------------------------- places that are something else


def test_registers_and_results_are_not_taken_for_each_other(
    capsys, region: Register, region_results: Results, tmp_path: Path
) -> None:
    register, results = region.folder, region_results.folder
    before = (
        sorted(p.name for p in (register / "versions").iterdir()),
        sorted(p.name for p in (results / "versions").iterdir()),
    )
    ends_well(capsys, ExitCode.REGISTER, "run", "--register", register, "--as-of", "2024-01-01", "--results", register)
    ends_well(capsys, ExitCode.REGISTER, "run", "--register", results, "--as-of", "2024-01-01", "--results", tmp_path)
    ends_well(capsys, ExitCode.REGISTER, "show", "popbox", "--results", register)
    ends_well(capsys, ExitCode.REGISTER, "show", "rejects", "--register", results)
    write_fhir(tmp_path / "in", Patient=[ADA])
    ends_well(capsys, ExitCode.REGISTER, "load", tmp_path / "in", "--from", "fhir", "--register", results)
    after = sorted(p.name for p in (register / "versions").iterdir()), sorted(p.name for p in (results / "versions").iterdir())
    assert before == after and open_register(register).version == region.version


def test_a_file_in_the_place_of_a_folder_is_said_in_a_sentence(capsys, region: Register, tmp_path: Path) -> None:
    write_fhir(tmp_path / "in", Patient=[ADA])
    (tmp_path / "file").write_text("x")
    for place in ("file", "file/below"):
        ends_well(capsys, ExitCode.STORAGE, "load", tmp_path / "in", "--from", "fhir", "--register", tmp_path / place)
    ends_well(
        capsys, ExitCode.REGISTER, "run", "--register", tmp_path / "file", "--as-of", "2024-01-01", "--results", tmp_path / "r"
    )
    ends_well(capsys, ExitCode.STORAGE, "check", "--schema", tmp_path / "file" / "schema.json")


@pytest.mark.parametrize(
    "day", ["0001-01-01", "9999-12-31", "31-12-2023", "2023-02-30", "20240101", "2024-W01-1", "yesterday", ""]
)
def test_a_day_in_a_wrong_form_is_a_matter_of_usage(capsys, region: Register, tmp_path: Path, day: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["run", "--register", str(region.folder), "--as-of", day, "--results", str(tmp_path)])
    assert ended.value.code == ExitCode.USAGE and "2024-01-31" in capsys.readouterr().err


@pytest.mark.parametrize("more", [["--memory", "lots"], ["--memory=-1GB"], ["--workers", "0"], ["--workers", "-1"]])
def test_a_number_that_means_nothing_is_refused(capsys, region: Register, tmp_path: Path, more: list[str]) -> None:
    ends_well(
        capsys, ExitCode.INPUT, "run", "--register", region.folder, "--as-of", "2024-01-01", "--results", tmp_path, *more
    )


# ---------------------------------------------------------------- where output goes

COMMAND = [sys.executable, "-m", "empact.cli.main"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_output_that_finds_no_room_is_said_in_a_sentence(region_results: Results, form: str) -> None:
    with open("/dev/full", "w") as full:  # noqa: PTH123
        ended = subprocess.run(
            [*COMMAND, "show", "popbox", "--results", region_results.folder, "--format", form],
            stdout=full,
            stderr=subprocess.PIPE,
        )
    assert ended.returncode == ExitCode.STORAGE and b"disk is full" in ended.stderr


def test_a_reader_that_leaves_is_no_fault(region_results: Results) -> None:
    shown = subprocess.Popen(
        [*COMMAND, "show", "popbox", "--by", "municipality", "--results", region_results.folder, "--format", "csv"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert shown.stdout is not None and shown.stderr is not None
    shown.stdout.readline()
    shown.stdout.close()
    assert (shown.wait(), shown.stderr.read()) == (0, b"")
    shown.stderr.close()


@pytest.mark.parametrize("language", ["fr", "nl"])
def test_what_is_shown_is_utf8_whatever_the_locale(region_results: Results, language: str) -> None:
    plain = os.environ | {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "NO_COLOR": "1"}
    shown = subprocess.run(
        [*COMMAND, "show", "conditions", "--results", region_results.folder, "--language", language],
        env=plain, capture_output=True, check=True,
    )  # fmt: skip
    assert "✓" in shown.stdout.decode("utf-8") and b"\x1b" not in shown.stdout


def test_without_assertions_the_numbers_are_the_same(region: Register, region_results: Results, tmp_path: Path) -> None:
    run = [*COMMAND, "run", "--register", region.folder, "--as-of", "2024-01-01", "--results", tmp_path, "--workers", "1"]
    subprocess.run(run, env=os.environ | {"PYTHONOPTIMIZE": "2"}, check=True, capture_output=True)
    [cells] = tmp_path.rglob("cell.parquet")
    assert cells.read_bytes() == (region_results.version_folder / "cell.parquet").read_bytes()


def test_no_message_repeats_what_a_record_holds(capsys, tmp_path: Path) -> None:
    """Names and numbers of people stand in many places of this delivery, most of them wrong; none may be said."""
    secret = "Jansens-850131"
    write_csv(tmp_path / "in", {
        "persons.csv": f"person,birth_date,sex\n{secret},1950-13-45,f\n{secret},{secret},m\n1,1950,{secret}",
        "diagnoses.csv": f'person,system,code,date\n{secret},icd10,I50,2020-01-01\n1,icd10,"{secret},2020\n1,x,1,{secret}',
        "measurements.csv": f"person,system,code,date,value\n1,loinc,1-8,2020-01-01,{secret}",
    })  # fmt: skip
    main(["load", str(tmp_path / "in"), "--from", "csv", "--register", str(tmp_path / "register")])
    main(["explain", secret, "--in", "diabetes", "--register", str(tmp_path / "register"), "--as-of", "2024-01-01"])
    said = capsys.readouterr()
    assert secret not in said.out + said.err
    assert "fault in the program" not in said.err


@pytest.mark.parametrize("command", ["load", "run", "check", "synth"])
def test_json_of_every_command_has_the_keys_its_page_names(capsys, region: Register, tmp_path: Path, command: str) -> None:
    write_fhir(tmp_path / "in", Patient=[ADA])
    asked = {
        "load": ["load", tmp_path / "in", "--from", "fhir", "--register", tmp_path / "register"],
        "run": [
            "run",
            "--register",
            region.folder,
            "--as-of",
            "2024-01-01",
            "--results",
            tmp_path / "results",
            "--workers",
            "1",
        ],
        "check": ["check", "--as-of", "2026-12-01"],
        "synth": ["synth", "--people", "20", "--seed", "1", "--out", tmp_path / "out", "--as", "csv"],
    }[command]
    assert main([*(str(a) for a in asked), "--format", "json"]) == 0
    said = json.loads(capsys.readouterr().out)
    page = (Path(__file__).resolve().parents[2] / "docs" / "reference" / "json-output.md").read_text(encoding="utf-8")
    [row] = [line for line in page.splitlines() if line.startswith(f"| `empact {command}`")]
    assert not [key for key in said if f"`{key}`" not in row]
    assert not [key for key in said.get("population", ()) if f"`{key}`" not in row]


def test_rows_that_cannot_be_counted_are_refused_whole(capsys, tmp_path: Path) -> None:
    write_csv(tmp_path / "in", {"person.csv": "person_id,gender_concept_id,year_of_birth\n1,8507,1950\n2,8507,1950"})
    with (tmp_path / "in" / "person.csv").open("ab") as stream:
        stream.write(b"3,8507,1950\r4,8507,1950\r5,8507,1950\n")
    code = main(["load", str(tmp_path / "in"), "--from", "omop", "--register", str(tmp_path / "register")])
    said = capsys.readouterr()
    assert code in (ExitCode.OK, ExitCode.INPUT) and "fault" not in said.err
    if code == ExitCode.OK:
        opened = open_register(tmp_path / "register")
        assert opened.persons + len(rows(opened, "reject")) >= 3


def test_a_heading_with_empty_names_is_read(tmp_path: Path) -> None:
    persons = "person_id,gender_concept_id,year_of_birth,,\n1,8507,1950,,"
    assert loaded(write_csv(tmp_path / "in", {"person.csv": persons}), tmp_path / "register", format="omop").persons == 1
