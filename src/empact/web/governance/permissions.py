"""Who may do what in governance. Every partner reads; who holds a seat speaks; the project office keeps the registers."""

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
    from .models import Seat

__all__ = [
    "ASK", "HELP", "KEEP", "PROPOSE", "READ_CLOSED", "SEE", "SEE_WORKLOAD", "SIGN", "SPEAK", "check_may_sign",
    "check_may_speak", "holds", "may_sign", "writes_for",
]  # fmt: skip

_PROJECT: Final = (Purpose.PROJECT,)

SEE = declare("governance.see", _("see who decides and what was decided"), roles=PROFESSIONALS, purposes=_PROJECT).id
PROPOSE = declare(
    "governance.propose",
    _("write a proposal for a decision"),
    roles=("pmo", "network_coordinator", "domain_coach", "steering", "project_manager", "contact"),
    purposes=_PROJECT,
).id
SPEAK = declare("governance.speak", _("speak for a seat"), roles=("steering", "contact"), purposes=_PROJECT).id
KEEP = declare(
    "governance.keep", _("keep bodies and seats, open decisions and close them"), roles=("pmo",), purposes=_PROJECT
).id

SIGN = declare(
    "governance.sign",
    _("sign an agreement for an organisation"),
    roles=("contact", "steering", "project_manager", "pmo"),
    purposes=_PROJECT,
).id
READ_CLOSED = declare(
    "governance.read_closed",
    _("read and write what only the members of a body see, as long as one sits in it"),
    roles=PROFESSIONALS,
    purposes=_PROJECT,
).id
ASK = declare("governance.ask", _("ask the back office for a service"), roles=PROFESSIONALS, purposes=_PROJECT).id
HELP = declare(
    "governance.help",
    _("keep the services of the back office and answer who asks for one"),
    roles=("pmo", "network_coordinator", "implementer"),
    purposes=_PROJECT,
).id
SEE_WORKLOAD = declare(
    "governance.see_workload",
    _("see by name who has more than a full week"),
    roles=("network_coordinator", "pmo"),
    purposes=_PROJECT,
).id


def writes_for(who: Who, organisation: Organisation) -> bool:
    """Somebody of that organisation; the project office writes down what an organisation said or signed elsewhere."""
    return who.role == "pmo" or who.at("organisation", organisation.pk)


def may_sign(who: Who, organisation: Organisation) -> bool:
    return may(who, SIGN, Purpose.PROJECT) and writes_for(who, organisation)


def check_may_sign(who: Who, organisation: Organisation) -> None:
    check_may(who, SIGN, Purpose.PROJECT)
    if not may_sign(who, organisation):
        raise Denied(_("You work for another organisation: you may not sign for this one."))


def holds(who: Who, seat: Seat) -> bool:
    """Is this hat worn at the organisation that has the seat?"""
    return seat.organisation_id is not None and who.at("organisation", seat.organisation_id)


def check_may_speak(who: Who, seat: Seat) -> None:
    """Only somebody of the organisation that has the seat."""
    check_may(who, SPEAK, Purpose.PROJECT)
    if not holds(who, seat):
        raise Denied(_("Another organisation has this seat."))
