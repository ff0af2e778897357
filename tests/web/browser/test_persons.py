"""Pages about persons: accessible, at 320 pixels, asking nothing from elsewhere; and a day's work without scripts."""

from __future__ import annotations

import pytest
from django.urls import reverse

from empact.web.kernel.who import SYSTEM
from empact.web.people import actions
from tests.web.people.conftest import AT, add, keys, places, pseudonym_of, town  # noqa: F401

from .conftest import axe_findings, too_wide


@pytest.fixture
def pages(town, places, pseudonym_of):  # noqa: F811
    """Who opens what; a list waits for the practice."""
    row = f"{pseudonym_of(1)},popbox,care relation,call for a check,practice,no check for 24 months\n"
    content = f"pseudonym,project,ground,purpose,recipient,reason\n{row}".encode()
    one = actions.bring_worklist(title="Eye check", content=content, organisation=places.practice.pk, by=SYSTEM, at=AT)
    jozef, me = (town.jozef.pk,), town.jozef.user
    return [
        (town.gp, "persons", ()), (town.gp, "person", jozef), (town.gp, "correct", jozef), (town.gp, "add", ()),
        (town.gp, "worklists", ()), (town.gp, "worklist", (one.pk,)), (town.coordinator, "looks", jozef),
        (me, "own", ()), (me, "own_looks", ()), (me, "own_correct", ()), (town.lea.user, "cared", ()),
        (town.administrator, "register", ()), (town.administrator, "registered", jozef), (town.administrator, "choose", jozef),
        (town.administrator, "merges", ()), (town.analyst, "brought", ()), (town.analyst, "bring", ()),
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["nl", "de"])
def test_pages_about_persons_are_accessible_narrow_and_ask_nothing_from_elsewhere(visit, pages, language):
    wrong = {}
    for user, name, args in pages:
        page = visit(user)
        page.context.add_cookies([{"name": "language", "value": language, "url": page.start}])
        page.goto(page.start + reverse(f"people:{name}", args=args))
        found = axe_findings(page)
        page.set_viewport_size({"width": 320, "height": 640})
        found += axe_findings(page) + ([f"{too_wide(page)} px too wide"] if too_wide(page) > 0 else [])
        page.emulate_media(media="print")
        found += page.strayed + (["no h1"] if page.locator("h1").count() != 1 else [])
        if found:
            wrong[name] = found
        page.close()
    assert wrong == {}


def test_the_practice_reads_a_list_and_the_person_reads_that_it_did(visit, pages, town):  # noqa: F811
    page = visit(town.gp)
    page.goto(page.start + "/day/")
    page.get_by_role("link", name="Eye check").click()
    page.get_by_role("button", name="Show the names").click()
    assert page.get_by_role("link", name="Zzpeeters").count() == 1
    mine = visit(town.jozef.user)
    mine.goto(mine.start + reverse("people:own"))
    mine.get_by_role("link", name="Who looked at my record").click()
    assert "call for a check (care relation)" in mine.content()
