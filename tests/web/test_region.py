"""What a region decides for itself: asked, checked, on record."""

from __future__ import annotations

import pytest

from empact.web.kernel import region
from empact.web.kernel.models import AuditEntry


@pytest.fixture
def page(cast):
    region.clear()
    yield cast.client(cast.user("Anna", "administrator"))
    region.clear()


def asked(**changes):
    return {c.id: region.read(c.id) for c in region.choices()} | {k.replace("__", "."): v for k, v in changes.items()}


def test_every_default_is_itself_allowed():
    assert all(c.checked(c.default) == c.default for c in region.choices())


def test_a_choice_shows_on_every_page_and_the_value_before_stays_on_record(page, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        assert page.post("/region/", asked(region__name="Zuid-West")).status_code == 302
    assert "Zuid-West" in page.get("/").content.decode()
    entry = AuditEntry.objects.get(event="kernel.region_chose")
    assert (entry.detail["before"], entry.detail["value"]) == ("EMPACT", "Zuid-West")


def test_what_stays_as_it_was_is_not_written(page):
    page.post("/region/", asked())
    assert not AuditEntry.objects.filter(event="kernel.region_chose").exists()


def test_the_smallest_number_shown_may_be_raised_and_never_lowered(page):
    refused = page.post("/region/", asked(region__small_number=4))
    assert refused.status_code == 422 and "not less" in refused.content.decode()
    assert page.post("/region/", asked(region__small_number=10)).status_code == 302
