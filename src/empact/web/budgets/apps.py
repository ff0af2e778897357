"""The app as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["Budgets"]


class Budgets(AppConfig):
    name = "empact.web.budgets"
    label = "budgets"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from ..kernel import menu
        from ..kernel.purposes import Purpose
        from ..territory.hands import change_hands
        from . import models, permissions

        menu.add(350, _("Budgets and staff"), "budgets:budgets", permissions.SEE, Purpose.PROJECT)
        change_hands(models.FundingSource, "payer")
        change_hands(models.Line, "partner")
        change_hands(models.Position, "employer")
