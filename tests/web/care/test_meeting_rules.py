"""The seven checks of a multidisciplinary meeting, as a table: each with a readable reason; versions hold by day (R1, R8)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from empact.web.care.meetings.rules import Facts, Rules, Year, check, paid_before, rules_on, versions

DAY = date(2026, 6, 1)
RULES = rules_on(DAY)
GOOD = Facts(
    on=DAY, disciplines=("gp", "nurse", "pharmacist", "coordinator"), person_present=True, stays="home", paid_participants=3
)  # fmt: skip
IN = {"stays": "admitted"}
TABLE = (
    # check, what is different, in order?, how the reason ends
    ("disciplines", {}, True, "3 disciplines take part; at least 3 are needed."),
    ("disciplines", {"disciplines": ("gp", "nurse", "nurse")}, False, "2 disciplines take part; at least 3 are needed."),
    ("disciplines", {"disciplines": ("gp",)}, False, "1 discipline takes part; at least 3 are needed."),
    ("disciplines", {"disciplines": ("gp", "nurse", "coordinator")}, False, "2 disciplines take part; at least 3 are needed."),
    ("obliged", {}, True, "A general practitioner or psychiatrist takes part."),
    ("obliged", {"disciplines": ("psychiatrist",)}, True, "A general practitioner or psychiatrist takes part."),
    ("obliged", {"disciplines": ("nurse",), "obliged_declared": True}, True, "could take part."),
    ("obliged", {"disciplines": ("nurse",)}, False, "and no reason is given."),
    ("person", {}, True, "The person takes part, or whoever speaks for them."),
    ("person", {"person_present": False, "person_declared": True}, True, "why the person does not take part."),
    ("person", {"person_present": False}, False, "The person does not take part, and no reason is given."),
    ("once_a_year", {}, True, "0 meetings were paid for this year; at most 1 can be."),
    ("once_a_year", {"paid_before": 1}, False, "1 meeting was paid for this year; at most 1 can be."),
    ("no_care_home", {}, True, "The person does not live in a care home for good."),
    ("no_care_home", {"stays": "care_home"}, False, "The person lives in a care home for good."),
    ("no_care_home", {"stays": ""}, None, "where the person lives now."),
    ("discharge", {}, True, "The person is not in hospital."),
    ("discharge", {**IN, "discharge_on": date(2026, 6, 9)}, True, "8 days after the meeting; at most 8 are allowed."),
    ("discharge", {**IN, "discharge_on": date(2026, 6, 10)}, False, "9 days after the meeting; at most 8 are allowed."),
    ("discharge", {**IN, "discharge_on": date(2026, 6, 2)}, True, "1 day after the meeting; at most 8 are allowed."),
    ("discharge", IN, None, "no day of going home is planned."),
    ("discharge", {**IN, "discharge_on": date(2026, 5, 31)}, None, "lies before the meeting."),
    ("discharge", {"stays": ""}, None, "where the person lives now."),
    ("paid_participants", {"paid_participants": 4}, True, "4 participants are paid; at most 4 can be."),
    ("paid_participants", {"paid_participants": 5}, False, "5 participants are paid; at most 4 can be."),
)  # fmt: skip


@pytest.mark.parametrize(("name", "different", "ok", "ends"), TABLE)
def test_each_check_says_in_a_sentence_why(name, different, ok, ends):
    found = {one.id: one for one in check(replace(GOOD, **different), RULES)}
    assert len(found) == 7
    assert found[name].ok is ok
    assert found[name].reason.endswith(ends) and found[name].reason.endswith(".")
    others = [one for one in found.values() if one.id != name]
    if len(different) == 1 and "disciplines" not in different and "stays" not in different:
        assert all(one.ok for one in others), "one thing that is wrong is said once"


def test_the_version_of_the_day_of_the_meeting_holds_and_there_is_none_before_the_first():
    assert rules_on(date(2020, 4, 30)) is None
    first = rules_on(date(2020, 5, 1))
    assert first is RULES and first.amounts == {"organiser": 12000, "mediator": 4000, "participant": 2500}
    changed = [
        replace(first, valid_to=date(2026, 12, 31)),
        replace(first, valid_from=date(2027, 1, 1), paid_each_year=2, amounts={"organiser": 13000}),
    ]
    twice = replace(GOOD, paid_before=1)
    ok = {
        day: {one.id: one.ok for one in check(replace(twice, on=day), rules_on(day, changed))}["once_a_year"]
        for day in (date(2026, 12, 31), date(2027, 1, 1))
    }
    assert list(ok.values()) == [False, True]


def test_every_version_says_where_it_comes_from_and_none_overlaps_another():
    for before, after in zip(versions(), versions()[1:], strict=False):
        assert before.valid_to is not None and before.valid_to < after.valid_from
    for one in versions():
        assert isinstance(one, Rules) and one.source_url.startswith("https://")
        assert one.confidence in ("sure", "likely", "unverified")


@pytest.mark.parametrize(
    ("paid", "calendar", "rolling"),
    [(date(2026, 1, 1), 1, 1), (date(2025, 12, 31), 0, 1), (date(2025, 6, 2), 0, 1), (date(2025, 6, 1), 0, 0),
     (date(2026, 6, 2), 1, 0)],
)  # fmt: skip
def test_once_a_year_is_the_calendar_or_the_last_365_days_as_the_region_says(paid, calendar, rolling):
    assert paid_before([paid], DAY, Year.CALENDAR) == calendar
    assert paid_before([paid], DAY, Year.ROLLING) == rolling
