"""What is asked of government: it is sent once it says enough, the answer has its day, and waiting is counted."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import pytest
from django.utils import timezone

from empact.web.kernel.day import todo
from empact.web.kernel.problems import Denied, NotNow, Problem
from empact.web.kernel.who import SYSTEM
from empact.web.policy import actions, policies, queries
from empact.web.policy.models import Ask
from empact.web.policy.states import MOVES, OWNER
from empact.web.territory.actions.merging import merge_organisations

from .conftest import AT, BOTTLENECK, LATER, RELIEF, TODAY, needed


def rows_of(client, address):
    return list(csv.DictReader(io.StringIO(client.get(address).content.decode("utf-8-sig"))))


def send(ask, office, day=TODAY, **more):
    return actions.send(ask=ask, on=day, today=day, by=office, at=AT, **more)


def answer(ask, by, day=LATER, outcome="partly", text="One visit is paid"):
    return actions.answer(ask=ask, outcome=outcome, text=text, on=day, today=day, by=by, at=AT)


@pytest.mark.shows("POL-01")
@pytest.mark.shows("D14")
def test_the_register_leaves_as_an_annex_and_an_answered_item_shows_the_text_and_the_day(asked, office, reader, idea):
    one, two = asked(), asked(title="Share with the school", level="community", addressee=None)
    send(one, office)
    answer(one, office)
    file = rows_of(reader, "/policy/?format=csv&kind=relief")
    assert [(r["state"], r["answer"], r["answered"]) for r in file] == [
        ("answered", "One visit is paid", LATER.isoformat()), ("noted", "", ""),
    ]  # fmt: skip
    assert {k: file[0][k] for k in ("rule", "law", "obstacle", "evidence", "proposal")} == {
        k: RELIEF[k] for k in ("rule", "law", "obstacle", "evidence", "proposal")
    }
    assert file[0]["actions"] == f"{idea.number} {idea.title}" and "The federal one" in file[0]["asked of"]
    page = reader.get("/policy/annex/?kind=relief").content.decode()
    for said in (one.title, two.title, RELIEF["rule"], RELIEF["law"], RELIEF["proposal"], "One visit is paid", "answered"):
        assert said in page, said
    assert two.title not in reader.get("/policy/annex/?state=answered").content.decode()
    assert len(rows_of(reader, "/policy/?format=csv&q=school")) == 1
    assert rows_of(reader, "/policy/?format=csv&kind=nonsense") == []


@pytest.mark.shows("POL-01")
@pytest.mark.parametrize("gone", ["rule", "law", "obstacle", "evidence", "proposal", "actions", "addressee"])
def test_regulatory_room_is_asked_for_once_everything_is_said(asked, office, gone):
    if gone == "obstacle":
        with pytest.raises(Problem):
            asked(obstacle=" ")
        return
    one = asked(actions_=[]) if gone == "actions" else asked(**{gone: None if gone == "addressee" else " "})
    assert len(policies.missing(one)) == 1
    with pytest.raises(NotNow, match="Not said yet"):
        send(one, office)


def test_an_authority_of_another_level_is_not_asked(asked, office, authority):
    with pytest.raises(NotNow, match="another level"):
        send(asked(addressee=authority("community")), office)


@pytest.mark.parametrize("before", Ask.State)
@pytest.mark.parametrize("after", Ask.State)
def test_a_step_that_is_not_in_the_table_is_refused(before, after):
    ask = Ask(state=before)
    if (before, after) in MOVES:
        policies.check_move(ask, after)
    else:
        with pytest.raises(NotNow, match="does not become"):
            policies.check_move(ask, after)
    assert set(OWNER) == set(Ask.State)


@pytest.mark.shows("POL-05")
def test_the_ageing_list_counts_days_by_level_and_puts_the_longest_first(asked, office, reader, authority):
    """Written down and never sent waits since then; what was sent waits since it was sent; answered waits no more."""
    day = timezone.localdate()
    made = {}
    for days, level in ((10, "own"), (31, "zone"), (91, "community"), (200, "federal"), (90, "federal")):
        since = day - timedelta(days=days)
        said = {**BOTTLENECK, "level": level, "title": f"{days} days"}
        if level != "own":
            said["addressee"] = authority(level)
        made[days] = actions.raise_ask(values=said, today=since, by=office, at=AT)
    send(made[200], office, day - timedelta(days=190))
    send(made[91], office, day)
    answered = asked(day - timedelta(days=300))
    send(answered, office, day - timedelta(days=300))
    answer(answered, office, day - timedelta(days=1))
    assert [days for _one, days in queries.ages(day)] == [190, 90, 31, 10, 0]
    counts = {level.value: found for level, found in queries.ageing(day)}
    assert counts == {"own": [1, 0, 0, 0], "zone": [0, 1, 0, 0], "community": [1, 0, 0, 0], "federal": [0, 1, 0, 1]}
    file = rows_of(reader, "/policy/waiting/?format=csv")
    assert [(r["title"], r["days"], r["level"]) for r in file][:2] == [
        ("200 days", "190", "federal"),
        ("90 days", "90", "federal"),
    ]
    page = reader.get("/policy/waiting/").content.decode()
    assert "more than 180 days" in page and "5 wait, the longest for 190 days" in page


@pytest.mark.shows("POL-05")
def test_my_day_names_what_nobody_sent_for_a_month_and_what_has_no_answer_for_a_quarter(asked, office, cast):
    one = asked()
    policy = cast.who(cast.user("Pol", "policy"))
    kinds = lambda who, day: [t.kind for t in todo(who, day) if t.kind.startswith("policy.asks")]  # noqa: E731
    assert kinds(office, TODAY + timedelta(days=29)) == []
    assert kinds(office, TODAY + timedelta(days=30)) == ["policy.asks_to_send"]
    send(one, office)
    assert kinds(policy, TODAY + timedelta(days=89)) == []
    assert kinds(policy, TODAY + timedelta(days=90)) == ["policy.asks_unanswered"]
    answer(one, policy)
    assert kinds(policy, TODAY + timedelta(days=90)) == []


def test_an_answer_that_leaves_something_open_is_asked_about_again_and_both_answers_stay(asked, office, reader, cast):
    one, coach = asked(), cast.who(cast.user("Coen", "domain_coach"))
    send(one, office)
    with pytest.raises(Denied):
        actions.answer(ask=one, outcome="granted", text="x", on=TODAY, today=TODAY, by=coach, at=AT)
    answer(one, office, LATER, "other", "We look at it")
    with pytest.raises(Problem):
        send(one, office, LATER)
    send(one, office, LATER, text="Since when?")
    assert (one.answer, one.answered) == ("", None)
    answer(one, office, LATER, "granted", "From July on")
    actions.close(ask=one, reason="It is law now", today=LATER, by=office, at=AT)
    page = reader.get(f"/policy/{one.pk}/").content.decode()
    for said in ("We look at it", "Since when?", "From July on", "It is law now"):
        assert said in page
    actions.reopen(ask=one, today=LATER, by=office, at=AT)
    assert (one.state, one.sent, one.outcome) == ("noted", None, "")


def test_days_do_not_go_backwards_and_what_was_sent_stays_as_it_was_read(asked, office):
    one = asked()
    for day, match in ((TODAY - timedelta(days=1), "after that day"), (TODAY + timedelta(days=1), "not come yet")):
        with pytest.raises(NotNow, match=match):
            actions.send(ask=one, on=day, today=TODAY, by=office, at=AT)
    actions.change(ask=one, values={"title": "Shorter"}, by=office, at=AT)
    send(one, office)
    with pytest.raises(NotNow, match="stays as it was read"):
        actions.change(ask=one, values={"title": "Longer"}, by=office, at=AT)
    with pytest.raises(NotNow, match="sent after"):
        answer(one, office, TODAY - timedelta(days=1))
    with pytest.raises(Problem, match="outcome"):
        answer(one, office, outcome="perhaps")


@pytest.mark.shows("POL-07")
def test_recommendations_leave_as_a_file(asked, office, reader, authority):
    said = {
        "kind": "recommendation",
        "title": "One integration team per region",
        "level": "federal",
        "proposal": "Pay it for five years",
    }
    one = asked(**said, rule="", law="", evidence="", actions_=[])
    send(one, office)
    asked()
    (row,) = rows_of(reader, "/policy/?format=csv&kind=recommendation")
    assert (row["title"], row["proposal"], row["state"]) == (said["title"], said["proposal"], "sent")
    assert said["proposal"] in reader.get("/policy/annex/?kind=recommendation").content.decode()


def test_every_partner_writes_a_bottleneck_down_with_four_fields_and_keeps_none(cast, partner, frame, office):
    nora = cast.client(needed(cast.user("Nora", ("nurse", "organisation", partner("Home nursing").pk))))
    said = {n: BOTTLENECK[n] for n in ("kind", "title", "obstacle", "level")}
    home = nora.post("/policy/new/", said).url
    page = nora.get(home).content.decode()
    assert "Before it can be sent, say" in page and "how we know" in page and "Change it" not in page
    assert nora.post(f"{home}change/", said).status_code == 403 and nora.post(f"{home}send/", said).status_code == 403


def test_an_ask_goes_its_way_through_the_pages(cast, asked, authority, idea):
    olaf, piet = (cast.client(needed(cast.user(n, r))) for n, r in (("Olaf", "pmo"), ("Paul", "policy")))
    said = {**RELIEF, "addressee": authority("federal").pk, "actions": [idea.pk]}
    home = olaf.post("/policy/new/", said | {"law": ""}).url
    day = timezone.localdate().isoformat()
    assert olaf.post(f"{home}send/", {"on": day}).status_code == 422
    assert olaf.post(f"{home}change/", said).status_code == 302
    assert olaf.post(f"{home}send/", {"on": day}).status_code == 302
    assert piet.post(f"{home}answer/", {"outcome": "other", "text": "Later", "on": day}).status_code == 302
    assert olaf.post(f"{home}send/", {"on": day}).status_code == 422
    assert olaf.post(f"{home}send/", {"on": day, "text": "When?"}).status_code == 302
    assert piet.post(f"{home}answer/", {"outcome": "granted", "text": "Now", "on": day}).status_code == 302
    assert olaf.post(f"{home}close/", {"reason": "Done"}).status_code == 302
    assert olaf.post(f"{home}reopen/").status_code == 302
    assert Ask.objects.get().moves.count() == 7 and date.fromisoformat(day)


def test_lists_are_counted_and_charlie_sees_nothing(
    asked, cast, charlie, reader, authority, office, django_assert_max_num_queries
):
    for n in range(30):
        one = asked(title=f"Ask {n}")
    for page in (
        "/policy/", "/policy/annex/", "/policy/waiting/", f"/policy/{one.pk}/", "/policy/engagements/", "/policy/goals/",
        "/policy/cards/", "/policy/reports/", "/policy/authorities/", "/policy/talks/", "/policy/forums/",
    ):  # fmt: skip
        with django_assert_max_num_queries(25):
            assert reader.get(page).status_code == 200
        assert cast.client(charlie).get(page).status_code == 403


def test_an_authority_that_becomes_one_with_another_keeps_what_was_asked(asked, partner, office, authority):
    one = asked()
    actions.make_authority(organisation=partner("Ministry"), level="federal", by=office, at=AT)
    zone = authority("zone")
    merge_organisations(kept=partner("Ministry"), gone=partner("The zone one"), by=SYSTEM, at=AT)
    merge_organisations(kept=partner("Ministry"), gone=partner("The federal one"), by=SYSTEM, at=AT)
    zone.refresh_from_db()
    assert zone.organisation == partner("Ministry")
    assert Ask.objects.get(pk=one.pk).addressee.organisation == partner("The federal one")  # two of one level stay two


def test_an_authority_that_stood_there_by_mistake_is_taken_off_and_one_that_was_asked_stays(asked, authority, office, partner):
    asked()
    with pytest.raises(NotNow, match="it stays"):
        actions.drop_authority(authority=authority("federal"), by=office, at=AT)
    with pytest.raises(NotNow, match="already at that level"):
        actions.make_authority(organisation=partner("The federal one"), level="federal", by=office, at=AT)
    actions.drop_authority(authority=authority("zone"), by=office, at=AT)
