"""From a list to somebody who takes a person up: approved first, by whom and when, and left alone who does not want it."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from empact.web.kernel import day as days
from empact.web.kernel.models import AuditEntry, RegionChoice
from empact.web.kernel.problems import Denied, NotNow, Problem
from empact.web.kernel.who import SYSTEM
from empact.web.people import actions, states
from empact.web.people.models import Handover, Worklist

from .conftest import AT, relate

HEAD = "pseudonym,project,ground,purpose,recipient,reason\n"
TODAY = AT.date()
RECORD = {
    "format": "empact-worklist/1",
    "as_of": "2026-01-01",
    "rule": {
        "title": dict.fromkeys(("nl", "fr", "de", "en"), "Eye check"),
        "text": {"nl": "heeft diabetes", "fr": "a un diabète", "de": "hat Diabetes", "en": "has diabetes"},
        "version": 3,
        "fingerprint": "0a1b2c3d4e5f6789",
        "period": "",
    },
    "places": 40,
    "reserve": 0.2,
    "steps": {"meets": 60, "dead": None, "opted_out": 0, "offered": 40, "held_out": 10},
    "behind": dict.fromkeys(("nl", "fr", "de", "en"), ["Ieper F: 4 / 20"]),
    "equity": [
        {"of": "could", "trait": "sex", "group": "female", "name": "female", "people": 30, "reached": 25, "proportion": 0.83,
         "lower": 0.66, "upper": 0.93}
    ],
}  # fmt: skip


@pytest.fixture
def coach(cast, town):
    return cast.who(town.coordinator)


@pytest.fixture
def bring(places, pseudonym_of, town):
    def make(*people, title="Eye check", **more):
        rows = "".join(f"{pseudonym_of(s)},popbox,care relation,call for a check,team,no check\n" for s in people)
        return actions.bring_worklist(
            title=title, content=(HEAD + rows).encode(), team=places.team.pk, by=SYSTEM, at=AT, **more
        )

    return make


@pytest.fixture
def approved(bring, coach):
    def make(*people, at=AT, **more):
        worklist = actions.move_worklist(worklist=bring(*people, **more), to="approved", by=coach, at=at)
        actions.name_worklist(worklist=worklist, by=coach, at=at)
        return worklist

    return make


@pytest.fixture
def say(coach, town):
    def make(worklist, state, person=None, **more):
        return actions.say_of(worklist=worklist, person=person or town.jozef, state=state, by=coach, at=AT, **more)

    return make


def accept(say, worklist, town, **more):
    return say(worklist, "accepted", **({"assigned_to": town.coordinator.pk, "next_step": TODAY + timedelta(days=7)} | more))


# ---------------------------------------------------------------- the list


def test_what_stands_beside_a_list_is_shown_before_it_is_approved(cast, town, places, bring, pseudonym_of):
    bringing = cast.client(town.analyst)
    content = HEAD + f"{pseudonym_of(1)},popbox,care relation,call,team,no check\n"
    sent = {
        "title": "Eye check",
        "recipient": f"team:{places.team.pk}",
        "file": SimpleUploadedFile("list.csv", content.encode()),
        "record": SimpleUploadedFile("list.json", json.dumps(RECORD).encode()),
    }
    assert bringing.post(reverse("people:bring"), sent).status_code == 302
    worklist = Worklist.objects.get()
    page = cast.client(town.coordinator).get(reverse("people:worklist", args=(worklist.pk,))).content.decode()
    for said in (
        "has diabetes",
        "Version 3 (0a1b2c3d4e5f)",
        "too few to show",
        "Ieper F: 4 / 20",
        "25 / 30",
        "Approve the list",
    ):
        assert said in page
    assert "heeft diabetes" not in page


@pytest.mark.parametrize("wrong", [b"{}", b"nothing", b'{"format": "empact-worklist/1"}', b"\xff\xfe"])
def test_a_file_that_is_no_record_is_refused(bring, wrong):
    with pytest.raises(Problem, match="no record"):
        bring(1, record=wrong)
    assert not Worklist.objects.exists()


def test_a_list_is_approved_and_closed_by_who_may_and_as_the_table_says(cast, town, bring, coach):
    worklist = bring(1)
    with pytest.raises(Denied):
        actions.move_worklist(worklist=worklist, to="approved", by=cast.who(town.analyst), at=AT)
    with pytest.raises(Denied):
        actions.move_worklist(worklist=worklist, to="approved", by=cast.who(town.gp), at=AT)
    moved = [(a, b) for a in Worklist.State.values for b in Worklist.State.values]
    for before, after in moved:
        worklist.state = before
        if (before, after) in states.WORKLIST_MOVES:
            actions.move_worklist(worklist=worklist, to=after, by=coach, at=AT)
        else:
            with pytest.raises(NotNow):
                actions.move_worklist(worklist=worklist, to=after, by=coach, at=AT)
    assert AuditEntry.objects.filter(event="people.worklist_moved").count() == len(states.WORKLIST_MOVES)


def test_nobody_is_handed_over_before_the_list_is_approved(bring, say, town):
    with pytest.raises(NotNow, match="not approved"):
        accept(say, bring(1), town)


# ---------------------------------------------------------------- a person


def test_a_coach_takes_up_a_person_from_the_list_and_it_is_on_record(cast, town, approved):
    worklist = approved(1)
    client = cast.client(town.coordinator)
    page = reverse("people:on_list", args=(worklist.pk, town.jozef.pk))
    assert "Zzpeeters" in client.get(page).content.decode()
    looks = AuditEntry.objects.filter(event="person.seen", part="worklist", person=town.jozef.pk, user=town.coordinator.pk)
    assert looks.exists()
    before = looks.count()
    answer = client.post(page, {"state": "accepted", "assigned_to": str(town.coordinator.pk), "next_step": ""})
    assert answer.status_code == 422 and "The next step needs a day" in answer.content.decode()
    assert "Zzpeeters" in answer.content.decode() and looks.count() == before + 1
    later = date.today() + timedelta(days=7)
    sent = {"state": "accepted", "assigned_to": str(town.coordinator.pk), "next_step": later.isoformat()}
    assert client.post(page, sent).status_code == 302
    one = Handover.objects.get()
    assert (one.state, one.assigned_to, one.next_step) == ("accepted", town.coordinator, later)
    entry = AuditEntry.objects.get(event="people.handover_moved")
    assert (entry.person, entry.detail["state"]) == (town.jozef.pk, "accepted")
    shown = client.post(reverse("people:worklist", args=(worklist.pk,))).content.decode()
    assert "taken up, Coach" in shown


def test_an_answer_says_what_it_needs(approved, say, town):
    worklist = approved(1)
    with pytest.raises(Problem, match="who takes it up"):
        accept(say, worklist, town, assigned_to=None)
    with pytest.raises(Problem, match="who takes it up"):
        accept(say, worklist, town, assigned_to=town.surgeon.pk)
    with pytest.raises(NotNow, match="next step"):
        accept(say, worklist, town, next_step=TODAY - timedelta(days=1))
    with pytest.raises(Problem, match="why nobody"):
        say(worklist, "declined", reason="because")
    assert say(worklist, "declined", reason="followed").reason == "followed"


def test_states_follow_each_other_as_the_table_says(approved, say, town):
    worklist = approved(1)
    said = {"assigned_to": town.coordinator.pk, "next_step": TODAY, "reason": "moment"}
    for before in Handover.State.values:
        for after in Handover.State.values:
            Handover.objects.all().delete()
            Handover.objects.create(
                worklist=worklist, person=town.jozef, state=before, assigned_to=town.coordinator, moved_at=AT
            )
            if (before, after) in states.HANDOVER_MOVES:
                assert say(worklist, after, **said).state == after
            else:
                with pytest.raises(NotNow):
                    say(worklist, after, **said)


def test_the_last_answer_is_taken_back_once(approved, say, town, coach):
    worklist = approved(1)
    accept(say, worklist, town)
    say(worklist, "refused")
    back = actions.take_back(worklist=worklist, person=town.jozef, by=coach, at=AT)
    assert (back.state, back.assigned_to_id, back.next_step) == ("accepted", town.coordinator.pk, TODAY + timedelta(days=7))
    back.refresh_from_db()
    assert back.next_step == TODAY + timedelta(days=7)
    with pytest.raises(NotNow, match="nothing to take back"):
        actions.take_back(worklist=worklist, person=town.jozef, by=coach, at=AT)


def test_only_own_people_who_are_on_the_list_are_handed_over(approved, say, town, places, cast):
    relate(town.an, places.team)
    worklist = approved(1, 2)
    with pytest.raises(NotNow, match="not on this list"):
        say(worklist, "refused", person=town.an)
    with pytest.raises(NotNow, match="do not care"):
        say(worklist, "refused", person=town.maria)
    client = cast.client(town.coordinator)
    for person in (town.an, town.maria):
        assert client.get(reverse("people:on_list", args=(worklist.pk, person.pk))).status_code == 404
    assert cast.client(town.gp).get(reverse("people:on_list", args=(worklist.pk, town.jozef.pk))).status_code == 404


# ---------------------------------------------------------------- from the list to a care coach


@pytest.fixture
def nurse(cast, town, places):
    """A second care coach of the same team."""
    return cast.user("Nurse", ("nurse", "team", places.team.pk))


def why(who, day):
    return [t.why for t in days.todo(who, day) if t.title == "Eye check"]


@pytest.mark.shows("POP-15")
def test_a_person_is_handed_to_a_care_coach_who_accepts_or_gives_back_with_a_reason_and_until_then_has_nobody(
    cast, town, places, approved, nurse
):
    worklist = approved(1)
    page = reverse("people:on_list", args=(worklist.pk, town.jozef.pk))
    lists, team = reverse("people:worklists"), reverse("territory:team", args=(places.team.pk,))
    asking, asked = cast.client(town.coordinator), cast.client(nurse)
    later = (date.today() + timedelta(days=7)).isoformat()
    assert asking.post(page, {"state": "accepted", "assigned_to": str(nurse.pk), "next_step": later}).status_code == 302
    one = Handover.objects.get()
    assert (one.state, one.assigned_to) == ("asked", nurse)
    assert why(cast.who(nurse), TODAY) == ["A colleague asks you to take up a person on this list."]
    for client in (asking, asked):  # being asked is no answer
        assert "1 without anybody" in client.get(lists).content.decode()
        assert "1 person on this list has nobody" in client.get(team).content.decode()

    assert "given back to the list" in asked.get(page).content.decode()
    answer = asked.post(page, {"state": "open"})
    assert answer.status_code == 422 and "Say why nobody takes it up" in answer.content.decode()
    assert asked.post(page, {"state": "open", "reason": "no_room"}).status_code == 302
    one.refresh_from_db()
    assert (one.state, one.assigned_to, one.reason) == ("open", None, "no_room")
    assert "no room now" in asking.get(page).content.decode()
    moved = AuditEntry.objects.filter(event="people.handover_moved").order_by("seq").values_list("detail", flat=True)
    assert [(d["state"], d["reason"]) for d in moved] == [("asked", ""), ("open", "no_room")]

    # Longer than the days agreed: it shows, on the page of the team, on that of lists and on My day of whoever works there.
    late = TODAY + timedelta(days=15)
    for user in (town.coordinator, nurse):
        assert "1 person on this list has nobody yet." in why(cast.who(user), late)
    assert "<strong>" in asking.get(lists).content.decode()
    assert "1 person on this list has nobody" in asking.get(team).content.decode()

    asking.post(page, {"state": "accepted", "assigned_to": str(nurse.pk), "next_step": later})
    assert asked.post(page, {"state": "accepted", "assigned_to": str(nurse.pk), "next_step": later}).status_code == 302
    one.refresh_from_db()
    assert (one.state, one.assigned_to) == ("accepted", nurse)
    assert "without anybody" not in asking.get(lists).content.decode()
    assert "has nobody" not in asking.get(team).content.decode()


def test_whose_helper_works_here_no_more_has_nobody(cast, town, approved, say, coach):
    worklist = approved(1)
    accept(say, worklist, town)
    late = TODAY + timedelta(days=15)
    assert "1 person on this list has nobody yet." not in why(coach, late)
    town.coordinator.is_active = False
    town.coordinator.save()
    assert "1 person on this list has nobody yet." in why(coach, late)


def test_a_list_of_which_nobody_read_the_names_has_everybody_waiting(cast, town, bring, coach):
    worklist = bring(1, 2)
    actions.move_worklist(worklist=worklist, to="approved", by=coach, at=AT)
    assert "2 people on this list have nobody yet." in why(coach, TODAY + timedelta(days=15))


def test_another_team_and_who_plans_do_not_read_on_the_page_of_a_team_how_its_lists_stand(cast, town, places, approved):
    approved(1)
    for user in (town.analyst, town.gp):
        page = cast.client(user).get(reverse("territory:team", args=(places.team.pk,)))
        assert page.status_code == 200 and "has nobody" not in page.content.decode()


# ---------------------------------------------------------------- who does not want it, who does not answer


def test_who_does_not_want_it_gets_no_reminder_and_is_on_no_later_list_of_this_team(approved, say, town, coach):
    first = approved(1)
    accept(say, first, town, next_step=TODAY)
    say(first, "refused")
    assert [t for t in days.todo(coach, TODAY + timedelta(days=60)) if t.title == "Eye check"] == []
    again = actions.name_worklist(worklist=approved(1, title="Feet"), by=coach, at=AT)
    assert (again.rows, again.off) == ((), 1)


def test_after_two_tries_without_an_answer_somebody_is_left_alone_for_twelve_months(approved, say, town, coach):
    worklist = approved(1)
    accept(say, worklist, town)
    tried = {"worklist": worklist, "person": town.jozef, "by": coach, "at": AT}
    once = actions.note_try(**tried, next_step=TODAY + timedelta(days=3))
    assert (once.state, once.contacts) == ("accepted", 1)
    twice = actions.note_try(**tried)
    assert (twice.state, twice.next_step, twice.off_until) == ("unreached", None, date(2027, 3, 3))
    with pytest.raises(NotNow):
        actions.note_try(**tried)
    assert actions.name_worklist(worklist=approved(1, title="Feet"), by=coach, at=AT).off == 1
    later = AT.replace(year=2027)
    assert actions.name_worklist(worklist=approved(1, title="Ears", at=later), by=coach, at=later).off == 0


# ---------------------------------------------------------------- Mijn dag


def test_nobody_stays_without_somebody_longer_than_agreed_without_showing(cast, approved, say, town, coach, places):
    worklist = approved(1)
    client = cast.client(town.coordinator)
    on_day = lambda n: [t.why for t in days.todo(coach, TODAY + timedelta(days=n)) if t.title == "Eye check"]  # noqa: E731
    assert on_day(14) == []
    assert on_day(15) == ["1 person on this list has nobody yet."]
    assert "1 without anybody" in client.get(reverse("people:worklists")).content.decode()
    RegionChoice.objects.create(id="people.list_days", value=5)
    assert on_day(6) == ["1 person on this list has nobody yet."]
    say(worklist, "postponed", next_step=TODAY + timedelta(days=10))
    assert on_day(9) == []
    assert on_day(11) == ["1 person on this list has nobody yet."]
    accept(say, worklist, town, next_step=TODAY + timedelta(days=20))
    assert on_day(19) == []
    assert on_day(20) == ["Your next step for a person on this list is due."]
    actions.move_worklist(worklist=worklist, to="closed", by=coach, at=AT)
    assert on_day(40) == []


def test_the_page_of_lists_asks_a_bounded_number_of_questions(cast, town, bring, django_assert_max_num_queries):
    for _ in range(12):
        bring(1)
    client = cast.client(town.coordinator)
    with django_assert_max_num_queries(16):
        assert client.get(reverse("people:worklists")).status_code == 200


def test_charlie_and_the_analyst_open_nothing_of_a_hand_over(cast, charlie, town, approved):
    worklist = approved(1)
    for user in (charlie, town.analyst):
        client = cast.client(user)
        assert client.get(reverse("people:on_list", args=(worklist.pk, town.jozef.pk))).status_code == 403
        for name in ("on_list_try", "on_list_back"):
            assert client.post(reverse(f"people:{name}", args=(worklist.pk, town.jozef.pk))).status_code == 403
        assert client.post(reverse("people:worklist_move", args=(worklist.pk,)), {"state": "closed"}).status_code == 403


def test_pages_answer_where_two_tries_and_the_way_back_are_sent(cast, town, approved, say):
    worklist = approved(1)
    accept(say, worklist, town, next_step=TODAY)
    client = cast.client(town.coordinator)
    page = reverse("people:on_list", args=(worklist.pk, town.jozef.pk))
    soon = (date.today() + timedelta(days=2)).isoformat()
    assert client.post(page + "try/", {"next_step": soon}).status_code == 302
    assert "second time" in client.get(page).content.decode()
    assert client.post(page + "try/").status_code == 302
    assert "left alone until" in client.get(page).content.decode()
    assert client.post(page + "back/").status_code == 302
    assert Handover.objects.get().state == "accepted"
    assert client.post(reverse("people:worklist_move", args=(worklist.pk,)), {"state": "closed"}).status_code == 302
