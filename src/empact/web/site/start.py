"""Opening the house for a command: settings read, apps loaded. Nothing of the web may be imported before."""

from __future__ import annotations

import os
from contextlib import AbstractContextManager

__all__ = ["in_english", "start"]


def start() -> None:
    """Load the apps once; a second call does nothing."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "empact.web.site.settings")
    import django

    django.setup()


def in_english() -> AbstractContextManager[None]:
    """Commands answer in English, whatever the language of the house."""
    from django.utils import translation

    return translation.override("en")
