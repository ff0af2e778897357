"""One coordinator at a time, whoever that is, handed over without a gap; and the care team around it."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from empact.web.care import actions, queries
from empact.web.care.models import Coordination, Member
from empact.web.kernel.problems import Denied, NotNow, Problem
from tests.web.kernel.conftest import installation, template  # noqa: F401 - fixtures


def now_coordinating(care):
    return queries.coordinator_of(care.person)


@pytest.mark.shows("F3")
def test_a_hand_over_is_offered_and_accepted_and_leaves_no_gap(care, now):
    later = now + timedelta(hours=1)
    offer = actions.offer(person=care.person, member=care.team.nurse, note="likes tea", by=care.who.coordinator, at=now)
    assert now_coordinating(care) == care.team.coordinator
    with pytest.raises(Denied):
        actions.accept(offer=offer, by=care.who.gp, at=later)
    actions.accept(offer=offer, by=care.who.nurse, at=later)
    assert now_coordinating(care) == care.team.nurse
    former, present = Coordination.objects.order_by("starts_at")
    assert former.ended_at == present.starts_at == later and present.ended_at is None
    with pytest.raises(NotNow):
        actions.accept(offer=offer, by=care.who.nurse, at=later)


def test_a_declined_or_withdrawn_offer_changes_nothing(care, now):
    for answer, by in ((actions.decline, care.who.nurse), (actions.withdraw_offer, care.who.coordinator)):
        offer = actions.offer(person=care.person, member=care.team.nurse, by=care.who.coordinator, at=now)
        with pytest.raises(NotNow):
            actions.offer(person=care.person, member=care.team.gp, by=care.who.coordinator, at=now)
        answer(offer=offer, by=by, at=now)
        assert now_coordinating(care) == care.team.coordinator


@pytest.mark.parametrize("holder", ["me", "an", "gp"])
def test_the_person_an_informal_carer_or_a_professional_may_coordinate_and_rights_follow(care, now, holder):
    from empact.web.consent import access

    member = getattr(care.team, holder)
    who = {"me": care.who.jozef, "an": care.who.an, "gp": care.who.gp}[holder]
    before = bool(access.may_write(who, care.person, "team", now))
    assert before == (holder == "me")
    offer = actions.offer(person=care.person, member=member, by=care.who.jozef, at=now)
    actions.accept(offer=offer, by=who, at=now + timedelta(seconds=1))
    assert access.may_write(who, care.person, "team", now + timedelta(seconds=2))
    assert now_coordinating(care) == member


def test_the_database_itself_refuses_a_second_coordinator(care, now):
    with pytest.raises(IntegrityError), transaction.atomic():
        Coordination.objects.create(person=care.person, member=care.team.gp, starts_at=now)


def test_who_coordinates_hands_over_before_leaving_and_the_person_never_leaves(care, now):
    for member in (care.team.coordinator, care.team.me):
        with pytest.raises(NotNow):
            actions.end_member(member=member, by=care.who.jozef, at=now)


@pytest.mark.shows("F3")
@pytest.mark.parametrize(("writers", "rounds"), [(8, 6)])
def test_hand_overs_at_once_leave_exactly_one_coordinator_and_no_gap(installation, writers, rounds):  # noqa: F811
    process = installation.start("-m", "tests.web.care.many_handovers", str(writers), str(rounds))
    out, err = process.communicate(timeout=400)
    assert process.returncode == 0, err
    said = json.loads(out.splitlines()[-1])
    assert said == {"answers": ["NotNow", "done"], "once": [1], "now": [1], "whole": True, "faults": 0, "open": 0}


@pytest.mark.shows("CAR-07")
def test_nobody_is_in_the_care_team_without_a_yes_of_the_person_except_in_an_emergency_with_a_line(cast, care, now, add):
    from empact.web.consent import access
    from empact.web.kernel.models import AuditEntry

    other = cast.user("Other", ("nurse", "organisation", care.places.hospital.pk))
    new = actions.propose(person=care.person, user=other, role="nurse", by=care.who.coordinator, at=now)
    assert new.state == "proposed" and not access.may_read(cast.who(other), care.person, "team", now)
    for by in (care.who.coordinator, care.who.gp, cast.who(other)):
        with pytest.raises(Problem):
            actions.approve(member=new, by=by, at=now)
    actions.approve(member=new, by=care.who.jozef, at=now)
    assert access.may_read(cast.who(other), care.person, "team", now)
    urgent = cast.user("Urgent", ("nurse", "organisation", care.places.hospital.pk))
    reason = "fell this night, nobody else is near"
    let_in = actions.propose(person=care.person, user=urgent, role="nurse", emergency=reason, by=care.who.coordinator, at=now)
    assert let_in.state == "approved"
    line = AuditEntry.objects.get(event="care.member_moved", subject=f"care.member:{let_in.pk}")
    assert line.reason == reason and line.detail["emergency"] is True


def test_what_the_person_said_on_paper_is_written_down_by_another_than_who_comes_in(cast, care, now):
    other = cast.user("Other", ("nurse", "organisation", care.places.hospital.pk))
    new = actions.propose(person=care.person, user=other, role="nurse", by=care.who.coordinator, at=now)
    actions.approve(member=new, approval="on paper, 3 March, in the file", by=care.who.coordinator, at=now)
    assert Member.objects.get(pk=new.pk).approval == "on paper, 3 March, in the file"


@pytest.mark.shows("CAR-08")
def test_a_neighbour_sees_own_tasks_and_contact_only_and_nothing_once_out_of_the_team(cast, care, now, agree, add):
    from empact.web.consent import access

    neighbour = add("Zzneighbour")
    neighbour.user = cast.user("Neighbour", "volunteer")
    neighbour.save()
    agree(care.person, "informal")
    member = actions.propose(person=care.person, near=neighbour, kind="neighbour", by=care.who.jozef, at=now)
    day = now.date() + timedelta(days=2)
    for what, owner in (("put the bins out", member), ("Zzsecret washing", care.team.nurse)):
        actions.add_task(person=care.person, what=what, owner=owner, due=day, by=care.who.gp, at=now)
    care.plan.refresh_from_db()
    read = care.plan.version
    actions.write_text(person=care.person, field="matters", text="Zzsecret garden", read=read, by=care.who.jozef, at=now)
    client = cast.client(neighbour.user)
    text = client.get(f"/my/plans/{care.person.pk}/").content.decode()
    assert "put the bins out" in text and "Zzsecret" not in text
    for page in ("print/", "versions/", "team/"):
        assert "Zzsecret" not in client.get(f"/my/plans/{care.person.pk}/{page}").content.decode()
    team = client.get(f"/my/plans/{care.person.pk}/team/").content.decode()
    assert "washes each morning" not in team
    sheet = access.sheet_of(cast.who(neighbour.user), care.person, now)
    assert sheet.parts == ("team", "tasks", "crisis")
    actions.end_member(member=member, by=care.who.jozef, at=now)
    assert client.get(f"/my/plans/{care.person.pk}/").status_code == 404
