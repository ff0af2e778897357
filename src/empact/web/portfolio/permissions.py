"""Who may do what in the portfolio. Every partner reads all of it; each writes what is theirs."""

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
    from ..territory.models import Organisation
    from .models import Action

__all__ = [
    "ANSWER", "BEGIN_SMALL", "DECIDE", "KEEP", "KEEP_FRAME", "PROMISE", "PROPOSE", "REVIEW", "SEE", "check_may_keep",
    "check_may_promise", "may_keep", "may_promise",
]  # fmt: skip

_OFFICE: Final = ("pmo", "domain_coach")
_TEAM: Final = ("team_coach", "coordinator", "case_manager")
_PROJECT: Final = (Purpose.PROJECT,)

SEE = declare("portfolio.see", _("see the actions of the region and how they go"), roles=PROFESSIONALS, purposes=_PROJECT).id
PROPOSE = declare("portfolio.propose", _("propose an action"), roles=PROFESSIONALS, purposes=_PROJECT).id
KEEP = declare(
    "portfolio.keep",
    _("keep an action up to date: plan, milestones, indicators, news"),
    roles=(*_OFFICE, "project_manager", "contact", *_TEAM),
    purposes=_PROJECT,
).id
BEGIN_SMALL = declare(
    "portfolio.begin_small", _("begin a small action of the own team without asking"), roles=_TEAM, purposes=_PROJECT
).id
PROMISE = declare(
    "portfolio.promise",
    _("say what an organisation brings to an action"),
    roles=("contact", "project_manager", "steering", "pmo"),
    purposes=_PROJECT,
).id
DECIDE = declare(
    "portfolio.decide", _("decide that an action starts, goes on or stops"), roles=("steering", "pmo"), purposes=_PROJECT
).id
ANSWER = declare(
    "portfolio.answer",
    _("answer who asks for help with an action"),
    roles=("domain_coach", "network_coordinator", "pmo", "steering"),
    purposes=_PROJECT,
).id
REVIEW = declare(
    "portfolio.review", _("say what one thinks of a report"), roles=("policy", "steering", "analyst", "pmo"), purposes=_PROJECT
).id
KEEP_FRAME = declare(
    "portfolio.keep_frame", _("take up a frame and a plan from the library"), roles=("pmo",), purposes=_PROJECT
).id


def check_may_keep(who: Who, action: Action) -> None:
    """Whoever pulls an action keeps it, and a team what it began; the project office and the coaches keep any."""
    check_may(who, KEEP, Purpose.PROJECT)
    if not _pulls(who, action):
        raise Denied(_("Another organisation pulls this action."), _("Ask who pulls it, or the project office."))


def may_keep(who: Who, action: Action) -> bool:
    return may(who, KEEP, Purpose.PROJECT) and _pulls(who, action)


def check_may_promise(who: Who, organisation: Organisation) -> None:
    """Only somebody of the organisation promises for it; the project office writes down what is expected."""
    check_may(who, PROMISE, Purpose.PROJECT)
    if not writes_for(who, organisation):
        raise Denied(_("You work for another organisation: you may not promise for this one."))


def may_promise(who: Who, organisation: Organisation) -> bool:
    return may(who, PROMISE, Purpose.PROJECT) and writes_for(who, organisation)


def _pulls(who: Who, action: Action) -> bool:
    if who.role in _OFFICE:
        return True
    if who.role in _TEAM:
        return action.team_id is not None and who.at("team", action.team_id)
    return action.puller_id is not None and who.at("organisation", action.puller_id)
