"""The kernel as a Django app."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["Kernel"]


class Kernel(AppConfig):
    name = "empact.web.kernel"
    label = "kernel"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from . import menu, permissions, scopes, signin  # noqa: F401
        from .own_permissions import READ_AUDIT, SEE_ACCOUNTS
        from .purposes import Purpose

        permissions.load_all()
        scopes.load_all()
        menu.add(0, _("My day"), "kernel:day")
        menu.add(900, _("Accounts and roles"), "kernel:accounts", SEE_ACCOUNTS, Purpose.ADMINISTRATION)
        menu.add(910, _("Audit log"), "kernel:audit", READ_AUDIT, Purpose.OVERSIGHT)
        menu.add(990, _("Roles and rights"), "kernel:matrix")
