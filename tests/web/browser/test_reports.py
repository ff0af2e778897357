"""A report on paper and the flows, in a real browser with figures beside them."""

from __future__ import annotations

import pytest

from tests.web.conftest import Cast
from tests.web.insight.conftest import brought, mill, months  # noqa: F401

from .conftest import axe_findings, too_wide


@pytest.fixture
def beside(mill, months, settings):  # noqa: F811
    settings.MILL = mill
    return mill


def check(page):
    page.set_viewport_size({"width": 1200, "height": 900})
    assert axe_findings(page) == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert too_wide(page) <= 0


def test_reports_and_flows_are_read_by_all(visit, transactional_db, beside):
    page = visit(Cast().user("Pol", "policy"))
    for address in ("/figures/report/", "/figures/report/place/?place=all", "/flows/"):
        page.goto(page.start + address)
        check(page)
