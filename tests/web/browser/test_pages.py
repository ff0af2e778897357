"""Every page of every role: accessible, at 320 pixels, on paper, and asking nothing from elsewhere; no address is left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import cycle, groupby

import pytest
from django.conf import settings
from django.urls import get_resolver

from empact.web.kernel.roles import ROLES
from tests.web.conftest import PASSWORD, Cast

from . import world as worlds
from .conftest import axe_findings, too_wide

AREAS = sorted({*(name for name in get_resolver().namespace_dict if name not in ("api", "hsds")), "account"})
NO_PAGE = {"/health/", "/health/ready/", "/metrics/"} | {
    # open after something else was made: the document of a job, a draft at the mill, a person put on a list
    "/environment/document/", "/rules/preview/", "/lists/{pk}/persons/{person}/",
    "/territories/import/{pk}/",
    # for the person or a carer who coordinates: in this world a professional does, whose same pages are seen
    "/my/plans/{pk}/meetings/{meeting}/plan/", "/my/plans/{pk}/meetings/{meeting}/guest/",
    "/my/plans/{pk}/meetings/{meeting}/attend/",
    # for the member or who coordinates: the person, and the carer, open the same page
    "/persons/{pk}/plan/team/{member}/change/", "/persons/{pk}/plan/team/{carer}/limits/",
}  # fmt: skip
"""For machines."""
LAYOUT = ("target-size", "scrollable-region-focusable", "meta-viewport")
"""What a narrow window can change; the rest of axe's rules say the same at every width."""


def shape(html: str) -> str:
    """How a page is built: its elements and classes, a row that is like the one before it once. Words and menus left out."""
    main = html.partition("<main")[2].partition("</main>")[0]
    parts = (f"{tag}.{css}" for tag, css in re.findall(r'<(\w+)(?:[^>]*?\bclass="([^"]*)")?', main))
    rows = "".join(f"<{part}" for part in parts).split("<tr.")
    return "<tr.".join(row for row, _alike in groupby(rows))


def to_see(world, area: str) -> Iterator[tuple[tuple[str, str], worlds.Page, str]]:
    """Role and its language, page and what is drawn, of each page of the app that is built differently from those before.

    Says which were never seen.
    """
    met, seen, opened, named = set(), set(), set(), set()
    for role, language in zip(("", *ROLES), cycle(worlds.LANGUAGES), strict=False):
        client = Cast().client(world.users.get(role))
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        for page in worlds.pages(world, role):
            twin = (page.name, worlds.alike(role, area) if role and page.name != "/day/" else role)
            if page.area != area or twin in met:
                continue
            named.add(page.name)
            answer = client.get(page.address)
            if answer.status_code in (200, 405):
                met.add(twin)  # whom it refuses may be of the wrong place, and the next one not
            if answer.status_code == 405:
                opened.add(page.name)
            if answer.status_code != 200:
                continue
            opened.add(page.name)
            if answer.headers["Content-Type"].startswith("text/html"):
                html = answer.content.decode()
                if (page.name, shape(html)) not in seen:
                    seen.add((page.name, shape(html)))
                    policy = sorted(answer.headers["Content-Security-Policy"].split("; "))
                    yield (role, language), page, f"{policy}\n{html}"
    assert area == "account" or named - opened - NO_PAGE == set(), "give these addresses an id in world.py"


def faults(page) -> Iterator[str]:
    """What is wrong with a page, wide, narrow and on paper."""
    page.set_viewport_size({"width": 1200, "height": 900})
    yield from axe_findings(page)
    page.set_viewport_size({"width": 320, "height": 640})
    yield from (f"at 320: {found}" for found in axe_findings(page, only=LAYOUT))
    if (much := too_wide(page)) > 0:
        yield f"{much} px too wide"
    page.emulate_media(media="print")
    said = page.evaluate("""() => ({
        h1: document.querySelectorAll('h1').length, title: document.title, lang: document.documentElement.lang,
        menus: [...document.querySelectorAll('.menu, .filters')].filter(e => e.checkVisibility()).length })""")
    page.emulate_media(media="screen")
    if said["h1"] != 1 or said["menus"] or not re.match(r"\S.* · \S", said["title"]):
        yield str(said)
    if said["lang"] != page.language:
        yield f"lang is {said['lang']}"
    yield from page.strayed
    page.strayed.clear()


@pytest.mark.shows("X7")
@pytest.mark.parametrize("area", AREAS)
def test_pages_are_accessible_narrow_printable_and_ask_nothing_from_elsewhere(visit, world, judged, area):
    wrong = {}
    unknown = (one for one in to_see(world, area) if not judged.holds(one[2]))
    for (role, language), found in groupby(unknown, key=lambda one: one[0]):
        page = visit(world.users.get(role))
        page.language = language
        page.context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": page.start}])
        for _who, one, drawn in found:
            page.goto(page.start + one.address)
            if here := list(faults(page)):
                wrong[f"{one.name} as {role or 'nobody'} in {language}"] = here
            else:
                judged.keep(drawn)
        page.close()
    assert wrong == {}


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_both_colour_schemes_have_enough_contrast(visit, world, scheme):
    wrong = {}
    places = {"person": world.jozef.pk, "organisation": world.practice.pk}
    addresses = {
        "coordinator": ["/day/", f"/persons/{places['person']}/", f"/organisations/{places['organisation']}/", "/figures/"],
        "policy": ["/figures/gp_contact/", "/teams/coverage/"],
        "administrator": ["/accounts/", "/organisations/new/"],
    }
    for role, several in addresses.items():
        page = visit(world.users[role])
        page.emulate_media(color_scheme=scheme)
        for address in several:
            page.goto(page.start + address)
            if found := axe_findings(page):
                wrong[address] = found
    assert wrong == {}


def test_a_page_that_is_not_there_and_one_that_is_refused_are_pages_too(visit, transactional_db):
    page = visit(Cast().user("Charlie"))
    page.language = "nl"
    page.context.add_cookies([{"name": "language", "value": page.language, "url": page.start}])
    for address in ("/nowhere/", "/organisations/"):
        page.goto(page.start + address)
        assert [fault for fault in faults(page) if "Failed to load" not in fault] == []


def test_a_keyboard_alone_skips_to_the_content_and_walks_every_control(visit, transactional_db):
    page = visit(Cast().user("Anna", "administrator"))
    page.goto(page.start + "/accounts/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.goto(page.start + "/accounts/")
    wanted = page.locator("a:visible, button:visible, select:visible, input:visible:not([type=hidden])").count()
    seen = set()
    for _ in range(wanted + 2):
        page.keyboard.press("Tab")
        seen.add(
            page.evaluate(
                "(e => e.outerHTML + e.getBoundingClientRect().top + e.getBoundingClientRect().left)(document.activeElement)"
            )
        )
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none" or page.evaluate("document.activeElement === document.body")
    assert len(seen) >= wanted


def test_pages_are_read_and_forms_sent_without_scripts(browser, live_server, transactional_db):
    user = Cast().user("Anna", "administrator", "pmo")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(live_server.url + "/day/")
    page.fill("input[name=login]", user.email)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button")
    assert page.url.endswith("/day/")
    page.select_option("#hat", label="administrator of registers")
    page.click(".working button")
    assert "administrator of registers" in page.inner_text("select#hat option[selected]")
    context.close()
