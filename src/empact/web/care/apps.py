"""The app as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["Care"]


class Care(AppConfig):
    name = "empact.web.care"
    label = "care"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from ..consent import doors as consent_doors
        from ..consent import relations as consent_relations
        from ..kernel import day, menu
        from ..kernel.purposes import Purpose
        from ..people import access as people_access
        from ..people import doors, queries
        from . import looks, relations, todo
        from .permissions import ASK_CASE, CARE, MANAGE_CASE, OWN_PLAN

        consent_relations.add_source(relations.of_care)
        consent_doors.leads_to("care:care_plan")
        people_access.bring_in(relations.in_the_care_team)
        queries.say_parts(looks.PARTS, looks.CHANGES)
        doors.add("care", _("Care plan"), "care:care_plan", CARE, Purpose.CARE)
        doors.add("care", _("Request for care"), "care:intake", CARE, Purpose.CARE)
        doors.add("care", _("Ask for a case manager"), "care:ask_case", ASK_CASE, Purpose.CARE)
        doors.add("own", _("My plan"), "care:own", OWN_PLAN, Purpose.OWN)
        menu.add(9, _("My plan"), "care:own", OWN_PLAN, Purpose.OWN)
        menu.add(25, _("Case management"), "care:cases", MANAGE_CASE, Purpose.CARE)
        day.add_todo(todo.tasks_due)
        day.add_todo(todo.asked_to_coordinate)
        day.add_todo(todo.waiting_members)
        day.add_todo(todo.plans_to_review)
        day.add_todo(todo.cases)
        day.add_todo(todo.emergencies_to_tell)
