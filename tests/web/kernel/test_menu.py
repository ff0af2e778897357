"""The menu: a few chapters for whoever may do much, none for whoever may do little; the page one is on is marked once."""

from __future__ import annotations

import pytest
from django.urls import reverse

from empact.web.kernel import menu
from empact.web.kernel.roles import CITIZENS, ROLES
from empact.web.kernel.who import NOBODY, Who


@pytest.mark.parametrize("role", ROLES)
def test_a_menu_is_one_row_of_few_words_with_everything_in_it_once(role):
    who = Who(role=role, user_id=1)
    shown = menu.chapters(who, "/nowhere/")
    assert len([link for c in shown if not c.title for link in c.links]) + len([c for c in shown if c.title]) <= 7
    assert [link.address for c in shown for link in c.links] == [reverse(e.address) for e in menu.entries(who)]
    assert all(len(c.links) > 1 for c in shown if c.title)
    if role in CITIZENS:
        assert not [c.title for c in shown if c.title]


def test_only_the_nearest_page_is_marked_and_its_chapter():
    who = Who(role="policy", user_id=1)
    marked = {link.address: link.current for c in menu.chapters(who, "/figures/") for link in c.links if link.current}
    assert marked == {"/figures/": "page"}
    below = menu.chapters(who, "/figures/gp_contact/")
    assert [link.current for c in below for link in c.links if link.current] == ["true"]
    assert [str(c.title) for c in below if c.is_current] == ["Figures"]


def test_a_stranger_has_no_menu():
    assert menu.chapters(NOBODY, "/") == ()
