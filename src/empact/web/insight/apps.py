"""The app as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

__all__ = ["Insight"]


class Insight(AppConfig):
    name = "empact.web.insight"
    label = "insight"

    def ready(self) -> None:
        from ..kernel import menu
        from ..kernel.purposes import Purpose
        from .permissions import COMPARE, LOADS, SEE

        menu.add(190, "Pop-Box", "insight:popbox", SEE, Purpose.POPULATION)
        menu.add(195, _("Map"), "insight:map", SEE, Purpose.POPULATION)
        menu.add(200, _("Figures"), "insight:library", SEE, Purpose.POPULATION)
        menu.add(205, _("Places"), "insight:environments", SEE, Purpose.POPULATION)
        menu.add(210, _("Side by side"), "insight:compare", COMPARE, Purpose.POPULATION)
        menu.add(215, _("Rules"), "insight:rules", SEE, Purpose.POPULATION)
        menu.add(220, _("Loads"), "insight:loads", LOADS, Purpose.POPULATION)
