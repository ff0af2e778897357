"""May you do it, for this purpose? Whom and which part, ``web/consent`` says."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ..kernel.permissions import declare
from ..kernel.purposes import Purpose
from ..kernel.roles import PROFESSIONALS
from ..people.permissions import CARERS

__all__ = ["ADVISE", "COUNT_ENTRIES", "KEEP_STAYS", "MEET", "OWN_ROUND", "SAY_PLACES", "SEE_HELP", "SEE_WORKLOAD", "WORK"]

WORK = declare(
    "rounds.work",
    _("work from a list of the persons whose care they take part in, and read what is known of each in one page"),
    roles=CARERS,
    purposes=(Purpose.CARE,),
).id
KEEP_STAYS = declare(
    "rounds.keep_stays",
    _("bring who came into their own hospital and who goes home, and follow who has a shared plan"),
    roles=("liaison",),
    purposes=(Purpose.CARE,),
).id
SEE_HELP = declare(
    "rounds.see_help",
    _("read which organisation has room for which help, and how soon help starts, without persons"),
    roles=PROFESSIONALS,
    purposes=(Purpose.PROJECT, Purpose.CARE),
).id
SAY_PLACES = declare(
    "rounds.say_places",
    _("say how many places their own organisation has for a kind of help"),
    roles=("gp", "pharmacist", "nurse", "social_worker", "liaison", "contact"),
    purposes=(Purpose.PROJECT, Purpose.CARE),
).id
ADVISE = declare(
    "rounds.advise",
    _("ask colleagues for advice without naming anybody, and answer in their own field"),
    roles=CARERS,
    purposes=(Purpose.CARE,),
).id
MEET = declare(
    "rounds.meet",
    _("take part in meetings of their teams, where cases stand under pseudonyms, and keep their minutes and actions"),
    roles=(*CARERS, "team_coach"),
    purposes=(Purpose.CARE,),
).id
OWN_ROUND = declare(
    "rounds.own_round",
    _("read what happens today, write appointments down and ask a question, for themselves or for whom they help"),
    roles=("person", "carer", "volunteer"),
    purposes=(Purpose.OWN,),
).id
COUNT_ENTRIES = declare(
    "rounds.count_entries",
    _("read how often something is typed that was known already, in numbers, without persons"),
    roles=("coordinator", "pmo", "analyst"),
    purposes=(Purpose.POPULATION,),
).id
SEE_WORKLOAD = declare(
    "rounds.see_workload",
    _("read how many open tasks and reviews wait in their own team by who coordinates, or in each team as a whole"),
    roles=("coordinator", "team_coach", "pmo"),
    purposes=(Purpose.PROJECT,),
).id
"""Who shares the work of a team reads its lines; the project office reads no line of anybody (see ``workload``)."""
