"""Health literacy: questions of the region's own library, and a result that leaves the two who may read it in no way."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import get_resolver
from django.utils import timezone

from empact.web import screening
from empact.web.care import actions as coordination
from empact.web.consent import actions as consent
from empact.web.consent.models import Consent
from empact.web.kernel.models import AuditEntry, RegionChoice, User
from empact.web.kernel.permissions import permission
from empact.web.kernel.problems import Denied, Missing, NotNow, Problem
from empact.web.kernel.purposes import Purpose
from empact.web.kernel.rules import endpoints, rule_of
from empact.web.people.models import Person
from empact.web.screening import actions, facts, rulebook
from empact.web.screening.models import LiteracyResult, Measurement

SCORE, SAID = "7531", "zz-hard to read"
"""Made up, as the questions are: nothing else on any page looks like it."""
FILE = """\
id: test_reading
kind: instrument
version: 1
title: {nl: "Zz-lezen", fr: "Zz-lire", de: "Zz-lesen", en: "Zz-reading"}
source: ["made up for a test"]
reviewer: nobody
reviewed: 2026-01-01
review_by: 2099-01-01
valid_from: null
valid_to: null
note: Not an instrument.
code: test_reading
licence: ours
unit: ""
items:
  one: {title: {nl: "een", fr: "un", de: "eins", en: "one"}, codes: [0, 7000]}
  two: {title: {nl: "twee", fr: "deux", de: "zwei", en: "two"}, codes: [0, 531]}
scoring: {sum: {}}
labels:
  easy: {nl: "zz-e", fr: "zz-e", de: "zz-e", en: "zz-easy to read"}
  hard: {nl: "zz-h", fr: "zz-h", de: "zz-h", en: "zz-hard to read"}
bands:
  - {at_least: {easy: 0, hard: 7000}}
examples:
  - {name: "nothing", answers: {one: 0, two: 0}, expect: 0, label: easy}
  - {name: "all", answers: {one: 7000, two: 531}, expect: 7531, label: hard}
"""
ANSWERS = {"one": 7000, "two": 531}


@pytest.fixture
def questions(db):
    """A region that uses an instrument of its own library."""
    folder = settings.WORKSPACE.folder / "library" / "instruments"
    folder.mkdir(parents=True)
    file = folder / "test_reading.yaml"
    file.write_text(FILE, encoding="utf-8")
    rulebook.shelf.cache_clear()
    RegionChoice.objects.create(id="screening.literacy", value="test_reading")
    yield "test_reading"
    file.unlink()
    folder.rmdir()
    folder.parent.rmdir()
    rulebook.shelf.cache_clear()


@pytest.fixture
def result(care, questions, now):
    return actions.record_literacy(person=care.person, asked_on=now.date(), answers=ANSWERS, by=care.who.coordinator, at=now)


def browser(cast, who):
    client = cast.client(User.objects.get(pk=who.user_id))
    client.cookies["language"] = "en"
    return client


def addresses(person, role):
    """Every page, list, file and interface on which this role meets persons, of this one; but the two pages of the result."""
    for route, pattern in endpoints(get_resolver().url_patterns):
        rule = rule_of(pattern.callback)
        asked = rule is not None and rule.purpose in (Purpose.CARE, Purpose.OWN) and "literacy/" not in route
        if asked and (rule.kind == "signed in" or role in permission(rule.permission).roles):
            yield "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda m: str(person.pk) if m[1] == "uuid" else "none", route)


@pytest.mark.shows("HCO-07")
def test_the_result_is_read_by_the_person_and_the_coach_and_stands_in_no_list_file_interface_or_fact(cast, care, result):
    """Each address the house serves is opened by both of them, also as a file: only their two pages say the result."""
    person, coach = browser(cast, care.who.jozef), browser(cast, care.who.coordinator)
    for client, address in ((person, "/my/literacy/"), (coach, f"/persons/{care.person.pk}/literacy/")):
        page = client.get(address).content.decode()
        assert SCORE in page and SAID in page
    told, opened = [], set()
    for client, role in ((person, "person"), (coach, "coordinator")):
        for address in addresses(care.person, role):
            if client.get(address).status_code == 200:
                opened.add(address)
                for answer in (client.get(address), client.get(f"{address}?format=csv")):
                    said = b"".join(answer).decode("utf-8", "replace").lower()
                    told += [address] if SCORE in said or "zz-" in said or "test_reading" in said else []
    mine = f"/persons/{care.person.pk}"
    files = {f"{mine}/plan/", f"{mine}/scores/", f"{mine}/scores/fhir/", "/my/record/", "/persons/"}
    assert told == [] and files <= opened
    answer = coach.get(f"/api/v1{mine}/scores")
    assert answer.status_code == 200 and SCORE not in answer.content.decode()
    everybody = Person.objects.filter(pk=care.person.pk)
    assert not [f for f in facts.scores_of(everybody, result.asked_on) if "reading" in f"{f}" or SCORE in f"{f}"]
    assert not [
        e for e in AuditEntry.objects.all() if SCORE in f"{e.detail}" or "reading" in f"{e.detail}{e.subject}{e.reason}"
    ]


def test_no_module_but_its_own_reads_the_table():
    """What a list, file or interface is made by cannot hold it."""
    folder = Path(screening.__file__).parent
    users = {
        path.relative_to(folder.parent).as_posix()
        for path in folder.parent.rglob("*.py")
        if "LiteracyResult" in path.read_text(encoding="utf-8") and "migrations" not in path.parts
    }
    assert users == {f"screening/{name}.py" for name in (
        "models/__init__", "models/literacy", "literacy", "actions/literacy", "views/literacy"
    )}  # fmt: skip


def test_nobody_else_reads_it_whoever_cares_helps_or_speaks(cast, care, result, now, charlie):
    for who in (care.who.gp, care.who.nurse, care.who.an, care.who.stranger, cast.who(charlie), cast.who(care.town.lea.user)):
        for purpose in ("care", "own", "administration", "population"):
            assert not LiteracyResult.objects.visible_to(who, purpose, now).exists()
        with pytest.raises((Denied, Missing)):
            actions.take_literacy_away(row=result, by=who, at=now)
        assert browser(cast, who).get(f"/persons/{care.person.pk}/literacy/").status_code in (403, 404)
    assert browser(cast, care.who.an).get("/my/literacy/").status_code == 403
    with pytest.raises(Denied):
        actions.record_literacy(person=care.person, asked_on=now.date(), answers=ANSWERS, by=care.who.gp, at=now)


def test_the_coach_reads_nothing_once_the_person_shares_no_plan_and_the_person_takes_it_away(cast, care, result, now):
    given = Consent.objects.get(person=care.person, kind="participation")
    consent.withdraw(consent=given, by=care.who.jozef, at=now)
    later = now + timedelta(minutes=1)
    assert not LiteracyResult.objects.visible_to(care.who.coordinator, "care", later).exists()
    assert browser(cast, care.who.coordinator).get(f"/persons/{care.person.pk}/literacy/").status_code in (403, 404)
    client = browser(cast, care.who.jozef)
    assert client.post(f"/my/literacy/{result.pk}/away/").status_code == 302
    assert not LiteracyResult.objects.exists()
    assert SCORE not in client.get("/my/literacy/").content.decode()


def test_the_coach_asks_on_a_page_and_it_is_no_measurement(cast, care, questions, now):
    coach, address = browser(cast, care.who.coordinator), f"/persons/{care.person.pk}/literacy/"
    assert "Health literacy" in coach.get(f"/persons/{care.person.pk}/").content.decode()
    assert coach.post(f"{address}ask/", {"measured_on": timezone.localdate().isoformat(), "one": "7000"}).status_code == 422
    typed = {"measured_on": timezone.localdate().isoformat(), "one": "7000", "two": "531"}
    assert coach.post(f"{address}ask/", typed).headers["Location"] == address
    assert SAID in coach.get(address).content.decode() and not Measurement.objects.exists()
    assert "Zz-reading" not in coach.get(f"/persons/{care.person.pk}/scores/measure/").content.decode()
    assert coach.get(f"/persons/{care.person.pk}/scores/measure/test_reading/").status_code == 404
    with pytest.raises(NotNow, match="page of its own"):
        actions.record_measurement(
            person=care.person, instrument="test_reading", measured_on=now.date(), answers=ANSWERS, origins={},
            by=care.who.coordinator, at=now,
        )  # fmt: skip
    with pytest.raises(Problem):
        actions.record_literacy(
            person=care.person, asked_on=now.date() + timedelta(days=1), answers=ANSWERS, by=care.who.coordinator, at=now
        )


@pytest.mark.parametrize("role", ["nurse", "gp"])
def test_whoever_coordinates_asks_whatever_the_role_and_only_as_long_as_that(cast, care, questions, now, role):
    who, member = getattr(care.who, role), getattr(care.team, role)
    page, address = f"/persons/{care.person.pk}/", f"/persons/{care.person.pk}/literacy/"
    client = browser(cast, who)
    assert address not in client.get(page).content.decode() and client.get(f"{address}ask/").status_code == 404
    offer = coordination.offer(person=care.person, member=member, by=care.who.coordinator, at=now)
    coordination.accept(offer=offer, by=who, at=now)
    assert address in client.get(page).content.decode()
    typed = {"measured_on": timezone.localdate().isoformat(), "one": "7000", "two": "531"}
    assert client.post(f"{address}ask/", typed).status_code == 302 and SAID in client.get(address).content.decode()
    before = browser(cast, care.who.coordinator)
    assert before.get(address).status_code == 404 and address not in before.get(page).content.decode()


def test_a_region_without_questions_asks_none(cast, care, now):
    coach, address = browser(cast, care.who.coordinator), f"/persons/{care.person.pk}/literacy/"
    assert "uses no questions" in coach.get(address).content.decode() and coach.get(f"{address}ask/").status_code == 404
    with pytest.raises(NotNow, match="no questions"):
        actions.record_literacy(person=care.person, asked_on=now.date(), answers={}, by=care.who.coordinator, at=now)
