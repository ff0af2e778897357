"""Roles as a register: who works with EMPACT, in one word and one sentence. A hat is a role at a place, for a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

__all__ = ["CITIZENS", "PROFESSIONALS", "ROLES", "Role"]


@dataclass(frozen=True, slots=True)
class Role:
    """``scope``: the kind of place the hat is worn at (organisation, team, territory, domain; empty: the region).

    ``persons``: this role sees named people, and therefore signs in with a second factor.
    """

    id: str
    title: Any
    sentence: Any
    scope: str
    persons: bool = False


ROLES: Final[dict[str, Role]] = {
    r.id: r
    for r in (
        Role("gp", _("general practitioner"), _("Treats the people of a practice."), "organisation", True),
        Role("pharmacist", _("pharmacist"), _("Dispenses, and watches over medication."), "organisation", True),
        Role("nurse", _("home nurse"), _("Nurses people at home."), "organisation", True),
        Role("coordinator", _("care coordinator"), _("Brings plan and team together with the person."), "team", True),
        Role("social_worker", _("social worker"), _("Opens up rights, housing and support."), "organisation", True),
        Role("liaison", _("hospital liaison"), _("Prepares going home from hospital."), "organisation", True),
        Role("case_manager", _("case manager"), _("Helps for a time, with a mandate."), "team", True),
        Role("team_coach", _("neighbourhood-team coach"), _("Chairs the talk of a team about its figures."), "team"),
        Role("person", _("person with a care and support need"), _("Decides on the own plan and who sees it."), "", True),
        Role("carer", _("informal carer"), _("Helps someone near, as that person wishes."), "", True),
        Role("volunteer", _("volunteer"), _("Does one agreed task."), "organisation"),
        Role("zone_staff", _("zone staff"), _("Supports the partners of a zone."), "territory"),
        Role("pmo", _("project office"), _("Keeps portfolio, report and agreements together."), ""),
        Role(
            "network_coordinator",
            _("network coordinator"),
            _("Keeps the whole in view; project managers think aloud with them."),
            "",
        ),
        Role("domain_coach", _("domain coach"), _("Helps the projects of a domain on."), "domain"),
        Role("project_manager", _("project manager"), _("Leads an action for a partner."), "organisation"),
        Role("project_member", _("member of a project team"), _("Delivers a part of an action in time."), "organisation"),
        Role("implementer", _("implementation coach"), _("Helps teams to put into practice what was agreed."), ""),
        Role("steering", _("steering-group member"), _("Decides what starts, goes on and stops."), "organisation"),
        Role("analyst", _("data analyst"), _("Measures, without ever seeing a name."), ""),
        Role("policy", _("policy officer"), _("Compares regions and follows promises."), ""),
        Role("transition_coach", _("transition coach"), _("Accompanies zones in their change."), "territory"),
        Role("contact", _("organisation contact"), _("Keeps the organisation's own data and hours right."), "organisation"),
        Role("reward_partner", _("reward partner"), _("Accepts a code for a reward."), "organisation"),
        Role("researcher", _("researcher"), _("Works with an export under a protocol."), ""),
        Role("dpo", _("data-protection officer"), _("Checks who looked, and why."), ""),
        Role("administrator", _("administrator of registers"), _("Keeps registers, accounts and roles."), ""),
    )
}
CITIZENS: Final = frozenset({"person", "carer", "volunteer"})
"""Who is here for themselves or for somebody near."""
PROFESSIONALS: Final = frozenset(ROLES) - CITIZENS - {"reward_partner"}
"""Everybody who takes part for an organisation: equal partners, with the same view on what is not personal."""
