"""What moved: one page and one letter for whoever has many teams, and of the practices around how many, never which."""

from __future__ import annotations

import csv
import sqlite3
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from empact.web.feedback.models import Publication
from empact.web.insight.figures import in_force
from empact.web.kernel import day as days
from empact.web.kernel import digest
from empact.web.kernel.middleware import HAT
from empact.web.kernel.models import Hat
from empact.web.territory.models import Organisation, Site, Team, Territory

from .conftest import PRACTICES, START, needed

NEWEST = "2025-Q3"


def courses(rows):
    """Courses beside the figures of the test: (indicator, level, node, centre, signals)."""
    base = sqlite3.connect(in_force().path)
    base.executemany(
        "INSERT INTO course VALUES (?, ?, ?, '2024-Q1', '2025-Q4', 8, ?, 0.1, 0.9, ?)",
        [(i, level, node, centre, signals) for i, level, node, centre, signals in rows],
    )
    base.commit()
    base.close()


@pytest.fixture
def teams(cast, results, opened):
    """Katrien coordinates eight teams: four in each of two zones, where every practice works."""
    zones = [Territory.objects.create(code=c, name=f"Zone {c}", kind="zone", starts=START) for c in "AB"]
    made = []
    for n in range(8):
        team = Team.objects.create(name=f"Zzteam {n}", kind="neighbourhood", starts=START)
        team.territories.add(zones[n % 2])
        made.append(team)
    for n in range(PRACTICES):
        home = Organisation.objects.create(name=f"Zzhouse {n}", starts=START)
        home.works_in.add(zones[0])
        Site.objects.create(organisation=home, kind="practice", name="P", care_site=f"practice/{n}", starts=START)
    signal = f"{NEWEST}/concern"
    courses(
        [
            ("flu_vacc_65", "zone", "zone:A", 0.1, signal),
            ("dm_retina", "zone", "zone:B", 0.99, signal),
            ("gp_contact", "zone", "zone:A", 0.1, "2025-Q1/concern"),  # long ago
            ("polypharm5", "zone", "zone:A", 0.1, "2025-Q4/concern"),  # not open yet
            *(("flu_vacc_65", "practice", f"practice/{n}", 0.99 if n < 2 else 0.1, signal) for n in range(5)),
        ]
    )
    return needed(cast.user("Katrien", *(("coordinator", "team", t.pk) for t in made))), zones


def lines(client, asked=""):
    answer = client.get(reverse("feedback:moved") + f"?format=csv{asked}")
    return list(csv.DictReader(answer.content.decode("utf-8-sig").splitlines()))


@pytest.mark.shows("B12")
def test_who_coordinates_eight_teams_gets_one_letter_that_counts_what_the_page_shows(cast, teams):
    user, _zones = teams
    client = cast.client(user)
    session = client.session
    session[HAT] = str(user.hats.first().pk)
    session.save()
    now, today = timezone.now(), timezone.localdate()
    Publication.objects.update(team_opened=today)
    assert digest.write(user, today=today, at=now)
    for later in range(5):  # whatever runs again in that week
        digest.write(user, today=today, at=now + timedelta(hours=later))
    (letter,) = mail.outbox
    rows = lines(client)
    own, around = [r for r in rows if r["place"]], [r for r in rows if not r["place"]]
    assert {(r["figure"], r["higher"]) for r in own} == {("Title flu_vacc_65", "True"), ("Title dm_retina", "False")}
    assert [(r["practices higher"], r["practices lower"], r["practices"]) for r in around] == [("3", "2", "8")]
    todo, news = digest.counts(user, today)
    assert f"{len(rows)} things changed this week." in letter.body and news == len(rows) == 3
    assert f"{todo} things to do" in letter.subject
    page = client.get(reverse("feedback:moved")).content.decode()
    assert page.count('<tr><th scope="row">') == len(rows)
    day = client.get(reverse("kernel:day")).content.decode()
    assert "3 figures moved by more than chance" in day and reverse("feedback:moved") in day
    for word in ("Zzteam", "Zzhouse", "Title", "flu", "Zone", "Katrien", "practice"):
        assert word not in letter.subject + letter.body.replace("localhost", "")


def test_one_topic_is_asked_in_the_address_and_nonsense_is_all(cast, teams):
    user, _zones = teams
    Hat.objects.filter(user=user).exclude(pk=user.hats.first().pk).delete()
    client = cast.client(user)
    assert {r["topic"] for r in lines(client, "&topic=prevention")} == {"prevention"}
    assert len(lines(client, "&topic=nonsense")) == len(lines(client)) == 2  # one zone, and its practices


def test_the_own_value_is_that_of_the_period_that_moved_and_not_of_another_with_the_same_end(cast, teams):
    user, _zones = teams
    Hat.objects.filter(user=user).exclude(pk=user.hats.first().pk).delete()
    client = cast.client(user)
    before = [r["value"] for r in lines(client) if r["place"]]
    base = sqlite3.connect(in_force().path)
    base.execute("INSERT INTO period SELECT '2025-09', '2025-09-01', ends FROM period WHERE name = ?", [NEWEST])
    base.execute(
        "INSERT INTO figure SELECT indicator, level, strata, '2025-09', node, stratum, status, people, numerator, "
        "denominator, 0.01, lower, upper, standardised, standardised_lower, standardised_upper, position FROM figure "
        "WHERE period = ?",
        [NEWEST],
    )
    base.commit()
    base.close()
    assert before and [r["value"] for r in lines(client) if r["place"]] == before


def test_of_practices_around_it_is_said_how_many_and_never_which_nor_with_fewer_than_five(cast, teams):
    _user, zones = teams
    Publication.objects.update(state="policy")
    client = cast.client(cast.user("Tom", ("zone_staff", "territory", zones[0].pk)))
    page = client.get(reverse("feedback:moved")).content.decode()
    assert "Zzhouse" not in page and "Zzpractice" not in page and "practice/" not in page and "Zone A" in page
    assert [r for r in lines(client) if not r["place"]]
    Site.objects.filter(care_site__in=[f"practice/{n}" for n in range(4)]).delete()
    assert not [r for r in lines(client) if not r["place"]]


def test_zone_staff_wait_until_policy_may_see_and_strangers_see_nothing(cast, teams, charlie):
    _user, zones = teams
    tom = cast.user("Tom", ("zone_staff", "territory", zones[0].pk))
    assert lines(cast.client(tom)) == [] and list(days.news(cast.who(tom), timezone.localdate())) == []
    assert cast.client(charlie).get(reverse("feedback:moved")).status_code in (302, 403)
    assert cast.client(cast.user("Nele", "analyst")).get(reverse("feedback:moved")).status_code == 403
