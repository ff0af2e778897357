"""S24: a person reads who looked, when, at what, and why; and that reading is on record."""

from __future__ import annotations

import pytest
from django.urls import reverse

from empact.web.kernel.models import AuditEntry
from empact.web.people import queries
from empact.web.people.models import InformalCarer


@pytest.mark.shows("XCT-03")
def test_the_person_sees_who_looked_when_at_what_and_why(cast, town):
    """Closed unless opened: the carer could not look. The practice could, and it shows."""
    assert InformalCarer._meta.get_field("may_look").default is False
    assert cast.client(town.an.user).get(reverse("people:cared_person", args=(town.jozef.pk,))).status_code == 404

    practice = cast.client(town.gp)
    practice.get(reverse("people:person", args=(town.jozef.pk,)))
    practice.post(reverse("people:number", args=(town.jozef.pk,)), {"reason": "letter to the fund"})
    page = cast.client(town.jozef.user).get(reverse("people:own_looks")).content.decode()
    for said in ("Doctor", "general practitioner", "Practice North", "name, contact and who helps", "care for this person",
                 "national number in full", "letter to the fund"):  # fmt: skip
        assert said in page, said
    newest = AuditEntry.objects.filter(person=town.jozef.pk, user=town.gp.pk).order_by("-seq").first()
    assert f"{newest.at.astimezone():%d/%m/%Y}" in page or f"{newest.at:%Y}" in page


def test_reading_the_log_is_on_record_and_one_s_own_looks_are_left_out(cast, town):
    me = cast.client(town.jozef.user)
    me.get(reverse("people:own_looks"))
    assert AuditEntry.objects.filter(person=town.jozef.pk, part="looks", user=town.jozef.user_id).count() == 1
    assert "Nobody has looked yet" not in me.get(reverse("people:own_looks")).content.decode()  # that the record was made
    assert "Account1" not in me.get(reverse("people:own_looks"), {"format": "csv"}).content.decode()


def test_the_coordinator_reads_it_and_that_shows(cast, town):
    answer = cast.client(town.coordinator).get(reverse("people:looks", args=(town.jozef.pk,)))
    assert answer.status_code == 200
    page = cast.client(town.jozef.user).get(reverse("people:own_looks")).content.decode()
    assert "Coach" in page and "who looked" in page and "Team East" in page


@pytest.mark.parametrize("who", ["gp", "surgeon", "administrator", "analyst"])
def test_others_do_not_read_the_log(cast, town, who):
    assert cast.client(getattr(town, who)).get(reverse("people:looks", args=(town.jozef.pk,))).status_code == 403


def test_who_decides_for_a_person_reads_it_and_who_helps_does_not(cast, town):
    assert cast.client(town.lea.user).get(reverse("people:cared_looks", args=(town.maria.pk,))).status_code == 200
    town.helping.may_look = True
    town.helping.save()
    helper = cast.client(town.an.user)
    assert helper.get(reverse("people:cared_person", args=(town.jozef.pk,))).status_code == 200
    assert helper.get(reverse("people:cared_looks", args=(town.jozef.pk,))).status_code == 404


def test_the_person_lets_a_carer_look_and_shuts_them_out_at_once(cast, town):
    me, helper = cast.client(town.jozef.user), cast.client(town.an.user)
    address = reverse("people:cared_person", args=(town.jozef.pk,))
    assert helper.get(address).status_code == 404
    me.post(reverse("people:look", args=(town.helping.pk,)), {"may_look": "1"})
    assert helper.get(address).status_code == 200
    assert "Zzjefke" in helper.get(reverse("people:cared")).content.decode()
    me.post(reverse("people:look", args=(town.helping.pk,)), {"may_look": "0"})
    assert helper.get(address).status_code == 404
    assert [e.event for e in AuditEntry.objects.filter(event__startswith="people.carer_").order_by("seq")] == [
        "people.carer_let_in", "people.carer_shut_out",
    ]  # fmt: skip


def test_nobody_else_opens_a_record_to_a_carer(cast, town):
    for user in (town.gp, town.administrator, town.lea.user):
        cast.client(user).post(reverse("people:look", args=(town.helping.pk,)), {"may_look": "1"})
    town.helping.refresh_from_db()
    assert not town.helping.may_look


def test_who_helps_reads_that_their_name_was_seen_on_the_page_of_whom_they_help(cast, town):
    cast.client(town.gp).get(reverse("people:person", args=(town.jozef.pk,)))
    lines = AuditEntry.objects.filter(person=town.an.pk, part="near", user=town.gp.pk)
    assert lines.count() == 1
    said = queries.looks_of(lines)
    assert [(str(one.part), one.who) for one in said] == [("name and phone, as somebody who helps", "Doctor")]


def test_a_long_log_asks_the_database_no_more_often(cast, town, django_assert_max_num_queries):
    practice = cast.client(town.gp)
    for _ in range(60):
        practice.get(reverse("people:person", args=(town.jozef.pk,)))
    me = cast.client(town.jozef.user)
    me.get(reverse("people:own"))
    with django_assert_max_num_queries(20):
        assert "page 1 of 2" in me.get(reverse("people:own_looks")).content.decode()


def test_the_log_as_a_file_says_the_same(cast, town):
    cast.client(town.gp).get(reverse("people:person", args=(town.jozef.pk,)))
    file = cast.client(town.jozef.user).get(reverse("people:own_looks"), {"format": "csv"}).content.decode()
    assert "Doctor,general practitioner,Practice North" in file


def test_a_person_without_a_record_is_told_whom_to_ask(cast, town):
    client = cast.client(cast.user("Fresh", "person"))
    assert "No record is linked" in client.get(reverse("people:own")).content.decode()
    assert client.get(reverse("people:own_looks")).status_code == 404
