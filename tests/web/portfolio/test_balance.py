"""Shares, balance, gaps and overlaps of the whole portfolio; and what the mill reads of it."""

from __future__ import annotations

import csv
import io
import re

import pytest

from empact.definitions.read import read_library
from empact.web.kernel import actions as kernel
from empact.web.portfolio import actions, balance
from empact.web.portfolio.models import Action, Item

from .conftest import AT, TODAY, needed


@pytest.fixture
def policy(cast):
    return cast.client(needed(cast.user("Piet", "policy")))


@pytest.fixture
def ten(frame, office, item):
    """Ten actions: three in AP1, six in AP2 or a line of it, one in none."""
    line = Item.objects.filter(frame=frame, kind="programme", parent=item("programme", "AP2")).first()
    homes = [item("programme", "AP1")] * 3 + [item("programme", "AP2")] * 5 + [line, None]
    return [
        actions.propose_action(title=f"Subject {n}", programme=home, today=TODAY, by=office, at=AT)
        for n, home in enumerate(homes)
    ]


@pytest.mark.shows("C8")
def test_shares_follow_a_tag_and_what_is_less_than_was_set_is_flagged(policy, ten, office, cast):
    def shown():
        page = policy.get("/actions/whole/").content.decode()
        rows = re.findall(r"tag=(\w+)\">.*?>(\d+)</td>.*?>(\d+) %</td>.*?(\d+) % <span class=\"tag\">(\w+)", page, re.S)
        return {tag: (int(n), int(share), int(least), said) for tag, n, share, least, said in rows}

    assert shown()["preventive"] == (0, 0, 25, "not")
    for action in ten[:3]:
        actions.argue(action=action, text="It prevents falling", tag="preventive", by=office, at=AT)
    assert shown()["preventive"] == (3, 30, 25, "reached")
    listed = policy.get("/actions/?tag=preventive&format=csv").content.decode("utf-8-sig")
    assert len(list(csv.DictReader(io.StringIO(listed)))) == 3
    actions.argue(action=ten[0], text="", tag="preventive", by=office, at=AT)  # without an argument it does not count
    assert shown()["preventive"] == (2, 20, 25, "not")
    keeper = cast.who(cast.user("Anna", "administrator"))
    kernel.choose(choice="portfolio.preventive", value=20, by=keeper, at=AT)
    assert shown()["preventive"] == (2, 20, 20, "reached")


@pytest.mark.shows("PRT-03")
def test_totals_of_the_balance_are_those_of_the_list_behind_them(policy, ten):
    rows = list(csv.DictReader(io.StringIO(policy.get("/actions/whole/?format=csv").content.decode("utf-8-sig"))))
    told = {r["programme"]: int(r["actions"]) for r in rows}
    assert (told["AP1"], told["AP2"], told[""], sum(told.values())) == (3, 6, 1, 10)
    for code in ("AP1", "AP2", "AP3"):
        listed = policy.get(f"/actions/?programme={code}&format=csv").content.decode("utf-8-sig")
        assert len(list(csv.DictReader(io.StringIO(listed)))) == told[code]


@pytest.mark.shows("C9")
@pytest.mark.shows("PRT-02")
def test_planted_duplicates_and_an_uncovered_segment_are_found_and_a_gap_appears_with_its_last_action(
    policy, ready, results, zone, item, office
):
    other = actions.propose_action(title="Another about falling", start=zone("A"), today=TODAY, by=office, at=AT)
    elsewhere = actions.propose_action(title="Far away", start=zone("B"), today=TODAY, by=office, at=AT)
    for action in (other, elsewhere):
        values = {"persona": "complex", "determinant": "alone"}
        actions.keep_action(action=action, values=values, today=TODAY, by=office, at=AT)
    aim = Item.objects.filter(kind="aim").first()
    for action in (ready, other):
        actions.contribute(action=action, item=aim, strength=2, today=TODAY, by=office, at=AT)
    (found,) = balance.overlaps(list(Action.objects.order_by("number")))
    assert (found.first, found.second, found.aims) == (ready, other, (aim.name,))
    missing = policy.get("/actions/whole/").content.decode().partition("What is missing")[2]
    assert "no action is for" not in missing and ready.objective.name not in missing
    Action.objects.update(persona="")
    missing = policy.get("/actions/whole/").content.decode().partition("What is missing")[2]
    assert re.search(r"no action is for: four or more conditions", missing)
    actions.move_action(action=ready, after="stopped", reason="done", today=TODAY, by=office, at=AT)
    assert str(ready.objective) in policy.get("/actions/whole/").content.decode().partition("What is missing")[2]


def test_the_mill_reads_the_actions_for_its_reports(policy, ready, office, tmp_path):
    from empact.engine.report.activities import read_activities

    actions.argue(action=ready, text="For who lives alone; and more", tag="vulnerability", by=office, at=AT)
    ready.kpis.update(indicator="gp_contact")
    file = tmp_path / "activities.csv"
    file.write_bytes(policy.get("/actions/whole/activities/").content)
    (found,) = read_activities(file, read_library())
    assert (found.title, found.indicators, found.tags) == (
        ready.title, ("gp_contact",), {"vulnerability": "For who lives alone, and more"},
    )  # fmt: skip
