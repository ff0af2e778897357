"""Is the house well? For whoever starts it, watches it, or sends visitors to it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from typing import Final

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import QuerySet

from .models import Worker

__all__ = ["free_room", "living_workers", "missing_steps", "readiness"]

_ROOM: Final = 200 * 2**20
"""Bytes that must be free: a backup of the keys, a letter, a day of audit."""
_SIGN: Final = timedelta(seconds=60)


def readiness(now: datetime) -> dict[str, bool]:
    """What must hold before visitors are let in, each by name. Nothing here says more than yes or no."""
    checks: dict[str, Callable[[], bool]] = {
        "database": _answers,
        "tables": lambda: not missing_steps(),
        "worker": lambda: living_workers(now).exists(),
        "disk": lambda: free_room() >= _ROOM,
    }
    found = {}
    for name, holds in checks.items():
        try:
            found[name] = holds()
        except (DatabaseError, OSError):
            found[name] = False
    return found


def missing_steps() -> list[str]:
    """Steps that this version wants and the database has not had. Two short questions: a probe asks this every few seconds."""
    return sorted(".".join(step) for step in _steps() - MigrationRecorder(connection).applied_migrations().keys())


@cache
def _steps() -> frozenset[tuple[str, str]]:
    """App and name of all steps of this version, which stay what they are while the process lives."""
    return frozenset(MigrationLoader(None).graph.nodes)


def living_workers(now: datetime) -> QuerySet[Worker]:
    """Those that gave a sign of life in the last minute."""
    return Worker.objects.filter(seen__gte=now - _SIGN)


def free_room() -> int:
    """Bytes left on the disk of the workspace."""
    return shutil.disk_usage(settings.WORKSPACE.folder).free


def _answers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone())
