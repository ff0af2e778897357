"""The screens: who may come in, what they find, how many questions a list asks the database."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from empact.web.kernel.rules import rule_of
from empact.web.kernel.who import SYSTEM
from empact.web.territory import queries, urls
from empact.web.territory.actions.coordination import start_coordination
from empact.web.territory.actions.engagements import publish_declaration, sign, start_collaboration
from empact.web.territory.actions.organisations import add_contact
from empact.web.territory.actions.people import add_practitioner, give_post
from empact.web.territory.actions.teams import add_member, add_team
from empact.web.territory.models import Code, Contact, JoinRequest, Organisation, Post, SignatureLine, Team, Territory

from .conftest import AT, START, TODAY, number

LISTS = (
    "organisations", "people", "teams", "coverage", "territories", "declarations", "collaborations",
    "coordinations", "registers", "requests",
)  # fmt: skip


@pytest.fixture
def full(organisation, place, code, region):
    """A region in which every page has something to show."""
    hospital = organisation("Hospital", kbo=1, postcode="8800", category=code("category", "hospitals"), line="second")
    home = organisation("Care home", kbo=2, postcode="8700", works_in=[place("37015")])
    done = {"by": SYSTEM, "at": AT}
    here = {"organisation": home, **done}
    add_contact(function=code("function", "contact"), mailbox="home@example.org", starts=START, **here)
    person = add_practitioner(name="An Example", discipline=code("discipline", "nurse"), **done)
    give_post(practitioner=person, function=code("function", "coordinator"), territory=region, starts=START, **here)
    values = {"name": "North", "kind": "neighbourhood"}
    team = add_team(values=values, territories=[place("zone-rits")], starts=START, **done)
    add_member(team=team, practitioner=person, role="coach", starts=START, **done)
    start_collaboration(owner=home, parties=[hospital], subject="Going home", starts=START, **done)
    text = {"kind": "mandate", "language": "en", "title": "Mandate", "text": "We agree.\n\nWith the plan."}
    start_coordination(name="Networks", organisations=[home, hospital], starts=START, **done)
    form = publish_declaration(**text, version=1, published=START, **done)
    line = sign(declaration=form, signatory="An Example", function="director", on=TODAY, **here)
    return {"hospital": hospital, "home": home, "team": team, "form": form, "line": line, "post": Post.objects.get()}


@pytest.fixture
def anna(cast):
    return cast.client(cast.user("Anna", "administrator"))


@pytest.fixture
def bob(cast):
    return cast.client(cast.user("Bob", "nurse"))


def page(client, name, *args, **query):
    answer = client.get(reverse(f"territory:{name}", args=args), query)
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


@pytest.mark.parametrize("name", LISTS)
def test_every_list_shows_its_rows_and_gives_them_as_a_file(full, anna, name):
    html = page(anna, name)
    assert "<h1>" in html
    if name != "declarations":
        answer = anna.get(reverse(f"territory:{name}"), {"format": "csv"})
        assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
        assert answer.content.decode().count("\n") >= (1 if name == "requests" else 2)


@pytest.mark.parametrize("name", LISTS)
def test_a_list_asks_a_bounded_number_of_questions(full, organisation, anna, name, django_assert_max_num_queries):
    for n in range(40):
        organisation(f"Partner {n:02d}", kbo=100 + n, postcode="8700")
        add_team(values={"name": f"Team {n:02d}", "kind": "neighbourhood"}, starts=START, by=SYSTEM, at=AT)
    with django_assert_max_num_queries(20):
        page(anna, name)


def test_the_page_of_an_organisation_asks_a_bounded_number_of_questions(
    full, organisation, anna, django_assert_max_num_queries
):
    for n in range(10):
        partner = organisation(f"Partner {n}", kbo=100 + n)
        start_collaboration(owner=partner, parties=[full["home"]], subject=f"S{n}", starts=START, by=SYSTEM, at=AT)
    with django_assert_max_num_queries(25):
        page(anna, "organisation", full["home"].pk)


def test_charlie_comes_in_nowhere(full, cast, charlie):
    client = cast.client(charlie)
    for pattern in urls.urlpatterns:
        if rule_of(pattern.callback).kind == "public":
            continue
        kinds = re.findall(r"<(\w+):", str(pattern.pattern))
        args = [full["home"].pk if kind == "uuid" else "mandate" for kind in kinds]
        address = reverse(f"territory:{pattern.name}", args=args)
        assert client.get(address).status_code in (403, 405), pattern.name
        assert client.post(address).status_code in (403, 405), pattern.name


@pytest.mark.shows("TER-02")
def test_a_filter_on_tielt_leaves_tielt_and_stands_in_the_address_and_the_file(full, bob):
    html = page(bob, "organisations", territory="care-region-tielt")
    assert "Care home" in html
    assert "Hospital</a>" not in html
    link = re.search(r'href="(\?[^"]*format=csv)"', html).group(1).replace("&amp;", "&")
    assert "territory=care-region-tielt" in link
    text = bob.get(reverse("territory:organisations") + link).content.decode()
    assert "Care home" in text
    assert "home@example.org" in text
    assert "Hospital" not in text


@pytest.mark.shows("TER-02")
@pytest.mark.parametrize(
    ("name", "here"),
    [("people", "An Example"), ("teams", "North"), ("collaborations", "Going home"),
     ("signatories", "Care home</a>"), ("organisations", "Care home</a>")],
)  # fmt: skip
def test_every_list_of_partners_is_narrowed_to_a_territory_in_page_and_file(full, organisation, place, bob, name, here):
    add_team(values={"name": "Elsewhere", "kind": "neighbourhood"}, starts=START, by=SYSTEM, at=AT)
    Team.objects.get(name="North").territories.set([place("37015")])
    args = ["mandate"] if name == "signatories" else []
    assert here in page(bob, name, *args, territory="care-region-tielt")
    assert here not in page(bob, name, *args, territory="zone-midden") or name == "collaborations"  # its partner is there
    assert here not in page(bob, name, *args, territory="nowhere")
    html = page(bob, name, *args, territory="care-region-tielt")
    assert re.search(r'href="\?[^"]*territory=care-region-tielt[^"]*format=csv"', html)


def test_search_finds_a_name_without_its_accents_and_a_filter_its_category(full, organisation, bob):
    organisation("Privé Élan")
    assert "Privé Élan" in page(bob, "organisations", q="prive elan")
    assert "Hospital</a>" in (html := page(bob, "organisations", category="hospitals"))
    assert "Care home" not in html
    assert "No organisation fits" in page(bob, "organisations", q="nothing like it")


def test_a_large_hospital_and_a_small_association_see_the_same(full, cast):
    seen = []
    for name, one in (("Hanne", full["hospital"]), ("Vera", full["home"])):
        client = cast.client(cast.user(name, ("contact", "organisation", one.pk)))
        seen.append([rows(page(client, x)) for x in LISTS if x not in ("registers", "requests")])
    assert seen[0] == seen[1]
    names = re.findall(r'organisations/[0-9a-f-]{36}/">([^<]+)', page(client, "organisations"))
    assert names == sorted(names)


def rows(html: str) -> list[str]:
    return re.findall(r"<tr>.*?</tr>", html, re.DOTALL)


@pytest.mark.shows("TER-20")
def test_all_collaborations_of_a_care_home_stand_in_one_screen_with_date_and_contact(full, bob):
    html = page(bob, "organisation", full["home"].pk)
    assert "Going home" in html
    assert "Hospital" in html
    assert "01/01/2020" in html
    assert "home@example.org" in html


def test_an_entry_is_corrected_in_one_form(full, cast):
    client = cast.client(cast.user("Carla", ("contact", "organisation", full["home"].pk)))
    address = reverse("territory:correct-organisation", args=[full["home"].pk])
    html = client.get(address).content.decode()
    said = dict(re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', html))
    answer = client.post(address, {"name": "Care home De Linde", "kbo": said["kbo"], "postcode": "8780"}, follow=True)
    assert "Care home De Linde" in answer.content.decode()
    home = Organisation.objects.get(pk=full["home"].pk)
    assert (home.municipality.name, home.checked) == ("Oostrozebeke", timezone.localdate())
    undo = re.search(r'action="([^"]*/corrections/[^"]*)" class="note', answer.content.decode()).group(1)
    html = client.post(undo, {"undo": "1"}, follow=True).content.decode()
    assert "as it was before" in html and "<h1>Care home</h1>" in html
    assert client.get(reverse("territory:correct-organisation", args=[full["hospital"].pk])).status_code == 403


def test_the_page_of_an_organisation_says_who_changed_what_and_names_nobody_to_outsiders(full, cast, bob):
    carla = cast.user("Carla", ("contact", "organisation", full["home"].pk))
    said = {"name": "Care home De Linde", "kbo": number(2), "postcode": "8780"}
    cast.client(carla).post(reverse("territory:correct-organisation", args=[full["home"].pk]), said)
    mine, theirs = (page(c, "organisation", full["home"].pk) for c in (cast.client(carla), bob))
    for html in (mine, theirs):
        changes = html.split("Changes of this entry")[1]
        assert "corrected: name, postcode, works in" in changes and "organisation contact" in changes
        assert "entered" in changes
    assert "Carla" in mine.split("Changes of this entry")[1] and "Take the last correction back" in mine
    assert "Carla" not in theirs and "Take the last correction back" not in theirs


def test_a_wrong_number_says_what_is_wrong_and_how_to_keep_it(full, anna):
    address = reverse("territory:correct-organisation", args=[full["home"].pk])
    answer = anna.post(address, {"name": "Care home", "kbo": "0123.456.700"})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "check digits that fit" in html
    assert "say why" in html
    answer = anna.post(address, {"name": "Care home", "kbo": "0123.456.700", "number_reason": "as in the KBO"})
    assert answer.status_code == 302


@pytest.mark.shows("TER-19")
def test_after_the_coordinator_changes_no_page_shows_the_former_name(full, anna, cast, code):
    html = page(anna, "organisation", full["home"].pk)
    assert "coordinator: An Example" in html.replace("Coordinator", "coordinator")
    SignatureLine.objects.all().delete()  # what somebody signed stays signed by them; this is about contacts
    full["team"].members.all().delete()
    answer = anna.post(reverse("territory:end-post", args=[full["post"].pk]), follow=True)
    assert "Take it back" in answer.content.decode()
    new = add_practitioner(name="Bo Successor", by=SYSTEM, at=AT)
    give_post(
        practitioner=new, function=code("function", "coordinator"), organisation=full["home"],
        starts=timezone.localdate(), by=SYSTEM, at=AT,
    )  # fmt: skip
    region = Territory.objects.get(kind="region")
    pages = [page(anna, name) for name in LISTS]
    pages += [
        page(anna, "organisation", full["home"].pk),
        page(anna, "territory", region.pk),
        page(anna, "team", full["team"].pk),
    ]
    assert not [html for html in pages if "An Example" in html]
    assert "Bo Successor" in page(anna, "organisation", full["home"].pk)


def test_what_was_ended_can_be_taken_back_from_the_next_page(full, anna):
    contact = Contact.objects.get()
    address = reverse("territory:end-contact", args=[contact.pk])
    html = anna.post(address, follow=True).content.decode()
    assert "home@example.org" not in html.split("Works together")[0]
    assert f'action="{address}"' in html
    html = anna.post(address, {"undo": "1"}, follow=True).content.decode()
    assert "home@example.org" in html


@pytest.mark.shows("TER-14")
def test_a_mandate_form_is_signed_withdrawn_and_signed_again_and_prints_as_it_was(full, cast):
    home, form = full["hospital"], full["form"]
    client = cast.client(cast.user("Carla", ("contact", "organisation", home.pk)))
    address = reverse("territory:sign", args=[home.pk, form.pk])
    said = {"signatory": "Carla", "function": "director", "on": "2026-03-03"}
    for _move in range(3):
        assert client.post(address, said).status_code == 302
    lines = SignatureLine.objects.filter(organisation=home)
    assert [line.move for line in lines] == ["sign", "withdraw", "sign"]
    assert "Carla" in (html := page(client, "signed", lines[0].pk))
    shown = re.search(r"<article[^>]*>(.*?)</article>", html, re.DOTALL).group(1)
    assert re.sub(r"<h1>.*?</h1>|</?p>", "", shown).split() == form.text.split()


@pytest.mark.shows("TER-13")
def test_the_number_who_signed_equals_the_list_and_a_new_version_shows_who_signed_the_old_one_only(full, bob):
    assert "1 organisation has signed" in page(bob, "declarations")
    assert rows(page(bob, "signatories", "mandate"))[1:] and "Care home" in page(bob, "signatories", "mandate")
    publish_declaration(
        kind="mandate", version=2, language="en", title="Mandate", text="New.", published=START, by=SYSTEM, at=AT
    )
    html = page(bob, "declarations")
    assert "Signed an earlier version only" in html
    assert "Care home" in html


def test_a_newcomer_joins_through_the_open_door_and_is_let_in(full, cast, anna, code):
    client = cast.client()
    address = reverse("territory:join")
    assert f'href="{address}"' in client.get("/").content.decode()
    assert client.get(address).status_code == 200
    said = {"name": "New vzw", "kbo": number(77), "postcode": "8700", "mailbox": "n@example.org"}
    said["category"] = str(code("category", "welfare").pk)
    answer = client.post(address, said, follow=True)
    assert "Thank you" in answer.content.decode()
    assert "New vzw wants to join" in anna.get("/day/").content.decode()
    request = JoinRequest.objects.get()
    html = anna.post(reverse("territory:accept", args=[request.pk]), follow=True).content.decode()
    assert "New vzw" in html
    assert "n@example.org" in html


def test_parts_without_a_team_are_listed_first(full, bob):
    html = page(bob, "coverage")
    assert "1 of 3 parts has no neighbourhood team" in html
    assert html.index("Roeselare</a>") < html.index("Tielt</a>")


@pytest.mark.shows("TER-09")
def test_all_on_the_map_stands_in_the_list(full, bob):
    html = page(bob, "territory", Territory.objects.get(kind="region").pk)
    drawn = set(re.findall(r'<text class="place-name"[^>]*>([^<]+)', html))
    listed = set(re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', html))
    assert drawn == {"Tielt", "Oostrozebeke", "Roeselare"}
    assert drawn <= listed


def test_a_living_lab_is_named_and_a_zone_put_in_it_on_the_pages(full, anna, place):
    address = reverse("territory:new-territory")
    said = {"code": "lab", "name": "Lab", "kind": "living_lab", "starts": "2026-01-01"}
    assert anna.post(address, said).status_code == 302
    assert "Another territory has this code" in anna.post(address, said).content.decode()
    move = reverse("territory:move-territory", args=[place("zone-rits").pk])
    assert anna.post(move, {"whole": place("lab").pk, "starts": "2026-01-01", "version": "x"}).status_code == 302
    assert {"Tielt", "Oostrozebeke"} == {t.name for t in queries.parts_of(place("lab"), TODAY)}


def test_a_territory_shows_its_figure_date_source_and_boundaries(full, bob, region):
    html = page(bob, "territory", region.pk)
    assert "boundaries of 2020" in html
    assert "92" in html
    assert "Statbel" in html


def test_a_file_is_shown_before_it_comes_in(full, anna):
    from django.core.files.uploadedfile import SimpleUploadedFile

    text = f"name,kbo\nNewcomer,{number(50)}\nCare home again,{number(2)}\n".encode()
    answer = anna.post(reverse("territory:upload"), {"file": SimpleUploadedFile("a.csv", text)}, follow=True)
    html = answer.content.decode()
    assert "Care home again" in html
    assert not Organisation.objects.filter(name="Newcomer").exists()
    address = answer.redirect_chain[-1][0]
    anna.post(address, {})
    assert Organisation.objects.filter(name="Newcomer").exists()
    assert Organisation.objects.filter(name="Care home").exists()
    answer = anna.post(reverse("territory:upload"), {"file": SimpleUploadedFile("a.csv", b"kbo\n1\n")})
    assert "has no column" in answer.content.decode()


def test_codes_are_added_worded_and_retired_on_the_page_of_registers(full, anna):
    words = {"nl": "Huis", "fr": "Maison", "de": "Haus", "en": "House"}
    address = reverse("territory:add-code", args=["type"])
    assert anna.post(address, {"code": "house", **words}).status_code == 302
    assert anna.post(address, {"code": "house", **words}).status_code == 422
    added = Code.objects.get(code="house")
    anna.post(reverse("territory:word-code", args=[added.pk]), {**words, "en": "Home"})
    anna.post(reverse("territory:retire-code", args=[added.pk]))
    added.refresh_from_db()
    assert (added.en, added.retired) == ("Home", timezone.localdate())


def test_two_entries_are_merged_and_parted_on_the_page(full, anna):
    home, hospital = full["home"], full["hospital"]
    anna.post(reverse("territory:merge", args=[home.pk]), {"gone": hospital.pk})
    answer = anna.get(reverse("territory:organisation", args=[hospital.pk]))
    assert answer.headers["Location"] == reverse("territory:organisation", args=[home.pk])
    html = page(anna, "organisation", home.pk)
    undo = re.search(r'action="([^"]*merges[^"]*)"', html).group(1)
    anna.post(undo)
    assert "Hospital" in page(anna, "organisation", hospital.pk)
