"""Who asks for help is heard by the next one when nobody answers; an answer comes back to who asked."""

from __future__ import annotations

from datetime import timedelta

import pytest

from empact.web.kernel.day import news, todo
from empact.web.kernel.problems import Denied
from empact.web.portfolio import actions

from .conftest import AT, TODAY

KIND = "portfolio.asks_waiting"


@pytest.fixture
def asked(ready, manager):
    return actions.give_update(
        action=ready, light="red", changed="c", next="n", asked="A room in Tielt?", today=TODAY, by=manager, at=AT
    )


@pytest.fixture
def levels(cast, partner, office):
    coach = cast.who(cast.user("Wim", "domain_coach"))
    steering = cast.who(cast.user("Luc", ("steering", "organisation", partner("Hospital").pk)))
    return {"coach": coach, "office": office, "steering": steering}


@pytest.mark.shows("C14")
@pytest.mark.shows("PRT-19")
def test_what_is_asked_goes_on_to_the_next_one_after_the_set_days_once_each(asked, levels, manager):
    def who_is_told(days):
        on = TODAY + timedelta(days=days)
        return {n: len([t for t in todo(w, on) if t.kind == KIND]) for n, w in (*levels.items(), ("puller", manager))}

    nobody = {"coach": 0, "office": 0, "steering": 0, "puller": 0}
    assert who_is_told(6) == nobody
    assert who_is_told(7) == nobody | {"coach": 1}
    assert who_is_told(13) == nobody | {"coach": 1}
    assert who_is_told(14) == nobody | {"coach": 1, "office": 1}
    assert who_is_told(31) == {"coach": 1, "office": 1, "steering": 1, "puller": 0}


@pytest.mark.shows("PRT-20")
def test_it_says_for_how_many_days_and_an_answer_returns_to_the_project(asked, levels, manager):
    on = TODAY + timedelta(days=33)
    (told,) = (t for t in todo(levels["steering"], on) if t.kind == KIND)
    assert "33 days" in str(told.why)
    with pytest.raises(Denied):
        actions.answer_update(update=asked, answer="I do", today=on, by=manager, at=AT)
    actions.answer_update(update=asked, answer="The library has one", today=on, by=levels["coach"], at=AT)
    assert not [t for who in levels.values() for t in todo(who, on) if t.kind == KIND]
    (back,) = news(manager, on)
    assert "A room in Tielt?" in str(back.title) and str(asked.action_id) in back.address
    assert not list(news(manager, on + timedelta(days=20)))
