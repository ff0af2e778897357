"""``empact backup``: the whole workspace in one file."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

__all__ = ["add", "run"]


def add(subparsers: Any) -> None:
    """The command and its options."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "backup",
        help="save the workspace to one file",
        description="Save tables, files and the head of the audit as they are at one moment; people go on working. The file "
        "restores to SQLite and to PostgreSQL alike.",
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="where it goes; an older one is replaced when all is saved")
    parser.add_argument(
        "--with-keys", action="store_true", help="save the keys too: who holds the file then reads what is encrypted"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Save and report; the exit code."""
    from ..web.site.start import start
    from .progress import progress

    start()
    from ..web.kernel.backup import back_up
    from ..web.site.ready import check_current

    check_current()
    with progress() as bar:
        manifest = back_up(args.file, at=datetime.now(UTC), with_keys=args.with_keys, progress=bar)
    rows = sum(t.rows for t in manifest.tables.values())
    print(f"Saved {rows:,} rows of {len(manifest.tables)} tables and {len(manifest.files)} files.")
    if not args.with_keys:
        print("The keys are not in it: keep keys.json of the workspace elsewhere, and apart from this file.")
    return 0
