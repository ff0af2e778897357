"""A day's work from page to page: finding and correcting, reading and being read, changing hats; by mouse and by key."""

from __future__ import annotations

import re

import pytest

from empact.web.kernel.models import AuditEntry, Hat
from empact.web.territory.models import Organisation

from .conftest import axe_findings, choose
from .world import NUMBERS, START, WORDS


@pytest.fixture
def search(visit, world):
    """The contact of the practice, who found it by a word."""
    page = visit(world.users["contact"])
    page.goto(page.start + "/day/")
    choose(page, "Organisations")
    page.fill("input[name=q]", "linde")
    page.click("main form[role=search] button")
    page.get_by_role("link", name="Groepspraktijk De Linde").click()
    return page


def test_a_contact_finds_and_corrects_the_own_organisation_and_sees_what_changed(search, world):
    page = search
    page.get_by_role("link", name="Correct this entry").click()
    page.fill("input[name=street]", "Nieuwstraat 7")
    page.click("main form button")
    assert "Nieuwstraat 7" in page.inner_text("main") and page.locator("[role=status]").count() == 1
    world.practice.refresh_from_db()
    assert world.practice.street == "Nieuwstraat 7"
    line = AuditEntry.objects.filter(event="territory.organisation_corrected").last()
    assert line is not None and line.user == world.users["contact"].pk


def test_what_was_just_ended_is_taken_back_by_one_button(search, world):
    page = search
    before = world.practice.contacts.get().ends
    page.get_by_role("button", name="Not any more Contact").click()
    assert "home@example.org" not in page.inner_text("main")
    page.get_by_role("button", name="Take it back").click()
    assert "home@example.org" in page.inner_text("main")
    assert world.practice.contacts.get().ends == before


def test_another_organisation_is_read_but_offers_no_correction(search, world):
    page = search
    page.goto(f"{page.start}/organisations/{world.partner.pk}/")
    assert page.get_by_role("link", name="Correct this entry").count() == 0
    assert page.goto(f"{page.start}/organisations/{world.partner.pk}/correct/").status == 403


def test_a_keyboard_alone_finds_opens_corrects_and_saves(visit, world):
    page = visit(world.users["contact"])
    page.goto(page.start + "/organisations/")

    def reach(**wanted):
        for _ in range(80):
            page.keyboard.press("Tab")
            found = page.evaluate("(e => ({name: e.name || '', text: (e.innerText || '').trim()}))(document.activeElement)")
            if all(found[k] == v for k, v in wanted.items()):
                return
        raise AssertionError(wanted)

    reach(name="q")
    page.keyboard.type("linde")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=linde**")
    reach(text="Groepspraktijk De Linde")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{world.practice.pk}/")
    reach(text="Correct this entry")
    page.keyboard.press("Enter")
    page.wait_for_url("**/correct/")
    reach(name="street")
    page.keyboard.press("Control+a")
    page.keyboard.type("Keystreet 1")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{world.practice.pk}/")
    assert Organisation.objects.get(pk=world.practice.pk).street == "Keystreet 1"


def test_a_wrong_form_says_so_on_top_takes_the_focus_and_links_to_the_field(search):
    page = search
    page.get_by_role("link", name="Correct this entry").click()
    page.fill("input[name=name]", "")
    page.fill("input[name=postcode]", "99")
    page.click("main form button")
    page.wait_for_function("document.activeElement.id === 'errors'")
    assert axe_findings(page) == []
    links = page.locator("#errors a")
    assert links.count() == 2
    for n in range(2):
        target = links.nth(n).get_attribute("href")
        links.nth(n).click()
        assert page.evaluate("document.activeElement.id") == target.removeprefix("#")
        described = page.get_attribute(target, "aria-describedby") or ""
        assert page.get_attribute(target, "aria-invalid") == "true" and f"{target[1:]}_error" in described.split()
    assert page.input_value("input[name=postcode]") == "99"


@pytest.mark.shows("XCT-03")
def test_a_practice_opens_a_person_and_the_person_reads_who_looked_when_and_why(visit, world):
    page = visit(world.users["gp"])
    page.goto(page.start + "/persons/")
    page.fill("input[name=q]", "zzpeet")
    page.click("form[role=search] button")
    page.click(f"main a[href$='/persons/{world.jozef.pk}/']")
    assert page.inner_text("h1") == "Zzjefke"
    mine = visit(world.users["person"])
    mine.goto(mine.start + "/my/record/")
    mine.get_by_role("link", name="Who looked at my record").click()
    newest = mine.locator("tbody tr").filter(has_text="general practitioner").first.inner_text()
    assert "Groepspraktijk De Linde" in newest and "care for this person" in newest
    assert re.search(r"\d\d?/\d\d?/\d{4} \d\d:\d\d", newest)
    assert not re.search(r"\w+\.\w+_\w+", mine.inner_text("main")), "no event names: plain words"


def test_a_practice_reads_a_list_and_the_person_reads_that_it_did(visit, world):
    page = visit(world.users["gp"])
    page.goto(page.start + "/day/")
    page.get_by_role("link", name="Eye check").click()
    page.get_by_role("button", name="Show the names").click()
    assert page.get_by_role("link", name="Zzpeeters").count() == 1
    mine = visit(world.users["person"])
    mine.goto(mine.start + "/my/record/looks/")
    assert "call for a check (care relation)" in mine.content()


def test_another_hat_is_another_menu_and_another_view_and_stays_on(visit, world):
    user = world.users["coordinator"]
    Hat.objects.create(user=user, role="pmo", starts=START)
    page = visit(user)
    page.goto(page.start + "/persons/")
    assert "/role/" in page.url
    page.get_by_role("button", name="care coordinator, Buurtteam Centrum").click()
    assert page.get_by_role("heading", level=1, name="Persons").count() == 1
    page.select_option("#hat", label="project office")
    page.click(".working button")
    menu = page.text_content("nav.menu")
    assert "Persons" not in menu and "Organisations" in menu
    assert page.goto(page.start + "/persons/").status == 403
    assert page.goto(f"{page.start}/organisations/{world.partner.pk}/correct/").status == 200


def test_an_analyst_reaches_no_name_by_any_link(visit, world):
    page = visit(world.users["analyst"])
    todo, seen = ["/day/"], set()
    while todo:
        address = todo.pop()
        kind = re.sub(r"[0-9a-f-]{36}|(?<==)[^&]+", "*", address)  # one of each kind is enough
        if kind in seen:
            continue
        seen.add(kind)
        answer = page.request.get(page.start + address)
        text = answer.text()
        assert answer.ok, address
        assert not [word for word in WORDS | NUMBERS if word in text], address
        todo += [a.replace("&amp;", "&") if a[0] == "/" else address.partition("?")[0] + a.replace("&amp;", "&")
                 for a in re.findall(r'<a [^>]*href="([/?][^"#]*)', text)]  # fmt: skip
    assert len(seen) > 20 and "/lists/brought/" in seen and "/figures/gp_contact/" in seen


def test_everything_is_read_without_scripts(browser, live_server, visit, world):
    signed_in = visit(world.users["coordinator"])
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies(signed_in.context.cookies())
    page = context.new_page()
    for address, words in {
        "/day/": "My day",
        "/persons/": "Zzpeeters",
        f"/persons/{world.jozef.pk}/": "Kerkstraat 1",
        f"/persons/{world.jozef.pk}/looks/": "general practitioner",
        "/organisations/?q=linde": "Groepspraktijk De Linde",
        f"/territories/{world.zone.pk}/": "Statbel",
        "/figures/gp_contact/": "How it is defined",
    }.items():
        page.goto(live_server.url + address)
        assert words in page.inner_text("main"), address
    page.locator("main details summary").first.click()
    assert page.locator("main details table").first.is_visible()
    context.close()
