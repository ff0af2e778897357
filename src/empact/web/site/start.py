"""Opening the house for a command: settings read, apps loaded. Nothing of the web may be imported before."""

from __future__ import annotations

import os

__all__ = ["start"]


def start() -> None:
    """Load the apps once; a second call does nothing."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "empact.web.site.settings")
    import django

    django.setup()
