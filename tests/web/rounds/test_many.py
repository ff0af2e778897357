"""The pages of care ask the database as often for many rows as for few; on the persons of ``benchmarks.care``."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from benchmarks import care_region
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from empact.web.care.models import CareGoal, Intake, LifeGoal, Member, Plan, PlanVersion, Task, Wish
from empact.web.care.versions import content_of
from empact.web.consent import access
from empact.web.consent.matrix import Part
from empact.web.kernel import audit
from empact.web.kernel.models import Hat, User
from empact.web.kernel.who import Who
from empact.web.people.models import CareRelation, Handover, InformalCarer, Person, Representative
from empact.web.rounds.models import Appointment, Question
from empact.web.screening.models import MODULES, FollowUp, Measurement, ScreenerResult


@pytest.fixture
def persons():
    """How many persons there are: more only where a test asks for more."""
    return 5


@pytest.fixture
def coordinator(db, persons):
    care_region.fill(persons, seed=1, at=timezone.localtime())
    return User.objects.get(email="coordinator0@example.org")


@pytest.fixture
def asked(cast, coordinator):
    """How many questions a page asks, on a second visit."""
    client = cast.client(coordinator)

    def ask(address: str) -> int:
        assert client.get(address).status_code == 200
        with CaptureQueriesContext(connection) as questions:
            client.get(address)
        return len(questions)

    return ask


def _more(person: Person, many: int) -> None:
    """So many more of everything that stands on a page of one person."""
    at, today, plan = timezone.now(), timezone.localdate(), Plan.objects.get(person=person)
    said = {"said_at": at}
    nurse = Member.objects.get(person=person, role="nurse")
    for n in range(many):
        near = Person.objects.create(family_name=f"Near{n}", search=f"near{n}")
        owner = Member.objects.create(
            person=person, kind="carer", near=near, state=Member.State.APPROVED, starts=today, moved_at=at
        )
        life = LifeGoal.objects.create(plan=plan, text=f"life {n}", domain="other", **said)
        goal = CareGoal.objects.create(plan=plan, life_goal=life, text=f"aim {n}", **said)
        for care_goal in (goal, None):
            Task.objects.create(plan=plan, care_goal=care_goal, owner=owner, what=f"task {n}", due=today, **said)
        Wish.objects.create(person=person, category="patientwill", words=f"wish {n}", recorded_at=at)
        InformalCarer.objects.create(person=person, carer=near, relation="friend", starts=today)
        Representative.objects.create(person=person, by=near, kind="trust", starts=today)
        relation = {"organisation": nurse.organisation, "kind": "treatment", "ground": "asked", "professional": nurse.user}
        CareRelation.objects.create(person=person, starts=today, **relation)
        Question.objects.create(person=person, asker=owner, text=f"question {n}", asked_at=at, due=today)
        Appointment.objects.create(person=person, on=today, what=f"visit {n}", member=owner, said_at=at)
        day = today - timedelta(days=n + 1)
        result = ScreenerResult.objects.create(
            person=person, assessed_on=day, **dict.fromkeys(MODULES, Decimal(6)), total=30, scale_version="1", source="typed",
            assessor="Nurse", recorded_at=at,
        )  # fmt: skip
        FollowUp.objects.create(result=result, name="full_assessment", met=True, opened_at=at, moved_at=at)
        Measurement.objects.create(
            person=person, instrument="interrai_cps", instrument_version=1, measured_on=day, value=2, recorded_at=at
        )
        Member.objects.filter(pk=owner.pk).update(does=f"helps {n}")
    PlanVersion.objects.create(plan=plan, number=plan.version + 1, at=at, content=content_of(plan))
    Plan.objects.filter(pk=plan.pk).update(version=plan.version + 1)


PAGES = {"": 20, "summary/": 42, "plan/": 34, "scores/": 26}


@pytest.mark.parametrize("where", PAGES)
def test_a_page_of_a_person_asks_as_often_for_fifty_rows_as_for_five(coordinator, asked, where):
    person = Member.objects.filter(user=coordinator).order_by("person__search").first().person
    address = f"/persons/{person.pk}/{where}"
    _more(person, 5)
    few = asked(address)
    _more(person, 45)
    assert asked(address) == few <= PAGES[where]


@pytest.mark.parametrize("persons", [50])
@pytest.mark.parametrize("address", ["/work-list/", "/work-list/?stack=wait&order=-name", "/work-list/?format=csv"])
def test_the_work_list_asks_as_often_for_fifty_persons_as_for_five(coordinator, cast, asked, address):
    many, client = asked(address), cast.client(coordinator)
    assert client.get("/work-list/").context["total"] == 50
    _leave_only(5, coordinator)
    assert client.get("/work-list/").context["total"] == 5
    assert asked(address) == many <= 34


def _leave_only(few: int, coordinator: User) -> None:
    """All but so many are not in the caseload any more."""
    ids = Person.objects.filter(care_team__user=coordinator).order_by("search").values_list("pk", flat=True)
    others, yesterday = list(ids[few:]), timezone.localdate() - timedelta(days=1)
    Member.objects.filter(person__in=others, user=coordinator).update(state=Member.State.ENDED, ends=yesterday)
    CareRelation.objects.filter(person__in=others).exclude(team=None).update(ends=yesterday)
    Intake.objects.filter(person__in=others).update(state=Intake.State.CLOSED)
    Handover.objects.filter(person__in=others).update(state=Handover.State.DONE)


@pytest.mark.parametrize("persons", [20])
def test_the_persons_of_the_benchmark_are_as_the_actions_would_have_made_them(coordinator):
    """The last version is the plan as it stands, what the rules open is open, and the chain of the audit holds."""
    at, hat = timezone.now(), Hat.objects.get(user=coordinator)
    who = Who(coordinator.pk, hat.role, hat.scope_kind, hat.scope_id)
    plans = list(Plan.objects.all())
    assert len(plans) == 20
    for plan in plans:
        assert PlanVersion.objects.filter(plan=plan).count() == plan.version
        assert PlanVersion.objects.get(plan=plan, number=plan.version).content == content_of(plan)
        assert set(access.sheet_of(who, plan.person_id, at).whole) == set(Part.values)
        assert all(task.owner.person_id == plan.person_id for task in plan.tasks.select_related("owner"))
    assert audit.verify()[1] == []
