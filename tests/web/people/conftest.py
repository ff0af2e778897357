"""A practice, a hospital and a team with their people; nobody in it exists, and no number has a date in it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from empact.gate.keys import make_keys, read_keys
from empact.gate.pseudonyms import pseudonymiser
from empact.terms.identifiers import check_insz
from empact.web.kernel.purposes import Purpose
from empact.web.kernel.who import SYSTEM
from empact.web.people import actions
from empact.web.people.models import CareRelation, InformalCarer, Representative
from empact.web.territory.models import Organisation, Team
from empact.web.territory.search import fold

AT = datetime(2026, 3, 3, 9, tzinfo=UTC)
START = date(2026, 1, 1)


def number(sequence: int):
    """Constructed: year, month and day unknown."""
    return check_insz(f"{sequence:09d}{97 - sequence % 97:02d}", today=date(2026, 3, 3))


@pytest.fixture
def keys(settings, tmp_path):
    settings.GATE_KEYS = tmp_path / "gate-keys.json"
    make_keys(settings.GATE_KEYS, today=START)
    return settings.GATE_KEYS


@pytest.fixture
def pseudonym_of(keys):
    return pseudonyms(keys)


def pseudonyms(keys):
    """A person's pseudonym in a project, as the mill would have it."""
    return lambda seq, project="popbox": pseudonymiser(read_keys(keys).current, project)(number(seq).digits)


@pytest.fixture
def add(db):
    """Somebody on record: family name, sequence of the number (0: none)."""

    def make(family_name: str, sequence: int = 0, **said):
        given = {"family_name": family_name, "given_names": "Test", **said}
        who = number(sequence) if sequence else None
        return actions.add_person(said=given, number=who, by=SYSTEM, at=AT, purpose=Purpose.ADMINISTRATION)

    return make


def relate(person, place, **said):
    """A care relation that goes on."""
    kind = "organisation" if isinstance(place, Organisation) else "team"
    return CareRelation.objects.create(
        person=person, kind="registered", ground="asked", starts=said.pop("starts", START), **{kind: place}, **said
    )


@pytest.fixture
def places(db):
    def organisation(name):
        return Organisation.objects.create(name=name, search=fold(name), starts=START)

    return SimpleNamespace(
        practice=organisation("Practice North"),
        hospital=organisation("Hospital South"),
        team=Team.objects.create(name="Team East", kind="neighbourhood", starts=START),
    )


@pytest.fixture
def town(cast, places, add):
    """Jozef is cared for by the practice and the team, Maria by the hospital; An helps Jozef; Lea decides for Maria."""
    jozef = add("Zzpeeters", 1, called_name="Zzjefke", birth_year=1948, phone="+3216123456", email="zz@example.org")
    maria = add("Zzmaes", 2)
    an, lea = add("Zzdaughter"), add("Zzguardian")
    relate(jozef, places.practice)
    relate(jozef, places.team)
    relate(maria, places.hospital)
    helping = InformalCarer.objects.create(person=jozef, carer=an, relation="daughter", starts=START)
    speaking = Representative.objects.create(person=maria, by=lea, kind="legal", starts=START)
    made = SimpleNamespace(
        jozef=jozef, maria=maria, an=an, lea=lea, helping=helping, speaking=speaking,
        gp=cast.user("Doctor", ("gp", "organisation", places.practice.pk)),
        surgeon=cast.user("Surgeon", ("nurse", "organisation", places.hospital.pk)),
        coordinator=cast.user("Coach", ("coordinator", "team", places.team.pk)),
        administrator=cast.user("Keeper", "administrator"),
        analyst=cast.user("Counter", "analyst"),
    )  # fmt: skip
    for person, name, role in ((jozef, "Account1", "person"), (an, "Account2", "carer"), (lea, "Account3", "carer")):
        person.user = cast.user(name, role)
        person.save()
    return made


@pytest.fixture
def now():
    return AT
