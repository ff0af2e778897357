"""Two practices and a team with their figures, open to them; made of plain rows, so that each test knows every number."""

from __future__ import annotations

import json
import shutil
import sqlite3
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from empact.web.feedback.groups import Group
from empact.web.feedback.models import Publication
from empact.web.insight.bring import _TABLES, CURRENT, LAYOUT
from empact.web.insight.figures import in_force
from empact.web.territory.models import Code, Organisation, Practitioner, Site, Team, TeamMember, Territory

AT = datetime(2026, 3, 3, 9, tzinfo=UTC)
START = date(2020, 1, 1)
QUARTERS = [f"{year}-Q{q}" for year in (2024, 2025) for q in (1, 2, 3, 4)]
PRACTICES = 8
INDICATORS = (
    ("flu_vacc_65", "process", "prevention", "up"),
    ("polypharm5", "process", "medication safety", "down"),
    ("gp_contact", "process", "access", "up"),
    ("dm_retina", "process", "chronic care", "up"),
    ("dental_contact", "process", "prevention", "up"),
    ("diabetes_prev", "outcome", "population", "neutral"),
    ("breast_screen", "process", "prevention", "up"),
)
COLUMNS = "indicator, level, strata, period, node, stratum, status, people, numerator, denominator, value, lower, upper"


def span(quarter: str) -> tuple[date, date]:
    year, q = int(quarter[:4]), int(quarter[-1])
    after = date(year + q // 4, q % 4 * 3 + 1, 1)
    return date(year, q * 3 - 2, 1), after - timedelta(days=1)


def row(indicator, level, period, node, met, of):
    value = met / of
    half = 1.96 * (value * (1 - value) / of) ** 0.5
    return (indicator, level, "", period, node, "", "ok", of, met, of, value, max(0.0, value - half), min(1.0, value + half))


@pytest.fixture
def results(db, settings):
    """Eight practices and two zones; one indicator is hidden in one practice."""
    folder = settings.WORKSPACE.results
    folder.mkdir(parents=True, exist_ok=True)
    file = f"{LAYOUT}{uuid4().hex[:16]}.sqlite"  # another each time: a reader keeps a file open by its name
    base = sqlite3.connect(folder / file)
    base.executescript(_TABLES)
    known = {
        name: {
            "title": {"en": f"Title {name}"}, "aim": "health", "type": kind, "component": component, "direction": direction,
            "scoring": "proportion", "per": 1, "target": 0.75 if name == "flu_vacc_65" else None, "waits_for": "", "note": "",
            "source": [], "version": 1, "owner": "", "strata": [], "says": {}, "reviewed": "", "review_by": "",
        }
        for name, kind, component, direction in INDICATORS
    }  # fmt: skip
    base.executemany("INSERT INTO indicator VALUES (?, ?)", [(n, json.dumps(d)) for n, d in known.items()])
    base.executemany("INSERT INTO about VALUES (?, ?)", [("threshold", "5"), ("register", '"v1"')])
    places = [(f"practice/{n}", "practice", f"Zzpractice {n}") for n in range(PRACTICES)]
    places += [("zone:A", "zone", "Zone A"), ("zone:B", "zone", "Zone B"), ("all", "all", "")]
    base.executemany("INSERT INTO area VALUES (?, ?, ?, '')", places)
    for n, quarter in enumerate(QUARTERS):
        base.execute("INSERT INTO period VALUES (?, ?, ?)", (quarter, *(d.isoformat() for d in span(quarter))))
        for k, name in enumerate(known):
            rows = [
                row(name, level, quarter, node, 200 + 10 * k + 20 * (i % PRACTICES) + 3 * n, 500)
                for i, (node, level, _name) in enumerate(places)
            ]
            if name == "dental_contact":
                rows[0] = (name, "practice", "", quarter, "practice/0", "", "hidden", *[None] * 6)
            base.executemany(f"INSERT INTO figure ({COLUMNS}) VALUES ({', '.join('?' * 13)})", rows)
            peers = (name, "practice", quarter, PRACTICES, 0.54, 0.64 if known[name]["direction"] == "up" else 0.44, None)
            base.execute("INSERT INTO peers VALUES (?, ?, ?, ?, ?, ?, ?)", peers)
    base.commit()
    base.close()
    (folder / CURRENT).write_text(f"{file}\n", encoding="ascii")
    yield in_force()
    shutil.rmtree(folder)


@pytest.fixture
def practice(results):
    """``practice(0)``: the organisation whose practice that is."""

    def make(n: int) -> Organisation:
        made = Organisation.objects.create(name=f"Zzhouse {n}", starts=START)
        Site.objects.create(organisation=made, kind="practice", name="P", care_site=f"practice/{n}", starts=START)
        return made

    return make


@pytest.fixture
def team(results):
    zone = Territory.objects.create(code="A", name="Zone A", kind="zone", starts=START)
    made = Team.objects.create(name="Zzteam", kind="neighbourhood", starts=START)
    made.territories.add(zone)
    return made


def needed(user):
    """The same, with roles that were confirmed today: nothing asks about them."""
    user.hats.update(confirmed=timezone.localdate())
    return user


@pytest.fixture
def coach(cast, team):
    return needed(cast.user("Pieter", ("team_coach", "team", team.pk)))


@pytest.fixture
def member(cast, team):
    """A nurse of an organisation, member of the team."""
    house = Organisation.objects.create(name="Nurses", starts=START)
    user = cast.user("Fatma", ("nurse", "organisation", house.pk))
    person = Practitioner.objects.create(name="Fatma Example", search="fatma", user=user)
    discipline = Code.objects.filter(codelist="discipline").first()
    TeamMember.objects.create(team=team, practitioner=person, discipline=discipline, starts=START)
    return needed(user)


@pytest.fixture
def opened(results):
    """Figures of the last quarter but one, open to teams since a week."""
    today = timezone.localdate()
    return Publication.objects.create(
        period="2025-Q3", team_from=today - timedelta(days=7), policy_from=today + timedelta(days=7), state="team"
    )


@pytest.fixture
def group(team):
    return Group(team=team)
