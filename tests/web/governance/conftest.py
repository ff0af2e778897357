"""A steering group with seats of partners, an operational board with a mandate, and a proposal."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from empact.web.governance import actions
from empact.web.kernel.who import Who
from empact.web.territory.models import Code, Organisation

AT = datetime(2026, 3, 3, 9, tzinfo=UTC)
TODAY = date(2026, 3, 3)
START = date(2020, 1, 1)
WORDS = {"question": "Does fall prevention start?", "proposal": "It starts in Tielt.", "reasons": "Many fall.", "plan": "SO1"}
WORDS["aims"] = ["health"]


def needed(user):
    """The same, with roles that were confirmed today: nothing asks about them."""
    user.hats.update(confirmed=timezone.localdate())
    return user


@pytest.fixture
def office(cast) -> Who:
    return cast.who(cast.user("Olga", "pmo"))


@pytest.fixture
def steering(db, office):
    return actions.make_body(name="Steering group", purpose="Steers", quorum=50, starts=START, by=office, at=AT)


@pytest.fixture
def partner(db):
    """``partner("Hospital")``: made once."""
    return lambda name: Organisation.objects.get_or_create(name=name, defaults={"search": name.lower(), "starts": START})[0]


@pytest.fixture
def group(db):
    """The n-th category of actors."""
    return lambda n: list(Code.objects.filter(codelist="category"))[n]


@pytest.fixture
def seats(steering, partner, group, office):
    """Four partners with a seat in the steering group, by their letter."""
    return {
        letter: actions.seat(
            body=steering, group=group(n), organisation=partner(f"Partner {letter}"), starts=START, by=office, at=AT
        )
        for n, letter in enumerate("ABCD")
    }


@pytest.fixture
def member(cast, seats):
    """Who speaks for the seat of that letter."""
    made = {}

    def make(letter: str) -> Who:
        if letter not in made:
            where = ("steering", "organisation", seats[letter].organisation_id)
            made[letter] = cast.who(cast.user(f"Member{letter}", where))
        return made[letter]

    return make


@pytest.fixture
def opened(steering, seats, office):
    """``opened(kind="majority")``: a decision that is open."""

    def make(body=None, **more):
        values = {**WORDS, "kind": "consent", **more}
        made = actions.propose(body=body or steering, values=values, today=TODAY, by=office, at=AT)
        return actions.move_decision(decision=made, to="open", today=TODAY, by=office, at=AT)

    return make


@pytest.fixture
def say(seats, member):
    """``say(decision, "A", "agrees")``."""

    def speak(decision, letter, stance, through="", **more):
        by = member(through or letter)
        holder = seats[through] if through else None
        return actions.speak(
            decision=decision, seat=seats[letter], stance=stance, through=holder, today=TODAY, by=by, at=AT, **more
        )

    return speak


@pytest.fixture
def take(office):
    def decide(decision, **more):
        said = {"starts": TODAY, "review_by": date(2027, 3, 3), "today": TODAY, **more}
        return actions.take(decision=decision, by=office, at=AT, **said)

    return decide
