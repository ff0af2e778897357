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
        from . import looks, official, reach, relations, todo
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
        for source, title, duty in (
            (todo.tasks_due, _("tasks of yours in a care plan are due"), True),
            (todo.asked_to_coordinate, _("you are asked to coordinate care"), True),
            (todo.waiting_members, _("somebody new for your care team waits for your yes"), True),
            (todo.plans_to_review, _("a care plan comes to its day to look again"), False),
            (todo.cases, _("a case manager is asked for, or a mandate runs out"), True),
            (todo.emergencies_to_tell, _("a person without an account must hear of a look in an emergency"), True),
            (meetings.meetings_to_plan, _("a meeting waits for a moment, or to be signed off"), True),
            (meetings.invitations, _("you are invited to a meeting"), True),
        ):
            day.add_todo(source, day.Reminder(f"care.{source.__name__}", title, owner="pmo", duty=duty))
        official.declare_choices()
        reach.declare_messengers()
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
            "care.figures_project",
            _("The project under whose pseudonyms care is counted"),
            _("The code of that project. Each night facts of care of who agreed to it are written. Without it, none."),
            default="",
            field=lambda: forms.RegexField(r"^[a-z0-9][a-z0-9_-]{0,59}$", required=False),
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
