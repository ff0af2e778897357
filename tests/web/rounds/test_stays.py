"""Stays in hospital: notices by file and message, once each; the care team knows at once; nobody is forgotten at home."""

from __future__ import annotations

import json
import time
from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from empact.web.care.models import Meeting
from empact.web.consent import access
from empact.web.consent import actions as consent
from empact.web.kernel.models import AuditEntry
from empact.web.kernel.outbox import deliver
from empact.web.kernel.problems import Denied, NotNow, Problem
from empact.web.rounds import actions, queries
from empact.web.rounds.caseload import Stack, work_list
from empact.web.rounds.models import Stay
from empact.web.rounds.notices import PLANNED_END, SSIN, read_file
from tests.web.people.conftest import number

SUNDAY = date(2026, 3, 1)


@pytest.fixture
def liaison(cast, places):
    return cast.user("Liaison", ("liaison", "organisation", places.hospital.pk))


@pytest.fixture
def els(cast, liaison):
    return cast.who(liaison)


def notice(today, **said):
    line = {"visit": "v1", "insz": str(number(1)), "admitted_on": "2026-03-01", "home_on": "", "left_on": "", "cancelled": ""}
    line |= said
    text = ",".join(line) + "\n" + ",".join(line.values())
    return read_file(text, today).notices


def encounter(**said):
    whose = {"identifier": {"system": SSIN, "value": number(1).digits}}
    return {
        "resourceType": "Encounter", "status": "in-progress", "class": {"code": "IMP"}, "subject": whose,
        "identifier": [{"value": "v1"}], "period": {"start": "2026-03-01T10:00:00+01:00"}, **said,
    }  # fmt: skip


def take(els, now, **said):
    return actions.take_notices(notices=notice(now.date(), **said), by=els, at=now)


def test_a_sheet_an_encounter_and_an_adt_event_say_the_same():
    today = date(2026, 3, 5)
    adt = {
        "event": "A16",
        "patient": str(number(1)),
        "visit": "v1",
        "admitted": "2026-03-01",
        "expected_discharge": "2026-03-09",
    }
    planned = encounter(extension=[{"url": PLANNED_END, "valueDateTime": "2026-03-09"}])
    bundle = {"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "Patient"}}, {"resource": planned}]}
    read = [
        notice(today, home_on="2026-03-09"), read_file(json.dumps(planned), today).notices,
        read_file(json.dumps(bundle), today).notices, read_file(json.dumps([adt]), today).notices,
    ]  # fmt: skip
    for (one,) in read:
        assert (one.number.digits, one.visit) == (number(1).digits, "v1")
        assert (one.admitted_on, one.home_on, one.left_on) == (SUNDAY, date(2026, 3, 9), None)


def test_who_went_home_and_what_is_taken_back_is_read_from_each():
    today = date(2026, 3, 5)
    done = encounter(status="finished", period={"start": "2026-03-01", "end": "2026-03-04"})
    (one,) = read_file(json.dumps(done), today).notices
    assert one.left_on == date(2026, 3, 4)
    (back,) = read_file(json.dumps(encounter(status="entered-in-error")), today).notices
    adt = {"event": "A11", "patient": str(number(1)), "visit": "v1", "admitted": "2026-03-01"}
    (taken,) = read_file(json.dumps(adt), today).notices
    assert back.cancelled and taken.cancelled


@pytest.mark.parametrize(
    "text",
    [
        "visit,insz,admitted_on\nv1,12345678901,2026-03-01",
        "visit,insz,admitted_on\nv1,,2026-03-01",
        f"visit,insz,admitted_on\n,{number(1)},2026-03-01",
        f"visit,insz,admitted_on\nv1,{number(1)},soon",
        f"visit,insz,admitted_on\nv1,{number(1)},2026-03-09",
        f"visit,insz,admitted_on,left_on\nv1,{number(1)},2026-03-01,2026-02-01",
        json.dumps({"event": "A99", "patient": str(number(1)), "visit": "v", "admitted": "2026-03-01"}),
        json.dumps(encounter(**{"class": {"code": "AMB"}})),
        json.dumps(encounter(subject={"reference": "Patient/1"})),
        json.dumps(["x", 1, None]), "{", "[" * 100_000,
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_told_by_its_place_and_stops_nothing(text):
    reading = read_file(text, date(2026, 3, 5))
    assert reading.notices == [] and reading.unread


def test_a_notice_repeats_no_number():
    (one,) = notice(date(2026, 3, 5))
    assert number(1).digits not in repr(one)


@pytest.mark.shows("F12")
def test_a_notice_reaches_the_care_team_in_seconds_and_a_second_one_is_the_same_stay(
    care, els, now, django_capture_on_commit_callbacks
):
    begun = time.process_time()
    with django_capture_on_commit_callbacks(execute=True):
        assert take(els, now).changed == 1
    deliver(at=now)
    assert time.process_time() - begun < 5
    told = {to for letter in mail.outbox for to in letter.to}
    assert told >= {care.town.coordinator.email, care.town.gp.email, care.nurse.email, care.town.an.user.email}
    before = len(mail.outbox)
    for _again in range(3):
        assert take(els, now) == actions.stays.Taken(0, 1, 0)
    assert take(els, now, visit="another number of the same stay").same == 1
    deliver(at=now)
    assert len(mail.outbox) == before
    stay = Stay.objects.get()
    assert stay.notices == 5 and stay.state == "in"
    assert AuditEntry.objects.filter(event="rounds.stay_moved").count() == 1


@pytest.mark.shows("F8")
def test_a_letter_holds_a_link_and_nothing_about_anybody(care, els, now, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        take(els, now)
    deliver(at=now)
    assert mail.outbox
    for letter in mail.outbox:
        said = letter.subject + letter.body
        assert "Zz" not in said and "ospital" not in said and str(care.person.pk) not in said
        assert said.count("http") == 1


def test_of_who_shares_no_plan_or_shuts_the_liaison_out_nothing_is_kept(care, els, liaison, now):
    maria = take(els, now, insz=str(number(2)))
    assert maria.unknown == 1
    consent.exclude(person=care.person, professional=liaison, by=care.who.jozef, at=now)
    assert take(els, now + timedelta(seconds=1)).unknown == 1
    assert not Stay.objects.exists() and not AuditEntry.objects.filter(event="rounds.stay_moved").exists()


def test_the_hospital_reads_the_plan_while_the_person_stays_and_three_days_after(care, els, now):
    assert not access.may_read(els, care.person, "goals", now)
    take(els, now)
    assert access.may_read(els, care.person, "goals", now)
    take(els, now, left_on="2026-03-03")
    assert Stay.objects.get().state == "home"
    assert access.may_read(els, care.person, "goals", now + timedelta(days=3))
    assert not access.may_read(els, care.person, "goals", now + timedelta(days=4))


def test_a_stay_told_by_mistake_is_taken_back_and_opens_nothing_from_the_next_day(care, els, now):
    take(els, now)
    take(els, now, cancelled="yes")
    assert Stay.objects.get().state == "back"
    assert not access.may_read(els, care.person, "goals", now + timedelta(days=1))
    assert take(els, now, visit="v2", cancelled="yes").same == 1  # of a stay that nobody knows


def test_an_older_word_that_comes_later_does_not_send_anybody_back(care, els, now):
    take(els, now, left_on="2026-03-02")
    take(els, now)
    assert Stay.objects.get().state == "home"


@pytest.mark.shows("CAR-31")
def test_a_liaison_sees_the_stays_of_their_own_hospital_only(care, cast, places, els, liaison, now):
    take(els, now)
    assert [row.stay.person for row in queries.stays_of(els, now)] == [care.person]
    other = cast.user("Other", ("liaison", "organisation", places.practice.pk))
    assert queries.stays_of(cast.who(other), now) == []
    assert "Zzjefke" not in cast.client(other).get("/stays/").content.decode()
    address = f"/stays/{Stay.objects.get().pk}/return/"
    assert cast.client(other).get(address).status_code == 404
    with pytest.raises(Denied):
        actions.plan_home(stay=Stay.objects.get(), home_on=SUNDAY, by=cast.who(other), at=now)


@pytest.mark.shows("CAR-33")
def test_who_was_not_called_in_three_days_is_listed_the_next_morning(care, els, now):
    take(els, now, left_on="2026-03-02")
    who = care.who.coordinator

    def line(at):
        return next(one for one in work_list(who, at) if one.person == care.person)

    assert line(now).stack == Stack.CALL and "Nobody called in time." not in " ".join(line(now).reasons)
    late = now + timedelta(days=3)  # 6 March, the morning after the third day
    assert "Nobody called in time." in line(late).reasons[0]
    actions.follow_up(stay=Stay.objects.get(), by=who, at=late)
    assert "At home again" not in " ".join(line(late).reasons)
    first = Stay.objects.get().followed_up_on
    actions.follow_up(stay=Stay.objects.get(), by=care.who.gp, at=late + timedelta(days=1))
    assert Stay.objects.get().followed_up_on == first


def test_what_cannot_be_is_refused_with_a_sentence(care, cast, els, now):
    take(els, now)
    stay = Stay.objects.get()
    with pytest.raises(NotNow, match="not at home again"):
        actions.follow_up(stay=stay, by=care.who.coordinator, at=now)
    with pytest.raises(Problem, match="before the day of coming in"):
        actions.plan_home(stay=stay, home_on=date(2026, 2, 1), by=els, at=now)
    take(els, now, left_on="2026-03-03")
    with pytest.raises(NotNow, match="not in hospital any more"):
        actions.plan_home(stay=Stay.objects.get(), home_on=date(2026, 3, 9), by=els, at=now)
    with pytest.raises(Denied):
        actions.follow_up(stay=stay, by=cast.who(care.town.analyst), at=now)
    with pytest.raises(Denied):
        actions.take_notices(notices=[], by=care.who.gp, at=now)


def test_paper_and_phone_give_what_a_file_gives(care, cast, liaison):
    client = cast.client(liaison)
    since = timezone.localdate() - timedelta(days=2)
    said = {"number": str(number(1)), "admitted_on": since.isoformat(), "home_on": ""}
    assert client.post("/stays/add/", said).status_code == 302
    typed = Stay.objects.get()
    text = f"visit,insz,admitted_on\nv9,{number(1)},{since}\nv10,nobody,{since}\n"
    answer = client.post("/stays/bring/", {"file": SimpleUploadedFile("day.csv", text.encode())}, follow=True)
    html = answer.content.decode()
    assert "Told before: 1" in html and "line 3" in html
    assert Stay.objects.get().pk == typed.pk and Stay.objects.get().notices == 2
    assert client.post("/stays/add/", {**said, "number": "1"}).status_code == 422
    assert "Nothing was kept" in client.post("/stays/add/", {**said, "number": str(number(2))}, follow=True).content.decode()


def test_the_page_lists_and_changes_the_day_of_going_home(care, cast, liaison, els):
    now = timezone.now()
    since, home = timezone.localdate() - timedelta(days=2), timezone.localdate() + timedelta(days=3)
    actions.take_notices(notices=notice(timezone.localdate(), admitted_on=since.isoformat()), by=els, at=now)
    client = cast.client(liaison)
    address = f"/stays/{Stay.objects.get().pk}/return/"
    assert client.post(address, {"home_on": home.isoformat()}).status_code == 302
    html = client.get("/stays/").content.decode()
    assert "Zzjefke" in html and "soon, without a meeting" in html
    assert "Zzjefke" in client.get("/stays/?format=csv").content.decode()
    assert AuditEntry.objects.filter(person=care.person.pk, part="stays").count() >= 2


def test_the_list_takes_a_bounded_number_of_queries(care, els, now, django_assert_max_num_queries):
    take(els, now)
    with django_assert_max_num_queries(8):
        queries.stays_of(els, now)


@pytest.mark.shows("CAR-12")
def test_the_liaison_sees_who_is_admitted_without_a_planned_meeting(care, cast, liaison, els, now):
    take(els, now, home_on="2026-03-09")
    assert [row.meeting for row in queries.stays_of(els, now, without_meeting=True)] == [""]
    Meeting.objects.create(
        person=care.person, reason="discharge", question="Going home", state="planned", starts_at=now + timedelta(days=2),
        asked_at=now,
    )  # fmt: skip
    assert queries.stays_of(els, now, without_meeting=True) == []
    (row,) = queries.stays_of(els, now)
    assert "03/05/2026" in row.meeting or "05/03/2026" in row.meeting or "2026" in row.meeting
    assert "Zzjefke" in cast.client(liaison).get("/stays/").content.decode()
    assert "Zzjefke" not in cast.client(liaison).get("/stays/?meeting=no").content.decode()
