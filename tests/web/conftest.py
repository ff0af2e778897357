"""A workspace of its own for the tests, on SQLite or, with ``EMPACT_DATABASE``, on PostgreSQL; and a small cast."""

from __future__ import annotations

import os
from datetime import date

import pytest
from django.conf import settings
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse
from django.test import Client, TransactionTestCase

from empact.web.kernel import middleware
from empact.web.kernel.middleware import HAT
from empact.web.kernel.models import Hat, User
from empact.web.kernel.permissions import _REGISTER, declare, permission
from empact.web.kernel.purposes import Purpose
from empact.web.kernel.views import problems
from empact.web.kernel.who import Who
from empact.web.site.fresh import is_empty, lay_tables
from tests.web.kept import freeze

PASSWORD = "a long enough sentence"
STARTS = date(2026, 1, 1)


ASKS = {"db", "transactional_db", "installation", "template"}
"""Fixtures through which a test asks the database of the run."""


def pytest_collection_modifyitems(config, items):
    """What asks no database says the same on each kind: the run on a server leaves it out."""
    if not os.environ.get("EMPACT_DATABASE"):
        return
    asks = {True: [], False: []}
    for item in items:
        asks[bool(ASKS & set(item.fixturenames) or item.get_closest_marker("django_db"))].append(item)
    config.hook.pytest_deselected(items=asks[False])
    items[:] = asks[True]


class Cast:
    """Makes people with hats, and browsers in which they are signed in."""

    def user(self, name: str, *roles: str | tuple[str, str, object]) -> User:
        """``roles``: a role for the whole region, or (role, kind of place, its id)."""
        user = User.objects.create_user(f"{name.lower()}@example.org", PASSWORD, name=name, language="en")
        for one in roles:
            role, kind, identifier = (one, "", "") if isinstance(one, str) else one
            Hat.objects.create(user=user, role=role, scope_kind=kind, scope_id=str(identifier), starts=STARTS)
        return user

    def who(self, user: User) -> Who:
        return Who.of(user, user.hats.first())

    def client(self, user: User | None = None, role: str = "") -> Client:
        client = Client(HTTP_HOST="localhost")
        if user is not None:
            client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
            if role:
                session = client.session
                session[HAT] = str(user.hats.get(role=role).pk)
                session.save()
        return client


@pytest.fixture(autouse=True)
def no_head_of_another_test():
    """The head of the audit lies outside the database: where one is rolled back, its head would accuse the next."""
    settings.WORKSPACE.audit_head.unlink(missing_ok=True)


@pytest.fixture
def cast(db) -> Cast:
    """Anna may, Charlie may not: he has an account and no role at all."""
    return Cast()


@pytest.fixture
def charlie(cast: Cast) -> User:
    return cast.user("Charlie")


@pytest.fixture
def person_page(settings):
    """The address of a page that only coordinators may open, for the time of one test."""
    declare("tests.see_person", "see a person of the tests", roles=["coordinator"], purposes=[Purpose.CARE])
    settings.ROOT_URLCONF = "tests.web.with_person_page"
    yield "/some-person/"
    del _REGISTER["tests.see_person"]


def at_the_door(rule, roles) -> bool:
    """Is somebody in these roles refused by the rule of an address, before anything is read and whatever the method?"""
    return rule.kind == "permission" and not set(roles) & set(permission(rule.permission).roles)


@pytest.fixture
def refusals_drawn_once(monkeypatch):
    """For who walks through the whole site: a refusal in the same words to the same person is drawn as a page once."""
    draw, drawn = middleware.answer_to, set()

    def answer_to(request, problem):
        said = (request.who, str(problem.message), str(problem.hint))
        if said in drawn:
            return HttpResponse(f"{problem.message} {problem.hint}", status=problem.status)
        drawn.add(said)
        return draw(request, problem)

    for module in (middleware, problems):
        monkeypatch.setattr(module, "answer_to", answer_to)


@pytest.fixture(scope="session")
def django_db_use_migrations(django_db_use_migrations):
    """The tables of the tests are laid as ``empact migrate`` lays them in an empty database."""
    take = MigrationExecutor.migrate

    def migrate(executor, targets, plan=None, *rest, **more):
        if not plan or not is_empty(executor):
            return take(executor, targets, plan, *rest, **more)
        return lay_tables(executor, plan, advance=lambda: None)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(MigrationExecutor, "migrate", migrate)
        yield django_db_use_migrations


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """What migrations made, kept: a test that commits is cleaned up by going back to it."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        migrated = freeze("migrated")
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _test: migrated.put_back())
        yield migrated
        migrated.forget()


@pytest.fixture(scope="session")
def stages(django_db_setup, django_db_blocker):
    """Databases that were filled at length, each kept as it stood then, with the head of its audit."""
    kept = {}
    yield kept
    with django_db_blocker.unblock():
        for database, _head in kept.values():
            database.forget()


@pytest.fixture
def set_stage(stages, transactional_db):
    """``set_stage(name, fill)``: the database as ``fill()`` leaves it, which is asked once in a run."""

    def on(name, fill) -> None:
        head = settings.WORKSPACE.audit_head
        if name in stages:
            database, said = stages[name]
            database.put_back()
            head.write_bytes(said)
            return
        fill()
        stages[name] = freeze(name), head.read_bytes()

    return on


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item):
    """A browser's event loop gives its thread another connection object: neither may stay open where the other works."""
    connections.close_all()
