"""Double entry: nothing comes from nowhere, nothing is changed, and a sum never rounds."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from empact.ledger import COIN, EURO, HOUR, Book, Limits, Standing, Transfer, balances, reversal, split, standing
from empact.terms.errors import UserError

DAY = date(2026, 3, 2)


def moved(key, source, target, amount, on=DAY, **more):
    return Transfer(key, source, target, amount, on, **more)


@pytest.mark.parametrize(
    ("unit", "said", "parts"), [(EURO, "70000.00", 7_000_000), (HOUR, "1.5", 5400), (COIN, 3, 3), (EURO, "-0.01", -1)]
)
def test_an_amount_is_read_and_said_without_rounding(unit, said, parts):
    assert unit.read(said) == parts
    assert unit.say(parts) == Decimal(said)


@pytest.mark.parametrize(("unit", "said"), [(EURO, "0.005"), (COIN, "0.5"), (EURO, "ten"), (EURO, "NaN"), (EURO, "Infinity")])
def test_what_is_no_whole_number_of_parts_is_refused(unit, said):
    with pytest.raises(UserError):
        unit.read(said)


@pytest.mark.parametrize(("source", "target", "amount"), [("a", "b", 0), ("a", "b", -1), ("a", "a", 1)])
def test_a_transfer_moves_something_between_two(source, target, amount):
    with pytest.raises(UserError):
        moved(1, source, target, amount)


def test_a_hundred_thousand_random_operations_add_up_to_zero_and_keep_the_limits():
    chance = random.Random(20260302)
    names = [f"account {n}" for n in range(40)]
    blocked = {name: Limits(least=-50_000, most=200_000) for name in names[:20]}
    flagged = {name: Limits(least=-10_000, blocks=False) for name in names[20:30]}
    book = Book(EURO, blocked | flagged)
    booked: list[Transfer] = []
    refused = 0
    for key in range(100_000):
        source, target = chance.sample(names, 2)
        one = moved(key, source, target, chance.randint(1, 20_000))
        last = booked[-1] if booked else one
        if chance.random() < 0.1 and last.reverses is None and last.key != key:
            one = reversal(last, key=key, on=DAY, why="mistake")
        try:
            book.book(one)
            booked.append(one)
        except UserError:
            refused += 1
    assert refused > 1_000
    held = balances(book)
    assert sum(held.values()) == 0
    assert held == {name: book.held(name) for name in names}
    assert all(-50_000 <= held[name] <= 200_000 for name in blocked)
    assert book.flagged() == sorted(name for name in flagged if held[name] < -10_000)


def test_what_was_sent_twice_is_booked_once_and_a_key_is_taken_for_good():
    book = Book(HOUR)
    book.book(moved("exchange 1", "Ann", "Bo", 3600))
    book.book(moved("exchange 1", "Ann", "Bo", 3600))
    assert (len(book), book.held("Bo")) == (1, 3600)
    with pytest.raises(UserError, match="has this key"):
        book.book(moved("exchange 1", "Ann", "Bo", 7200))


def test_a_reversal_brings_back_what_was_and_only_once():
    book = Book(EURO)
    first = moved(1, "fund", "action", 5_600_000)
    book.book(first)
    back = reversal(first, key=2, on=DAY, why="decision 12")
    book.book(back)
    assert (book.held("fund"), book.held("action"), len(book)) == (0, 0, 2)
    with pytest.raises(UserError, match="reversed before"):
        book.book(reversal(first, key=3, on=DAY, why="again"))
    with pytest.raises(UserError, match="not taken back"):
        reversal(back, key=4, on=DAY, why="back and forth")
    with pytest.raises(UserError, match="not in this book"):
        Book(EURO).book(back)
    with pytest.raises(UserError, match="same amount"):
        other = Book(EURO)
        other.book(first)
        other.book(moved(2, "action", "fund", 1, reverses=1))


def test_a_balance_of_a_past_day_counts_nothing_later():
    transfers = [moved(1, "a", "b", 5, date(2026, 1, 1)), moved(2, "a", "b", 7, date(2026, 2, 1))]
    assert balances(transfers, on=date(2026, 1, 31))["b"] == 5
    assert balances(transfers, on=date(2026, 2, 1))["b"] == 12


def test_a_limit_refuses_or_flags_and_lets_an_account_recover():
    assert [standing(n, Limits(least=-5, most=5)) for n in (-6, -5, 5, 6)] == [
        Standing.BELOW,
        Standing.WITHIN,
        Standing.WITHIN,
        Standing.ABOVE,
    ]
    book = Book(EURO, {"line": Limits(least=0)})
    with pytest.raises(UserError, match="beyond its limit"):
        book.book(moved(1, "line", "partner", 1))
    book.book(moved(2, "budget", "line", 10))
    book.book(moved(3, "line", "partner", 10))
    book.limits = {"line": Limits(least=20)}
    book.book(moved(4, "budget", "line", 5))  # nearer to its limit, though still below it
    assert book.held("line") == 5


def test_a_pool_is_divided_to_the_last_cent():
    assert split(100, {"a": 1, "b": 1, "c": 1}) == {"a": 34, "b": 33, "c": 33}
    assert split(-100, {"a": 1, "b": 1, "c": 1}) == {"a": -34, "b": -33, "c": -33}
    assert split(10, {"a": Fraction(1, 3), "b": Fraction(2, 3)}) == {"a": 3, "b": 7}
    chance = random.Random(1)
    for _ in range(500):
        amount = chance.randint(-10_000_000, 10_000_000)
        parts = split(amount, {n: chance.randint(0, 50) for n in range(chance.randint(1, 30))} | {"one": 1})
        assert sum(parts.values()) == amount
    for keys in ({}, {"a": 0}, {"a": 2, "b": -1}):
        with pytest.raises(UserError):
            split(5, keys)
