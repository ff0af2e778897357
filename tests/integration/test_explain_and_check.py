"""``empact explain`` and ``empact check`` as somebody at a keyboard meets them."""

from __future__ import annotations

import json
from datetime import date

import pytest

from empact.cli.main import main
from empact.terms.codes import Code
from empact.terms.errors import ExitCode

from ..tables import make_register

PEOPLE = [
    {"person_id": 1, "birth_date": date(1940, 5, 1), "person_source_value": "alice"},
    {"person_id": 2, "birth_date": date(1950, 5, 1), "person_source_value": "7"},
    {"person_id": 3, "birth_date": date(1960, 5, 1), "person_source_value": "1"},
]


@pytest.fixture(scope="module")
def register(tmp_path_factory):
    observed = [{"person_id": p["person_id"], "observation_period_start_date": date(2000, 1, 1)} for p in PEOPLE]
    tables = {
        "person": PEOPLE,
        "observation_period": observed,
        "death": [{"person_id": 2, "death_date": date(2023, 1, 1)}],
        "condition_occurrence": [
            {
                "person_id": 1,
                "code": Code.of("icd10", "I50.1"),
                "condition_start_date": date(2020, 3, 1),
                "source": "hospital",
            },
            {"person_id": 1, "code": Code.of("icd10", "C50"), "condition_start_date": date(2024, 3, 1), "source": "hospital"},
        ],
    }
    return make_register(tmp_path_factory.mktemp("register"), tables, parts=2)


def explain(capsys, register, person, definition, *more):
    code = main(["explain", person, "--in", definition, "--register", str(register), "--as-of", "2024-01-01", *more])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_the_record_that_decided_is_named_with_its_source(capsys, register):
    code, out, _ = explain(capsys, register, "alice", "heart_failure", "--language", "nl")
    assert code == 0
    assert out.startswith("Hartfalen: ja\n")
    assert "2020-03-01  condition_occurrence  icd10 I50.1" in out and "<hospital>" in out
    assert "C50" not in out


def test_a_segment_names_each_class_tried_in_order(capsys, register):
    code, out, _ = explain(capsys, register, "alice", "popbox", "--format", "json")
    found = json.loads(out)
    assert code == 0 and found["answer"] == "P1" and found["population"] == "living_observed"
    assert [r["class"] for r in found["reasons"]] == ["P3", "P2", "P1"]
    assert [r["holds"] for r in found["reasons"]] == [False, False, True]
    (condition,) = found["reasons"][-1]["reasons"]
    assert condition["reasons"][0]["records"][0]["code"] == "I50.1"


def test_somebody_who_is_dead_is_explained_and_said_to_be_so(capsys, register):
    _, out, _ = explain(capsys, register, "7", "popbox")
    assert "does not count in the population: dead" in out


def test_a_score_is_explained_by_its_groups(capsys, register):
    _, out, _ = explain(capsys, register, "alice", "charlson", "--format", "json")
    found = json.loads(out)
    assert found["answer"] == 2 and len(found["reasons"]) == 1


def test_a_name_that_could_be_two_people_is_asked_back(capsys, register):
    """'1' is a pseudonym of one person and the number of another."""
    code, _, err = explain(capsys, register, "1", "popbox")
    assert code == ExitCode.INPUT and "More than one" in err and "id:NUMBER" in err
    assert explain(capsys, register, "id:1", "heart_failure")[1].startswith("Heart failure: yes")
    assert explain(capsys, register, "source:1", "heart_failure")[1].startswith("Heart failure: no")


@pytest.mark.parametrize("who", ["nobody", "id:9", "source:alic"])
def test_somebody_unknown_is_refused_without_repeating_the_pseudonym(who, capsys, register):
    code, out, err = explain(capsys, register, who, "popbox")
    assert code == ExitCode.INPUT and not out and who not in err


def test_a_definition_that_is_not_there_is_refused_with_the_nearest(capsys, register):
    code, _, err = explain(capsys, register, "alice", "heart_failur")
    assert code == ExitCode.DEFINITION and "Did you mean 'heart_failure'?" in err


def test_the_shipped_library_passes_its_check(capsys):
    assert main(["check", "--as-of", "2026-11-22"]) == 0
    assert "all sound" in capsys.readouterr().out


@pytest.mark.shows("A4")
def test_check_ends_with_its_own_code_and_one_line_per_problem(capsys, tmp_path):
    from empact.definitions.read import shipped_folder

    (tmp_path / "conditions").mkdir()
    text = (shipped_folder() / "conditions" / "heart_failure.yaml").read_text(encoding="utf-8")
    slipped = text.replace("ddd_at_least: 90", "ddd_at_least: 89")
    (tmp_path / "conditions" / "heart_failure.yaml").write_text(slipped, encoding="utf-8")
    assert main(["check", "--library", str(tmp_path), "--as-of", "2026-11-22"]) == ExitCode.DEFINITION
    first, *_ = capsys.readouterr().out.splitlines()
    assert first.startswith("heart_failure.yaml: example '")


def test_overdue_reviews_are_warnings_and_no_failure(capsys):
    assert main(["check", "--as-of", "2040-01-01"]) == 0
    assert "review was due on" in capsys.readouterr().err
