"""Advance care planning: the first thing in an emergency, and written by few."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from empact.web.care import actions
from empact.web.care.models import Wish
from empact.web.consent import actions as consent
from empact.web.consent.access import Facts, Given, decide
from empact.web.consent.matrix import Part
from empact.web.consent.relations import Relation
from empact.web.kernel.models import AuditEntry
from empact.web.kernel.problems import Denied
from empact.web.kernel.roles import ROLES
from empact.web.people.models import Representative
from tests.web.people.conftest import START, number

WISH = {"category": "resuscitation", "code": "dnr1", "words": "Let me go in peace.", "kept": "in the blue folder at home"}


@pytest.fixture
def urgent(cast, care):
    """Jozef said what he wants and Lea decides for him; a surgeon who never met him looks in an emergency."""
    actions.record_wish(person=care.person, **WISH, by=care.who.jozef, at=timezone.now())
    care.town.lea.phone = "+3216555555"
    care.town.lea.save()
    Representative.objects.create(person=care.person, by=care.town.lea, kind="mandate", starts=START)
    said = {"number": number(1), "family_name": "Zzpeeters", "reason": "found unconscious in the street"}
    consent.break_glass(**said, by=care.who.stranger, at=timezone.now())
    return cast.client(care.town.surgeon)


@pytest.mark.shows("CAR-18")
def test_in_an_emergency_the_wishes_the_declaration_and_the_representative_come_first(urgent, care):
    main = urgent.get(f"/persons/{care.person.pk}/plan/").content.decode().partition("<main")[2]
    assert main.index("<h2") == main.index('<h2 id="crisis">')
    first = main.partition("<section")[2].partition("</section>")[0]
    for told in ("do not resuscitate", WISH["words"], WISH["kept"], "Zzguardian", "representative by mandate", "+3216555555"):
        assert told in first
    assert first.index(WISH["words"]) < first.index("What to do") < main.index("You look in an emergency")
    assert "/wishes/" not in first and "<form" not in first and main.count('id="crisis"') == 1
    assert AuditEntry.objects.filter(person=care.town.lea.pk, part="near", user=care.town.surgeon.pk).count() == 1


@pytest.mark.shows("CAR-18")
def test_only_the_person_who_decides_for_them_the_doctor_and_who_coordinates_write_wishes(cast, care, urgent, now):
    alone = {Relation.SELF, Relation.REPRESENTATIVE}
    may = set()
    for role in ROLES:
        for relation in Relation:
            given = (Given("participation"), Given("informal", frozenset(Part.values)))
            if decide(Facts(role, frozenset({(relation, "")}), given), Part.CRISIS, write=True):
                may.add((role if relation is not Relation.COORDINATOR else "", relation))
    assert {who for who in may if who[1] not in alone} == {
        ("gp", Relation.TREATING), ("gp", Relation.STAY), ("gp", Relation.MEMBER), ("coordinator", Relation.TREATING),
        ("coordinator", Relation.MEMBER), ("", Relation.COORDINATOR),
    }  # fmt: skip
    assert {role for role, relation in may if relation in alone} == {"person", "carer"}
    wish = Wish.objects.get()
    later = now + timedelta(days=300)
    for refused in (care.who.nurse, care.who.an, care.who.stranger):
        with pytest.raises(Denied):
            actions.record_wish(person=care.person, **WISH, by=refused, at=later)
        with pytest.raises(Denied):
            actions.end_wish(wish=wish, by=refused, at=later)
    for user, side in (
        (care.nurse, "persons/{}/plan"),
        (care.town.surgeon, "persons/{}/plan"),
        (care.town.an.user, "my/plans/{}"),
    ):
        plan = "/" + side.format(care.person.pk)
        client = cast.client(user)
        assert client.get(f"{plan}/wishes/add/").status_code in (403, 404)
        assert client.post(f"{plan}/wishes/{wish.pk}/end/").status_code == 403
        assert "<form" not in client.get(f"{plan}/wishes/").content.decode().partition("<main")[2].partition("</main>")[0]
    assert Wish.objects.standing().count() == 1
    for allowed in (care.who.gp, care.who.coordinator, care.who.jozef):
        actions.record_wish(person=care.person, **WISH, by=allowed, at=later)
    assert Wish.objects.standing().count() == 1 and Wish.objects.count() == 4


def test_who_asks_reads_that_nothing_is_written_down(cast, care):
    page = cast.client(care.nurse).get(f"/persons/{care.person.pk}/plan/").content.decode()
    assert page.index('id="matters"') < page.index('id="crisis"')
    assert "Nothing is written down" in page
