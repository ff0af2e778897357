"""What must be there without a search: the first things to do, the wishes in an emergency, a colleague, a sheet on paper."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from django.utils import timezone, translation

from empact.web.care import actions as care
from empact.web.care.models import Member
from empact.web.consent import actions as consent
from empact.web.kernel import day
from empact.web.kernel.models import RegionChoice
from empact.web.kernel.who import Who
from tests.web.people.conftest import number

from .conftest import too_wide
from .test_sign_in import sign_in

SIZES = ((1280, 720), (390, 844))


def in_sight(page, found) -> bool:
    """Whole, without scrolling."""
    box, window = found.bounding_box(), page.viewport_size
    return box is not None and box["y"] >= 0 and box["y"] + box["height"] <= window["height"]


@pytest.mark.shows("CAR-24")
def test_after_signing_in_the_first_screenful_holds_the_first_three_things_to_do(visit, world):
    coach = world.users["coordinator"]
    coach.email = "coach@example.org"
    coach.save()
    with translation.override("en"):
        first = [str(one.title) for one in day.todo(Who.of(coach, coach.hats.get()), timezone.localdate())][:3]
    assert len(first) == 3
    for width, height in SIZES:
        cache.clear()  # how often somebody may try is kept there
        page = visit()
        page.set_viewport_size({"width": width, "height": height})
        sign_in(page, coach)
        assert urlsplit(page.url).path == "/day/" and page.evaluate("scrollY") == 0
        things = page.locator("ol.todo > li")
        assert things.locator("strong").all_inner_texts() == first
        for n in range(3):
            assert in_sight(page, things.nth(n)), (width, first[n])
            assert things.nth(n).locator("a[href] span").inner_text(), "with its reason, and where it is done"


@pytest.mark.shows("CAR-18")
def test_in_an_emergency_the_wishes_are_read_without_scrolling(visit, world):
    nurse = world.users["nurse"]
    said = {"number": number(1), "family_name": "Zzpeeters", "reason": "found unconscious in the street"}
    consent.break_glass(**said, by=Who.of(nurse, nurse.hats.get()), at=timezone.now())
    for width, height in SIZES:
        page = visit(nurse)
        page.set_viewport_size({"width": width, "height": height})
        page.goto(f"{page.start}/persons/{world.jozef.pk}/plan/")
        assert in_sight(page, page.locator("#crisis ~ ul strong", has_text="do not resuscitate")), width


def test_on_a_telephone_what_matters_stands_on_the_first_screenful_below_who_coordinates(visit, world):
    page = visit(world.users["coordinator"])
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{page.start}/persons/{world.jozef.pk}/plan/")
    assert page.locator("header.top").bounding_box()["height"] <= 740 / 5
    assert in_sight(page, page.locator("#matters + blockquote"))
    for held in (page.get_by_role("link", name="Red button"), page.get_by_role("link", name="Leave now")):
        assert in_sight(page, held), "what is for an emergency is never folded"
    for fold, inside in ((".top .fold", "Sign out"), ("main .fold", "Print")):
        found = page.locator(fold).get_by_text(inside, exact=True)
        assert not found.is_visible()
        page.locator(f"{fold} > summary").click()
        assert found.is_visible() and too_wide(page) == 0
    page.set_viewport_size({"width": 1280, "height": 720})
    assert page.locator(".fold > summary:visible").count() == 0, "a wide screen has room for all of it"


@pytest.mark.shows("CAR-27")
def test_one_tap_leads_from_the_plan_to_the_messenger_of_a_colleague(visit, world):
    address = "https://messenger.example.org/chat?with=8812"
    RegionChoice.objects.create(id="care.messengers", value="https://messenger.example.org/")
    coach = world.users["coordinator"]
    care.change_member(
        member=Member.objects.get(person=world.jozef, user=coach), does="", phone="+3216111111", reachable="",
        contact_by=address, by=Who.of(coach, coach.hats.get()), at=timezone.now(),
    )  # fmt: skip
    page = visit(world.users["gp"])
    asked = []
    page.route("https://messenger.example.org/**", lambda route: (asked.append(route.request), route.fulfill(body="there"))[1])
    page.goto(f"{page.start}/persons/{world.jozef.pk}/plan/")
    page.locator("#team ~ table tr", has_text="Sam coordinator").get_by_role(
        "link", name=re.compile("^Write to them on")
    ).click()
    page.wait_for_url(address)
    assert [one.url for one in asked if one.is_navigation_request()] == [address]
    assert all("referer" not in one.headers for one in asked), "nobody hears from which page"


@pytest.mark.shows("CAR-17")
def test_the_sheet_of_questions_is_printed_without_a_network(visit, transactional_db):
    page = visit()
    page.goto(page.start + "/guide/nl/")
    page.context.set_offline(True)
    try:
        page.emulate_media(media="print")
        assert page.locator("article.sheet h2").count() == 4 and page.locator(".lines div").first.bounding_box()["height"] > 20
        assert not page.locator(".unprinted").is_visible()
        made = page.pdf(format="A4", prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b(?!s)", made)) <= 3
    finally:
        page.context.set_offline(False)
    assert page.strayed == []
