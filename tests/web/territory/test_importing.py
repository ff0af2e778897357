"""Large files: taken in by the worker, seen to go on, whole or not at all, in few questions to the database."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from empact.web.kernel import jobs
from empact.web.kernel.models import Hat, Job
from empact.web.kernel.problems import Problem
from empact.web.territory.actions.importing import apply_import, keep_import
from empact.web.territory.models import Import, Organisation

from .conftest import AT, TODAY, number


def file_of(n: int) -> str:
    rows = (f"Organisation {i},{number(1000 + i)},8700,37015,o{i}@example.org" for i in range(n))
    return "name,kbo,postcode,works_in,mailbox\n" + "\n".join(rows) + "\n"


@pytest.fixture
def given(region, cast):
    """A file of 300 organisations that Anna gave and had taken in."""
    anna = cast.user("Anna", "administrator")
    client = cast.client(anna)
    upload = SimpleUploadedFile("a.csv", file_of(300).encode())
    address = client.post(reverse("territory:upload"), {"file": upload}, follow=True).redirect_chain[-1][0]
    assert client.post(address, {"merge": []}).headers["Location"] == address
    return client, address


def work():
    """What the worker does with the job that waits."""
    kind, running = jobs.claim("w", timezone.now)
    try:
        kind.run(running)
    except Problem as error:
        jobs.fail(running, error)
    return running


def test_a_large_file_is_taken_in_by_the_worker_and_its_page_shows_how_far_it_is(given):
    client, address = given
    assert not Organisation.objects.exists()
    html = client.get(address).content.decode()
    assert "being taken in" in html and 'data-again="5">Refresh</a>' in html and "Take it in" not in html
    Job.objects.update(state="running", done_units=120, all_units=300)
    assert re.search(r'<progress max="300" value="120">', client.get(address).content.decode())
    Job.objects.update(state="waiting", done_units=0)
    running = work()
    assert (running.done_units, Organisation.objects.count()) == (300, 300)
    assert "This file was taken in" in client.get(address).content.decode()
    client.post(address)
    assert Job.objects.count() == 1  # pressed twice, asked once


def test_who_lost_the_hat_in_the_meantime_takes_nothing_in_and_the_page_says_so(given):
    client, address = given
    Hat.objects.filter(role="administrator").update(role="nurse")
    work()
    assert not Organisation.objects.exists()
    Hat.objects.filter(role="nurse").update(role="administrator")
    html = client.get(address).content.decode()
    assert "no right to it any more" in html and "Take it in" in html


def test_a_thousand_rows_ask_few_questions(region, keeper, django_assert_max_num_queries):
    file = keep_import(content=file_of(1000), by=keeper, at=datetime(2026, 3, 3, 9, tzinfo=UTC))
    with django_assert_max_num_queries(120):  # some for each batch: SQLite takes few values at a time
        apply_import(file=file, merge=(), today=TODAY, by=keeper, at=AT)
    assert Organisation.objects.filter(works_in__code="37015", contacts__isnull=False).count() == 1000
    assert Import.objects.get().applied_at == AT
