"""The app as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["Portfolio"]


class Portfolio(AppConfig):
    name = "empact.web.portfolio"
    label = "portfolio"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from ..governance import agenda, network, quarters, resting
        from ..kernel import day, menu, modules
        from ..kernel.purposes import Purpose
        from ..territory import doors, notices
        from ..territory.hands import change_hands
        from . import choices, models, permissions, startup, todo, told
        from .doors import actions_on, frozen_reports, small_of_team, takes_part_in, works_together
        from .due import actions_due
        from .reporting import Section, add_section

        menu.add(302, _("Actions"), "portfolio:actions", permissions.SEE, Purpose.PROJECT)
        menu.add(304, _("Domains"), "portfolio:domains", permissions.SEE, Purpose.PROJECT)
        for group, place, name, title, sentence, address, status in (
            (
                modules.Group.BLOCK,
                10,
                "vision",
                _("Vision"),
                _("Where the region wants to go, its objectives and its values."),
                "portfolio:public-vision",
                told.of_vision,
            ),
            (
                modules.Group.BLOCK,
                20,
                "actions",
                _("Actions"),
                _("What is done here, in plain words."),
                "portfolio:public",
                told.of_public_actions,
            ),
            (
                modules.Group.TOOL,
                30,
                "portfolio",
                _("Portfolio"),
                _("What is done, for whom, by whom, how it goes, and whether it is too much or too little."),
                "portfolio:actions",
                told.of_actions,
            ),
        ):  # fmt: skip
            modules.add(group, place, name, title, sentence, address, status)
        doors.add(_("Actions it takes part in"), "portfolio:partner", permissions.SEE, Purpose.PROJECT, lines=takes_part_in)
        learning = {"number": _("how many")}
        add_section(Section("learning", _("Learning network"), learning, told.learning_of_report, names=told.learning_titled))
        change_hands(models.Promise, once=("action", "contribution"))
        change_hands(models.Action, "puller")
        change_hands(models.Task)
        choices.declare()
        startup.declare()
        agenda.add_due(actions_due)
        network.add_source(works_together)
        resting.add(permissions.SEE, actions_on)
        quarters.add_frozen(frozen_reports, "portfolio:freeze")
        day.add_news(todo.answers_given)
        day.add_news(todo.small_begun)
        notices.add(small_of_team)
        for source, title, duty in (
            (todo.promises_to_confirm, _("a promise is not confirmed for a year"), False),
            (todo.tasks_late, _("a milestone of an action is late"), False),
            (todo.asks_waiting, _("somebody asks for help with an action and has no answer"), True),
            (todo.deliverables, _("what my organisation agreed to do comes near"), False),
            (todo.updates_due, _("an action has no news for a quarter"), False),
        ):
            day.add_todo(source, day.Reminder(f"portfolio.{source.__name__}", title, owner="pmo", duty=duty))
