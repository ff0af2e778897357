"""Reminders: weekly at most, each with somebody who answers for it, silenced by who wants none, taken away when few act."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from empact.web.kernel import actions, digest, reminders
from empact.web.kernel import day as days
from empact.web.kernel.models import AuditEntry, Digest, Muted, Reminded
from empact.web.kernel.own_permissions import OWN_REMINDERS
from empact.web.kernel.permissions import permission
from empact.web.kernel.problems import Denied, NotNow

MONDAY = date(2026, 7, 6)
LATER = date(2026, 11, 2)


def at(day):
    return datetime.combine(day, time(6, 30), tzinfo=UTC)


@pytest.fixture
def kinds(monkeypatch):
    """Three kinds of things to do for nurses: ``kinds[name]`` is the set of addresses where one waits now."""
    monkeypatch.setattr(days, "KINDS", {})
    monkeypatch.setattr(days, "_TODO", [reminders.to_reconsider])
    monkeypatch.setattr(days, "_NEWS", [])
    waiting = {"tests.idle": set(), "tests.used": set(), "tests.duty": set()}
    for name, there in waiting.items():

        def source(who, today, there=there, name=name):
            return [days.Todo(name, "why", a, today) for a in sorted(there)] if who.role == "nurse" else []

        days.add_todo(source, days.Reminder(name, f"title of {name}", owner="pmo", duty=name == "tests.duty"))
    return waiting


@pytest.fixture
def quarter(cast, kinds):
    """A quarter of letters to twelve nurses: nobody acts on one kind, nearly everybody on another, nobody on a duty."""
    nurses = [cast.user(f"Nurse{n}", "nurse") for n in range(12)]
    for kind in ("tests.idle", "tests.duty"):
        kinds[kind].add(f"/{kind}/")
    for week in range(12):
        monday = MONDAY + timedelta(weeks=week)
        kinds["tests.used"].clear()
        kinds["tests.used"].add(f"/used/{week}/")
        for user in nurses:
            digest.write(user, today=monday, at=at(monday))
    return nurses


@pytest.mark.shows("DAT-10")
def test_a_kind_on_which_fewer_than_one_in_ten_act_in_a_quarter_is_proposed_for_removal(cast, kinds, quarter):
    name, start, end = reminders.last_quarter(LATER)
    assert (name, start, end) == ("2026-Q3", date(2026, 7, 1), date(2026, 9, 30))
    found = {r.kind.id: r for r in reminders.record(start, end, LATER)}
    assert (found["tests.idle"].told, found["tests.idle"].followed) == (12, 0)
    assert (found["tests.used"].told, found["tests.used"].followed) == (144, 132)  # the last week's still waits
    assert [k for k, r in found.items() if r.is_proposed] == ["tests.idle"]  # a duty is nobody's to remove
    owner, other = cast.user("Griet", "pmo"), cast.user("Ada", "administrator")
    (line,) = days.todo(cast.who(owner), LATER)
    assert line.title == "Few act on this reminder: title of tests.idle"
    assert line.why == "In 2026-Q3 0 of 12 led to something. We propose to remove it." and line.address == "/reminders/"
    assert days.todo(cast.who(other), LATER) == []  # another role answers for others
    with pytest.raises(Denied):
        actions.switch_reminder(kind="tests.idle", off=True, by=cast.who(other), at=at(LATER))
    with pytest.raises(NotNow, match="Somebody waits"):
        actions.switch_reminder(kind="tests.duty", off=True, by=cast.who(owner), at=at(LATER))
    actions.switch_reminder(kind="tests.idle", off=True, by=cast.who(owner), at=at(LATER))
    detail = AuditEntry.objects.get(event="kernel.reminder_switched").detail
    assert (detail["told"], detail["followed"]) == (12, 0)
    assert {t.kind for t in days.todo(cast.who(quarter[0]), LATER)} == {"tests.used", "tests.duty"}
    assert days.todo(cast.who(owner), LATER) == []
    actions.switch_reminder(kind="tests.idle", off=False, by=cast.who(owner), at=at(LATER))
    assert len(days.todo(cast.who(owner), LATER)) == 1


def test_care_consent_scores_and_roles_say_what_they_remind_of_and_a_role_nobody_needs_is_asked_about(cast):
    kinds = {"care.tasks_due", "care.invitations", "consent.emergencies_to_check", "screening.steps", "kernel.to_confirm"}
    assert kinds <= set(days.KINDS)
    nurse = cast.user("Fatma", "nurse")
    nurse.hats.update(starts=MONDAY - timedelta(days=200), confirmed=None)
    (line,) = days.todo(cast.who(nurse), MONDAY)
    assert (line.title, line.kind) == ("Do you still need this role?", "kernel.to_confirm")
    with pytest.raises(NotNow, match="Somebody waits"):
        actions.switch_reminder(kind=line.kind, off=True, by=cast.who(cast.user("Ada", "administrator")), at=at(MONDAY))


def test_one_in_ten_is_enough_and_of_few_nothing_is_said(cast, kinds):
    def told(kind, many, acted):
        for n in range(many):
            Reminded.objects.create(
                user=cast.user(f"{kind[6:]}{n}"), kind=kind, address="/x/", on=MONDAY,
                gone=MONDAY + timedelta(days=7 if n < acted else 29),
            )  # fmt: skip

    told("tests.idle", 20, 2)
    told("tests.used", 9, 0)
    _name, start, end = reminders.last_quarter(LATER)
    assert not [r for r in reminders.record(start, end, LATER) if r.is_proposed]
    Reminded.objects.filter(kind="tests.idle", gone=MONDAY + timedelta(days=7)).first().delete()
    assert [r.kind.id for r in reminders.record(start, end, LATER) if r.is_proposed] == ["tests.idle"]  # 1 of 19


def test_who_was_reminded_lately_is_not_counted_before_there_was_time_to_act(cast, kinds):
    day = date(2026, 9, 28)
    Reminded.objects.create(user=cast.user("Fatma"), kind="tests.used", address="/x/", on=day)
    span = (date(2026, 7, 1), date(2026, 9, 30))
    told = [{r.kind.id: r.told for r in reminders.record(*span, day + timedelta(days=n))}["tests.used"] for n in (27, 28)]
    assert told == [0, 1]


def test_everybody_silences_what_is_not_a_duty_and_finds_it_on_my_day_all_the_same(cast, kinds):
    nurse = cast.user("Fatma", "nurse")
    for kind, there in kinds.items():
        there.add(f"/{kind}/")
    browser = cast.client(nurse)
    asked = {"weekday": "0", "weeks": "0", "silent": ["tests.idle"]}
    assert browser.post("/profile/letter/", asked).status_code == 302
    assert digest.counts(nurse, MONDAY) == (2, 0)
    assert len(days.todo(cast.who(nurse), MONDAY)) == 3
    assert browser.post("/profile/letter/", asked | {"silent": ["tests.duty"]}).status_code == 422  # it is not offered
    actions.set_digest(weekday=0, duties_only=False, silent=["tests.duty"], by=cast.who(nurse), at=at(MONDAY))
    assert digest.counts(nurse, MONDAY) == (3, 0) and not Muted.objects.exists()


def test_the_rhythm_is_that_of_the_role_or_chosen_and_what_somebody_waits_for_comes_all_the_same(cast, kinds, monkeypatch):
    kinds["tests.used"].add("/x/")
    monkeypatch.setattr(digest, "USUAL", {"nurse": 4})

    def weeks_with_a_letter(user):
        mail.outbox.clear()
        return [
            n for n in range(9) if digest.write(user, today=MONDAY + timedelta(weeks=n), at=at(MONDAY + timedelta(weeks=n)))
        ]

    usual, often = cast.user("Usual", "nurse"), cast.user("Often", "nurse")
    Digest.objects.create(user=often, weeks=2)
    assert weeks_with_a_letter(usual) == [0, 4, 8]
    assert weeks_with_a_letter(often) == [0, 2, 4, 6, 8]
    kinds["tests.duty"].add("/y/")
    assert weeks_with_a_letter(cast.user("Duty", "nurse")) == list(range(9))


def test_the_page_is_for_the_roles_that_answer_and_says_what_is_proposed(cast, kinds, quarter, charlie, monkeypatch):
    monkeypatch.setattr("empact.web.kernel.views.reminders.timezone.localdate", lambda *_: LATER)
    browser = cast.client(cast.user("Griet", "pmo"))
    page = browser.get("/reminders/").content.decode()
    assert "proposed for removal" in page and page.count("Take away") == 2 and "it stays" in page
    lines = browser.get("/reminders/?format=csv").content.decode("utf-8-sig").split()
    assert "tests.idle,pmo,12,0,True,False" in lines
    assert browser.post("/reminders/tests.idle/switch/", {"off": "1"}).status_code == 302
    assert "taken away" in browser.get("/reminders/").content.decode()
    for user in (charlie, quarter[0]):
        assert cast.client(user).get("/reminders/").status_code in (302, 403)


def test_each_kind_there_is_has_an_owner_who_can_open_its_page():
    assert len(days.KINDS) >= 5
    assert {k.owner for k in days.KINDS.values()} <= permission(OWN_REMINDERS).roles
    assert all(str(k.title) for k in days.KINDS.values())


def test_a_thing_waits_once_and_is_not_gone_before_it_was_told(cast):
    user = cast.user("Fatma")
    Reminded.objects.create(user=user, kind="k", address="/x/", on=MONDAY)
    for wrong in ({"on": MONDAY}, {"on": MONDAY, "gone": MONDAY - timedelta(days=1), "address": "/y/"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Reminded.objects.create(**{"user": user, "kind": "k", "address": "/x/"} | wrong)
