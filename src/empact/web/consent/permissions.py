"""May you do it, for this purpose? Whom and which part, :mod:`.access` says."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ..kernel.permissions import declare
from ..kernel.purposes import Purpose
from ..people.permissions import CARERS

__all__ = ["BREAK_GLASS", "RECORD", "REVIEW", "SHARE"]

SHARE = declare(
    "consent.share",
    _("say what is shared of themselves, or of whom they decide for, with whom, and who may not look"),
    roles=("person", "carer"),
    purposes=(Purpose.OWN,),
).id
RECORD = declare(
    "consent.record",
    _("record what a person they care for agreed to on paper, by phone or with a helper"),
    roles=CARERS,
    purposes=(Purpose.CARE,),
).id
BREAK_GLASS = declare(
    "consent.break_glass",
    _("look at the plan of a person in an emergency, with a reason that the person and the data-protection officer read"),
    roles=("gp", "nurse", "pharmacist", "coordinator", "social_worker", "liaison"),
    purposes=(Purpose.CARE,),
).id
REVIEW = declare(
    "consent.review", _("check each look in an emergency, without a name"), roles=("dpo",), purposes=(Purpose.OVERSIGHT,)
).id
