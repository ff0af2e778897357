"""Every page: accessible, at 320 pixels, by keyboard, without scripts, on paper, and asking nothing from elsewhere."""

from __future__ import annotations

import pytest

from .conftest import axe_findings, too_wide

PUBLIC = ["/", "/learning/", "/statements/", "/account/login/", "/account/password/reset/", "/nowhere/"]
OWN = ["/day/", "/role/", "/profile/", "/rights/", "/account/2fa/", "/account/2fa/totp/activate/", "/account/password/change/"]
KEEPER = ["/accounts/", "/accounts/open/"]


def pages():
    yield from (("", page) for page in PUBLIC)
    yield from (("administrator", page) for page in [*OWN, *KEEPER])
    yield "dpo", "/audit/"


@pytest.fixture
def somebody(transactional_db):
    from tests.web.conftest import Cast

    return lambda role: Cast().user("Anna", role, "pmo") if role else None


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("role, address", list(pages()))
def test_a_page_is_accessible_narrow_and_asks_nothing_from_elsewhere(visit, somebody, role, address, language):
    page = visit(somebody(role), role)
    page.context.add_cookies([{"name": "language", "value": language, "url": page.start}])
    page.goto(page.start + address)
    assert axe_findings(page) == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert too_wide(page) <= 0
    assert axe_findings(page) == []
    page.emulate_media(media="print")
    assert page.locator("h1").count() == 1 and not page.locator(".menu").is_visible()
    assert [s for s in page.strayed if "404" not in s] == []


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_both_colour_schemes_have_enough_contrast(visit, somebody, scheme):
    page = visit(somebody("administrator"), "administrator")
    page.emulate_media(color_scheme=scheme)
    for address in ("/day/", "/accounts/", "/rights/"):
        page.goto(page.start + address)
        assert axe_findings(page) == []


def test_a_keyboard_alone_skips_to_the_content_and_walks_every_control(visit, somebody):
    page = visit(somebody("administrator"), "administrator")
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


def test_pages_are_read_and_forms_sent_without_scripts(browser, live_server, somebody):
    from tests.web.conftest import PASSWORD

    user = somebody("administrator")
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
