"""Charlson, Elixhauser and the hospital frailty score against the published implementations, person by person.

The expected values were computed with R comorbidity 1.1.0 (see data/reference-comorbidity/README.md); nothing is
sampled or rounded.
"""

import csv
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow
import pytest

from empact.engine.scores import load_score, score_table

DATA = {"icd10": ("name", "icd10", 334), "icd9cm": ("recid", "code", 2210)}
EXPECTED = {
    "charlson": {"charlson_1987": "charlson_original", "quan_2011": "charlson_quan2011"},
    "elixhauser": {"van_walraven": "elix_vanwalraven", "swiss": "elix_swiss", "count": "elix_count"},
}
PREFIX = {"charlson": "cci_", "elixhauser": "elix_"}


@pytest.fixture
def reference(shared: Path) -> Path:
    return shared / "data" / "reference-comorbidity"


@pytest.mark.parametrize("system", DATA)
@pytest.mark.parametrize("score", EXPECTED)
def test_every_group_and_every_weight_equals_the_reference_for_every_person(reference: Path, score: str, system: str) -> None:
    person, code, people = DATA[system]
    expected = _rows(reference / f"{system}-expected.csv", person)
    found = score_table(reference / f"{system}-diagnoses.csv", score=score, person=person, code=code, system=system)
    assert found.num_rows == len(expected) == people
    columns = {g: PREFIX[score] + g for g, _ in load_score(score).groups} | EXPECTED[score]
    differing = [
        (row[person], ours)
        for row in found.to_pylist()
        for ours, theirs in columns.items()
        if row[ours] != float(expected[row[person]][theirs])
    ]
    assert differing == []


@pytest.mark.parametrize(("system", "overlapping"), [("icd10", 1), ("icd9cm", 29)])
def test_the_reference_column_noassign0_applies_the_hierarchy_too(reference: Path, system: str, overlapping: int) -> None:
    """It equals ``charlson_original`` in all 2,544 rows, although 30 people have a mild and a severe form at once."""
    person, code, _ = DATA[system]
    expected = _rows(reference / f"{system}-expected.csv", person)
    assert all(row["charlson_original_noassign0"] == row["charlson_original"] for row in expected.values())
    flat = replace(load_score("charlson"), hierarchy=())
    found = score_table(reference / f"{system}-diagnoses.csv", score=flat, person=person, code=code, system=system)
    higher = [row for row in found.to_pylist() if row["charlson_1987"] > float(expected[row[person]]["charlson_original"])]
    assert len(higher) == overlapping


def test_every_hospital_frailty_score_equals_the_reference(reference: Path) -> None:
    expected = {row["name"]: float(row["hfrs"]) for row in _rows(reference / "hfrs-expected.csv", "name").values()}
    found = score_table(reference / "icd10-diagnoses.csv", score="hfrs", person="name", code="icd10", system="icd10")
    assert {row["name"]: row["hfrs"] for row in found.to_pylist()} == expected
    assert len(expected) == 334


def test_every_hospital_frailty_group_has_its_published_points(reference: Path) -> None:
    published = {k: float(row["points"]) for k, row in _rows(reference / "hfrs-points.csv", "icd10_3char").items()}
    ours = {group.upper(): points for group, points in load_score("hfrs").weights["hfrs"].items()}
    assert ours == published
    assert len(ours) == 109


@pytest.mark.parametrize(
    ("points", "band"),
    [
        (["f05"], "low"),
        (["f05", "s32"], "low"),
        (["f05", "g40", "f10"], "intermediate"),
        (["f00", "g81", "f03", "m81"], "intermediate"),
        (["f00", "g81", "f03", "m81", "r50"], "high"),
    ],
)
def test_at_5_points_frailty_is_intermediate_and_at_exactly_15_still_so(points: list[str], band: str) -> None:
    found = _scored("hfrs", points)
    assert found["hfrs_band"] == band


@pytest.mark.parametrize(
    ("present", "general", "mortality"),
    [
        (["diabetes", "hypertension"], 0.83, 8.14),
        (["copd", "heart_failure", "af"], 3.98, 108.11),
        ("all", 16.33, 432.84),
        ([], 0, 0),
    ],
)
def test_the_cambridge_score_gives_the_golden_sums(present: list[str] | str, general: float, mortality: float) -> None:
    groups = [g for g, _ in load_score("cambridge").groups]
    found = _scored("cambridge", groups if present == "all" else list(present))
    assert (found["general"], found["mortality"]) == (general, mortality)


@pytest.mark.parametrize(
    ("n", "band"), [(4, "fit"), (5, "mild"), (8, "mild"), (9, "moderate"), (12, "moderate"), (13, "severe"), (36, "severe")]
)
def test_the_electronic_frailty_index_is_a_share_of_36(n: int, band: str) -> None:
    found = _scored("efi", [g for g, _ in load_score("efi").groups][:n])
    assert found["efi"] == round(n / 36, 6)
    assert found["efi_band"] == band


def _scored(score: str, present: list[str]) -> dict[str, Any]:
    """One person with these groups."""
    table = pyarrow.table({"person": ["a"] * (len(present) + 1), "group": [None, *present]}, _GROUPS)
    return score_table(table, score=score, person="person", code="group", system="group").to_pylist()[0]


_GROUPS = pyarrow.schema({"person": pyarrow.string(), "group": pyarrow.string()})


def _rows(path: Path, key: str) -> dict[str, dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return {row[key]: row for row in csv.DictReader(file)}
