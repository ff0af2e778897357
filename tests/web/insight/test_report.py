"""A report on paper of each place of a hat: every figure as it was released, held back as everywhere."""

from __future__ import annotations

import csv
import time
from datetime import date, timedelta

import pytest
from django.utils import timezone
from django.utils.http import urlencode

from empact.web.feedback.actions.publications import plan_publication
from empact.web.insight import words
from empact.web.kernel.models import Hat
from empact.web.kernel.who import SYSTEM
from empact.web.territory.models import Organisation, Site, Territory

START = date(2020, 1, 1)
PAGE = "/figures/report/place/"


@pytest.fixture
def client(cast):
    return cast.client(cast.user("Stan", ("steering", "organisation", Organisation.objects.create(name="P", starts=START).pk)))


def practice(cast, node, name):
    house = Organisation.objects.create(name=name, starts=START)
    Site.objects.create(organisation=house, kind="practice", name=name, care_site=node, starts=START)
    return cast.user(name.replace(" ", ""), ("gp", "organisation", house.pk))


def test_the_steering_group_reads_the_whole_and_each_zone(client, months):
    listed = client.get("/figures/report/").content.decode()
    assert all(urlencode({"place": node}) in listed for node in ("all", *(a.node for a in months.areas(level="zone"))))
    for node, level in [("all", "all")] + [(a.node, "zone") for a in months.areas(level="zone")]:
        text = client.get(PAGE, {"place": node}).content.decode()
        for name, figure in months.of_place(level, node, "2023-12").items():
            assert words.value_text(months.indicators()[name], figure.value) in text


def test_a_practice_reads_its_own_and_nobody_elses(cast, months):
    nodes = [a.node for a in months.areas(level="practice") if a.node != "practice/"]
    gp = cast.client(practice(cast, nodes[0], "Linde"))
    assert gp.get(PAGE, {"place": nodes[0]}).status_code == 200
    assert {gp.get(PAGE, {"place": n}).status_code for n in (nodes[1], "all", "zone:nowhere", "")} == {404}
    assert urlencode({"place": nodes[0]}) in (listed := gp.get("/figures/report/").content.decode())
    assert urlencode({"place": nodes[1]}) not in listed


def test_the_file_holds_the_same(client, months):
    answer = client.get(PAGE, {"place": "all", "format": "csv"}).content.decode("utf-8-sig")
    rows = {r["id"]: r for r in csv.DictReader(answer.splitlines())}
    assert set(rows) == set(months.of_place("all", "all", "2023-12"))


def test_charlie_and_somebody_without_a_place_read_none(cast, charlie, months):
    assert cast.client(charlie).get("/figures/report/").status_code == 403
    own = Territory.objects.create(code="999", name="Elsewhere", kind="zone", starts=START)
    tom = cast.client(cast.user("Tom", ("zone_staff", "territory", own.pk)))
    assert tom.get(PAGE, {"place": months.areas(level="zone")[0].node}).status_code == 404


def test_what_is_not_open_is_not_printed(client, months):
    today = timezone.localdate()
    days = {"team_from": today, "policy_from": today + timedelta(days=14)}
    plan_publication(period="2023-12", **days, by=SYSTEM, at=timezone.now())
    text = client.get(PAGE, {"place": "all"}).content.decode()
    assert "2023-12" not in text and "2023-11" in text


def test_a_report_asks_a_bounded_number_of_questions(client, months, django_assert_max_num_queries):
    client.get(PAGE, {"place": "all"})
    with django_assert_max_num_queries(14):
        client.get(PAGE, {"place": "all"})
    with django_assert_max_num_queries(14):
        client.get("/figures/report/")


def test_two_hundred_practices_are_printed_in_less_than_a_minute(cast, months):
    """Each by somebody of that practice: the practices of the region, one after the other, two hundred times."""
    nodes = [a.node for a in months.areas(level="practice") if a.node != "practice/"]
    houses = [Organisation(name=f"Practice {n}", starts=START) for n in range(len(nodes))]
    Organisation.objects.bulk_create(houses)
    Site.objects.bulk_create(
        Site(organisation=h, kind="practice", name=h.name, care_site=node, starts=START)
        for h, node in zip(houses, nodes, strict=True)
    )
    user = cast.user("Lieve")
    hat = Hat.objects.create(user=user, role="gp", scope_kind="organisation", scope_id=str(houses[0].pk), starts=START)
    client = cast.client(user)
    began = time.process_time()
    for n in range(200):
        Hat.objects.filter(pk=hat.pk).update(scope_id=str(houses[n % len(nodes)].pk))
        assert client.get(PAGE, {"place": nodes[n % len(nodes)]}).status_code == 200
    assert time.process_time() - began < 60
