"""May you do it, for this purpose? Whom and which part, ``web/consent`` says."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ..kernel.permissions import declare
from ..kernel.purposes import Purpose
from ..people.permissions import CARERS

__all__ = ["KEEP_RULES", "OWN_SCORES", "SCREEN"]

SCREEN = declare(
    "screening.screen",
    _("read and write down scores of the persons they care for, as far as each person shares them"),
    roles=CARERS,
    purposes=(Purpose.CARE,),
).id
OWN_SCORES = declare(
    "screening.own_scores",
    _("read their own scores, or those of whom they help or speak for, as far as that person shares them"),
    roles=("person", "carer"),
    purposes=(Purpose.OWN,),
).id
KEEP_RULES = declare(
    "screening.keep_rules",
    _("write down a decision on the limits of the screener, and put it in force after seeing what it changes"),
    roles=("administrator",),
    purposes=(Purpose.ADMINISTRATION,),
).id
