"""The API as a whole: each app brings its own part."""

from __future__ import annotations

from typing import Any, Final

from ..kernel import api as shared
from ..kernel import rules
from ..kernel.purposes import Purpose
from ..network import api as network
from ..screening import api as screening
from ..screening.permissions import SCREEN
from ..territory import api as territory
from ..territory.permissions import SEE

__all__ = ["HSDS", "VERSION", "hsds_urlpatterns", "urlpatterns"]

VERSION: Final = shared.Version("1")
"""A change that breaks a reader gets a new number, and the old one goes on for a year (``docs/reference/api.md``)."""
HSDS: Final = shared.Version("3.0")
"""The directory of offers keeps to the version of a specification of others; ours keeps the promise of time for it as well."""

_api = shared.build(VERSION)
_api.add_router("", territory.router)
_api.add_router("", screening.router)
_RULES: Final = dict.fromkeys(territory.NAMES, rules.Rule("permission", SEE, Purpose.PROJECT)) | dict.fromkeys(
    screening.NAMES, rules.Rule("permission", SCREEN, Purpose.CARE)
)
_DESCRIPTION: Final = rules.Rule("public", why="What can be asked is no secret; what is answered has rules of its own.")
urlpatterns: list[Any] = rules.give(_api.urls[0], _RULES, _DESCRIPTION)
_hsds = shared.build(HSDS, title="EMPACT: directory (HSDS)", namespace="hsds")
_hsds.add_router("", network.router)
_DIRECTORY: Final = rules.Rule("public", why="The directory is for everybody; only offers for everybody are in it.")
hsds_urlpatterns: list[Any] = rules.give(_hsds.urls[0], dict.fromkeys(network.NAMES, _DIRECTORY), _DESCRIPTION)
