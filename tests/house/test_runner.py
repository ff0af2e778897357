"""The runner does all set-up, so it is tested like anything else: what it decides, not what it installs."""

from __future__ import annotations

import ast
import importlib.util
import sys

import pytest

from .code import ROOT, imported


@pytest.fixture
def runner():
    spec = importlib.util.spec_from_file_location("empact_runner", ROOT / "run.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_it_needs_nothing_but_the_standard_library():
    assert {name.split(".")[0] for name, _ in imported(ROOT / "run.py")} <= set(sys.stdlib_module_names)


@pytest.mark.parametrize(
    ("files", "format"),
    [
        (["Patient.ndjson", "Condition.ndjson"], "fhir"),
        (["bulk/Patient.000.ndjson.gz"], "fhir"),
        (["PERSON.csv.gz", "OBSERVATION_PERIOD.csv.gz", "README.md"], "omop"),
        (["person.parquet", "observation_period.parquet"], "omop"),
        (["persons.csv", "diagnoses.csv"], "csv"),
    ],
)
def test_the_format_of_data_is_judged_by_file_names(runner, tmp_path, files, format):
    for name in files:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert runner.format_of(tmp_path) == format


def test_a_folder_without_records_is_refused_before_anything_is_installed(runner, tmp_path, monkeypatch):
    monkeypatch.setattr(runner, "install", lambda lock: pytest.fail("installed"))
    with pytest.raises(SystemExit, match="holds no NDJSON"):
        runner.demo(["--data", str(tmp_path)])
    with pytest.raises(SystemExit, match="nothing at"):
        runner.demo(["--data", str(tmp_path / "absent")])


def test_without_the_venv_module_it_says_the_one_line_that_helps(runner, monkeypatch):
    monkeypatch.setattr(runner.os, "geteuid", lambda: 1000, raising=False)
    with pytest.raises(SystemExit, match=r"sudo apt-get install -y python3\.\d+-venv"):
        runner.install_venv_package()


def test_as_root_on_debian_it_fetches_the_venv_module_itself(runner, monkeypatch):
    called = []
    monkeypatch.setattr(runner.os, "geteuid", lambda: 0, raising=False)
    monkeypatch.setattr(runner.shutil, "which", lambda name: name)
    monkeypatch.setattr(runner, "call", lambda *command, env: called.append(command))
    runner.install_venv_package()
    assert [c[1] for c in called] == ["update", "install"]


def test_an_environment_is_made_anew_when_its_lock_changes(runner, tmp_path, monkeypatch):
    for name in ("runtime", "dev", "bench"):
        (tmp_path / "requirements").mkdir(exist_ok=True)
        (tmp_path / "requirements" / f"{name}.lock").write_text(name)
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "tool").touch()
    for name, value in {"ROOT": tmp_path, "VENV": tmp_path, "PYTHON": tmp_path / "tool", "EMPACT": tmp_path / "tool"}.items():
        monkeypatch.setattr(runner, name, value)
    assert not runner.is_installed("dev")
    (tmp_path / "lock-stamp").write_text(runner.stamp_of("dev"))
    assert runner.is_installed("dev")
    assert runner.is_installed("runtime"), "the development lock serves the demo too"
    assert not runner.is_installed("bench")
    (tmp_path / "requirements" / "dev.lock").write_text("another pin")
    assert not runner.is_installed("dev")


def test_continuous_integration_runs_what_a_person_runs():
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    lines = [line.strip() for line in script.splitlines()]
    assert lines[0] == "#!/usr/bin/env bash" and "set -euo pipefail" in lines
    assert lines[-2:] == ["python3 run.py check", "python3 run.py test"]
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111


def test_every_command_is_described_where_it_is_asked_for(runner):
    tree = ast.parse((ROOT / "run.py").read_text(encoding="utf-8"))
    assert all(f"run.py {name}" in ast.get_docstring(tree) for name in runner.COMMANDS)
