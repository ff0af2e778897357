"""Pictures of single pages for the documents; :mod:`.test_walks` takes those of whole walks."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from empact.web.kernel import day as days
from tests.web.people.conftest import START, add, relate  # noqa: F401

PICTURES = {
    "home": ("", "/", 900, 520),
    "day": ("coordinator", "/day/", 900, 620),
    "day-phone": ("coordinator", "/day/", 360, 740),
}
"""Name: who looks, at what, in a window how wide and high."""


@pytest.fixture
def day_of_a_coordinator(monkeypatch):
    today = timezone.localdate()
    todo = [
        days.Todo("Bel over de uitnodiging", "De persoon vroeg om na tien dagen te bellen.", "/day/", today),
        days.Todo("Bereid het overleg voor", "Het overleg is over twee dagen.", "/day/", today + timedelta(days=2)),
        days.Todo("Vul het zorgplan aan", "Eén doel heeft nog geen taak.", "/day/", today + timedelta(days=3)),
        days.Todo("Later", "Later.", "/day/", today + timedelta(days=9)),
    ]
    monkeypatch.setattr(days, "_TODO", [lambda who, today: todo])
    monkeypatch.setattr(days, "_NEWS", [lambda who, today: [days.News("Het buurtteam heeft een nieuwe coach", today)]])


@pytest.fixture
def person(add):  # noqa: F811
    """Jozef, whose doctor and coordinator have opened his page."""
    from empact.web.territory.models import Organisation, Team
    from tests.web.conftest import Cast

    practice = Organisation.objects.create(name="Praktijk De Linde", search="praktijk de linde", starts=START)
    team = Team.objects.create(name="Buurtteam Zuid", kind="neighbourhood", starts=START)
    jozef = add("Peeters", 1, given_names="Jozef", called_name="Jef", birth_year=1948)
    jozef.user = Cast().user("Jozef", "person")
    jozef.save()
    for place, name, role in ((practice, "Lieve", "gp"), (team, "Katrien", "coordinator")):
        relate(jozef, place)
        user = Cast().user(name, (role, "organisation" if role == "gp" else "team", place.pk))
        Cast().client(user).get(f"/persons/{jozef.pk}/")
    return jozef


def show(page, address, width, height):
    page.context.add_cookies([{"name": "language", "value": "nl", "url": page.start}])
    page.set_viewport_size({"width": width, "height": height})
    page.goto(page.start + address)


def test_a_picture_of_who_looked(visit, person, keep):
    page = visit(person.user)
    show(page, "/my/record/looks/", 760, 430)
    keep(page, "who-looked")


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_shows_a_page_as_it_is(visit, transactional_db, day_of_a_coordinator, keep, name):
    from tests.web.conftest import Cast

    role, address, width, height = PICTURES[name]
    page = visit(Cast().user("Katrien", role) if role else None)
    show(page, address, width, height)
    keep(page, name)
