"""Places: what lies in what on which day, and how many people live there."""

from __future__ import annotations

from datetime import date

import pytest

from empact.terms.errors import UserError
from empact.web.kernel.models import AuditEntry
from empact.web.kernel.problems import Denied, NotNow
from empact.web.kernel.who import SYSTEM
from empact.web.territory import imports, queries
from empact.web.territory.actions.territories import add_territory, import_territories, move_territory, record_population
from empact.web.territory.models import Membership, Population, Territory

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
def test_a_better_figure_keeps_the_old_one_and_the_difference_is_shown(region):
    for number in (360_000, 92_000):
        record_population(territory=region, on=date(2021, 1, 1), number=number, source="project", by=SYSTEM, at=AT)
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


def test_sets_overlap_and_an_organisation_stands_once_in_both(region, place, organisation):
    lab = add_territory(code="lab", name="Lab", kind="living_lab", starts=START, by=SYSTEM, at=AT)
    network = add_territory(code="network", name="Network", kind="hospital_network", starts=START, by=SYSTEM, at=AT)
    for whole, zone in ((lab, "zone-rits"), (network, "zone-rits"), (network, "zone-midden")):
        move_territory(part=place(zone), whole=whole, region=region, starts=TODAY, version="x", by=SYSTEM, at=AT)
    organisation("In both", postcode="8700")
    organisation("Only network", postcode="8800")
    from empact.web.territory.models import Organisation

    def partners(*territories, outside=()):
        return Organisation.objects.located(queries.within(territories, TODAY), queries.within(outside, TODAY))

    assert [o.name for o in partners(lab)] == ["In both"]
    assert [o.name for o in partners(network)] == ["In both", "Only network"]
    assert [o.name for o in partners(network, outside=[lab])] == ["Only network"]


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
