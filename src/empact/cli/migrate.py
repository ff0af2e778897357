"""``empact migrate``: make a workspace, or bring it to this version."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from typing import Any

__all__ = ["add", "run"]


def add(subparsers: Any) -> None:
    """The command and its options."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "migrate",
        help="make the workspace, or bring it to this version",
        description="Make what the workspace needs: tables, keys, schedules. Again is harmless. EMPACT_WORKSPACE names the "
        "folder, EMPACT_DATABASE the database (without it: SQLite in that folder).",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Migrate and report; the exit code."""
    from ..web.site.start import start
    from .progress import progress

    start()
    from ..web.site.ready import migrate

    with progress() as bar:
        steps = migrate(at=datetime.now(UTC), progress=bar)
    print(f"The workspace is ready: {len(steps)} step{'s' if len(steps) != 1 else ''} taken." if steps else "Nothing to do.")
    return 0
