"""The app as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["Territory"]


class Territory(AppConfig):
    name = "empact.web.territory"
    label = "territory"
