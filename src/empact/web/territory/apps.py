"""The app as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["Territory"]


class Territory(AppConfig):
    name = "empact.web.territory"
    label = "territory"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from ..kernel import day, menu
        from ..kernel.purposes import Purpose
        from . import permissions, todo

        for place, title, address in (
            (300, _("Organisations"), "territory:organisations"),
            (310, _("Teams"), "territory:teams"),
            (320, _("Territories"), "territory:territories"),
            (330, _("Agreements"), "territory:declarations"),
        ):
            menu.add(place, title, address, permissions.SEE, Purpose.PROJECT)
        menu.add(312, _("My teams"), "territory:my-teams", permissions.COACH, Purpose.PROJECT)
        menu.add(890, _("Registers"), "territory:registers", permissions.KEEP_LISTS, Purpose.ADMINISTRATION)
        menu.add_door(_("New partner?"), _("Ask to join with your organisation."), "territory:join")
        for source, title, duty in (
            (todo.requests_to_answer, _("an organisation that wants to join waits for an answer"), True),
            (todo.agreements_to_review, _("what doctors and pharmacists agreed is to be looked at again"), False),
            (todo.meetings_missed, _("a planned meeting has no minutes"), False),
        ):
            day.add_todo(source, day.Reminder(f"territory.{source.__name__}", title, owner="administrator", duty=duty))
