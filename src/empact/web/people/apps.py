"""The app as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["People"]


class People(AppConfig):
    name = "empact.web.people"
    label = "people"

    def ready(self) -> None:
        from django import forms
        from django.utils.translation import gettext_lazy as _

        from ..kernel import day, menu, region
        from ..kernel.purposes import Purpose
        from ..territory import notices
        from . import respite, todo, together  # noqa: F401
        from .permissions import BRING_WORKLIST, KEEP_REGISTER, LEAD, NAME_WORKLIST, SEE_CARED, SEE_OWN, SEE_PERSONS

        menu.add(10, _("My record"), "people:own", SEE_OWN, Purpose.OWN)
        menu.add(11, _("Whom I help"), "people:cared", SEE_CARED, Purpose.OWN)
        menu.add(20, _("Persons"), "people:persons", SEE_PERSONS, Purpose.CARE)
        menu.add(21, _("Lists"), "people:worklists", NAME_WORKLIST, Purpose.CARE)
        menu.add(310, _("Group activities"), "people:led", LEAD, Purpose.CARE)
        menu.add_door(_("Group activities"), _("Meet other informal carers and neighbours."), "people:gatherings")
        menu.add(700, _("Lists brought"), "people:brought", BRING_WORKLIST, Purpose.POPULATION)
        menu.add(800, _("Register of persons"), "people:register", KEEP_REGISTER, Purpose.ADMINISTRATION)
        for source, title, duty in (
            (todo.unread_lists, _("a list that nobody has read yet"), False),
            (todo.people_without_anybody, _("people on a list who have nobody yet"), True),
            (todo.asked_to_take_up, _("a person on a list whom you are asked to take up"), True),
            (todo.next_steps, _("your next step for a person on a list"), True),
            (todo.places_to_tell, _("somebody who got a place in a group activity and has to be called"), True),
            (todo.group_soon, _("a group activity you come to"), False),
        ):
            day.add_todo(source, day.Reminder(f"people.{source.__name__}", title, owner="pmo", duty=duty))
        notices.add(todo.team_without_anybody)
        region.declare(
            "people.list_days",
            _("Days in which each person on a list is taken up"),
            _("Counted from the day on which the list was approved. After that it shows on My day and on the page of lists."),
            default=14,
            field=lambda: forms.IntegerField(min_value=1, max_value=90),
        )
