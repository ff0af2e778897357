"""Who keeps offers and what is refused; neighbourhoods with gaps; offers for how many people."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.utils import timezone

from empact.web.kernel.problems import Denied, NotNow, Problem
from empact.web.kernel.who import NOBODY
from empact.web.network import actions, queries
from empact.web.network.finding import find
from empact.web.network.kinds import kinds, within_group
from empact.web.network.models import Change, Offer, Proposal
from empact.web.network.values import hours
from empact.web.territory.actions.merging import merge_organisations

from .conftest import AT, DONE, TODAY


def rows(client, address):
    return list(csv.DictReader(io.StringIO(client.get(address).content.decode("utf-8-sig"))))


def test_a_contact_keeps_the_own_offers_and_no_others(cast, omar, partner, offer):
    client, other = cast.client(omar), offer("gp", "Dokters", of="Practice")
    said = {
        "organisation": partner("Home help").pk,
        "kind": "cleaning",
        "language": "nl",
        "name": "Poets",
        "description": "Wij",
    }
    sent = client.post("/directory/new/", said)
    one = Offer.objects.get(wordings__name="Poets")
    assert (sent.status_code, one.state, one.assured_on) == (302, "draft", None)
    assert client.post("/directory/new/", said | {"organisation": partner("Practice").pk}).status_code == 422
    site = partner("Home help").sites.get().pk
    for part, values in (
        ("text/fr", {"name": "Ménage", "cost": "Selon le revenu"}),
        ("whom", {"kind": "cleaning", "minimum_age": 60, "cost": "fixed", "euro": "12.50", "public": "on"}),
        ("where", {"sites": [str(site)], "url": "https://example.org"}),
        ("access", {"spoken": ["nl", "fr"], "access": ["lift"]}),
        ("hours", {"monday": "9-12 13:30-17", "sunday": ""}),
        ("notes", {"notes": "Bel voor tien uur"}),
    ):
        assert client.get(f"/directory/{one.pk}/{part}/").status_code == 200, part
        assert client.post(f"/directory/{one.pk}/{part}/", values).status_code == 302, part
        assert client.post(f"/directory/{other.pk}/{part}/", values).status_code == 403, part
    assert client.post(f"/directory/{one.pk}/assure/").status_code == 302
    one.refresh_from_db()
    assert (one.state, one.assured_by, one.amount_minor, one.spoken) == ("active", omar, 1250, " fr nl ")
    page = client.get(f"/directory/{one.pk}/").content.decode()
    assert "13:30–17:00" in page and "Bel voor tien uur" in page and "Omar" in page
    stranger = cast.client().get(f"/directory/{one.pk}/").content.decode()
    assert "Bel voor tien uur" not in stranger and "Omar" not in stranger
    assert client.post(f"/directory/{one.pk}/move/", {"to": "closed"}).status_code == 302
    assert client.post(f"/directory/{one.pk}/move/", {"to": "draft"}).status_code == 409
    with pytest.raises(Denied):
        actions.assure_offer(offer=other, today=TODAY, by=cast.who(omar), at=AT)
    with pytest.raises(Denied):
        actions.keep_offer(organisation=partner("Home help"), values={}, today=TODAY, by=NOBODY, at=AT)


def test_what_cannot_be_is_refused_with_a_sentence(offer, partner):
    one = offer("cleaning", "Poets")
    site = partner("Practice").sites.get()
    for values, sentence in (
        ({"kind": "magic"}, "no such kind"), ({"name.nl": ""}, "Give a name"), ({"description.fr": "x"}, "Give a name"),
        ({"minimum_age": 70, "maximum_age": 60}, "highest age"), ({"wait_days": 3}, "go together"),
        ({"wait_days": 3, "wait_on": "2026-04-01"}, "has not come"), ({"sites": str(site.pk)}, "another organisation"),
        ({"areas": "nowhere"}, "nowhere"), ({"spoken": "xx"}, "xx"), ({"openings": "1 12:00-9:00"}, "closes before"),
        ({"openings": "1 9:00-12:00; 1 11:00-13:00"}, "overlap"), ({"openings": "9 to 5"}, "cannot be read"),
        ({"openings": "1 25:00-26:00"}, "no such time"),
    ):  # fmt: skip
        with pytest.raises(Problem, match=sentence):
            actions.keep_offer(organisation=one.organisation, offer=one, values=values, today=TODAY, **DONE)
    assert Offer.objects.get().name == "Poets" and Change.objects.count() == 2, "made and opened, nothing since"
    assert hours("9-12", 3) == hours("3 09:00-12:00")
    new = actions.keep_offer(organisation=one.organisation, values={"kind": "gp", "name.nl": "x"}, today=TODAY, **DONE)
    with pytest.raises(NotNow, match="Nobody assured"):
        actions.move_offer(offer=new, to="active", **DONE)
    actions.move_offer(offer=new, to="ended", **DONE)
    with pytest.raises(NotNow, match="ended"):
        actions.assure_offer(offer=new, today=TODAY, **DONE)
    asked = actions.propose_correction(offer=one, about="hours", text="x", by=NOBODY, at=AT + timedelta(days=1))
    with pytest.raises(Problem):
        actions.answer_correction(proposal=asked, state="refused", **DONE)
    assert Proposal.objects.waiting().count() == 1


def test_offers_change_hands_when_two_entries_become_one(offer, partner):
    one = offer("cleaning", "Poets", of="Twin")
    merge_organisations(kept=partner("Home help"), gone=partner("Twin"), **DONE)
    one.refresh_from_db()
    assert one.organisation == partner("Home help")


@pytest.mark.shows("DIR-06")
def test_a_gap_in_the_table_of_neighbourhoods_is_an_empty_search(offer, areas, cast):
    """Every cell is what the search with the same kind and place finds, as a number and as a page."""
    offer("cleaning", "Noord", areas="north")
    offer("cleaning", "Stad")
    offer("meals", "Zuid", of="Kitchen", areas="south")
    offer("home-nursing", "Zone", of="Nursing", areas="zone village")
    client = cast.client(cast.user("Griet", "pmo"))
    told = rows(client, "/directory/neighbourhoods/?format=csv")
    assert len(told) == 2 * len(kinds())
    number = {(one["place"], one["kind"]): int(one["offers"]) for one in told}
    assert [number["north", k] for k in ("cleaning", "meals", "home-nursing")] == [2, 0, 1]
    assert [number["south", k] for k in ("cleaning", "meals", "home-nursing")] == [1, 1, 1]
    rows_for = queries.offers_for(NOBODY)
    for (place, kind), many in number.items():
        found = queries.found(rows_for, TODAY, kind=kind, place=areas[place])
        assert len(find(found, "", TODAY).order) == many, (place, kind)
    page = client.get("/directory/neighbourhoods/").content.decode()
    assert page.count(">gap<") == 2 * len(within_group("at-home")) - 5
    assert 'href="/directory/?kind=meals&amp;place=north"' in page
    assert "Nothing is known here for this" in client.get("/directory/?kind=meals&place=north").content.decode()


@pytest.mark.shows("DIR-07")
def test_offers_per_thousand_inhabitants_name_who_counted_them(offer, areas, cast):
    offer("cleaning", "Noord", areas="north")
    offer("meals", "Stad")
    client = cast.client(cast.user("Griet", "pmo"))
    told = {one["place"]: one for one in rows(client, "/directory/per-thousand/?kind=at-home&format=csv")}
    assert (told["north"]["per_thousand"], told["south"]["per_thousand"]) == ("0.500", "0.500")
    assert (told["north"]["source"], told["north"]["on"]) == ("Statbel", "2025-01-01")
    village = rows(client, "/directory/per-thousand/?kind=at-home&place=village&format=csv")
    assert [(one["offers"], one["per_thousand"]) for one in village] == [("0", "")]
    page = client.get("/directory/per-thousand/").content.decode()
    assert "0.50" in page and "Statbel" in page


def test_tables_ask_the_same_number_of_questions_however_many_places_there_are(
    offer, areas, cast, django_assert_max_num_queries
):
    client = cast.client(cast.user("Griet", "pmo"))
    for n in range(12):
        offer("cleaning", f"Poets {n}", areas="north")
    for address in ("/directory/neighbourhoods/", "/directory/per-thousand/", "/directory/mine/?all=1"):
        with django_assert_max_num_queries(24):
            assert client.get(address).status_code == 200


def test_charlie_reads_what_everybody_reads_and_keeps_nothing(cast, charlie, offer):
    one = offer("cleaning", "Poets")
    client = cast.client(charlie)
    assert client.get(f"/directory/{one.pk}/").status_code == 200
    for address in ("mine/", "new/", "bring/", "neighbourhoods/", "per-thousand/", f"{one.pk}/whom/"):
        assert client.get(f"/directory/{address}").status_code == 403
    assert client.post(f"/directory/{one.pk}/assure/").status_code == 403
    assert timezone.localdate() and Offer.objects.get().assured_on == TODAY
