"""Scores on plain tables: what they accept, what they refuse, and the SQL a run uses."""

import argparse
import gzip
import json
from dataclasses import replace
from pathlib import Path

import pyarrow
import pytest
from pyarrow import csv, parquet

from empact.cli import score as command
from empact.criteria.codeset import CodeSet
from empact.criteria.nodes import AtLeast, Count, Recorded
from empact.definitions.read import read_library
from empact.engine.duckdb import connect
from empact.engine.reference.examples import run_examples
from empact.engine.scores import load_score, members_sql, score_ids, score_sql, score_table
from empact.engine.scores.expand import groups_of_codes
from empact.engine.scores.shelf import coded_groups, known_systems
from empact.terms.codes import Code
from empact.terms.errors import DefinitionError, StorageError, UserError

ROWS = {"patient": ["p1", "p1", "p2", "p3"], "dx": ["I50.0", "g30.9", "I10", None]}
CHARLSON = {"score": "charlson", "person": "patient", "code": "dx", "system": "icd10"}


@pytest.fixture
def table() -> pyarrow.Table:
    return pyarrow.table(ROWS)


def test_a_person_without_any_matching_code_scores_zero(table: pyarrow.Table) -> None:
    found = score_table(table, **CHARLSON).to_pylist()
    assert [(row["patient"], row["quan_2011"], row["count"]) for row in found] == [("p1", 4, 2), ("p2", 0, 0), ("p3", 0, 0)]


def test_one_weight_set_may_be_asked_for(table: pyarrow.Table) -> None:
    assert score_table(table, **CHARLSON, weights="charlson_1987").column_names[-2:] == ["charlson_1987", "count"]


@pytest.mark.parametrize("kind", ["comma", "semicolon", "gzip", "parquet", "dictionary"])
def test_the_same_rows_score_alike_from_every_kind_of_file(table: pyarrow.Table, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "file"
    if kind in ("parquet", "dictionary"):
        encoded = table.set_column(1, "dx", table.column("dx").dictionary_encode())
        parquet.write_table(encoded if kind == "dictionary" else table, path)
    else:
        csv.write_csv(table, path, csv.WriteOptions(delimiter=";" if kind == "semicolon" else ","))
    if kind == "gzip":
        path.write_bytes(gzip.compress(path.read_bytes()))
    assert score_table(path, **CHARLSON).to_pylist() == score_table(table, **CHARLSON).to_pylist()


def test_a_byte_order_mark_and_leading_zeros_survive(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes("\ufeffpatient,dx\n007,042\n".encode())
    found = score_table(path, score="charlson", person="patient", code="dx", system="icd9cm").to_pylist()[0]
    assert (found["patient"], found["aids"]) == ("007", 1)


def test_an_empty_table_gives_an_empty_result() -> None:
    empty = pyarrow.table({"patient": pyarrow.array([], pyarrow.string()), "dx": pyarrow.array([], pyarrow.string())})
    assert score_table(empty, **CHARLSON).num_rows == 0


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"person": "nobody"}, "no column 'nobody'"),
        ({"code": "patient"}, "cannot be the same column"),
        ({"system": "snomed"}, "no code lists in 'snomed'"),
        ({"system": "icd9cm"}, "do not look like ICD-9-CM"),
        ({"system": "group"}, "3 values are not groups"),
        ({"score": "cambridge"}, "rests on rules"),
        ({"score": "charlsson"}, "no score 'charlsson'"),
        ({"score": "../charlson"}, "no score '../charlson'"),
        ({"weights": "mine"}, "no weights 'mine'"),
    ],
)
def test_a_wrong_question_gets_a_sentence_and_a_hint(table: pyarrow.Table, change: dict[str, str], said: str) -> None:
    with pytest.raises(UserError, match=said) as error:
        score_table(table, **(CHARLSON | change))
    assert error.value.hint


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"patient": ["a", None], "dx": ["I10", "I10"]}, "1 rows have no person"),
        ({"patient": ["a", ""], "dx": ["I10", "I10"]}, "1 rows have no person"),
        ({"patient": ["a"], "dx": [42]}, "holds numbers"),
    ],
)
def test_rows_that_would_be_lost_in_silence_are_refused(columns: dict[str, list[object]], said: str) -> None:
    with pytest.raises(UserError, match=said):
        score_table(pyarrow.table(columns), **CHARLSON)


def test_a_person_column_named_like_a_group_is_refused() -> None:
    with pytest.raises(UserError, match="name of a column of the result"):
        score_table(pyarrow.table({"mi": ["a"], "dx": ["I10"]}), **(CHARLSON | {"person": "mi"}))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"patient,dx\nsecret,I10,too many\n", "3 columns; the header has 2"),
        (gzip.compress(b"patient,dx\na,I10\n" * 500, mtime=0)[:-20], "cut short"),
        ("patient,dx\nné,I10\n".encode("latin-1"), "not readable as a table"),
        (b"PAR1 but no more", "not a whole Parquet"),
        (b"", "no column 'patient'"),
    ],
)
def test_a_damaged_file_is_named_and_its_content_never_quoted(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(content)
    with pytest.raises(UserError, match=said) as error:
        score_table(path, **CHARLSON)
    assert "secret" not in error.value.message + error.value.hint


def test_expanding_codes_agrees_with_the_slow_way_of_matching() -> None:
    codes = {
        "icd10": ["I500", "I5", "E109", "C44", "C449", "C50", "G30"],
        "icd10cm": ["W199XXA", "Z9181", "I500", "R296"],
        "atc": ["N05AB03", "N05AB02", "A10BH03", "H03AA01", "C09CA01"],
        "icd9cm": ["042", "4254", "25040", "V434"],
    }
    for name in score_ids():
        score = load_score(name)
        for system, listed in codes.items():
            fast = groups_of_codes(score, system, listed)
            for code in listed:
                slow = sum(1 << i for i, of in coded_groups(score).items() if of.matches(Code(system, code)))
                assert fast.get(code, 0) == slow, (name, system, code)


def test_codes_taken_out_do_not_count() -> None:
    heart = CodeSet.of({"icd10": ["I20-I25"]}, {"icd10": ["I25.2"]})
    score = replace(load_score("charlson"), groups=(("heart", AtLeast(Count(Recorded(heart)), 1)),))
    assert groups_of_codes(score, "icd10", ["I251", "I252", "I2529", "I26"]) == {"I251": 1}


def test_scores_of_rules_have_no_system_of_their_own() -> None:
    assert known_systems(load_score("charlson")) == ("icd10", "icd10cm", "icd9cm")
    assert known_systems(load_score("rxrisk_v")) == ("atc",)
    assert known_systems(load_score("efi")) == known_systems(load_score("cambridge")) == ()


def test_a_null_weight_counts_nothing_but_the_group_is_counted() -> None:
    table = pyarrow.table({"p": ["a"], "c": ["J05AX15"]})
    row = score_table(table, score="rxrisk_v", person="p", code="c", system="atc").to_pylist()[0]
    assert (row["hepatitis_c"], row["pratt_2018"], row["count"]) == (1, 0, 1)


def test_a_run_scores_membership_rows_and_flags_alike() -> None:
    score = load_score("charlson")
    members = pyarrow.table({"person_id": [1, 1, 1, 2, 3], "group_id": ["diab", "diabwc", "mi", "canc", None]})
    with connect() as db:
        db.register("members", members)
        rows = f"({members_sql(score, relation='members')})"
        found = db.fetch(score_sql(score, relation=rows) + " ORDER BY person_id").to_pylist()
        flags = ", ".join(f"CAST({g} AS BOOLEAN) AS {g}" for g, _ in score.groups)
        db.run(f"CREATE TABLE flags AS SELECT person_id, {flags} FROM {rows}")
        assert db.fetch(score_sql(score, relation="flags") + " ORDER BY person_id").to_pylist() == found
    assert [(r["diab"], r["diabwc"], r["charlson_1987"], r["quan_2011"], r["count"]) for r in found] == [
        (0, 1, 3, 1, 2),
        (0, 0, 2, 2, 1),
        (0, 0, 0, 0, 0),
    ]


def test_a_region_lays_its_own_score_over_the_shipped_one(tmp_path: Path, table: pyarrow.Table, repository: Path) -> None:
    shipped = (repository / "src/empact/library/scores/charlson.yaml").read_text(encoding="utf-8")
    (tmp_path / "scores").mkdir()
    (tmp_path / "scores/charlson.yaml").write_text(shipped.replace("chf: 2", "chf: 20"), encoding="utf-8")
    assert score_table(table, **CHARLSON, library=tmp_path).column("quan_2011")[0].as_py() == 22
    with pytest.raises(DefinitionError, match="no folder"):
        score_table(table, **CHARLSON, library=[tmp_path, tmp_path / "mistyped"])


def test_a_score_with_a_broken_definition_says_where(tmp_path: Path, table: pyarrow.Table) -> None:
    (tmp_path / "scores").mkdir()
    (tmp_path / "scores/charlson.yaml").write_text("id: charlson\nkind: score\n", encoding="utf-8")
    with pytest.raises(DefinitionError, match=r"charlson\.yaml"):
        score_table(table, **CHARLSON, library=tmp_path)


def test_every_shipped_score_has_examples_that_hold() -> None:
    library = read_library()
    assert all(len(score.examples) >= 3 for score in library.scores.values())
    assert [f for f in run_examples(library) if f.kind == "score"] == []


# ---------------------------------------------------------------- the command


def _command(*words: str) -> int:
    parser = argparse.ArgumentParser()
    command.add(parser.add_subparsers())
    args = parser.parse_args(["score", *words])
    return int(args.run(args))


@pytest.fixture
def file(table: pyarrow.Table, tmp_path: Path) -> Path:
    csv.write_csv(table, tmp_path / "dx.csv")
    return tmp_path / "dx.csv"


OPTIONS = ("--person", "patient", "--code", "dx", "--system", "icd10")


def test_the_command_shows_people_with_their_groups(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _command("charlson", str(file), *OPTIONS) == 0
    shown = capsys.readouterr().out
    assert "Charlson comorbidity index: 3 people" in shown
    assert "chf dementia" in shown


def test_the_command_gives_json_with_one_object_per_person(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _command("charlson", str(file), *OPTIONS, "--format", "json") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["score"], said["people"]) == ("charlson", 3)
    assert (said["rows"][0]["patient"], said["rows"][0]["quan_2011"]) == ("p1", 4)


@pytest.mark.parametrize("ending", ["csv", "json", "parquet"])
def test_the_command_writes_by_the_ending_of_the_file(file: Path, tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"out.{ending}"
    assert _command("elixhauser", str(file), *OPTIONS, "--weights", "swiss", "--out", str(out)) == 0
    read = {
        "csv": lambda: csv.read_csv(out).num_rows,
        "parquet": lambda: parquet.read_table(out).num_rows,
        "json": lambda: len(json.loads(out.read_text())["rows"]),
    }
    assert read[ending]() == 3


def test_the_command_says_when_it_cannot_write(file: Path, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"'out\.csv' cannot be written"):
        _command("charlson", str(file), *OPTIONS, "--out", str(tmp_path / "nowhere" / "out.csv"))
