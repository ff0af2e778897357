"""The one record of a person: adding, taking up, correcting, and the number behind a mask."""

from __future__ import annotations

import uuid
from datetime import date

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from empact.web.kernel.models import AuditEntry
from empact.web.kernel.problems import Conflict, Denied, NotNow
from empact.web.kernel.purposes import Purpose
from empact.web.kernel.sealing import Unreadable
from empact.web.people import actions, insz
from empact.web.people.models import CareRelation, Person

from .conftest import AT, number, relate

NEW = {
    "family_name": "Zznew", "given_names": "Test", "sex": "unknown", "language": "nl", "channel": "paper",
    "kind": "registered", "ground": "asked",
}  # fmt: skip


def page_of(person, name="person"):
    return reverse(f"people:{name}", args=(person.pk,))


def test_a_new_person_is_in_the_list_of_who_added_them_and_of_nobody_else(cast, town):
    client = cast.client(town.gp)
    answer = client.post(reverse("people:add"), NEW | {"number": "00.00.00-003.94", "birth": "03/1950"})
    person = Person.objects.get(family_name="Zznew")
    assert (answer.status_code, answer.headers["Location"]) == (302, page_of(person))
    assert (person.birth, person.sex) == ("03/1950", "unknown")  # nothing was read from the number
    assert person.care_relations.get().organisation_id is not None
    assert cast.client(town.surgeon).get(page_of(person)).status_code == 404


def test_a_number_suggests_a_birth_date_and_whoever_knows_decides(cast, town):
    client = cast.client(town.gp)
    said = NEW | {"number": "30010199894"}
    suggested = client.post(reverse("people:add"), said)
    assert suggested.status_code == 200 and 'value="01/01/1930"' in suggested.content.decode()
    assert not Person.objects.filter(family_name="Zznew").exists()
    client.post(reverse("people:add"), said | {"birth": "", "suggested": "1"})
    assert Person.objects.get(family_name="Zznew").birth == ""


def test_who_is_on_record_elsewhere_is_taken_up_by_number_and_name_together(cast, town):
    client = cast.client(town.gp)
    known = NEW | {"number": number(2).digits, "birth": "1950"}
    wrong = client.post(reverse("people:add"), known)
    assert wrong.status_code == 422 and "do not fit together" in wrong.content.decode()
    assert client.post(reverse("people:add"), known | {"family_name": "ZZMAES"}).status_code == 302
    assert cast.client(town.gp).get(page_of(town.maria)).status_code == 200
    relation = CareRelation.objects.get(person=town.maria, organisation__name="Practice North")
    assert relation.ground == "asked"
    with pytest.raises(NotNow, match="already"):
        actions.take_up(
            number=number(2), family_name="Zzmaes", kind="treatment", ground="asked", by=cast.who(town.gp), at=timezone.now()
        )


@pytest.mark.parametrize(
    "said, hint", [("123", "11 digits"), (number(1).digits[:-1] + "0", "check digits"), ("30010199826", "to come")]
)
def test_a_wrong_number_says_what_is_wrong_and_is_not_kept(cast, town, said, hint):
    answer = cast.client(town.gp).post(reverse("people:add"), NEW | {"number": said})
    assert answer.status_code == 422 and hint in answer.content.decode()


@pytest.mark.parametrize("said", ["31/02/1950", "1850", "2030", "x", "1/2/50"])
def test_a_birth_date_that_cannot_be_is_refused(cast, town, said):
    assert cast.client(town.gp).post(reverse("people:add"), NEW | {"birth": said}).status_code == 422


def test_correcting_says_which_fields_and_never_what(cast, town):
    client = cast.client(town.gp)
    page = client.get(page_of(town.jozef, "correct")).content.decode()
    assert 'value="Zzpeeters"' in page and number(1).digits not in page
    said = {k: v for k, v in NEW.items() if k not in ("kind", "ground")} | {
        "family_name": "Zzpeeters-B",
        "version": "1",
        "birth": "1948",
    }
    assert client.post(page_of(town.jozef, "correct"), said).status_code == 302
    entry = AuditEntry.objects.get(event="people.person_corrected")
    assert {"family_name"} <= set(entry.detail["fields"]) and "Zz" not in str(entry.detail)
    assert client.post(page_of(town.jozef, "correct"), said | {"family_name": "Later"}).status_code == 422  # version 1 is gone
    assert Person.objects.get(pk=town.jozef.pk).family_name == "Zzpeeters-B"


def test_of_two_who_correct_at_once_the_second_is_told(cast, town):
    by = cast.who(town.gp)
    common = {"by": by, "at": timezone.now(), "purpose": Purpose.CARE}
    actions.correct_person(person=town.jozef, said={"phone": "+3211"}, version=1, **common)
    with pytest.raises(Conflict):
        actions.correct_person(person=town.jozef, said={"phone": "+3222"}, version=1, **common)


def test_who_does_not_care_for_a_person_changes_nothing(cast, town):
    common = {"person": town.maria, "by": cast.who(town.gp), "at": timezone.now()}
    with pytest.raises(Denied):
        actions.correct_person(said={"phone": ""}, version=1, purpose=Purpose.CARE, **common)
    with pytest.raises(Denied):
        actions.add_carer(who={"family_name": "x"}, relation="son", starts=date(2026, 3, 3), **common)


def test_a_person_corrects_how_to_reach_them_and_not_their_name(cast, town):
    client = cast.client(town.jozef.user)
    said = {
        "called_name": "Jef",
        "language": "fr",
        "channel": "phone",
        "phone": "016 12 34 57",
        "version": "1",
        "family_name": "X",
    }
    assert client.post(reverse("people:own_correct"), said).status_code == 302
    jozef = Person.objects.get(pk=town.jozef.pk)
    assert (jozef.called_name, jozef.phone, jozef.family_name) == ("Jef", "+3216123457", "Zzpeeters")
    refused = client.post(reverse("people:own_correct"), said | {"channel": "mail", "version": "2"})
    assert refused.status_code == 422 and "another way" in refused.content.decode()


def test_a_number_is_masked_and_shown_whole_with_a_reason_on_record(cast, town):
    client = cast.client(town.gp)
    assert "**.**.**-***.96" in client.get(page_of(town.jozef)).content.decode()
    assert client.post(page_of(town.jozef, "number"), {}).status_code == 422
    answer = client.post(page_of(town.jozef, "number"), {"reason": "letter to the fund"}).content.decode()
    assert str(number(1)) in answer
    entry = AuditEntry.objects.get(part="number")
    assert (entry.person, entry.reason) == (town.jozef.pk, "letter to the fund")


def test_the_database_holds_no_number_and_a_sealed_one_moved_to_another_row_does_not_open(town):
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM people_person")
        assert number(1).digits not in str(cursor.fetchall())
    town.maria.insz_sealed = town.jozef.insz_sealed
    with pytest.raises(Unreadable):
        insz.digits(town.maria)


def test_a_number_belongs_to_one_person_whatever_is_tried(town, add):
    with pytest.raises(NotNow, match="already"):
        add("Zztwin", 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.create(family_name="Zztwin", search="zztwin", insz_index=town.jozef.insz_index)


@pytest.mark.parametrize(
    "birth, age",
    [((1948, 3, 3), 78), ((1948, 3, 4), 77), ((1948, 3, None), 77), ((1948, None, None), 77), ((None,) * 3, None)],
)
def test_age_where_a_part_of_the_date_is_not_known(birth, age):
    person = Person(**dict(zip(("birth_year", "birth_month", "birth_day"), birth, strict=True)))
    assert person.age_on(date(2026, 3, 3)) == age


def test_searching_finds_accents_capitals_and_numbers_and_no_address_holds_a_name(cast, town, places, add):
    relate(add("Zzélan", 5), places.practice)
    client = cast.client(town.gp)
    for asked in ("ZZELAN", "zzélan test", number(5).digits, str(number(5))):
        answer = client.post(reverse("people:search"), {"q": asked})
        assert "Zzélan" in answer.content.decode(), asked
        assert answer.status_code == 200  # no way to another address with the name in it
    for asked in ("zzmaes", number(2).digits):
        assert "Nobody found" in client.post(reverse("people:search"), {"q": asked}).content.decode()


def test_lists_ask_the_database_as_often_for_many_as_for_few(cast, town, places, add, django_assert_max_num_queries):
    for i in range(30):
        relate(add(f"Zzmany{i:02d}"), places.practice)
    for user, page in ((town.gp, "people:persons"), (town.administrator, "people:register")):
        client = cast.client(user)
        client.get(reverse(page))
        with django_assert_max_num_queries(14):
            assert "Zzmany07" in client.get(reverse(page)).content.decode()
    client = cast.client(town.gp)
    client.get(page_of(town.jozef))
    with django_assert_max_num_queries(16):
        assert "Zzdaughter" in client.get(page_of(town.jozef)).content.decode()


def test_ending_care_takes_the_person_out_of_sight_the_day_after(cast, town):
    relation = town.jozef.care_relations.get(organisation__name="Practice North")
    relation.starts = date(2020, 1, 1)
    relation.save()
    client = cast.client(town.gp)
    other = town.maria.care_relations.get()
    assert client.post(reverse("people:end_relation", args=(other.pk,)), {"last_day": "01/02/2026"}).status_code == 404
    assert client.post(reverse("people:end_relation", args=(relation.pk,)), {"last_day": "01/02/2026"}).status_code == 302
    assert client.get(page_of(town.jozef)).status_code == 404
    assert cast.client(town.coordinator).get(page_of(town.jozef)).status_code == 200


def test_carers_and_representatives_are_added_and_end(cast, town):
    client = cast.client(town.gp)
    client.post(page_of(town.jozef, "add_carer"), {"family_name": "Zzneighbour", "relation": "neighbour"})
    client.post(page_of(town.jozef, "add_representative"), {"family_name": "Zzadmin", "kind": "legal", "ground": "judgment"})
    page = client.get(page_of(town.jozef)).content.decode()
    assert "Zzneighbour" in page and "Zzadmin" in page and "legal representative" in page
    row = town.jozef.carers.get(relation="neighbour")
    assert not row.may_look  # closed unless opened
    row.starts = date(2020, 1, 1)
    row.save()
    assert client.post(reverse("people:end_carer", args=(row.pk,)), {"last_day": "01/02/2026"}).status_code == 302
    assert "Zzneighbour" not in client.get(page_of(town.jozef)).content.decode()


def test_the_whole_schema_has_one_record_of_a_person():
    """Whatever is about a person points to it: no other table holds a family name, a birth date or a number."""
    persons = [m for m in apps.get_models() if {"family_name", "birth_year", "insz_sealed"} & {f.name for f in m._meta.fields}]
    assert persons == [Person]


def test_foreign_keys_are_enforced(places):
    with pytest.raises(IntegrityError), transaction.atomic():
        CareRelation.objects.create(
            person_id=uuid.UUID(int=1), organisation=places.practice, kind="registered", ground="asked", starts=AT.date()
        )
        connection.check_constraints()


def test_an_account_is_linked_by_the_keeper_of_the_register_and_shows_the_own_record(cast, town, add):
    fresh = cast.user("Fresh", "person")
    person = add("Zzfresh")
    keeper, address = cast.client(town.administrator), reverse("people:account", args=(person.pk,))
    for wrong, said in (("nobody@example.org", "no open account"), ("account1@example.org", "somebody else")):
        answer = keeper.post(address, {"email": wrong})
        assert answer.status_code == 422 and said in answer.content.decode()
    assert cast.client(town.gp).post(address, {"email": fresh.email}).status_code == 403
    assert keeper.post(address, {"email": "Fresh@example.org"}).status_code == 302
    assert "Zzfresh" in cast.client(fresh).get(reverse("people:own")).content.decode()
    assert "linked an account" in cast.client(fresh).get(reverse("people:own_looks")).content.decode()
    assert keeper.post(address).status_code == 302  # taken off
    assert "No record is linked" in cast.client(fresh).get(reverse("people:own")).content.decode()


def test_the_list_is_filtered_by_kind_of_care_in_the_address_and_so_is_the_file(cast, town, places, add):
    other = relate(add("Zzstay"), places.practice)
    other.kind = "support"
    other.save()
    client = cast.client(town.gp)
    for more in ({}, {"format": "csv"}):
        page = client.get(reverse("people:persons"), {"kind": "support", **more}).content.decode()
        assert "Zzstay" in page and "Zzpeeters" not in page


def test_only_the_keeper_of_the_register_corrects_a_number(cast, town):
    practice, keeper = cast.client(town.gp), cast.client(town.administrator)
    assert 'name="number"' not in practice.get(page_of(town.jozef, "correct")).content.decode()
    with pytest.raises(Denied):
        actions.correct_person(
            person=town.jozef, said={}, number=number(7), version=1, by=cast.who(town.gp), at=AT, purpose=Purpose.CARE
        )
    said = {k: v for k, v in NEW.items() if k not in ("kind", "ground")} | {"version": "1", "birth": "1948"}
    assert (
        keeper.post(page_of(town.jozef, "register_correct"), said | {"number": number(2).digits}).status_code == 422
    )  # Maria's
    assert keeper.post(page_of(town.jozef, "register_correct"), said | {"number": number(7).digits}).status_code == 302
    assert insz.digits(Person.objects.get(pk=town.jozef.pk)) == number(7).digits
    assert keeper.post(page_of(town.jozef, "register_correct"), said | {"number": "", "version": "2"}).status_code == 302
    assert insz.digits(Person.objects.get(pk=town.jozef.pk)) == number(7).digits


def test_somebody_may_be_seen_by_one_professional_only(cast, town, places):
    partner = cast.user("Partner", ("gp", "organisation", places.practice.pk))
    cast.client(partner).post(reverse("people:add"), NEW | {"only_me": "on"})
    person = Person.objects.get(family_name="Zznew")
    assert cast.client(partner).get(page_of(person)).status_code == 200
    assert cast.client(town.gp).get(page_of(person)).status_code == 404
