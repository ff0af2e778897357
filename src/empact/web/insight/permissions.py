"""Who may look at figures. At which level, and of which places, follows from the hat (``levels``)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ..kernel.permissions import declare
from ..kernel.purposes import Purpose
from ..kernel.roles import PROFESSIONALS

__all__ = ["ASK", "COMPARE", "DRAFT", "EXPLAIN", "LOADS", "PREVIEW", "RELEASE", "REVIEW", "SEE"]

SEE = declare(
    "insight.see", _("see released figures at the own level"), roles=PROFESSIONALS, purposes=(Purpose.POPULATION,)
).id
ASK = declare(
    "insight.ask",
    _("ask for the environment analysis of a place"),
    roles=("analyst", "policy", "pmo", "steering", "domain_coach", "zone_staff", "transition_coach", "team_coach"),
    purposes=(Purpose.POPULATION,),
).id
LOADS = declare(
    "insight.loads",
    _("see what was loaded and what the checks found"),
    roles=("analyst", "administrator", "dpo"),
    purposes=(Purpose.POPULATION,),
).id
EXPLAIN = declare(
    "insight.explain", _("say of a warning of a load what explains it"), roles=("analyst",), purposes=(Purpose.POPULATION,)
).id
RELEASE = declare(
    "insight.release", _("release a load, or turn it down"), roles=("analyst",), purposes=(Purpose.POPULATION,)
).id
PREVIEW = declare(
    "insight.preview", _("see whom a draft rule would move"), roles=("analyst", "domain_coach"), purposes=(Purpose.POPULATION,)
).id
DRAFT = declare(
    "insight.draft", _("change rules in a draft and propose it"), roles=("analyst",), purposes=(Purpose.POPULATION,)
).id
REVIEW = declare(
    "insight.review",
    _("approve the draft of a rule that somebody else wrote"),
    roles=("analyst", "domain_coach"),
    purposes=(Purpose.POPULATION,),
).id
COMPARE = declare(
    "insight.compare",
    _("see zones side by side"),
    roles=("policy", "steering", "pmo", "analyst", "researcher", "domain_coach"),
    purposes=(Purpose.POPULATION,),
).id
