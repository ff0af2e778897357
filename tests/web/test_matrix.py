"""Role x page x purpose, generated from the routes: nobody opens what they may not, and Charlie opens nothing."""

from __future__ import annotations

import re
import uuid

import pytest
from django.urls import get_resolver

from empact.web.kernel.permissions import permission
from empact.web.kernel.roles import ROLES
from empact.web.kernel.rules import endpoints, rule_of

pytestmark = pytest.mark.usefixtures("refusals_drawn_once")
STAND_IN = {"uuid": str(uuid.UUID(int=7)), "int": "7", "slug": "none", "str": "none", "path": "none"}


def addresses():
    """Every address of ours with its rule; a part that names a thing names one that does not exist."""
    for route, pattern in endpoints(get_resolver().url_patterns):
        if rule_of(pattern.callback) is not None and not route.startswith("account/"):
            address = "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda m: STAND_IN.get(m[1] or "str", STAND_IN["uuid"]), route)
            yield address, rule_of(pattern.callback)


def opens(client, address) -> bool:
    """Neither refused nor sent to sign in or to choose a role. That the thing does not exist is another matter."""
    answer = client.get(address)
    assert answer.status_code < 500 or address == "/health/ready/", address  # not ready: the worker of these tests sleeps
    sent = answer.headers.get("Location", "")
    return answer.status_code not in (401, 403) and not sent.startswith(("/account/login/", "/role/"))


@pytest.mark.shows("X3")
@pytest.mark.parametrize("role", [*ROLES, "nobody", "stranger"])
def test_a_role_opens_what_its_permissions_say_and_nothing_else(cast, role):
    client = cast.client() if role == "stranger" else cast.client(cast.user("Anna", *([role] if role in ROLES else [])))
    wrong = []
    for address, rule in addresses():
        may = {
            "public": True,
            "signed in": role != "stranger",
            "permission": role in ROLES and bool(rule.permission) and role in permission(rule.permission).roles,
        }[rule.kind]
        if address != "/role/wear/" and opens(client, address) != may:
            wrong.append((address, "should open" if may else "should not open"))
    assert not wrong


def test_charlie_with_an_account_and_no_role_opens_only_what_is_his_own(cast, charlie):
    client = cast.client(charlie)
    opened = [address for address, rule in addresses() if rule.kind == "permission" and opens(client, address)]
    assert opened == []
