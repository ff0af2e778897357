"""The people of tests/web/people; and what they agreed to."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from empact.web.consent import actions
from empact.web.kernel.who import Who
from tests.web.people.conftest import add, number, places, relate, town  # noqa: F401 - fixtures

__all__ = ["number", "relate"]


@pytest.fixture
def now():
    return datetime(2026, 3, 3, 9, tzinfo=UTC)


@pytest.fixture
def agree(now):
    """A person agrees, by themselves: what for, which parts."""

    def make(person, kind="participation", *parts, at=now, **said):
        who = Who(person.user_id, "person")
        return actions.give(person=person, kind=kind, parts=parts, text_version="1", by=who, at=at, **said)

    return make
