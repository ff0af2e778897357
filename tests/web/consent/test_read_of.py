"""Several parts of several persons with one look give what a condition on persons gives, and what one answer gives."""

from __future__ import annotations

from datetime import timedelta

import pytest

from empact.web.consent import access, actions
from empact.web.consent.matrix import Part
from empact.web.kernel.models import RegionChoice
from empact.web.kernel.who import NOBODY, Who
from empact.web.people.models import Person

from .conftest import number, relate


@pytest.fixture
def region(cast, town, places, add, agree, now):
    """Persons in each of the ways in which one is shared or not, and everybody who may ask."""
    other, silent, out = add("Zzother"), add("Zzsilent"), add("Zzout")
    for person in (other, silent, out, town.maria):
        relate(person, places.practice)
        person.user = cast.user(f"Of{person.family_name}", "person")
        person.save()
    agree(town.jozef)
    agree(town.jozef, "informal", "goals", "crisis")
    agree(town.maria)
    agree(other, "participation", "team", "tasks")
    agree(out)
    actions.exclude(person=out, professional=town.gp, by=cast.who(out.user), at=now)
    ended = agree(silent)
    actions.withdraw(consent=ended, by=cast.who(silent.user), at=now + timedelta(seconds=1))
    whos = [cast.who(u) for u in (town.gp, town.surgeon, town.coordinator, town.administrator, town.jozef.user, town.an.user)]
    whos += [cast.who(town.lea.user), NOBODY, Who(town.gp.pk, "pharmacist", "organisation", str(places.practice.pk))]
    return whos


@pytest.mark.parametrize("closed", ["", "gp:goals, coordinator:team"])
def test_many_persons_and_parts_at_once_answer_as_each_by_itself(region, now, closed):
    if closed:
        RegionChoice.objects.create(id="consent.closed", value=closed)
    at, everybody = now + timedelta(seconds=2), list(Person.objects.values_list("pk", flat=True))
    opened = 0
    for who in region:
        found = access.read_of(who, everybody, Part.values, at)
        for part in Part.values:
            listed = set(Person.objects.filter(access.readable(who, part, at)).values_list("pk", flat=True))
            assert found[part] == listed == {pk for pk in everybody if access.may_read(who, pk, part, at)}, (who.role, part)
            opened += len(listed)
    assert opened > 30


def test_a_look_in_an_emergency_is_on_the_page_and_in_no_list(region, town, cast, now):
    surgeon = cast.who(town.surgeon)
    actions.break_glass(number=number(1), family_name="Zzpeeters", reason="Found on the street.", by=surgeon, at=now)
    sheet = access.sheet_of(surgeon, town.jozef, now)
    assert sheet.read[Part.GOALS] and not sheet.listed
    assert access.read_of(surgeon, [town.jozef.pk], [Part.GOALS], now) == {Part.GOALS: set()}


def test_more_persons_than_one_question_takes_are_asked_in_turns(region, town, cast, now, monkeypatch):
    monkeypatch.setattr(access, "_AT_ONCE", 2)
    everybody = list(Person.objects.values_list("pk", flat=True))
    gp = cast.who(town.gp)
    assert town.jozef.pk in access.read_of(gp, everybody, ["team"], now)["team"]


@pytest.mark.parametrize("many", [1, 50])
def test_the_number_of_questions_does_not_follow_the_persons_or_the_parts(
    region, town, places, add, cast, now, many, django_assert_num_queries
):
    everybody = [town.jozef.pk, *(add(f"Zz{n}").pk for n in range(many - 1))]
    gp = cast.who(town.gp)
    with django_assert_num_queries(4):
        access.read_of(gp, everybody, Part.values, now)
