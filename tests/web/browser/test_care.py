"""Two people, each in a browser of their own: one cares, one decides. What one does, the other sees at the next look."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from tests.web.conftest import Cast
from tests.web.people.conftest import add, places, town  # noqa: F401 - fixtures

from .conftest import axe_findings


@pytest.fixture
def seat(browser, live_server):
    """``seat(user)``: a browser of their own, signed in."""
    opened = []

    def start(user):
        context = browser.new_context(locale="en-GB", viewport={"width": 1200, "height": 900})
        cookie = Cast().client(user).cookies[settings.SESSION_COOKIE_NAME]
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie.value, "url": live_server.url}])
        opened.append(context)
        return context.new_page()

    yield start
    for context in opened:
        context.close()


@pytest.mark.shows("XCT-03")
def test_a_person_shares_a_plan_reads_it_sees_who_looked_and_takes_it_back(seat, live_server, town):  # noqa: F811
    coach, jozef = seat(town.coordinator), seat(town.jozef.user)
    plan = f"{live_server.url}/persons/{town.jozef.pk}/plan/"
    coach.goto(f"{live_server.url}/persons/{town.jozef.pk}/")
    coach.get_by_role("link", name="Care plan", exact=True).click()
    assert "has not agreed to share this" in coach.inner_text("main")

    jozef.goto(f"{live_server.url}/my/sharing/")
    jozef.get_by_role("link", name=re.compile("^Say yes.*taking part")).click()
    jozef.get_by_role("button", name="Save").click()
    assert "It can be withdrawn at any time." in jozef.inner_text("main")

    coach.goto(plan)
    coach.get_by_role("button", name="Begin a care plan").click()
    jozef.goto(f"{live_server.url}/my/plans/")
    jozef.get_by_role("link", name="Write what matters").click()
    jozef.get_by_label("in your own words").fill("Staying at home, with the garden.")
    jozef.get_by_role("button", name="Save").click()

    coach.goto(plan)
    assert "Staying at home, with the garden." in coach.inner_text("main")
    coach.get_by_role("link", name="Add a life goal").click()
    coach.get_by_label("what I want").fill("work in the garden")
    coach.get_by_role("button", name="Save").click()
    coach.get_by_role("link", name=re.compile("^Add a care goal")).click()
    coach.get_by_label("what we aim at").fill("walk to the gate each day")
    coach.get_by_role("button", name="Save").click()
    coach.get_by_role("link", name=re.compile("^Add a task.*walk")).click()
    coach.get_by_label("what", exact=True).fill("walk together")
    coach.get_by_label("by", exact=True).fill((timezone.localdate() + timedelta(days=3)).isoformat())
    coach.get_by_label("who", exact=True).select_option(index=1)
    coach.get_by_role("button", name="Save").click()

    jozef.goto(f"{live_server.url}/my/plans/")
    text = jozef.inner_text("main")
    assert text.index("Staying at home") < text.index("work in the garden") < text.index("walk together")
    assert axe_findings(jozef) == []
    jozef.goto(f"{live_server.url}/my/record/looks/")
    looked = jozef.locator("tr", has_text="Coach").filter(has_text="the care plan").first
    assert "care for this person" in looked.inner_text()

    jozef.goto(f"{live_server.url}/my/plans/{town.jozef.pk}/print/")
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", jozef.pdf(format="A4", prefer_css_page_size=True))) <= 2

    jozef.goto(f"{live_server.url}/my/sharing/")
    jozef.get_by_role("button", name=re.compile("^Withdraw")).first.click()
    coach.goto(plan)
    assert "has not agreed to share this" in coach.inner_text("main") and "garden" not in coach.inner_text("main")
