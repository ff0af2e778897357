"""Who may do what with the levers. Hours are of who gave them, of who asked for them, and of the project office; the fund is
open to every partner, an application to who wrote it and who weighs it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from ..governance.permissions import writes_for
from ..kernel.permissions import check_may, declare, may
from ..kernel.problems import Denied
from ..kernel.purposes import Purpose
from ..kernel.roles import PROFESSIONALS
from ..kernel.who import Who

if TYPE_CHECKING:
    from uuid import UUID

    from ..territory.models import Organisation
    from .models import Entry, InKind

__all__ = [
    "APPLY", "ASSESS", "CONFIRM", "KEEP", "REGISTER", "SEE", "SIGN", "check_may_apply", "check_may_assess",
    "check_may_confirm", "check_may_correct", "check_may_register", "check_may_sign", "may_apply", "may_confirm",
    "may_register", "may_sign",
]  # fmt: skip

_PROJECT: Final = (Purpose.PROJECT,)
_OFFICE: Final = ("pmo", "network_coordinator")

SEE = declare(
    "levers.see", _("see the time bank of one's organisation, and the fund"), roles=PROFESSIONALS, purposes=_PROJECT
).id
REGISTER = declare(
    "levers.register",
    _("register time and means that an organisation brings"),
    roles=("contact", "project_manager", "project_member", "steering", "team_coach", "pmo"),
    purposes=_PROJECT,
).id
CONFIRM = declare(
    "levers.confirm",
    _("confirm time and means that others brought"),
    roles=(*_OFFICE, "project_manager", "contact"),
    purposes=_PROJECT,
).id
KEEP = declare(
    "levers.keep", _("say what an hour counts for, and keep the books of the fund"), roles=("pmo",), purposes=_PROJECT
).id
SIGN = declare(
    "levers.sign", _("sign the statement of what an organisation brought"), roles=("contact", "steering"), purposes=_PROJECT
).id
APPLY = declare(
    "levers.apply", _("ask the fund for means"), roles=("contact", "project_manager", "steering", "pmo"), purposes=_PROJECT
).id
ASSESS = declare(
    "levers.assess", _("weigh an application to the fund"), roles=(*_OFFICE, "domain_coach", "steering"), purposes=_PROJECT
).id


def may_register(who: Who, organisation: Organisation) -> bool:
    """For the own organisation; the project office writes down what it was told."""
    return may(who, REGISTER, Purpose.PROJECT) and (bool(who.system) or writes_for(who, organisation))


def check_may_register(who: Who, organisation: Organisation) -> None:
    check_may(who, REGISTER, Purpose.PROJECT)
    if not may_register(who, organisation):
        raise Denied(_("You work for another organisation: you may not register for this one."))


def may_confirm(who: Who, brought: Entry | InKind) -> bool:
    """Whoever pulls the action it was for, and the office; never of the organisation that brought it."""
    return may(who, CONFIRM, Purpose.PROJECT) and _others(who, brought.brought_by, brought.puller)


def check_may_confirm(who: Who, brought: Entry | InKind) -> None:
    check_may(who, CONFIRM, Purpose.PROJECT)
    if not _others(who, brought.brought_by, brought.puller):
        raise Denied(
            _("Whoever pulls the action confirms it, and nobody confirms for their own organisation."),
            _("Ask who pulls it, or the project office."),
        )


def check_may_correct(who: Who, entry: Entry) -> None:
    """Whoever may register it, or may confirm it."""
    if not (entry.giver.organisation is not None and may_register(who, entry.giver.organisation)):
        check_may_confirm(who, entry)


def _others(who: Who, giver: UUID | None, puller: UUID | None) -> bool:
    if who.system or who.role in _OFFICE:
        return True
    return puller is not None and puller != giver and who.at("organisation", puller)


def may_sign(who: Who, organisation: Organisation) -> bool:
    return may(who, SIGN, Purpose.PROJECT) and (bool(who.system) or who.at("organisation", organisation.pk))


def check_may_sign(who: Who, organisation: Organisation) -> None:
    """Nobody signs for another organisation, the project office neither."""
    check_may(who, SIGN, Purpose.PROJECT)
    if not may_sign(who, organisation):
        raise Denied(_("Only somebody of this organisation signs its statement."))


def may_apply(who: Who, organisation: Organisation) -> bool:
    return may(who, APPLY, Purpose.PROJECT) and (bool(who.system) or writes_for(who, organisation))


def check_may_apply(who: Who, organisation: Organisation) -> None:
    check_may(who, APPLY, Purpose.PROJECT)
    if not may_apply(who, organisation):
        raise Denied(_("You work for another organisation: you may not apply for this one."))


def check_may_assess(who: Who, organisation: Organisation) -> None:
    """Nobody weighs what their own organisation asks."""
    check_may(who, ASSESS, Purpose.PROJECT)
    if who.at("organisation", organisation.pk):
        raise Denied(_("Your own organisation asks this: somebody else weighs it."))
