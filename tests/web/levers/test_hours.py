"""The time bank: quarters of an hour, confirmed by somebody else, put right by a counter-entry, and zero in all."""

from __future__ import annotations

import random
import threading
from datetime import date, timedelta

import pytest
from django.db import connection

from empact.ledger import balances
from empact.web.budgets import actions as budgets
from empact.web.kernel.models import AuditEntry
from empact.web.kernel.problems import Denied, NotNow, Problem
from empact.web.levers import actions, queries
from empact.web.levers.models import Account, Entry
from empact.web.territory.models import Organisation

from .conftest import AT, HOUR, TODAY


def held():
    """What each account holds, by the pure ledger, from what was confirmed."""
    return balances(entry.transfer for entry in Entry.objects.confirmed())


@pytest.mark.shows("TIM-01")
def test_hours_have_a_day_an_activity_a_kind_of_work_and_who_confirmed_them(give, action, work, at, partner, post):
    entry = give("Hospital", 1.25, action=action, work=work, post=post("Hospital"), note="On the ward")
    assert (entry.state, entry.seconds, entry.activity.action, str(entry.work)) == ("waiting", 4500, action, "Testing")
    assert entry.giver.organisation == partner("Hospital") and entry.giver.post.practitioner.name == "Lieve"
    assert str(entry.function) == "Care provider"
    assert held() == {}
    nurse = at("Home nursing")
    (entry,) = actions.confirm(entries=[entry], today=TODAY, by=nurse, at=AT)
    assert (entry.state, entry.confirmed, entry.confirmed_by_id) == ("confirmed", TODAY, nurse.user_id)
    assert held() == {entry.giver_id: -4500, entry.activity_id: 4500}


@pytest.mark.parametrize("hours", [0, -1, 0.1, 0.3, 24.25])
def test_hours_come_in_quarters_and_no_more_than_a_day_has(give, hours):
    with pytest.raises(NotNow, match=r"quarters|do not fit"):
        give("Hospital", hours)
    assert not Entry.objects.exists()


def test_nothing_is_registered_of_tomorrow_or_for_an_action_and_a_package(give, action, package, post):
    with pytest.raises(NotNow, match="not come yet"):
        give("Hospital", 1, on=TODAY + timedelta(days=1))
    with pytest.raises(NotNow, match="not both"):
        give("Hospital", 1, action=action, package=package)
    with pytest.raises(NotNow, match="did not work in that function"):
        give("Hospital", 1, post=post("Town"))
    assert not Entry.objects.exists()


def test_somebody_else_confirms_and_nobody_for_their_own_organisation(give, action, at, office, partner):
    entry = give("Hospital", 1, action=action)
    for who in (at("Hospital"), at("Town"), at("Home nursing", "steering")):
        with pytest.raises(Denied):
            actions.confirm(entries=[entry], today=TODAY, by=who, at=AT)
    own = give("Home nursing", 1, action=action)  # who pulls the action gave it
    with pytest.raises(Denied, match="own organisation"):
        actions.confirm(entries=[own], today=TODAY, by=at("Home nursing"), at=AT)
    told = give("Hospital", 2, action=action, by=office)
    with pytest.raises(NotNow, match="does not confirm it"):
        actions.confirm(entries=[entry, told], today=TODAY, by=office, at=AT)
    assert not Entry.objects.confirmed().exists()  # all of them or none
    with pytest.raises(Denied):
        give("Hospital", 1, by=at("Town"))
    actions.confirm(entries=[entry, own], today=TODAY, by=office, at=AT)
    assert Entry.objects.confirmed().seconds() == 2 * HOUR


def test_what_waits_can_be_asked_about_answered_and_withdrawn(give, action, at):
    entry, nurse, hospital = give("Hospital", 8, action=action), at("Home nursing"), at("Hospital")
    actions.ask_about(entry=entry, question="Eight hours on one day?", by=nurse, at=AT)
    assert list(queries.to_confirm(nurse)) == []
    with pytest.raises(Denied):
        actions.answer_question(entry=entry, answer="Yes", by=nurse, at=AT)
    with pytest.raises(Problem, match="at least one sentence"):
        actions.answer_question(entry=entry, answer=" ", by=hospital, at=AT)
    actions.answer_question(entry=entry, answer="A whole day of testing", by=hospital, at=AT)
    assert list(queries.to_confirm(nurse)) == [entry]
    actions.withdraw(entry=entry, by=hospital, at=AT)
    with pytest.raises(NotNow, match="do not become that"):
        actions.confirm(entries=[entry], today=TODAY, by=nurse, at=AT)
    assert Entry.objects.get().state == "withdrawn" and held() == {}


@pytest.mark.shows("TIM-01")
def test_a_correction_is_a_counter_entry_and_leaves_a_trace(given, action, at, office):
    entry = given("Hospital", 3, action=action)
    with pytest.raises(NotNow, match="were confirmed"):
        actions.withdraw(entry=entry, by=at("Hospital"), at=AT)
    with pytest.raises(Denied):
        actions.reverse(entry=entry, why="w", today=TODAY, by=at("Town"), at=AT)
    counter = actions.reverse(entry=entry, why="It was two hours", today=TODAY, by=at("Hospital"), at=AT)
    assert (counter.reverses, counter.signed, counter.why) == (entry, -3 * HOUR, "It was two hours")
    assert Entry.objects.count() == 2 and Entry.objects.confirmed().seconds() == 0
    assert not +held() and not -held()
    for again in (entry, counter):
        with pytest.raises(NotNow, match="taken back already"):
            actions.reverse(entry=again, why="w", today=TODAY, by=office, at=AT)
    told = list(AuditEntry.objects.filter(event__startswith="levers.").order_by("seq").values_list("event", flat=True))
    assert told == ["levers.hours_registered", "levers.hours_moved", "levers.hours_registered"]


def test_what_looks_like_a_duplicate_is_marked(give, action, at, client):
    one = give("Hospital", 1, action=action)
    give("Hospital", 1, action=action, on=TODAY - timedelta(days=1))
    give("Hospital", 2, action=action)
    assert not queries.marked(Entry.objects.all()).filter(is_twin=True).exists()
    two = give("Hospital", 1, action=action)
    assert set(queries.marked(Entry.objects.all()).filter(is_twin=True)) == {one, two}
    page = client.get("/time/confirm/").content.decode()
    assert page.count("looks like a duplicate") == 2 and page.count(" checked>") == 2
    actions.withdraw(entry=two, by=at("Hospital"), at=AT)
    assert not queries.marked(Entry.objects.waiting()).filter(is_twin=True).exists()


def test_hours_that_are_paid_stand_in_the_same_bank_and_are_no_gift(office, cast, partner, client, at):
    values = {"function": "Coach", "form": "self_employed", "percent": None, "starts": date(2020, 1, 1), "rate_minor": 6_000}
    position = budgets.keep_position(values={**values, "employer": partner("Hospital")}, by=office, at=AT)
    noted = budgets.note_hours(position=position, month=TODAY, seconds=7 * HOUR, today=TODAY, by=office, at=AT)
    again = budgets.note_hours(position=position, month=TODAY, seconds=8 * HOUR, today=TODAY, by=office, at=AT)
    assert again.pk == noted.pk and sorted(Entry.objects.values_list("state", flat=True)) == ["waiting", "withdrawn"]
    other = cast.who(cast.user("Oscar", "pmo"))
    budgets.approve_hours(hours=again, today=TODAY, by=other, at=AT)
    entry = Entry.objects.confirmed().get()
    assert (entry.seconds, entry.giver.side) == (8 * HOUR, "paid")
    assert sum(held().values()) == 0
    assert not Entry.objects.visible_to(office, "project").exists() and not Entry.objects.gifts().exists()
    assert not Entry.objects.visible_to(at("Hospital"), "project").exists()
    with pytest.raises(NotNow, match="are paid"):
        actions.withdraw(entry=entry, by=office, at=AT)
    assert "8.00" not in client.get("/time/").content.decode()


def do_something(chance, people, organisations, activities, known):
    """One thing at random; what the rules refuse is refused whole."""
    by, done = chance.choice(people), chance.randrange(6)
    some = [Entry(pk=pk) for pk in chance.sample(known, min(len(known), 2))]
    try:
        if done < 2:
            said = {"organisation": chance.choice(organisations), "seconds": 900 * chance.randrange(0, 40), "on": TODAY}
            known.append(actions.register(**said, action=chance.choice(activities), today=TODAY, by=by, at=AT).pk)
        elif done == 2 and some:
            actions.confirm(entries=some, today=TODAY, by=by, at=AT)
        elif done == 3 and some:
            actions.withdraw(entry=some[0], by=by, at=AT)
        elif some:
            known.append(actions.reverse(entry=some[0], why="w", today=TODAY, by=by, at=AT).pk)
    except (NotNow, Denied):
        return False
    return True


def sound(organisations):
    """Zero in all, and for each organisation what its entries say."""
    holds = held()
    assert sum(holds.values()) == 0
    for one in organisations:
        accounts = Account.objects.filter(side="gives", organisation=one)
        assert -sum(holds[a.pk] for a in accounts) == Entry.objects.confirmed().filter(giver__in=accounts).seconds() >= 0


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_done_at_random_adds_up_to_zero(action, partner, at, office, cast, seed):
    chance = random.Random(seed)
    organisations = [partner("Hospital"), partner("Town")]
    people = [office, cast.who(cast.user("Oscar", "pmo")), at("Hospital"), at("Town"), at("Home nursing")]
    known: list[object] = []
    done = [do_something(chance, people, organisations, [action, None], known) for _n in range(60)]
    assert 10 < sum(done) < 60
    sound(organisations)


@pytest.mark.django_db(transaction=True)
def test_twenty_who_write_at_once_leave_a_bank_that_adds_up_to_zero(action, partner, at, office, cast):
    organisations, wrong = [partner("Hospital"), partner("Town")], []
    people = [office, cast.who(cast.user("Oscar", "pmo")), at("Hospital"), at("Home nursing")]
    said = {"organisation": organisations[0], "seconds": 900, "on": TODAY, "today": TODAY, "at": AT}
    shared = [actions.register(**said, action=action, by=people[2]).pk for _n in range(6)]
    ready = threading.Barrier(20)

    def write(seed):
        chance, known = random.Random(seed), list(shared)
        try:
            ready.wait()
            for _n in range(5):
                do_something(chance, people, organisations, [action, None], known)
        except Exception as error:  # noqa: BLE001 - told by the test
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(seed,)) for seed in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert Entry.objects.count() > 20
    sound(organisations)
    taken = [e.reverses_id for e in Entry.objects.exclude(reverses=None)]
    assert len(set(taken)) == len(taken)
    assert Organisation.objects.filter(pk__in=[o.pk for o in organisations]).count() == 2
