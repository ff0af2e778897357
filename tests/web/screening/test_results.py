"""Official results: as received, apart from estimates, by the rule of the day, and never changed in silence."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from empact.web.consent.actions import exclude, withdraw
from empact.web.consent.models import Consent
from empact.web.kernel.models import AuditEntry
from empact.web.kernel.problems import Denied, NotNow, Problem
from empact.web.kernel.purposes import Purpose
from empact.web.screening import actions, queries
from empact.web.screening.models import FollowUp, RuleVersion, ScreenerResult
from empact.web.screening.states import RULE_MOVES, STEP_MOVES

from .conftest import given, modules

pytestmark = pytest.mark.django_db


@pytest.mark.shows("CAR-02")
def test_the_total_is_added_up_a_wrong_one_refused_and_an_untrained_assessor_warned(care, record, cast):
    row = record()
    assert row.total == Decimal(6) and row.origins["total"] == "derived" and row.origins["iadl"] == "typed"
    with pytest.raises(Problem, match="not the sum"):
        record(total=Decimal("6.5"))
    with pytest.raises(Problem, match="scale"):
        record(modules=modules("0.3"))
    with pytest.raises(Problem, match="scale"):
        record(modules=modules("6.5"))
    assert ScreenerResult.objects.count() == 1
    record(certified_since=None, assessed_on=date(2026, 2, 3))
    page = cast.client(care.town.coordinator, "coordinator").get(f"/persons/{care.person.pk}/scores/").content.decode()
    assert page.count("had no certificate on that day") == 1


def test_the_database_itself_refuses_a_total_that_is_no_sum(record):
    row = record()
    row.total = Decimal(7)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


@pytest.mark.parametrize(
    ("scores", "heavy"),
    [(("3", "2"), False), (("3", "2.5"), True), (("2", "3", "3.5", "4"), False), (("2", "3", "4", "4"), True)],
    ids=["5", "5.5", "12.5", "13"],
)
def test_limits_are_met_from_their_own_value_on(record, scores, heavy):
    row = record(modules=modules(*scores))
    assert bool(FollowUp.objects.filter(result=row)) is heavy


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"assessed_on": date(2026, 3, 4)}, "not come yet"), ({"assessor": " "}, "who took"), ({"scale_version": ""}, "scale"),
        ({"assessed_on": date(2021, 5, 31)}, "1 June 2021"), ({"assessed_on": date(1960, 1, 1)}, "adults"),
    ],
)  # fmt: skip
def test_what_is_no_result_is_refused_with_a_sentence(record, more, said):
    with pytest.raises(Problem) as refused:
        record(**more)
    assert said in f"{refused.value.message} {refused.value.hint}"


def test_one_reference_is_written_down_once_and_again_after_it_was_withdrawn(care, record, now):
    row = record(reference="BR-1")
    with pytest.raises(NotNow, match="here already"):
        record(reference="BR-1")
    actions.withdraw(row=row, why="another person", by=care.who.coordinator, at=now)
    with pytest.raises(NotNow, match="withdrawn already"):
        actions.withdraw(row=row, why="again", by=care.who.coordinator, at=now)
    assert record(reference="BR-1").pk != row.pk
    row.refresh_from_db()
    assert row.total == 6 and row.ended_why == "another person"


def test_what_is_withdrawn_asks_for_nothing_any_more(care, record, now):
    row = record(modules=modules("6", "6"))
    actions.withdraw(row=row, why="a mistake", by=care.who.coordinator, at=now)
    assert FollowUp.objects.get(result=row).state == "dropped"
    assert not queries.open_steps(care.who.coordinator, now)


def test_who_may_write_is_what_the_matrix_says(care, now):
    said = {"person": care.person, **given(), "at": now}
    assert actions.record_result(**said, by=care.who.nurse)
    for who in (care.who.gp, care.who.stranger, care.who.jozef, care.who.an):
        with pytest.raises(Denied):
            actions.record_result(**said, by=who)


def test_without_consent_nothing_is_written_and_nothing_read(care, record, now, cast):
    record()
    client, address = cast.client(care.town.coordinator, "coordinator"), f"/persons/{care.person.pk}/scores/"
    assert client.get(address).status_code == 200
    given_before = Consent.objects.get(person=care.person, kind="participation")
    withdraw(consent=given_before, by=care.who.jozef, at=now)
    assert client.get(address).status_code == 403
    assert client.get(f"/api/v1/persons/{care.person.pk}/scores").status_code == 403
    with pytest.raises(Denied):
        record()
    assert not ScreenerResult.objects.visible_to(care.who.coordinator, Purpose.CARE, now)


def test_whom_the_person_shut_out_reads_nothing(care, record, now, cast):
    record(modules=modules("6", "6"))
    assert queries.open_steps(care.who.gp, now)
    exclude(person=care.person, professional=care.town.gp, by=care.who.jozef, at=now)
    assert cast.client(care.town.gp, "gp").get(f"/persons/{care.person.pk}/scores/").status_code in (403, 404)
    assert not queries.open_steps(care.who.gp, now)


def test_every_look_is_on_record_page_file_api_and_list(care, record, cast):
    record(modules=modules("6", "6"))
    client = cast.client(care.town.coordinator, "coordinator")
    for address in (
        f"/persons/{care.person.pk}/scores/", f"/persons/{care.person.pk}/scores/?format=csv",
        f"/api/v1/persons/{care.person.pk}/scores", "/screening/steps/",
    ):  # fmt: skip
        before = AuditEntry.objects.filter(person=care.person.pk).count()
        assert client.get(address).status_code == 200, address
        assert AuditEntry.objects.filter(person=care.person.pk).count() == before + 1, address


def rule(by, at, **more):
    said = {
        "name": "full_assessment", "total": Decimal(10), "activities": None, "valid_from": date(2021, 6, 1),
        "valid_to": None, "decided_on": date(2026, 3, 1), "decision": "2026/7", "source": "minutes of the region",
    }  # fmt: skip
    return actions.propose_rule(**(said | more), by=by, at=at)


@pytest.mark.shows("CAR-03")
def test_a_new_limit_needs_a_decision_and_who_is_now_above_it_appears_as_a_task(care, record, keeper, now, cast):
    row = record(modules=modules("2", "2", "3", "3"))
    assert not FollowUp.objects.exists()
    with pytest.raises(Problem, match="number of the decision"):
        rule(keeper, now, decision=" ")
    with pytest.raises(Denied):
        rule(care.who.coordinator, now)
    made = rule(keeper, now)
    office = cast.client(care.town.administrator, "administrator")
    shown = office.get(f"/screening/rules/{made.pk}/")
    assert "fewer than 5" in shown.content.decode() and "Zzpeeters" not in shown.content.decode()
    assert not FollowUp.objects.exists()
    coordinator = cast.client(care.town.coordinator, "coordinator")
    before = coordinator.get(f"/screening/proposed/{made.pk}/").content.decode()
    assert "Zzjefke" in before and "limit not reached" in before
    office.post(f"/screening/rules/{made.pk}/force/", {"seen": shown.context["seen"]})
    step = FollowUp.objects.get()
    assert (step.result, step.met, step.state) == (row, True, "open")
    day = coordinator.get("/day/").content.decode()
    assert "1 result of a screener asks for a next step" in day
    tasks = coordinator.get("/screening/steps/").content.decode()
    assert "Zzjefke" in tasks and "Before, it did not" in tasks
    row.refresh_from_db()
    assert row.total == 10


def test_a_retroactive_rule_lists_who_flips_either_way_and_changes_no_result(care, record, keeper, now):
    up, down = record(modules=modules("2", "2", "3", "3")), record(modules=modules("4", "2"), assessed_on=date(2026, 2, 5))
    kept = {row.pk: (row.total, row.modules) for row in ScreenerResult.objects.all()}
    made = rule(keeper, now, name="full_assessment", valid_from=date(2022, 1, 1))
    flips = {f.person: (f.before, f.after) for f in _flips(made, now)}
    assert flips == {str(up.pk): (False, True), str(down.pk): (True, False)}
    with pytest.raises(NotNow, match="Other results"):
        actions.put_in_force(rule=made, seen="something else", by=keeper, at=now)
    assert actions.put_in_force(rule=made, seen=_stamp(made, now), by=keeper, at=now) == 2
    assert {s.result_id: s.met for s in FollowUp.objects.filter(rule=made)} == {up.pk: True, down.pk: False}
    assert {row.pk: (row.total, row.modules) for row in ScreenerResult.objects.all()} == kept


def _flips(made, at):
    from empact.web.screening import rulebook

    return rulebook.flips_of(made, queries.results_under(made), at.date())


def _stamp(made, at):
    from empact.web.screening import rulebook

    return rulebook.stamp(_flips(made, at))


def test_results_outside_the_days_of_a_rule_are_left_alone(record, keeper, now):
    record(modules=modules("2", "2", "3", "3"))
    assert not _flips(rule(keeper, now, valid_from=date(2026, 2, 3)), now)
    assert not _flips(rule(keeper, now, valid_to=date(2026, 2, 1)), now)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"total": None}, "Write a limit"), ({"total": Decimal("5.3")}, "half points"),
        ({"total": Decimal(31)}, "half points"),
        ({"activities": Decimal("12.5")}, "half points"), ({"valid_to": date(2020, 1, 1)}, "before the first"),
        ({"decided_on": date(2026, 3, 9)}, "not come yet"), ({"decided_on": date(2020, 1, 1)}, "later decision"),
        ({"name": "other"}, "what the rule is on"), ({"source": ""}, "where it can be read"),
    ],
)  # fmt: skip
def test_a_rule_that_makes_no_sense_is_refused_with_a_sentence(care, keeper, now, more, said):
    with pytest.raises(Problem, match=said):
        rule(keeper, now, **more)


@pytest.mark.parametrize("state", RuleVersion.State)
def test_a_rule_moves_as_its_table_says(care, keeper, now, state):
    for to in ("in_force", "dropped"):
        made = rule(keeper, now)
        RuleVersion.objects.filter(pk=made.pk).update(state=state)
        made.refresh_from_db()
        act = {
            "in_force": lambda made=made: actions.put_in_force(rule=made, seen=_stamp(made, now), by=keeper, at=now),
            "dropped": lambda made=made: actions.drop_rule(rule=made, by=keeper, at=now),
        }[to]
        if (state, to) in RULE_MOVES:
            act()
        else:
            with pytest.raises(NotNow):
                act()


@pytest.mark.parametrize("state", FollowUp.State)
@pytest.mark.parametrize("to", FollowUp.State)
def test_a_step_moves_as_its_table_says(care, record, now, state, to):
    record(modules=modules("6", "6"))
    step = FollowUp.objects.get()
    FollowUp.objects.update(state=state)
    step.refresh_from_db()
    said = {"step": step, "to": to, "note": "said by phone", "by": care.who.nurse, "at": now}
    if (state, to) in STEP_MOVES:
        assert actions.move_step(**said).state == to
    else:
        with pytest.raises(NotNow):
            actions.move_step(**said)


def test_not_done_says_why_and_who_only_reads_moves_nothing(care, record, now):
    record(modules=modules("6", "6"))
    step = FollowUp.objects.select_related("result__person").get()
    with pytest.raises(Problem, match="why"):
        actions.move_step(step=step, to="dropped", by=care.who.nurse, at=now)
    with pytest.raises(Denied):
        actions.move_step(step=step, to="done", by=care.who.gp, at=now)


def test_lists_ask_a_bounded_number_of_questions(care, record, keeper, cast, django_assert_max_num_queries):
    for n in range(30):
        record(modules=modules("6", "6"), assessed_on=date(2026, 1, 1) + timedelta(days=n))
    client = cast.client(care.town.coordinator, "coordinator")
    for address, most in (("/screening/steps/", 45), (f"/persons/{care.person.pk}/scores/", 45)):
        client.get(address)
        with django_assert_max_num_queries(most):
            assert client.get(address).status_code == 200
    office = cast.client(care.town.administrator, "administrator")
    with django_assert_max_num_queries(25):
        assert office.get("/screening/rules/").status_code == 200
