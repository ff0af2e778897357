"""``empact import-results``: released figures into the workspace, where the pages read them."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ..terms.errors import UserError

__all__ = ["add", "run"]


def add(subparsers: Any) -> None:
    """The command and its options."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "import-results",
        help="bring released figures into the workspace",
        description="Check a folder made by 'empact release' against its manifest and bring it in. Figures of the load in "
        "force are shown at once; those of another load wait until an analyst releases it on the page of loads.",
    )
    parser.add_argument("package", type=Path, metavar="DIR", help="the folder of released figures")
    parser.add_argument(
        "--release", metavar="NOTE", help="release the load here and now, on record as done by command, with this note"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Bring them in and report; the exit code. Raises :class:`UserError` when the load cannot be released."""
    from ..web.insight.bring import WAITING, bring
    from ..web.site.workspace import Workspace
    from .progress import progress

    counted = 0
    with progress() as bar:
        bar.step("Bring in", 0)

        def tick(_period: str, rows: int) -> None:
            nonlocal counted
            counted += rows
            bar.advance()

        results = Workspace.from_environment().results
        name = bring(args.package, results, tick)
    print(f"{counted:,} figures are brought in." if counted else "These figures were brought in before.")
    if not (results / WAITING).exists():
        print("They are in force.")
    elif args.release is not None:
        _release(name, args.release)
        print("They are in force.")
    else:
        print("They wait: an analyst releases their load on the page of loads.")
    return 0


def _release(name: str, note: str) -> None:
    from ..web.site.start import in_english, start

    start()
    from ..web.insight.actions import decide_load
    from ..web.kernel.problems import Problem
    from ..web.kernel.who import SYSTEM
    from ..web.site.ready import check_current

    check_current()
    try:
        with in_english():
            decide_load(figures=name, verdict="released", note=note, by=SYSTEM, at=datetime.now(UTC))
    except Problem as problem:
        raise UserError(str(problem.message), hint=str(problem.hint)) from None
