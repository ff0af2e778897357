"""Who works on it: the tables of a plan as they stand, positions, hours that are approved before they are paid, and cost."""

from __future__ import annotations

import csv
import io
import re
from datetime import date

import pytest

from empact.web.budgets import actions, queries
from empact.web.budgets.documents import cost_of, staff_of, tariffs, work_in
from empact.web.budgets.models import FundingSource, Hours, Position, Workload
from empact.web.kernel.problems import Denied, NotNow
from empact.web.territory.models import Practitioner

from .conftest import AT, START, TODAY, needed

FEBRUARY = date(2026, 2, 1)


def file_of(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


@pytest.fixture
def position(office):
    def make(function="Coach", **more):
        values = {"function": function, "form": "self_employed", "percent": None, "starts": START, **more}
        return actions.keep_position(values=values, by=office, at=AT)

    return make


@pytest.fixture
def taken_up(leuven, office):
    return actions.take_up_tables(plan="leuven", by=office, at=AT)


@pytest.mark.shows("FIN-10", "D10")
def test_the_staff_table_of_the_plan_adds_up_to_315_percent_without_the_hourly_coaches(taken_up, client):
    rows = file_of(client, "/staff/?format=csv")
    *staff, total = rows
    assert [(r["function"], r["employer"], r["percent"]) for r in staff[:4]] == [
        ("Coördinator 1", "", "25"), ("Coördinator 2", "BAF", "40"), ("Implementator/coördinator 3", "UZ Leuven", "40"),
        ("Coach en implementator 1", "MCH", "30"),
    ]  # fmt: skip
    assert total["percent"] == "315" == str(sum(int(r["percent"]) for r in staff if r["percent"]))
    assert [r["function"] for r in staff if not r["percent"]] == ["Buurteamcoaches", "Zorgcoaches"]
    assert list(Position.objects.filter(percent=None).values_list("many", flat=True)) == [8, 5]
    assert {r["source"] for r in staff} == {"Integratiemanagementbudget"}
    page = client.get("/staff/").content.decode()
    assert "315 %" in page and "8 ×" in page and "Say when it ends" in page
    heads = re.findall(r'<th scope="col"[^>]*>([^<]+)</th>', page)
    assert len(heads) == 7, "what would make the page too wide stands in the file"
    assert "Where it stands: Transitieplan 2023-2024, table of staff" in page
    assert "seconded, BAF" in page and "01/01/2023 –" in page


@pytest.mark.shows("FIN-09", "C12")
def test_the_workload_of_the_four_work_packages_stands_in_two_ways_where_the_plan_says_two_things(taken_up, client):
    rows = file_of(client, "/staff/workload/?format=csv")
    said = {}
    for row in rows:
        said.setdefault(row["said_in"], {}).setdefault(row["package"], []).append(row["fte"])
    assert said == {
        "Transitieplan 2023-2024, table of work packages": {
            "WP1": ["0.20"],
            "WP2": ["0.50"],
            "WP3": ["2.00"],
            "WP4": ["0.80"],
        },
        "Transitieplan 2023-2024, annex 2": {"WP1": ["0.20"], "WP2": ["0.50"], "WP3": ["0.50"] * 3, "WP4": ["0.80"]},
    }
    page = client.get("/staff/workload/").content.decode()
    assert "WP3: two places of the document differ." in page
    assert page.count("two places differ") == 4  # each of the four lines of the third work package, and of no other
    assert "table of work packages: 3.50 FTE in all" in page and "annex 2: 3.00 FTE in all" in page
    assert "Integratiemanagementbudget 1.00" in page  # per source: 0.20 and 0.80


def test_taking_a_table_up_twice_changes_nothing_and_asks_for_the_frame_first(office, db, client):
    with pytest.raises(NotNow, match="not known yet"):
        actions.take_up_tables(plan="leuven", by=office, at=AT)
    assert not Position.objects.exists() and not FundingSource.objects.exists()


def test_a_table_is_taken_up_once_and_an_employer_that_is_known_is_that_one(leuven, office, partner):
    hospital = partner("UZ Leuven")
    assert actions.take_up_tables(plan="leuven", by=office, at=AT) == len(staff_of("leuven")) + len(work_in("leuven")) == 21
    assert actions.take_up_tables(plan="leuven", by=office, at=AT) == 0
    assert Position.objects.get(employer=hospital).function == "Implementator/coördinator 3"
    assert Position.objects.get(function="Coördinator 2").employer is None
    assert Workload.objects.count() == 10


@pytest.mark.shows("D10")
def test_what_is_planned_stands_beside_who_works_and_what_is_vacant(budget, position, source, action, partner):
    nursing = partner("Home nursing")
    said = {"action": action, "source": source("Ministry"), "employer": nursing}
    position("Trainer", percent=15, form="employed", **said)
    position("Second trainer", percent=10, is_vacant=True, **said)
    position("Ended", percent=50, ends=date(2026, 3, 2), **said)
    for by, title in ((queries.ABOUT, f"{action.number} Falls"), (queries.SOURCE, "Ministry")):
        (row,) = (r for r in queries.rolled_up(by, 2026, TODAY) if r.title == title)
        assert (row.stand.planned, row.stand.worked, row.stand.vacant) == (20, 15, 10)
    (row,) = (r for r in queries.rolled_up(queries.PARTNER, 2026, TODAY) if r.title == "Home nursing")
    assert (row.stand.worked, row.stand.vacant, row.stand.now) == (15, 10, 0)


def test_who_works_more_than_a_week_in_all_is_seen_and_a_vacant_position_has_nobody(position, office, client):
    lieve = Practitioner.objects.create(name="Lieve Example", search="lieve example")
    one = position("A", percent=60, holder=lieve)
    position("B", percent=60, holder=lieve)
    assert client.get("/staff/").content.decode().count("more than a full week in all") == 2
    with pytest.raises(NotNow, match="nobody in it"):
        actions.keep_position(position=one, values={"is_vacant": True}, by=office, at=AT)
    one.refresh_from_db()
    with pytest.raises(NotNow, match="more than a full week in one"):
        actions.keep_position(position=one, values={"percent": 101}, by=office, at=AT)
    one.refresh_from_db()
    actions.end_position(position=one, last_day=date(2026, 3, 2), by=office, at=AT)
    assert "more than a full week" not in client.get("/staff/").content.decode()


@pytest.mark.shows("FIN-11")
def test_the_file_for_payment_holds_exactly_the_hours_that_were_approved(position, cast, team, office, client):
    coach = cast.who(cast.user("Pia", ("team_coach", "team", team("North").pk)))
    one = position(rate_minor=6_050, team=team("North"))
    two = position("Care coach", team=team("South"))
    first = actions.note_hours(position=one, month=date(2026, 2, 14), seconds=27_000, today=TODAY, by=coach, at=AT)
    assert first.month == FEBRUARY
    with pytest.raises(Denied):
        actions.note_hours(position=two, month=FEBRUARY, seconds=3600, today=TODAY, by=coach, at=AT)
    with pytest.raises(Denied):
        actions.approve_hours(hours=first, today=TODAY, by=coach, at=AT)
    actions.note_hours(position=one, month=FEBRUARY, seconds=28_800, today=TODAY, by=coach, at=AT)  # written again
    noted = actions.note_hours(position=two, month=FEBRUARY, seconds=3_600, today=TODAY, by=office, at=AT)
    with pytest.raises(NotNow, match="does not approve them"):
        actions.approve_hours(hours=noted, today=TODAY, by=office, at=AT)
    actions.approve_hours(hours=first, today=TODAY, by=office, at=AT)
    with pytest.raises(NotNow, match="were approved"):
        actions.note_hours(position=one, month=FEBRUARY, seconds=1, today=TODAY, by=coach, at=AT)
    rows = file_of(client, "/staff/hours/?state=approved&format=csv")
    assert [(r["month"], r["hours"], r["amount"]) for r in rows] == [("2026-02", "8.00", "484.00")]
    assert sum(float(r["hours"]) * 3600 for r in rows) == sum(h.seconds for h in Hours.objects.approved())
    assert len(file_of(client, "/staff/hours/?format=csv")) == 2
    assert [h.position for h in Hours.objects.visible_to(coach, "project")] == [one]


def test_hours_are_of_a_month_that_has_begun_and_of_who_is_paid_by_the_hour(position, office):
    said = {"seconds": 3600, "today": TODAY, "by": office, "at": AT}
    with pytest.raises(NotNow, match="not begun"):
        actions.note_hours(position=position(), month=date(2026, 4, 1), **said)
    with pytest.raises(NotNow, match="share of the week"):
        actions.note_hours(position=position(percent=20), month=FEBRUARY, **said)
    with pytest.raises(NotNow, match="in that month"):
        actions.note_hours(position=position(starts=TODAY), month=FEBRUARY, **said)


@pytest.mark.shows("FIN-15")
def test_a_coordinator_costs_70000_euro_full_time_and_56000_for_four_fifths_with_15_percent_overhead(client):
    (tariff,) = tariffs()
    whole, part = (cost_of(tariff.full_time_minor, n, tariff.overhead_percent) for n in (100, 80))
    assert (whole.total, part.total) == (7_000_000, 5_600_000)
    assert (whole.wages, whole.overhead) == (6_086_957, 913_043)
    assert part.wages + part.overhead == part.total
    page = client.get("/staff/costs/").content.decode()
    assert "1.00 FTE: 70,000.00" in page and "overhead, 15 % of wages" in page and "9,130.43" in page
    page = client.get("/staff/costs/?percent=80&full_time=70000&overhead=15").content.decode()
    assert "0.80 FTE: 56,000.00" in page and "48,695.65" in page and "7,304.35" in page
    assert client.get("/staff/costs/?percent=0").status_code == 422


def test_beside_a_list_stand_only_those_that_the_reader_may_open(cast, client):
    reader = cast.client(needed(cast.user("Anna", "analyst")))
    page = reader.get("/staff/").content.decode()
    links = set(re.findall(r'href="(/staff/[a-z-]+/)"', page))
    assert links and "/staff/hours/" not in links and {reader.get(address).status_code for address in links} == {200}
    assert 'href="/staff/hours/"' in client.get("/staff/").content.decode()
