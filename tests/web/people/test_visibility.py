"""Who sees whom: one place, and everybody not named there sees nobody."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from empact.web.kernel.purposes import Purpose
from empact.web.kernel.roles import ROLES
from empact.web.kernel.who import NOBODY, Who
from empact.web.people.models import CareRelation, Person

from .conftest import relate

TODAY = date(2026, 3, 3)


def seen(who, purpose, on=TODAY):
    """Their names; of each person the answer is the same when it is asked of them alone."""
    them = set(Person.objects.visible_to(who, purpose, on))
    assert {p for p in Person.objects.all() if Person.objects.visible_to(who, purpose, on, p.pk)} == them
    return {p.family_name for p in them}


def test_a_practice_a_hospital_and_a_team_each_see_their_own(cast, town):
    assert seen(cast.who(town.gp), Purpose.CARE) == {"Zzpeeters"}
    assert seen(cast.who(town.surgeon), Purpose.CARE) == {"Zzmaes"}
    assert seen(cast.who(town.coordinator), Purpose.CARE) == {"Zzpeeters"}


@pytest.mark.parametrize("purpose", [p for p in Purpose if p != Purpose.CARE])
def test_the_same_hat_sees_nobody_for_another_purpose(cast, town, purpose):
    assert not seen(cast.who(town.gp), purpose)


def test_both_ends_of_a_relation_are_inside_and_nothing_beyond(cast, town, places, add):
    relate(add("Zzpast"), places.practice, starts=date(2026, 2, 1), ends=date(2026, 2, 10))
    for day, there in (
        (date(2026, 1, 31), False),
        (date(2026, 2, 1), True),
        (date(2026, 2, 10), True),
        (date(2026, 2, 11), False),
    ):
        assert ("Zzpast" in seen(cast.who(town.gp), Purpose.CARE, day)) == there


def test_a_relation_with_one_professional_is_not_the_whole_practice_s(cast, town, places, add):
    other = cast.user("Partner", ("gp", "organisation", places.practice.pk))
    relate(add("Zzprivate"), places.practice, professional=other)
    assert "Zzprivate" in seen(cast.who(other), Purpose.CARE)
    assert "Zzprivate" not in seen(cast.who(town.gp), Purpose.CARE)


def test_a_carer_sees_whom_they_help_only_once_let_in_and_while_it_lasts(cast, town):
    an = cast.who(town.an.user)
    assert not seen(an, Purpose.OWN)
    town.helping.may_look = True
    town.helping.save()
    assert seen(an, Purpose.OWN) == {"Zzpeeters"}
    town.helping.ends = TODAY - timedelta(days=1)
    town.helping.save()
    assert not seen(an, Purpose.OWN)


def test_a_legal_representative_sees_whom_they_decide_for_and_a_person_of_trust_does_not(cast, town):
    lea = cast.who(town.lea.user)
    assert seen(lea, Purpose.OWN) == {"Zzmaes"}
    town.speaking.kind = "trust"
    town.speaking.save()
    assert not seen(lea, Purpose.OWN)


def test_a_person_sees_themselves_and_the_keeper_of_the_register_everybody(cast, town):
    assert seen(cast.who(town.jozef.user), Purpose.OWN) == {"Zzpeeters"}
    assert seen(cast.who(town.administrator), Purpose.ADMINISTRATION) == {"Zzpeeters", "Zzmaes", "Zzdaughter", "Zzguardian"}


@pytest.mark.parametrize("role", sorted(set(ROLES) - {"administrator", "person", "carer"}))
@pytest.mark.parametrize("kind", ["", "organisation", "team", "territory"])
def test_no_other_role_sees_anybody_without_a_relation_at_its_own_place(town, places, role, kind):
    elsewhere = {"": "", "organisation": places.hospital.pk, "team": places.team.pk, "territory": places.practice.pk}[kind]
    CareRelation.objects.all().delete()
    who = Who(town.gp.pk, role, kind, str(elsewhere))
    assert not any(seen(who, purpose) for purpose in Purpose)


def test_nobody_and_who_has_no_role_see_nobody(town, charlie):
    assert not any(seen(who, purpose) for who in (NOBODY, Who(charlie.pk)) for purpose in Purpose)
