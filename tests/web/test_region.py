"""What a region decides for itself: asked, checked, on record."""

from __future__ import annotations

import re

import pytest

from empact.web.kernel import region
from empact.web.kernel.models import AuditEntry, RegionChoice


@pytest.fixture
def page(cast):
    return cast.client(cast.user("Anna", "administrator"))


def asked(**changes):
    return {c.id: region.read(c.id) for c in region.choices()} | {k.replace("__", "."): v for k, v in changes.items()}


def test_every_default_is_itself_allowed():
    assert all(c.checked(c.default) == c.default for c in region.choices())


def test_a_choice_shows_on_every_page_and_the_value_before_stays_on_record(page):
    assert page.post("/region/", asked(region__name="Zuid-West")).status_code == 302
    assert "Zuid-West" in page.get("/").content.decode()
    entry = AuditEntry.objects.get(event="kernel.region_chose")
    assert (entry.detail["before"], entry.detail["value"]) == ("EMPACT", "Zuid-West")


def test_what_stays_as_it_was_is_not_written(page):
    page.post("/region/", asked())
    assert not AuditEntry.objects.filter(event="kernel.region_chose").exists()


def test_the_smallest_number_shown_may_be_raised_and_never_lowered(page):
    refused = page.post("/region/", asked(region__small_number=4))
    assert refused.status_code == 422 and "not less" in refused.content.decode()
    assert page.post("/region/", asked(region__small_number=10)).status_code == 302


def test_a_region_orders_its_languages_and_says_which_are_official(page):
    assert page.post("/region/", asked(region__languages="nl; nl")).status_code == 422
    assert page.post("/region/", asked(region__languages="; nl")).status_code == 422
    assert page.post("/region/", asked(region__languages="es")).status_code == 422
    assert page.post("/region/", asked(region__languages="fr, nl; de", region__contact="ask@example.org")).status_code == 302
    html = page.get("/statements/").content.decode()
    switch = re.findall(r'name="language" value="(\w+)"', html)
    assert switch == ["fr", "nl", "de"]
    official, courtesy = re.findall(r"<dd>(.*?)</dd>", html)
    assert "Français" in official and "Nederlands" in official and "Deutsch" in courtesy and "English" not in courtesy
    assert "mailto:ask@example.org" in html


def test_a_person_is_called_by_name_and_not_by_a_category(cast):
    header = cast.client(cast.user("Jozef", "person")).get("/day/").content.decode().split("<main")[0]
    assert "<strong>Jozef</strong>" in header and "need" not in header


def test_pages_of_a_person_or_carer_have_a_quick_way_out_and_the_number_for_danger(page, cast):
    page.post("/region/", asked(region__leave_to="https://weather.example.org/"))
    for role in ("person", "carer", "volunteer"):
        browser = cast.client(cast.user(role, role))
        for address in ("/day/", "/profile/", "/rights/", "/nowhere/"):
            html = browser.get(address).content.decode()
            assert 'href="https://weather.example.org/" rel="noreferrer" data-leave' in html and "112" in html
    assert "data-leave" not in cast.client(cast.user("Lieve", "gp")).get("/day/").content.decode()


def test_a_request_looks_up_once_what_the_region_chose_and_again_after_it_chose(page, django_assert_num_queries):
    with region.once():
        with django_assert_num_queries(1):
            assert region.name() == region.read("region.name") == "EMPACT"
        RegionChoice.objects.create(id="region.name", value="Zuid-West")
        region.forget()
        assert region.name() == "Zuid-West"
    with django_assert_num_queries(2):
        assert region.name() == region.name() == "Zuid-West", "outside a request nothing is remembered"
    page.post("/region/", asked(region__name="Noord"))
    assert "Noord" in page.get("/region/").content.decode()
