"""The page and the document of one place: asked for by whoever sees its figures, written by the mill, hidden as it hides."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date

import pytest

from empact.web.insight.environment import KIND, file_of
from empact.web.kernel import jobs
from empact.web.kernel.models import AuditEntry, Job
from empact.web.territory.models import Organisation, Site, Territory

from ..kernel.test_jobs import AT

START = date(2020, 1, 1)


@pytest.fixture
def beside(mill, months, settings, tmp_path):
    """The mill stands on this machine."""
    settings.MILL = mill
    yield mill
    for file in settings.WORKSPACE.documents.glob("*"):
        file.unlink()


@pytest.fixture
def zone(months):
    return months.areas(level="zone")[0]


@pytest.fixture
def client(cast):
    return cast.client(cast.user("Anna", "analyst"))


def page(client, zone):
    return client.get("/environment/place/", {"area": zone.node})


def text_of(document):
    with zipfile.ZipFile(io.BytesIO(document)) as parts:
        return re.sub(r"<[^>]+>", " ", parts.read("word/document.xml").decode())


def test_the_page_of_a_place_has_its_figures_beside_everybody(client, months, zone):
    shown = page(client, zone).content.decode()
    whole = months.whole("gp_contact", "2023-12").value
    own = months.figures("gp_contact", "zone", period="2023-12", node=zone.node)[0].value
    assert f"{100 * own:.1f} %" in shown and f"{100 * whole:.1f} %" in shown and zone.name in shown


def test_the_document_is_asked_for_written_by_the_mill_and_downloaded(client, beside, zone):
    assert client.post("/environment/ask/", {"area": zone.node}).status_code == 302
    client.post("/environment/ask/", {"area": zone.node})  # a second wish while the first waits is the same
    assert Job.objects.filter(kind=KIND).count() == 1
    assert "being written" in page(client, zone).content.decode()
    kind, running = jobs.claim("test", lambda: AT.replace(year=2100))
    kind.run(running)
    assert Job.objects.get(kind=KIND).state == Job.State.DONE
    assert "Download the document" in page(client, zone).content.decode()
    answer = client.get("/environment/document/", {"area": zone.node})
    text = text_of(b"".join(answer.streaming_content))
    assert zone.name in text and "attachment" in answer.headers["Content-Disposition"]
    assert zone.name not in answer.headers["Content-Disposition"]
    line = AuditEntry.objects.get(event="insight.environment_asked")
    assert line.detail["area"] == zone.node


def test_what_the_command_says_is_what_the_page_says_when_it_fails(client, beside, zone):
    client.post("/environment/ask/", {"area": zone.node})
    Job.objects.update(arguments={"area": "zone:nowhere", "language": "en", "period": "2023-12"})
    kind, running = jobs.claim("test", lambda: AT.replace(year=2100))
    with pytest.raises(Exception, match="could not be made") as failed:
        kind.run(running)
    jobs.fail(running, failed.value)
    assert "could not be written" in page(client, zone).content.decode()
    assert not list(file_of(zone.node, "en", "2023-12").parent.glob("*"))


def test_without_a_mill_beside_the_house_nothing_is_asked(client, months, zone, settings):
    settings.MILL = None
    assert client.post("/environment/ask/", {"area": zone.node}).status_code == 409
    assert "Your analyst can make one" in page(client, zone).content.decode()


def test_a_place_that_is_not_yours_is_not_found(cast, beside, months, zone):
    other = months.areas(level="zone")[1]
    own = Territory.objects.create(code=other.node.split(":")[1], name="Own", kind="zone", starts=START)
    tom = cast.client(cast.user("Tom", ("zone_staff", "territory", own.pk)))
    assert tom.post("/environment/ask/", {"area": zone.node}).status_code == 404
    for address in ("place", "document"):
        assert tom.get(f"/environment/{address}/", {"area": zone.node}).status_code == 404
    house = Organisation.objects.create(name="House", starts=START)
    Site.objects.create(organisation=house, kind="practice", name="P", care_site="practice/1", starts=START)
    gp = cast.client(cast.user("Lieve", ("gp", "organisation", house.pk)))
    assert page(gp, zone).status_code == 404 and gp.post("/environment/ask/", {"area": zone.node}).status_code == 403
    assert not Job.objects.filter(kind=KIND).exists()


def test_a_place_asks_a_bounded_number_of_questions(client, beside, zone, django_assert_max_num_queries):
    page(client, zone)
    with django_assert_max_num_queries(14):
        page(client, zone)
