"""Who may do what to the address book. Everybody who takes part sees it whole; each corrects what is theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from ..kernel.permissions import check_may, declare, may
from ..kernel.problems import Denied
from ..kernel.purposes import Purpose
from ..kernel.roles import PROFESSIONALS
from ..kernel.who import Who

if TYPE_CHECKING:
    from .models import Coordination, Organisation, Team

__all__ = [
    "COACH",
    "CORRECT",
    "ENGAGE",
    "IMPORT",
    "KEEP_LISTS",
    "KEEP_TEAMS",
    "KEEP_TERRITORIES",
    "MEET",
    "PUBLISH_DECLARATIONS",
    "REVIEW_REQUESTS",
    "SEE",
    "START_TEAMS",
    "check_may_correct",
    "check_may_engage",
    "check_may_keep_team",
    "check_may_meet",
    "may_correct",
    "may_engage",
    "may_keep_team",
    "may_meet",
]

_KEEPERS: Final = ("administrator", "pmo")
_ADMIN: Final = (Purpose.ADMINISTRATION,)

SEE = declare(
    "territory.see",
    _("see the address book: territories, organisations, teams and who holds which function"),
    roles=PROFESSIONALS,
    purposes=(Purpose.PROJECT, Purpose.CARE, Purpose.ADMINISTRATION),
).id
CORRECT = declare(
    "territory.correct", _("correct the entry of an organisation"), roles=("contact", *_KEEPERS, "zone_staff"), purposes=_ADMIN
).id
ENGAGE = declare(
    "territory.engage", _("sign for an organisation"), roles=("contact", "steering", *_KEEPERS), purposes=_ADMIN
).id
IMPORT = declare("territory.import", _("import and merge organisations"), roles=_KEEPERS, purposes=_ADMIN).id
KEEP_TERRITORIES = declare(
    "territory.keep_territories", _("change territories, boundaries and populations"), roles=_KEEPERS, purposes=_ADMIN
).id
KEEP_TEAMS = declare(
    "territory.keep_teams", _("keep teams and their members"), roles=(*_KEEPERS, "zone_staff", "team_coach"), purposes=_ADMIN
).id
COACH = declare(
    "territory.coach", _("read and write notes on the teams one coaches"), roles=("team_coach",), purposes=(Purpose.PROJECT,)
).id
START_TEAMS = declare(
    "territory.start_teams",
    _("start a project or expert team"),
    roles=(*_KEEPERS, "zone_staff", "team_coach", "network_coordinator", "implementer", "project_manager"),
    purposes=(Purpose.PROJECT,),
).id
KEEP_LISTS = declare("territory.keep_lists", _("keep code lists"), roles=_KEEPERS, purposes=_ADMIN).id
MEET = declare(
    "territory.meet",
    _("plan meetings of coordinators and write down what they decide"),
    roles=("contact", *_KEEPERS, "zone_staff"),
    purposes=_ADMIN,
).id
PUBLISH_DECLARATIONS = declare(
    "territory.publish_declarations", _("publish a text to sign"), roles=_KEEPERS, purposes=_ADMIN
).id
REVIEW_REQUESTS = declare(
    "territory.review_requests", _("answer organisations that want to join"), roles=(*_KEEPERS, "zone_staff"), purposes=_ADMIN
).id


def check_may_correct(who: Who, organisation: Organisation) -> None:
    """The contact of an organisation corrects that one; the region's staff corrects any."""
    check_may(who, CORRECT, Purpose.ADMINISTRATION)
    _check_own(who, "contact", organisation)


def may_correct(who: Who, organisation: Organisation) -> bool:
    return may(who, CORRECT, Purpose.ADMINISTRATION) and _own(who, "contact", organisation)


def check_may_engage(who: Who, organisation: Organisation) -> None:
    """Somebody of the organisation signs for it; the region's staff registers what was signed on paper."""
    check_may(who, ENGAGE, Purpose.ADMINISTRATION)
    _check_own(who, "contact steering", organisation)


def may_engage(who: Who, organisation: Organisation) -> bool:
    return may(who, ENGAGE, Purpose.ADMINISTRATION) and _own(who, "contact steering", organisation)


def check_may_keep_team(who: Who, team: Team) -> None:
    """A coach keeps the own team; the region's staff keeps any."""
    check_may(who, KEEP_TEAMS, Purpose.ADMINISTRATION)
    if who.role == "team_coach" and not who.at("team", team.pk):
        raise Denied(_("You coach another team."), _("Ask the coach of this team."))


def may_keep_team(who: Who, team: Team) -> bool:
    return may(who, KEEP_TEAMS, Purpose.ADMINISTRATION) and (who.role != "team_coach" or who.at("team", team.pk))


def check_may_meet(who: Who, coordination: Coordination) -> None:
    """A coordinator of the network keeps its meetings; the region's keepers keep any."""
    check_may(who, MEET, Purpose.ADMINISTRATION)
    if not _coordinates(who, coordination):
        raise Denied(_("You do not coordinate this network."), _("Ask one of its coordinators."))


def may_meet(who: Who, coordination: Coordination) -> bool:
    return may(who, MEET, Purpose.ADMINISTRATION) and _coordinates(who, coordination)


def _coordinates(who: Who, coordination: Coordination) -> bool:
    if who.role == "contact":
        return any(who.at("organisation", pk) for pk in coordination.organisations.values_list("pk", flat=True))
    return who.role != "zone_staff" or who.at("territory", coordination.territory_id)


def _own(who: Who, roles: str, organisation: Organisation) -> bool:
    return who.role not in roles.split() or who.at("organisation", organisation.pk)


def _check_own(who: Who, roles: str, organisation: Organisation) -> None:
    if not _own(who, roles, organisation):
        raise Denied(
            _("You work for another organisation: you may not change this one."),
            _("Ask the contact of this organisation, or the region's administrator."),
        )
