"""Feedback in a browser: three clicks from the region to the own practice, and a meeting that is read from four metres."""

from __future__ import annotations

from math import atan, degrees

import pytest

from .conftest import axe_findings, choose, too_wide

WIDE = 1280
PICTURE = 2_000
"""Millimetres: a projector's picture in a meeting room, and so many pixels across."""
AWAY = 4_000
SMALLEST = 16 / 60
"""Degrees a capital must at least fill to be read with ease (ISO 9241-303: 16 minutes of arc, 20 to 22 preferred)."""
CAPITAL = 0.66
"""Height of a capital in common sans-serif letters, of the font size."""

SIZES = """() => {
  const found = {}
  const walk = document.createTreeWalker(document.querySelector('.projector'), NodeFilter.SHOW_TEXT)
  while (walk.nextNode()) {
    const e = walk.currentNode.parentElement
    if (walk.currentNode.textContent.trim() && e.checkVisibility())
      found[walk.currentNode.textContent.trim().slice(0, 40)] = parseFloat(getComputedStyle(e).fontSize)
  }
  return found
}"""


@pytest.mark.shows("DAT-25")
def test_three_clicks_lead_from_the_region_to_the_feedback_of_the_own_practice(visit, world):
    page = visit(world.users["gp"])
    page.goto(page.start + "/popbox/")  # the region
    clicks = 0
    clicks += choose(page, "Feedback")
    if page.url.rstrip("/").endswith("/feedback"):
        page.get_by_role("main").get_by_role("link", name=world.practice.name).click()
        clicks += 1
    assert clicks <= 3
    assert world.practice.name in page.inner_text("h1") and page.locator("section.card").count() >= 1


@pytest.mark.shows("AFB-03")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_meeting_is_read_from_four_metres(visit, world, scheme):
    page = visit(world.users["gp"])
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": WIDE, "height": 800})
    page.goto(f"{page.start}/feedback/meetings/{world.ids['feedback/meetings']}/")
    sizes = page.evaluate(SIZES)
    assert len(sizes) > 10

    def fills(pixels):
        return degrees(atan(pixels * PICTURE / WIDE * CAPITAL / AWAY))

    assert {said: size for said, size in sizes.items() if fills(size) < SMALLEST} == {}
    assert axe_findings(page, only=("color-contrast",)) == []
    assert too_wide(page) <= 0


def test_the_last_action_is_said_to_be_done_and_that_is_taken_back(visit, world):
    page = visit(world.users["gp"])
    page.goto(f"{page.start}/feedback/actions/{world.ids['feedback/actions']}/")
    page.get_by_role("button", name="Busy").click()
    page.get_by_role("button", name="Done").click()
    page.get_by_role("button", name="Take it back").click()
    assert "busy" in page.inner_text("dl.facts")
