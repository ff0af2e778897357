"""The desk of the back office: what can be asked for, how long a question waits, and the year by six core activities."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import pytest
from django.utils import timezone

from empact.web.governance import actions
from empact.web.governance.desk import year_report
from empact.web.governance.models import Asked
from empact.web.governance.models.desk import Activity
from empact.web.governance.regions import told
from empact.web.kernel.day import todo
from empact.web.kernel.problems import NotNow
from empact.web.territory.models import Team

from .conftest import AT, START, needed


@pytest.fixture
def helper(cast):
    return needed(cast.user("Stijn", "implementer"))


@pytest.fixture
def service(cast, helper):
    def make(title, activity="training"):
        return actions.offer_service(title=title, activity=activity, starts=START, by=cast.who(helper), at=AT)

    return make


@pytest.mark.shows("TEA-13")
def test_a_team_asks_for_a_service_and_the_desk_answers_the_oldest_first(cast, helper, service, partner):
    today = timezone.localdate()
    training = service("Course for coaches")
    team = Team.objects.create(name="North", kind="neighbourhood", starts=START)
    coach = cast.user("Pieter", ("team_coach", "team", team.pk))
    early = actions.ask_desk(service=training, text="Two places", today=today - timedelta(days=20), by=cast.who(coach), at=AT)
    client = cast.client(needed(cast.user("Omar", ("contact", "organisation", partner("Partner A").pk))))
    assert client.post(f"/desk/services/{training.pk}/ask/", {"text": "One place"}).status_code == 302
    file = client.get("/desk/?format=csv").content.decode("utf-8-sig")
    rows = [(r["asked by"], r["what"], r["days"], r["answered on"]) for r in csv.DictReader(io.StringIO(file))]
    assert rows == [("North", "Two places", "20", ""), ("Partner A", "One place", "0", "")]
    assert client.post(f"/desk/{early.pk}/answer/", {"answer": "Yes"}).status_code == 403
    (first, second) = (t for t in todo(cast.who(helper), today) if t.kind == "governance.desk_waits")
    assert str(early.pk) in first.address and first.due == today - timedelta(days=6) and second.due > first.due
    desk = cast.client(helper)
    assert desk.post(f"/desk/{early.pk}/answer/", {"answer": "Both places are yours."}).status_code == 302
    assert "Two places" not in client.get("/desk/").content.decode()
    assert "Both places are yours." in client.get("/desk/?all=on").content.decode()
    with pytest.raises(NotNow, match="has its answer"):
        actions.answer_desk(asked=Asked.objects.get(pk=early.pk), answer="x", today=today, by=cast.who(helper), at=AT)


def test_a_service_that_ended_is_not_asked_for_and_can_be_brought_back(cast, helper, service):
    training, today = service("Course for coaches"), timezone.localdate()
    client = cast.client(helper)
    assert client.post(f"/desk/services/{training.pk}/end/").status_code == 302
    training.refresh_from_db()
    assert training.ends == today
    with pytest.raises(NotNow, match="not offered"):
        actions.ask_desk(service=training, text="x", today=today + timedelta(days=1), by=cast.who(helper), at=AT)
    client.post(f"/desk/services/{training.pk}/end/", {"undo": "1"})
    training.refresh_from_db()
    assert training.ends is None


@pytest.mark.shows("TEA-14")
def test_the_year_of_the_desk_is_told_by_the_six_core_activities(cast, helper, service):
    who = cast.who(helper)
    assert [code for code, _title in told()["leuven"].services] == list(Activity.values)
    course, data = service("Course for coaches"), service("Figures of a team", "support")
    for n, (what, days) in enumerate(((course, 2), (course, 10), (data, None))):
        asked = actions.ask_desk(service=what, text=f"Question {n}", today=date(2025, 3, 1), by=who, at=AT)
        if days:
            later = date(2025, 3, 1) + timedelta(days=days)
            actions.answer_desk(asked=asked, answer="Done", today=later, by=who, at=AT)
    actions.ask_desk(service=course, text="Of another year", today=date(2024, 3, 1), by=who, at=AT)
    lines = {n.activity.value: (n.asked, n.answered, n.days, n.waiting) for n in year_report(2025, date(2026, 1, 1))}
    assert lines == dict.fromkeys(Activity.values, (0, 0, None, 0)) | {"training": (2, 2, 6, 0), "support": (1, 0, None, 1)}
    client = cast.client(needed(cast.user("Piet", "policy")))
    rows = list(csv.DictReader(io.StringIO(client.get("/desk/year/?year=2025&format=csv").content.decode("utf-8-sig"))))
    assert len(rows) == 6 and rows[1] == {
        "core activity": "training", "asked": "2", "answered": "2", "days in the middle": "6.0", "waiting": "0",
    }  # fmt: skip
    assert client.get("/desk/year/?year=nonsense").status_code == 200


def test_the_desk_asks_few_questions(cast, helper, service, django_assert_max_num_queries):
    course, who = service("Course"), cast.who(helper)
    for n in range(60):
        actions.ask_desk(service=course, text=f"Question {n}", today=timezone.localdate(), by=who, at=AT)
    client = cast.client(helper)
    with django_assert_max_num_queries(20):
        client.get("/desk/")
