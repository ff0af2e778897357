"""The app as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["Rounds"]


class Rounds(AppConfig):
    name = "empact.web.rounds"
    label = "rounds"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from ..kernel import day, menu
        from ..kernel.purposes import Purpose
        from ..people import doors, queries
        from . import helping, jobs, looks, todo  # noqa: F401 - choices of the region, and work in the background, are declared
        from .permissions import ADVISE, COUNT_ENTRIES, KEEP_STAYS, MEET, OWN_ROUND, SEE_HELP, SEE_WORKLOAD, WORK

        queries.say_parts(looks.PARTS, looks.CHANGES)
        doors.add("care", _("Summary"), "rounds:summary", WORK, Purpose.CARE)
        doors.add("plan", _("Today, and my questions"), "rounds:day", OWN_ROUND, Purpose.OWN)
        day.add_todo(
            todo.questions, day.Reminder("rounds.questions", _("a question waits for an answer"), owner="pmo", duty=True)
        )
        agreed = day.Reminder("rounds.agreed", _("an action agreed in a team meeting comes to its day"), owner="pmo")
        day.add_todo(todo.agreed, agreed)
        unanswered = day.Reminder("rounds.help", _("a request for help waits for an answer"), owner="pmo", duty=True)
        day.add_todo(todo.help_unanswered, unanswered)
        menu.add(16, _("Requests for help"), "rounds:help", WORK, Purpose.CARE)
        menu.add(17, _("Who has room"), "rounds:places", SEE_HELP, Purpose.PROJECT)
        menu.add(10, _("Work list"), "rounds:work", WORK, Purpose.CARE)
        menu.add(15, _("Stays in hospital"), "rounds:stays", KEEP_STAYS, Purpose.CARE)
        menu.add(8, _("Today"), "rounds:home_day", OWN_ROUND, Purpose.OWN)
        menu.add(27, _("Team meetings"), "rounds:talks", MEET, Purpose.CARE)
        menu.add(28, _("Advice"), "rounds:advice", ADVISE, Purpose.CARE)
        menu.add(262, _("Workload"), "rounds:workload", SEE_WORKLOAD, Purpose.PROJECT)
        menu.add(265, _("Typed twice"), "rounds:entries", COUNT_ENTRIES, Purpose.POPULATION)
