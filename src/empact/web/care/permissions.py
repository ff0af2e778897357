"""May you do it, for this purpose? Whom and which part, ``web/consent`` says."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ..kernel.permissions import declare
from ..kernel.purposes import Purpose
from ..kernel.roles import CITIZENS
from ..people.permissions import CARERS

__all__ = ["ASK_CASE", "CARE", "MANAGE_CASE", "OWN_PLAN", "WRITE_FACTS"]

CARE = declare(
    "care.care",
    _("work on the care plan and care team of the persons they care for, as far as each person shares it"),
    roles=CARERS,
    purposes=(Purpose.CARE,),
).id
OWN_PLAN = declare(
    "care.own_plan",
    _("read and write their own care plan, or that of whom they help or speak for, as far as that person shares it"),
    roles=CITIZENS,
    purposes=(Purpose.OWN,),
).id
ASK_CASE = declare(
    "care.ask_case", _("ask for a case manager"), roles=tuple(r for r in CARERS if r != "case_manager"),
    purposes=(Purpose.CARE,),
).id  # fmt: skip
MANAGE_CASE = declare(
    "care.manage_case",
    _("take up, end and report on a mandate as case manager"),
    roles=("case_manager",),
    purposes=(Purpose.CARE,),
).id
WRITE_FACTS = declare(
    "care.write_facts",
    _("have facts of care written for figures, under pseudonyms, of who agreed to it, without seeing them"),
    roles=("administrator",),
    purposes=(Purpose.POPULATION,),
).id
