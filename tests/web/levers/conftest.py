"""A region with a frame, two partners, an action that one of them pulls, and a project office of two."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from empact.definitions.frames import read_frames
from empact.web.governance import actions as governance
from empact.web.kernel import region
from empact.web.kernel.models import RegionChoice
from empact.web.kernel.who import Who
from empact.web.levers import actions
from empact.web.portfolio import actions as portfolio
from empact.web.territory.models import Code, Organisation, Post, Practitioner

AT = datetime(2026, 3, 3, 9, tzinfo=UTC)
TODAY = date(2026, 3, 3)
START = date(2020, 1, 1)
HOUR = 3600


def needed(user):
    """The same, with roles that were confirmed today: nothing asks about them."""
    user.hats.update(confirmed=timezone.localdate())
    return user


@pytest.fixture
def partner(db):
    """A partner by its name."""
    return lambda name: Organisation.objects.get_or_create(name=name, defaults={"search": name.lower(), "starts": START})[0]


@pytest.fixture
def at(cast, partner):
    """``at("Hospital")``: somebody who keeps the hours of that partner; each time somebody else."""
    made = []

    def make(name, role="contact") -> Who:
        made.append(name)
        return cast.who(cast.user(f"{name.replace(' ', '')}{len(made)}", (role, "organisation", partner(name).pk)))

    return make


@pytest.fixture
def sits_at(cast, partner):
    """The same, signed in."""
    made = []

    def make(name, role="contact"):
        made.append(name)
        user = cast.user(f"b{name.replace(' ', '')}{len(made)}", (role, "organisation", partner(name).pk))
        return cast.client(needed(user))

    return make


@pytest.fixture
def office(cast) -> Who:
    return cast.who(cast.user("Olga", "pmo"))


@pytest.fixture
def client(cast):
    """Another of the office, in a browser."""
    return cast.client(needed(cast.user("Otto", "pmo")))


@pytest.fixture
def frame(office):
    return portfolio.take_up_frame(told=read_frames()["empact"], activities=False, today=TODAY, by=office, at=AT)


@pytest.fixture
def action(frame, office, partner):
    """Pulled by 'Home nursing'."""
    return portfolio.propose_action(title="Falls", puller=partner("Home nursing"), today=TODAY, by=office, at=AT)


@pytest.fixture
def package(office):
    """The third work package of the plan of Leuven."""
    told = portfolio.take_up_frame(told=read_frames()["leuven"], activities=False, today=TODAY, by=office, at=AT)
    return told.items.get(kind="programme", code="WP3")


@pytest.fixture
def work(db):
    return Code.objects.get(codelist="work", code="testing")


@pytest.fixture
def post(partner):
    """``post("Hospital", "Lieve", "provider")``: somebody in a function there."""

    def make(name, who="Lieve", function="provider"):
        one = Practitioner.objects.get_or_create(name=who, defaults={"search": who.lower()})[0]
        code = Code.objects.get(codelist="function", code=function)
        return Post.objects.create(practitioner=one, function=code, organisation=partner(name), starts=START)

    return make


@pytest.fixture
def give(at, partner):
    """``give("Hospital", 1.5, action=...)``: hours of a partner, registered by somebody of it; not confirmed."""
    who = {}

    def make(name, hours, **more):
        by = more.pop("by", None) or who.setdefault(name, at(name))
        said = {"on": TODAY, "today": TODAY, **more}
        return actions.register(organisation=partner(name), seconds=int(hours * HOUR), by=by, at=AT, **said)

    return make


@pytest.fixture
def given(give, office):
    """The same, confirmed by the office."""

    def make(name, hours, **more):
        return actions.confirm(entries=[give(name, hours, **more)], today=TODAY, by=office, at=AT)[0]

    return make


@pytest.fixture
def valued(db):
    """The region says what hours count for."""
    RegionChoice.objects.update_or_create(id="levers.value_hours", defaults={"value": True})
    region.forget()


@pytest.fixture
def body(office):
    return governance.make_body(name="Steering", purpose="Steers", quorum=50, up_to=10**6, starts=START, by=office, at=AT)
