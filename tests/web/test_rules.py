"""Default deny: every address has a rule, and Charlie sees nothing."""

from __future__ import annotations

import pytest
from django.urls import get_resolver

from empact.web.kernel.permissions import all_permissions, permission
from empact.web.kernel.rules import endpoints, rule_of


@pytest.mark.shows("X3")
def test_every_address_has_a_rule():
    assert not [route for route, pattern in endpoints(get_resolver().url_patterns) if rule_of(pattern.callback) is None]


def test_every_rule_names_a_permission_that_serves_its_purpose():
    for _route, pattern in endpoints(get_resolver().url_patterns):
        rule = rule_of(pattern.callback)
        if rule.kind == "permission":
            assert rule.purpose in permission(rule.permission).purposes
        else:
            assert rule.why.endswith(".")


def test_every_permission_has_a_sentence_a_role_and_a_purpose():
    assert all(str(p.sentence) and p.roles and p.purposes for p in all_permissions())


def test_a_view_without_a_rule_is_served_to_nobody(cast, settings):
    settings.ROOT_URLCONF = "tests.web.without_rules"
    assert cast.client(cast.user("Anna", "dpo")).get("/open/").status_code == 403


@pytest.mark.parametrize("page", ["/", "/learning/", "/statements/", "/account/login/"])
def test_public_pages_ask_for_no_account(cast, page):
    assert cast.client().get(page).status_code == 200


@pytest.mark.parametrize("page", ["/day/", "/profile/", "/role/", "/rights/"])
def test_other_pages_ask_to_sign_in_first(cast, page):
    answer = cast.client().get(page)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/account/login/?next={page}")


@pytest.mark.parametrize(
    "address", ["/organisations/?territory=%00", "/audit/?event=a%00b", "/api/v1/territories/%00", "/figures/?q=%00"]
)
def test_a_zero_byte_names_nothing_that_exists(cast, address):
    """Of a question to a page; what is typed in a form is checked there."""
    client = cast.client(cast.user("Anna", "pmo", "dpo"), "dpo" if "audit" in address else "pmo")
    assert client.get(address).status_code == 404
