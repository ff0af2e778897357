"""The red button as people press it: on a phone, by keys alone, without a network or scripts, and with a desk that answers."""

from __future__ import annotations

import pytest

from empact.web.kernel.who import SYSTEM
from empact.web.signals import actions
from empact.web.signals.models import Signal
from tests.web.conftest import STARTS, Cast

from .conftest import axe_findings, too_wide
from .world import LANGUAGES

PHONE = {"width": 320, "height": 640}
TOLD = "She has not opened her door for three days, and the post lies in the hall."
MUNICIPALITY, DESK = "Leuven", "Welfare"
READS, TYPES = 200 / 60, 1.5
"""Words that somebody reads and characters that somebody types on a phone in a second; slow for both."""


@pytest.fixture
def somewhere(transactional_db):
    """A municipality, a desk that gets all reports, and Wim who sits there."""
    from django.utils import timezone

    from empact.web.territory.models import Organisation, Territory

    Territory.objects.create(code="leuven", name=MUNICIPALITY, kind="municipality", starts=STARTS)
    desk = Organisation.objects.create(name=DESK, search="welfare", starts=STARTS)
    actions.make_route(values={"regional": True, "organisation": desk}, by=SYSTEM, at=timezone.now())
    return Cast().user("Wim", ("social_worker", "organisation", desk.pk))


@pytest.fixture
def phone(browser, live_server):
    """``phone(**options)``: the first page of a stranger's phone; what it asks from elsewhere, and its errors, are noted."""
    opened = []

    def take(language="en", **options):
        context = browser.new_context(viewport=PHONE, has_touch=True, locale="en-GB", **options)
        context.add_cookies([{"name": "language", "value": language, "url": live_server.url}])
        page = context.new_page()
        page.strayed = []
        page.on("console", lambda m: page.strayed.append(m.text) if "Content Security" in m.text else None)
        page.start = live_server.url
        opened.append(context)
        return page

    yield take
    for context in opened:
        context.close()


def fill(page, words=TOLD):
    page.select_option("[name=municipality]", label=MUNICIPALITY)
    page.check("[name=age][value=older]")
    page.fill("[name=name]", "Maria Test")
    page.check("[name=theme][value=neglect]")
    page.fill("[name=words]", words)
    page.check("[name=urgency][value=day]")
    page.fill("[name=reporter]", "An, 016 12 34 56")


def send(page):
    page.locator("form[data-keep] button:last-of-type").click()


def press_keys(page, name, *keys):
    """Tab to a field, then these keys; what is longer than a key's name is typed."""
    for _ in range(60):
        if page.evaluate("document.activeElement.name || ''") == name:
            break
        page.keyboard.press("Tab")
    else:
        raise AssertionError(f"{name} is not reached by Tab")
    for key in keys:
        page.keyboard.press(key) if key in ("Space", "ArrowUp", "Enter") else page.keyboard.type(key)


@pytest.mark.shows("RED-01")
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_phone_and_keys_alone_report_in_each_language_within_three_minutes(phone, somewhere, language):
    page = phone(language)
    page.goto(page.start + "/")
    page.locator("header a.danger").click()  # on top of each page
    page.wait_for_url("**/red-button/")
    assert too_wide(page) <= 0 and page.evaluate("document.documentElement.lang") == language
    assert page.locator("main a[href='tel:112']").bounding_box()["y"] < page.locator("form[data-keep]").bounding_box()["y"]
    small = "e => [...e].filter(one => one.checkVisibility() && one.getBoundingClientRect().height < 44).length"
    assert page.locator("main :is(button, select, textarea, input:not([type=radio]))").evaluate_all(small) == 0
    assert axe_findings(page) == []
    read = len(page.inner_text("main").split())
    typed = [("municipality", "L"), ("age", "ArrowUp"), ("name", "Maria Test"), ("theme", "Space"),
             ("words", TOLD), ("urgency", "Space"), ("reporter", "An, 016 12 34 56")]  # fmt: skip
    for name, *keys in typed:
        press_keys(page, name, *keys)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/red-button/receipts/**")
    signal = Signal.objects.get()
    assert (str(signal.municipality), signal.age, signal.about["words"]) == (MUNICIPALITY, "older", TOLD)
    assert signal.receipt in page.inner_text("main") and too_wide(page) <= 0 and axe_findings(page) == []
    characters = sum(len(key) for _name, *keys in typed for key in keys if key not in ("Space", "ArrowUp"))
    assert read / READS + characters / TYPES + len(typed) * 3 < 180
    assert page.strayed == []


def test_without_a_network_no_word_is_lost_and_it_goes_by_itself_when_there_is_one(phone, somewhere):
    page = phone()
    page.goto(page.start + "/red-button/")
    page.context.set_offline(True)
    fill(page)
    send(page)
    page.locator("#no-network").wait_for(state="visible")
    assert page.input_value("[name=words]") == TOLD and Signal.objects.count() == 0
    page.context.set_offline(False)
    page.wait_for_url("**/red-button/receipts/**")
    assert Signal.objects.get().about["words"] == TOLD
    page.goto(page.start + "/red-button/")
    assert page.input_value("[name=words]") == "" and page.locator("#kept").is_hidden()  # it has arrived: nothing is kept


def test_a_page_that_was_closed_has_the_text_again_until_it_is_wiped(phone, somewhere):
    page = phone()
    page.goto(page.start + "/red-button/")
    fill(page)
    key = page.input_value("[name=key]")
    again = page.context.new_page()
    page.close()
    again.goto(f"{page.start}/red-button/")
    assert again.input_value("[name=words]") == TOLD and again.is_checked("[name=theme][value=neglect]")
    assert again.locator("[name=municipality] option:checked").inner_text() == MUNICIPALITY
    assert again.input_value("[name=key]") == key and again.locator("#kept").is_visible()
    again.click("#wipe")
    again.wait_for_function("document.querySelector('[name=words]').value === ''")
    assert again.evaluate("localStorage.length") == 0


def test_who_leaves_in_a_hurry_leaves_no_text(phone, somewhere):
    page = phone()
    page.goto(page.start + "/red-button/")
    fill(page)
    page.evaluate("document.querySelector('a[data-leave]').href = '/learning/'")
    page.locator("a[data-leave]").first.click()
    page.wait_for_url("**/learning/")
    assert page.evaluate("localStorage.length") == 0


def test_an_answer_that_gets_lost_on_the_way_back_makes_no_second_report(phone, somewhere):
    page = phone()
    lost = []

    def lose_the_first(route):
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch(max_redirects=0).status)
            route.abort()
        else:
            route.continue_()

    page.route("**/red-button/", lose_the_first)
    page.goto(page.start + "/red-button/")
    fill(page)
    send(page)
    page.locator("#no-network").wait_for(state="visible")
    assert lost == [302] and Signal.objects.count() == 1
    send(page)
    page.wait_for_url("**/red-button/receipts/**")
    assert Signal.objects.get().receipt in page.inner_text("main")


def test_what_is_to_be_put_right_is_said_and_every_word_is_kept(phone, somewhere):
    page = phone()
    page.goto(page.start + "/red-button/")
    page.fill("[name=words]", TOLD)
    send(page)
    page.locator("#errors").wait_for()
    assert page.input_value("[name=words]") == TOLD
    fill(page)
    send(page)
    page.wait_for_url("**/red-button/receipts/**")


def test_it_works_without_scripts(phone, somewhere):
    page = phone(java_script_enabled=False)
    page.goto(page.start + "/red-button/")
    fill(page)
    send(page)
    assert "/red-button/receipts/" in page.url and Signal.objects.get().receipt in page.inner_text("main")


def test_a_reporter_and_a_desk_in_two_browsers(phone, visit, somewhere):
    """From the worry of a neighbour to what they read afterwards with their code; the desk never sees the code."""
    reporter = phone()
    reporter.goto(reporter.start + "/red-button/")
    fill(reporter)
    send(reporter)
    reporter.wait_for_url("**/red-button/receipts/**")
    receipt = Signal.objects.get().receipt
    assert "Somebody reads it soon" in reporter.inner_text("main")

    desk = visit(somewhere)
    desk.goto(desk.start + "/day/")
    desk.get_by_role("link", name="Somebody is worried").click()
    assert MUNICIPALITY in desk.inner_text("main") and "food" not in desk.inner_text("main")
    desk.locator("tbody a").first.click()
    shown = desk.inner_text("main")
    assert TOLD in shown and "Maria Test" in shown and "016 12 34 56" not in shown and receipt not in shown
    desk.get_by_role("button", name="Take it up").click()
    reporter.reload()
    assert "works on it" in reporter.inner_text("main")

    desk.get_by_role("button", name="Show how to reach the reporter").click()
    assert "016 12 34 56" in desk.inner_text("main")
    desk.locator("main").get_by_role("link", name="Back", exact=True).click()
    for link, said in (
        ("Write down a call or fact", {"kind": "call", "text": "An will let me in"}),
        ("Contact was made", {"text": "Maria was in bed, with a fever"}),
        ("Something was agreed", {"text": "her doctor comes today"}),
        ("Give the reporter feedback", {"code": "contact"}),
        ("Does the person know", {"told": "yes"}),
        ("Close it", {"outcome": "help"}),
    ):
        desk.locator("main").get_by_role("link", name=link, exact=True).click()
        for name, value in said.items():
            if desk.locator(f"[name={name}]").first.get_attribute("type") == "radio":
                desk.check(f"[name={name}][value={value}]")
            else:
                desk.fill(f"[name={name}]", value)
        desk.click("main form button")
    assert Signal.objects.get().state == Signal.State.CLOSED

    other = phone()  # another phone, the same code
    other.goto(other.start + "/red-button/follow/")
    other.fill("[name=receipt]", receipt)
    other.click("main form button")
    said = other.inner_text("main")
    assert "Your report is closed." in said and "We have made contact." in said
    assert not [word for word in ("Maria", "fever", "doctor", "Wim") if word in said]
    assert desk.strayed == [] and reporter.strayed == []
