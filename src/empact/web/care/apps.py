"""The app as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["Care"]


class Care(AppConfig):
    name = "empact.web.care"
    label = "care"

    def ready(self) -> None:
        from django import forms
        from django.utils.translation import gettext_lazy as _

        from ..consent import doors as consent_doors
        from ..consent import relations as consent_relations
        from ..kernel import day, menu, region
        from ..kernel.purposes import Purpose
        from ..people import access as people_access
        from ..people import doors, queries
        from . import looks, relations, todo
        from .meetings import todo as meetings
        from .meetings.rules import Year
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
        day.add_todo(meetings.meetings_to_plan)
        day.add_todo(meetings.invitations)
        region.declare(
            "care.video_rooms",
            _("Where meetings by video are held"),
            _("The address of your own video rooms; each meeting gets one that nobody guesses. Without it, no video."),
            default="",
            field=lambda: forms.URLField(required=False, assume_scheme="https"),
        )
        region.declare(
            "care.meeting_phone",
            _("The number to join a meeting by phone"),
            _("Stands on every invitation. Without it, whoever leads the meeting calls the others."),
            default="",
            field=lambda: forms.RegexField(r"^\+?[0-9/. ]{3,20}$", required=False),
        )
        region.declare(
            "care.meeting_year",
            _("The year in which a person has one paid meeting"),
            _("The rules say once a year, and not which year they mean."),
            default=Year.CALENDAR.value,
            field=lambda: forms.ChoiceField(
                choices=[(Year.CALENDAR.value, _("from January to December")), (Year.ROLLING.value, _("the last 365 days"))]
            ),
        )
