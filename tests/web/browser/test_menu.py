"""The menu in a browser: by keyboard, on a telephone, and without scripts."""

from __future__ import annotations

import pytest

from tests.web.conftest import Cast

from .conftest import axe_findings, too_wide


@pytest.fixture
def officer(transactional_db):
    return Cast().user("Karim", "policy")


def rows(page) -> int:
    """How many rows the menu takes as it stands."""
    return page.evaluate("new Set([...document.querySelectorAll('.menu > ul > li')].map(e => e.offsetTop)).size")


def test_a_chapter_opens_by_keyboard_and_closes_with_escape(visit, officer):
    page = visit(officer)
    page.goto(page.start + "/day/")
    figures = page.locator(".menu summary", has_text="Figures")
    figures.focus()
    page.keyboard.press("Enter")
    assert axe_findings(page) == []
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('details').open")
    page.keyboard.press("Escape")
    assert page.locator(".menu details[open]").count() == 0
    assert figures.evaluate("e => e === document.activeElement")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator(".menu a[aria-current=page]").count() == 1


@pytest.mark.parametrize("language", ["nl", "fr", "de", "en"])
def test_it_takes_one_row_and_on_a_telephone_nothing_is_cut(visit, officer, language):
    page = visit(officer)
    page.context.add_cookies([{"name": "language", "value": language, "url": page.start}])
    page.set_viewport_size({"width": 1024, "height": 800})
    page.goto(page.start + "/day/")
    assert rows(page) == 1
    page.set_viewport_size({"width": 320, "height": 640})
    page.locator(".top .fold > summary").click()
    for chapter in page.locator(".menu summary").all():
        chapter.click()
        assert page.locator(".menu details[open]").count() == 1 and too_wide(page) == 0
        box = page.locator(".menu details[open] a").last.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= 320 and box["height"] >= 40


def test_it_opens_without_scripts(browser, live_server, visit, officer):
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies(visit(officer).context.cookies())
    page = context.new_page()
    page.goto(live_server.url + "/day/")
    page.click(".menu summary:has-text('Together')")
    page.get_by_role("link", name="Teams", exact=True).click()
    assert page.url.endswith("/teams/")
    context.close()
