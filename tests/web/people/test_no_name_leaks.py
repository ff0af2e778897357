"""Every role on every address, generated from the site's own list: no answer holds a name, number or contact it may not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import pytest
from django.apps import apps
from django.contrib.auth import SESSION_KEY
from django.urls import get_resolver

from empact.web.kernel.models import AuditEntry, Hat
from empact.web.kernel.permissions import permission
from empact.web.kernel.purposes import Purpose
from empact.web.kernel.roles import ROLES
from empact.web.kernel.rules import endpoints, rule_of
from empact.web.kernel.who import SYSTEM
from empact.web.people import actions
from empact.web.people.permissions import CARERS
from tests.web.conftest import at_the_door

from .conftest import AT, number

pytestmark = pytest.mark.usefixtures("refusals_drawn_once")
JOZEF = {"Zzpeeters", "Zzjefke", "+3216123456", "zz@example.org", "Zzdaughter"}
REST = {"Zzmaes", "Zzguardian"}
NUMBERS = {str(number(s)) for s in (1, 2)} | {number(s).digits for s in (1, 2)}
SENT = {"q": "zz", "reason": "a reason", "family_name": "x", "title": "x", "last_day": "31/12/2026", "may_look": "1"}


@pytest.fixture
def everything(town, places, pseudonym_of):
    """Also a list with both on it, for the practice."""
    lines = "".join(f"{pseudonym_of(s)},popbox,care relation,call for a check,practice,\n" for s in (1, 2))
    content = f"pseudonym,project,ground,purpose,recipient,reason\n{lines}".encode()
    town.list = actions.bring_worklist(title="A list", content=content, organisation=places.practice.pk, by=SYSTEM, at=AT)
    return town


@cache
def know_people() -> frozenset[str]:
    """Apps with something of a person in them: elsewhere, what is seeded here names no thing."""
    models = [
        (m._meta.app_label, f.related_model._meta.app_label)
        for m in apps.get_models()
        for f in m._meta.fields
        if f.related_model
    ]
    return frozenset({"people"} | {app for app, of in models if of == "people"})


def role_asks(rule, roles) -> bool:
    """That nothing is found under the id of a person is asked once for a permission, by the first role that holds it."""
    if rule.permission.split(".")[0] in know_people():
        return True
    return not roles or min(permission(rule.permission).roles) in roles


def addresses(everything, roles=()) -> Iterator[tuple[str, object, str]]:
    """Address, rule and name; a part that names a thing is filled with each seeded thing it could be."""
    ids = [everything.jozef.pk, everything.maria.pk]
    of = {
        "carers/": [everything.helping.pk],
        "representatives/": [everything.speaking.pk],
        "care-relations/": [r.pk for p in (everything.jozef, everything.maria) for r in p.care_relations.all()],
        "lists/": [everything.list.pk],
    }
    for route, pattern in endpoints(get_resolver().url_patterns):
        rule = rule_of(pattern.callback)
        if rule is None or route.startswith("account/logout"):
            continue
        meant = next((found for part, found in of.items() if part in route), None)
        if meant is None and "<uuid:" in route and rule.permission and not role_asks(rule, roles):
            continue
        filled = re.sub(r"<uuid:gone>", str(everything.an.pk), re.sub(r"\(\?P.*?\)\+?", "1", route))
        other = ids if rule.permission.startswith("people.") else ids[:1]
        for one in (meant or other) if "<uuid:" in filled else ids[:1]:
            address = re.sub(r"<int:\w+>", "7", re.sub(r"<uuid:\w+>", str(one), filled))
            yield "/" + re.sub(r"<[^>]*>", "none", address).strip("^$"), rule, pattern.name or ""


def told(client, everything, *, account_pages: bool = False) -> list[tuple[object, str, str, str]]:
    """Rule, name, address and word, of each word of the seeded people in an answer. Writes are tried, too.

    Where the rule refuses before anything is read, whatever the method (tests/web/test_matrix.py), one request is enough.
    """
    client.raise_request_exception = False
    found, roles = [], set(Hat.objects.filter(user=client.session.get(SESSION_KEY)).values_list("role", flat=True))
    for address, rule, name in addresses(everything, roles):
        if address.startswith("/account/") and not account_pages:
            continue
        answers = [] if at_the_door(rule, roles) else [client.get(address)]
        if answers and answers[0].status_code == 200:
            answers.append(client.get(f"{address}?format=csv"))
        if not address.startswith("/account/"):
            answers.append(client.post(address, SENT))
        text = " ".join(f"{a.content.decode(errors='replace')} {a.headers}" for a in answers)
        found += [(rule, name, address, word) for word in JOZEF | REST | NUMBERS if word in text]
    return found


def leaks(client, everything, allowed, **more) -> list[tuple[str, str]]:
    """``allowed(rule, name)`` gives the words that may stand on a page."""
    return [(address, w) for rule, name, address, w in told(client, everything, **more) if w not in allowed(rule, name)]


def worn(role, places):
    kind = ROLES[role].scope
    place = {"organisation": places.practice, "team": places.team}.get(kind)
    return (role, kind, place.pk) if place else role


def nothing(rule, name):
    return set()


@pytest.mark.shows("A16")
def test_the_analyst_obtains_no_name_by_any_route(cast, everything):
    assert not leaks(cast.client(everything.analyst), everything, nothing, account_pages=True)


@pytest.mark.parametrize("role", sorted(set(ROLES) - set(CARERS) - {"administrator", "analyst"}))
def test_roles_that_neither_care_nor_keep_the_register_obtain_none_either(cast, everything, places, role):
    assert not leaks(cast.client(cast.user("Anna", worn(role, places))), everything, nothing)


@pytest.mark.parametrize("role", CARERS)
def test_who_cares_obtains_the_names_of_their_own_people_only(cast, everything, places, role):
    def own(rule, name):
        if rule.purpose != Purpose.CARE:
            return set()
        return JOZEF | ({str(number(1))} if name == "number" else set())

    found = told(cast.client(cast.user("Anna", worn(role, places))), everything)
    assert not [(address, w) for rule, name, address, w in found if w not in own(rule, name)]
    assert {w for *_, w in found} == JOZEF | {str(number(1))}  # the test has eyes


def test_the_keeper_of_the_register_obtains_names_in_the_register_only(cast, everything):
    def register(rule, name):
        if rule.purpose != Purpose.ADMINISTRATION or not rule.permission.startswith("people."):
            return set()
        return JOZEF | REST | ({str(number(s)) for s in (1, 2)} if name == "register_number" else set())

    assert not leaks(cast.client(everything.administrator), everything, register)


def test_charlie_and_a_stranger_obtain_nothing(cast, everything, charlie):
    assert not leaks(cast.client(charlie), everything, nothing)
    assert not leaks(cast.client(), everything, nothing)


def test_a_person_obtains_their_own_record_and_nobody_else_s(cast, everything):
    client = cast.client(everything.jozef.user)
    assert not leaks(client, everything, lambda rule, name: JOZEF if rule.purpose == Purpose.OWN else set())


def test_no_line_of_the_audit_and_no_log_holds_a_name_or_a_number(cast, everything, caplog):
    assert told(cast.client(everything.gp), everything) and told(cast.client(everything.administrator), everything)
    assert AuditEntry.objects.filter(event="people.worklist_named").exists()
    written = [f"{e.subject} {e.detail} {e.reason} {e.scope}" for e in AuditEntry.objects.all()]
    logged = "\n".join([*written, *(r.getMessage() for r in caplog.records)])
    assert not [word for word in JOZEF | REST | NUMBERS if word in logged]
