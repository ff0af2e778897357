"""Places: what lies in what on which day, and how many people live there."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date

import pytest

from empact.terms.errors import UserError
from empact.web.kernel.models import AuditEntry
from empact.web.kernel.problems import Denied, NotNow
from empact.web.kernel.who import SYSTEM
from empact.web.territory import imports, queries
from empact.web.territory.actions.territories import draw_outlines, import_territories, move_territory, record_population
from empact.web.territory.models import Membership, Organisation, Population, Territory

from .conftest import AT, START, TODAY


def test_a_file_of_municipalities_makes_a_whole_region(region, place):
    assert {t.name for t in queries.parts_of(region, TODAY)} == {"Tielt", "Oostrozebeke", "Roeselare"}
    assert {t.kind for t in queries.lies_in(place("37015"), TODAY)} == {"region", "zone", "care_region"}
    assert [(n.territory.name, n.depth) for n in queries.tree(TODAY) if n.territory.kind in ("region", "zone")] == [
        ("West", 0),
        ("Midden", 1),
        ("RITS", 1),
    ]


def test_a_second_region_comes_in_as_data(region):
    text = "code,name,region,zone,hospital_network\n13001,Arendonk,Kempen,Noord,Netwerk\n13003,Balen,Kempen,Zuid,Netwerk\n"
    rows = imports.read_territories(text)
    import_territories(rows=rows, starts=START, version="2020", by=SYSTEM, at=AT)
    kempen = Territory.objects.get(code="region-kempen")
    network = Territory.objects.get(code="hospital-network-netwerk")
    assert {t.code for t in queries.parts_of(kempen, TODAY)} == {t.code for t in queries.parts_of(network, TODAY)}
    assert region.name == "West"


def test_the_same_file_twice_changes_nothing(region):
    before = (Territory.objects.count(), Membership.objects.count(), Population.objects.count())
    from .conftest import REGION

    import_territories(rows=imports.read_territories(REGION), starts=START, version="2020", by=SYSTEM, at=AT)
    assert (Territory.objects.count(), Membership.objects.count(), Population.objects.count()) == before


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name\nTielt\n", "no column 'code'"),
        ("code,name,population\n1,Tielt,5\n", "Line 2"),
        ("code,name,population,population_on\n1,Tielt,many,2021-01-01\n", "Line 2: population cannot be read"),
        ("code,name,kind\n1,Tielt,village\n", "Line 2: kind"),
        ("code,name\n1,Tielt,more\n", "more cells"),
    ],
)
def test_a_file_that_cannot_be_read_names_the_line(db, text, said):
    with pytest.raises(UserError, match=said):
        imports.read_territories(text)


@pytest.mark.shows("TER-01")
def test_a_better_figure_keeps_the_old_one_and_the_difference_is_shown(region, cast):
    client = cast.client(cast.user("Bob", "nurse"))
    for number in (360_000, 92_000):
        record_population(territory=region, on=date(2021, 1, 1), number=number, source="project", by=SYSTEM, at=AT)
        html = client.get(f"/territories/{region.pk}/").content.decode()
        assert f"<dd>{number:,} <span" in html
        assert "01/01/2021, project" in html
        assert f"<dd>{number - 92_096:,}</dd>" in html
    assert html.count("360,000") == 1  # in the history
    figure = queries.figure_of(region, TODAY)
    assert (figure.own.number, figure.own.on, figure.own.source) == (92_000, date(2021, 1, 1), "project")
    assert figure.total == 20390 + 7943 + 63763
    assert figure.difference == 92_000 - 92_096
    assert [p.number for p in Population.objects.filter(territory=region).order_by("-number")] == [360_000, 92_000]


def test_a_part_without_a_figure_is_named_and_no_difference_is_made_up(region, place):
    Population.objects.filter(territory=place("37015")).delete()
    record_population(territory=region, on=date(2021, 1, 1), number=92_000, source="project", by=SYSTEM, at=AT)
    figure = queries.figure_of(region, TODAY)
    assert [t.name for t in figure.without] == ["Tielt"]
    assert figure.difference is None


def test_a_moved_municipality_leaves_last_year_as_it_was(region, place):
    rits, midden, moved = place("zone-rits"), place("zone-midden"), place("37010")
    before = queries.figure_of(rits, date(2025, 12, 31)).total
    move_territory(
        part=moved, whole=midden, region=region, starts=date(2026, 1, 1), version="boundaries of 2026", by=SYSTEM, at=AT
    )
    assert queries.figure_of(rits, date(2025, 12, 31)).total == before == 28333
    assert queries.figure_of(rits, date(2026, 1, 1)).total == 20390
    assert queries.figure_of(midden, date(2026, 1, 1)).total == 63763 + 7943
    assert str(queries.boundary_on(region, date(2025, 12, 31))) == "boundaries of 2020"
    assert str(queries.boundary_on(region, date(2026, 1, 1))) == "boundaries of 2026"
    assert place("care-region-tielt") in queries.lies_in(moved, date(2026, 1, 1))


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [("zone-rits", "37015", "larger one"), ("37015", "36015", "larger one"), ("37015", "zone-rits", "lies there already")],
)
def test_a_territory_moves_only_to_where_it_can_lie(region, place, part, whole, said):
    with pytest.raises(NotNow, match=said):
        move_territory(part=place(part), whole=place(whole), region=region, starts=TODAY, version="x", by=SYSTEM, at=AT)


def test_a_change_before_a_later_one_is_refused(region, place):
    move_territory(part=place("37010"), whole=place("zone-midden"), region=region, starts=TODAY, version="x", by=SYSTEM, at=AT)
    with pytest.raises(NotNow, match="later change"):
        move_territory(
            part=place("37010"),
            whole=place("zone-midden"),
            region=region,
            starts=date(2024, 1, 1),
            version="y",
            by=SYSTEM,
            at=AT,
        )


@pytest.mark.shows("TER-06", "TER-07")
def test_a_living_lab_of_three_zones_lies_in_a_learning_territory_of_six(db, organisation):
    lines = [f"9000{n},Town {n},Zone {n},Learning,{'Lab' if n < 3 else ''},300{n}" for n in range(6)]
    text = "code,name,zone,learning,living_lab,postcodes\n" + "\n".join(lines)
    import_territories(rows=imports.read_territories(text), starts=START, version="2020", by=SYSTEM, at=AT)
    lab, learning = (Territory.objects.get(kind=kind) for kind in ("living_lab", "learning"))
    organisation("In both", postcode="3001", works_in=[Territory.objects.get(code="zone-zone-2")])
    organisation("Outside the lab", postcode="3005")

    def partners(*territories, outside=()):
        found = Organisation.objects.located(queries.within(territories, TODAY), queries.within(outside, TODAY))
        return [o.name for o in found]

    assert partners(lab) == ["In both"]
    assert partners(learning) == ["In both", "Outside the lab"]
    assert partners(learning, outside=[lab]) == ["Outside the lab"]


KEMPEN = {"Kempenland", "Middenkempen", "Noorderkempen", "Zuiderkempen"}


@pytest.mark.shows("TER-08")
def test_kempen_comes_in_from_a_table_of_municipalities_and_has_every_page(shared, cast, db):
    with (shared / "domain/tables/municipalities_elz_flanders_2021.csv").open(encoding="utf-8") as file:
        known = [r for r in csv.DictReader(file) if r["elz"] in KEMPEN]
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow("code name region zone hospital_network population population_on source".split())
    for r in known:
        names = ("Kempen", r["elz"], "Kempen", r["population_2021_01_01"], "2021-01-01", "Statbel")
        writer.writerow((r["nis_2021"], r["municipality"], *names))
    rows = imports.read_territories(out.getvalue())
    import_territories(rows=rows, starts=date(2021, 1, 1), version="2021", by=SYSTEM, at=AT)
    assert Territory.objects.filter(kind="zone").count() == 4
    region, network = Territory.objects.get(kind="region"), Territory.objects.get(kind="hospital_network")
    assert queries.figure_of(region, TODAY).total == queries.figure_of(network, TODAY).total > 300_000
    client = cast.client(cast.user("Bob", "nurse"))
    for address in (
        "/territories/",
        f"/territories/{region.pk}/",
        "/teams/coverage/",
        "/organisations/?territory=region-kempen",
    ):
        assert "Kempen" in client.get(address).content.decode()


def test_outlines_are_drawn_for_the_territories_they_name(region, cast):
    square = {"type": "Polygon", "coordinates": [[[3.3, 51.0], [3.4, 51.0], [3.4, 51.1], [3.3, 51.0]]]}
    collection = {"features": [{"properties": {"code": c}, "geometry": square} for c in ("37015", "99999")]}
    outlines = imports.read_outlines(json.dumps(collection))
    assert draw_outlines(outlines=outlines, by=SYSTEM, at=AT) == 1
    html = cast.client(cast.user("Bob", "nurse")).get(f"/territories/{region.pk}/").content.decode()
    assert (html.count("<path"), html.count("<circle")) == (1, 2)
    with pytest.raises(UserError, match="GeoJSON"):
        imports.read_outlines("{}")


@pytest.mark.shows("TER-03")
def test_the_page_names_the_boundary_version_that_its_figures_use(region, place, cast):
    rits = place("zone-rits")
    client = cast.client(cast.user("Bob", "nurse"))

    def shown(day):
        html = client.get(f"/territories/{rits.pk}/", {"on": day}).content.decode()
        return re.search(r"Boundaries: ([^,]+),", html)[1], re.search(r"sum of the parts</dt><dd>([\d.,]+)", html)[1]

    before = shown("2025-12-31")
    values = {"part": place("37010"), "whole": place("zone-midden"), "starts": date(2026, 1, 1)}
    move_territory(**values, region=region, version="boundaries of 2026", by=SYSTEM, at=AT)
    assert shown("2025-12-31") == before == ("boundaries of 2020", "28,333")
    assert shown("2026-01-01") == ("boundaries of 2026", "20,390")


def test_only_who_keeps_territories_changes_them_and_it_is_on_record(region, cast, charlie):
    for who in (cast.who(charlie), cast.who(cast.user("Bob", "nurse"))):
        with pytest.raises(Denied):
            record_population(territory=region, on=TODAY, number=1, source="x", by=who, at=AT)
    anna = cast.who(cast.user("Anna", "administrator"))
    record_population(territory=region, on=TODAY, number=1, source="x", by=anna, at=AT)
    line = AuditEntry.objects.order_by("-seq").first()
    assert (line.event, line.user) == ("territory.population_recorded", anna.user_id)


def test_charlie_sees_no_territory(region, cast, charlie):
    from empact.web.kernel.purposes import Purpose

    assert not Territory.objects.visible_to(cast.who(charlie), Purpose.PROJECT).exists()
    assert Territory.objects.visible_to(cast.who(cast.user("Bob", "nurse")), Purpose.PROJECT).exists()
