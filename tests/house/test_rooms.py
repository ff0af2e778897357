"""Rooms have doors: what a room may import, beyond the contracts in pyproject.toml that ``lint-imports`` checks."""

from __future__ import annotations

import re

import pytest
import yaml

from .code import LIBRARY, ROOT, SOURCE, called, imported, modules, tree_of

HEAVY = {"duckdb", "pyarrow", "numpy", "yaml", "rich", "polars"}
# Who may ask the clock. Anywhere else a date is an argument.
CLOCK = {
    "cli": "the outermost door turns 'now' into a date",
    "notebook.py": "the other outermost door, for those who come by Python",
}
CLOCK_CALLS = re.compile(r"(^|\.)(date\.today|datetime\.(now|utcnow|today)|time\.time)$")


def of(path):
    return path.relative_to(SOURCE).as_posix()


def test_duckdb_is_imported_only_in_its_own_room():
    found = [
        f"{of(p)}:{line}"
        for p in modules()
        for name, line in imported(p)
        if name.split(".")[0] == "duckdb" and not of(p).startswith("engine/duckdb/")
    ]
    assert not found


def test_only_the_house_of_people_knows_a_web_framework_and_nobody_a_peer():
    """``cli/account.py`` speaks to the house in its own words: it checks an address as a form would."""
    framework, peers = {"django", "gunicorn", "allauth"}, {"pandas", "pyspark", "flask", "requests", "httpx", "urllib3"}
    named = [(of(p), line, n.split(".")[0]) for p in modules() for n, line in imported(p)]
    assert not [one for one in named if one[2] in peers]
    assert not [one for one in named if one[2] in framework and not one[0].startswith("web/") and one[0] != "cli/account.py"]


def test_meaning_needs_nothing_but_the_standard_library():
    for room in ("terms", "tables", "criteria"):
        found = [f"{of(p)}:{line} {n}" for p in modules(SOURCE / room) for n, line in imported(p) if n.split(".")[0] in HEAVY]
        assert not found


def test_the_synthetic_region_never_asks_the_engine():
    """The examiner must not use the pupil's book."""
    for path in modules(SOURCE / "synthetic"):
        text = path.read_text(encoding="utf-8")
        assert "empact.engine" not in text and not re.search(r"from \.+engine", text), of(path)


def test_the_oracle_leans_on_meaning_alone():
    """Two answers from one source prove nothing: ``engine/reference`` takes nothing from the rest of the engine."""
    for path in modules(SOURCE / "engine" / "reference"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"^\s*from (\.\.\w|\.\. import|empact\.engine\.(?!reference))", text, re.M), of(path)


def test_nothing_hangs_from_the_leaves():
    """The package never imports its tests, its benchmarks or the runner."""
    found = [
        f"{of(p)}:{line} {n}"
        for p in modules()
        for n, line in imported(p)
        if n.split(".")[0] in {"tests", "benchmarks", "run"}
    ]
    assert not found


def test_heavy_libraries_are_not_imported_by_asking_for_help():
    """Modules that every command loads import duckdb, pyarrow, numpy and yaml inside functions, where they are used."""
    import subprocess
    import sys

    if not (SOURCE / "cli" / "main.py").exists():
        pytest.skip("there is no command line yet")
    said = "import sys, empact.cli.main; print(' '.join(sorted({m.split('.')[0] for m in sys.modules})))"
    done = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert not HEAVY & set(done.stdout.split())


def test_only_listed_rooms_ask_the_clock():
    found = [
        f"{of(p)}:{line} {name}"
        for p in modules()
        for name, line in called(p)
        if CLOCK_CALLS.search(name) and not any(of(p) == room or of(p).startswith(room + "/") for room in CLOCK)
    ]
    assert not found


def test_the_library_holds_data_only():
    allowed = {".yaml", ".csv", ".md"}
    found = [p.relative_to(LIBRARY).as_posix() for p in LIBRARY.rglob("*") if p.is_file() and "__pycache__" not in p.parts]
    assert not [p for p in found if not p.endswith(tuple(allowed))]


def test_no_definition_speaks_sql_or_python():
    """Checked on the values a definition holds, so that a word in a title cannot offend."""
    code = re.compile(r"\bselect\b.+\bfrom\b|\bjoin\b.+\bon\b.+=|\blambda\b|\bimport \w+|\bdef \w+\(|__\w+__", re.I | re.S)
    for path in sorted(LIBRARY.rglob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        assert "!!python" not in text, path.name
        if code.search(text):  # a second look costs time, so only where the text offends
            assert not [v for v in values(yaml.safe_load(text)) if code.search(v)], path.name


def values(said):
    if isinstance(said, dict):
        for key, value in said.items():
            if key not in {"title", "note", "source", "name"}:
                yield from values(value)
    elif isinstance(said, list):
        for value in said:
            yield from values(value)
    elif isinstance(said, str):
        yield said


def test_a_definition_file_is_named_after_its_id():
    for path in sorted(LIBRARY.rglob("*.yaml")):
        first = re.search(r"^id:\s*(\S+)", path.read_text(encoding="utf-8"), re.M)
        if path.parent.name != "reference":
            assert first and first[1] == path.stem, path.relative_to(LIBRARY)


def test_every_import_of_the_package_by_itself_is_relative_or_absolute_but_resolves():
    """A relative import that climbs out of the package fails only when the line runs; find it here."""
    import ast

    for path in modules():
        depth = len(path.relative_to(SOURCE).parts)
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.ImportFrom) and node.level:
                assert node.level <= depth, f"{of(path)}:{node.lineno}"


def test_contracts_name_every_room():
    """A new room must take its place on a floor before it is lived in."""
    contracts = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    for room in sorted({p.relative_to(SOURCE).parts[0] for p in modules() if len(p.relative_to(SOURCE).parts) > 1}):
        assert re.search(rf'"[^"]*\b{room}\b[^"]*"', contracts), f"no floor for {room}/"
