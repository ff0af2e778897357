"""Who may do what in the directory. Everybody reads what is for everybody; each organisation keeps its own offers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from ..kernel.permissions import check_may, declare, may
from ..kernel.problems import Denied
from ..kernel.purposes import Purpose
from ..kernel.roles import PROFESSIONALS
from ..kernel.who import Who

if TYPE_CHECKING:
    from ..territory.models import Organisation

__all__ = ["IMPORT", "KEEP", "REGION", "SEE", "check_may_keep", "may_keep"]

REGION: Final = ("administrator", "pmo", "zone_staff")
"""Who keeps the offers of any organisation."""
_PROJECT: Final = (Purpose.PROJECT,)

SEE = declare(
    "network.see", _("see the whole directory, with what is for partners only"), roles=PROFESSIONALS, purposes=_PROJECT
).id
KEEP = declare(
    "network.keep", _("keep offers in the directory and answer corrections"), roles=("contact", *REGION), purposes=_PROJECT
).id
IMPORT = declare("network.import", _("bring a file of offers into the directory"), roles=REGION, purposes=_PROJECT).id


def may_keep(who: Who, organisation: Organisation) -> bool:
    """The contact of an organisation keeps its offers; the region's staff keeps any."""
    return may(who, KEEP, Purpose.PROJECT) and (
        bool(who.system) or who.role != "contact" or who.at("organisation", organisation.pk)
    )


def check_may_keep(who: Who, organisation: Organisation) -> None:
    check_may(who, KEEP, Purpose.PROJECT)
    if not may_keep(who, organisation):
        raise Denied(
            _("This is an offer of another organisation."), _("Propose a correction on its page: who keeps it answers.")
        )
