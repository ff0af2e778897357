"""May you do it, for this purpose? Pressing the red button asks for none; which reports a hat sees, the turns say."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ..kernel.permissions import declare
from ..kernel.purposes import Purpose
from ..kernel.roles import PROFESSIONALS
from ..people.permissions import CARERS

__all__ = ["ANSWER", "HANDLE", "KEEP_ROUTES", "SEE_FIGURES"]

HANDLE = declare(
    "signals.handle",
    _("read and follow up reports of the red button that came to them, their organisation or their team"),
    roles=CARERS,
    purposes=(Purpose.CARE,),
).id
KEEP_ROUTES = declare(
    "signals.keep_routes",
    _("say who gets the reports of the red button, where and when"),
    roles=("administrator", "pmo", "zone_staff"),
    purposes=(Purpose.ADMINISTRATION,),
).id
SEE_FIGURES = declare(
    "signals.see_figures",
    _("see the figures of the red button and of questions without an answer, in which there are no persons"),
    roles=tuple(sorted(PROFESSIONALS)),
    purposes=(Purpose.PROJECT,),
).id
ANSWER = declare(
    "signals.answer",
    _("write down questions that reach their intake desk, without persons, and what became of them"),
    roles=("coordinator", "social_worker", "case_manager", "zone_staff"),
    purposes=(Purpose.PROJECT,),
).id
