"""Ids that tests cite exist in the mission, are spelled alike, and stand on the page of what is shown."""

from __future__ import annotations

import re

import pytest

from .code import ROOT, cited

INVENTORY = re.compile(r"[A-Z]{3}-\d{2,3}")  # rows of the mission's inventory
FEATURE = re.compile(r"[A-Z]\d{1,3}")  # rows of the mission's feature list


def test_every_cited_id_has_the_shape_of_one():
    assert not [f"{path.name}: {id}" for id, _, path in cited() if not (INVENTORY.fullmatch(id) or FEATURE.fullmatch(id))]


def test_every_cited_id_is_a_row_of_the_mission(shared):
    mission = shared / "mission"
    if not mission.is_dir():
        pytest.skip("no mission files beside the checkout")
    rows = set()
    for name, shape in (("inventory.md", INVENTORY), ("features.md", FEATURE)):
        for line in (mission / name).read_text(encoding="utf-8").splitlines():
            first = line.strip("| ").split("|")[0].strip(" *`")
            if shape.fullmatch(first):
                rows.add(first)
    assert len(rows) > 400
    assert not [f"{path.name}: {id}" for id, _, path in cited() if id not in rows]


def test_a_test_that_shows_something_says_what():
    assert not [f"{path.relative_to(ROOT)}: {name}" for _, name, path in cited() if name.count("_") < 2]
