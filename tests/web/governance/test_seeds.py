"""A reader of the two plans finds in the demonstration each body, role and agreement they name, by row of the inventory."""

from __future__ import annotations

import csv
import io
import re
from typing import Final

import pytest
from django.utils import timezone

from empact.web.governance.regions import told
from empact.web.kernel.models import User
from empact.web.site.demo import fill
from tests.web.kernel.test_demo import REGION
from tests.web.reading import plain

SEEDS: Final = {"000": "000_cbdf558ecd5d0c36.txt", "001": "001_1bfe1fc7a2a37a08.txt", "004": "004_95b668f0a8b643f0.txt"}
FOUND: Final = {
    "GOV-03": ("/bodies/chapter/", "beslissen over het opstarten, verderzetten of stopzetten"),
    "GOV-04": ("/bodies/chapter/", "voor activiteiten waarbij er extra middelen en ondersteuning van het project nodig zijn"),
    "GOV-05": ("/bodies/chapter/", "vier keer per jaar evaluatie van het geheel van activiteiten binnen het transitieplan"),
    "GOV-06": ("/bodies/chapter/", "4 tot 5 maal per jaar"),
    "GOV-07": ("/bodies/chapter/", "het opmaken en opvolgen van de begroting"),
    "GOV-08": ("/bodies/chapter/", "het evalueren en het prioriteiten stellen in de activiteiten"),
    "GOV-09": ("/bodies/chapter/", "het bewaken van de visie, missie, strategie en de quintuple aim doelstellingen"),
    "GOV-10": ("/bodies/chapter/", "voorzitters van eerstelijnszones"),
    "GOV-11": ("/bodies/chapter/", "er komen regelmatig personen van partnerorganisaties mee luisteren"),
    "GOV-13": ("/bodies/chapter/", "niet ingedeeld volgens clusters of lijnen"),
    "GOV-16": ("/bodies/chapter/", "Het operationeel bestuur neemt de functie van het dagelijks bestuur waar"),
    "GOV-17": ("/bodies/chapter/", "op advies van het HR comité"),
    "GOV-19": ("/bodies/chapter/", "de klankbordwerkgroep, de stuurgroep en de kernwerkgroep"),
    "GOV-20": ("/bodies/roles/pmo/", "Rapportering van de voortgang van de gehele project portfolio"),
    "GOV-22": ("/bodies/handbook/", "Het transformationeel leiderschap bereiken we door"),
    "GOV-23": ("/bodies/handbook/", "We vergroten onze wendbaarheid door"),
    "TEA-04": ("/bodies/roles/", "Buurtteamcoaches"),
    "TEA-05": ("/bodies/roles/network_coordinator/", "Zijn het klankbord voor de domeincoach"),
    "TEA-06": ("/bodies/roles/domain_coach/", "De domeincoaches houden toezicht op de projecten"),
    "TEA-07": ("/bodies/roles/project_manager/", "Zijn eigenaar van het project"),
    "TEA-08": ("/bodies/roles/project_member/", "Ondersteunen de projectmanager bij de uitvoering"),
    "TEA-09": ("/bodies/roles/", "Zorgverleners"),
    "TEA-10": ("/bodies/roles/pmo/", "PMO coördinator"),
    "TEA-11": ("/bodies/roles/", "een 40-tal personen in 2022"),
    "TEA-12": ("/bodies/roles/", "n= 9 personen in 2022"),
    "TEA-13": ("/desk/", "Expertise"),
    "TEA-18": ("/bodies/roles/implementer/", "Coach en implementator"),
}
"""Where a row of the inventory stands in the demonstration, and in which words of its plan."""


@pytest.fixture
def reader(set_stage, client):
    """Somebody who reads plans, signed in to the demonstration, in Dutch."""
    set_stage("demonstration", lambda: fill(REGION, at=timezone.now()))
    client.defaults["HTTP_HOST"] = "localhost"
    client.force_login(User.objects.get(email="karim@example.org"), "allauth.account.auth_backends.AuthenticationBackend")
    client.cookies["language"] = "nl"
    return client


def test_every_row_that_is_walked_is_of_the_inventory_and_its_words_are_of_its_plan(shared):
    inventory = (shared / "mission" / "inventory.md").read_text(encoding="utf-8")
    seeds = {n: plain((shared / "mission" / "seeds" / name).read_text(encoding="utf-8")) for n, name in SEEDS.items()}
    for row, (_page, words) in FOUND.items():
        line = next(x for x in inventory.splitlines() if x.startswith(f"| {row} |"))
        seed = re.search(r"\b(00[014]): \"", line)
        assert seed is not None, row
        if seed[1] == "004":  # the text of seed 001 is cut in the middle of words
            assert plain(words) in seeds[seed[1]], row


def test_a_reader_of_the_plans_finds_each_row_on_its_page(reader):
    pages = {address: plain(reader.get(address).content.decode()) for address in {page for page, _words in FOUND.values()}}
    missing = {}
    for row, (page, words) in FOUND.items():
        wanted = ("klankbordwerkgroep", "stuurgroep", "kernwerkgroep") if row == "GOV-19" else (plain(words),)
        if not all(one in pages[page] for one in wanted):
            missing[row] = words
    assert missing == {}


def test_every_body_role_group_and_passage_of_both_plans_stands_in_the_demonstration(reader):
    chapter, roles = (plain(reader.get(a).content.decode()) for a in ("/bodies/chapter/", "/bodies/roles/"))
    handbook = plain(reader.get("/bodies/handbook/").content.decode())
    for plan in told().values():
        for body in plan.bodies:
            said = [body.name, *([body.purpose, *body.tasks, *body.rules, *(g.group for g in body.represents)])]
            if plan.id == "empact" and body.name == "Stuurgroep":
                said = [body.name]  # both plans have one: it stands once, in the words of the later plan
            assert [one for one in said if plain(one) not in chapter] == []
        assert [r.title for r in plan.roles if plain(r.title) not in roles] == []
        for role in (r for r in plan.roles if r.role):
            page = plain(reader.get(f"/bodies/roles/{role.role}/").content.decode())
            assert [one for one in (role.about, *role.duties) if plain(one) not in page] == []
        assert [line for text in plan.handbook for line in text.lines if plain(line) not in handbook] == []


@pytest.mark.shows("GOV-28")
@pytest.mark.shows("GOV-29")
def test_the_agreements_that_the_plan_counts_are_there_and_each_team_s_plan_and_budget_has_a_state(reader):
    def rows(kind):
        file = reader.get(f"/signed-agreements/?kind={kind}&format=csv").content.decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(file)))

    assert {kind: len(rows(kind)) for kind in ("team", "neighbourhood", "academic")} == {
        "team": 8, "neighbourhood": 3, "academic": 2,
    }  # fmt: skip
    states = [r["annex of this year"] for r in rows("team")]
    assert len(set(states)) == 3 and [r["in force"] for r in rows("team")].count("yes") == 7
