"""How an action goes: news and another day for a milestone by keys alone on a phone, and the answer of who steers."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from .conftest import too_wide
from .test_keyboard import reach

PHONE = {"width": 360, "height": 740}
ASKED = "Who pays the trainer?"
KEY, THOUGHT = 0.5, 1.35
"""Seconds for a key on a phone and before a field (Card, Moran and Newell 1980 give 0.28 for a typist's key)."""


class Typist:
    """Keys alone, and how long they would take somebody."""

    def __init__(self, page):
        self.page, self.seconds = page, 0.0

    def to(self, css: str) -> None:
        reach(self.page, css)
        self.seconds += THOUGHT

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.seconds += KEY * len(text)

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.seconds += KEY

    def send(self) -> None:
        with self.page.expect_navigation():
            self.press("Enter")


def same_twice(today: date) -> date:
    """The next day whose number is that of its month: browsers differ in which of the two they ask first."""
    return next(day for day in (today + timedelta(days=n) for n in range(1, 60)) if day.day == day.month)


def late(page) -> list[str]:
    """The overdue list, as the page of all actions has it."""
    page.goto(page.start + "/actions/")
    return page.locator("section[aria-labelledby=late] li").all_inner_texts()


@pytest.mark.shows("PRT-14")
@pytest.mark.shows("PRT-18")
@pytest.mark.shows("C10")
def test_news_of_an_action_takes_under_three_minutes_by_keys_on_a_phone_and_its_question_is_answered(visit, world):
    page = visit(world.users["project_manager"])
    page.set_viewport_size(PHONE)
    assert [": Begeleiders opgeleid" in text for text in late(page)] == [True]

    page.goto(page.start + "/day/")
    keys = Typist(page)
    keys.to("main a[href$='/update/']")
    keys.send()
    assert "late: Begeleiders opgeleid" in page.locator(".lead").inner_text() and too_wide(page) <= 0
    asked = page.locator("main form [name]:not([type=hidden], button)").evaluate_all("all => all.map(e => e.name)")
    assert set(asked) == {"light", "changed", "next", "asked", "why"}  # the last because a milestone is late
    keys.to("[name=light]")
    while page.evaluate("document.activeElement.value") != "green":
        keys.press("ArrowUp")
    for name, text in (("changed", "Twelve people train every week."), ("next", "A second group."), ("asked", ASKED)):
        keys.to(f"[name={name}]")
        keys.type(text)
    keys.send()
    assert "you say this action is on track" in page.locator("main").inner_text()
    keys.to("[name=why]")
    keys.type("The trainer begins on Monday.")
    keys.send()
    news = page.locator("section.card", has_text=ASKED).first.inner_text()
    assert news.startswith("on track") and "by its dates: needs attention" in news and ASKED in news
    assert keys.seconds < 180

    reach(page, "#tasks ~ table a[href*='/actions/tasks/']")
    Typist(page).send()
    reach(page, "[name=due]")
    soon = same_twice(timezone.localdate())
    page.keyboard.type(f"{soon:%d%m%Y}")
    assert page.locator("[name=due]").input_value() == soon.isoformat()
    Typist(page).send()
    assert f"{soon:%d/%m/%Y}" in page.locator("#tasks ~ table").first.inner_text()
    assert late(page) == []
    page.close()

    page = visit(world.users["steering"])
    page.set_viewport_size(PHONE)
    page.goto(page.start + "/actions/")
    first = page.locator("main section").first
    assert first.get_attribute("aria-labelledby") == "asks" and ASKED in first.inner_text()
    first.locator("li").filter(has_text=ASKED).get_by_role("link").click()
    page.get_by_role("link", name="Answer").first.click()
    page.fill("[name=answer]", "The zone does.")
    page.get_by_role("button").filter(has_text="Save").click()
    assert "The zone does." in page.locator("section.card", has_text=ASKED).first.inner_text()
    page.goto(page.start + "/actions/")
    assert ASKED not in page.locator("main").inner_text()
