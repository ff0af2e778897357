"""The tables of states: every legal move is made by an action, every other one is refused with a sentence."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest

from empact.web.care import actions, policies, states
from empact.web.care.models import CaseMandate, CoordinatorOffer, Intake, LevelDecision, LifeGoal, Member, Plan, Task
from empact.web.kernel.problems import Denied, NotNow, Problem

TABLES = (
    (states.INTAKE_MOVES, Intake.State),
    (states.MEMBER_MOVES, Member.State),
    (states.OFFER_MOVES, CoordinatorOffer.State),
    (states.CASE_MOVES, CaseMandate.State),
    (states.PLAN_MOVES, Plan.State),
    (states.GOAL_MOVES, LifeGoal.State),
    (states.TASK_MOVES, Task.State),
)


@pytest.mark.parametrize(("moves", "every"), TABLES)
def test_a_move_is_in_the_table_or_refused_with_a_sentence(moves, every):
    for now, to in product(every, every):
        if (now, to) in moves:
            policies.check_move(moves, now, to)
        else:
            with pytest.raises(NotNow) as refused:
                policies.check_move(moves, now, to)
            assert str(refused.value).endswith(".")
    assert {state for move in moves for state in move} == set(every)


def test_every_state_says_who_has_the_next_move():
    owners = (states.INTAKE_OWNER, states.MEMBER_OWNER, states.OFFER_OWNER, states.CASE_OWNER, states.PLAN_OWNER,
              states.GOAL_OWNER, states.TASK_OWNER)  # fmt: skip
    assert all(set(owner) == set(every) for owner, (_moves, every) in zip(owners, TABLES, strict=True))


def test_from_a_request_to_a_level_that_is_taken_back_and_decided_again(cast, town, now):
    gp = cast.who(town.gp)
    done = {"by": gp, "at": now}
    intake = actions.ask(person=town.jozef, request="I fall in the bath", asked_by="person", **done)
    with pytest.raises(NotNow):
        actions.ask(person=town.jozef, request="again", asked_by="carer", **done)
    level = {"person": town.jozef, "level": "complex", "how": "in a talk at home", "reason": "many helpers"}
    with pytest.raises(NotNow):
        actions.decide_level(**level, **done)
    intake = actions.clarify(intake=intake, question="wants to wash safely", **done)
    for wrong in ({"how": " "}, {"reason": ""}, {"level": "severe"}):
        with pytest.raises(Problem):
            actions.decide_level(**{**level, **wrong}, **done)
    first = actions.decide_level(**{**level, "level": "limited"}, **done)
    second = actions.decide_level(**level, by=gp, at=now + timedelta(days=1))  # limited becomes complex at any time
    with pytest.raises(NotNow):
        actions.take_level_back(decision=first, **done)
    actions.take_level_back(decision=second, by=gp, at=now + timedelta(days=2))
    assert LevelDecision.objects.standing().first() == first
    actions.take_level_back(decision=first, by=gp, at=now + timedelta(days=3))
    intake.refresh_from_db()
    assert intake.state == "clarified" and LevelDecision.objects.count() == 2
    actions.close_intake(intake=intake, **done)
    with pytest.raises(NotNow):
        actions.clarify(intake=intake, question="once more", **done)
    with pytest.raises(Denied):
        actions.ask(person=town.jozef, request="x", asked_by="person", by=cast.who(town.surgeon), at=now)


def test_a_request_is_with_whoever_wrote_it_down_until_the_person_agrees_to_share(cast, town, agree, now):
    intake = actions.ask(person=town.jozef, request="Zzsecret help", asked_by="person", by=cast.who(town.gp), at=now)
    coordinator = cast.client(town.coordinator)
    address = f"/persons/{town.jozef.pk}/intake/"
    assert "Zzsecret help" in cast.client(town.gp).get(address).content.decode()
    answer = coordinator.get(address)
    assert answer.status_code == 403 and "Zzsecret" not in answer.content.decode()
    with pytest.raises(Denied):
        actions.clarify(intake=intake, question="x y", by=cast.who(town.coordinator), at=now)
    agree(town.jozef)
    assert "Zzsecret help" in coordinator.get(address).content.decode()


def test_a_complex_situation_says_what_it_still_needs(care, now):
    done = {"by": care.who.gp, "at": now}
    intake = actions.ask(person=care.person, request="help", asked_by="person", **done)
    actions.clarify(intake=intake, question="help at home", **done)
    assert policies.missing(care.person, care.plan) == []
    actions.decide_level(person=care.person, level="complex", how="in a talk", reason="many", **done)
    assert list(map(str, policies.missing(care.person, care.plan))) == ["a life goal", "a day to look at the plan again"]
    actions.add_life_goal(person=care.person, text="stay home", domain="living", by=care.who.jozef, at=now)
    plan = actions.review(person=care.person, again=now.date() + timedelta(days=90), done=False, **done)
    assert policies.missing(care.person, plan) == []


def test_tasks_have_one_owner_of_the_team_and_a_day_and_are_undone(care, now):
    said = {"person": care.person, "what": "call the pharmacist", "by": care.who.gp, "at": now}
    day = now.date() + timedelta(days=3)
    for wrong in ({"due": now.date() - timedelta(days=1)}, {"due": None}):
        with pytest.raises(Problem):
            actions.add_task(owner=care.team.an, **wrong, **said)
    actions.end_member(member=care.team.an, by=care.who.jozef, at=now)
    with pytest.raises(NotNow):
        actions.add_task(owner=care.team.an, due=day, **said)
    task = actions.add_task(owner=care.team.nurse, due=day, **said)
    for to in ("done", "open", "dropped", "open"):
        task = actions.move_task(task=task, to=to, by=care.who.nurse, at=now)
    with pytest.raises(NotNow):
        actions.move_task(task=task, to="open", by=care.who.nurse, at=now)


@pytest.mark.shows("CAR-14", "CAR-15", "F11")
def test_a_case_manager_has_a_reason_comes_from_outside_ends_and_reports(cast, care, now):
    from empact.web.consent import access

    karel = cast.user("Karel", ("case_manager", "team", care.places.team.pk))
    manager = cast.who(karel)
    asked = {"person": care.person, "asked_of": care.places.team, "urgency": "week", "reason": "the team quarrels",
             "by": care.who.gp, "at": now}  # fmt: skip
    reasons = {"very_complex": False, "team_in_crisis": False, "refuses_care": False}
    with pytest.raises(Problem):
        actions.ask_case(**reasons, **asked)
    case = actions.ask_case(**{**reasons, "team_in_crisis": True}, **asked)
    with pytest.raises(NotNow):
        actions.ask_case(**{**reasons, "team_in_crisis": True}, **asked)
    today = now.date()
    for ends in (None, today - timedelta(days=1), today + timedelta(days=200)):
        with pytest.raises(Problem):
            actions.answer_case(case=case, yes=True, ends=ends, by=manager, at=now)
    with pytest.raises(NotNow):  # a case manager is in no care team, in that role
        actions.propose(person=care.person, user=karel, role="case_manager", by=care.who.jozef, at=now)
    case = actions.answer_case(case=case, yes=True, ends=today + timedelta(days=30), parts=["social"], by=manager, at=now)
    sheet = access.sheet_of(manager, care.person, now)
    assert sheet.parts == ("goals", "team", "tasks", "screener_total", "social", "crisis")
    team = queries_team(care, now)
    assert "Karel" not in team
    assert not access.may_read(manager, care.person, "goals", now + timedelta(days=31))  # by itself
    with pytest.raises(Problem):
        actions.lengthen_case(case=case, ends=today + timedelta(days=60), why=" ", by=manager, at=now)
    actions.lengthen_case(case=case, ends=today + timedelta(days=60), why="not settled", by=manager, at=now)
    assert access.may_read(manager, care.person, "goals", now + timedelta(days=31))
    with pytest.raises(Problem):
        actions.close_case(case=case, report="", by=manager, at=now)
    actions.close_case(case=case, report="They talk again.", by=manager, at=now)
    care.plan.refresh_from_db()
    assert care.plan.agreements == "They talk again."
    assert not access.may_read(manager, care.person, "goals", now)


def queries_team(care, now):
    from empact.web.care import queries

    return [member.name for member in queries.team_of(care.person, now)]


def test_a_member_of_the_care_team_takes_no_mandate_and_a_case_manager_joins_no_team(cast, care, now):
    both = cast.user("Both", ("case_manager", "team", care.places.team.pk), ("nurse", "organisation", care.places.hospital.pk))
    manager = next(cast_who for cast_who in _whos(both) if cast_who.role == "case_manager")
    member = actions.propose(person=care.person, user=both, role="nurse", by=care.who.jozef, at=now)
    case = actions.ask_case(
        person=care.person, asked_of=care.places.team, very_complex=True, team_in_crisis=False, refuses_care=False,
        urgency="now", reason="x y", by=care.who.gp, at=now,
    )  # fmt: skip
    yes = {"case": case, "yes": True, "ends": now.date() + timedelta(days=9), "by": manager, "at": now}
    with pytest.raises(Denied):
        actions.answer_case(**yes)
    actions.end_member(member=member, by=care.who.jozef, at=now)
    actions.answer_case(**yes)
    with pytest.raises(NotNow):
        actions.propose(person=care.person, user=both, role="nurse", by=care.who.jozef, at=now)


def _whos(user):
    from empact.web.kernel.who import Who

    return [Who.of(user, hat) for hat in user.hats.all()]
