"""The app as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["Screening"]


class Screening(AppConfig):
    name = "empact.web.screening"
    label = "screening"

    def ready(self) -> None:
        from django.utils import timezone
        from django.utils.translation import gettext_lazy as _

        from ..care.exchange import support
        from ..care.facts import add_source
        from ..kernel import day, menu
        from ..kernel.purposes import Purpose
        from ..people import doors, queries
        from . import exchange, facts, literacy, looks, todo
        from .permissions import KEEP_RULES, LITERACY, OWN_LITERACY, OWN_SCORES, SCREEN

        add_source(facts.scores_of)
        support.add_source(exchange.references)
        queries.say_parts(looks.PARTS, looks.CHANGES)
        doors.add("care", _("Screener and measurements"), "screening:care_scores", SCREEN, Purpose.CARE)
        doors.add("own", _("My scores"), "screening:own", OWN_SCORES, Purpose.OWN)
        doors.add("cared", _("Screener and measurements"), "screening:own_scores", OWN_SCORES, Purpose.OWN)
        coordinated = lambda who, person: literacy.coordinates(who, person, timezone.now())  # noqa: E731
        doors.add("care", _("Health literacy"), "screening:care_literacy", LITERACY, Purpose.CARE, coordinated)
        doors.add("own", _("My health literacy"), "screening:own_literacy", OWN_LITERACY, Purpose.OWN)
        menu.add(26, _("After a screener"), "screening:steps", SCREEN, Purpose.CARE)
        menu.add(860, _("Rules on the screener"), "screening:rules", KEEP_RULES, Purpose.ADMINISTRATION)
        day.add_todo(
            todo.steps,
            day.Reminder("screening.steps", _("a result of a screener asks for a next step"), owner="pmo", duty=True),
        )
