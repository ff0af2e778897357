"""``empact synth`` as a person uses it, and its output as ``load`` takes it."""

from __future__ import annotations

import argparse
import json
from datetime import datetime

import pytest

from empact.cli import synth
from empact.engine.ingest import load


def asked(*words):
    parser = argparse.ArgumentParser()
    synth.add(parser.add_subparsers())
    return parser.parse_args(["synth", *words])


def test_the_command_says_how_many_rows_it_made_and_which_targets_held(tmp_path, capsys):
    args = asked("--people", "200", "--seed", "4", "--out", str(tmp_path / "r"), "--as", "csv", "--workers", "1")
    assert args.run(args) == 0
    said = capsys.readouterr().out
    assert said.startswith("200 people, ") and "targets held" in said and "persons" in said


def test_the_command_reports_as_json(tmp_path, capsys):
    args = asked("--people", "50", "--out", str(tmp_path / "r"), "--format", "json", "--end", "2022-07-01", "--years", "1")
    assert args.run(args) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["truth"] is None and not list(tmp_path.glob("*.json"))
    assert report["people"] == 50 and report["rows"]["PERSON"] == 50 and report["form"] == "omop"
    assert {"what", "observed", "target", "tolerance", "passed"} <= report["checks"][0].keys()


def test_a_wrong_date_is_explained(capsys):
    with pytest.raises(SystemExit):
        asked("--out", "r", "--end", "1/1/2024")
    assert "2024-01-31" in capsys.readouterr().err


def test_every_form_loads_without_a_reject_and_holds_the_same(tmp_path):
    loaded = {}
    for form in ("omop", "csv", "fhir"):
        args = asked("--people", "300", "--seed", "9", "--out", str(tmp_path / form), "--as", form)
        assert args.run(args) == 0
        loaded[form] = load([tmp_path / form], format=form, register=tmp_path / f"{form}.register", now=datetime(2026, 1, 1))
        assert loaded[form].rows_rejected == 0 and loaded[form].persons == 300
    same = ["person", "visit_occurrence", "condition_occurrence", "drug_exposure", "procedure_occurrence", "measurement",
            "observation", "cost", "payer_plan_period", "care_relation", "death"]  # fmt: skip
    for table in same:
        assert len({report.tables[table] for report in loaded.values()}) == 1, table
        assert loaded["omop"].tables[table] > 0, table
    assert loaded["omop"].tables["area_membership"] == loaded["csv"].tables["area_membership"] > 300
    assert loaded["omop"].tables["area"] == loaded["csv"].tables["area"] > 100


def test_the_command_plants_the_shipped_truths_and_says_where_they_are(tmp_path, capsys):
    args = asked("--people", "300", "--out", str(tmp_path / "r"), "--truths", "--truth", str(tmp_path / "answers.json"))
    assert args.run(args) == 0
    assert capsys.readouterr().out.rstrip().endswith(f"What was planted: {tmp_path / 'answers.json'}")
    kinds = [p["plant"] for p in json.loads((tmp_path / "answers.json").read_text())["planted"]]
    assert kinds == ["prevalence", "gap", "under_reach", "trend", "programme", "cost_skew", "outlier"]


def test_the_command_plants_the_truths_of_a_file(tmp_path, capsys):
    (tmp_path / "mine.yaml").write_text("{id: mine, kind: scenario, plants: []}")
    args = asked("--people", "50", "--out", str(tmp_path / "r"), "--scenario", str(tmp_path / "mine.yaml"), "--format", "json")
    assert args.run(args) == 0
    assert json.loads(capsys.readouterr().out)["truth"] == str(tmp_path / "r.truth.json")
    assert json.loads((tmp_path / "r" / "synthetic.json").read_text())["scenario"] == "mine"


def test_the_notebook_plants_them_too(tmp_path):
    from empact import notebook

    notebook.synth(tmp_path / "r", people=60, seed=2, form="csv", scenario="truths")
    assert json.loads((tmp_path / "r.truth.json").read_text())["scenario"]["id"] == "synthetic_truths"


def test_a_planted_region_loads_without_a_reject(tmp_path):
    for form in ("omop", "csv"):
        args = asked("--people", "900", "--seed", "9", "--out", str(tmp_path / form), "--as", form, "--truths")
        assert args.run(args) == 0
        loaded = load([tmp_path / form], format=form, register=tmp_path / f"{form}.register", now=datetime(2026, 1, 1))
        assert loaded.rows_rejected == 0 and loaded.tables["programme_enrolment"] > 10
