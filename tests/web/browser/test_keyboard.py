"""By keyboard alone: every control is reached in order, seen where it is, and does by a key what it does by a click."""

from __future__ import annotations

import re

import pytest

from tests.web.conftest import Cast

TABBABLE = """() => [...document.querySelectorAll(
    'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')]
  .filter(e => e.tabIndex >= 0 && !e.disabled && e.checkVisibility({visibilityProperty: true}))
  .map((e, n) => {
    e.dataset.stop = n
    return (e.innerText || e.name || e.getAttribute('aria-label') || e.tagName).slice(0, 40)
  })"""
HERE = """() => {
  const e = document.activeElement
  if (!e || e === document.body) return null
  const style = getComputedStyle(e), boxes = [...e.getClientRects()]
  const seen = boxes.some(box => {
    const x = Math.min(Math.max(box.left + box.width / 2, 0), innerWidth - 1)
    const y = Math.min(Math.max(box.top + Math.min(box.height, 40) / 2, 0), innerHeight - 1)
    const top = document.elementFromPoint(x, y)
    return box.bottom > 0 && box.top < innerHeight && top && (e.contains(top) || top.contains(e))
  })
  return {stop: e.dataset.stop === undefined ? -1 : Number(e.dataset.stop), seen,
          ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2, html: e.outerHTML.slice(0, 90)}
}"""


def walk(page) -> list[str]:
    """What is wrong with a Tab through the whole page, from its first control to past its last."""
    page.keyboard.press("Control+Home")
    names = page.evaluate(TABBABLE)
    page.evaluate("document.activeElement && document.activeElement.blur()")
    faults, stops = [], []
    for _ in range(len(names) + 30):
        page.keyboard.press("Tab")
        here = page.evaluate(HERE)
        if here is None or (here["stop"] == 0 and stops):
            break
        if not here["ring"]:
            faults.append(f"no ring: {here['html']}")
        if not here["seen"]:
            faults.append(f"covered or away: {here['html']}")
        if here["stop"] >= 0 and here["stop"] not in stops:  # a group of choices is one stop, a date field several
            stops.append(here["stop"])
    else:
        faults.append("no way out")
    if stops != sorted(stops):
        faults.append(f"out of order: {stops}")
    radios = page.evaluate("document.querySelectorAll('input[type=radio]').length")
    missed = [name for n, name in enumerate(names) if n not in stops]
    if len(missed) > radios:
        faults.append(f"never reached: {missed}")
    return faults


def reach(page, css: str) -> None:
    """Tab until the focus is there."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("css => document.activeElement.matches(css)", css):
            return
    raise AssertionError(css)


def places(world):
    lists, meeting = world.ids["lists"], world.ids["feedback/meetings"]
    return {
        "": ["/", "/account/login/", "/open-figures/", "/join/"],
        "coordinator": ["/day/", "/persons/", f"/persons/{world.jozef.pk}/", f"/persons/{world.jozef.pk}/correct/", "/lists/"],
        "gp": [f"/lists/{lists}/", f"/feedback/meetings/{meeting}/", f"/feedback/{world.ids['feedback']}/"],
        "policy": ["/popbox/?level=zone", "/figures/gp_contact/?level=zone", "/map/?level=municipality", "/side-by-side/"],
        "administrator": ["/accounts/", "/organisations/new/", "/audit/"],
        "person": ["/my/record/", "/my/record/looks/"],
    }


@pytest.mark.shows("X7")
@pytest.mark.parametrize("role", ["", "coordinator", "gp", "policy", "administrator", "person"])
def test_tab_reaches_every_control_in_order_and_where_it_is_is_seen(visit, world, role):
    page = visit(world.users.get(role))
    wrong = {}
    for width in (1200, 320):
        page.set_viewport_size({"width": width, "height": 800})
        for address in places(world)[role]:
            if (answer := page.goto(page.start + address)).status == 200 and (found := walk(page)):
                wrong[f"{address} at {width}"] = found
            assert answer.status in (200, 403), address
    assert wrong == {}


@pytest.mark.shows("X7")
def test_a_menu_a_filter_a_chart_and_a_form_are_worked_by_keys(visit, world):
    """Skip link, chapter of the menu, filter, table of a chart, a wrong form, its error, saved and taken back."""
    page = visit(world.users["policy"])
    page.goto(page.start + "/day/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.goto(page.start + "/day/")
    reach(page, "nav.menu summary")
    page.keyboard.press("Enter")
    assert page.locator("nav.menu details[open]").count() == 1
    reach(page, "nav.menu details[open] a[href='/popbox/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/popbox/")
    reach(page, "select#level")
    with page.expect_navigation():
        page.keyboard.press("p")  # primary-care zone: a choice shows at once
    page.wait_for_url("**level=zone**")
    reach(page, "figure summary")
    page.keyboard.press("Space")
    assert page.locator("figure table").is_visible()
    reach(page, "figure [role=region]")  # a wide table is moved by the arrows
    page.goto(page.start + "/popbox/?level=zone")
    reach(page, "svg.chart a")
    page.keyboard.press("Enter")
    page.wait_for_url("**within=zone**")

    page = visit(world.users["contact"])
    page.goto(f"{page.start}/organisations/{world.practice.pk}/correct/")
    reach(page, "input[name=postcode]")
    page.keyboard.press("Control+a")
    page.keyboard.type("99")
    page.keyboard.press("Enter")
    page.wait_for_selector("#errors")
    assert page.evaluate("document.activeElement.id") == "errors"
    reach(page, "#errors a")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.name") == "postcode"
    page.keyboard.press("Control+a")
    page.keyboard.type("1503")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(rf"/{world.practice.pk}/(#.*)?$"))


@pytest.mark.shows("X7")
def test_another_hat_and_another_language_are_taken_by_keys(visit, transactional_db):
    page = visit(Cast().user("Anna", "administrator", "pmo"))
    page.goto(page.start + "/role/")
    reach(page, "main form button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/day/")
    reach(page, "button[name=language][value=fr]")
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    assert page.get_attribute("html", "lang") == "fr"
