"""A region with a frame, three zones, two partners, and an action that may run."""

from __future__ import annotations

import json
import shutil
import sqlite3
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from empact.definitions.frames import read_frames
from empact.web.insight.bring import _TABLES, CURRENT, LAYOUT
from empact.web.insight.figures import in_force
from empact.web.kernel.who import Who
from empact.web.portfolio import actions
from empact.web.portfolio.models import Item
from empact.web.territory.models import Organisation, Territory

AT = datetime(2026, 3, 3, 9, tzinfo=UTC)
TODAY = date(2026, 3, 3)
START = date(2020, 1, 1)
LABELS = {"persona": {"complex": "four or more conditions"}, "determinant": {"alone": "lives alone"}}


@pytest.fixture
def office(cast) -> Who:
    """The project office."""
    return cast.who(cast.user("Olga", "pmo"))


@pytest.fixture
def frame(db, office):
    """EMPACT's own, without its activities."""
    return actions.take_up_frame(told=read_frames()["empact"], activities=False, today=TODAY, by=office, at=AT)


@pytest.fixture
def item(frame):
    return lambda kind, code: Item.objects.get(frame=frame, kind=kind, code=code)


@pytest.fixture
def zone(db):
    """A zone by its letter."""
    made = {}

    def make(letter: str) -> Territory:
        if letter not in made:
            made[letter] = Territory.objects.create(code=letter, name=f"Zone {letter}", kind="zone", starts=START)
        return made[letter]

    return make


@pytest.fixture
def partner(db):
    """A partner by its name."""

    def make(name: str) -> Organisation:
        return Organisation.objects.get_or_create(name=name, defaults={"search": name.lower(), "starts": START})[0]

    return make


@pytest.fixture
def manager(cast, partner) -> Who:
    """Who leads actions for the partner 'Home nursing'."""
    return cast.who(cast.user("Mia", ("project_manager", "organisation", partner("Home nursing").pk)))


@pytest.fixture
def idea(frame, manager, partner):
    """Proposed by the partner that pulls it; nothing else is said yet."""
    return actions.propose_action(
        title="Fall prevention at home", puller=partner("Home nursing"), today=TODAY, by=manager, at=AT
    )


@pytest.fixture
def ready(idea, item, zone, manager):
    """Everything is said that an action needs to run; it is an idea still."""
    values = {
        "need": "Many fall", "afterwards": "The zone takes over", "objective": item("objective", "SO1"),
        "programme": item("programme", "AP1"), "persona": "complex", "determinant": "alone", "target": "who fell once",
        "needs_means": False,
    }  # fmt: skip
    actions.keep_action(action=idea, values=values, today=TODAY, by=manager, at=AT)
    actions.place_action(action=idea, territory=zone("A"), role="start", starts=TODAY, by=manager, at=AT)
    actions.add_kpi(action=idea, indicator="falls", direction="down", target=20, by=manager, at=AT)
    return idea


@pytest.fixture
def go(office):
    """Take an action from stage to stage; the last step is the office's to decide."""

    def move(action, *stages: str, reason: str = ""):
        for n, stage in enumerate(stages, action.moves.count()):
            at = AT + timedelta(minutes=n)
            actions.move_action(action=action, after=stage, reason=reason, today=TODAY, by=office, at=at)
        return action

    return move


@pytest.fixture
def results(db, settings):
    """One indicator over two years in zone A and for everybody, and a Pop-Box of two cells: one of them hidden in zone A."""
    folder = settings.WORKSPACE.results
    folder.mkdir(parents=True, exist_ok=True)
    file = f"{LAYOUT}{uuid4().hex[:16]}.sqlite"  # another each time: a reader keeps a file open by its name
    base = sqlite3.connect(folder / file)
    base.executescript(_TABLES)
    falls = {
        "title": {"en": "People who fell"}, "aim": "health", "type": "outcome", "component": "", "direction": "down",
        "scoring": "proportion", "per": 1, "target": None, "waits_for": "", "note": "", "source": [], "version": 1,
        "owner": "", "strata": [], "says": {}, "reviewed": "", "review_by": "",
    }  # fmt: skip
    base.execute("INSERT INTO indicator VALUES (?, ?)", ("falls", json.dumps(falls)))
    popbox = {
        "segment": {"classes": [{"key": k, "title": {"en": t}} for k, t in LABELS["persona"].items()]},
        "classes": list(LABELS["persona"]),
        "determinants": {k: {"title": {"en": t}} for k, t in LABELS["determinant"].items()},
    }
    about = (("threshold", "5"), ("register", '"v1"'), ("popbox", json.dumps(popbox)))
    base.executemany("INSERT INTO about VALUES (?, ?)", about)
    base.executemany("INSERT INTO area VALUES (?, ?, ?, '')", [("zone:A", "zone", "Zone A"), ("all", "all", "")])
    columns = "indicator, level, strata, period, node, stratum, status, people, numerator, denominator, value, lower, upper"
    for year, here, whole in ((2024, 0.25, 0.2), (2025, 0.18, 0.19)):
        base.execute("INSERT INTO period VALUES (?, ?, ?)", (str(year), f"{year}-01-01", f"{year}-12-31"))
        for level, node, value in (("zone", "zone:A", here), ("all", "all", whole)):
            row = ("falls", level, "", str(year), node, "", "ok", 500, 500 * value, 500, value, value - 0.03, value + 0.03)
            base.execute(f"INSERT INTO figure ({columns}) VALUES ({', '.join('?' * 13)})", row)
    base.executemany(
        "INSERT INTO popbox (level, node, determinant, class, people, status) VALUES (?, ?, ?, ?, ?, 'ok')",
        [
            ("all", "all", "alone", "complex", 812), ("zone", "zone:A", "alone", "complex", 140),
            ("all", "all", "", "complex", 3012), ("zone", "zone:A", "", "complex", None),
        ],
    )  # fmt: skip
    base.commit()
    base.close()
    (folder / CURRENT).write_text(f"{file}\n", encoding="ascii")
    yield in_force()
    shutil.rmtree(folder)


def needed(user):
    """The same, with roles that were confirmed today: nothing asks about them."""
    user.hats.update(confirmed=timezone.localdate())
    return user
