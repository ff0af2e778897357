"""Giving, withdrawing, shutting out: by the person, or written down for them with a proof; and looking in an emergency."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail

from empact.web.consent import access, actions, todo
from empact.web.consent.models import Consent, Emergency
from empact.web.kernel.models import AuditEntry
from empact.web.kernel.problems import Denied, NotNow, Problem
from empact.web.kernel.purposes import Purpose
from empact.web.people import queries as people
from empact.web.people.models import Person

from .conftest import number

PAPER = {"kind": "participation", "text_version": "1", "how": "paper", "proof": "file 12, first page"}


@pytest.mark.shows("CAR-01")
def test_what_is_written_down_for_a_person_needs_a_proof_and_keeps_how_by_whom_and_until_when(cast, town, now):
    gp = cast.who(town.gp)
    for wrong in ({"proof": " "}, {"how": "own"}, {"ends": now.date() - timedelta(days=1)}, {"parts": ["nothing"]}):
        with pytest.raises(Problem):
            actions.give(person=town.jozef, **{**PAPER, **wrong}, by=gp, at=now)
    made = actions.give(person=town.jozef, **PAPER, ends=now.date() + timedelta(days=30), by=gp, at=now)
    kept = Consent.objects.get(pk=made.pk)
    assert (kept.how, kept.proof, kept.recorded_by, kept.language, kept.text_version) == (
        "paper", "file 12, first page", town.gp.pk, town.jozef.language, "1",
    )  # fmt: skip
    assert access.may_read(gp, town.jozef, "goals", now)
    line = AuditEntry.objects.get(event="consent.given")
    assert line.person == town.jozef.pk and line.detail["how"] == "paper" and "file" not in str(line.detail)
    actions.withdraw(consent=kept, by=gp, at=now)
    assert not access.may_read(gp, town.jozef, "goals", now)
    with pytest.raises(NotNow):
        actions.withdraw(consent=kept, by=gp, at=now)


def test_only_who_cares_the_person_or_who_decides_for_them_says_what_is_shared(cast, town, charlie, now):
    for by in (town.surgeon, town.an.user, town.analyst, charlie):
        with pytest.raises(Denied):
            actions.give(person=town.jozef, **PAPER, by=cast.who(by) if by.hats.exists() else _bare(by), at=now)
    lea = cast.who(town.lea.user)
    made = actions.give(person=town.maria, kind="participation", text_version="1", by=lea, at=now)
    assert made.representative == town.speaking and made.how == "own"
    with pytest.raises(NotNow):  # the representative of somebody else
        actions.give(person=town.jozef, **PAPER, representative=town.speaking, by=cast.who(town.gp), at=now)


def _bare(user):
    from empact.web.kernel.who import Who

    return Who(user.pk)


def test_a_new_yes_takes_the_place_of_the_old_and_nothing_is_lost(town, agree, now):
    first = agree(town.jozef, "participation", "goals")
    second = agree(town.jozef, "participation", "goals", "team", at=now + timedelta(hours=1))
    at = now + timedelta(hours=2)
    assert list(Consent.objects.in_force(at).filter(person=town.jozef)) == [second]
    first.refresh_from_db()
    assert str(first.state_at(at)) == "withdrawn" and str(second.state_at(at)) == "in force"


def test_a_person_is_not_shut_out_of_themselves_and_nobody_twice(cast, town, now):
    jozef = cast.who(town.jozef.user)
    with pytest.raises(NotNow):
        actions.exclude(person=town.jozef, professional=town.jozef.user, by=jozef, at=now)
    actions.exclude(person=town.jozef, professional=town.gp, by=jozef, at=now)
    with pytest.raises(NotNow):
        actions.exclude(person=town.jozef, professional=town.gp, by=jozef, at=now)


GLASS = {"family_name": "Zzpeeters", "reason": "found unconscious in the street"}


@pytest.mark.shows("F6")
def test_an_emergency_opens_four_parts_to_read_for_some_hours_and_the_person_and_the_officer_are_told(
    cast, town, now, settings, django_capture_on_commit_callbacks
):
    cast.user("Dora", "dpo")
    surgeon = cast.who(town.surgeon)
    assert not access.may_read(surgeon, town.jozef, "crisis", now)
    with django_capture_on_commit_callbacks(execute=True):
        row = actions.break_glass(number=number(1), **GLASS, by=surgeon, at=now)
    sheet = access.sheet_of(surgeon, town.jozef, now)
    assert sheet.parts == ("goals", "team", "medication", "crisis") and not any(sheet.write.values())
    assert not Person.objects.filter(access.readable(surgeon, "crisis", now)).exists()
    assert not access.may_read(surgeon, town.maria, "social", now)
    assert access.may_read(surgeon, town.jozef, "crisis", now + timedelta(hours=3, minutes=59))
    assert not access.may_read(surgeon, town.jozef, "crisis", now + timedelta(hours=4))
    assert {m.to[0] for m in mail.outbox} == {"account1@example.org", "dora@example.org"}
    for word in ("Zz", "unconscious", "Surgeon", str(town.jozef.pk)):
        assert all(word not in m.subject + m.body for m in mail.outbox)
    (look,) = [one for one in people.looks_of(people.looks(town.jozef)) if one.stands_out]
    assert (look.who, look.reason) == ("Surgeon", GLASS["reason"])
    assert actions.acknowledge(person=town.jozef, by=cast.who(town.jozef.user), at=now) == 1
    with pytest.raises(Denied):
        actions.acknowledge(person=town.jozef, by=surgeon, at=now)
    assert Emergency.objects.visible_to(surgeon, Purpose.CARE, now.date()).count() == 0
    assert row.until == now + timedelta(hours=4)


def test_an_emergency_needs_a_reason_and_the_card_and_does_not_go_past_an_exclusion(cast, town, now):
    surgeon = cast.who(town.surgeon)
    for wrong in ({"reason": "now"}, {"family_name": "Zzother"}):
        with pytest.raises(Problem):
            actions.break_glass(number=number(1), **{**GLASS, **wrong}, by=surgeon, at=now)
    for who in (town.analyst, town.jozef.user):
        with pytest.raises(Denied):
            actions.break_glass(number=number(1), **GLASS, by=cast.who(who), at=now)
    actions.exclude(person=town.jozef, professional=town.surgeon, by=cast.who(town.jozef.user), at=now)
    with pytest.raises(Denied):
        actions.break_glass(number=number(1), **GLASS, by=surgeon, at=now + timedelta(seconds=1))


def test_the_officer_checks_each_look_once_and_reads_no_name(cast, town, now):
    dora = cast.user("Dora", "dpo")
    row = actions.break_glass(number=number(1), **GLASS, by=cast.who(town.surgeon), at=now)
    client = cast.client(dora)
    page = client.get("/emergencies/").content.decode()
    assert (
        GLASS["reason"] in page and "Zzpeeters" not in page and "Looks in an emergency" in client.get("/day/").content.decode()
    )
    assert client.post(f"/emergencies/{row.pk}/check/", {"verdict": "needed"}).status_code == 302
    assert client.post(f"/emergencies/{row.pk}/check/", {"verdict": "needed"}).status_code == 409
    assert "Zz" not in client.get("/emergencies/?format=csv").content.decode()


def test_who_may_look_at_the_record_but_not_decide_is_not_told_of_a_look_in_an_emergency(cast, town, now):
    town.helping.may_look = True
    town.helping.save()
    actions.break_glass(number=number(1), **GLASS, by=cast.who(town.surgeon), at=now)
    an, jozef = cast.who(town.an.user), cast.who(town.jozef.user)
    assert Person.objects.visible_to(an, Purpose.OWN, now.date()).filter(pk=town.jozef.pk).exists()
    assert cast.client(town.an.user).get(f"/my/sharing/{town.jozef.pk}/").status_code == 404
    assert list(todo.emergency_looks_at_me(an, now.date())) == []
    assert len(list(todo.emergency_looks_at_me(jozef, now.date()))) == 1
    town.speaking.person = town.jozef
    town.speaking.save()
    assert len(list(todo.emergency_looks_at_me(cast.who(town.lea.user), now.date()))) == 1


def test_a_person_without_an_account_is_told_by_who_cares_and_not_by_who_looked(cast, town, add, places, now):
    from .conftest import relate

    alone = add("Zzalone", 3)
    relate(alone, places.practice)
    actions.break_glass(
        number=number(3), family_name="Zzalone", reason="fell, alone at home", by=cast.who(town.surgeon), at=now
    )
    for by in (town.surgeon, town.coordinator):
        with pytest.raises(Denied):
            actions.acknowledge(person=alone, by=cast.who(by), at=now)
    gp = cast.client(town.gp)
    assert "I told them" in gp.get(f"/persons/{alone.pk}/consent/").content.decode()
    assert gp.post(f"/persons/{alone.pk}/consent/told/").status_code == 302
    assert Emergency.objects.get().seen_at is not None


def test_the_pages_of_the_person_give_withdraw_and_shut_out(cast, town, now):
    jozef, gp = cast.client(town.jozef.user), cast.client(town.gp)
    own = f"/my/sharing/{town.jozef.pk}/"
    assert jozef.get("/my/sharing/").status_code == 200 and jozef.get(own).status_code == 200
    assert jozef.post(f"{own}give/", {"kind": "participation"}).status_code == 302
    consent = Consent.objects.get(person=town.jozef)
    assert "Back to the person" in gp.get(f"/persons/{town.jozef.pk}/consent/").content.decode()
    assert jozef.post(f"/my/consents/{consent.pk}/withdraw/").status_code == 302
    assert not Consent.objects.in_force(now + timedelta(days=9999)).exists()
    assert jozef.post(f"{own}exclude/", {"professional": town.gp.pk}).status_code == 302
    assert gp.get(f"/persons/{town.jozef.pk}/consent/").status_code == 404
    assert gp.get(f"/persons/{town.jozef.pk}/").status_code == 404
    for other in (cast.client(town.an.user), cast.client(town.lea.user)):
        assert other.get(own).status_code == 404
        assert other.post(f"/my/consents/{consent.pk}/withdraw/").status_code == 404


def test_the_page_of_sharing_asks_a_bounded_number_of_questions(cast, town, agree, now, django_assert_max_num_queries):
    for hours in range(8):
        agree(town.jozef, "informal", "goals", at=now - timedelta(hours=hours))
    jozef = cast.client(town.jozef.user)
    jozef.get("/my/sharing/")
    with django_assert_max_num_queries(24):
        jozef.get("/my/sharing/")
    gp = cast.client(town.gp)
    gp.get(f"/persons/{town.jozef.pk}/consent/")
    with django_assert_max_num_queries(24):
        gp.get(f"/persons/{town.jozef.pk}/consent/")
