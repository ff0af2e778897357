"""``empact import-results``: released figures into the workspace, where the pages read them."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

__all__ = ["add", "run"]


def add(subparsers: Any) -> None:
    """The command and its options."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "import-results",
        help="bring released figures into the workspace",
        description="Check a folder made by 'empact release' against its manifest and put it in force for the pages. "
        "Pages that are open go on with what they had.",
    )
    parser.add_argument("package", type=Path, metavar="DIR", help="the folder of released figures")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Bring them in and report; the exit code."""
    from ..web.insight.bring import bring
    from ..web.site.workspace import Workspace
    from .progress import progress

    counted = 0
    with progress() as bar:
        bar.step("Bring in", 0)

        def tick(_period: str, rows: int) -> None:
            nonlocal counted
            counted += rows
            bar.advance()

        bring(args.package, Workspace.from_environment().results, tick)
    print(f"{counted:,} figures are brought in." if counted else "These figures were brought in before; they are in force.")
    return 0
