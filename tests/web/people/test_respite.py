"""Time off for who helps: a short list of the region, found at once, about which nothing is kept."""

from __future__ import annotations

import re

import pytest
from django.core.exceptions import ValidationError

from empact.web.kernel.models import RegionChoice
from empact.web.people.respite import Offer, read_offers

LINES = "Night nurse; 016 12 34 56; https://example.org/night\r\n\r\nDay centre; ; https://example.org/day\nTalk; 0800/123 45"


@pytest.fixture
def carer(cast, town):
    RegionChoice.objects.create(id="people.respite", value=LINES)
    client = cast.client(town.an.user)
    client.cookies["language"] = "en"
    return client


@pytest.mark.shows("NBH-02")
def test_a_carer_finds_respite_offers_in_three_taps(carer):
    """From My day: the menu, whom I help, and call."""
    taps = 1  # on a telephone the menu is folded
    page = carer.get("/day/").content.decode()
    menu = page.partition('class="menu"')[2].partition("</nav>")[0]
    assert "<details" not in menu  # nothing of it is folded
    (address,) = re.findall(r'href="([^"]+)"[^>]*>\s*Whom I help', menu)
    taps += 1
    page = carer.get(address).content.decode()
    assert [name in page for name in ("Night nurse", "Day centre", "Talk")] == [True] * 3
    taps += 1
    assert 'href="tel:016123456"' in page and 'href="https://example.org/day"' in page
    assert taps <= 3


def test_the_region_s_questions_about_how_heavy_it_is_are_elsewhere_and_no_answer_is_kept(carer):
    assert "How heavy" not in carer.get("/my/people/").content.decode()
    RegionChoice.objects.create(id="people.carer_load", value="https://example.org/load")
    page = carer.get("/my/people/").content.decode()
    assert 'href="https://example.org/load"' in page and "We do not see what you answer" in page


def test_a_region_that_named_nobody_says_whom_to_ask_and_others_have_no_such_page(cast, carer, town, charlie):
    RegionChoice.objects.all().delete()
    assert "Ask who coordinates the care" in carer.get("/my/people/").content.decode()
    for other in (town.gp, town.jozef.user, charlie):
        assert cast.client(other).get("/my/people/").status_code == 403


def test_a_line_is_a_name_with_a_phone_or_a_link():
    assert read_offers(LINES) == [
        Offer("Night nurse", "016 12 34 56", "https://example.org/night"),
        Offer("Day centre", "", "https://example.org/day"),
        Offer("Talk", "0800/123 45", ""),
    ]
    for wrong in (
        "Name",
        "; 016123456",
        "Name; ring me",
        "Name; ; http://example.org",
        "Name; ; javascript:alert(1)",
        "a; 016; ; b",
    ):
        with pytest.raises(ValidationError, match="Line 2"):
            read_offers("Fine; 016123456\n" + wrong)
    with pytest.raises(ValidationError, match="short list"):
        read_offers("Fine; 016123456\n" * 21)


def test_the_region_writes_the_list_on_its_page(cast, town):
    office = cast.client(town.administrator)
    office.cookies["language"] = "en"
    page = office.get("/region/").content.decode()
    values = dict(re.findall(r'name="([^"]+)"[^>]*value="([^"]*)"', page))
    said = {
        **{k: v for k, v in values.items() if "." in k},
        "people.respite": "Talk; 0800/123 45",
        "care.meeting_year": "calendar",
    }
    answer = office.post("/region/", said)
    assert answer.status_code == 302, answer.content.decode()
    assert RegionChoice.objects.get(id="people.respite").value == "Talk; 0800/123 45"
    assert office.post("/region/", {**said, "people.respite": "Talk"}).status_code == 422
