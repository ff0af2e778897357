"""Who may look at figures. At which level, and of which places, follows from the hat (``levels``)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ..kernel.permissions import declare
from ..kernel.purposes import Purpose
from ..kernel.roles import PROFESSIONALS

__all__ = ["ASK", "SEE"]

SEE = declare(
    "insight.see", _("see released figures at the own level"), roles=PROFESSIONALS, purposes=(Purpose.POPULATION,)
).id
ASK = declare(
    "insight.ask",
    _("ask for the environment analysis of a place"),
    roles=("analyst", "policy", "pmo", "steering", "domain_coach", "zone_staff", "transition_coach", "team_coach"),
    purposes=(Purpose.POPULATION,),
).id
