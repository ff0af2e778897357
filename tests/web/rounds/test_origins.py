"""Each entry of a plan has an origin, and what was known already and is typed again is counted (R16)."""

from __future__ import annotations

import pytest

from empact.web.care import actions as care_actions
from empact.web.kernel.models import RegionChoice
from empact.web.rounds import queries
from empact.web.rounds.models import Origin


@pytest.fixture
def heard(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


def test_an_entry_that_was_known_already_is_counted_and_a_new_one_is_not(care, now, heard):
    mine = {"person": care.person, "at": now}
    with heard():
        life = care_actions.add_life_goal(text="Work in the garden", domain="hobbies", by=care.who.jozef, **mine)
        care_actions.add_care_goal(life_goal=life, text="Work in the garden.", by=care.who.gp, **mine)
        care_actions.write_text(field="crisis_phone", text="016 12 34 56", read=1, by=care.who.gp, **mine)
        care_actions.write_text(field="crisis", text="Call the nurse first", read=1, by=care.who.gp, **mine)
    found = {one.field: (one.twice, one.role) for one in Origin.objects.all()}
    assert found["life_goals"] == (False, "person")
    assert found["care_goals"] == (True, "gp")  # the same words, once more
    assert found["crisis_phone"] == (True, "gp")  # the number stands in the record of the person
    assert found["crisis"] == (False, "gp")


def test_numbers_below_five_are_not_shown_and_no_person_is(care, cast, now, heard, django_assert_max_num_queries):
    with heard():
        for n in range(6):
            care_actions.add_life_goal(text=f"Goal {n}", domain="other", person=care.person, by=care.who.jozef, at=now)
    with django_assert_max_num_queries(1):
        (row,) = queries.entries_of(5)
    assert (row.entries, row.twice) == (6, 0)
    html = cast.client(cast.user("Pmo", "pmo")).get("/entries/").content.decode()
    assert "Life goal" in html and "Zzpeeters" not in html and "Goal 1" not in html
    Origin.objects.filter(pk=Origin.objects.first().pk).update(twice=True)
    assert queries.entries_of(5)[0].twice is None


def test_a_region_that_hides_more_hides_more_here(care, cast, now, heard):
    with heard():
        for n in range(6):
            care_actions.add_life_goal(text=f"Goal {n}", domain="other", person=care.person, by=care.who.jozef, at=now)
    RegionChoice.objects.create(id="region.small_number", value=10)
    html = cast.client(cast.user("Pmo", "pmo")).get("/entries/").content.decode()
    assert "Numbers below 10 are not shown" in html and "too few to show" in html
