"""May this hat read this part of this person? One answer, on each of the four things it hangs on, and in lists alike."""

from __future__ import annotations

from datetime import timedelta

import pytest

from empact.web.consent import access, actions
from empact.web.consent.matrix import Part, rows
from empact.web.consent.models import Consent
from empact.web.kernel.purposes import Purpose
from empact.web.kernel.roles import ROLES
from empact.web.kernel.who import NOBODY, SYSTEM, Who
from empact.web.people.models import Person


def reads(who, person, at, part="goals"):
    return bool(access.may_read(who, person, part, at))


def test_a_relation_without_consent_and_a_consent_without_relation_open_nothing(cast, town, agree, now):
    gp, surgeon = cast.who(town.gp), cast.who(town.surgeon)
    assert str(access.may_read(gp, town.jozef, "goals", now).sentence) == "This person has not agreed to share this."
    agree(town.jozef)
    assert reads(gp, town.jozef, now) and not reads(surgeon, town.jozef, now)
    assert "not in the care team" in str(access.may_read(surgeon, town.jozef, "goals", now).sentence)


def test_withdrawn_is_refused_at_the_next_request(cast, town, agree, now):
    gp, consent = cast.who(town.gp), agree(town.jozef)
    assert reads(gp, town.jozef, now)
    actions.withdraw(consent=consent, by=cast.who(town.jozef.user), at=now + timedelta(seconds=1))
    assert not reads(gp, town.jozef, now + timedelta(seconds=1))
    assert reads(gp, town.jozef, now)  # as it was before


def test_a_consent_of_one_person_opens_nobody_else(cast, town, places, add, agree, now):
    """The fault of a peer: consents were not filtered by person."""
    from .conftest import relate

    other = add("Zzother")
    relate(other, places.practice)
    agree(town.jozef)
    gp = cast.who(town.gp)
    assert reads(gp, town.jozef, now) and not reads(gp, other, now)
    assert set(Person.objects.filter(access.readable(gp, "goals", now))) == {town.jozef}
    assert not Consent.objects.visible_to(gp, Purpose.CARE, now.date()).exclude(person=town.jozef).exists()


def test_the_four_kinds_are_kept_apart(cast, town, agree, now):
    gp, an = cast.who(town.gp), cast.who(town.an.user)
    for kind in ("national", "secondary"):
        agree(town.jozef, kind)
        assert not reads(gp, town.jozef, now) and not reads(an, town.jozef, now)
    agree(town.jozef, "informal")
    assert not reads(gp, town.jozef, now)
    assert reads(an, town.jozef, now, "team") and not reads(an, town.jozef, now)  # goals only by name
    agree(town.jozef, "informal", "goals")
    assert reads(an, town.jozef, now) and not reads(an, town.jozef, now, "team")
    agree(town.jozef, "participation")
    assert reads(gp, town.jozef, now)


def test_a_consent_may_be_for_one_carer_or_one_organisation_only(cast, town, places, add, agree, now):
    an, gp = cast.who(town.an.user), cast.who(town.gp)
    agree(town.jozef, "informal", "goals", party=town.lea)
    assert not reads(an, town.jozef, now)
    agree(town.jozef, "informal", "goals", party=town.an)
    assert reads(an, town.jozef, now)
    agree(town.jozef, organisation=places.hospital)
    assert not reads(gp, town.jozef, now)
    agree(town.jozef, organisation=places.practice)
    assert reads(gp, town.jozef, now)


def test_a_period_that_ended_or_has_not_begun_opens_nothing(cast, town, agree, now):
    gp, today = cast.who(town.gp), now.date()
    agree(town.jozef, starts=today + timedelta(days=2), ends=today + timedelta(days=4))
    for days, opens in ((0, False), (1, False), (2, True), (4, True), (5, False)):
        assert reads(gp, town.jozef, now + timedelta(days=days)) == opens


def test_an_exclusion_goes_before_all_else_and_shuts_the_page_of_the_person_too(cast, town, agree, now):
    gp = cast.who(town.gp)
    agree(town.jozef)
    out = actions.exclude(person=town.jozef, professional=town.gp, by=cast.who(town.jozef.user), at=now)
    later = now + timedelta(seconds=1)
    assert str(access.may_read(gp, town.jozef, "team", later).sentence) == "This person does not share this with you."
    assert not Person.objects.visible_to(gp, Purpose.CARE, now.date()).filter(pk=town.jozef.pk).exists()
    assert reads(cast.who(town.coordinator), town.jozef, later)
    actions.lift(exclusion=out, by=cast.who(town.jozef.user), at=later)
    assert reads(gp, town.jozef, later + timedelta(seconds=1))


def test_the_person_and_who_decides_for_them_read_without_consent_and_a_person_of_trust_does_not(cast, town, now):
    assert reads(cast.who(town.jozef.user), town.jozef, now)
    lea = cast.who(town.lea.user)
    assert reads(lea, town.maria, now) and access.may_write(lea, town.maria, "goals", now)
    town.speaking.kind = "trust"
    town.speaking.save()
    assert not reads(lea, town.maria, now)


@pytest.mark.parametrize("role", sorted(set(ROLES) - {role for row in rows() for role in row.roles}))
def test_a_role_that_is_not_in_the_matrix_reads_nothing_whatever_it_holds(town, places, agree, now, role):
    agree(town.jozef)
    for kind, place in (("organisation", places.practice.pk), ("team", places.team.pk), ("", "")):
        who = Who(town.gp.pk, role, kind, str(place))
        assert not any(reads(who, town.jozef, now, part) for part in Part.values)
        assert str(access.may_read(who, town.jozef, "goals", now).sentence).startswith("In the role you work in now")


def test_nobody_and_the_system_itself_read_nothing(town, agree, now):
    agree(town.jozef)
    for who in (NOBODY, SYSTEM, Who(town.gp.pk)):
        assert not any(reads(who, town.jozef, now, part) for part in Part.values)
        assert not Person.objects.filter(access.readable(who, "goals", now)).exists()


def test_a_region_closes_cells_and_opens_none(cast, town, agree, now):
    from django.core.exceptions import ValidationError

    from empact.web.kernel.models import RegionChoice
    from empact.web.kernel.region import choices

    gp = cast.who(town.gp)
    agree(town.jozef)
    RegionChoice.objects.create(id="consent.closed", value="gp:goals")
    assert not reads(gp, town.jozef, now) and reads(gp, town.jozef, now, "team")
    assert not Person.objects.filter(access.readable(gp, "goals", now)).exists()
    (choice,) = (c for c in choices() if c.id == "consent.closed")
    for wrong in ("person:goals", "gp:nothing", "baker:goals"):
        with pytest.raises(ValidationError):
            choice.checked(wrong)


def test_an_answer_takes_a_bounded_number_of_questions(cast, town, agree, now, django_assert_max_num_queries):
    agree(town.jozef)
    gp = cast.who(town.gp)
    with django_assert_max_num_queries(5):
        access.sheet_of(gp, town.jozef, now)
    with django_assert_max_num_queries(2):
        list(Person.objects.filter(access.readable(gp, "goals", now)))
