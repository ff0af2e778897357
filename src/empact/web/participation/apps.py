"""The app as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["Participation"]


class Participation(AppConfig):
    name = "empact.web.participation"
    label = "participation"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from ..governance import agenda
        from ..kernel import day, menu, modules
        from ..kernel.purposes import Purpose
        from ..portfolio import doors
        from ..territory.hands import change_hands
        from . import models, permissions, todo, told
        from .doors import groups_behind

        # Persons and carers come from My day, where what waits for them stands: their menu is six words long.
        menu.add(346, _("Have your say"), "participation:home", permissions.SEE, Purpose.PROJECT)
        for place, name, title, sentence, address, status in (
            (
                30,
                "groups",
                _("Working groups"),
                _("Citizens and partners work on an objective, and hear what became of it."),
                "participation:groups",
                told.of_groups,
            ),
            (
                40,
                "messages",
                _("Message bank"),
                _("What the region says of itself, in approved words."),
                "participation:messages",
                told.of_messages,
            ),
        ):  # fmt: skip
            modules.add(modules.Group.LEARNING, place, name, title, sentence, address, status)
        doors.add(groups_behind)
        agenda.add_due(todo.consultations_of)
        change_hands(models.Asked, once=("consultation",))
        change_hands(models.Comment)
        change_hands(models.Reply, once=("consultation",))
        change_hands(models.Participant)
        change_hands(models.KeyMessage, "owner")
        day.add_news(todo.done_with_it)
        for source, title, duty in (
            (todo.consultations_waiting, _("somebody asks what you think of a document"), False),
            (todo.invitations, _("you are invited to a working group"), False),
            (todo.comments_to_answer, _("a comment on a document has no answer"), True),
            (todo.outputs_to_answer, _("what a working group brought has no answer"), True),
            (todo.messages_to_approve, _("a message waits for your approval"), False),
        ):
            day.add_todo(source, day.Reminder(f"participation.{source.__name__}", title, owner="pmo", duty=duty))
