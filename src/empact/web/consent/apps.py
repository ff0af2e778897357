"""The app as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["Consent"]


class Consent(AppConfig):
    name = "empact.web.consent"
    label = "consent"

    def ready(self) -> None:
        from django import forms
        from django.utils.translation import gettext_lazy as _

        from ..kernel import day, menu, region
        from ..kernel.purposes import Purpose
        from ..people import access as people_access
        from ..people import doors, queries
        from . import access, looks, matrix, relations, todo
        from .permissions import BREAK_GLASS, RECORD, REVIEW, SHARE

        people_access.shut_out(access.shut_out)
        relations.add_source(relations.of_people)
        queries.say_parts(looks.PARTS, looks.CHANGES, looks.STAND_OUT)
        doors.add("care", _("Consent"), "consent:person", RECORD, Purpose.CARE)
        doors.add("own", _("What I share, and with whom"), "consent:own", SHARE, Purpose.OWN)
        doors.add("cared", _("What is shared, and with whom"), "consent:near", SHARE, Purpose.OWN)
        menu.add(12, _("What I share"), "consent:own", SHARE, Purpose.OWN)
        menu.add(29, _("Look in an emergency"), "consent:emergency", BREAK_GLASS, Purpose.CARE)
        menu.add(910, _("Looks in an emergency"), "consent:emergencies", REVIEW, Purpose.OVERSIGHT)
        for source, title in (
            (todo.emergencies_to_check, _("a look in an emergency waits for a check")),
            (todo.emergency_looks_at_me, _("somebody looked at your plan in an emergency")),
        ):
            day.add_todo(source, day.Reminder(f"consent.{source.__name__}", title, owner="administrator", duty=True))
        region.declare(
            "consent.emergency_hours",
            _("Hours that a look in an emergency lasts"),
            _("After that it closes by itself. The person and the data-protection officer are told of each."),
            default=4,
            field=lambda: forms.IntegerField(min_value=1, max_value=24),
        )
        region.declare(
            "consent.closed",
            _("What the region shares less than the matrix"),
            _("Rows and parts that are closed here, with commas: nurse:social. A region shuts, and never opens."),
            default="",
            field=lambda: forms.CharField(required=False, max_length=300, validators=[matrix.check_closed]),
        )
