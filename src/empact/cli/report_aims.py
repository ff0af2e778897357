"""``empact report aims``: the five aims in a year, over the years before it."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from .report_arguments import add_sources, figures_of

__all__ = ["add", "run"]


def add(reports: Any) -> None:
    """The report and its options."""
    parser: argparse.ArgumentParser = reports.add_parser(
        "aims",
        help="the five aims in a year: what is measured, what moved, what is not measured",
        description="A panel per aim with its indicators, their value and interval over the years, and in a sentence whether "
        "they became better, worse or no more than chance. What has no value is listed with what it waits for.",
    )
    add_sources(parser)
    parser.add_argument("--year", type=int, required=True, metavar="Y", help="the year reported on")
    parser.add_argument("--years", type=int, default=3, metavar="N", help="so many years, that one included (default: 3)")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="FILE.html, FILE.csv or FILE.json")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write the report in the form its file name asks for; the exit code."""
    from ..engine.report.aims import aim_report, years_until
    from ..engine.report.aims_page import aims_html, aims_listing, aims_plain
    from ..terms.errors import UserError
    from .render import save, write_listing

    form = args.out.suffix.lower()
    if form not in (".html", ".csv", ".json"):
        raise UserError(f"'{args.out.name}' is no form of this report.", hint="Give FILE.html, FILE.csv or FILE.json.")
    figures = figures_of(args)
    report = aim_report(figures, years_until(figures.measures, args.year, args.years))
    if form == ".csv":
        write_listing(aims_listing(report, args.language), "csv", args.out, terminal=False)
    elif form == ".json":
        plain = aims_plain(report, figures.measures, args.language, internal=args.internal)
        save(json.dumps(plain, indent=1, ensure_ascii=False) + "\n", args.out)
    else:
        save(aims_html(report, figures.measures, args.language, internal=args.internal), args.out)
    return 0
