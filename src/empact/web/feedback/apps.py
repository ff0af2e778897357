"""The app as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["Feedback"]


class Feedback(AppConfig):
    name = "empact.web.feedback"
    label = "feedback"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from ..insight import opening
        from ..kernel import day, menu, modules
        from ..kernel.purposes import Purpose
        from . import moved, queries, todo, told
        from .permissions import MOVED, PUBLISH, READ_PUBLISHED, SEE

        menu.add(5, _("Feedback"), "feedback:home", SEE, Purpose.POPULATION)
        menu.add(205, _("What moved"), "feedback:moved", MOVED, Purpose.POPULATION)
        menu.add(260, _("What teams say"), "feedback:published", READ_PUBLISHED, Purpose.POPULATION)
        menu.add(710, _("Open figures to teams"), "feedback:publications", PUBLISH, Purpose.POPULATION)
        modules.add(
            modules.Group.LEARNING,
            10,
            "feedback",
            _("Learning from the own figures"),
            _("A team looks at its own figures, says what it thinks of them, and tries one change at a time."),
            "feedback:home",
            told.of_feedback,
        )  # fmt: skip
        opening.add_holder(queries.not_open_to)
        ready = day.Reminder("feedback.figures_ready", _("figures of a team or practice are ready"), owner="pmo")
        closing = day.Reminder("feedback.actions_to_close", _("an agreed action comes to its day"), owner="pmo")
        day.add_news(moved.figures_moved)
        day.add_news(todo.figures_open)
        planning = day.Reminder("feedback.figures_to_plan", _("figures have no opening day yet"), owner="pmo")
        day.add_todo(todo.figures_to_plan, planning)
        day.add_todo(todo.figures_ready, ready)
        day.add_todo(todo.actions_to_close, closing)
