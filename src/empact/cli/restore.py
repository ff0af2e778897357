"""``empact restore``: a workspace from a backup."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

__all__ = ["add", "run"]


def add(subparsers: Any) -> None:
    """The command and its options."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "restore",
        help="fill an empty workspace from a backup",
        description="Fill an empty workspace, on the same kind of database or another. Every table is read back and compared "
        "with the backup before it counts.",
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="what empact backup made")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Restore and report; the exit code."""
    from ..web.kernel.backup_archive import bring_keys
    from ..web.site.start import start
    from ..web.site.workspace import Workspace
    from .progress import progress

    bring_keys(args.file, Workspace.from_environment().folder)  # before the settings make new ones
    start()
    from ..web.kernel.backup import restore
    from ..web.site.ready import migrate

    with progress() as bar:
        manifest = restore(args.file, progress=bar)
        migrate(at=datetime.now(UTC), progress=bar)
    rows = sum(t.rows for t in manifest.tables.values())
    print(f"Restored {rows:,} rows of {len(manifest.tables)} tables and {len(manifest.files)} files, as of {manifest.made}.")
    print("All sums are those of the backup.")
    return 0
