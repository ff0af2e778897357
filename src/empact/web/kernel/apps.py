"""The kernel as a Django app."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["Kernel"]


class Kernel(AppConfig):
    name = "empact.web.kernel"
    label = "kernel"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from . import day, hats, jobs, menu, modules, permissions, reminders, scopes, signin  # noqa: F401
        from .own_permissions import CHANGE_REGION, OWN_REMINDERS, READ_AUDIT, SEE_ACCOUNTS, SEE_JOBS
        from .purposes import Purpose

        permissions.load_all()
        scopes.load_all()
        jobs.load_all()
        menu.add(0, _("My day"), "kernel:day")
        menu.add(900, _("Accounts and roles"), "kernel:accounts", SEE_ACCOUNTS, Purpose.ADMINISTRATION)
        menu.add(905, _("Region"), "kernel:region", CHANGE_REGION, Purpose.ADMINISTRATION)
        menu.add(910, _("Audit log"), "kernel:audit", READ_AUDIT, Purpose.OVERSIGHT)
        menu.add(920, _("Background work"), "kernel:jobs", SEE_JOBS, Purpose.ADMINISTRATION)
        menu.add(915, _("Reminders"), "kernel:reminders", OWN_REMINDERS, Purpose.ADMINISTRATION)
        for source, title in (
            (reminders.to_reconsider, _("few act on a reminder you answer for")),
            (hats.to_confirm, _("nobody has said for half a year that you need a role")),
        ):
            # A region that took these away would neither hear of idle reminders nor close the doors of idle roles.
            day.add_todo(source, day.Reminder(f"kernel.{source.__name__}", title, owner="administrator", duty=True))
        menu.add(990, _("Roles and rights"), "kernel:matrix")
        modules.add(
            modules.Group.BLOCK,
            30,
            "learning",
            _("Learning network"),
            _("How teams and partners learn from figures, from one another and from what worked."),
            "kernel:learning",
            lambda day: (first for m in modules.of(modules.Group.LEARNING) for first in list(m.status(day))[:1]),
        )
