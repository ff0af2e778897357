"""How many of the population were reached: people, not enrolments, told apart by pseudonym."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from empact.definitions.read import read_library, shipped_folder
from empact.engine.indicators import measure, open_measures
from empact.engine.ingest import load
from empact.engine.register import open_register
from empact.engine.release.released import Releases, Row
from empact.terms.periods import parse_period

PEOPLE, REACHED = 36_000, 3_600  # a tenth of the size of EMPACT!: 36 000 of 360 000
YEAR = parse_period("2023")[0]


def written(folder: Path, persons: str, enrolments: str) -> Path:
    folder.mkdir()
    (folder / "persons.csv").write_text("person,birth_date,sex\n" + persons, encoding="utf-8")
    seen = "".join(f"{line.split(',')[0]},2020-01-01,\n" for line in persons.splitlines())
    (folder / "observed.csv").write_text("person,start,end\n" + seen, encoding="utf-8")
    (folder / "enrolments.csv").write_text("person,programme,start,end\n" + enrolments, encoding="utf-8")
    return folder


def reach(register: Path, results: Path, library: Path | None = None) -> Row:
    defined = read_library(library) if library else read_library()
    measure(open_register(register), periods=[YEAR], results=results, library=defined, indicators=["reach"], workers=1)
    return Releases(open_measures(results), YEAR).release("reach").whole


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two sources of one namespace. 3,600 people were reached in 2023, 400 of them twice; 500 others in 2022 alone."""
    folder = tmp_path_factory.mktemp("reach")
    persons = "".join(f"p{i},{1930 + i % 80},f\n" for i in range(PEOPLE))
    walking = "".join(f"p{i},walking,2023-02-01,2023-03-31\n" for i in range(REACHED - 600))
    walking += "".join(f"p{i},walking,2022-02-01,2022-12-31\n" for i in range(5_000, 5_500))
    cooking = "".join(f"p{i},cooking,2021-05-01,\n" for i in range(REACHED - 1_000, REACHED))
    one = written(folder / "one", persons, walking)
    two = written(folder / "two", "".join(f"p{i},{1930 + i % 80},f\n" for i in range(REACHED)), cooking)
    load([one], format="csv", register=folder / "r", source="one", namespace="zone", now=datetime(2026, 1, 1))
    load([two], format="csv", register=folder / "r", source="two", namespace="zone", now=datetime(2026, 1, 1))
    return folder / "r"


@pytest.mark.shows("TGT-02")
def test_a_person_in_two_programmes_is_reached_once(register: Path, tmp_path: Path) -> None:
    """4,500 enrolments from two sources, 3,600 people in 2023: ten per cent of the 36,000, worked out by hand."""
    row = reach(register, tmp_path / "measured")
    assert (row.numerator, row.denominator) == (REACHED, PEOPLE)
    assert row.value == pytest.approx(0.10)
    assert row.lower is not None and row.upper is not None and row.lower < 0.10 < row.upper


def test_a_region_says_for_itself_what_reached_means(register: Path, tmp_path: Path) -> None:
    """With walking alone: 3,000 of 36,000. The same file name in a folder of its own replaces the definition."""
    text = (shipped_folder() / "indicators" / "reach.yaml").read_text(encoding="utf-8")
    (tmp_path / "own" / "indicators").mkdir(parents=True)
    theirs = text.replace("programme: any", "programme: walking")
    (tmp_path / "own" / "indicators" / "reach.yaml").write_text(theirs, encoding="utf-8")
    row = reach(register, tmp_path / "measured", tmp_path / "own")
    assert (row.numerator, row.denominator) == (REACHED - 600, PEOPLE)
