"""The API as a whole: each app brings its own part."""

from __future__ import annotations

from typing import Any, Final

from ..kernel import api as shared
from ..kernel import rules
from ..kernel.purposes import Purpose
from ..screening import api as screening
from ..screening.permissions import SCREEN
from ..territory import api as territory
from ..territory.permissions import SEE

__all__ = ["VERSION", "urlpatterns"]

VERSION: Final = shared.Version("1")
"""A change that breaks a reader gets a new number, and the old one goes on for a year (``docs/reference/api.md``)."""

_api = shared.build(VERSION)
_api.add_router("", territory.router)
_api.add_router("", screening.router)
_RULES: Final = dict.fromkeys(territory.NAMES, rules.Rule("permission", SEE, Purpose.PROJECT)) | dict.fromkeys(
    screening.NAMES, rules.Rule("permission", SCREEN, Purpose.CARE)
)
_DESCRIPTION: Final = rules.Rule("public", why="What can be asked is no secret; what is answered has rules of its own.")
urlpatterns: list[Any] = rules.give(_api.urls[0], _RULES, _DESCRIPTION)
