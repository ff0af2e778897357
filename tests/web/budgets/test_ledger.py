"""The ledger: it adds up to zero whatever is done and whoever does it at once, and every total is what it says."""

from __future__ import annotations

import random
import threading
from collections import Counter

import pytest
from django.db import connection
from django.db.models import Sum

from empact.ledger import balances
from empact.web.budgets import actions, queries
from empact.web.budgets.models import Account, Budget, Commitment, Entry, Line
from empact.web.kernel.problems import NotNow
from empact.web.kernel.who import SYSTEM

from .conftest import AT, TODAY, YEAR


def booked():
    """What each account holds, by the pure ledger, from every entry there is."""
    return balances(entry.transfer for entry in Entry.objects.all())


def sound():
    held = booked()
    assert sum(held.values()) == 0
    for account in Account.objects.all():
        assert account.side == "given" or held[account.pk] >= 0
        assert account.side != "given" or held[account.pk] <= 0
    return held


def do_something(chance, lines, commitments, decision):
    """One thing at random; what the rules refuse is refused whole."""
    line, amount, said = chance.choice(lines), chance.randrange(1, 40_000), {"today": TODAY, "by": SYSTEM, "at": AT}
    paid = {"on": TODAY, "why": "w", "proof": "F", **said}
    done = chance.randrange(6)
    try:
        if done == 0:
            commitments.append(actions.bind(line=line, amount_minor=amount, what="w", on=TODAY, **said))
        elif done == 1:
            actions.spend(line=line, amount_minor=amount, **paid)
        elif done == 2 and commitments:
            one = chance.choice(commitments)
            actions.spend(line=one.line, amount_minor=amount, commitment=one, **paid)
        elif done == 3 and commitments:
            actions.release(commitment=chance.choice(commitments), **said)
        elif done == 4:
            actions.move(line=line, to=chance.choice(lines), amount_minor=amount, why="w", decision=decision, **said)
        else:
            entry = Entry.objects.filter(kind__in=("bind", "spend", "release")).order_by("?").first()
            if entry:
                actions.take_back(entry=entry, why="w", **said)
    except NotNow:
        return False
    return True


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_done_at_random_adds_up_to_zero_and_no_line_holds_less_than_nothing(budget, decided, seed):
    chance, commitments, decision = random.Random(seed), [], decided()
    lines = list(budget.lines.select_related("budget__action"))
    done = [do_something(chance, lines, commitments, decision) for _n in range(60)]
    assert 10 < sum(done) < 60
    held = sound()
    for pk, stand in queries.stands(budget.lines.all()).items():
        by_side = {a.side: held[a.pk] for a in Account.objects.filter(line=pk)}
        assert by_side == {"free": stand.free, "bound": stand.bound, "spent": stand.spent}
        assert stand.now == stand.free + stand.bound + stand.spent
    assert sum(queries.left_of(c) for c in Commitment.objects.all()) == sum(
        s.bound for s in queries.stands(budget.lines.all()).values()
    )


@pytest.mark.django_db(transaction=True)
def test_twenty_writers_at_once_spend_no_cent_twice(budget, line, pay):
    room, refused, done, lock = line("Room"), [], [], threading.Lock()
    bound = actions.bind(line=room, amount_minor=30_000, what="w", on=TODAY, today=TODAY, by=SYSTEM, at=AT)
    ready = threading.Barrier(20)

    def write(n):
        try:
            ready.wait()
            for k in range(3):
                try:
                    pay(room, 7_000, by=SYSTEM, why=f"{n}.{k}", commitment=bound if n % 4 == 0 else None)
                except NotNow:
                    with lock:
                        refused.append(n)
                else:
                    with lock:
                        done.append(n)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(n,)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) + len(refused) == 60
    assert len(done) == 14  # four of 7000 fit in what is bound, ten in what is free
    sound()
    stand = queries.stands(Line.objects.filter(pk=room.pk))[room.pk]
    assert (stand.spent, stand.bound, stand.free) == (98_000, 2_000, 0)
    numbers = list(Entry.objects.values_list("number", flat=True))
    assert len(set(numbers)) == len(numbers)


@pytest.mark.django_db(transaction=True)
def test_twenty_writers_who_do_everything_at_once_leave_a_ledger_that_adds_up_to_zero(budget, decided):
    lines, decision, wrong = list(budget.lines.select_related("budget__action")), decided(), []
    ready = threading.Barrier(20)

    def write(seed):
        chance, commitments = random.Random(seed), []
        try:
            ready.wait()
            for _n in range(6):
                do_something(chance, lines, commitments, decision)
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
    assert Entry.objects.count() > 25
    sound()


@pytest.mark.shows("C12", "D9")
@pytest.mark.parametrize("by", [queries.ABOUT, queries.PARTNER, queries.SOURCE])
def test_every_roll_up_is_what_the_ledger_says(budget, line, pay, draft, body, decided, office, partner, by):
    hospital = {"partner": partner("Hospital"), "percent": 30}
    other = draft(("Desk", "Town", 70_000, hospital), ("Paper", "Ministry", 5_000), about={"body": body})
    actions.approve(version=other, decision=decided(), today=TODAY, by=office, at=AT)
    chance, commitments = random.Random(by), []
    lines = list(Line.objects.select_related("budget__action", "budget__body"))
    for _n in range(40):
        do_something(chance, lines, commitments, decided())
    held, accounts = booked(), Account.objects.exclude(line=None).select_related("line__budget")
    expected: dict[object, Counter] = {}
    for account in accounts:
        line_ = account.line
        key = {queries.ABOUT: line_.budget.about_id, queries.PARTNER: line_.partner_id, queries.SOURCE: line_.source_id}[by]
        expected.setdefault(key, Counter())[account.side] += held[account.pk]
    rows = queries.rolled_up(by, YEAR, TODAY)
    assert {
        row.about and row.about.pk: Counter(free=row.stand.free, bound=row.stand.bound, spent=row.stand.spent) for row in rows
    } == expected
    whole = sum(row.stand.now for row in rows)
    assert whole == sum(s.now for s in queries.stands(Line.objects.all()).values()) == 245_000
    assert sum(row.stand.planned for row in rows) == 50
    assert sum(queries.given().values()) == 245_000 == -sum(held[a.pk] for a in Account.objects.exclude(source=None))


def many_entries(budget, number):
    """So many entries on one line, written at once: how they came is no matter here."""
    sides = {a.side: a for a in Account.objects.filter(line=budget.lines.first())}
    first = Entry.objects.order_by("-number").first()
    rows = [
        Entry(
            number=first.number + 1 + n, kind="spend", origin=sides["free"], target=sides["spent"], amount_minor=1, on=TODAY,
            at=AT, why=f"w {n}", proof=f"F-{n}",
        )
        for n in range(number)
    ]  # fmt: skip
    Entry.objects.bulk_create(rows, batch_size=500)


@pytest.mark.shows("C12")
def test_ten_thousand_entries_are_paged_and_added_up_with_few_questions(budget, client, django_assert_max_num_queries):
    many_entries(budget, 10_000)
    client.get("/budgets/entries/")
    line = budget.lines.first()
    for address in (
        "/budgets/entries/", "/budgets/entries/?page=150", "/budgets/entries/?q=F-77", f"/budgets/{budget.pk}/",
        f"/budgets/lines/{line.pk}/", f"/budgets/totals/?year={YEAR}&by=source", f"/budgets/spending-plan/?year={YEAR}",
        f"/budgets/?year={YEAR}", "/funding/sources/", "/staff/",
    ):  # fmt: skip
        with django_assert_max_num_queries(26):
            answer = client.get(address)
        assert answer.status_code == 200 and len(answer.content) < 150_000, address
    assert Entry.objects.aggregate(n=Sum("amount_minor"))["n"] == 180_000
    assert Budget.objects.count() == 1
