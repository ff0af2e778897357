"""A municipality in a zone in a region; a desk, its backup, and a duty service; Jozef with who coordinates his care."""

from __future__ import annotations

from types import SimpleNamespace
from uuid import uuid4

import pytest

from empact.web.kernel.who import NOBODY, SYSTEM, Who
from empact.web.signals import actions
from empact.web.signals.models import Signal
from empact.web.territory.models import Membership, Organisation, Territory
from empact.web.territory.search import fold
from tests.web.care.conftest import acting, care  # noqa: F401 - fixtures
from tests.web.consent.conftest import agree  # noqa: F401 - fixtures
from tests.web.people.conftest import AT, START, add, now, places, town  # noqa: F401 - fixtures

__all__ = ["AT", "START", "press", "send"]

TOLD = {"theme": "neglect", "urgency": "now", "words": "The shutters have been down for three days."}


def press(*, at=AT, by=NOBODY, **said) -> Signal:
    return actions.report(**{"key": uuid4(), "municipality": None, **TOLD, **said}, by=by, at=at)


def now_of(signal: Signal) -> Signal:
    return Signal.objects.get(pk=signal.pk)


@pytest.fixture
def region(db):
    """Leuven lies in a zone, the zone in the region; Tienen in the region only."""
    made = SimpleNamespace(
        **{
            code: Territory.objects.create(code=code, name=f"Place {code}", kind=kind, starts=START)
            for code, kind in (("leuven", "municipality"), ("tienen", "municipality"), ("zone", "zone"), ("whole", "region"))
        }
    )
    for part, whole in ((made.leuven, made.zone), (made.zone, made.whole), (made.tienen, made.whole)):
        Membership.objects.create(part=part, whole=whole, starts=START)
    return made


@pytest.fixture
def desk(cast, region, now):  # noqa: F811
    """Welfare gets what comes from the zone, Back-up after it, Duty comes last, everywhere, day and night."""

    def organisation(name):
        return Organisation.objects.create(name=name, search=fold(name), starts=START)

    made = SimpleNamespace(welfare=organisation("Welfare"), backup=organisation("Backup"), duty=organisation("Duty"))

    def somebody(name, place) -> Who:
        return cast.who(cast.user(name, ("social_worker", "organisation", place.pk)))

    made.wim, made.wout = somebody("Wim", made.welfare), somebody("Wout", made.welfare)
    made.bea, made.dirk = somebody("Bea", made.backup), somebody("Dirk", made.duty)
    made.line = actions.make_route(
        values={"territory": region.zone, "organisation": made.welfare, "backup_organisation": made.backup}, by=SYSTEM, at=now
    )
    made.night = actions.make_route(values={"regional": True, "organisation": made.duty}, by=SYSTEM, at=now)
    return made


@pytest.fixture
def send(cast):
    """A stranger fills in the form."""

    def fill(client=None, **said):
        client = client or cast.client()
        client.cookies["language"] = "en"
        return client.post("/red-button/", {"key": str(uuid4()), **TOLD, "discretion": "desk", **said})

    return fill
