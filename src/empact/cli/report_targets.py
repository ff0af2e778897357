"""``empact report targets``: the targets of the zone, and the list behind a number."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from .report_arguments import add_sources, figures_of

__all__ = ["add", "run"]


def add(reports: Any) -> None:
    """The report and its options."""
    parser: argparse.ArgumentParser = reports.add_parser(
        "targets",
        help="the targets with their numbers, and the activities behind one",
        description="Every indicator with a target: people from the register, activities from their list. Counted anew each "
        "time: an activity that is tagged counts at once.",
    )
    add_sources(parser)
    parser.add_argument("--behind", metavar="INDICATOR", help="list the activities that this target counts")
    parser.add_argument("--period", metavar="P", help="which of the measured periods (default: the latest)")
    parser.add_argument("--format", choices=("table", "csv", "json"), default="table", help="default: table")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write there instead of showing")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Show or write the targets, or the list behind one; the exit code."""
    from ..engine.report.targets import behind_listing, targets_listing
    from ..terms.errors import UserError
    from .render import write_listing

    figures = figures_of(args)
    if args.behind:
        if not figures.activities:
            raise UserError("The list of activities is needed.", hint="Add --activities FILE.")
        listing = behind_listing(figures.library, figures.activities, args.behind, args.language)
    else:
        period = figures.measures.period(args.period)
        listing = targets_listing(figures, period, args.language, plain=args.format != "table")
    write_listing(listing, args.format, args.out, terminal=args.out is None and sys.stdout.isatty())
    return 0
