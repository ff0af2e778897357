"""J12: an informal carer says what she can and cannot do; the care team reads it, and a task beyond it gets a sentence."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone, translation

from empact.web.care import actions, limits, paper, queries
from empact.web.care.models import CarerLimit, Task
from empact.web.consent import access
from empact.web.consent import actions as consent
from empact.web.consent.models import Consent
from empact.web.kernel.models import AuditEntry
from empact.web.kernel.problems import Denied, NotNow, Problem

SAID = {"words": "I work until six.", "hours": 6, "tasks": 1, "days": ["2"], "no_nights": True}
WORDS = "At most 6 hours a week; at most 1 task at a time; not on Tuesday; not at night. I work until six."


def tuesday() -> date:
    """The second one to come."""
    today = timezone.localdate()
    return today + timedelta(days=(1 - today.weekday()) % 7 + 7)


def limits_of(care, side="my/plans/{}"):
    return f"/{side.format(care.person.pk)}/team/{care.team.an.pk}/limits/"


def plan_of(client, care, side="persons/{}/plan"):
    return " ".join(client.get(f"/{side.format(care.person.pk)}/").content.decode().split())


def test_she_writes_her_own_limits_and_they_stand_beside_her_on_the_plan_with_the_day(cast, care, now):
    an = cast.client(care.town.an.user)
    assert "Say what I can do, and what not" in plan_of(an, care, "my/plans/{}")
    assert "Say what I can do, and what not" in plan_of(an, care, "my/today/{}")
    assert an.post(limits_of(care), SAID | {"days": ["2"], "no_nights": "on"}).status_code == 302
    day = timezone.localdate().strftime("%d/%m/%Y")
    for user, side in (
        (care.town.coordinator, "persons/{}/plan"),
        (care.nurse, "persons/{}/plan"),
        (care.person.user, "my/plans/{}"),
    ):
        assert f"{WORDS} ({day})" in plan_of(cast.client(user), care, side)
    assert WORDS in plan_of(an, care, "my/today/{}")
    assert 'value="2" id="id_days_1" checked' in an.get(limits_of(care)).content.decode().replace(" class=", " x=")
    seen = AuditEntry.objects.filter(person=care.town.an.pk, part="limits", user=care.nurse.pk)
    assert seen.exists(), "she reads who looked"


def test_only_she_says_it_and_what_was_said_before_is_kept(cast, care, now):
    others = (care.who.coordinator, care.who.nurse, care.who.jozef, care.who.stranger)
    for other in others:
        with pytest.raises((Denied, Problem)):  # without how she said it
            actions.say_limits(member=care.team.an, words="She can do all.", by=other, at=now)
    with pytest.raises((NotNow, Denied)):
        actions.say_limits(member=care.team.nurse, words="Not mine to say.", by=care.who.nurse, at=now)
    said = {"member": care.team.an, "by": care.who.an}
    actions.say_limits(**said, hours=6, at=now)
    actions.say_limits(**said, hours=3, at=now + timedelta(days=1))
    for other in others:
        with pytest.raises(Denied):
            actions.say_limits(member=care.team.an, words="She can do all.", how="by phone", by=other, at=now)
    for user, side in ((care.town.coordinator, "persons/{}/plan"), (care.person.user, "my/plans/{}")):
        assert cast.client(user).get(limits_of(care, side)).status_code == 404
    (new, old) = CarerLimit.objects.filter(member=care.team.an)
    assert (new.hours, new.ended_at, old.hours, old.ended_at) == (3, None, 6, now + timedelta(days=1))
    assert actions.say_limits(**said, at=now + timedelta(days=2)) is None and not CarerLimit.objects.standing().exists()
    with pytest.raises(NotNow):
        actions.say_limits(**said, at=now + timedelta(days=3))
    with pytest.raises(Problem):
        actions.say_limits(**said, days=["8"], at=now)
    lines = AuditEntry.objects.filter(event="care.limits_said", person=care.person.pk)
    assert lines.count() == 3 and "6" not in "".join(str(line.detail) for line in lines)


def test_what_she_says_by_phone_is_typed_while_nothing_stands_and_hers_from_then_on(cast, care, now):
    coordinator, address = cast.client(care.town.coordinator), limits_of(care, "persons/{}/plan")
    assert coordinator.post(address, {"tasks": "2", "how": "by phone"}).status_code == 302
    page = plan_of(coordinator, care)
    assert "At most 2 tasks at a time (by phone, " in page and "Write down what they can do, and what not" not in page
    an = cast.client(care.town.an.user)
    assert an.post(limits_of(care), {"tasks": "1"}).status_code == 302
    assert "At most 1 task at a time (" in plan_of(coordinator, care) and coordinator.get(address).status_code == 404


def test_who_has_no_account_says_it_to_somebody_who_writes_how_they_said_it(cast, care, now):
    an = care.town.an
    an.user = None
    an.save()
    coordinator = cast.client(care.town.coordinator)
    assert "Write down what they can do, and what not" in plan_of(coordinator, care)
    address = limits_of(care, "persons/{}/plan")
    assert coordinator.post(address, {"words": "Not on Sunday."}).status_code == 422
    assert coordinator.post(address, {"words": "Not on Sunday.", "how": "by phone"}).status_code == 302
    assert "Not on Sunday. (by phone, " in plan_of(cast.client(care.nurse), care)


def test_whom_the_care_team_is_not_shared_with_reads_no_limit_and_she_not_after_the_person_closed_it(cast, care, now, charlie):
    actions.say_limits(member=care.team.an, **SAID, by=care.who.an, at=now)
    assert cast.client(care.town.surgeon).get(limits_of(care, "persons/{}/plan")).status_code in (403, 404)
    assert cast.client(charlie).get(limits_of(care)).status_code in (403, 404)
    assert list(CarerLimit.objects.visible_to(care.who.nurse, "care", now)) and not CarerLimit.objects.visible_to(
        care.who.stranger, "care", now
    )
    for given in Consent.objects.filter(person=care.person, kind="informal"):
        consent.withdraw(consent=given, by=care.who.jozef, at=now)
    later = now + timedelta(seconds=1)
    with pytest.raises(Denied):
        actions.say_limits(member=care.team.an, words="More.", by=care.who.an, at=later)


def test_a_task_beyond_what_she_said_gets_a_sentence_and_is_not_refused(cast, care, now):
    actions.say_limits(member=care.team.an, **SAID, by=care.who.an, at=now)
    nurse, address = cast.client(care.nurse), f"/persons/{care.person.pk}/plan/tasks/add/"
    called = care.town.an.called
    assert f"{called}, informal carer ({WORDS})" in nurse.get(address).content.decode()
    form = {"what": "drive to hospital", "owner": care.team.an.pk, "due": tuesday().isoformat()}
    made = nurse.post(address, form, follow=True).content.decode()
    assert f'<p class="note warning" role="status">{called} said: not on Tuesday.</p>' in made
    form = {"what": "do the shopping", "owner": care.team.an.pk, "due": (tuesday() + timedelta(days=1)).isoformat()}
    assert f"{called} said: at most 1 task at a time." in nurse.post(address, form, follow=True).content.decode()
    tasks = Task.objects.order_by("due")
    found = limits.above(tasks)
    assert [found.get(task.pk, "").partition(" said: ")[2] for task in tasks] == [
        "not on Tuesday.",
        "at most 1 task at a time.",
    ]
    page = plan_of(cast.client(care.town.coordinator), care)
    assert page.count(f'<span class="tag">{called} said: ') == 2
    actions.move_task(task=tasks[0], to="done", by=care.who.gp, at=now)
    assert limits.above(Task.objects.all()) == {}


@pytest.mark.parametrize("agrees", [True, False])
def test_it_is_on_the_printed_plan_only_where_she_agreed(cast, care, now, agrees):
    actions.say_limits(member=care.team.an, **SAID, on_paper=agrees, by=care.who.an, at=now)
    sheet = access.sheet_of(care.who.jozef, care.person, now)
    shown = queries.plan_page(care.person, sheet, who=care.who.jozef, at=now)
    with translation.override("en"):
        content = paper.told(shown, "en", now.date())
    team = content["sections"][-1]["items"]
    assert [WORDS] in [item[1:] for item in team] if agrees else all(len(item) == 1 for item in team)
    care.person.language = "en"
    care.person.save()
    html = cast.client(care.person.user).get(f"/my/plans/{care.person.pk}/print/").content.decode()
    assert (WORDS in html) is agrees
