"""Zorgzaam Leuven as a portfolio: a reader of its plan finds each part of it, and nothing made up of its course."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from django.utils import timezone

from empact.definitions.frames import read_frames
from empact.definitions.tracks import read_tracks
from empact.web.budgets.documents import staff_of, work_in
from empact.web.governance.regions import told
from empact.web.kernel.models import User
from empact.web.portfolio.models import Action, Contribution, Kpi, Update
from empact.web.site.demo import CAST, fill
from tests.web.reading import plain

REGION = """code,name,zone,region,population,population_on
24062,Leuven,Leuven,Leuven,102000,2021-01-01
24038,Herent,Leuven Noord,Leuven,22000,2021-01-01
24086,Oud-Heverlee,Leuven Zuid,Leuven,11000,2021-01-01
"""


@pytest.fixture
def reader(set_stage, client):
    """Somebody of the project office, signed in, in Dutch."""
    set_stage("leuven", lambda: fill(REGION, plan="leuven", at=timezone.now()))
    client.defaults["HTTP_HOST"] = "localhost"
    client.cookies["language"] = "nl"
    return signed_in(client, "griet")


def signed_in(client, name):
    client.force_login(User.objects.get(email=f"{name}@example.org"), "allauth.account.auth_backends.AuthenticationBackend")
    return client


def absent(client, address, texts):
    answer = client.get(address)
    assert answer.status_code == 200, address
    page = plain(answer.content.decode())
    return [text for text in texts if plain(text) not in page]


def test_the_28_activities_stand_under_their_eight_objectives_with_the_crosses_of_the_plan(reader):
    frame = read_frames()["leuven"]
    activities = [one.title["nl"] for one in frame.activities]
    assert len(activities) == 28
    under = Counter(Action.objects.values_list("objective__code", flat=True))
    assert [under[f"SD{n}"] for n in range(1, 9)] == [6, 7, 4, 2, 2, 2, 2, 3]
    assert absent(reader, "/actions/", activities) == absent(reader, "/actions/tree/", activities) == []
    assert absent(reader, "/actions/matrix/", [title[:60] for title in activities]) == []  # a row there is short
    assert sum(len(one.contributes) for one in frame.activities) == Contribution.objects.count() > 300


def test_objectives_work_packages_assignments_topics_and_actors_stand_in_the_frame(reader):
    frame = read_frames()["leuven"]
    texts = [i.title["nl"] for kind in ("objective", "programme", "assignment", "topic") for i in frame.of(kind) if i.title]
    assert len(texts) == 8 + 4 + 8 + 10 and absent(reader, "/actions/frame/", texts) == []  # three topics it does not name
    packages = [text["nl"] for item in frame.of("programme") for text in item.facts.values()]
    assert len(packages) == 4 * 6 and absent(reader, "/actions/packages/", packages) == []


def test_bodies_roles_and_counted_agreements_stand_where_a_board_looks(reader):
    plan = told()["leuven"]
    assert absent(reader, "/bodies/chapter/", [b.name for b in plan.bodies] + [t for b in plan.bodies for t in b.tasks]) == []
    assert absent(reader, "/bodies/roles/", [r.title for r in plan.roles]) == []
    agreements = plain(reader.get("/signed-agreements/").content.decode())
    assert {a.kind: agreements.count(plain(a.subject)) for a in plan.agreements if a.kind == "neighbourhood"} == {
        "neighbourhood": 3
    }


def test_every_line_of_the_staff_and_of_the_workload_table_is_there(reader):
    assert absent(reader, "/staff/", [one.function for one in staff_of("leuven")]) == []
    work = work_in("leuven")
    assert absent(reader, "/staff/workload/", [w.partners_add for w in work] + [s for w in work for s in w.sources]) == []


def test_the_seventeen_steps_of_the_plan_can_be_read(reader):
    steps = read_tracks()["track_leuven"].steps
    assert len(steps) == 17
    tracks = re.findall(
        r'href="(/consultations/documents/[0-9a-f-]{36}/)"', reader.get("/consultations/documents/").content.decode()
    )
    shown = [plain(reader.get(address).content.decode()) for address in tracks]
    assert any(
        all(plain(step.what["nl"] if isinstance(step.what, dict) else step.what) in page for step in steps) for page in shown
    )


def test_nothing_is_made_up_of_how_a_real_region_fares(reader):
    assert Update.objects.count() == 0 and Kpi.objects.count() == 0
    assert set(Action.objects.values_list("stage", flat=True)) == {"idea"}


def test_the_whole_cast_starts_the_day_there(reader, client):
    for seat in CAST:
        assert signed_in(client, seat.name.lower()).get("/day/").status_code == 200, seat.name
