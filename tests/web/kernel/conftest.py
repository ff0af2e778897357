"""Installations: made once, copied for each test. On the database of this run of the tests (``EMPACT_DATABASE``)."""

from __future__ import annotations

import os

import pytest

from .installation import Installation, drop_database, new_database


@pytest.fixture(scope="session")
def template(tmp_path_factory) -> Installation:
    """A workspace fresh from ``empact migrate``."""
    folder = tmp_path_factory.mktemp("template") / "workspace"
    made = Installation(folder, new_database(os.environ.get("EMPACT_DATABASE", "")))
    made.empact("migrate")
    yield made
    drop_database(made.database)


@pytest.fixture
def installation(template, tmp_path) -> Installation:
    made = template.copy(tmp_path / "workspace")
    yield made
    drop_database(made.database)
