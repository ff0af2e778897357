"""Finding help: in one's own words, in four languages, with typing errors; health and welfare alike; without an account."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from empact.web.kernel.who import NOBODY
from empact.web.network import actions, queries
from empact.web.network.finding import find
from empact.web.network.kinds import groups, kinds
from empact.web.network.models import Offer

from .conftest import AT, DONE, TODAY


def names(question: str, client=None) -> list[str]:
    """What somebody finds, in order."""
    order = find(queries.offers_for(NOBODY), question, TODAY).order
    return [Offer.objects.get(pk=pk).name for pk in order]


@pytest.fixture
def several(offer):
    offer("family-care", "Gezinszorg De Brug")
    offer("cleaning", "Thuis netjes")
    offer("home-nursing", "Wit-Gele Zorg", of="Nursing")
    offer("debts", "Budget op orde")
    offer("psychologist", "Praatpunt", of="Nursing")


@pytest.mark.shows("DIR-01")
def test_lay_words_and_typing_errors_find_family_care_and_cleaning_help(several, cast):
    for typed in ("poetshulp", "poetshlup", "Poetshullp", "POETSHULP?"):
        assert set(names(typed)) == {"Thuis netjes", "Gezinszorg De Brug"}, typed
    page = cast.client().get("/directory/", {"q": "poetshlup"}, headers={"Accept-Language": "en"}).content.decode()
    assert "this is for “poetshulp”" in page and "Thuis netjes" in page and "Praatpunt" not in page
    one = Offer.objects.get(wordings__name="Thuis netjes")
    full = {
        "description.nl": "We poetsen", "eligibility.nl": "Voor wie het niet meer kan",
            "referral.nl": "Bel ons",
        "cost": "income", "cost.nl": "Naar inkomen", "spoken": "nl fr", "access": "at-home",
        "wait_days": 14, "wait_on": "2026-03-01",
        "openings": "1 09:00-12:00", "areas": "town", "minimum_age": 65,
    }  # fmt: skip
    actions.keep_offer(organisation=one.organisation, offer=one, values=full, source="Sociale Kaart", today=TODAY, **DONE)
    page = cast.client().get(f"/directory/{one.pk}/", headers={"Accept-Language": "en"}).content.decode()
    words = (
        "We poetsen", "Voor wie het niet meer kan", "from 65 years", "Kerkstraat 2", "Town", "Monday", "09:00", "by income",
        "Naar inkomen", "French, Dutch", "Comes to your home", "Bel ons", "+3216123456", "14 days", "Sociale Kaart",
    )  # fmt: skip
    assert [word for word in words if word not in page] == []


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("femme de ménage", "Thuis netjes"), ("Putzfrau", "Thuis netjes"), ("cleaner", "Thuis netjes"),
        ("infirmiere a domicile", "Wit-Gele Zorg"), ("Schulden", "Budget op orde"),
        ("ik heb hulp nodig bij schulden", "Budget op orde"),
        ("ik slaap slecht: slecht slapen", "Praatpunt"), ("depresie", "Praatpunt"), ("wondzorg", "Wit-Gele Zorg"),
    ],
)  # fmt: skip
def test_people_say_it_in_their_own_words_and_language(several, typed, wanted):
    assert names(typed)[0] == wanted


def test_what_has_some_of_the_words_is_shown_when_nothing_has_all_and_says_so(several, cast):
    found = find(queries.offers_for(NOBODY), "schulden rolstoeldans", TODAY)
    assert not found.loose and len(found.order) == 1, "a word that is nowhere is left out"
    found = find(queries.offers_for(NOBODY), "schulden wondzorg", TODAY)
    assert found.loose and len(found.order) == 2
    assert find(queries.offers_for(NOBODY), "xyzxyz", TODAY).order == []


@pytest.mark.shows("DIR-04")
def test_health_and_welfare_have_the_same_fields_and_stand_alike_in_the_search(offer, cast):
    """Two offers that fit alike stand in the order of their organisations, whichever sector they are of."""
    assert {one.sector for one in kinds().values()} == {"health", "welfare"}
    for nursing, help_, first in (("Aa", "Bb", "home-nursing"), ("Dd", "Cc", "cleaning")):
        Offer.objects.all().delete()
        offer("home-nursing", "Samen thuis", of=nursing)
        offer("cleaning", "Samen thuis", of=help_)
        order = find(queries.offers_for(NOBODY), "samen", TODAY).order
        assert Offer.objects.get(pk=order[0]).kind == first
    for one in Offer.objects.all():
        page = cast.client().get(f"/directory/{one.pk}/").content.decode()
        fields = re.findall(r"<dt>([^<]+)</dt>", page)
        assert fields == re.findall(
            r"<dt>([^<]+)</dt>", cast.client().get(f"/directory/{Offer.objects.first().pk}/").content.decode()
        )


def test_by_kind_group_place_and_language(offer, areas):
    offer("cleaning", "In de stad", spoken="nl tr")
    offer("meals", "In het dorp", of="Village kitchen", place="village", spoken="fr")
    offer("home-nursing", "In heel de zone", of="Nursing", areas="zone")

    def of(**asked):
        rows = queries.found(queries.offers_for(NOBODY), TODAY, **asked)
        return {one.name for one in rows}

    assert of(kind="cleaning") == {"In de stad"} and len(of(kind="at-home")) == 3
    assert of(place=areas["north"]) == {"In de stad", "In heel de zone"}
    assert of(place=areas["village"]) == {"In het dorp", "In heel de zone"}
    assert of(language="tr") == {"In de stad"} and of(language="nl", place=areas["village"]) == set()


@pytest.mark.shows("H3")
def test_a_stale_offer_stands_lower_is_in_the_owners_list_and_a_correction_ends_in_the_log(offer, cast, omar):
    old = offer("cleaning", "Poetshulp Aa", of="Aa", assured=None)
    own = offer("cleaning", "Poetshulp Bb")
    today = timezone.localdate()
    for one, ago in ((old, 400), (own, 1)):
        actions.assure_offer(offer=one, today=today - timedelta(days=ago), **DONE)
    order = find(queries.offers_for(NOBODY), "poetshulp", today).order
    assert order == [own.pk, old.pk], "the other way round by name"
    client = cast.client(omar)
    assert "Everything was looked at" in client.get("/directory/mine/").content.decode()
    own.assured_on = today - timedelta(days=366)
    Offer.save(own, update_fields=("assured_on",))
    page = client.get("/directory/mine/").content.decode()
    assert "Poetshulp Bb" in page and "Poetshulp Aa" not in page
    assert "Look at 1 offer of yours" in client.get("/day/").content.decode()
    sent = cast.client().post(f"/directory/{own.pk}/wrong/", {"about": "hours", "text": "Open tot zes uur"})
    receipt = sent.headers["Location"]
    assert "waits for an answer" in cast.client().get(receipt).content.decode()
    address = f"/directory/corrections/{receipt.split('/')[-2]}/answer/"
    page = client.get("/day/").content.decode()
    assert page.count("offer of yours") == 1 and "Somebody says that something is wrong." in page
    early = client.post(address, {"state": "done"})
    assert early.status_code == 422 and "Nothing of the offer changed" in early.content.decode()
    assert client.post(f"/directory/{own.pk}/hours/", {"monday": "9-18"}).status_code == 302
    assert client.post(address, {"state": "done"}).status_code == 302
    assert client.post(address, {"state": "done"}).status_code == 422
    assert "corrected" in cast.client().get(receipt).content.decode()
    page = cast.client().get(f"/directory/{own.pk}/", headers={"Accept-Language": "en"}).content.decode()
    assert "opening hours" in page.partition("What changed")[2] and "09:00–18:00" in page
    client.post(f"/directory/{own.pk}/assure/")
    assert "offer of yours" not in client.get("/day/").content.decode()


def test_only_what_is_for_everybody_and_goes_on_is_found_without_an_account(offer, cast, office):
    offer("cleaning", "Voor allen")
    hidden = offer("meals", "Voor partners", public=False)
    draft = offer("alarm", "Ontwerp", assured=None)
    ended = offer("sitting", "Gedaan")
    actions.move_offer(offer=ended, to="ended", **DONE)
    assert names("") == ["Voor allen"]
    for one in (hidden, draft, ended):
        assert cast.client().get(f"/directory/{one.pk}/").status_code == 404
        assert cast.client().post(f"/directory/{one.pk}/wrong/", {"about": "gone", "text": "x"}).status_code == 404
    assert queries.offers_for(office).count() == 2
    assert cast.client(cast.user("Lieve", "gp")).get(f"/directory/{draft.pk}/").status_code == 404


def test_the_search_asks_the_same_number_of_questions_however_many_offers_there_are(
    offer, cast, django_assert_max_num_queries
):
    for n in range(30):
        offer("cleaning", f"Poetshulp {n}", spoken="nl", access="lift", openings="1 09:00-12:00", areas="town")
    client = cast.client()
    for address in ("/directory/", "/directory/?q=poetshulp", "/directory/?q=poetshlup&place=north&format=csv"):
        with django_assert_max_num_queries(20):
            assert client.get(address).status_code == 200
    with django_assert_max_num_queries(24):
        assert client.get(f"/directory/{Offer.objects.first().pk}/").status_code == 200


def test_the_taxonomy_is_whole_and_names_its_sources():
    for one in kinds().values():
        assert one.within in groups() and one.source and all(one.labels.values()), one.code
        assert all(one.words.get(language) for language in ("nl", "fr", "de", "en")), one.code
    assert AT and len(kinds()) >= 40
