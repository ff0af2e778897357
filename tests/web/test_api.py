"""The API: described, the same rules as the pages, and no question that breaks it."""

from __future__ import annotations

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings

from empact.web.site.wsgi import application

described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


@pytest.fixture
def reader(cast):
    return cast.client(cast.user("Anna", "pmo"))


@pytest.fixture
def one_connection():
    """Django closes its connection after each request; a test lives in the transaction of one."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@described.parametrize()
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_question_breaks_the_api_and_every_answer_is_as_described(case, reader, one_connection):
    cookies = {name: morsel.value for name, morsel in reader.cookies.items()}
    # A long answer is sent compressed to who asks for it, and the caller at hand unpacks nothing.
    answer = case.call(cookies=cookies, headers={"Host": "localhost", "Accept-Encoding": "identity"})
    assert answer.status_code != 401
    case.validate_response(answer)


@pytest.mark.parametrize("path", ["territories", "organisations", "teams"])
def test_charlie_reads_nothing_and_a_stranger_is_asked_to_sign_in(cast, charlie, path):
    assert cast.client(charlie).get(f"/api/v1/{path}").status_code == 403
    assert cast.client().get(f"/api/v1/{path}").status_code == 401


def test_what_does_not_exist_is_a_sentence(reader):
    answer = reader.get("/api/v1/organisations/00000000-0000-0000-0000-000000000001")
    assert (answer.status_code, answer.json()["message"]) == (404, "This does not exist.")


def test_a_page_that_is_no_number_is_a_sentence(reader):
    answer = reader.get("/api/v1/organisations?page=x")
    assert answer.status_code == 422 and answer.json()["message"].startswith("page: ")
