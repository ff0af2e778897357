"""``empact report kpis``: the page of a team, from its scorecard."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from .arguments import a_date
from .report_arguments import add_sources, figures_of, library_of

__all__ = ["add", "run"]


def add(reports: Any) -> None:
    """The report and its options."""
    parser: argparse.ArgumentParser = reports.add_parser(
        "kpis",
        help="the indicators a team chose: baseline, target and every quarter on one page",
        description="A scorecard lies in the folder scorecards/ of your own library (--library). It names at most five "
        "indicators, each with its target and the day it is to be reached.",
    )
    parser.add_argument("name", metavar="ID", help="the scorecard")
    add_sources(parser)
    parser.add_argument("--groups", type=Path, metavar="FILE", help="own groups: CSV with columns group,member")
    parser.add_argument("--as-of", type=a_date, metavar="DATE", help="quarters that ended by this day (default: today)")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="FILE.html")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write the page; the exit code."""
    from datetime import date

    from ..definitions.place import meant
    from ..engine.report.kpis import kpi_page, kpis_html
    from ..terms.errors import UserError
    from .indicators import read_groups
    from .render import save

    if args.out.suffix.lower() != ".html":
        raise UserError(f"'{args.out.name}' is no page.", hint="Give FILE.html.")
    library = library_of(args)
    card = library.scorecards.get(args.name)
    if card is None:
        hint = meant(args.name, library.scorecards) if library.scorecards else "Give the folder they lie in with --library."
        raise UserError(f"There is no scorecard '{args.name}'.", hint=hint)
    groups = read_groups(args.groups)
    figures = figures_of(args, library, level=card.level, node=card.team, groups=groups)
    found = kpi_page(card, figures, args.as_of or date.today())
    save(kpis_html(found, figures.measures, args.language, internal=args.internal), args.out)
    return 0
