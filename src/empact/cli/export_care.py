"""``empact export-care``: what care did, as files for the mill; facts under pseudonyms, and figures without persons."""

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
        "export-care",
        help="write what care did as files for the mill",
        description="Write facts of care (plans, goals, reviews, scores, meetings) of who agreed to use for figures, under "
        "the pseudonyms of a project, into DIR/care: load it with 'empact load DIR/care --from csv'. DIR/red-button.csv holds "
        "response times by quarter, without persons, DIR/help.csv those of help at home: give one to 'empact report' with "
        "--values. It is on record.",
    )
    parser.add_argument("folder", type=Path, metavar="DIR", help="where the files go; former ones are replaced")
    parser.add_argument("--project", required=True, metavar="CODE", help="whose pseudonyms: the namespace of the register")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write and report, in counts; the exit code. Raises :class:`UserError` for whatever a person can mend."""
    from ..web.site.start import start

    start()
    from ..web.care import delivery
    from ..web.care.actions import write_facts
    from ..web.kernel.problems import Problem
    from ..web.kernel.who import SYSTEM
    from ..web.rounds.waits import write_waits
    from ..web.signals.entered import write_entered
    from ..web.site.ready import check_current

    check_current()
    at = datetime.now(UTC)
    try:
        told = delivery.gather(args.project, at)
        write_facts(told=told, folder=args.folder / "care", by=SYSTEM, at=at)
    except Problem as problem:
        raise UserError(str(problem.message), hint=str(problem.hint)) from None
    quarters = write_entered(args.folder / "red-button.csv", at=at)
    quarters += write_waits(args.folder / "help.csv", at=at)
    print(
        f"{told.facts:,} facts of {told.persons:,} people are written, and {quarters:,} figures of the red button, desks "
        "and help."
    )
    if told.unasked:
        print(f"  {told.unasked:,} plans in use are left out: their people did not agree to use for figures.")
    if told.nameless:
        print(f"  {told.nameless:,} people who agreed are left out: no national number or no year of birth.")
    return 0
