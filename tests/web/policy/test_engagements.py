"""Four engagements of government: by when, in which state, with which proof."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from empact.definitions.government import read_engagements
from empact.web.kernel.day import todo
from empact.web.kernel.problems import Denied, NotNow, Problem
from empact.web.policy import actions
from empact.web.policy.models import Engagement

from .conftest import AT, LATER, TODAY, needed

TOLD = read_engagements()["engagements_empact"]


@pytest.fixture
def taken(office):
    return {e.code: e for e in actions.take_up_engagements(told=TOLD, by=office, at=AT)}


def check(one, by, state="partly", proof="Letter of 3 May", on=TODAY, **more):
    return actions.check_engagement(engagement=one, state=state, proof=proof, on=on, today=LATER, by=by, at=AT, **more)


@pytest.mark.shows("POL-02")
def test_four_engagements_each_with_its_date_state_and_proof(taken, reader, office):
    assert list(taken) == ["budget_guarantee", "regulatory_room", "evaluation", "shared_record"]
    check(taken["shared_record"], office, "partly", "The record opened in one hospital")
    rows = list(csv.DictReader(io.StringIO(reader.get("/policy/engagements/?format=csv").content.decode("utf-8-sig"))))
    assert [r["by when"] for r in rows] == [
        "tijdens de looptijd van de projecten", "", "", "bij aanvang van het project, begin 2018",
    ]  # fmt: skip
    assert [r["state"] for r in rows] == ["unseen", "unseen", "unseen", "partly"]
    assert [r["late"] for r in rows] == ["no", "no", "no", "yes"]
    assert rows[3]["proof"] == "The record opened in one hospital"
    page = reader.get("/policy/engagements/").content.decode()
    assert page.count("the source names no date") == 2 and page.count("none yet") == 3


@pytest.mark.shows("POL-02")
def test_each_is_told_in_the_words_of_the_plan(shared):
    plan = (shared / "mission" / "seeds" / "001_1bfe1fc7a2a37a08.txt").read_text(encoding="utf-8")
    squeeze = lambda text: "".join(text.split()).lower()  # noqa: E731 - the copy of the plan has blanks inside words
    told = squeeze(plan[plan.index("Engagementen van de overheid") : plan.index("Het Collectief EMPACT")])
    for one in TOLD.all:
        for sentence in one.text.split(". "):
            assert squeeze(sentence.rstrip(".")) in told, one.code
        assert squeeze(one.said) in told and squeeze(one.title) in told


def test_a_date_that_is_no_date_is_late_once_its_whole_year_is_past_and_kept_is_never_late():
    one = Engagement(year=2018)
    assert not one.is_late(date(2018, 12, 31)) and one.is_late(date(2019, 1, 1))
    one.due = date(2019, 6, 1)
    assert not one.is_late(date(2019, 6, 1)) and one.is_late(date(2019, 6, 2))
    one.state = Engagement.State.KEPT
    assert not one.is_late(date(2030, 1, 1)) and not Engagement().is_late(date(2030, 1, 1))


def test_the_last_check_says_the_state_and_each_has_its_proof(taken, office, cast):
    one = taken["evaluation"]
    check(one, office, "kept", on=LATER)
    check(one, office, "broken", on=TODAY)  # written down later, seen earlier
    assert (one.state, one.checks.count()) == ("kept", 2)
    with pytest.raises(Problem):
        check(one, office, proof=" ")
    with pytest.raises(NotNow, match="not come yet"):
        check(one, office, on=date(2027, 1, 1))
    with pytest.raises(Denied):
        check(one, cast.who(cast.user("Coen", "domain_coach")))
    with pytest.raises(NotNow, match="already"):
        actions.take_up_engagements(told=TOLD, by=office, at=AT)


def test_what_is_late_stands_on_my_day_until_somebody_looked(taken, office):
    kinds = [t.address for t in todo(office, LATER) if t.kind == "policy.engagements_late"]
    assert kinds == [f"/policy/engagements/{taken['shared_record'].pk}/check/"]
    check(taken["shared_record"], office)
    assert not [t for t in todo(office, LATER) if t.kind == "policy.engagements_late"]


def test_they_are_taken_up_and_checked_through_the_pages(cast, office):
    olaf, paul = (cast.client(needed(cast.user(n, r))) for n, r in (("Olaf", "pmo"), ("Paul", "policy")))
    assert olaf.post("/policy/engagements/take-up/", {"source": "engagements_empact"}).status_code == 302
    one = Engagement.objects.get(code="shared_record")
    said = {"state": "kept", "proof": "It works", "on": "2026-05-01", "due": "2026-12-31"}
    assert paul.post(f"/policy/engagements/{one.pk}/check/", said).status_code == 302
    one.refresh_from_db()
    assert (one.state, one.due) == ("kept", date(2026, 12, 31))
