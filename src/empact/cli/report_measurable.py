"""``empact report measurable``: which activities have an indicator with a value, or a written reason."""

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
        "measurable",
        help="the share of activities with an indicator that has a value, or a reason",
        description="An activity is measured where one of its indicators has a value that may be shown. An indicator that was "
        "chosen and has none does not count.",
    )
    add_sources(parser, activities=True)
    parser.add_argument("--period", metavar="P", help="which of the measured periods (default: the latest)")
    parser.add_argument("--format", choices=("table", "csv", "json"), default="table", help="default: table")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write there instead of showing")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Show or write the list; the exit code."""
    from ..engine.report.activities import measurability
    from ..engine.report.targets import measurable_listing, status_in
    from .render import write_listing

    figures = figures_of(args)
    period = figures.measures.period(args.period)
    found = measurability(figures.activities, lambda indicator: status_in(figures, indicator, period))
    listing = measurable_listing(found, figures, period, args.language, plain=args.format != "table")
    write_listing(listing, args.format, args.out, terminal=args.out is None and sys.stdout.isatty())
    return 0
