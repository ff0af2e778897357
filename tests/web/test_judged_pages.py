"""A page that was found right is not judged again; one in which anything that counts has changed is."""

from __future__ import annotations

import pytest

from tests.web.browser.judged import Judged

ONE, TWO = "0b9c7f52-9d2e-4a55-8a0e-3c1f6f0b7a11", "7d1e0c44-1c8b-4c0d-9d55-5b2f8e9a0c22"
PAGE = (
    '<main class="wide"><h1>Groups</h1><p>{at}</p><a href="/groups/{pk}/">Koffie</a>'
    '<form><input name="csrfmiddlewaretoken" value="{token}"><label for="id_q">name</label></form></main>'
)
DRAWN = PAGE.format(at="14:05", pk=ONE, token="abc")


@pytest.fixture
def judged(tmp_path):
    made = Judged(tmp_path, [b"axe", b"css"])
    made.keep(DRAWN)
    return made


def test_the_same_page_with_another_token_id_and_time_of_day_is_not_judged_again(judged, tmp_path):
    again = PAGE.format(at="09:47:03.070270", pk=TWO, token="xyz")
    assert judged.holds(again) and Judged(tmp_path, [b"axe", b"css"]).holds(again)


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("Groups", "Group"),
        ('class="wide"', 'class="small"'),
        (' for="id_q"', ""),
        ("Koffie", ""),
        ('value="abc"', 'value="abc" disabled'),
        ("<h1>Groups</h1>", "<h1>Groups</h1><h1>14:05</h1>"),
    ],
)
def test_a_page_in_which_something_changed_is_judged_again(judged, was, becomes):
    assert was in DRAWN and not judged.holds(DRAWN.replace(was, becomes))


@pytest.mark.parametrize("by", [[b"axe", b"other css"], [b"other axe", b"css"], [b"axec", b"ss"], [b"axe"]])
def test_another_style_or_another_judge_judges_all_again(judged, tmp_path, by):
    assert not Judged(tmp_path, by).holds(DRAWN)
    assert not judged.holds(DRAWN)  # nothing old is left to be believed
