"""Leave now: an everyday page takes the place of what was read, with and without scripts."""

from __future__ import annotations

import pytest

from empact.web.kernel.models import RegionChoice


@pytest.fixture
def somebody(transactional_db, live_server):
    from tests.web.conftest import Cast

    RegionChoice.objects.create(id="region.leave_to", value=live_server.url + "/learning/")
    return Cast().user("Jozef", "person")


def test_the_page_that_was_left_is_not_in_the_history(visit, somebody):
    page = visit(somebody)
    page.goto(page.start + "/statements/")
    page.goto(page.start + "/profile/")
    page.click("a[data-leave]")
    page.wait_for_url("**/learning/")
    page.go_back()
    assert page.url == page.start + "/statements/"


def test_it_is_a_plain_link_without_scripts(browser, live_server, somebody, visit):
    signed_in = visit(somebody)
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies(signed_in.context.cookies())
    page = context.new_page()
    page.goto(live_server.url + "/profile/")
    page.click("a[data-leave]")
    assert page.url == live_server.url + "/learning/"
    context.close()
