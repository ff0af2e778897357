"""Offers out and in: HSDS as JSON and as tables, and one CSV. Nothing is lost; what was written here is never overwritten."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from empact.web.kernel.problems import Denied, NotNow, Problem
from empact.web.kernel.who import SYSTEM
from empact.web.network import actions
from empact.web.network.hsds.contract import OBJECTS, TABULAR, faults
from empact.web.network.hsds.package import as_json, as_tables, read_file
from empact.web.network.models import Offer, Told
from empact.web.network.values import values_of
from empact.web.network.views.files import services
from empact.web.territory.models import Contact, Site

from .conftest import AT, DONE, TODAY

FULL = {
    "name.fr": "Aide-ménagère", "name.de": "Putzhilfe", "description.nl": "We poetsen; =1+1",
    "description.fr": "Nettoyage",
    "eligibility.nl": "Wie het niet meer kan", "referral.nl": "Bel ons", "cost.nl": "Naar inkomen",
    "cost.de": "Nach Einkommen",
    "minimum_age": 65, "maximum_age": 110, "spoken": "nl tr vgt", "access": "at-home wheelchair", "cost": "income",
    "amount_minor": 1250, "convention": "full", "url": "https://example.org/poets", "wait_days": 14, "wait_on": "2026-03-01",
    "openings": "1 09:00-12:00; 1 13:00-17:00; 5 09:00-12:30", "areas": "north village",
}  # fmt: skip


def whole() -> dict[str, dict]:
    rows = Offer.objects.whole()
    return {str(o.pk): values_of(o) | {"state": o.state, "assured": o.assured_on, "of": o.organisation_id} for o in rows}


@pytest.fixture
def two(offer, partner):
    """One offer with all there is to say, and one with hardly anything, in French alone."""
    organisation = partner("Home help")
    organisation.riziv = "12345678901"
    type(organisation).save(organisation, update_fields=("riziv",))
    other = Contact.objects.create(
        organisation=organisation, function_id=Contact.objects.first().function_id, mailbox="intake@example.org",
        phone="+3216999999", starts=date(2019, 1, 1), ends=date(2019, 12, 31),
    )  # fmt: skip
    offer("cleaning", "Poetshulp", **FULL, contact=str(other.pk))
    bare = {"kind": "gp", "name.fr": "Cabinet", "description.fr": "Médecins"}
    one = actions.keep_offer(organisation=partner("Nursing"), values=bare, today=TODAY, **DONE)
    actions.assure_offer(offer=one, today=TODAY, **DONE)
    return whole()


@pytest.mark.shows("H1")
@pytest.mark.parametrize("kind", ["json", "tables", "csv"])
def test_what_leaves_comes_in_again_without_loss(two, kind, cast):
    content = cast.client().get("/directory/?format=csv" if kind == "csv" else f"/directory/files/{kind}.zip").content
    Offer.objects.all().delete()
    done = actions.import_offers(reads=read_file(content), source="Ours", today=TODAY, **DONE)
    assert (done.added, done.left_out, done.unlike) == (2, [], 0)
    assert whole() == two
    if kind != "csv":
        assert {"json": as_json, "tables": as_tables}[kind](services()) == content, "and out again: the same bytes"


@pytest.mark.shows("H1")
def test_what_leaves_keeps_to_hsds_with_the_numbers_and_zones_of_belgium(two, partner):
    told = services()
    assert len(told) == 2 and [fault for one in told for fault in faults("service", one)] == []
    (full,) = [one for one in told if one["name"] == "Poetshulp"]
    numbers = {n["identifier_type"]: n["identifier"] for n in full["organization"]["organization_identifiers"]}
    assert numbers == {"KBO": partner("Home help").kbo, "RIZIV": "12345678901"}
    assert full["service_at_locations"][0]["location"]["addresses"][0]["state_province"] == "Flemish Brabant"
    assert {a["uri"] for a in full["service_areas"]} == {"urn:empact:territory:north", "urn:empact:territory:village"}
    said = {a["taxonomy_term"]["code"]: a.get("value") for a in full["attributes"]}
    assert said["cleaning"] is None and (said["convention"], said["name.fr"]) == ("full", "Aide-ménagère")
    with zipfile.ZipFile(io.BytesIO(as_tables(told))) as packed:
        assert set(packed.namelist()) == {"datapackage.json", *(shape.file for shape in OBJECTS.values())}
        for name, shape in OBJECTS.items():
            rows = list(csv.DictReader(io.StringIO(packed.read(shape.file).decode())))
            assert all(set(row) == set(TABULAR[name]) for row in rows)
            must = [f for f, one in shape.fields.items() if one.must] + list(shape.links)
            assert [row for row in rows if not all(row[f] for f in must)] == [], name
            assert len({row["id"] for row in rows}) == len(rows), name


def test_a_file_against_hsds_is_refused_with_the_place():
    for content, sentence in (
        (b"PK\x03\x04 broken", "cannot be read"), (b"{", "cannot be read"), (b"name\nx\n", "Columns are missing: id, kind"),
        (b'[{"id": "no", "name": "x"}]', r"service\[0\].status: is missing"),
        (json.dumps([{"id": "11111111-1111-4111-8111-111111111111", "name": "x", "status": "closed"}]).encode(), "is none of"),
    ):  # fmt: skip
        with pytest.raises(Problem, match=sentence):
            read_file(content)


def official(partner, **changed) -> bytes:
    """A directory of others, in their own words: an identifier and a term of theirs, and a place by its number."""
    organisation = partner("Home help")
    service = {
        "id": "22222222-2222-4222-8222-222222222222", "name": "Poetsdienst", "status": "active", "assured_date": "2026-01-10",
        "description": "Komt poetsen", "eligibility_description": "Iedereen", "minimum_age": 18,
        "organization": {
            "id": "33333333-3333-4333-8333-333333333333", "name": "Home help vzw", "description": "x",
            "organization_identifiers": [
                {"id": "44444444-4444-4444-8444-444444444444", "identifier_type": "KBO", "identifier": organisation.kbo}
            ],
        },
        "attributes": [
            {
                "id": "55555555-5555-4555-8555-555555555555",
                "taxonomy_term": {"id": "66666666-6666-4666-8666-666666666666", "name": "Schoonmaak", "description": "x"},
            }
        ],
        "service_at_locations": [
            {
                "id": "77777777-7777-4777-8777-777777777777",
                "location": {
                    "id": "88888888-8888-4888-8888-888888888888", "location_type": "physical",
                    "external_identifier": "2.000.000.339",
                },
            }
        ],
    }  # fmt: skip
    return json.dumps([service | changed]).encode()


def bring(content: bytes, day: date = TODAY):
    return actions.import_offers(reads=read_file(content), source="Sociale Kaart", today=day, by=SYSTEM, at=AT + (day - TODAY))


@pytest.mark.shows("DIR-03")
def test_a_refresh_keeps_identifiers_and_never_overwrites_what_was_written_here_and_shows_the_difference(partner, cast, omar):
    done = bring(official(partner))
    assert (done.added, done.left_out) == (1, [])
    one = Offer.objects.get()
    assert (one.kind, one.name, one.state, one.assured_on) == ("cleaning", "Poetsdienst", "active", date(2026, 1, 10))
    assert (one.told.get().identifier, one.source) == ("22222222-2222-4222-8222-222222222222", "Sociale Kaart")
    assert [site.number for site in one.sites.all()] == ["2000000339"] and Site.objects.filter(number="2000000339").exists()
    assert bring(official(partner)).same == 1
    actions.note_offer(offer=one, notes="Vraag naar An", by=SYSTEM, at=AT)
    mine = {"description.nl": "Komt poetsen en strijken"}
    actions.keep_offer(organisation=one.organisation, offer=one, values=mine, today=TODAY, **DONE)
    later = TODAY + timedelta(days=30)
    done = bring(official(partner, description="Poetst", minimum_age=21, assured_date="2026-03-20"), later)
    one.refresh_from_db()
    assert (done.refreshed, done.unlike) == (1, 1)
    assert (one.minimum_age, one.assured_on) == (21, date(2026, 3, 20)), "what nobody changed here follows"
    assert (one.description, one.notes) == ("Komt poetsen en strijken", "Vraag naar An")
    client = cast.client(omar)
    page = client.get(f"/directory/{one.pk}/").content.decode()
    assert "A source says otherwise" in page and "Poetst" in page and "Komt poetsen en strijken" in page
    assert client.post(f"/directory/told/{Told.objects.get().pk}/description.nl/").status_code == 302
    one = Offer.objects.get()
    assert (one.description, one.notes) == ("Poetst", "Vraag naar An")
    assert "A source says otherwise" not in client.get(f"/directory/{one.pk}/").content.decode()
    with pytest.raises(NotNow, match="says the same"):
        actions.take_over(told=Told.objects.get(), name="description.nl", today=later, **DONE)


def test_what_fits_nowhere_is_left_out_with_a_sentence_and_the_rest_comes_in(partner, cast, office):
    unknown = json.loads(official(partner))[0] | {"id": "99999999-9999-4999-8999-999999999999", "attributes": []}
    stranger = json.loads(official(partner))[0] | {"id": "99999999-9999-4999-8999-999999999998", "organization": {
        "id": "33333333-3333-4333-8333-333333333333", "name": "Nobody", "description": "x"}}  # fmt: skip
    file = SimpleUploadedFile("kaart.json", json.dumps([unknown, stranger, *json.loads(official(partner))]).encode())
    client = cast.client(cast.user("Otto", "pmo"))
    page = client.post("/directory/bring/", {"file": file, "source": "Sociale Kaart", "language": "nl"}).content.decode()
    assert "No kind of the directory fits" in page and "Add or import the organisation first." in page
    assert Offer.objects.count() == 1
    broken = client.post("/directory/bring/", {"file": SimpleUploadedFile("x.zip", b"PKx"), "source": "y", "language": "nl"})
    assert broken.status_code == 422 and "cannot be read" in broken.content.decode()
    contact = cast.who(cast.user("Cas", ("contact", "organisation", partner("Home help").pk)))
    with pytest.raises(Denied):
        actions.import_offers(reads=[], source="x", today=TODAY, by=contact, at=AT)
