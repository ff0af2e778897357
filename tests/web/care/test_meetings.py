"""A multidisciplinary meeting: from a request with moments to a report; each state, each refusal, and who learns what."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from empact.web.care import actions, policies, states
from empact.web.care.actions import Took
from empact.web.care.meetings import queries
from empact.web.care.meetings.calendar import calendar_file
from empact.web.care.models import Decision, Fits, Meeting, Member, Moment, Seat, Task
from empact.web.kernel import outbox
from empact.web.kernel.models import RegionChoice
from empact.web.kernel.problems import Denied, NotNow, Problem

S = Meeting.State
IN_A_WEEK = timedelta(days=7)


def take_part(meeting, way="present", **paid):
    """Everybody is there; ``paid``: a role of the care team to what they are paid as."""
    seats = Seat.objects.filter(meeting=meeting).select_related("member__user", "member__near")
    return {seat: Took(way, paid.get(seat.member.role if seat.member else "", "")) for seat in seats}


@pytest.fixture
def at_stage(care, now):
    """A meeting that stands where a test begins, and every way to go on from there."""

    def make(state):
        coordinator = {"by": care.who.coordinator, "at": now}
        meeting = actions.ask_meeting(
            person=care.person, reason="cooperation", question="who comes when", moments=[now + IN_A_WEEK], **coordinator
        )
        if state in (S.PLANNED, S.HELD, S.SIGNED):
            meeting = actions.plan_meeting(meeting=meeting, moment=meeting.moments.get(), mode="phone", **coordinator)
        if state in (S.HELD, S.SIGNED):
            meeting = actions.attend(meeting=meeting, seats=take_part(meeting), **coordinator)
            actions.decide(meeting=meeting, text="see each other again", **coordinator)
        if state == S.SIGNED:
            meeting = actions.sign_meeting(meeting=meeting, agreed="nodded", **coordinator)
        if state == S.CANCELLED:
            meeting = actions.call_off(meeting=meeting, why="not needed any more", **coordinator)
        assert meeting.state == state
        return meeting

    return make


def goes_to(meeting, to, care, now):
    """The action that makes this move."""
    done = {"meeting": meeting, "by": care.who.coordinator, "at": now}
    if to == S.PLANNED:
        return actions.plan_meeting(moment=meeting.moments.get(), mode="home", **done)
    if to == S.ASKED:
        return actions.reopen_meeting(**done)
    if to == S.HELD:
        return actions.attend(seats=take_part(meeting), **done)
    if to == S.SIGNED:
        return actions.sign_meeting(agreed="said yes", **done)
    return actions.call_off(why="nobody can come", **done)


@pytest.mark.parametrize(("before", "to"), list(product(S, S)))
def test_every_legal_move_is_made_by_an_action_and_every_other_is_refused_with_a_sentence(at_stage, care, now, before, to):
    meeting = at_stage(before)
    if (before, to) in states.MEETING_MOVES:
        assert goes_to(meeting, to, care, now).state == to
        return
    if before == to == S.HELD:  # who was there is put right while nothing is signed off: no move
        assert goes_to(meeting, to, care, now).state == S.HELD
        return
    with pytest.raises(NotNow) as refused:
        goes_to(meeting, to, care, now)
    assert str(refused.value).endswith(".") and Meeting.objects.get(pk=meeting.pk).state == before
    with pytest.raises(NotNow):
        policies.check_move(states.MEETING_MOVES, before, to)


def test_the_table_knows_every_state_and_who_has_the_next_move():
    assert {state for move in states.MEETING_MOVES for state in move} == set(S) == set(states.MEETING_OWNER)


@pytest.mark.parametrize("state", S)
def test_what_belongs_to_a_state_is_refused_in_every_other(at_stage, care, now, state):
    meeting = at_stage(state)
    done = {"by": care.who.coordinator, "at": now}
    seat = meeting.seats.get(member=care.team.an)
    guest = {"name": "Dr. Hart", "discipline": "specialist", "approval": "at home, on Monday"}
    open_to = {S.ASKED, S.PLANNED, S.HELD}
    allowed = {
        "answer": ({S.ASKED}, lambda: actions.answer_moments(seat=seat, fits={meeting.moments.get(): True}, **done)),
        "moment": ({S.ASKED}, lambda: actions.propose_moment(meeting=meeting, starts_at=now + 2 * IN_A_WEEK, **done)),
        "guest": (open_to, lambda: actions.invite_guest(meeting=meeting, **guest, **done)),
        "member": (open_to, lambda: actions.invite_member(meeting=meeting, member=care.team.gp, **done)),
        "decision": ({S.HELD}, lambda: actions.decide(meeting=meeting, text="call on Friday", **done)),
        "uninvite": ({S.ASKED, S.PLANNED}, lambda: actions.uninvite(seat=seat, **done)),
    }
    for where, act in allowed.values():
        if state in where:
            act()
        else:
            with pytest.raises(NotNow):
                act()
    for decision in Decision.objects.filter(meeting=meeting):
        if state == S.HELD:
            actions.drop_decision(decision=decision, **done)
        else:
            with pytest.raises(NotNow):
                actions.drop_decision(decision=decision, **done)


@pytest.mark.shows("CAR-10")
def test_a_request_of_a_carer_reaches_whoever_coordinates_with_the_moments(cast, care, now):
    moments = [now + IN_A_WEEK, now + IN_A_WEEK + timedelta(hours=3)]
    meeting = actions.ask_meeting(
        person=care.person, reason="crisis", question="I cannot go on like this", moments=moments, by=care.who.an, at=now
    )
    coordinator = cast.client(care.town.coordinator)
    assert "A meeting is asked for" in coordinator.get("/day/").content.decode()
    page = coordinator.get(f"/persons/{care.person.pk}/plan/meetings/{meeting.pk}/").content.decode()
    assert "I cannot go on like this" in page and "because it goes wrong" in page
    assert page.count('name="fits"') == 2
    assert {seat.member_id for seat in meeting.seats.all()} == set(
        Member.objects.in_force(now.date()).filter(person=care.person).values_list("pk", flat=True)
    )
    mine = Fits.objects.filter(seat__member=care.team.an)
    assert mine.count() == 2 and all(one.yes for one in mine), "who proposes a moment can be there"
    for reason in Meeting.Reason:
        assert str(reason.label)


@pytest.mark.shows("CAR-05")
def test_the_person_who_coordinates_plans_a_meeting_and_a_carer_who_does_not_may_only_ask(care, now):
    meeting = actions.ask_meeting(
        person=care.person, reason="alignment", question="too many visits", moments=[now + IN_A_WEEK], by=care.who.an, at=now
    )
    plan = {"meeting": meeting, "moment": meeting.moments.get(), "mode": "home"}
    for by in (care.who.an, care.who.jozef):
        with pytest.raises(Denied):
            actions.plan_meeting(**plan, by=by, at=now)
    offer = actions.offer(person=care.person, member=care.team.me, by=care.who.coordinator, at=now)
    actions.accept(offer=offer, by=care.who.jozef, at=now)
    assert [one.pk for one in queries.to_plan(care.who.jozef)] == [meeting.pk] and not queries.to_plan(care.who.coordinator)
    assert actions.plan_meeting(**plan, by=care.who.jozef, at=now).state == S.PLANNED


def test_moments_are_polled_by_oneself_or_after_a_call_and_never_by_another(care, now):
    moments = [now + IN_A_WEEK, now + 2 * IN_A_WEEK]
    meeting = actions.ask_meeting(
        person=care.person, reason="cooperation", question="x y", moments=moments, by=care.who.coordinator, at=now
    )
    first, second = meeting.moments.all()
    seats = {seat.member_id: seat for seat in meeting.seats.all()}
    actions.answer_moments(seat=seats[care.team.nurse.pk], fits={first: False, second: True}, by=care.who.nurse, at=now)
    actions.answer_moments(seat=seats[care.team.an.pk], fits={first: True, second: True}, by=care.who.coordinator, at=now)
    with pytest.raises(Denied):
        actions.answer_moments(seat=seats[care.team.nurse.pk], fits={first: True}, by=care.who.an, at=now)
    page = queries.meeting_page(meeting, care.who.nurse)
    assert [(can, cannot) for _moment, can, cannot, _said in page.poll] == [(2, 1), (3, 0)]
    assert page.mine == seats[care.team.nurse.pk]
    for wrong in ([], [now - timedelta(days=1)], [now + timedelta(days=n) for n in range(1, 7)], [now + timedelta(days=800)]):
        with pytest.raises(Problem):
            actions.ask_meeting(
                person=care.person, reason="crisis", question="x", moments=wrong, by=care.who.gp, at=now
            )  # fmt: skip
    with pytest.raises(NotNow):
        actions.ask_meeting(
            person=care.person, reason="crisis", question="x", moments=[now + IN_A_WEEK], by=care.who.gp, at=now
        )


def test_only_the_care_team_and_guests_the_person_agreed_to_are_invited(cast, care, now, at_stage):
    meeting = at_stage(S.ASKED)
    done = {"meeting": meeting, "by": care.who.coordinator, "at": now}
    with pytest.raises(Problem):
        actions.invite_guest(name="Dr. Hart", discipline="specialist", approval=" ", **done)
    with pytest.raises(IntegrityError), transaction.atomic():
        Seat.objects.create(meeting=meeting, guest="Dr. Hart", guest_discipline="specialist", invited_at=now)
    late = cast.user("Late", ("nurse", "organisation", care.places.hospital.pk))
    waiting = actions.propose(person=care.person, user=late, role="nurse", by=care.who.coordinator, at=now)
    with pytest.raises(NotNow):
        actions.invite_member(member=waiting, **done)
    guest = actions.invite_guest(name="Dr. Hart", discipline="specialist", approval="at home, on Monday", **done)
    assert guest.name == "Dr. Hart" and str(guest.title) == "medical specialist"
    with pytest.raises(NotNow):
        actions.uninvite(seat=meeting.seats.get(member=care.team.me), by=care.who.coordinator, at=now)
    stranger = cast.client(care.town.surgeon)
    assert stranger.get(f"/persons/{care.person.pk}/plan/meetings/{meeting.pk}/").status_code in (403, 404)


@pytest.mark.shows("CAR-11")
def test_an_invitation_is_read_without_signing_in_and_its_details_behind_it(cast, care, now, at_stage):
    now = timezone.now()
    meeting = actions.ask_meeting(
        person=care.person, reason="admission", question="his heart", moments=[now + IN_A_WEEK], by=care.who.gp, at=now
    )
    guest = {"name": "Dr. Hart", "discipline": "specialist", "approval": "at home", "by": care.who.coordinator, "at": now}
    seat = actions.invite_guest(meeting=meeting, **guest)
    nobody = cast.client()
    assert nobody.get(f"/invited/{seat.pk}/").status_code == 404, "before there is a moment it says nothing"
    actions.plan_meeting(
        meeting=meeting, moment=meeting.moments.get(), mode="home", place="Kerkstraat 1", needs="no stairs",
        by=care.who.coordinator, at=now,
    )  # fmt: skip
    outbox.deliver(at=now)
    meeting.refresh_from_db()
    when = timezone.localtime(meeting.starts_at)
    assert {m.to[0] for m in mail.outbox} >= {care.nurse.email, care.town.gp.email, care.town.an.user.email}
    secret = (care.person.name, care.person.called, "Kerkstraat", "heart", "stay in hospital", "Hart", "Nurse")
    for letter in mail.outbox:
        assert f"{when.day}/{when.month}/{when.year}, {when.hour}:{when.minute:02d}" in letter.body
        assert not any(word in letter.subject + letter.body for word in secret)
    page = nobody.get(f"/invited/{seat.pk}/")
    shown = page.content.decode()
    assert page.status_code == 200 and "no stairs" in shown and f" {when.hour:02d}:{when.minute:02d}" in shown
    file = nobody.get(f"/invited/{seat.pk}/calendar/")
    assert file.headers["Content-Type"].startswith("text/calendar")
    for text in (shown.partition("<main")[2].partition("</main>")[0], file.content.decode()):
        assert not any(word in text for word in secret)
    assert nobody.get(f"/persons/{care.person.pk}/plan/meetings/{meeting.pk}/").status_code == 302
    inside = cast.client(care.nurse).get(f"/persons/{care.person.pk}/plan/meetings/{meeting.pk}/").content.decode()
    assert "Kerkstraat 1" in inside and "his heart" in inside
    mail.outbox.clear()
    actions.call_off(meeting=meeting, why="went well", by=care.who.jozef, at=now)
    outbox.deliver(at=now)
    assert len(mail.outbox) >= 3 and all("called off" in m.body and "went well" not in m.body for m in mail.outbox)
    assert nobody.get(f"/invited/{seat.pk}/").status_code == 404


@pytest.mark.shows("CAR-13")
def test_a_meeting_works_with_phones_only_and_by_video_once_the_region_has_rooms(cast, care, now):
    now = timezone.now()
    ask = {"person": care.person, "reason": "discharge", "question": "x y", "by": care.who.gp, "at": now}
    meeting = actions.ask_meeting(moments=[now + IN_A_WEEK], mode="phone", **ask)
    plan = {"meeting": meeting, "moment": meeting.moments.get(), "by": care.who.coordinator, "at": now}
    with pytest.raises(NotNow):
        actions.plan_meeting(mode="video", **plan)
    RegionChoice.objects.create(id="care.meeting_phone", value="+3278 00 00 00")
    actions.plan_meeting(mode="phone", **plan)
    nobody = cast.client()
    invitation = nobody.get(f"/invited/{meeting.seats.get(member=care.team.gp).pk}/").content.decode()
    assert "tel:+3278 00 00 00" in invitation and "video" not in invitation.partition("<main")[2].partition("</main>")[0]
    done = {"meeting": meeting, "by": care.who.coordinator, "at": now}
    actions.attend(seats=take_part(meeting, "phone"), **done)
    actions.sign_meeting(agreed="said yes by phone", **done)
    assert Meeting.objects.get(pk=meeting.pk).state == S.SIGNED
    _rules, findings = queries.findings_of(Meeting.objects.get(pk=meeting.pk), meeting.seats.all())
    assert {one.id for one in findings if not one.ok} == {"disciplines", "no_care_home", "discharge"}, "a phone is a seat"

    RegionChoice.objects.create(id="care.video_rooms", value="https://rooms.example.org/")
    rooms = set()
    for _n in range(2):
        meeting = actions.ask_meeting(moments=[now + IN_A_WEEK], mode="video", **ask)
        actions.plan_meeting(meeting=meeting, moment=meeting.moments.get(), mode="video", by=care.who.coordinator, at=now)
        meeting.refresh_from_db()
        rooms.add(queries.video_link(meeting))
        seat = meeting.seats.get(member=care.team.gp)
        shown = nobody.get(f"/invited/{seat.pk}/").content.decode()
        assert queries.video_link(meeting) in shown and "Nothing is recorded." in shown
        assert f"URL:{queries.video_link(meeting)}" in nobody.get(f"/invited/{seat.pk}/calendar/").content.decode().replace(
            "\r\n ", ""
        )
        actions.call_off(meeting=meeting, why="again", by=care.who.coordinator, at=now)
    assert len(rooms) == 2 and all(room.startswith("https://rooms.example.org/") for room in rooms)


@pytest.mark.shows("F9")
def test_decisions_become_tasks_of_who_does_them_once_the_person_said_yes(care, now, at_stage):
    life = actions.add_life_goal(person=care.person, text="stay home", domain="living", by=care.who.jozef, at=now)
    goal = actions.add_care_goal(person=care.person, life_goal=life, text="walk each day", by=care.who.gp, at=now)
    meeting = at_stage(S.HELD)
    agenda = queries.agenda_of(care.person)
    assert [(one.text, [aim.text for aim, _tasks in aims]) for one, aims in agenda] == [("stay home", ["walk each day"])]
    done = {"meeting": meeting, "by": care.who.coordinator, "at": now}
    with pytest.raises(Problem):
        actions.decide(text="half of it", owner=care.team.nurse, **done)
    due = now.date() + timedelta(days=3)
    kept = actions.decide(text="walk on Monday", owner=care.team.nurse, due=due, care_goal=goal, **done)
    dropped = actions.decide(text="sell the house", owner=care.team.an, due=due, **done)
    actions.drop_decision(decision=dropped, by=care.who.coordinator, at=now)
    assert not Task.objects.exists(), "until it was read aloud nothing follows from a decision"
    for wrong in ({"agreed": " "}, {"agreed": "yes", "by": care.who.an}):
        with pytest.raises(Problem):
            actions.sign_meeting(**{**done, **wrong})
    actions.sign_meeting(agreed="said yes, aloud", **done)
    task = Task.objects.get()
    kept.refresh_from_db()
    assert (task.what, task.owner, task.due, task.care_goal, kept.task) == ("walk on Monday", care.team.nurse, due, goal, task)
    assert [one.text for one in Decision.objects.filter(task=None)] == ["see each other again"]


def test_nobody_signs_what_nobody_attended_and_a_task_whose_owner_left_is_put_right_first(care, now, at_stage):
    meeting = at_stage(S.PLANNED)
    done = {"meeting": meeting, "by": care.who.coordinator, "at": now}
    actions.attend(seats=take_part(meeting, "absent"), **done)
    with pytest.raises(NotNow):
        actions.sign_meeting(agreed="yes", **done)
    actions.attend(seats=take_part(meeting, "video"), **done)
    decision = actions.decide(text="shop", owner=care.team.an, due=now.date() + timedelta(days=2), **done)
    actions.end_member(member=care.team.an, by=care.who.jozef, at=now)
    with pytest.raises(NotNow):
        actions.sign_meeting(agreed="yes", **done)
    assert Meeting.objects.get(pk=meeting.pk).state == S.HELD
    actions.drop_decision(decision=decision, by=care.who.coordinator, at=now)
    assert actions.sign_meeting(agreed="yes", **{**done, "by": care.who.jozef}).state == S.SIGNED


def test_paid_roles_one_organiser_one_mediator_and_no_pay_for_who_is_near(care, now, at_stage):
    meeting = at_stage(S.HELD)
    done = {"meeting": meeting, "by": care.who.coordinator, "at": now}
    seats = take_part(meeting, coordinator="organiser", gp="participant", nurse="participant")
    an = meeting.seats.get(member=care.team.an)
    for role in ("organiser", "participant"):
        with pytest.raises(Problem):
            actions.attend(seats={**seats, an: Took("present", role)}, **done)
    with pytest.raises(Problem):
        actions.attend(seats={**seats, an: Took("absent", "mediator")}, **done)
    with pytest.raises(Problem):
        actions.attend(seats=take_part(meeting, gp="organiser", nurse="organiser"), **done)
    actions.attend(seats={**seats, an: Took("present", "mediator")}, **done)
    claim = queries.claim_of(queries.meeting_page(meeting, care.who.coordinator))
    assert claim.total == 12000 + 2500 + 2500
    assert {str(seat.get_paid_display()): cents for seat, cents in claim.lines if seat == an} == {"care mediator": 0}
    actions.attend(seats=take_part(meeting, nurse="organiser"), **done)  # another organiser in one stroke
    assert meeting.seats.get(paid="organiser").member == care.team.nurse


def test_one_paid_meeting_a_year_is_counted_from_those_claimed(care, now, at_stage):
    first = at_stage(S.HELD)
    done = {"by": care.who.coordinator, "at": now}
    actions.sign_meeting(meeting=first, agreed="yes", claimed=True, **done)
    second = at_stage(S.PLANNED)

    def once():
        _rules, found = queries.findings_of(Meeting.objects.get(pk=second.pk), second.seats.all())
        return {one.id: one.ok for one in found}["once_a_year"]

    assert once() is False
    Meeting.objects.filter(pk=first.pk).update(held_at=datetime(2025, 12, 30, 9, tzinfo=UTC))
    assert once() is True
    RegionChoice.objects.create(id="care.meeting_year", value="rolling")
    assert once() is False


def test_the_report_is_a_care_plan_in_three_parts_and_the_third_is_for_who_plans(cast, care, now, at_stage):
    actions.add_life_goal(person=care.person, text="stay at home", domain="living", by=care.who.jozef, at=now)
    meeting = at_stage(S.HELD)
    done = {"meeting": meeting, "by": care.who.coordinator, "at": now}
    actions.attend(seats=take_part(meeting, coordinator="organiser", gp="participant"), **done)
    actions.sign_meeting(agreed="said yes", **done)
    address = f"plan/meetings/{meeting.pk}/report/"
    page = cast.client(care.town.coordinator).get(f"/persons/{care.person.pk}/{address}").content.decode()
    for said in ("Part 1: the meeting", "Part 2: what was decided", "see each other again", "said yes", "stay at home",
                 "Part 3: remuneration sheet", "145.00 euro", "disciplines take part"):  # fmt: skip
        assert said in page, said
    own = cast.client(care.person.user).get(f"/my/plans/{care.person.pk}/meetings/{meeting.pk}/report/").content.decode()
    assert "Part 2: what was decided" in own and "Part 3" not in own and "euro" not in own
    pdf = cast.client(care.town.coordinator).get(f"/persons/{care.person.pk}/{address}pdf/")
    assert pdf.content.startswith(b"%PDF") and "jozef" not in pdf.headers["Content-Disposition"].lower()


def test_a_neighbour_sees_only_that_and_when_a_meeting_is_where_they_are_invited(cast, care, now, at_stage):
    other = cast.user("Buur", "volunteer")
    actions.end_member(member=care.team.an, by=care.who.jozef, at=now)
    near = care.town.an
    near.user = other
    type(near).save(near, update_fields=("user",))
    meeting = at_stage(S.PLANNED)
    neighbour = actions.propose(person=care.person, near=near, kind="neighbour", by=care.who.jozef, at=now)
    client = cast.client(other)
    address = f"/my/plans/{care.person.pk}/meetings/"
    assert client.get(f"{address}{meeting.pk}/").status_code == 404
    assert "cooperation" not in client.get(address).content.decode()
    actions.invite_member(meeting=meeting, member=neighbour, by=care.who.coordinator, at=now)
    page = client.get(f"{address}{meeting.pk}/")
    assert page.status_code == 200 and "who comes when" not in page.content.decode()
    assert client.get(f"{address}{meeting.pk}/report/").status_code == 404


def test_charlie_opens_no_meeting_and_pages_ask_a_bounded_number_of_questions(
    cast, charlie, care, now, at_stage, django_assert_max_num_queries
):
    meeting = at_stage(S.HELD)
    for n in range(5):
        actions.invite_guest(
            meeting=meeting, name=f"Guest {n}", discipline="other", approval="yes", by=care.who.coordinator, at=now
        )
        actions.decide(
            meeting=meeting, text=f"decision {n}", owner=care.team.nurse, due=now.date() + timedelta(days=2),
            by=care.who.coordinator, at=now,
        )  # fmt: skip
    pages = ("", "ask/", *(f"{meeting.pk}/{page}" for page in ("", "plan/", "guest/", "attend/", "sign/", "report/", "off/")))
    for side in (f"/persons/{care.person.pk}/plan/meetings/", f"/my/plans/{care.person.pk}/meetings/"):
        for page in pages:
            assert cast.client(charlie).get(side + page).status_code in (302, 403, 404)
    client = cast.client(care.town.coordinator)
    for page in ("", f"{meeting.pk}/"):
        client.get(f"/persons/{care.person.pk}/plan/meetings/{page}")
        with django_assert_max_num_queries(42):
            assert client.get(f"/persons/{care.person.pk}/plan/meetings/{page}").status_code == 200
    with django_assert_max_num_queries(1):
        assert queries.coming_of([care.person.pk], now) == {}
    assert Moment.objects.visible_to(care.who.coordinator, "care", now).count() == 1


def test_a_calendar_file_keeps_to_its_standard():
    file = calendar_file(
        "x@y", starts_at=datetime(2026, 6, 1, 9, tzinfo=UTC), stamp=datetime(2026, 5, 1, tzinfo=UTC), title="Meeting; a, b\\c",
        where="é" * 60, link="https://rooms.example.org/x", note="one\ntwo",
    )  # fmt: skip
    lines = file.split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR" and lines[-2] == "END:VCALENDAR" and lines[-1] == ""
    assert all(len(line.encode()) <= 75 for line in lines) and "\n" not in "".join(lines)
    whole = file.replace("\r\n ", "")
    assert "SUMMARY:Meeting\\; a\\, b\\\\c\r\n" in whole and "DESCRIPTION:one\\ntwo\r\n" in whole
    assert f"LOCATION:{'é' * 60}\r\n" in whole and "DTSTART:20260601T090000Z\r\nDTEND:20260601T100000Z\r\n" in whole
    assert "STATUS:CANCELLED" in calendar_file(
        "x",
        starts_at=datetime(2026, 6, 1, tzinfo=UTC),
        stamp=datetime(2026, 6, 1, tzinfo=UTC),
        title="",
        where="",
        cancelled=True,
    )
