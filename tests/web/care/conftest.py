"""The people of tests/web/people; Jozef agreed to share, and has a care plan with a small care team."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from empact.web.care import actions
from empact.web.care.models import Member, Plan
from empact.web.kernel.models import User
from empact.web.kernel.who import Who
from tests.web.consent.conftest import agree, now  # noqa: F401 - fixtures
from tests.web.people.conftest import add, places, relate, town  # noqa: F401 - fixtures

__all__ = ["relate"]


@pytest.fixture
def acting(cast):
    """Who acts, by their account."""
    return lambda user: cast.who(user)


@pytest.fixture
def care(cast, town, places, agree, now):  # noqa: F811
    """Jozef, his coordinator of the team, his GP, a home nurse of another organisation, and his daughter An."""
    nurse = cast.user("Nurse", ("nurse", "organisation", places.hospital.pk))
    jozef, coordinator = cast.who(town.jozef.user), cast.who(town.coordinator)
    agree(town.jozef)
    agree(town.jozef, "informal", "goals", "team", "tasks", "crisis")
    plan = actions.start_plan(person=town.jozef, by=coordinator, at=now)
    mine = {"person": town.jozef, "by": jozef, "at": now}
    team = SimpleNamespace(
        me=Member.objects.get(person=town.jozef, kind="self"),
        coordinator=actions.propose(user=town.coordinator, role="coordinator", phone="+3216111111", **mine),
        gp=actions.propose(user=town.gp, role="gp", **mine),
        nurse=actions.propose(user=nurse, role="nurse", does="washes each morning", **mine),
        an=actions.propose(near=town.an, kind="carer", does="shops", **mine),
    )
    actions.appoint(person=town.jozef, member=team.coordinator, by=coordinator, at=now)
    who = SimpleNamespace(
        jozef=jozef, coordinator=coordinator, gp=cast.who(town.gp), nurse=cast.who(nurse), an=cast.who(town.an.user),
        stranger=cast.who(town.surgeon),
    )  # fmt: skip
    return SimpleNamespace(person=town.jozef, plan=plan, team=team, who=who, nurse=nurse, town=town, places=places)


def plan_now(care) -> Plan:
    return Plan.objects.get(pk=care.plan.pk)


def person_who(user: User) -> Who:
    return Who(user.pk, "person")
