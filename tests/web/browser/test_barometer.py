"""A card is a barometer: what it is, better or worse, and what to do, before anybody scrolls."""

from __future__ import annotations

import pytest

SEEN = """card => {
  const top = card.getBoundingClientRect().top
  return Object.fromEntries([...card.querySelectorAll('[data-barometer]')].map(e => {
    const box = e.getBoundingClientRect()
    return [e.dataset.barometer, [box.bottom - top, e.innerText.trim().split(/\\s+/).length]]
  }))
}"""


@pytest.mark.parametrize(("width", "height"), [(320, 640), (1280, 720)])
@pytest.mark.parametrize("language", ["nl", "fr", "de", "en"])
def test_what_which_side_and_what_to_do_stand_in_the_first_screenful(visit, world, width, height, language):
    """A card is opened by its own address. What, better or worse, and what to do are seen without scrolling, and are few
    words: a stand-in for readers with a watch, who have to be asked all the same.
    """
    user = world.users["gp"]
    user.language = language
    user.save(update_fields=("language",))
    page = visit(user)
    page.context.add_cookies([{"name": "django_language", "value": language, "url": page.start}])
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{page.start}/feedback/{world.practice.pk}/")
    cards = page.locator("section.card[id]")
    assert cards.count() >= 1
    for n in range(cards.count()):
        card = cards.nth(n)
        page.goto(f"{page.start}/feedback/{world.practice.pk}/#{card.get_attribute('id')}")
        seen = card.evaluate(SEEN)
        assert set(seen) == {"what", "side", "do"}
        assert max(bottom for bottom, _words in seen.values()) <= height
        assert sum(words for _bottom, words in seen.values()) <= 80
