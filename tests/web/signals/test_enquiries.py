"""The intake desk: a question without who asks it, what became of it, and what was asked in vain, by quarter."""

from __future__ import annotations

import html
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from empact.web.kernel import day as days
from empact.web.kernel.models import AuditEntry, User
from empact.web.kernel.problems import Denied, Missing, NotNow, Problem
from empact.web.signals import actions
from empact.web.signals.entered import write_entered
from empact.web.signals.models import Enquiry, Topic, Unmet
from empact.web.signals.unanswered import asked_by_quarter

from .conftest import AT

DAY = timedelta(days=1)
TODAY = AT.date()
Q3 = datetime(2026, 8, 3, 9, tzinfo=UTC)
S = Enquiry.State


@pytest.fixture
def ask(desk):
    """A question at the desk of Wim."""
    return lambda topic="transport", text="Who drives somebody to the market?", by=desk.wim, at=AT: actions.ask(
        topic=topic, text=text, by=by, at=at
    )


def browser(cast, who):
    client = cast.client(User.objects.get(pk=who.user_id))
    client.cookies["language"] = "en"
    return client


def test_a_question_is_written_down_answered_passed_on_or_not_and_looked_at_again(desk, ask):
    one = ask()
    assert (one.state, one.follow_up) == (S.OPEN, None)
    with pytest.raises(Problem, match="To whom"):
        actions.answer(enquiry=one, state=S.FORWARDED, by=desk.wim, at=AT)
    one = actions.answer(enquiry=one, state=S.FORWARDED, organisation=desk.backup, by=desk.wim, at=AT)
    assert (one.organisation, one.follow_up, one.why) == (desk.backup, TODAY + 14 * DAY, "")
    with pytest.raises(Problem, match="Why is there"):
        actions.answer(enquiry=one, state=S.UNANSWERED, by=desk.wim, at=AT)
    one = actions.answer(enquiry=one, state=S.UNANSWERED, why="none", follow_up=TODAY + 90 * DAY, by=desk.wout, at=AT)
    assert (one.organisation, one.why, one.follow_up) == (None, "none", TODAY + 90 * DAY)
    one = actions.answer(enquiry=one, state=S.ANSWERED, follow_up=TODAY + DAY, by=desk.wim, at=AT)
    assert (one.state, one.why, one.follow_up) == (S.ANSWERED, "", None)
    with pytest.raises(NotNow):
        actions.answer(enquiry=one, state=S.OPEN, by=desk.wim, at=AT)
    lines = AuditEntry.objects.filter(event="signals.enquiry_moved", subject=f"signals.enquiry:{one.pk}")
    assert [e.detail["state"] for e in lines.order_by("seq")] == ["open", "forwarded", "unanswered", "answered"]
    for wrong in ({"why": "none"}, {"state": "forwarded"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Enquiry.objects.filter(pk=one.pk).update(**wrong)


@pytest.mark.parametrize("follow_up", [TODAY, TODAY - DAY, TODAY + 367 * DAY])
def test_a_day_to_look_again_lies_ahead(desk, ask, follow_up):
    with pytest.raises(Problem, match="within a year"):
        actions.answer(enquiry=ask(), state=S.UNANSWERED, why="full", follow_up=follow_up, by=desk.wim, at=AT)


@pytest.mark.parametrize(
    ("text", "said"),
    [("Call 016 12 34 56 78 back", "number"), ("Write to a@example.org", "e-mail"), ("Who visits Zzpeeters?", "family name"),
     ("  ", "sentence")],
)  # fmt: skip
def test_a_text_that_tells_who_asks_is_refused(cast, desk, town, ask, text, said):
    with pytest.raises(Problem, match=said):
        ask(text=text, by=cast.who(town.coordinator))
    assert not Enquiry.objects.exists()
    assert not {f.name for f in Enquiry._meta.get_fields()} & {"person", "reporter", "name"}


def test_each_desk_has_its_own_questions_and_others_none(cast, desk, town, ask, charlie):
    one = ask()
    assert Enquiry.objects.visible_to(desk.wout, "project").get() == one
    for who in (desk.bea, cast.who(town.gp), cast.who(charlie), cast.who(town.analyst)):
        assert not Enquiry.objects.visible_to(who, "project").exists()
    with pytest.raises(Missing):
        actions.answer(enquiry=one, state=S.ANSWERED, by=desk.bea, at=AT)
    with pytest.raises(Denied):
        ask(by=cast.who(town.gp))
    with pytest.raises(Denied, match="no desk"):
        ask(by=cast.who(cast.user("Nowhere", "zone_staff")))
    other, outsider = browser(cast, desk.bea), cast.client(charlie)
    assert other.get(f"/intake/{one.pk}/").status_code == 404
    for address in ("/intake/", "/intake/new/", f"/intake/{one.pk}/", "/intake/unanswered/"):
        assert outsider.get(address).status_code == 403


def test_the_desk_writes_filters_and_saves_and_my_day_counts_what_waits(
    cast, desk, region, ask, django_assert_max_num_queries
):
    client, today = browser(cast, desk.wim), timezone.localdate()
    said = {"topic": "company", "text": "Where does one play cards?", "channel": "phone", "municipality": region.leuven.pk}
    answer = client.post("/intake/new/", said)
    one = Enquiry.objects.get()
    assert (
        answer.headers["Location"] == f"/intake/{one.pk}/"
        and "Where does one play cards?" in client.get(answer.headers["Location"]).content.decode()
    )
    assert client.post("/intake/new/", {**said, "text": "Ask 0470 12 34 56"}).status_code == 422
    (line,) = [t for t in days.todo(desk.wim, today) if t.kind == "signals.questions"]
    assert line.why == "1 question waits." and line.address == "/intake/?waits=on"
    late = {"state": "forwarded", "organisation": desk.backup.pk, "follow_up": today + 2 * DAY}
    assert client.post(f"/intake/{one.pk}/", late).status_code == 302
    assert not [t for t in days.todo(desk.wim, today) if t.kind == "signals.questions"]
    assert "signals.questions" in {t.kind for t in days.todo(desk.wim, today + 2 * DAY)}
    assert "play cards" not in client.get("/intake/?waits=on").content.decode()
    page = client.get("/intake/?state=forwarded&topic=company").content.decode()
    assert "play cards" in page and "passed on: Backup" in page
    csv = client.get("/intake/?format=csv").content.decode("utf-8-sig").splitlines()
    assert csv[1] == f"{today},Place leuven,phone,company,forwarded,Backup,,{today + 2 * DAY}"
    for n in range(60):
        ask(text=f"Question {n}")
    with django_assert_max_num_queries(20):
        assert client.get("/intake/").status_code == 200


def made(n, topic="company", why="none", at=Q3):
    return Enquiry(topic=topic, why=why, state=S.UNANSWERED if why else S.ANSWERED, asked_at=at + timedelta(hours=n))


def test_what_is_small_or_would_give_it_away_is_not_shown():
    rows = (
        [made(n) for n in range(9)]
        + [made(n, topic="money", why="cost") for n in range(3)]
        + [made(n, why="") for n in range(8)]
    )
    (q,) = asked_by_quarter(rows, date(2026, 11, 26), 5)
    assert (q.name, q.asked, q.unanswered, q.most) == ("2026-Q3", 20, 12, [])  # nine shown would tell the three
    rows += [made(n, topic="home", why="full") for n in range(30)]
    (q,) = asked_by_quarter(rows, date(2026, 11, 26), 5)
    assert q.most == [("home", "full", 30)]
    (q,) = asked_by_quarter([made(n) for n in range(9)] + [made(0, why="")], date(2026, 11, 26), 5)
    assert (q.asked, q.unanswered, q.most) == (10, None, [])
    assert asked_by_quarter([made(n) for n in range(3)], date(2026, 11, 26), 5)[0].asked is None
    assert asked_by_quarter([made(n, at=Q3 + 70 * DAY) for n in range(9)], date(2026, 11, 26), 5) == []


def test_where_questions_stay_unanswered_is_counted_by_municipality_and_masked(cast, desk, region):
    """Seven in one, six where nobody said it, two in another: the two are not shown, nor what would tell them."""
    before, wim = timezone.now() - 92 * DAY, desk.wim
    said = {
        "desk": wim.scope,
        "topic": "home",
        "why": "none",
        "state": S.UNANSWERED,
        "text": "zztext",
        "asked_by_id": wim.user_id,
    }
    said |= {"asked_at": before, "moved_at": before}
    for place, number in ((region.leuven, 7), (None, 6), (region.tienen, 2)):
        Enquiry.objects.bulk_create(Enquiry(municipality=place, **said) for _n in range(number))
    office = cast.client(cast.user("Office", "pmo"))
    office.cookies["language"] = "en"
    lines = office.get("/intake/unanswered/?format=csv&by=place").content.decode("utf-8-sig").splitlines()
    assert [line.split(",")[1:] for line in lines[1:]] == [["15", region.leuven.name, "7"]]
    page = office.get("/intake/unanswered/").content.decode()
    assert "Where they were asked" in page and region.tienen.name not in page and "zztext" not in page


@pytest.mark.shows("NBH-06")
def test_what_is_asked_in_vain_reaches_the_mill_and_the_portfolio_as_an_idea(cast, desk, ask, tmp_path):
    """What nobody could answer is a figure for the mill and a gap of the portfolio, from which an idea begins."""
    before, wim = timezone.now() - 92 * DAY, desk.wim
    for topic, why, number in (("company", "none", 12), ("money", "cost", 6)):
        rows = [Enquiry(desk=wim.scope, topic=topic, why=why, state=S.UNANSWERED, text="zztext", asked_by_id=wim.user_id,
                        asked_at=before, moved_at=before) for _n in range(number)]  # fmt: skip
        Enquiry.objects.bulk_create(rows)
    for n in range(10):
        actions.answer(enquiry=ask(text=f"zztext {n}", at=before), state=S.ANSWERED, by=wim, at=before)
    assert write_entered(tmp_path / "entered.csv", at=timezone.now()) == 1
    line = (tmp_path / "entered.csv").read_text(encoding="utf-8").splitlines()[1].split(",")
    assert (line[0], line[2], line[5]) == ("unanswered_questions", "0.6429", "28")
    office = cast.client(cast.user("Office", "pmo"))
    office.cookies["language"] = "en"
    page = office.get("/actions/whole/").content.decode()
    assert "Asked at the intake desks, and not there" in page and str(Topic("company").label) in page and "zztext" not in page
    idea = office.get(html.unescape(re.search(r'href="(/actions/new/[?]need=[^"]+)"', page)[1])).content.decode()
    assert "12 questions" in idea and str(Unmet("none").label) in idea


@pytest.mark.shows("DAT-20")
def test_the_ten_questions_most_asked_in_vain_are_on_the_page_of_the_quarter_without_persons(cast, desk, ask):
    """Fifteen kinds of questions with five to nineteen of each: the ten most frequent are shown, and nothing that was said."""
    before, wim = timezone.now() - 92 * DAY, desk.wim
    kinds = [(topic, why) for topic in Topic.values for why in Unmet.values][:15]
    for number, (topic, why) in enumerate(kinds, start=5):
        Enquiry.objects.bulk_create(
            Enquiry(
                desk=wim.scope, topic=topic, why=why, state=S.UNANSWERED, text=f"zztext {n}", asked_by_id=wim.user_id,
                asked_at=before, moved_at=before,
            )
            for n in range(number)
        )  # fmt: skip
    for n in range(7):
        actions.answer(enquiry=ask(text=f"zztext {n}", at=before), state=S.ANSWERED, by=wim, at=before)
    office = cast.client(cast.user("Office", "pmo"))
    office.cookies["language"] = "en"
    page = office.get("/intake/unanswered/").content.decode()
    assert "180 of 187 questions have no answer" in page
    shown = [int(part.partition("<")[0]) for part in page.split('data-label="how many">')[1:]]
    assert shown == list(range(19, 9, -1))
    topic, why = kinds[-1]
    first = page.partition("<tbody>")[2].partition("</tr>")[0]
    assert str(Topic(topic).label) in first and str(Unmet(why).label) in first
    csv = office.get("/intake/unanswered/?format=csv").content.decode("utf-8-sig")
    for said in (page, csv):
        assert "zztext" not in said and "Wim" not in said and "Welfare" not in said
    assert csv.splitlines()[1].split(",")[1:] == ["187", topic, why, "19"] and len(csv.splitlines()) == 11
