"""The app as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["Levers"]


class Levers(AppConfig):
    name = "empact.web.levers"
    label = "levers"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from ..governance import doors as meetings
        from ..kernel import day, menu, modules
        from ..kernel.purposes import Purpose
        from ..territory.hands import change_hands
        from . import models, permissions, todo, told, value
        from .doors import hours_of_meeting

        value.declare()
        menu.add(356, _("Time bank"), "levers:hours", permissions.SEE, Purpose.PROJECT)
        menu.add(358, _("Investment fund"), "levers:funds", permissions.SEE, Purpose.PROJECT)
        for place, name, title, sentence, address, status in (
            (10, "fund", _("Investment fund"), _("Means for social enterprise, from an opportunity to what came back."),
             "levers:funds", told.of_fund),
            (20, "time_bank", _("Time bank"), _("Time that partners give, registered as an investment."), "levers:hours",
             told.of_time_bank),
        ):  # fmt: skip
            modules.add(modules.Group.LEVER, place, name, title, sentence, address, status)
        meetings.add(hours_of_meeting)
        reminder = day.Reminder(
            "levers.hours_to_confirm", _("time that was given waits to be confirmed"), owner="pmo", duty=True
        )
        day.add_todo(todo.hours_to_confirm, reminder)
        reminder = day.Reminder("levers.applications_waiting", _("an application to the fund waits for you"), "pmo", duty=True)
        day.add_todo(todo.applications_waiting, reminder)
        change_hands(models.Account)
        change_hands(models.Application)
        change_hands(models.InKind)
        change_hands(models.Statement, once=("year", "number"))
