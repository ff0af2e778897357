"""The app as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["People"]


class People(AppConfig):
    name = "empact.web.people"
    label = "people"
