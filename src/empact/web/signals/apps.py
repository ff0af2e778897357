"""The app as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["Signals"]


class Signals(AppConfig):
    name = "empact.web.signals"
    label = "signals"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from ..kernel import day, menu
        from ..kernel.purposes import Purpose
        from ..people import doors, queries
        from ..people.permissions import SEE_CARED, SEE_PERSONS
        from . import looks, promises, todo  # noqa: F401
        from .events import SignalRead
        from .permissions import ANSWER, HANDLE, KEEP_ROUTES, SEE_FIGURES

        menu.set_red_button(_("Red button"), "signals:report")
        menu.add_door(_("Worried about somebody"), _("Tell us. You need no account."), "signals:report")
        menu.add(18, _("Reports"), "signals:desk", HANDLE, Purpose.CARE)
        menu.add(19, _("Intake desk"), "signals:questions", ANSWER, Purpose.PROJECT)
        menu.add(275, _("Questions without an answer"), "signals:unanswered", SEE_FIGURES, Purpose.PROJECT)
        menu.add(270, _("Figures of the red button"), "signals:figures", SEE_FIGURES, Purpose.PROJECT)
        menu.add(815, _("Who gets reports"), "signals:routes", KEEP_ROUTES, Purpose.ADMINISTRATION)
        doors.add("care", _("Red button for this person"), "signals:about", SEE_PERSONS, Purpose.CARE)
        doors.add("cared", _("Red button for this person"), "signals:about_near", SEE_CARED, Purpose.OWN)
        queries.say_about(SignalRead.name, looks.READ, looks.known_to)
        waiting = day.Reminder("signals.waiting", _("a report waits for an answer"), owner="pmo", duty=True)
        nobody = day.Reminder("signals.nobody", _("a report reaches nobody"), owner="administrator", duty=True)
        day.add_todo(todo.waiting, waiting)
        day.add_todo(todo.without_receiver, nobody)
        asked = day.Reminder("signals.questions", _("a question at the intake desk waits"), owner="pmo", duty=True)
        day.add_todo(todo.questions, asked)
