"""The map says no more and no less than the list beside it, and nothing of what is hidden."""

from __future__ import annotations

import csv
import json
import re
from datetime import UTC, date, datetime
from math import cos, pi, sin
from xml.etree import ElementTree

import pytest

from empact.web.insight.levels import node_of, views_of
from empact.web.insight.shading import CLASSES, Outlines, Shaded, classes_of, picture
from empact.web.kernel.who import SYSTEM
from empact.web.territory.actions.territories import import_territories
from empact.web.territory.imports import read_territories
from empact.web.territory.models import Territory

START = date(2020, 1, 1)
AT = datetime(2026, 1, 1, 12, tzinfo=UTC)


def ring(x, y, size, points=200):
    """A round outline with as many corners as a boundary of a municipality has."""
    corners = [(x + size * cos(2 * pi * i / points), y + size * sin(2 * pi * i / points)) for i in range(points)]
    return {"type": "Polygon", "coordinates": [[*corners, corners[0]]]}


@pytest.fixture
def towns(db, months):
    """Every municipality of the figures but one has an outline; that one is not in the address book."""
    areas = months.areas(level="municipality")
    for i, area in enumerate(areas[1:]):
        code = area.node.split(":")[1]
        outline = ring(3 + i % 5 * 0.1, 51 + i // 5 * 0.1, 0.05)
        Territory.objects.create(code=code, name=area.name, kind="municipality", starts=START, outline=outline)
    return areas


@pytest.fixture
def client(cast):
    return cast.client(cast.user("Anna", "policy"))


def drawn(page):
    """What the picture says of each place, and the class it is drawn in."""
    svg = ElementTree.fromstring(re.search(r'<svg class="map shaded".*?</svg>', page, re.DOTALL).group())  # noqa: S314
    return {a[0][0].text: group.get("fill") for group in svg for a in group}


def listed(client, asked):
    text = client.get("/map/", {**asked, "format": "csv"}).content.decode("utf-8-sig")
    return list(csv.DictReader(text.splitlines()))


@pytest.mark.parametrize(
    "asked",
    [
        {"what": "gp_contact", "period": "2023-12"},
        {"what": "emerg_adm", "period": "2023-12", "classes": "whole"},
        {"what": "popbox", "class": "P3"},
        {"what": "popbox", "class": "all", "determinant": "polypharmacy_atc5_365d"},
    ],
    ids=["fifths", "whole", "persona", "determinant"],
)
def test_map_list_and_file_say_the_same(client, towns, asked):
    asked = {**asked, "level": "municipality"}
    page = client.get("/map/", asked).content.decode()
    rows = listed(client, asked)
    assert {r["node"] for r in rows} == {a.node for a in towns}
    shown = drawn(page)
    assert set(shown) == {r["said"] for r in rows if r["node"] != towns[0].node}
    for row in rows:
        assert page.count(row["said"].replace("'", "&#x27;")) == 1 + (row["node"] != towns[0].node)
        if not row["value"] and row["said"] in shown:
            assert shown[row["said"]] == f"url(#shade{CLASSES})"


def test_a_hidden_share_is_hatched_and_has_no_number(client, mill, towns):
    asked = {"what": "popbox", "class": "P3", "determinant": "repeat_admission", "level": "municipality"}
    hidden = [r for r in listed(client, asked) if not r["value"]]
    assert hidden and not any(re.search(r"\d", r["said"].removeprefix(r["place"])) for r in hidden)


def test_without_outlines_the_list_still_stands(client, months):
    page = client.get("/map/?what=gp_contact&level=zone").content.decode()
    assert "There is no map of this level" in page and months.areas(level="zone")[0].name in page


def test_an_outline_that_changed_is_drawn_anew(client, towns):
    asked = {"what": "gp_contact", "level": "municipality"}
    first = client.get("/map/", asked).content.decode()
    Territory.objects.filter(code=towns[1].node.split(":")[1]).update(outline=ring(3.05, 51.02, 0.02))
    again = client.get("/map/", asked).content.decode()
    assert first != again and drawn(first) == drawn(again)


def test_a_map_is_of_the_own_places_only(cast, months, towns):
    own = Territory.objects.get(code=towns[1].node.split(":")[1])
    page = cast.client(cast.user("Tom", ("zone_staff", "territory", own.pk))).get("/map/?level=municipality").content.decode()
    assert own.name in page and towns[2].name not in page


def test_a_map_asks_a_bounded_number_of_questions(client, towns, django_assert_max_num_queries):
    client.get("/map/?what=gp_contact&level=municipality")
    with django_assert_max_num_queries(12):
        client.get("/map/?what=gp_contact&level=municipality")


def test_three_hundred_municipalities_fit_a_page():
    places, rows = [], []
    for i in range(300):
        node = f"municipality:{i}"
        outline = ring(3 + i % 20 * 0.1, 50 + i // 20 * 0.07, 0.05)
        rows.append((node, json.dumps(outline), None, None))
        said = f"Town {i}: 61.4 % (95 % interval 58.2 % to 64.7 %)"
        places.append(Shaded(node, f"Town {i}", 0.6, said, i % 6, f"/figures/gp_contact/?level=municipality&place={node}"))
    svg = picture(places, Outlines("one", tuple(rows)), "Seen by a GP")
    assert len(svg.encode()) < 200_000 and svg.count("<path") == 300


def test_classes_are_fifths_and_equal_values_lie_together():
    found = classes_of({str(i): float(i) for i in range(50)} | {"hidden": None})
    assert [list(found.values()).count(i) for i in range(CLASSES + 1)] == [10, 10, 10, 10, 10, 1]
    assert set(classes_of(dict.fromkeys("abc", 1.0)).values()) == {0}
    assert classes_of({"a": 1.0}) == {"a": 0} and classes_of({}) == {}


def test_a_zone_that_a_file_named_is_the_zone_of_the_figures(cast, months):
    """A file of municipalities names zones; their codes are made of kind and name, as no municipality may share one."""
    zones = months.areas(level="zone")
    lines = [f"{30000 + n},Town {n},{zone.name},EMPACT" for n, zone in enumerate(zones)]
    rows = read_territories("\n".join(["code,name,zone,region", *lines]))
    import_territories(rows=rows, starts=START, version="2020", source="", by=SYSTEM, at=AT)
    made = Territory.objects.filter(kind="zone")
    assert {node_of("zone", t.code) for t in made} == {zone.node for zone in zones}
    for n, zone in enumerate(made):
        zone.outline = ring(3 + n * 0.2, 51, 0.05)
        zone.save()
    page = cast.client(cast.user("Anna", "policy")).get("/map/", {"level": "zone"}).content.decode()
    assert len(drawn(page)) == len(zones)
    tom = cast.user("Tom", ("zone_staff", "territory", made[0].pk))
    (own,) = [view for view in views_of(cast.who(tom), date(2026, 1, 1)) if view.level == "zone"]
    assert own.nodes == {node_of("zone", made[0].code)}
