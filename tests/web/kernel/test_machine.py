"""Pages for whoever keeps the server running: is it well, how busy is it, what does it do in the background."""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections import namedtuple
from datetime import timedelta

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from empact.web.kernel import jobs
from empact.web.kernel.health import missing_steps
from empact.web.kernel.models import AuditEntry, Job, Worker
from empact.web.kernel.who import SYSTEM

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def worker(db):
    return Worker.objects.create(name="w", seen=timezone.now())


def ready(cast):
    answer = cast.client().get("/health/ready/")
    return answer.status_code, [name for name, well in answer.json().items() if not well]


def test_the_process_answers_without_its_database(cast, django_assert_num_queries):
    client = cast.client()
    with django_assert_num_queries(0):
        assert client.get("/health/").json() == {"alive": True}


def test_it_is_ready_when_all_parts_are(cast, worker):
    assert ready(cast) == (200, [])


def test_it_is_not_ready_without_a_worker_that_lives(cast, worker):
    Worker.objects.update(seen=timezone.now() - timedelta(minutes=2))
    assert ready(cast) == (503, ["worker"])


def test_it_is_not_ready_when_the_disk_is_full(cast, worker, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**12, 10**12, 10**6))
    assert ready(cast) == (503, ["disk"])


def test_it_is_not_ready_when_tables_are_of_another_version(cast, worker, monkeypatch):
    monkeypatch.setattr("empact.web.kernel.health.missing_steps", lambda: ["kernel.0999_later"])
    assert ready(cast) == (503, ["tables"])


def test_a_probe_asks_the_tables_twice_and_finds_a_step_that_was_not_taken(cast, worker, django_assert_num_queries):
    ready(cast)
    with django_assert_num_queries(2):  # is there a list of steps, and what is in it
        assert missing_steps() == []
    MigrationRecorder(connection).record_unapplied("kernel", "0001_initial")
    assert missing_steps() == ["kernel.0001_initial"]


def test_figures_are_in_the_form_prometheus_reads(cast, worker):
    said = cast.client().get("/metrics/").content.decode()
    line = re.compile(r'(# (HELP|TYPE) \w+ .+|\w+(\{\w+="[^"]+"\})? -?[\d.e+]+)')
    assert said.endswith("\n") and all(line.fullmatch(one) for one in said.splitlines())
    assert "\nempact_workers 1\n" in said


def test_each_answer_is_counted(cast):
    def answered():
        found = cast.client().get("/metrics/").content.decode()
        return int(re.search(r"^empact_request_seconds_count (\d+)", found, re.M)[1])

    before = answered()
    cast.client().get("/")
    assert answered() == before + 2


@pytest.mark.parametrize(
    "address, headers, status",
    [
        ("127.0.0.1", {}, 200),
        ("203.0.113.9", {}, 403),
        ("127.0.0.1", {"x-forwarded-for": "203.0.113.9"}, 403),
        ("203.0.113.9", {"authorization": "Bearer the token"}, 200),
        ("203.0.113.9", {"authorization": "Bearer another"}, 403),
        ("203.0.113.9", {"authorization": "Bearer "}, 403),
    ],
)
def test_figures_are_for_this_machine_or_for_who_holds_the_token(cast, settings, address, headers, status):
    settings.METRICS_TOKEN = "the token"
    assert cast.client().get("/metrics/", REMOTE_ADDR=address, headers=headers).status_code == status


def test_without_a_token_no_token_opens(cast, settings):
    settings.METRICS_TOKEN = ""
    answer = cast.client().get("/metrics/", REMOTE_ADDR="203.0.113.9", headers={"authorization": "Bearer "})
    assert answer.status_code == 403


@pytest.fixture
def failed(db):
    return Job.objects.create(
        kind="kernel.nightly", state="failed", asked=timezone.now(), due=timezone.now(), problem="ValueError", attempt=3
    )


def test_the_page_of_jobs_shows_progress_and_asks_anew_by_itself(cast):
    client = cast.client(cast.user("Ada", "administrator"))
    assert "data-again" not in client.get("/jobs/").content.decode()
    jobs.enqueue("kernel.nightly", by=SYSTEM, at=timezone.now())
    _, running = jobs.claim("w", timezone.now)
    running.step("Reading the audit", 10)
    running.advance(3)
    running.hold()
    page = client.get("/jobs/").content.decode()
    assert '<progress max="10" value="3">' in page and '<a class="button quiet" href="" data-again="10">Refresh</a>' in page
    assert "http-equiv" not in page, "a page that goes away under the reader is not accessible"


def test_a_failed_job_is_started_again_by_an_administrator_and_that_is_on_record(cast, failed):
    client = cast.client(cast.user("Ada", "administrator"))
    assert client.post(f"/jobs/{failed.pk}/again/").status_code == 302
    failed.refresh_from_db()
    assert failed.state == "waiting"
    assert AuditEntry.objects.get(event="kernel.job_started_again").subject == f"kernel.job:{failed.pk}"
    assert client.post(f"/jobs/{failed.pk}/again/").status_code == 409


def test_an_analyst_sees_jobs_and_starts_none(cast, failed):
    client = cast.client(cast.user("Nele", "analyst"))
    page = client.get("/jobs/?state=failed")
    assert page.status_code == 200 and "again" not in page.content.decode()
    assert client.post(f"/jobs/{failed.pk}/again/").status_code == 403


def test_the_list_of_jobs_downloads_with_its_filter(cast, failed):
    jobs.enqueue("kernel.nightly", by=SYSTEM, at=timezone.now())
    client = cast.client(cast.user("Ada", "administrator"))
    rows = list(csv.DictReader(io.StringIO(client.get("/jobs/csv/?state=failed").content.decode("utf-8-sig"))))
    assert [r["id"] for r in rows] == [str(failed.pk)]


def test_the_page_of_jobs_asks_the_database_as_often_for_many_as_for_few(cast, django_assert_max_num_queries):
    client = cast.client(cast.user("Ada", "administrator"))
    client.get("/jobs/")  # what is kept after the first visit
    for n in range(60):
        jobs.enqueue("kernel.nightly", {"n": n}, by=SYSTEM, at=timezone.now())
    with django_assert_max_num_queries(9):
        client.get("/jobs/")


def test_charlie_sees_no_job(cast, charlie):
    assert cast.client(charlie).get("/jobs/").status_code == 403
