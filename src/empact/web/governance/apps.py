"""The app as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["Governance"]


class Governance(AppConfig):
    name = "empact.web.governance"
    label = "governance"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from ..kernel import day, menu, modules
        from ..kernel.purposes import Purpose
        from ..territory.hands import change_hands
        from . import models, permissions, todo, told

        menu.add(340, _("Decisions"), "governance:decisions", permissions.SEE, Purpose.PROJECT)
        menu.add(345, _("Signed agreements"), "governance:agreements", permissions.SEE, Purpose.PROJECT)
        change_hands(models.Seat)
        change_hands(models.Party, once=("agreement",))
        change_hands(models.Partnership, "entity")
        change_hands(models.Partnership, "controller")
        change_hands(models.Asked)
        menu.add_door(_("Who answers for your data?"), _("By region, with whom to ask."), "governance:data-protection")
        menu.add(335, _("Who decides"), "governance:bodies", permissions.SEE, Purpose.PROJECT)
        menu.add(347, _("Desk of the back office"), "governance:desk", permissions.SEE, Purpose.PROJECT)
        modules.add(
            modules.Group.TOOL,
            40,
            "governance",
            _("Governance"),
            _("Who decides, by which rule, and what was decided."),
            "governance:decisions",
            told.of_governance,
        )  # fmt: skip
        for source, title, duty in (
            (todo.decisions_to_speak_on, _("a decision waits for what you say"), True),
            (todo.decisions_to_review, _("a decision is to be looked at again"), False),
            (todo.agreements_that_end, _("an agreement ends within 90 days"), False),
            (todo.agreements_to_sign, _("an agreement waits for a signature"), True),
            (todo.figures_freeze, _("the figures of a quarter are frozen soon"), False),
            (todo.desk_waits, _("a question to the desk has no answer"), True),
            (todo.seats_that_end, _("the term of a seat ends within 60 days"), False),
        ):
            day.add_todo(source, day.Reminder(f"governance.{source.__name__}", title, owner="pmo", duty=duty))
