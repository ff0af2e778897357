"""The open API as a whole (X8): described, FHIR R4 for care, HSDS for offers, every register as CSV, and a promise of time.

The address book's own API is held in ``test_api.py``; here the parts stand together.
"""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date
from pathlib import Path

import pytest
import schemathesis
from django.urls import get_resolver, reverse
from hypothesis import HealthCheck, settings

from empact.fhir.resources import read_bundle
from empact.web.care import actions as care_actions
from empact.web.kernel.api import Version
from empact.web.kernel.rules import endpoints, rule_of
from empact.web.network import actions
from empact.web.network.hsds.contract import OBJECTS, PAGE, VERSION, faults
from empact.web.network.models import Offer
from empact.web.site.api import HSDS
from empact.web.site.api import VERSION as OURS
from empact.web.site.wsgi import application
from tests.fhir_schema import problems_of
from tests.web.care.conftest import care  # noqa: F401 - fixtures
from tests.web.consent.conftest import agree, now  # noqa: F401 - fixtures
from tests.web.network.conftest import DONE, areas, offer, partner  # noqa: F401 - fixtures
from tests.web.people.conftest import add, places, relate, town  # noqa: F401 - fixtures
from tests.web.test_api import one_connection, promises  # noqa: F401

ROOT = Path(__file__).parents[2]
WRITTEN = ROOT / "docs" / "reference" / "api-hsds-v3.txt"

described = schemathesis.openapi.from_wsgi("/hsds/v3/openapi.json", application)


@pytest.fixture
def several(offer):  # noqa: F811
    for n in range(7):
        full = {"spoken": "nl", "access": "lift", "openings": "1 09:00-12:00", "areas": "north", "amount_minor": 500}
        offer(("cleaning", "gp")[n % 2], f"Aanbod {n}", of=("Home help", "Practice")[n % 2], description__nl="x", **full)
    offer("meals", "Alleen voor partners", public=False)
    offer("meals", "Ontwerp", assured=None)
    closed = offer("meals", "Even dicht")
    actions.move_offer(offer=closed, to="closed", **DONE)


@pytest.mark.shows("X8")
@described.parametrize()
@settings(max_examples=15, suppress_health_check=list(HealthCheck))
def test_no_question_breaks_the_directory_and_every_answer_is_as_described(case, several, one_connection):  # noqa: F811
    answer = case.call(headers={"Host": "localhost", "Accept-Encoding": "identity"})
    assert answer.status_code not in (401, 403), "anybody reads it"
    case.validate_response(answer)


LISTS = {
    "services": "service", "organizations": "organization", "service_at_locations": "service_at_location",
    "taxonomies": "taxonomy", "taxonomy_terms": "taxonomy_term",
}  # fmt: skip


@pytest.mark.shows("X8")
def test_every_list_has_the_page_of_hsds_and_every_object_keeps_to_the_contract(client, several):
    client.defaults["HTTP_HOST"] = "localhost"
    for path, name in LISTS.items():
        seen, page = [], 1
        while True:
            said = client.get(f"/hsds/v3/{path}", {"page": page, "per_page": 3}).json()
            assert tuple(said) == PAGE and said["size"] == len(said["contents"]) <= 3
            assert (said["page_number"], said["first_page"], said["empty"]) == (page, page == 1, False)
            seen += said["contents"]
            if said["last_page"]:
                break
            page += 1
        assert page == said["total_pages"] and len(seen) == said["total_items"] == len({one["id"] for one in seen})
        assert [fault for one in seen for fault in faults(name, one)] == []
        whole = client.get(f"/hsds/v3/{path}/{seen[0]['id']}").json()
        assert whole["id"] == seen[0]["id"] and faults(name, whole) == []
        beyond = client.get(f"/hsds/v3/{path}", {"page": 999}).json()
        assert (beyond["empty"], beyond["contents"], beyond["last_page"]) == (True, [], True)
    assert set(LISTS.values()) <= set(OBJECTS)


def test_only_active_offers_for_everybody_leave_whoever_asks(cast, several):
    for client in (cast.client(), cast.client(cast.user("Griet", "pmo"))):
        said = client.get("/hsds/v3/services?full=true").json()
        assert {one["name"] for one in said["contents"]} == {f"Aanbod {n}" for n in range(7)}
        hidden = Offer.objects.exclude(wordings__name__startswith="Aanbod")
        assert [client.get(f"/hsds/v3/services/{one.pk}").status_code for one in hidden] == [404] * 3
        assert client.get(f"/hsds/v3/services/{hidden[0].pk}").json()["message"] == "This does not exist."
        assert client.get("/hsds/v3/services?search=poetshlup").json()["total_items"] == 4, "lay words and typing errors"
        term = next(t for t in client.get("/hsds/v3/taxonomy_terms?per_page=500").json()["contents"] if t["code"] == "gp")
        found = client.get("/hsds/v3/services", {"taxonomy_term_id": term["id"]}).json()
        assert found["total_items"] == 3 and term["taxonomy_detail"]["name"] == "Kinds of help and care"


def test_a_list_asks_the_same_number_of_questions_however_long(client, several, django_assert_max_num_queries):
    client.defaults["HTTP_HOST"] = "localhost"
    for path in ("services?full=true", "organizations", "service_at_locations", "services?search=poetshulp&full=true"):
        with django_assert_max_num_queries(16):
            assert client.get(f"/hsds/v3/{path}").json()["size"] > 1


def test_the_root_says_which_version_and_where_the_description_is(client, several):
    client.defaults["HTTP_HOST"] = "localhost"
    answer = client.get("/hsds/v3/")
    said = answer.json()
    assert (said["version"], answer.headers["API-Version"]) == (VERSION, "3.0")
    assert client.get(said["openapi_url"].partition("localhost")[2]).json()["info"]["version"] == "3.0"


@pytest.mark.shows("X8")
def test_the_description_of_the_directory_is_what_is_promised(client, db):
    """A line that goes breaks a reader. A line that comes is added to the page."""
    client.defaults["HTTP_HOST"] = "localhost"
    said = set(promises(client.get("/hsds/v3/openapi.json").json()))
    written = set(WRITTEN.read_text("utf-8").splitlines())
    assert sorted(written - said) == [], "this would break who reads it: make a new version"
    assert sorted(said - written) == [], f"add these lines to {WRITTEN.name}"


REGISTERS = (
    "network:search", "network:mine", "network:cover", "network:rates", "territory:organisations", "territory:teams",
    "territory:territories", "territory:registers", "territory:people",
)  # fmt: skip


def lists_of_ours() -> list[str]:
    """Addresses of pages without a part to fill in."""
    routes = ("/" + route for route, pattern in endpoints(get_resolver().url_patterns) if rule_of(pattern.callback))
    return [one for one in routes if "<" not in one and not one.startswith(("/account/", "/api/", "/hsds/", "/role/"))]


@pytest.mark.shows("X8")
def test_every_register_of_the_address_book_and_the_directory_leaves_as_csv(cast, several):
    client = cast.client(cast.user("Griet", "pmo"))
    for name in REGISTERS:
        answer = client.get(reverse(name), {"format": "csv"})
        assert answer.headers["Content-Type"].startswith("text/csv"), name
        head = next(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert len(head) > 1 and len(head) == len(set(head)), name


@pytest.mark.shows("X8")
def test_a_page_that_says_download_as_csv_gives_one(cast, several):
    """Of every list that has an address of its own, for each hat that opens it."""
    wrong, given = [], set()
    for role in ("pmo", "administrator", "coordinator"):
        client = cast.client(cast.user(f"Sam-{role}", role))
        for address in lists_of_ours():
            page = client.get(address)
            if page.status_code != 200 or "html" not in page.headers.get("Content-Type", ""):
                continue
            for said in re.findall(r'<a href="([^"]*format=csv[^"]*)">', page.content.decode()):
                file = client.get(address + said.replace("&amp;", "&") if said.startswith("?") else said)
                given.add(address)
                if not file.headers.get("Content-Type", "").startswith("text/csv"):
                    wrong.append((role, address))
    assert wrong == [] and len(given) >= 25


@pytest.mark.shows("X8")
def test_care_leaves_as_fhir_r4_that_keeps_to_the_schema_of_hl7(care, now, cast, shared):  # noqa: F811
    """The plan of a person as a Bundle of R4: read back by our own reader and held against HL7's own schema."""
    life = care_actions.add_life_goal(person=care.person, text="stay at home", domain="living", by=care.who.jozef, at=now)
    care_actions.add_care_goal(person=care.person, life_goal=life, text="walk to the gate", by=care.who.nurse, at=now)
    answer = cast.client(care.nurse).get(f"/persons/{care.person.pk}/plan/fhir/")
    assert answer.headers["Content-Type"].startswith("application/fhir+json")
    bundle = json.loads(answer.content)
    assert problems_of(bundle, shared) == []
    assert {"CarePlan", "CareTeam", "Goal"} <= {type(one).__name__ for one in read_bundle(bundle)}


@pytest.mark.shows("X8")
def test_both_versions_go_on_for_a_year_after_the_next_and_the_page_says_so(several, client):
    client.defaults["HTTP_HOST"] = "localhost"
    page = (ROOT / "docs" / "reference" / "api.md").read_text("utf-8")
    for base, version in (("/api/v1", OURS), ("/hsds/v3", HSDS)):
        told = client.get(f"{base}/openapi.json")
        assert told.json()["info"]["version"] == version.number and version.head() == {"API-Version": version.number}
        assert f"{base}/openapi.json" in page
    for said in ("twelve months at least", "fhir-care.md", "api-v1.txt", WRITTEN.name):
        assert said in page
    with pytest.raises(ValueError, match="a year"):
        Version("3.0", date(2027, 3, 1), date(2027, 9, 1))
