"""TER-17: a large hospital and a small association see the same of what is not personal, letter for letter."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from empact.web.insight import urls as insight
from empact.web.territory import urls

from .test_pages import full  # noqa: F401 - a fixture

WHO = r'<details class="fold"><summary>.*?</summary>|<div class="working">.*?</div>'
CHANGES = re.compile(rf'{WHO}|<input type="hidden" name="csrfmiddlewaretoken"[^>]*>', re.DOTALL)
"""Who reads and in which hat, and the token of the session: nothing else may differ."""
OFFERS = re.compile(r"<form method=\"post\".*?</form>|<a [^>]*>|</a>|<p>\s*</p>|<p class=\"row\">.*?</p>", re.DOTALL)


def same(html: str) -> str:
    return CHANGES.sub("", html)


def data(html: str) -> list[str]:
    """Facts and rows of a page, without what may be done there."""
    found = re.findall(r'<dl class="facts">.*?</dl>|<tr>.*?</tr>|<li class="row">.*?</li>', html, re.DOTALL)
    return [OFFERS.sub("", one) for one in found]


@pytest.fixture
def two(full, organisation, cast):  # noqa: F811
    """Browsers of a large hospital and a small association, in two hats each; and an organisation that is neither's."""
    third = organisation("Third", kbo=9, postcode="8700")
    for role in ("contact", "steering"):
        hospital = cast.user(f"Hanne{role}", (role, "organisation", full["hospital"].pk))
        association = cast.user(f"Vera{role}", (role, "organisation", full["home"].pk))
        full[role] = (cast.client(hospital), cast.client(association))
    return {**full, "third": third}


def addresses(two):
    """Every page of the address book and of the figures that opens with GET, about an organisation that is neither's."""
    ids = {
        "team": two["team"].pk, "declaration": two["form"].pk, "signed": two["line"].pk,
        "territory": two["third"].municipality_id,
    }  # fmt: skip
    for app, patterns in (("territory", urls.urlpatterns), ("insight", insight.urlpatterns)):
        for pattern in patterns:
            kinds = re.findall(r"<(\w+):(\w+)>", str(pattern.pattern))
            args = [ids.get(pattern.name, two["third"].pk) if kind == "uuid" else "mandate" for kind, _name in kinds]
            yield f"{app}:{pattern.name}", reverse(f"{app}:{pattern.name}", args=args)


@pytest.mark.parametrize("role", ["contact", "steering"])
def test_two_partners_read_every_list_and_page_alike(two, role):
    seen = 0
    for name, address in addresses(two):
        for query in ("", "?format=csv"):
            mine, theirs = (client.get(address + query) for client in two[role])
            assert mine.status_code == theirs.status_code, name
            if mine.status_code == 200:
                assert same(mine.content.decode()) == same(theirs.content.decode()), name
                seen += 1
    assert seen >= 35


@pytest.mark.parametrize("role", ["contact", "steering"])
def test_the_page_of_one_of_them_holds_the_same_data_for_both(two, role):
    for one in ("hospital", "home"):
        address = reverse("territory:organisation", args=[two[one].pk])
        mine, theirs = (client.get(address).content.decode() for client in two[role])
        assert data(mine) == data(theirs) != []
