"""What a browser is told, in the settings of an installation that is no demonstration."""

from __future__ import annotations

import pytest

ASK = """
from django.core.management import call_command
from django.test import Client
call_command("collectstatic", interactive=False, verbosity=0)
client = Client(enforce_csrf_checks=True)
plain = client.get("/", headers={"host": "care.example.org"})
page = client.get("/account/login/", secure=True, headers={"host": "care.example.org"})
foreign = client.get("/", secure=True, headers={"host": "elsewhere.example.org"})
posted = client.post("/account/login/", {"login": "x@example.org", "password": "x"}, secure=True,
                     headers={"host": "care.example.org"})
probe = client.get("/health/", headers={"host": "localhost"})
from django.core import checks
from django.conf import settings
print(json.dumps({
    "plain": [plain.status_code, plain.headers.get("Location")],
    "headers": dict(page.headers),
    "cookies": {name: [bool(c["secure"]), bool(c["httponly"]), c["samesite"]] for name, c in page.cookies.items()},
    "foreign": foreign.status_code, "posted": posted.status_code, "probe": probe.status_code,
    "second_factor": settings.SECOND_FACTOR_REQUIRED,
    "findings": [m.id for m in checks.run_checks(include_deployment_checks=True) if m.level >= checks.WARNING],
}))
"""


@pytest.fixture(scope="module")
def found(template):
    from .installation import Installation

    more = {"EMPACT_DEMO": "", "EMPACT_HOSTS": "care.example.org", "EMPACT_BEHIND_PROXY": ""}
    return Installation(template.folder, template.database, more).ask(ASK)


def test_everything_goes_over_https_but_a_probe_of_this_machine(found):
    assert found["plain"] == [301, "https://care.example.org/"]
    assert found["probe"] == 200


def test_browsers_are_told_to_come_by_https_for_a_year(found):
    assert found["headers"]["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_no_script_style_or_frame_of_others_is_run(found):
    policy = dict(part.strip().split(" ", 1) for part in found["headers"]["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'" and policy["frame-ancestors"] == "'none'" and policy["base-uri"] == "'none'"
    for kind in ("script-src", "style-src", "connect-src", "form-action"):
        assert set(policy[kind].split()) <= {"'self'"} | {s for s in policy[kind].split() if s.startswith("'nonce-")}
    assert "unsafe" not in found["headers"]["Content-Security-Policy"]


def test_the_other_headers_are_there(found):
    headers = found["headers"]
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_cookies_are_for_https_and_not_for_scripts(found):
    assert found["cookies"]["csrftoken"] == [True, True, "Lax"]


def test_a_form_that_is_not_ours_is_refused_and_so_is_a_foreign_host(found):
    assert (found["posted"], found["foreign"]) == (403, 400)


def test_a_second_factor_is_asked(found):
    assert found["second_factor"] is True


def test_django_itself_finds_nothing_else_to_warn_of(found):
    # W021: that a whole domain is put on the list browsers ship with is for its owner to ask.
    assert found["findings"] == ["security.W021"]
