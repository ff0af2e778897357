"""``empact show barometer``: one indicator of one area, practice or team, with its trend, its peers and what to do."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..engine.show.listing import Listing

__all__ = ["show_barometer"]


def show_barometer(args: argparse.Namespace) -> Listing:
    """The table and its sentences. Raises :class:`UserError` unless exactly one area, practice or team is asked."""
    from ..definitions.read import read_library
    from ..engine.indicators import open_measures
    from ..engine.report.barometer import barometer, barometer_listing
    from ..engine.report.figures import Figures
    from ..terms.errors import UserError
    from .indicators import level_of, release_options

    if args.results is None or args.name is None:
        raise UserError(
            "A barometer is one indicator of what was measured.",
            hint="As in: empact show barometer gp_contact --practice 12 --results DIR",
        )
    asked = [a for a in (*args.area, args.practice, args.team) if a]
    if len(asked) != 1:
        raise UserError("A barometer is of one area, practice or team.", hint="Give one --area, --practice or --team.")
    if args.team and args.groups is None:
        raise UserError("Who is in the team?", hint="Add --groups FILE, with columns group,member.")
    for option in ("by", "trend", "strata", "peers", "smooth", "chart", "svg"):
        if getattr(args, option):
            raise UserError(f"A barometer takes no --{option}.", hint="Use: empact show indicators NAME")
    measures = open_measures(args.results)
    measures.indicator(args.name)
    period = measures.period(args.period)
    how = release_options(args)
    library = read_library()
    level = "practice" if args.practice else "group" if args.team else ""
    if not level:
        level = level_of(asked[0], Figures(measures, library, **how).releases(period))
    figures = Figures(measures, library, level=level, node=asked[0], **how)
    return barometer_listing(barometer(figures, args.name, period), figures, args.language, plain=args.format != "table")
