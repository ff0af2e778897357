"""The app as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

__all__ = ["Insight"]


class Insight(AppConfig):
    name = "empact.web.insight"
    label = "insight"

    def ready(self) -> None:
        from ..kernel import day, menu, modules
        from ..kernel.purposes import Purpose
        from . import news, told
        from .permissions import COMPARE, LOADS, SEE

        day.add_news(news.figures_brought)
        day.add_todo(news.load_waits, day.Reminder("insight.load", _("loads to be released"), "analyst", duty=True))
        menu.add(210, "Pop-Box", "insight:popbox", SEE, Purpose.POPULATION)
        menu.add(220, _("Map"), "insight:map", SEE, Purpose.POPULATION)
        menu.add(200, _("Indicators"), "insight:library", SEE, Purpose.POPULATION)
        menu.add(230, _("Environment analyses"), "insight:environments", SEE, Purpose.POPULATION)
        menu.add(235, _("Flows"), "insight:flows", SEE, Purpose.POPULATION)
        menu.add(240, _("Side by side"), "insight:compare", COMPARE, Purpose.POPULATION)
        menu.add(250, _("Rules"), "insight:rules", SEE, Purpose.POPULATION)
        menu.add(720, _("Loads"), "insight:loads", LOADS, Purpose.POPULATION)
        for place, name, title, sentence, address, status in (
            (
                10,
                "population",
                _("Population management"),
                _("Which groups of people live here, and for whom a list is made."),
                "insight:popbox",
                told.of_popbox,
            ),
            (
                20,
                "impact",
                _("Impact measurement"),
                _("What is measured of the five aims, with its uncertainty."),
                "insight:library",
                told.of_indicators,
            ),
        ):  # fmt: skip
            modules.add(modules.Group.TOOL, place, name, title, sentence, address, status)
