"""A meeting from request to minutes: a carer and a coordinator, each in a browser of their own; every sent form is a step."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from empact.web.care.models import Meeting, Task
from tests.web.care.conftest import care  # noqa: F401 - fixtures
from tests.web.conftest import Cast
from tests.web.consent.conftest import agree, now  # noqa: F401
from tests.web.people.conftest import add, places, town  # noqa: F401

from .conftest import axe_findings, too_wide


@pytest.fixture
def seat(browser, live_server):
    """``seat(user)``: a browser of their own, signed in, that counts the forms sent."""
    opened = []

    def start(user, width=1200):
        context = browser.new_context(locale="en-GB", viewport={"width": width, "height": 900})
        cookie = Cast().client(user).cookies[settings.SESSION_COOKIE_NAME]
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie.value, "url": live_server.url}])
        opened.append(context)
        page = context.new_page()
        page.sent = []
        page.on("request", lambda request: page.sent.append(request.url) if request.method == "POST" else None)
        return page

    yield start
    for context in opened:
        context.close()


def sound(page):
    """Accessible as it stands, and no wider than its window."""
    assert axe_findings(page) == []
    assert too_wide(page) <= 0


@pytest.mark.shows("F9")
def test_from_request_to_minutes_in_at_most_six_steps_with_two_browsers(seat, live_server, care):  # noqa: F811
    soon = timezone.localtime() + timedelta(days=3)
    an, coach = seat(care.town.an.user, 320), seat(care.town.coordinator)
    an.goto(f"{live_server.url}/my/plans/{care.person.pk}/")
    an.locator("summary", has_text="Pages of this plan").click()
    an.get_by_role("link", name="Meetings of the care team").click()
    an.get_by_role("link", name="Ask for a meeting").click()
    sound(an)
    an.get_by_label("why").select_option("crisis")
    an.get_by_label("what should be talked about").fill("I cannot go on like this")
    an.get_by_label("a moment that fits").fill(soon.strftime("%Y-%m-%dT%H:%M"))
    an.get_by_role("button", name="Save").click()
    sound(an)

    coach.goto(f"{live_server.url}/day/")
    coach.get_by_role("link", name="A meeting is asked for").click()
    assert "I cannot go on like this" in coach.inner_text("main")
    sound(coach)
    coach.get_by_role("link", name="Plan the meeting").click()
    sound(coach)
    coach.get_by_role("radio").first.check()
    coach.get_by_label("where", exact=True).select_option("phone")
    coach.get_by_label("where the person lives now").select_option("home")
    coach.get_by_role("button", name="Save").click()
    assert "4 disciplines" not in coach.inner_text("main") and "disciplines take part" in coach.inner_text("main")
    sound(coach)

    coach.get_by_role("link", name="Begin the meeting").click()
    sound(coach)
    coach.get_by_label(re.compile(r"^Nurse, home nurse")).select_option("present")
    coach.get_by_role("button", name="Save").click()
    coach.get_by_role("textbox", name="what was decided").fill("a night nurse on Friday")
    coach.get_by_label("who does it").select_option(label="Nurse, home nurse")
    coach.locator("[name=due]").fill(soon.date().isoformat())
    sound(coach)
    coach.get_by_role("button", name="Add the decision").click()
    assert not Task.objects.exists()
    coach.get_by_role("link", name="Read aloud, and sign off").click()
    assert "1. a night nurse on Friday (Nurse)" in coach.inner_text("main")
    sound(coach)
    coach.get_by_label("how the person said yes").fill("nodded, and said thank you")
    coach.get_by_role("button", name="Save").click()
    minutes = coach.inner_text("main")
    assert "Report of the meeting" in minutes and "a night nurse on Friday" in minutes and "Part 3" in minutes
    sound(coach)

    steps = len(an.sent) + len(coach.sent)
    assert steps <= 6, [*an.sent, *coach.sent]
    assert Meeting.objects.get().state == "signed" and Task.objects.get().what == "a night nurse on Friday"
    an.goto(f"{live_server.url}/my/plans/{care.person.pk}/meetings/")
    an.get_by_role("link", name="Because it goes wrong").click()
    an.get_by_role("link", name="Report of the meeting").click()
    assert "a night nurse on Friday" in an.inner_text("main") and "euro" not in an.inner_text("main")
    sound(an)
    nurse = seat(care.nurse)
    nurse.goto(f"{live_server.url}/day/")
    assert "Tasks in a care plan" in nurse.inner_text("main")
