"""A plan of which a draft is asked about: a body with two seats, an organisation, and a working group with a citizen."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from empact.definitions.frames import read_frames
from empact.web.governance import actions as governance
from empact.web.kernel.who import Who
from empact.web.participation import actions
from empact.web.portfolio import actions as portfolio
from empact.web.portfolio.models import Item
from empact.web.territory.models import Code, Organisation

AT = datetime(2026, 3, 3, 9, tzinfo=UTC)
TODAY = date(2026, 3, 3)
CLOSES = date(2026, 3, 24)
AFTER = date(2026, 3, 25)
START = date(2020, 1, 1)
TEXT = "We start in Tielt.\n\nTen teams take part.\n\nThe town pays."


def needed(user):
    """The same, with roles that were confirmed today: nothing asks about them."""
    user.hats.update(confirmed=timezone.localdate())
    return user


@pytest.fixture
def office(cast) -> Who:
    return cast.who(needed(cast.user("Olga", "pmo")))


@pytest.fixture
def partner(db):
    """``partner("Hospital")``: made once."""
    return lambda name: Organisation.objects.get_or_create(name=name, defaults={"search": name.lower(), "starts": START})[0]


@pytest.fixture
def category(db):
    return lambda code: Code.objects.get(codelist="category", code=code)


@pytest.fixture
def contact(cast, partner):
    """Who speaks for the organisation of that name."""
    made = {}

    def make(name: str) -> Who:
        if name not in made:
            user = cast.user(f"Of{name}", ("contact", "organisation", partner(name).pk))
            made[name] = cast.who(needed(user))
        return made[name]

    return make


@pytest.fixture
def steering(db, office, partner, category):
    """A steering group in which Hospital and Town have a seat."""
    body = governance.make_body(name="Steering group", purpose="Steers", quorum=50, starts=START, by=office, at=AT)
    for name, code in (("Hospital", "hospitals"), ("Town", "local-governments")):
        governance.seat(body=body, group=category(code), organisation=partner(name), starts=START, by=office, at=AT)
    return body


@pytest.fixture
def item(db, office):
    portfolio.take_up_frame(told=read_frames()["empact"], activities=False, today=TODAY, by=office, at=AT)
    return lambda kind, code: Item.objects.get(kind=kind, code=code)


@pytest.fixture
def group(item, office):
    """A co-creation group for the first objective."""
    return actions.make_group(
        name="Co-creation 1", kind="co_creation", purpose="What would help people?", items=[item("objective", "SO1")],
        starts=START, by=office, at=AT,
    )  # fmt: skip


@pytest.fixture
def citizen(cast, group, office, category):
    """Rita, who needs care herself, said yes."""
    user = needed(cast.user("Rita", "person"))
    one = actions.invite(group=group, user=user, category=category("patients-and-carers"), today=TODAY, by=office, at=AT)
    actions.accept(participant=one, wishes=["step_free"], today=TODAY, by=cast.who(user), at=AT)
    return one


@pytest.fixture
def plan(db, office):
    return actions.make_document(title="Transition plan", text=TEXT, today=TODAY, by=office, at=AT)


@pytest.fixture
def draft(plan):
    return plan.versions.get()


@pytest.fixture
def asked(draft, steering, partner, office):
    """The steering group and Home nursing are asked."""

    def make(**more):
        said = {"bodies": [steering], "organisations": [partner("Home nursing")], "question": "Is this right?", **more}
        return actions.ask(version=draft, closes=CLOSES, today=TODAY, by=office, at=AT, **said)

    return make


@pytest.fixture
def say(contact, partner):
    """``say(round, "Hospital", "Not ten but twenty", 2)``: of the paragraph of that number."""

    def speak(round_, name, text="Why?", paragraph=None, day=TODAY):
        part = round_.version.paragraphs.get(number=paragraph) if paragraph else None
        return actions.comment(
            consultation=round_, text=text, paragraph=part, organisation=partner(name), today=day, by=contact(name),
            at=AT + timedelta(minutes=1),
        )  # fmt: skip

    return speak


@pytest.fixture
def answer(office):
    def reply(comment, outcome, reason="So it is", change=None):
        return actions.answer(comment=comment, outcome=outcome, reason=reason, change=change, today=AFTER, by=office, at=AT)

    return reply
