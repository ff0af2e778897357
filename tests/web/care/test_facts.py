"""From the plan to the figures: what the care team writes anyway becomes indicators, of who agreed, under pseudonyms."""

from __future__ import annotations

import csv
from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from empact.cli.main import main
from empact.definitions.read import read_library
from empact.engine.indicators import measure, open_measures
from empact.engine.ingest import load
from empact.engine.register import open_register
from empact.engine.release.released import Releases
from empact.terms.errors import StorageError
from empact.terms.periods import parse_period
from empact.web.care import actions, delivery
from empact.web.care.facts import CODES, facts_of
from empact.web.care.jobs import nightly_facts
from empact.web.care.models import CaseMandate, Coordination, LevelDecision, Meeting
from empact.web.consent import actions as consent
from empact.web.kernel.actions import choose
from empact.web.kernel.jobs import KINDS, claim, enqueue
from empact.web.kernel.models import AuditEntry
from empact.web.kernel.problems import Denied, Problem
from empact.web.kernel.who import SYSTEM
from empact.web.people.actions import merge
from empact.web.people.models import Person
from tests.conftest import REPOSITORY
from tests.web.people.conftest import keys, number, pseudonym_of, relate  # noqa: F401 - fixtures

PLANS, PEOPLE = 40, 100
JANUARY = parse_period("2026-01")[0]
PROJECT = "popbox"
AFTER = parse_period("2026-01..2026-03")[0]


@pytest.fixture
def written(tmp_path, django_capture_on_commit_callbacks, keys, now):  # noqa: F811
    """What the mill is told at a moment: rows by file."""

    def make(at=now, folder=tmp_path / "told"):
        done = delivery.gather(PROJECT, at)
        with django_capture_on_commit_callbacks(execute=True):
            actions.write_facts(told=done, folder=folder, by=SYSTEM, at=at)
        rows = {p.stem: list(csv.DictReader(p.read_text("utf-8").splitlines())) for p in folder.glob("*.csv")}
        return SimpleNamespace(done=done, folder=folder, **rows)

    return make


def codes(told, code):
    return [(row["date"], row["value"]) for row in told.observations if row["code"] == code]


def left_out(told):
    return told.done.persons, told.done.facts, told.done.nameless, told.done.unasked


# ---------------------------------------------------------------- the whole loop


@pytest.fixture
def neighbours(cast, places, add, agree):
    """Forty people whose plan began in 2024, with a coordinator of the team; each agreed to a plan and to figures."""
    began = timezone.make_aware(datetime(2024, 3, 1, 9))
    coach = cast.user("Coach", ("coordinator", "team", places.team.pk))
    who, people = cast.who(coach), []
    for sequence in range(1, PLANS + 1):
        person = add(f"Zz{sequence}", sequence, birth_year=1940 + sequence % 20, sex="female")
        relate(person, places.team, starts=date(2024, 1, 1))
        for kind in ("participation", "secondary"):
            said = {"how": "paper", "proof": "in the binder", "text_version": "1", "by": who, "at": began}
            consent.give(person=person, kind=kind, **said)
        actions.start_plan(person=person, by=who, at=began)
        people.append(person)
    return SimpleNamespace(people=people, who=who, coach=coach)


def population(folder, pseudonym_of):  # noqa: F811
    """Another source of the same namespace: everybody, where they live, and diabetes of eighty of them."""
    folder.mkdir()
    called = [pseudonym_of(n) for n in range(1, PEOPLE + 1)]
    files = {
        "persons": "person,birth_date,sex\n" + "".join(f"{p},1950-05-01,f\n" for p in called),
        "observed": "person,start,end\n" + "".join(f"{p},2015-01-01,\n" for p in called),
        "residences": "person,area,start\n"
        + "".join(f"{p},neighbourhood:{'north' if n % 2 else 'south'},2015-01-01\n" for n, p in enumerate(called)),
        "areas": "level,code,name\nneighbourhood,north,North\nneighbourhood,south,South\n",
        "diagnoses": "person,system,code,date\n" + "".join(f"{p},icpc2,T90,2015-03-01\n" for p in called[:80]),
    }
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def measured(tmp_path, written, pseudonym_of):  # noqa: F811
    """Write, load, measure, and read as anybody may: (numerator, denominator) of the whole, or by name at a level.

    Of a ratio only its value may be read.
    """
    register, arrived = tmp_path / "register", datetime(2026, 4, 1)
    asked = {"format": "csv", "register": register, "namespace": PROJECT, "now": arrived}
    load([population(tmp_path / "population", pseudonym_of)], source="insurers", **asked)
    library = read_library()

    def look(indicator, period, at, level=None):
        load([written(at).folder], source="workspace", **asked)
        results = tmp_path / "measured"
        measure(open_register(register), periods=[period], results=results, library=library, indicators=[indicator], workers=1)
        released = Releases(open_measures(results), period).release(indicator, level)
        rows = released.rows if level else (released.whole,)
        found = {row.name: row.value if row.numerator is None else (row.numerator, row.denominator) for row in rows}
        return found if level else next(iter(found.values()))

    return look


@pytest.mark.shows("F19")
def test_an_indicator_changes_when_the_plan_changes_and_nobody_fills_in_a_form(neighbours, measured, now):
    """Share with life goals, reviewed plans, reached goals: from plan to export, load, measure and release."""
    many, few = neighbours.people[:30], neighbours.people[:20]
    by = neighbours.who

    def goals(people, at):
        said = {"text": "keep my garden", "domain": "living", "by": by, "at": at}
        return [actions.add_life_goal(person=person, **said) for person in people]

    noted = goals(few, now)
    assert measured("plan_life_goals", AFTER, now) == (20, PLANS)
    noted += goals(neighbours.people[20:30], now)
    assert measured("plan_life_goals", AFTER, now) == (30, PLANS)

    for person in few:
        actions.review(person=person, again=date(2026, 9, 1), done=True, by=by, at=now)
    assert measured("plan_reviewed", AFTER, now) == (20, PLANS)
    for person in neighbours.people[20:30]:
        actions.review(person=person, again=date(2026, 9, 1), done=True, by=by, at=now)
    assert measured("plan_reviewed", AFTER, now) == (30, PLANS)

    for person, goal in zip(many, noted, strict=True):
        actions.move_goal(person=person, goal=goal, to="reached", by=by, at=now)
    assert measured("goals_reached", AFTER, now) == 1
    for person, goal in zip(few, noted, strict=False):
        actions.move_goal(person=person, goal=goal, to="dropped", by=by, at=now + timedelta(days=2))
    assert measured("goals_reached", AFTER, now + timedelta(days=2)) == pytest.approx(1 / 3)
    assert measured("plan_life_goals", AFTER, now + timedelta(days=2)) == (10, PLANS)


@pytest.mark.shows("CAR-16")
def test_coverage_is_plans_of_people_with_a_chronic_condition_by_neighbourhood(neighbours, measured, now):
    assert measured("plan_coverage", AFTER, now) == (PLANS, 80)
    assert measured("plan_coverage", AFTER, now, "neighbourhood") == {"North": (20, 40), "South": (20, 40)}
    for person in neighbours.people[:10]:
        actions.close_plan(person=person, why="moved away", by=neighbours.who, at=now)
    assert measured("plan_coverage", AFTER, now, "neighbourhood") == {"North": (15, 40), "South": (15, 40)}


@pytest.mark.shows("CAR-21")
def test_people_by_level_of_coordination_and_who_changed(cast, places, neighbours, measured, now):
    by, everybody = neighbours.who, neighbours.people
    colleague = cast.who(cast.user("Colleague", ("coordinator", "team", places.team.pk)))
    doctor = cast.user("Doctor", ("gp", "organisation", places.practice.pk))
    begun, changed = timezone.make_aware(datetime(2026, 1, 12, 9)), timezone.make_aware(datetime(2026, 2, 10, 9))
    for person in everybody[:30]:
        mine = _in_team(person, neighbours.coach, "coordinator", colleague, begun)
        actions.appoint(person=person, member=mine, by=by, at=begun)
    assert measured("coord_coach", JANUARY, now) == (30, PLANS)
    for person in everybody[:12]:
        doctors = _in_team(person, doctor, "gp", colleague, changed)
        asked = actions.offer(person=person, member=doctors, by=by, at=changed)
        actions.accept(offer=asked, by=cast.who(doctor), at=changed)
    assert measured("coord_coach", JANUARY, now) == (30, PLANS)
    assert measured("coord_coach", AFTER, now) == (18, PLANS)
    assert measured("coord_gp", AFTER, now) == (12, PLANS)
    assert measured("coord_changed", AFTER, now) == (12, PLANS)


def _in_team(person, user, role, colleague, at):
    member = actions.propose(person=person, user=user, role=role, by=colleague, at=at)
    return actions.approve(member=member, approval="said so at the table", by=colleague, at=at)


# ---------------------------------------------------------------- what leaves, and what does not


def test_only_who_agreed_to_figures_is_told_and_a_withdrawal_takes_all_of_it_back(care, agree, written, now):
    assert left_out(written()) == (0, 0, 0, 1)
    given = agree(care.person, "secondary")
    told = written()
    assert (told.done.persons, told.done.unasked) == (1, 0)
    consent.withdraw(consent=given, by=care.who.jozef, at=now)
    told = written(now + timedelta(seconds=1))
    assert left_out(told) == (0, 0, 0, 1)
    assert not (told.persons or told.observations or told.measurements or told.observed)


def test_a_consent_for_one_organisation_is_none_for_the_region(care, places, agree, written):
    agree(care.person, "secondary", organisation=places.practice)
    assert written().done.persons == 0


def test_nothing_of_a_plan_leaves_but_codes_days_and_numbers(care, agree, written, pseudonym_of, now):  # noqa: F811
    agree(care.person, "secondary")
    words = "walk to the market with Zzmieke"
    actions.add_life_goal(person=care.person, text=words, domain="living", by=care.who.jozef, at=now)
    told = written()
    assert told.persons == [{"person": pseudonym_of(1, PROJECT), "birth_date": "1948", "sex": "unknown"}]
    text = "".join(p.read_text(encoding="utf-8") for p in told.folder.glob("*.csv"))
    for leak in (words, "Zzpeeters", "Zzjefke", str(care.person.pk), str(care.plan.pk), number(1).digits, "3216"):
        assert leak not in text
    assert {row["code"] for row in told.observations} <= set(CODES)
    assert told.observed == [{"person": pseudonym_of(1, PROJECT), "start": "2026-03-03", "end": ""}]


def test_what_is_told_is_on_record_in_counts_and_is_in_place_only_then(care, agree, tmp_path, keys, now):  # noqa: F811
    agree(care.person, "secondary")
    told = delivery.gather(PROJECT, now)
    actions.write_facts(told=told, folder=tmp_path / "told", by=SYSTEM, at=now)
    assert not (tmp_path / "told").exists()  # the transaction of the test is still open
    entry = AuditEntry.objects.get(event="care.facts_written")
    assert (entry.purpose, entry.person, entry.role) == ("population", None, "empact")
    assert entry.detail == {"project": PROJECT, "persons": 1, "facts": told.facts}


def test_who_cares_may_not_have_facts_written(care, tmp_path, keys, now):  # noqa: F811
    told = delivery.gather(PROJECT, now)
    for by in (care.who.coordinator, care.who.gp, care.who.jozef):
        with pytest.raises(Denied):
            actions.write_facts(told=told, folder=tmp_path / "told", by=by, at=now)


def test_without_a_number_or_a_year_of_birth_nobody_is_told(care, agree, written):
    agree(care.person, "secondary")
    Person.objects.filter(pk=care.person.pk).update(birth_year=None)
    assert left_out(written()) == (0, 0, 1, 0)


def test_a_folder_with_other_files_is_left_alone(care, tmp_path, keys, now):  # noqa: F811
    (tmp_path / "told").mkdir()
    (tmp_path / "told" / "thesis.txt").write_text("ten years", encoding="utf-8")
    told = delivery.gather(PROJECT, now)
    with pytest.raises(StorageError, match="other files"):
        actions.write_facts(told=told, folder=tmp_path / "told", by=SYSTEM, at=now)
    assert (tmp_path / "told" / "thesis.txt").read_text(encoding="utf-8") == "ten years"


def test_without_the_key_nothing_is_gathered(care, agree, tmp_path, settings, now):
    agree(care.person, "secondary")
    settings.GATE_KEYS = tmp_path / "nowhere.json"
    with pytest.raises(Problem):
        delivery.gather(PROJECT, now)


# ---------------------------------------------------------------- which facts there are


def test_a_goal_is_reached_on_the_day_it_was_and_one_that_goes_on_again_is_not(care, agree, written, now):
    agree(care.person, "secondary")
    mine = {"person": care.person, "by": care.who.jozef}
    goal = actions.add_life_goal(text="dance", domain="hobbies", at=now, **mine)
    actions.move_goal(goal=goal, to="reached", at=now + timedelta(days=3), **mine)
    actions.add_life_goal(text="sing", domain="hobbies", at=now + timedelta(days=5), **mine)
    later = now + timedelta(days=10)
    told = written(later)
    assert codes(told, "care_goal_noted") == [("2026-03-03", ""), ("2026-03-08", "")]
    assert codes(told, "care_goal_reached") == [("2026-03-06", "")]
    assert codes(told, "care_life_goal") == [("2026-03-03", "1")]
    actions.move_goal(goal=goal, to="going", at=later, **mine)
    assert codes(written(later), "care_goal_reached") == []


def test_every_review_is_kept_though_the_plan_holds_the_last(care, agree, written, now):
    agree(care.person, "secondary")
    for days in (0, 40, 80):
        at = now + timedelta(days=days)
        actions.review(person=care.person, again=date(2026, 12, 1), done=days != 40, by=care.who.coordinator, at=at)
    assert codes(written(now + timedelta(days=90)), "care_plan_reviewed") == [("2026-03-03", ""), ("2026-05-22", "")]


def test_a_case_manager_stands_above_the_coordinator_until_the_mandate_ends_by_itself(care, agree, written, now):
    agree(care.person, "secondary")
    CaseMandate.objects.create(
        person=care.person, asked_of=care.places.team, very_complex=True, urgency="now", reason="x y", state="active",
        asked_at=now, manager=care.nurse, starts=date(2026, 3, 10), ends=date(2026, 4, 9),
    )  # fmt: skip
    assert codes(written(now), "care_coordination") == [("2026-03-03", "4")]
    assert codes(written(now + timedelta(days=10)), "care_coordination")[1:] == [("2026-03-10", "5")]
    told = written(now + timedelta(days=60))
    assert codes(told, "care_coordination")[2:] == [("2026-04-10", "4")]
    assert codes(told, "care_coordination_changed") == [("2026-03-10", "5"), ("2026-04-10", "4")]


def test_between_two_coordinators_there_may_be_nobody_and_that_is_no_change_of_level(care, agree, written, now):
    agree(care.person, "secondary")
    first = Coordination.objects.get(person=care.person)
    first.ended_at = now + timedelta(days=2)
    first.save()
    later = {"starts_at": now + timedelta(days=9), "person": care.person}
    Coordination.objects.create(member=care.team.coordinator, ended_at=now + timedelta(days=20), **later)
    told = written(now + timedelta(days=30))
    assert codes(told, "care_coordination") == [
        ("2026-03-03", "4"), ("2026-03-05", "0"), ("2026-03-12", "4"), ("2026-03-23", "0"),
    ]  # fmt: skip
    assert not codes(told, "care_coordination_changed")
    Coordination.objects.create(member=care.team.an, person=care.person, starts_at=now + timedelta(days=25))
    assert codes(written(now + timedelta(days=30)), "care_coordination_changed") == [("2026-03-28", "2")]


def test_meetings_levels_and_a_death_are_told(care, agree, written, now):
    agree(care.person, "secondary")
    held = {"question": "x y", "asked_at": now, "starts_at": now, "person": care.person}
    Meeting.objects.create(reason="crisis", state="signed", held_at=now, signed_at=now, agreed="said yes", **held)
    Meeting.objects.create(reason="crisis", state="planned", **held)
    for days, level in ((0, "limited"), (1, "complex")):
        at = now + timedelta(days=days)
        LevelDecision.objects.create(person=care.person, level=level, how="at the table", reason="x y", decided_at=at)
    Person.objects.filter(pk=care.person.pk).update(death_date=date(2026, 3, 20))
    told = written(now + timedelta(days=20))
    assert codes(told, "care_meeting") == [("2026-03-03", "")]
    assert codes(told, "care_level") == [("2026-03-03", "1"), ("2026-03-04", "2")]
    assert [row["date"] for row in told.deaths] == ["2026-03-20"]


def test_two_records_of_one_person_are_told_as_one(care, add, agree, written, now):
    agree(care.person, "secondary")
    twin = add("Zzpeeters", birth_year=1948)
    merge(kept=care.person, gone=twin, by=SYSTEM, at=now)
    assert written().done.persons == 1


def test_however_many_agreed_the_questions_are_as_many(neighbours, keys, now, django_assert_max_num_queries):  # noqa: F811
    with django_assert_max_num_queries(14):
        assert delivery.gather(PROJECT, now).persons == PLANS


def test_a_plan_that_ended_is_observed_until_then(care, agree, written, now):
    agree(care.person, "secondary")
    actions.close_plan(person=care.person, why="lives with An now", by=care.who.jozef, at=now + timedelta(days=30))
    told = written(now + timedelta(days=60))
    assert codes(told, "care_plan") == [("2026-03-03", "1"), ("2026-04-02", "0")]
    assert told.observed[0]["end"] == "2026-04-02"


def test_nothing_is_told_of_a_day_that_has_not_come(care, now):
    persons = Person.objects.filter(pk=care.person.pk)
    assert not list(facts_of(persons, now.date() - timedelta(days=1)))
    assert {fact.on for fact in facts_of(persons, now.date())} == {now.date()}


def test_every_code_stands_in_the_page_and_no_indicator_asks_another():
    page = (REPOSITORY / "docs" / "reference" / "care-facts.md").read_text(encoding="utf-8")
    assert not [code for code in (*CODES, "belrai_screener") if f"`{code}`" not in page]
    folder = REPOSITORY / "src" / "empact" / "library" / "indicators"
    asked = {word.strip(",]}") for p in folder.glob("*.yaml") for word in p.read_text("utf-8").split() if "care_" in word}
    names = {word.rpartition("[")[2] for word in asked if word.rpartition("[")[2].startswith("care_")}
    assert names - {"care_relation", "care_efficiency", "care_region"} <= set(CODES)


# ---------------------------------------------------------------- who has it written


def test_each_night_it_is_written_where_the_region_named_a_project(
    care, agree, keys, settings, tmp_path, monkeypatch, now, django_capture_on_commit_callbacks  # noqa: F811
):  # fmt: skip
    agree(care.person, "secondary")
    place = tmp_path / "for-mill" / "care"
    monkeypatch.setattr(type(settings.WORKSPACE), "for_mill", property(lambda _self: tmp_path / "for-mill"))
    assert KINDS["care.facts"].daily is not None
    assert not _worked(now, django_capture_on_commit_callbacks, place)
    choose(choice="care.figures_project", value=PROJECT, by=SYSTEM, at=now)
    assert _worked(now, django_capture_on_commit_callbacks, place)


def _worked(now, captured, place):
    enqueue("care.facts", by=SYSTEM, at=now)
    found = claim("tests", lambda: now)
    assert found is not None and found[0].run is nightly_facts
    with captured(execute=True):
        nightly_facts(found[1])
    assert found[1].ended
    return place.exists()


def test_the_command_writes_both_and_says_who_is_left_out(
    care, agree, keys, tmp_path, capsys, django_capture_on_commit_callbacks  # noqa: F811
):  # fmt: skip
    agree(care.person, "secondary")
    with django_capture_on_commit_callbacks(execute=True):
        assert main(["export-care", str(tmp_path / "out"), "--project", PROJECT]) == 0
    said = capsys.readouterr().out
    assert "facts of 1 people are written, and 0 figures of the red button" in said
    assert (tmp_path / "out" / "care" / "persons.csv").exists() and (tmp_path / "out" / "red-button.csv").exists()
    assert main(["export-care", str(tmp_path / "out"), "--project", "No Such!"]) == 3
    assert "no usable code" in capsys.readouterr().err
