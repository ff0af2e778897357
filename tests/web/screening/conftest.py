"""The people of tests/web/care, and scores of Jozef."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from empact.web.screening import actions
from tests.web.care.conftest import acting, add, agree, care, now, places, town  # noqa: F401 - fixtures

__all__ = ["given", "modules"]


def modules(*scores: str) -> dict[str, Decimal]:
    """IADL, ADL, cognition, psychological, behaviour; what is left out is nought."""
    names = ("iadl", "adl", "cognition", "psychological", "behaviour")
    return {name: Decimal(scores[n]) if n < len(scores) else Decimal(0) for n, name in enumerate(names)}


def given(**more):
    """An official result as the action takes it."""
    said = {
        "assessed_on": date(2026, 2, 2), "modules": modules("3", "2", "1"), "scale_version": "2024-1",
        "assessor": "Test Assessor", "certified_since": date(2020, 1, 1),
    }  # fmt: skip
    return said | more


@pytest.fixture
def record(care, now):  # noqa: F811
    """An official result of Jozef, by his coordinator."""
    return lambda **more: actions.record_result(person=care.person, **given(**more), by=care.who.coordinator, at=now)


@pytest.fixture
def keeper(cast, care):  # noqa: F811
    return cast.who(care.town.administrator)
