"""The menu: a few chapters for whoever may do much, none for whoever may do little; the page one is on is marked once."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from empact.web.kernel import menu, region
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


def test_there_is_one_red_button_and_none_before_an_app_has_it(monkeypatch):
    monkeypatch.setattr(menu, "_RED_BUTTON", [])
    assert menu.red_button() is None
    menu.set_red_button("Worried?", "kernel:learning")
    assert menu.red_button() == menu.Link("Worried?", "/learning/", "")
    with pytest.raises(ValueError, match="one red button"):
        menu.set_red_button("Another", "kernel:home")


@pytest.mark.parametrize("value", ["doctor 1733", "1733", "12 too short"])
def test_whom_to_call_is_a_number_and_what_it_is_for(value):
    (choice,) = [c for c in region.choices() if c.id == "region.emergency"]
    with pytest.raises(ValidationError):
        choice.checked(value)
    assert region.emergency(choice.checked("1733 doctor on duty; 016/12.34 x")) == [
        ("1733", "doctor on duty"),
        ("016/12.34", "x"),
    ]
