"""May you do it, for this purpose? Whom and which part, ``web/consent`` says."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ..kernel.permissions import declare
from ..kernel.purposes import Purpose
from ..people.permissions import CARERS

__all__ = ["KEEP_RULES", "LITERACY", "OWN_LITERACY", "OWN_SCORES", "RECORD", "SCREEN"]

SCREEN = declare(
    "screening.screen",
    _("read scores of the persons they care for, as far as each person shares them"),
    roles=CARERS,
    purposes=(Purpose.CARE,),
).id
RECORD = declare(
    "screening.record",
    _("write down scores of the persons they care for, and what came after a screener"),
    roles=("nurse", "coordinator"),
    purposes=(Purpose.CARE,),
).id
"""The roles to which the matrix lets the total of the screener be written."""
OWN_SCORES = declare(
    "screening.own_scores",
    _("read their own scores, or those of whom they help or speak for, as far as that person shares them"),
    roles=("person", "carer"),
    purposes=(Purpose.OWN,),
).id
LITERACY = declare(
    "screening.literacy",
    _("ask about health literacy whom they coordinate care for, and read the result"),
    roles=CARERS,
    purposes=(Purpose.CARE,),
).id
OWN_LITERACY = declare(
    "screening.own_literacy", _("read their own health literacy, and take it away"), roles=("person",), purposes=(Purpose.OWN,)
).id
KEEP_RULES = declare(
    "screening.keep_rules",
    _("write down a decision on the limits of the screener, and put it in force after seeing what it changes"),
    roles=("administrator",),
    purposes=(Purpose.ADMINISTRATION,),
).id
