"""The address book: accessible, at 320 pixels, on paper, asking nothing from elsewhere; corrected in one form."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse

from tests.web.conftest import Cast
from tests.web.territory.conftest import code, organisation, place, region  # noqa: F401
from tests.web.territory.test_pages import full  # noqa: F401

from .conftest import axe_findings, too_wide


@pytest.fixture(autouse=True)
def lists(transactional_db):
    """Code lists, which tests that commit take with them when they are cleared away."""
    import_module("empact.web.territory.migrations.0002_code_lists").sow(apps, None)


@pytest.fixture
def keeper():
    return Cast().user("Anna", "administrator")


def addresses(full):  # noqa: F811
    home, region = full["home"].pk, full["home"].works_in.get()  # noqa: F811
    return [
        ("organisations", ()), ("organisation", (home,)), ("correct-organisation", (home,)), ("merge", (home,)),
        ("upload", ()), ("people", ()), ("teams", ()), ("team", (full["team"].pk,)), ("coverage", ()), ("territories", ()),
        ("territory", (region.pk,)), ("territory", (full["team"].territories.get().pk,)), ("move-territory", (region.pk,)),
        ("declarations", ()), ("declaration", (full["form"].pk,)), ("signed", (full["line"].pk,)),
        ("signatories", ("mandate",)), ("commitments", ()), ("collaborations", ()), ("registers", ()), ("requests", ()),
        ("join", ()),
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["nl", "de"])
def test_pages_are_accessible_narrow_and_ask_nothing_from_elsewhere(visit, full, keeper, language):  # noqa: F811
    wrong = {}
    for name, args in addresses(full):
        page = visit(keeper)
        page.context.add_cookies([{"name": "language", "value": language, "url": page.start}])
        page.goto(page.start + reverse(f"territory:{name}", args=args))
        found = axe_findings(page)
        page.set_viewport_size({"width": 320, "height": 640})
        found += axe_findings(page) + ([f"{too_wide(page)} px too wide"] if too_wide(page) > 0 else [])
        page.emulate_media(media="print")
        found += page.strayed + (["no h1"] if page.locator("h1").count() != 1 else [])
        if found:
            wrong[name] = found
        page.close()
    assert wrong == {}


def test_an_organisation_corrects_its_own_entry(visit, full):  # noqa: F811
    user = Cast().user("Carla", ("contact", "organisation", full["home"].pk))
    page = visit(user)
    page.goto(page.start + reverse("territory:organisation", args=[full["home"].pk]))
    page.get_by_role("link", name="Correct this entry").click()
    page.get_by_label("postcode").fill("8780")
    page.get_by_role("button", name="Save").click()
    assert page.get_by_text("Oostrozebeke").first.is_visible()
    assert "Saved." in page.locator("main").inner_text()
