"""The notebook page: every block of it runs, in order, on a small region."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import empact
from empact.engine.register import Register
from empact.terms.errors import DefinitionError, UserError


def test_the_blocks_of_the_page_run(
    repository: Path, region: Register, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = (repository / "docs" / "how-to" / "notebook.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", page, flags=re.DOTALL)
    assert len(blocks) == 6
    monkeypatch.chdir(tmp_path)
    (tmp_path / "register").symlink_to(region.folder)
    names: dict[str, object] = {}
    for block in blocks:
        exec(block, names)  # noqa: S102 - our own page
    assert names["profile"].num_rows == region.persons  # type: ignore[attr-defined]
    assert names["answer"].column_names == ["person_id", "answer"]  # type: ignore[attr-defined]
    assert names["table"].column_names == ["person_id", "heart_alone", "many_medicines"]  # type: ignore[attr-defined]
    assert names["shares"]["len"].sum() == names["results"].population["observed"]  # type: ignore[index, attr-defined]
    assert {"node", "value", "lower", "upper", "status"} <= set(names["by_town"].column_names)  # type: ignore[attr-defined]
    assert names["charlson"]["quan_2011"].to_pylist() == [2, 1]  # type: ignore[index]


def test_a_criterion_is_five_lines_at_most(region: Register) -> None:
    flag = empact.criterion("{dispensed: {atc: [A10]}, within: 365 days, at_least: 2}")
    answer = empact.open(region.folder).ask(flag, as_of="2024-01-01")
    assert answer.num_rows == region.persons
    assert 0 < sum(answer["answer"].to_pylist()) < region.persons


def test_an_impossible_criterion_is_a_sentence() -> None:
    with pytest.raises(DefinitionError, match="dispenced"):
        empact.criterion("{dispenced: {atc: [A10]}}")


def test_a_date_that_is_none_is_a_sentence(region: Register) -> None:
    with pytest.raises(UserError, match="not a date"):
        empact.open(region.folder).ask(empact.criterion("{aged: {from: 65}}"), as_of="1 January")


def test_importing_it_loads_nothing_heavy() -> None:
    heavy = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, empact; print([m for m in ('duckdb', 'numpy', 'pyarrow', 'yaml') if m in sys.modules])",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert heavy.stdout.strip() == "[]"
