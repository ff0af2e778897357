"""The two plans of the seeds in the house: work packages, phases of any years in two schemes, and all that they name."""

from __future__ import annotations

import csv
import io
import re
from datetime import date

import pytest
from django.utils import translation

from empact.definitions.frames import FACTS, read_frames
from empact.web.kernel.charts import textures
from empact.web.portfolio import actions
from empact.web.portfolio.models import Action, Item

from .conftest import AT, TODAY, needed

IDS = (
    "MOD-01 MOD-04 MOD-23 PRT-08 PRT-25 PRT-30 PRT-34 TER-06 TER-07 HCO-10 HCO-11 HCO-12 HCO-13 HCO-15 HCO-16 HCO-18 "
    "HCO-19 HCO-20 HCO-22 HCO-23 CAR-07 CAR-16 CAR-18 CAR-20 CAR-21 CAR-22 CAR-23 CAR-28 PTH-02 PTH-03 PTH-04 PTH-05 PTH-06 "
    "PTH-07 PTH-08 PTH-09 PTH-10 PTH-14 NBH-01 NBH-04 NBH-05 NBH-06 LRN-05 LRN-16 LRN-19 TGT-10"
).split()
"""Rows of the inventory whose literal quote is a programme, a line, an activity, an objective or a work package of a plan."""


@pytest.fixture
def plans(db, office):
    """Both plans of the seeds with their activities, the one of Leuven in force."""
    told = read_frames()
    for key, day in (("empact", date(2025, 1, 1)), ("leuven", TODAY)):
        with translation.override("nl"):
            actions.take_up_frame(told=told[key], activities=True, today=day, by=office, at=AT)
    return told


@pytest.fixture
def client(cast):
    user = needed(cast.user("Piet", "pmo"))
    user.language = "nl"
    user.save()
    return cast.client(user)


def letters(text):
    return re.sub(r"[^a-z0-9]", "", text.lower())


def told(client, address, **asked):
    return client.get(address, asked, headers={"accept-language": "nl"}).content.decode()


@pytest.mark.shows("PRT-23")
def test_the_four_work_packages_load_with_all_rows_of_their_table_and_print_side_by_side(plans, client, shared):
    page = told(client, "/actions/packages/")
    found = list(csv.reader(io.StringIO(told(client, "/actions/packages/", format="csv").removeprefix("\ufeff"))))
    assert len(found) == 1 + len(FACTS) and [cell[:3] for cell in found[0][1:]] == ["WP1", "WP2", "WP3", "WP4"]
    assert 'class="wide"' in page and all(cell for row in found[1:] for cell in row)
    (seed,) = (shared / "mission" / "seeds").glob("004_*.txt")
    source = letters(re.sub(r"<[^>]+>", "", seed.read_text(encoding="utf-8")))
    missing = []
    for n in range(1, 5):
        for key, text in plans["leuven"].items["programme", f"WP{n}"].facts.items():
            for line in text["nl"].replace("1ste", "1ste").split("\n"):
                if letters(line) not in source:
                    missing.append((n, key, line[:60]))
    assert len(missing) <= 3, missing  # two cells run on in a second row of the table, and '1ste' is written '1^{ste}'


@pytest.mark.shows("PRT-11")
def test_half_years_are_those_of_the_plan_that_is_asked_for_and_earlier_phases_stay(plans, client, office):
    action = Action.objects.filter(frame__key="leuven").first()
    phase = {i.code: i for i in Item.objects.filter(frame=action.frame, kind="phase")}
    for code, starts in (("development", date(2023, 1, 1)), ("pilot", date(2023, 7, 1)), ("implementation", date(2026, 7, 1))):
        action.phases.create(phase=phase[code], starts=starts)

    def halves(**asked):
        rows = csv.DictReader(io.StringIO(told(client, "/actions/matrix/", format="csv", **asked).removeprefix("\ufeff")))
        row = next(r for r in rows if r["number"] == str(action.number))
        return {name: value for name, value in row.items() if "Q" in name}

    assert halves(**{"from": "2023"}) == {
        "2023 Q1-Q2": "development", "2023 Q3-Q4": "pilot", "2024 Q1-Q2": "pilot", "2024 Q3-Q4": "pilot",
    }  # fmt: skip
    assert halves(**{"from": "2026"})["2026 Q3-Q4"] == "implementation"
    line = told(client, "/actions/timeline/", **{"from": "2023"})
    assert "2023 Q1-Q2" in line and "Pilot en test" in line and action.phases.count() == 3


@pytest.mark.shows("PRT-12")
def test_phases_are_told_apart_by_word_and_by_pattern_where_there_is_no_colour(plans, client, office):
    phases = plans["leuven"].of("phase", scheme="activities")
    assert len({p.pattern for p in phases}) == len(phases) == 4
    rows = list(Action.objects.filter(frame__key="leuven")[:4])
    for action, phase in zip(rows, phases, strict=True):
        item = Item.objects.get(frame=action.frame, kind="phase", code=phase.code)
        action.phases.create(phase=item, starts=date(2026, 1, 1))
    page = told(client, "/actions/matrix/", **{"from": "2026"})
    for phase in phases:
        assert f'class="phase {phase.pattern}"><span>{phase.title["nl"]}</span>' in page
    drawn = told(client, "/actions/timeline/", **{"from": "2026"})
    parts = set(re.findall(r'<rect class="[^"]*?part(\d)[^"]*"', drawn)) or set(re.findall(r"part(\d)", drawn))
    assert {"0", "1", "2", "3"} <= parts and str(textures()).count("<pattern") >= 3
    for phase in phases:
        assert phase.title["nl"] in drawn


@pytest.mark.shows("PRT-13")
def test_three_phases_of_work_packages_and_four_of_activities_stand_side_by_side_with_what_is_what(plans, client, office):
    page = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", told(client, "/actions/frame/")))
    for code, name, same in (
        ("wp_development", "Ontwikkeling", "Ontwikkeling"), ("wp_pilot", "Pilotfase", "Pilot en test"),
        ("wp_implementation", "Implementatie", "Implementatie"),
    ):  # fmt: skip
        assert f"{code} {name} = {same}" in page
    assert len(plans["leuven"].of("phase", scheme="work_packages")) == 3
    action = Action.objects.filter(frame__key="leuven").first()
    phase = Item.objects.get(frame=action.frame, kind="phase", code="wp_development")
    actions.plan_phase(action=action, phase=phase, starts=TODAY, today=TODAY, by=office, at=AT)  # it is a development
    assert "Ontwikkeling" in told(client, "/actions/timeline/", format="csv", **{"from": "2026"})


def test_who_reads_the_seeds_finds_each_programme_line_and_activity_in_the_house(plans, client, shared):
    versions = re.findall(r'href="(\?version=[0-9a-f-]+)"', told(client, "/actions/frame/"))
    assert len(versions) == 2
    text = "".join(told(client, f"/actions/frame/{one}") for one in versions)
    text += told(client, "/actions/packages/") + told(client, "/actions/", format="csv")
    items = Item.objects.values_list("more", flat=True)
    text += " ".join(t.get("nl", "") for more in items for t in [more.get("about", {})])
    there = letters(re.sub(r"&#x27;|&amp;|<[^>]*>", "", text))
    rows = (shared / "mission" / "inventory.md").read_text(encoding="utf-8")
    quotes = dict(re.findall(r'^\| ([A-Z]{3}-\d+) \|.*?\| 00\d: "(.*?)"', rows, re.M))
    assert [row for row in IDS if letters(quotes[row]) not in there] == []
    for key, many in (("empact", 28), ("leuven", 28)):
        found = Action.objects.filter(frame__key=key)
        assert {a.title for a in found} == {a.title["nl"] for a in plans[key].activities} and found.count() == many
    programmes = {i.code for i in Item.objects.filter(frame__key="empact", kind="programme", parent=None)}
    assert {"AP1", "AP2", "AP3"} < programmes
