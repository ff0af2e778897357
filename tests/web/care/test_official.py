"""Official sources: that they exist and from when stands in the plan, with the way there; what they say is never copied."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils import timezone, translation
from django.utils.formats import date_format

from empact.fhir.resources import lacks
from empact.web.care import actions
from empact.web.care.links import is_below
from empact.web.care.models import OfficialRecord
from empact.web.consent import actions as consent
from empact.web.kernel import region
from empact.web.kernel.models import AuditEntry, RegionChoice
from empact.web.kernel.problems import Denied, Problem
from empact.web.people import queries as people
from tests.web.people.conftest import number

PORTAL = "https://records.example.org/nl/"


def section(client, person, side="persons/{}/plan"):
    page = client.get(f"/{side.format(person.pk)}/").content.decode().partition('id="official"')[2]
    return " ".join(page.partition("</section>")[0].split())


def plan(care):
    return f"/persons/{care.person.pk}/plan/"


@pytest.mark.shows("CAR-20")
@pytest.mark.parametrize(
    ("source", "name"), [("scheme", "Medication scheme"), ("summary", "Summary of the general practitioner (Sumehr)")]
)
def test_the_plan_says_when_the_official_source_was_updated_or_that_it_was_not_found(cast, care, source, name):
    client, own = cast.client(care.nurse), cast.client(care.person.user)
    assert f"{name}: <strong>nobody has looked yet</strong>" in section(client, care.person)
    address, today = f"{plan(care)}official/{source}/", timezone.localdate()
    assert client.post(address, {"found": "no", "updated_on": today.isoformat()}).status_code == 302
    assert f"{name}: <strong>not found</strong>" in section(client, care.person)
    assert client.post(address, {"found": "yes", "updated_on": "2026-02-28"}).status_code == 302
    for reader, side in ((client, "persons/{}/plan"), (own, "my/plans/{}")):
        told = section(reader, care.person, side)
        assert f"{name}: <strong>updated on 28/02/2026</strong>" in told and "home nurse" in told and "not found" not in told
    assert [one.updated_on for one in OfficialRecord.objects.filter(source=source)] == [date(2026, 2, 28), None]
    own.cookies["language"] = "nl"
    with translation.override("nl"):
        day = date_format(date(2026, 2, 28), "SHORT_DATE_FORMAT")
    if source == "scheme":
        assert f"Medicatieschema: <strong>bijgewerkt op {day}</strong>" in section(own, care.person, "my/plans/{}")


@pytest.mark.shows("CAR-20")
def test_nothing_of_what_a_source_says_can_be_written_here_and_there_is_no_list_of_medicines(cast, care):
    asked = cast.client(care.nurse).get(f"{plan(care)}official/scheme/").content.decode().partition("<main")[2]
    assert "<textarea" not in asked and 'type="text"' not in asked and 'type="file"' not in asked
    kept = {field.name for field in OfficialRecord._meta.get_fields()}
    assert kept == {"id", "person", "source", "updated_on", "address", "seen_at", "seen_by", "role"}
    ours = [model for model in apps.get_models() if model.__module__.startswith("empact.web.")]
    words = ("medic", "drug", "dose", "dosage", "atc", "cnk", "prescri")
    named = [f"{m.__name__}.{f.name}" for m in ours for f in m._meta.get_fields() for w in words if w in f.name.lower()]
    assert named == [] and not [m for m in ours if any(w in m.__name__.lower() for w in words[:4])]


@pytest.mark.shows("CAR-09")
def test_the_plan_leaves_as_a_standard_document_and_leads_to_the_official_record_of_this_person(cast, care, now):
    actions.add_life_goal(person=care.person, text="see the sea", domain="hobbies", by=care.who.jozef, at=now)
    client = cast.client(care.town.gp)
    bundle = client.get(f"{plan(care)}fhir/")
    assert bundle.headers["Content-Type"].startswith("application/fhir+json")
    entries = json.loads(bundle.content)["entry"]
    assert {"CarePlan", "CareTeam", "Goal"} <= {one["resource"]["resourceType"] for one in entries}
    assert not [lack for one in entries for lack in lacks(one["resource"])]
    assert client.get(f"{plan(care)}pdf/").content.startswith(b"%PDF")

    assert 'href="https' not in section(client, care.person), "no region named an address"
    RegionChoice.objects.create(id="care.official_record", value=PORTAL)
    told = section(client, care.person)
    assert f'<a href="{PORTAL}" rel="noreferrer">Go to the source' in told and "Open it for this person" not in told
    said = {"found": "yes", "updated_on": "2026-03-01", "address": f"{PORTAL}open?record=Zx81"}
    assert client.post(f"{plan(care)}official/record/", said).status_code == 302
    assert f'<a href="{said["address"]}" rel="noreferrer">Open it for this person' in section(client, care.person)
    RegionChoice.objects.update(value="https://elsewhere.example.org/")
    told = section(client, care.person)
    assert "Zx81" not in told and 'href="https://elsewhere.example.org/"' in told, "a former address opens nothing any more"


def test_an_address_outside_what_the_region_named_or_with_a_national_number_is_refused(cast, care):
    RegionChoice.objects.create(id="care.official_record", value=PORTAL)
    client, insz = cast.client(care.town.gp), number(1)
    for wrong in (
        "https://records.example.org/fr/open", "https://records.example.org.evil.example/nl/", "http://records.example.org/nl/1",
        "javascript:alert(1)", f"{PORTAL}{insz.digits}", f"{PORTAL}?of={insz}", f"{PORTAL}../fr/", f"{PORTAL}%2e%2e/fr/",
    ):  # fmt: skip
        said = {"found": "yes", "updated_on": "2026-03-01", "address": wrong}
        assert client.post(f"{plan(care)}official/record/", said).status_code == 422, wrong
    assert not OfficialRecord.objects.exists()
    assert is_below(PORTAL, PORTAL) and is_below(PORTAL + "a/b", PORTAL.rstrip("/")) and not is_below("", "")
    (choice,) = [one for one in region.choices() if one.id == "care.official_scheme"]
    assert choice.checked("") == "" and choice.checked(PORTAL) == PORTAL
    with pytest.raises(ValidationError):
        choice.checked("http://records.example.org/")


def test_who_works_on_the_plan_and_reads_medication_says_what_they_saw_and_nobody_else(cast, care, now, add):
    social = cast.user("Social", ("social_worker", "organisation", care.places.practice.pk))
    actions.propose(person=care.person, user=social, role="social_worker", by=care.who.jozef, at=now)
    consent.break_glass(
        number=number(1), family_name="Zzpeeters", reason="found in the street", by=care.who.stranger, at=timezone.now()
    )
    said = {"person": care.person, "source": "scheme", "updated_on": None, "at": timezone.now()}
    for refused in (cast.who(social), care.who.an, care.who.stranger):
        with pytest.raises(Denied):
            actions.note_official(by=refused, **said)
    assert section(cast.client(social), care.person) == ""
    assert cast.client(social).get(f"{plan(care)}official/scheme/").status_code == 403
    urgent = section(cast.client(care.town.surgeon), care.person)
    assert "nobody has looked yet" in urgent and "/official/" not in urgent, "read in an emergency, and not written"
    for allowed in (care.who.nurse, care.who.gp, care.who.coordinator, care.who.jozef):
        actions.note_official(by=allowed, **said)
    with pytest.raises(Problem):
        actions.note_official(by=care.who.gp, **said | {"updated_on": timezone.localdate() + timedelta(days=1)})
    assert cast.client(care.nurse).get(f"{plan(care)}official/nothing/").status_code == 404
    lines = AuditEntry.objects.filter(event="care.official_seen")
    assert lines.count() == 4 and all(line.detail["found"] is False for line in lines)
    told = {str(one.part) for one in people.looks_of(people.looks(care.person))}
    assert "wrote down what an official source holds" in told


def test_found_without_a_day_is_asked_again(cast, care):
    client = cast.client(care.nurse)
    answer = client.post(f"{plan(care)}official/summary/", {"found": "yes"})
    assert answer.status_code == 422 and "Say on which day" in answer.content.decode()
    assert client.post(f"{plan(care)}official/summary/", {"found": "yes", "updated_on": "2040-01-01"}).status_code == 422
    assert (
        client.post(f"{plan(care)}official/summary/", {"found": ""}).status_code == 422 and not OfficialRecord.objects.exists()
    )
