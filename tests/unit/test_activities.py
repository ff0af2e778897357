"""Activities, scorecards and entered values: what is counted, and what is refused with its line."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from empact.definitions.models import Library
from empact.definitions.read import read_library, read_with_problems, shipped_folder
from empact.engine.release.entered import may_be_shown
from empact.engine.report.activities import FILLED, NEITHER, REASON, UNFILLED, measurability, read_activities
from empact.engine.report.entered import read_entered
from empact.engine.report.figures import (
    ABSENT,
    BETTER,
    CHANCE,
    CHANGED,
    REACHED,
    UNDECIDED,
    UNREACHED,
    UNTOLD,
    WORSE,
    Point,
    movement,
    standing,
)
from empact.engine.report.targets import behind_listing
from empact.terms.errors import DefinitionError, UserError
from empact.terms.periods import parse_period

HEAD = "id,title,indicators,reason,tags\n"


@pytest.fixture(scope="module")
def library() -> Library:
    return read_library()


def csv(folder: Path, text: str) -> Path:
    file = folder / "list.csv"
    file.write_text(text, encoding="utf-8")
    return file


# ---------------------------------------------------------------- activities

FOUR = (
    HEAD
    + "walk,Walking,gp_contact;reach,,preventive\n"
    + "visit,Visits,,no record can show it,vulnerability=people who live alone; preventive\n"
    + "school,School,reach,,vulnerability\n"
    + '"garden",Garden,,,social_entrepreneurial=run by neighbours\n'
)


def behind(library: Library, file: Path, target: str) -> list[str]:
    listing = behind_listing(library, read_activities(file, library), target, "en")
    assert listing.facts["numerator"] == len(listing.rows)
    return [str(row[0]) for row in listing.rows]


@pytest.mark.shows("TGT-03")
def test_the_count_of_preventive_actions_equals_the_list_behind_it_and_follows_a_tag(library: Library, tmp_path: Path) -> None:
    assert behind(library, csv(tmp_path, FOUR), "prev_actions") == ["walk", "visit"]
    tagged = FOUR.replace("School,reach,,vulnerability", "School,reach,,vulnerability; preventive")
    assert behind(library, csv(tmp_path, tagged), "prev_actions") == ["walk", "visit", "school"]


@pytest.mark.shows("TGT-04")
@pytest.mark.shows("TGT-05")
def test_a_tag_without_its_argument_does_not_count(library: Library, tmp_path: Path) -> None:
    assert behind(library, csv(tmp_path, FOUR), "vuln_actions") == ["visit"]
    assert behind(library, csv(tmp_path, FOUR), "social_actions") == ["garden"]
    bare = FOUR.replace("=run by neighbours", "").replace("=people who live alone", "= ")
    assert behind(library, csv(tmp_path, bare), "vuln_actions") == behind(library, csv(tmp_path, bare), "social_actions") == []


def test_an_indicator_without_a_value_measures_nothing(library: Library, tmp_path: Path) -> None:
    found = measurability(read_activities(csv(tmp_path, FOUR), library), lambda i: "ok" if i == "gp_contact" else "hidden")
    assert [m.status for m in found] == [FILLED, REASON, UNFILLED, NEITHER]
    assert found[0].filled == ("gp_contact",) and found[0].unfilled == (("reach", "hidden"),)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEAD, "names no activity"),
        (HEAD + "a,A,,,\na,B,,,\n", "line 3: activity 'a' stands there twice"),
        (HEAD + "a,A,,,preventative\n", "line 2: there is no tag 'preventative'"),
        (HEAD + "a,,,,\n", "line 2: 'title' is empty"),
        (HEAD + "a,A,,,,,\n", "line 2: there are more values than columns"),
        ("id,titel\na,A\n", "there is no column 'titel'"),
        ("id,reason\na,A\n", "the column 'title' is missing"),
    ],
)
def test_a_list_that_cannot_be_read_is_refused_with_its_line(library: Library, tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UserError) as refused:
        read_activities(csv(tmp_path, text), library)
    assert said in refused.value.message and refused.value.hint is not None


def test_a_rule_whose_example_does_not_come_out_is_refused(tmp_path: Path) -> None:
    text = (shipped_folder() / "indicators" / "vuln_actions.yaml").read_text(encoding="utf-8")
    (tmp_path / "indicators").mkdir()
    (tmp_path / "indicators" / "vuln_actions.yaml").write_text(text.replace("argument: true", "argument: false"))
    with pytest.raises(DefinitionError, match="the example expects 1, and 2 came out"):
        read_library(tmp_path)


# ---------------------------------------------------------------- entered values

ROW = "team_wellbeing,2023,3.9,3.8,4.0,140,Survey of teams,2023-11-30\n"
COLUMNS = "indicator,period,value,lower,upper,n,source,date\n"


def test_an_entered_value_keeps_its_source_and_day(library: Library, tmp_path: Path) -> None:
    (one,) = read_entered(csv(tmp_path, COLUMNS + ROW), library)
    assert (one.value, one.n, one.source, one.day) == (3.9, 140, "Survey of teams", date(2023, 11, 30))
    (bare,) = read_entered(csv(tmp_path, COLUMNS + ROW.replace("3.8,4.0", ",")), library)
    assert bare.lower is bare.upper is None


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (ROW.replace("team_wellbeing", "gp_contact"), "'gp_contact' is computed"),
        (ROW.replace("team_wellbeing", "prev_actions"), "'prev_actions' is computed"),
        (ROW.replace("team_wellbeing", "team_welbeing"), "there is no indicator 'team_welbeing'"),
        (ROW.replace("Survey of teams", ""), "'source' is empty"),
        (ROW.replace(",3.8,", ",3.95,"), "does not lie between its limits"),
        (ROW.replace(",3.8,", ",,"), "does not lie between its limits"),
        (ROW.replace(",140,", ",0,"), "impossible"),
        (ROW.replace("2023-11-30", "autumn"), "cannot be read"),
        (ROW + ROW, "has a value for 2023 already"),
    ],
)
def test_an_entered_value_that_cannot_stand_is_refused(library: Library, tmp_path: Path, row: str, said: str) -> None:
    with pytest.raises(UserError) as refused:
        read_entered(csv(tmp_path, COLUMNS + row), library)
    assert said in refused.value.message and "list.csv, line" in refused.value.message


@pytest.mark.parametrize(
    ("value", "n", "sensitive", "shown"),
    [
        (0.05, 100, False, True),
        (0.04, 100, False, False),
        (0.96, 100, False, False),
        (0.0, 100, False, False),
        (0.05, 100, True, False),
        (0.10, 100, True, True),
    ],
)
def test_a_small_number_in_an_entered_proportion_is_hidden(value: float, n: int, sensitive: bool, shown: bool) -> None:
    assert may_be_shown(value, n, {"scoring": "proportion", "sensitive": sensitive}) is shown
    assert may_be_shown(value, n, {"scoring": "continuous", "sensitive": sensitive})
    assert not may_be_shown(0.05, 100, {"scoring": "proportion", "sensitive": False}, threshold=6)


def test_each_of_the_five_targets_has_a_worked_example(library: Library) -> None:
    """Those of activities and of a gain stand in the definition, where reading runs them; people have theirs too."""
    targets = [i for i in library.indicators.values() if i.target is not None]
    assert len(targets) == 5 and all(i.activities or i.gain or i.examples for i in targets)


# ---------------------------------------------------------------- what is said of a figure

YEARS = parse_period("2021..2023", "year")


def point(n: int, value: float | None, half: float | None = 1.0, status: str = "ok") -> Point:
    if value is None or half is None:
        return Point(YEARS[n], status, value)
    return Point(YEARS[n], status, value, value - half, value + half, 100)


@pytest.mark.parametrize(
    ("first", "last", "direction", "moved"),
    [
        # Half widths of 1 each: a difference is told from chance beyond the square root of two.
        (10.0, 11.41, "up", CHANCE),
        (10.0, 11.42, "up", BETTER),
        (10.0, 11.42, "down", WORSE),
        (10.0, 8.58, "up", WORSE),
        (10.0, 8.58, "down", BETTER),
        (10.0, 11.42, "neutral", CHANGED),
    ],
)
def test_a_difference_is_better_or_worse_only_beyond_its_interval(first, last, direction, moved) -> None:
    assert movement([point(0, first), point(1, 50.0), point(2, last)], direction) == moved


def test_years_are_compared_at_equal_ages_where_both_have_such_a_value() -> None:
    """As counted it rose from 10 to 20; at equal ages it stayed where it was, then fell."""

    def equal(n: int, value: float, standardised: float | None) -> Point:
        at = (None, None, None) if standardised is None else (standardised, standardised - 1, standardised + 1)
        names = ("standardised", "standardised_lower", "standardised_upper")
        return replace(point(n, value), **dict(zip(names, at, strict=True)))

    assert movement([equal(0, 10.0, 10.0), equal(2, 20.0, 10.5)], "down") == CHANCE
    assert movement([equal(0, 10.0, 10.0), equal(2, 20.0, 8.5)], "down") == BETTER
    assert movement([equal(0, 10.0, None), equal(2, 20.0, 8.5)], "down") == WORSE  # one of them is not known: both as counted


def test_without_two_values_with_intervals_nothing_is_told() -> None:
    hidden = Point(YEARS[2], "hidden")
    assert movement([point(0, 10.0)], "up") == UNTOLD
    assert movement([point(0, 10.0), point(1, 20.0), hidden], "up") == UNTOLD  # what is asked is the last year
    assert movement([point(0, 10.0, None), point(1, 20.0)], "up") == UNTOLD


def test_a_target_is_reached_only_with_the_whole_interval() -> None:
    assert standing(point(0, 11.0), 10.0, "up") == REACHED
    assert standing(point(0, 10.9), 10.0, "up") == UNDECIDED
    assert standing(point(0, 8.9), 10.0, "up") == UNREACHED
    assert standing(point(0, 9.0), 10.0, "down") == REACHED
    assert standing(point(0, 11.1), 10.0, "down") == UNREACHED
    assert standing(point(0, 12.0, None), 10.0, "up") == UNDECIDED  # a point estimate alone proves nothing
    assert standing(point(0, 10.0, None), 10.0, "up", exact=True) == REACHED  # a full count has no interval
    assert standing(Point(YEARS[0], "hidden"), 10.0, "up") == UNDECIDED
    assert standing(Point(YEARS[0], ABSENT), 10.0, "up") == standing(point(0, 1.0), None, "up") == ""


# ---------------------------------------------------------------- scorecards

CARD = """
id: north
kind: scorecard
version: 1
title: {nl: Noord, fr: Nord, de: Nord, en: North}
source: [the team]
reviewer: the team
reviewed: 2023-01-01
review_by: 2024-12-31
valid_from: 2023-01-01
owner: the team
team: {level: municipality, name: Tielt}
kpis:
  - {indicator: gp_contact, target: 0.8, by: 2024-12-31, baseline: 2022-Q2}
"""


def problems(folder: Path, text: str) -> list[str]:
    (folder / "scorecards").mkdir(exist_ok=True)
    (folder / "scorecards" / "north.yaml").write_text(text, encoding="utf-8")
    return [p.message for p in read_with_problems(folder)[1]]


def test_a_scorecard_is_read(tmp_path: Path) -> None:
    assert problems(tmp_path, CARD) == []
    card = read_library(tmp_path).scorecards["north"]
    assert (card.team, card.kpis[0].target, card.kpis[0].by) == ("Tielt", 0.8, date(2024, 12, 31))
    assert read_library(tmp_path).fingerprint == read_library().fingerprint  # a choice of figures changes no figure


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ([f"pqi{n}" for n in ("01", "05", "08", "11", "12")], "6 indicators are more than 5"),
        (["gp_contact"], "'gp_contact' is chosen twice"),
        (["gp_contacts"], "there is no indicator 'gp_contacts'"),
    ],
)
def test_more_than_five_the_same_or_an_unknown_indicator_is_refused(tmp_path: Path, more: list[str], said: str) -> None:
    text = CARD + "".join(f"  - {{indicator: {i}, target: 0.5, by: 2024-12-31}}\n" for i in more)
    (found,) = problems(tmp_path, text)
    assert said in found


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("target: 0.8", "target: 80", "80 is no proportion"),
        ("2022-Q2", "'2022'", "'2022' is no quarter"),
        ("level: municipality", "level: street", "street"),
        ("by: 2024-12-31, ", "", "'by' is missing"),
    ],
)
def test_a_slip_in_a_scorecard_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    (found,) = problems(tmp_path, CARD.replace(old, new))
    assert said in found
