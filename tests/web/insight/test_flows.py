"""The page of flows: the table as it was released, its picture, the file; each hat its own zones."""

from __future__ import annotations

import csv
import json
from datetime import date

import pytest

from empact.engine.duckdb import connect
from empact.engine.register import open_register
from empact.web.territory.models import Territory


@pytest.fixture
def told(mill):
    place = mill / "released" / "versions" / (mill / "released" / "CURRENT").read_text().strip()
    return json.loads((place / "flows.json").read_text(encoding="utf-8"))


def rows_of(client, place):
    answer = client.get("/flows/", {"place": place, "format": "csv"})
    return list(csv.DictReader(answer.content.decode("utf-8-sig").splitlines()))


@pytest.mark.shows("POP-11")
def test_the_totals_of_the_page_are_those_of_the_contact_file(cast, mill, months, told):
    client = cast.client(cast.user("Pol", "policy"))
    page = client.get("/flows/").content.decode()
    assert "<svg" in page and "The same in a table" in page
    with connect() as db:
        db.register("visit", open_register(mill / "register").files("visit_occurrence"))
        period = told["period"]
        inside = f"visit_start_date BETWEEN DATE '{period['start']}' AND DATE '{period['end']}'"
        counted = db.rows(
            "SELECT CASE WHEN visit_concept_id IN (9201, 262) THEN 'hospital' WHEN visit_concept_id = 9203 THEN 'emergency' "
            "WHEN visit_concept_id = 581476 THEN 'home' WHEN provider_role IN ('gp', 'specialist') THEN provider_role "
            "WHEN provider_role IS NULL THEN 'unknown' ELSE 'other_practice' END AS line, count(*) AS n FROM visit "
            f"WHERE {inside} GROUP BY 1"
        )
    shown = {(r["from"], r["to"]): r["number"] for r in rows_of(client, "all")}
    for one in counted:
        assert shown[one["line"], "all"] == shown["all", one["line"]] == str(one["n"]) != ""
        assert f"{one['n']:,}" in page
    assert ("gp", "specialist") in shown and ("gp", "hospital") in shown and ("hospital", "home") in shown


def test_the_file_says_what_was_released_and_hides_what_is_hidden(cast, months, told):
    client = cast.client(cast.user("Pol", "policy"))
    for node in ("all", *(a.node for a in months.areas(level="zone"))):
        released = {(r["from"], r["to"]): r["n"] for r in told["rows"] if r["node"] == node}
        shown = rows_of(client, node)
        assert shown and all(
            ("" if released[r["from"], r["to"]] is None else str(released[r["from"], r["to"]])) == r["number"] for r in shown
        )


def test_a_zone_sees_its_own_flows_and_charlie_none(cast, charlie, months):
    zone, other = months.areas(level="zone")[:2]
    own = Territory.objects.create(code=zone.node.split(":")[1], name=zone.name, kind="zone", starts=date(2020, 1, 1))
    tom = cast.client(cast.user("Tom", ("zone_staff", "territory", own.pk)))
    page = tom.get("/flows/", {"place": other.node}).content.decode()
    assert (
        zone.name in page and other.name not in page and "everybody" not in page.partition("<table")[0].partition("<form")[2]
    )
    assert cast.client(charlie).get("/flows/").status_code == 403


def test_flows_ask_a_bounded_number_of_questions(cast, months, django_assert_max_num_queries):
    client = cast.client(cast.user("Pol", "policy"))
    client.get("/flows/")
    with django_assert_max_num_queries(12):
        client.get("/flows/")
