"""Chance or change, what others reach, and the groups of people in one place."""

from __future__ import annotations

import csv

import pytest

from empact.web.insight import words


@pytest.fixture
def client(cast):
    return cast.client(cast.user("Anna", "policy"))


def table(mill, name):
    place = mill / "released" / "versions" / (mill / "released" / "CURRENT").read_text().strip() / name
    with place.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def rows_of(answer):
    return list(csv.DictReader(answer.content.decode("utf-8-sig").splitlines()))


def test_the_title_of_a_course_says_chance_or_change_as_the_rules_do(client, mill, months):
    said = set()
    for row in [r for r in table(mill, "trends.csv") if r["level"] == "zone"]:
        asked = {"level": "zone", "place": row["node"]}
        page = client.get(f"/figures/{row['indicator']}/", asked).content.decode()
        assert 'class="limits"' in page
        first = row["signals"].split()[-1].split("/")[0] if row["signals"] else ""
        title = next(t for t in page.split("<figcaption>")[1:] if "no change beyond chance" in t or "change, more than" in t)
        assert (first in title) if first else "no change beyond chance in 8 periods" in title
        said.add(bool(first))
    assert said == {True, False}


def test_a_course_with_a_gap_has_no_limits_and_says_that_it_is_too_early(client, mill, months):
    known = {(r["indicator"], r["node"]) for r in table(mill, "trends.csv")}
    node = next(a.node for a in months.areas(level="municipality") if ("emerg_adm", a.node) not in known)
    page = client.get("/figures/emerg_adm/", {"level": "municipality", "place": node}).content.decode()
    assert 'class="limits"' not in page and "too early to tell chance from change" in page


def test_what_others_reach_is_said_beside_the_own_value(client, mill, months):
    said = next(
        r
        for r in table(mill, "peers.csv")
        if (r["indicator"], r["level"], r["period"]) == ("gp_contact", "municipality", "2023-12")
    )
    page = client.get("/figures/gp_contact/?level=municipality&period=2023-12").content.decode()
    assert f"Of {said['places']} places, half lie above {100 * float(said['median']):.1f} %." in page
    assert "The best quarter reach" in page and "a tenth of the people" in page


@pytest.mark.parametrize("strata", ["age_band", "sex", "increased_reimbursement", "persona"])
def test_people_of_a_place_are_divided_with_the_numbers_of_the_package(client, mill, months, strata):
    node = months.areas(level="zone")[0].node
    asked = {"level": "zone", "place": node, "strata": strata, "period": "2023-12"}
    assert "beside the whole of the place" in client.get("/figures/gp_contact/", asked).content.decode()
    held = {
        r["stratum"]: r
        for r in table(mill, "figures/2023-12.csv")
        if (r["indicator"], r["node"], r["strata"]) == ("gp_contact", node, strata)
    }
    found = rows_of(client.get("/figures/gp_contact/", {**asked, "format": "csv"}))
    assert {r["stratum"] for r in found} == set(held) and len(found) > 1
    for row in found:
        assert [float(row[n]) if row[n] else None for n in ("people", "value")] == [
            float(held[row["stratum"]][n]) if held[row["stratum"]][n] else None for n in ("people", "value")
        ]


def test_a_place_that_is_not_yours_is_not_opened_by_typing_it(cast, months):
    zones = [a.node for a in months.areas(level="zone")]
    from datetime import date

    from empact.web.territory.models import Territory

    own = Territory.objects.create(code=zones[0].split(":")[1], name="Own", kind="zone", starts=date(2020, 1, 1))
    client = cast.client(cast.user("Tom", ("zone_staff", "territory", own.pk)))
    page = client.get("/figures/gp_contact/", {"level": "zone", "place": zones[1], "strata": "sex"}).content.decode()
    other = months.areas({zones[1]})[0].name
    assert other not in page


def test_a_value_is_rounded_and_not_cut_off():
    assert words.value_text({"scoring": "proportion"}, 0.30659) == "30.7 %"
    assert words.value_text({"scoring": "rate"}, 1234.96) == "1,235.0"
