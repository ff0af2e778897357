"""The API: described, the same rules as the pages, and no question that breaks it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings

from empact.web.kernel.api import Version, build
from empact.web.site.wsgi import application

PROMISES = Path(__file__).parents[2] / "docs" / "reference" / "api-v1.txt"

described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


@pytest.fixture
def reader(cast):
    return cast.client(cast.user("Anna", "pmo"))


@pytest.fixture
def carer(cast):
    return cast.client(cast.user("Katrien", "coordinator"))


@pytest.fixture
def one_connection():
    """Django closes its connection after each request; a test lives in the transaction of one."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@described.parametrize()
@settings(max_examples=25, suppress_health_check=list(HealthCheck))
def test_no_question_breaks_the_api_and_every_answer_is_as_described(case, reader, carer, one_connection):
    asker = carer if case.operation.path.startswith("/api/v1/persons/") else reader
    cookies = {name: morsel.value for name, morsel in asker.cookies.items()}
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


def fields(description, schema, before):
    """A line for each field of an answer, with its type; ``?`` where it may be empty."""
    if "allOf" in schema:  # one object, which may be left out
        (schema,) = schema["allOf"]
    if "$ref" in schema:
        schema = description["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    kinds = schema.get("anyOf", [schema])
    empty = "?" if {"type": "null"} in kinds else ""
    (kind,) = [k for k in kinds if k != {"type": "null"}]
    if "$ref" in kind:
        yield from fields(description, kind, before)
    elif kind["type"] == "object" and "properties" not in kind:
        yield f"{before} object of {kind['additionalProperties']['type']}{empty}"
    elif kind["type"] == "object":
        for name, inner in kind["properties"].items():
            yield from fields(description, inner, f"{before}.{name}")
    elif kind["type"] == "array":
        yield from fields(description, kind["items"], f"{before}[]")
    else:
        yield f"{before} {kind['type']}{':' + kind['format'] if 'format' in kind else ''}{empty}"


def promises(description):
    """What a description promises: each address, what it takes, and what it answers."""
    for path, methods in description["paths"].items():
        for method, said in methods.items():
            address = f"{method.upper()} {path}"
            for one in said["parameters"]:
                must = " must be given" if one["required"] else ""
                yield f"{address} takes {one['name']} {one['schema']['type']}{must}"
            for status, answer in said["responses"].items():
                yield from fields(description, answer["content"]["application/json"]["schema"], f"{address} {status} ")


def test_the_description_is_what_the_version_promises(reader):
    """A line that goes breaks a reader: that is a new version. A line that comes is added to the page."""
    said = set(promises(reader.get("/api/v1/openapi.json").json()))
    written = set(PROMISES.read_text("utf-8").splitlines())
    assert sorted(written - said) == [], "this would break who reads version 1: make a new version"
    assert sorted(said - written) == [], f"add these lines to {PROMISES.name}"


def test_an_answer_names_its_version_and_an_outdated_one_says_until_when(reader):
    for path in ("openapi.json", "organisations", "organisations?page=x"):
        answer = reader.get(f"/api/v1/{path}")
        assert "Sunset" not in answer.headers and (path == "openapi.json" or answer.headers["API-Version"] == "1")
    old = Version("1", date(2027, 3, 1), date(2028, 3, 1), "/api/v2/")
    assert old.head() == {
        "API-Version": "1", "Deprecation": "@1803859200", "Sunset": "Wed, 01 Mar 2028 00:00:00 GMT",
        "Link": '</api/v2/>; rel="successor-version"',
    }  # fmt: skip
    assert build(old).create_response(None, {}, status=200).headers["Deprecation"] == "@1803859200"
    with pytest.raises(ValueError, match="a year"):
        Version("1", date(2027, 3, 1), date(2027, 9, 1))
