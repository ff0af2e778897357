"""The app as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["Budgets"]


class Budgets(AppConfig):
    name = "empact.web.budgets"
    label = "budgets"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from ..governance import resting
        from ..kernel import day, menu
        from ..kernel.purposes import Purpose
        from ..portfolio import means as doors
        from ..portfolio.reporting import Section, add_section
        from ..portfolio.startup import Step, add_step
        from ..territory.hands import change_hands
        from . import means, models, permissions, todo

        menu.add(350, _("Budgets"), "budgets:budgets", permissions.SEE, Purpose.PROJECT)
        menu.add(352, _("Staff"), "budgets:staff", permissions.SEE, Purpose.PROJECT)
        menu.add(354, _("Funding"), "budgets:sources", permissions.SEE, Purpose.PROJECT)
        doors.add(means.means_of_action)
        resting.add(permissions.SEE, means.entries_on)
        keep = ((_("Keep what a function would cost"), "budgets:estimate", ()), (_("What it costs"), "budgets:costs", ()))
        said = _("What it would cost to begin. One function is enough.")
        add_step(Step(40, _("Means"), said, means.means_of_startup, keep))
        columns = {
            "given_minor": _("given"), "bound_minor": _("bound"), "spent_minor": _("spent"), "free_minor": _("free"),
            "planned_percent": _("FTE planned"), "worked_percent": _("FTE at work"),
        }  # fmt: skip
        add_section(Section("money", _("Money and work this year"), columns, means.money_of_report))
        columns = {name: title for name, title, _number in means.BROUGHT_COLUMNS[1:]}
        numbers = frozenset(name for name, _title, number in means.BROUGHT_COLUMNS if number)
        brought = _("What partners promised and brought")
        add_section(Section("brought", brought, columns, means.brought_of_report, numbers=numbers))
        for source, title, duty in (
            (todo.reports_due, _("a report to who pays is due or was missed"), True),
            (todo.calls_due, _("a call closes within 60 days"), False),
            (todo.hours_to_approve, _("hours wait to be approved"), True),
        ):
            day.add_todo(source, day.Reminder(f"budgets.{source.__name__}", title, owner="pmo", duty=duty))
        change_hands(models.FundingSource, "payer")
        change_hands(models.Line, "partner")
        change_hands(models.Position, "employer")
