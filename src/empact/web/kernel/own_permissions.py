"""What the kernel itself lets people do."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .permissions import declare
from .purposes import Purpose

__all__ = [
    "CHANGE_REGION", "GIVE_HATS", "OWN_REMINDERS", "READ_AUDIT", "RESET_FACTORS", "SEE_ACCOUNTS", "SEE_JOBS", "START_JOBS",
]  # fmt: skip

READ_AUDIT = declare("kernel.read_audit", _("read the audit log"), roles=("dpo",), purposes=(Purpose.OVERSIGHT,)).id
SEE_ACCOUNTS = declare(
    "kernel.see_accounts",
    _("see accounts and their roles"),
    roles=("administrator", "dpo"),
    purposes=(Purpose.ADMINISTRATION, Purpose.OVERSIGHT),
).id
GIVE_HATS = declare(
    "kernel.give_roles", _("give and end roles"), roles=("administrator",), purposes=(Purpose.ADMINISTRATION,)
).id
RESET_FACTORS = declare(
    "kernel.reset_second_factors",
    _("take off a second factor that was lost"),
    roles=("administrator",),
    purposes=(Purpose.ADMINISTRATION,),
).id
SEE_JOBS = declare(
    "kernel.see_jobs",
    _("see the work done in the background"),
    roles=("administrator", "analyst"),
    purposes=(Purpose.ADMINISTRATION, Purpose.POPULATION),
).id
START_JOBS = declare(
    "kernel.start_jobs",
    _("start background work again after it failed"),
    roles=("administrator",),
    purposes=(Purpose.ADMINISTRATION,),
).id
CHANGE_REGION = declare(
    "kernel.change_region",
    _("set what the region decides for itself"),
    roles=("administrator",),
    purposes=(Purpose.ADMINISTRATION,),
).id
OWN_REMINDERS = declare(
    "kernel.own_reminders",
    _("see what comes of reminders, and take one away that few act on"),
    roles=("administrator", "pmo", "analyst"),
    purposes=(Purpose.ADMINISTRATION,),
).id
