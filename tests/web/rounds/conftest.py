"""The people of tests/web/care."""

from __future__ import annotations

from tests.web.care.conftest import acting, agree, care, now, places, relate, town  # noqa: F401 - fixtures
from tests.web.people.conftest import add, keys, number  # noqa: F401 - fixtures
