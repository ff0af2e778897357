"""May you do it, for this purpose? Whom you may do it to, :mod:`.access` says."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from ..kernel.permissions import declare
from ..kernel.purposes import Purpose

__all__ = [
    "APPROVE_WORKLIST",
    "BRING_WORKLIST",
    "CARERS",
    "EDIT_PERSON",
    "HAND_OVER",
    "JOIN",
    "KEEP_REGISTER",
    "LEAD",
    "NAME_WORKLIST",
    "READ_LOOKS",
    "SEE_CARED",
    "SEE_OWN",
    "SEE_PERSONS",
    "SEE_NUMBER",
]

CARERS: Final = ("gp", "pharmacist", "nurse", "coordinator", "social_worker", "liaison", "case_manager")
"""Roles that give care or support to persons by name."""

SEE_PERSONS = declare(
    "people.see_persons", _("see the persons their organisation or team cares for"), roles=CARERS, purposes=(Purpose.CARE,)
).id
EDIT_PERSON = declare(
    "people.edit_person",
    _("add persons they care for, and correct their name, address, language, carers and representatives"),
    roles=CARERS,
    purposes=(Purpose.CARE,),
).id
SEE_NUMBER = declare(
    "people.see_number",
    _("see a national number in full, with a reason that is written down"),
    roles=(*CARERS, "administrator"),
    purposes=(Purpose.CARE, Purpose.ADMINISTRATION),
).id
READ_LOOKS = declare(
    "people.read_looks",
    _("read who looked at a person they coordinate care for"),
    roles=("coordinator",),
    purposes=(Purpose.CARE,),
).id
SEE_OWN = declare(
    "people.see_own",
    _("see their own record, who looked at it, and correct how to reach them"),
    roles=("person",),
    purposes=(Purpose.OWN,),
).id
SEE_CARED = declare(
    "people.see_cared",
    _("see the record of whom they help, when that person wants it, or speak for"),
    roles=("carer",),
    purposes=(Purpose.OWN,),
).id
KEEP_REGISTER = declare(
    "people.keep_register",
    _("keep the register of persons: names and addresses, never care; and put double records together"),
    roles=("administrator",),
    purposes=(Purpose.ADMINISTRATION,),
).id
BRING_WORKLIST = declare(
    "people.bring_worklist",
    _("bring a list of pseudonyms to a practice or team, without seeing a name"),
    roles=("analyst", "administrator"),
    purposes=(Purpose.POPULATION,),
).id
NAME_WORKLIST = declare(
    "people.name_worklist",
    _("read the names of their own people on a list that was brought to them"),
    roles=("gp", "pharmacist", "nurse", "coordinator", "case_manager"),
    purposes=(Purpose.CARE,),
).id
APPROVE_WORKLIST = declare(
    "people.approve_worklist",
    _("approve a list that was brought to them, and close it"),
    roles=("gp", "coordinator", "case_manager"),
    purposes=(Purpose.CARE,),
).id
HAND_OVER = declare(
    "people.hand_over",
    _("say who takes up a person on an approved list, or why nobody does"),
    roles=("gp", "pharmacist", "nurse", "coordinator", "case_manager"),
    purposes=(Purpose.CARE,),
).id
JOIN = declare(
    "people.join",
    _("sign themselves up for a group activity, and whom they help or speak for"),
    roles=("person", "carer"),
    purposes=(Purpose.OWN,),
).id
LEAD = declare(
    "people.lead",
    _("lead group activities of their organisation or team, and read who signed up"),
    roles=("coordinator", "social_worker", "case_manager"),
    purposes=(Purpose.CARE,),
).id
