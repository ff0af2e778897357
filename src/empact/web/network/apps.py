"""The app as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["Network"]


class Network(AppConfig):
    name = "empact.web.network"
    label = "network"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from ..kernel import day, menu, modules
        from ..kernel.purposes import Purpose
        from ..territory.hands import change_hands
        from . import models, permissions, todo, told

        menu.add(302, _("Directory of help and care"), "network:search", permissions.SEE, Purpose.PROJECT)
        menu.add_door(_("Find help or care"), _("Who helps with what, near you. You need no account."), "network:search")
        modules.add(
            modules.Group.LEARNING, 5, "directory", _("Directory of help and care"),
            _("The whole offer of a region in one place."), "network:search", told.of_directory,
        )  # fmt: skip
        change_hands(models.Offer)
        title = _("offers of an organisation are to be assured, or a correction waits")
        day.add_todo(todo.offers_to_assure, day.Reminder("network.offers_to_assure", title, owner="pmo", duty=True))
