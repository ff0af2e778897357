"""A region with a frame, a body that decides by its mandate, an action, two sources, and a budget that was approved."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from empact.definitions.frames import read_frames
from empact.web.budgets import actions
from empact.web.governance import actions as governance
from empact.web.kernel.who import Who
from empact.web.portfolio import actions as portfolio
from empact.web.territory.models import Organisation, Team

AT = datetime(2026, 3, 3, 9, tzinfo=UTC)
TODAY = date(2026, 3, 3)
START = date(2020, 1, 1)
YEAR = 2026


def needed(user):
    """The same, with roles that were confirmed today: nothing asks about them."""
    user.hats.update(confirmed=timezone.localdate())
    return user


@pytest.fixture
def office(cast) -> Who:
    """The project office."""
    return cast.who(cast.user("Olga", "pmo"))


@pytest.fixture
def client(cast):
    """Another of the office, in a browser."""
    return cast.client(needed(cast.user("Otto", "pmo")))


@pytest.fixture
def partner(db):
    """A partner by its name."""
    return lambda name: Organisation.objects.get_or_create(name=name, defaults={"search": name.lower(), "starts": START})[0]


@pytest.fixture
def team(db):
    return lambda name: Team.objects.get_or_create(name=name, defaults={"kind": "neighbourhood", "starts": START})[0]


@pytest.fixture
def body(office):
    return governance.make_body(name="Steering", purpose="Steers", quorum=50, up_to=10**6, starts=START, by=office, at=AT)


@pytest.fixture
def decided(body, office):
    """``decided()``: a decision that was taken; ``decided(taken=False)``: one that is open."""

    def make(question="The budget?", *, taken=True):
        values = {"question": question, "proposal": "Yes.", "reasons": "Needed", "plan": "SO1", "kind": "mandate", "cost": 10}
        values["aims"] = ["value"]
        one = governance.propose(body=body, values=values, today=TODAY, by=office, at=AT)
        governance.move_decision(decision=one, to="open", today=TODAY, by=office, at=AT)
        if taken:
            said = {"starts": TODAY, "review_by": date(2027, 3, 3), "today": TODAY}
            governance.take(decision=one, by=office, at=AT, **said)
        return one

    return make


@pytest.fixture
def frame(db, office):
    return portfolio.take_up_frame(told=read_frames()["empact"], activities=False, today=TODAY, by=office, at=AT)


@pytest.fixture
def leuven(db, office):
    return portfolio.take_up_frame(told=read_frames()["leuven"], activities=False, today=TODAY, by=office, at=AT)


@pytest.fixture
def action(frame, office, partner):
    """Pulled by 'Home nursing'."""
    return portfolio.propose_action(title="Falls", puller=partner("Home nursing"), today=TODAY, by=office, at=AT)


@pytest.fixture
def manager(cast, partner) -> Who:
    """Who leads actions for 'Home nursing'."""
    return cast.who(cast.user("Mia", ("project_manager", "organisation", partner("Home nursing").pk)))


@pytest.fixture
def source(office):
    """A source by its name; made once."""
    made = {}

    def make(title="Ministry", **more):
        if title not in made:
            values = {"title": title, "starts": START, **more}
            made[title] = actions.keep_source(values=values, by=office, at=AT)
        return made[title]

    return make


@pytest.fixture
def draft(action, source, partner, office):
    """``draft(("Room", "Ministry", 100_000), ...)``: a budget whose first version has these lines; the version."""

    def make(*lines, about=None, year=YEAR):
        budget = actions.make_budget(year=year, by=office, at=AT, **(about or {"action": action}))
        version = budget.versions.get()
        for title, paid, amount, *more in lines:
            said = more[0] if more else {}
            actions.plan_line(version=version, title=title, source=source(paid), amount_minor=amount, by=office, at=AT, **said)
        return version

    return make


@pytest.fixture
def budget(draft, decided, office):
    """Approved: a room for 1000 euro and a trainer for 500, from one source; leaflets for 200 from another."""
    version = draft(
        ("Room", "Ministry", 100_000), ("Trainer", "Ministry", 50_000, {"percent": 20}), ("Leaflets", "Town", 20_000)
    )
    actions.approve(version=version, decision=decided(), today=TODAY, by=office, at=AT)
    return version.budget


@pytest.fixture
def line(budget):
    return lambda title: budget.lines.get(title=title)


@pytest.fixture
def pay(office):
    """``pay(line, cents)``."""

    def spend(line, amount, **more):
        said = {"on": TODAY, "why": "Paid", "proof": "F-1", "today": TODAY, "by": office, "at": AT, **more}
        return actions.spend(line=line, amount_minor=amount, **said)

    return spend
