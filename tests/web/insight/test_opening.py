"""A period that is not open yet is nowhere: not on a page, in a file, on the map, or in the document of a place."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from empact.web.feedback.actions.publications import move_publication, plan_publication
from empact.web.insight.environment import KIND
from empact.web.kernel import jobs
from empact.web.kernel.models import Job
from empact.web.kernel.who import SYSTEM

from ..kernel.test_jobs import AT

PAGES = (
    "/figures/",
    "/figures/gp_contact/",
    "/figures/gp_contact/?period=2023-12&format=csv",
    "/figures/gp_contact/?level=all&period=2023-12",
    "/side-by-side/",
    "/side-by-side/?format=csv",
    "/map/?what=gp_contact&level=zone&period=2023-12",
    "/map/?what=gp_contact&level=zone&period=2023-12&format=csv",
    "/environment/place/?area={zone}",
    "/open-figures/",
    "/open-figures/?format=csv",
)
NEWEST = "2023-12"


@pytest.fixture
def today():
    return timezone.localdate()


def plan(today, period=NEWEST, team=0, policy=14):
    days = {"team_from": today + timedelta(days=team), "policy_from": today + timedelta(days=policy)}
    return plan_publication(period=period, **days, by=SYSTEM, at=timezone.now())


def values(figures, period):
    """How the figures of a period read on a page."""
    whole = figures.whole("gp_contact", period)
    return f"{100 * whole.value:.1f}", f"{whole.value}"


def texts(client, figures):
    zone = figures.areas(level="zone")[0].node
    return {address: client.get(address.format(zone=zone)).content.decode() for address in PAGES}


def test_policy_sees_the_period_before_until_the_newest_is_opened(cast, months, today):
    client = cast.client(cast.user("Pol", "policy"))
    assert NEWEST in client.get("/figures/gp_contact/").content.decode()
    publication = plan(today, policy=14)
    for address, text in texts(client, months).items():
        assert NEWEST not in text.replace(f"period={NEWEST}", ""), address
        assert values(months, NEWEST)[1] not in text, address
    move_publication(publication=publication, state="team", figures=months, by=SYSTEM, at=timezone.now())
    assert not any(NEWEST in text.replace(f"period={NEWEST}", "") for text in texts(client, months).values())
    later = timezone.now() + timedelta(days=14)
    move_publication(publication=publication, state="policy", figures=months, by=SYSTEM, at=later)
    assert NEWEST in client.get("/figures/gp_contact/").content.decode()
    assert NEWEST in client.get("/open-figures/").content.decode()


def test_a_course_ends_where_what_is_open_ends_and_waits_with_its_limits(cast, months, today):
    client = cast.client(cast.user("Pol", "policy"))
    before = client.get("/figures/gp_contact/?level=all").content.decode()
    plan(today)
    after = client.get("/figures/gp_contact/?level=all").content.decode()
    assert NEWEST in before and NEWEST not in after and "2023-11" in after


def test_nothing_open_is_said_and_not_an_error(cast, months, today):
    client = cast.client(cast.user("Pol", "policy"))
    first = min(months.periods(), key=lambda p: p.ends).name
    plan(today, period=first, team=1, policy=15)
    for address, text in texts(client, months).items():
        assert not any(p.name in text.replace(f"period={NEWEST}", "") for p in months.periods()), address
    assert "These figures are not open yet" in client.get("/figures/gp_contact/").content.decode()
    zone = months.areas(level="zone")[0].node
    assert client.get("/environment/document/", {"area": zone}).status_code == 404


def test_the_document_of_a_place_is_about_what_is_open_to_who_asks(cast, mill, months, settings, today):
    settings.MILL = mill
    zone = months.areas(level="zone")[0].node
    policy, office = cast.client(cast.user("Pol", "policy")), cast.client(cast.user("Petra", "pmo"))
    plan(today)
    for client in (policy, office):
        client.post("/environment/ask/", {"area": zone})
    asked = {job.arguments["period"] for job in Job.objects.filter(kind=KIND)}
    assert asked == {"2023-11", NEWEST}  # who opens figures looks at them before
    for _ in asked:
        kind, running = jobs.claim("test", lambda: AT.replace(year=2100))
        kind.run(running)
    given = [b"".join(c.get("/environment/document/", {"area": zone}).streaming_content) for c in (policy, office)]
    assert given[0] != given[1]
    for file in settings.WORKSPACE.documents.glob("*"):
        file.unlink()
