"""A region with an action, two authorities of two levels, and a policy officer who reads along."""

from __future__ import annotations

from datetime import date

import pytest

from empact.web.policy import actions
from tests.web.portfolio.conftest import (
    AT,
    START,
    TODAY,
    frame,
    go,
    idea,
    item,
    manager,
    needed,
    office,
    partner,
    ready,
    results,
    zone,
)  # fmt: skip

__all__ = [
    "AT", "START", "TODAY", "frame", "go", "idea", "item", "manager", "needed", "office", "partner", "ready", "results",
    "zone",
]  # fmt: skip

LATER = date(2026, 6, 10)
RELIEF = {
    "kind": "relief", "level": "federal", "title": "A pharmacist reviews at home", "rule": "Paid in the pharmacy alone",
    "law": "Royal decree, article 3", "obstacle": "Nobody goes home", "evidence": "Forty visits unpaid",
    "proposal": "Pay two reviews at home", "addressee": None,
}  # fmt: skip
BOTTLENECK = {
    "kind": "bottleneck",
    "level": "own",
    "title": "Two lists",
    "obstacle": "Everybody types twice",
    "evidence": "Survey",
}


@pytest.fixture
def authority(db, office, partner):
    """``authority("federal")``: made once per level."""
    made = {}

    def make(level: str):
        if level not in made:
            made[level] = actions.make_authority(organisation=partner(f"The {level} one"), level=level, by=office, at=AT)
        return made[level]

    return make


@pytest.fixture
def asked(office, authority, idea):
    """A relief that says everything; ``asked(law="")``: with something else said."""

    def make(day=TODAY, actions_=None, **more):
        values = {**RELIEF, "addressee": authority("federal"), **more}
        return actions.raise_ask(values=values, actions=[idea] if actions_ is None else actions_, today=day, by=office, at=AT)

    return make


@pytest.fixture
def reader(cast):
    return cast.client(needed(cast.user("Piet", "policy")))
