"""Charlson, Elixhauser and the hospital frailty score against the published implementations, person by person.

The expected values were computed with R comorbidity 1.1.0 (see data/reference-comorbidity/README.md); nothing is
sampled or rounded.
"""

import csv
from dataclasses import replace
from pathlib import Path

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
    columns = {g: PREFIX[score] + g for g in load_score(score).group_ids} | EXPECTED[score]
    differing = [
        (row[person], ours)
        for row in found.to_pylist()
        for ours, theirs in columns.items()
        if row[ours] != float(expected[row[person]][theirs])
    ]
    assert differing == []


@pytest.mark.parametrize(("system", "overlapping"), [("icd10", 1), ("icd9cm", 29)])
def test_the_reference_column_named_noassign0_still_applies_the_hierarchy(reference: Path, system: str, overlapping: int) -> None:
    """That column equals ``charlson_original`` in all 2,544 rows, although 30 people have a mild and a severe form at once."""
    person, code, _ = DATA[system]
    expected = _rows(reference / f"{system}-expected.csv", person)
    assert all(row["charlson_original_noassign0"] == row["charlson_original"] for row in expected.values())
    flat = replace(load_score("charlson"), hierarchy=())
    found = score_table(reference / f"{system}-diagnoses.csv", score=flat, person=person, code=code, system=system)
    higher = [row for row in found.to_pylist() if row["charlson_1987"] > float(expected[row[person]]["charlson_original"])]
    assert len(higher) == overlapping


def _rows(path: Path, key: str) -> dict[str, dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return {row[key]: row for row in csv.DictReader(file)}
