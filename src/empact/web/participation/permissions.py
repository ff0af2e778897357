"""Who may do what in participation. Every partner reads along; each speaks for the own organisation, or for themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from ..governance.permissions import writes_for
from ..kernel.permissions import check_may, declare, may
from ..kernel.problems import Denied
from ..kernel.purposes import Purpose
from ..kernel.roles import CITIZENS, PROFESSIONALS
from ..kernel.who import Who

if TYPE_CHECKING:
    from ..territory.models import Organisation
    from .models import Participant

__all__ = ["COMMENT", "KEEP", "SEE", "TAKE_PART", "check_may_comment", "check_may_take_part", "is_of", "may_comment"]

_PROJECT: Final = (Purpose.PROJECT,)

SEE = declare(
    "participation.see", _("read along: what is asked, what is said and what becomes of it"), roles=PROFESSIONALS,
    purposes=_PROJECT,
).id  # fmt: skip
COMMENT = declare(
    "participation.comment",
    _("say for an organisation what it thinks of a document"),
    roles=(
        "gp", "pharmacist", "nurse", "social_worker", "liaison", "project_manager", "steering", "contact", "pmo",
    ),
    purposes=_PROJECT,
).id  # fmt: skip
TAKE_PART = declare(
    "participation.take_part",
    _("take part in a working group, and read what was done with what it brought"),
    roles=PROFESSIONALS | CITIZENS,
    purposes=_PROJECT,
).id
KEEP = declare(
    "participation.keep",
    _("write documents, ask what others think, answer comments, keep working groups and messages"),
    roles=("pmo", "domain_coach"),
    purposes=_PROJECT,
).id


def may_comment(who: Who, organisation: Organisation) -> bool:
    return may(who, COMMENT, Purpose.PROJECT) and writes_for(who, organisation)


def check_may_comment(who: Who, organisation: Organisation) -> None:
    """Only somebody of the organisation; the project office writes down what was said elsewhere."""
    check_may(who, COMMENT, Purpose.PROJECT)
    if not writes_for(who, organisation):
        raise Denied(_("You work for another organisation: you may not speak for this one."))


def is_of(who: Who, participant: Participant) -> bool:
    """Is it the one who asks, or does the one who asks keep the groups?"""
    own = who.user_id is not None and participant.user_id == who.user_id
    return own or may(who, KEEP, Purpose.PROJECT)


def check_may_take_part(who: Who, participant: Participant) -> None:
    check_may(who, TAKE_PART, Purpose.PROJECT)
    if not is_of(who, participant):
        raise Denied(_("Somebody else takes part here: you may not speak for them."))
