"""The app as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["Policy"]


class Policy(AppConfig):
    name = "empact.web.policy"
    label = "policy"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from ..kernel import day, menu, modules
        from ..kernel.purposes import Purpose
        from ..territory.hands import change_hands
        from . import models, permissions, todo, told

        menu.add(348, _("Asked of government"), "policy:asks", permissions.SEE, Purpose.PROJECT)
        modules.add(
            modules.Group.LEARNING,
            20,
            "practices",
            _("Good practices"),
            _("What an action is and what was measured of it, on one card."),
            "policy:cards",
            told.of_practices,
        )  # fmt: skip
        change_hands(models.Authority, once=("level",))
        change_hands(models.Representation)
        for source, title, duty in (
            (todo.asks_to_send, _("what was written down for government is not sent"), False),
            (todo.asks_unanswered, _("government has not answered for three months"), False),
            (todo.engagements_late, _("an engagement of government is late"), False),
            (todo.reports_due, _("the report to government of a half-year is missing"), True),
            (todo.to_be_sent, _("an authority is to get a report or a card"), True),
            (todo.mandates_that_end, _("a mandate in a forum ends within 60 days"), False),
        ):
            day.add_todo(source, day.Reminder(f"policy.{source.__name__}", title, owner="pmo", duty=duty))
