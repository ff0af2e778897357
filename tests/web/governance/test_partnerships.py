"""Who signs for a partnership, and who answers for the data of persons in its region."""

from __future__ import annotations

from datetime import date

import pytest

from empact.web.governance import actions
from empact.web.governance.models import Partnership
from empact.web.governance.regions import told
from empact.web.kernel.problems import NotNow, Problem
from empact.web.kernel.who import SYSTEM
from empact.web.territory.actions.merging import merge_organisations, undo_merge
from empact.web.territory.models import Territory

from .conftest import AT, START, TODAY, needed

IBAN = "BE68 5390 0754 7034"


@pytest.fixture
def regions(db):
    return [
        Territory.objects.create(code=f"R{n}", name=name, kind="region", starts=START)
        for n, name in enumerate(("East", "West"))
    ]


@pytest.fixture
def named(regions, partner, office):
    def make(region, controller, **more):
        said = {"name": f"Partnership {region.name}", "entity": partner("MCH"), "controller": partner(controller), **more}
        return actions.name_partnership(territory=region, values=said, starts=more.pop("starts", START), by=office, at=AT)

    return make


@pytest.mark.shows("GOV-18")
def test_everybody_reads_who_answers_for_data_in_the_region_they_choose(named, regions, client):
    client.defaults["HTTP_HOST"] = "localhost"
    east, west = regions
    assert "No region has said it yet" in client.get("/data-protection/").content.decode()
    named(east, "MCH East", mailbox="data@east.example", account=IBAN)
    alone = client.get("/data-protection/").content.decode()
    assert "In East, MCH East answers for your data." in alone
    named(west, "Hospital West")
    assert "Choose your region." in client.get("/data-protection/").content.decode()
    page = client.get("/data-protection/?region=R1").content.decode()
    assert "In West, Hospital West answers for your data." in page and "data@east.example" not in page
    page = client.get("/data-protection/?region=R0").content.decode()
    assert "In East, MCH East" in page and "data@east.example" in page and "5390" not in page


@pytest.mark.shows("GOV-18")
def test_a_region_has_one_legal_entity_on_a_day_with_its_bank_account_for_the_office(named, regions, cast, office, partner):
    one = named(regions[0], "MCH East", account=IBAN)
    assert one.account == "BE68539007547034"
    with pytest.raises(NotNow, match="already"):
        named(regions[0], "Another")
    with pytest.raises(Problem):
        named(regions[1], "MCH West", account="BE68 5390 0754 7035")
    writes = cast.client(needed(cast.user("Olaf", "pmo")))
    page = writes.get("/partnerships/").content.decode()
    assert "BE68539007547034" in page and "MCH" in page
    assert cast.client(needed(cast.user("Piet", "policy"))).get("/partnerships/").status_code == 403
    assert writes.post(f"/partnerships/{one.pk}/end/").status_code == 302
    said = {"name": "New", "territory": regions[1].pk, "entity": partner("MCH").pk, "controller": partner("MCH").pk}
    assert writes.post("/partnerships/new/", {**said, "starts": TODAY}).status_code == 302
    assert Partnership.objects.on(date(2100, 1, 1)).count() == 1


def test_both_organisations_of_a_partnership_change_hands_and_come_back(named, regions, partner):
    one = named(regions[0], "Old name")
    signs = merge_organisations(kept=partner("MCH Leuven"), gone=partner("MCH"), by=SYSTEM, at=AT)
    merge_organisations(kept=partner("New name"), gone=partner("Old name"), by=SYSTEM, at=AT)
    one.refresh_from_db()
    assert (one.entity.name, one.controller.name) == ("MCH Leuven", "New name")
    undo_merge(merge=signs, by=SYSTEM, at=AT)
    one.refresh_from_db()
    assert (one.entity.name, one.controller.name) == ("MCH", "New name")


def test_the_plan_names_the_legal_entity_and_says_not_who_answers_for_data():
    plan = told()["leuven"].partnership
    assert plan.entity.startswith("MCH") and "contracterende partner" in plan.about and told()["empact"].partnership is None
