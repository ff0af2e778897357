"""Files through the gate, by the command: numbers in, pseudonyms out, counts said, nothing half made."""

from __future__ import annotations

import csv

import pytest

from empact.cli.main import main
from empact.gate.files import pseudonymise_file, translate_file
from empact.gate.pseudonyms import is_pseudonym
from empact.terms.errors import ExitCode, UserError

ONE, OTHER = "00.00.00-001.96", "00000000128"


@pytest.fixture
def keys(tmp_path):
    path = tmp_path / "keys.json"
    assert main(["gate", "make-key", "--keys", str(path), "--date", "2026-11-25"]) == 0
    return path


@pytest.fixture
def people(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text(f"insz,sex\n{ONE},female\n123,male\n{OTHER},\n")
    return path


def column(path, name="insz"):
    with path.open(newline="") as file:
        return [row[name] for row in csv.DictReader(file)]


def through(keys, what, source, target, *more, project="popbox"):
    return main(["gate", what, str(source), str(target), "--keys", str(keys), "--project", project, "--column", "insz", *more])


def test_numbers_become_pseudonyms_and_rows_without_one_are_counted_by_line(keys, people, tmp_path, capsys):
    assert through(keys, "pseudonymise", people, tmp_path / "out.csv") == 0
    made = column(tmp_path / "out.csv")
    assert len(set(made)) == 2 and all(is_pseudonym(one) for one in made)
    said = capsys.readouterr().out
    assert "3 rows: 2 kept, 1 left out." in said and "line 3" in said and "123" not in said
    through(keys, "pseudonymise", people, tmp_path / "falls.csv", project="falls")
    assert not set(made) & set(column(tmp_path / "falls.csv"))


def test_a_rotation_from_begin_to_end(keys, people, tmp_path, capsys):
    old, new, again = (tmp_path / f"{name}.csv" for name in ("old", "new", "again"))
    through(keys, "pseudonymise", people, old)
    assert main(["gate", "begin-rotation", "--keys", str(keys), "--date", "2027-11-25"]) == 0
    assert through(keys, "translate", old, new, "--numbers", str(people)) == 0
    assert "2 translated, 0 had the new one, 0 left as they were" in capsys.readouterr().out
    assert main(["gate", "end-rotation", "--keys", str(keys), "--date", "2027-11-26"]) == 0
    through(keys, "pseudonymise", people, again)
    assert column(new) == column(again) != column(old)
    assert main(["gate", "end-rotation", "--keys", str(keys)]) == ExitCode.INPUT


def test_a_file_of_which_no_row_has_a_number_says_so(keys, tmp_path):
    (tmp_path / "x.csv").write_text("insz\nabc\n")
    assert through(keys, "pseudonymise", tmp_path / "x.csv", tmp_path / "y.csv") == ExitCode.INPUT


@pytest.mark.parametrize(
    "change", [lambda s, t: translate_file(s, t, "who", {}), lambda s, t: pseudonymise_file(s, t, "who", str)]
)
def test_what_fails_leaves_no_half_file(tmp_path, change):
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text("other\nx\n")
    with pytest.raises(UserError, match="column"):
        change(source, target)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in.csv"]


def test_a_missing_file_is_a_sentence(keys, tmp_path, capsys):
    assert through(keys, "pseudonymise", tmp_path / "none.csv", tmp_path / "out.csv") == ExitCode.STORAGE
    assert "'none.csv' cannot be used" in capsys.readouterr().err
