"""Who may do what in policy. Every partner reads and writes a bottleneck down; the project office keeps, sends and answers."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from ..kernel.permissions import declare
from ..kernel.purposes import Purpose
from ..kernel.roles import PROFESSIONALS

__all__ = ["FOLLOW", "KEEP", "RAISE", "SEE"]

_PROJECT: Final = (Purpose.PROJECT,)

SEE = declare(
    "policy.see", _("see what is asked of government and what it answers"), roles=PROFESSIONALS, purposes=_PROJECT
).id
RAISE = declare("policy.raise", _("write down a bottleneck"), roles=PROFESSIONALS, purposes=_PROJECT).id
FOLLOW = declare(
    "policy.follow",
    _("write down what an authority answered, and what is seen of its engagements"),
    roles=("pmo", "policy"),
    purposes=_PROJECT,
).id
KEEP = declare(
    "policy.keep",
    _("keep what is asked of government and send it, make cards, keep talks and mandates"),
    roles=("pmo", "domain_coach"),
    purposes=_PROJECT,
).id
