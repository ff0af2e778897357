"""What the reports on indicators are made from, asked for and opened in one way."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .arguments import add_library

if TYPE_CHECKING:
    from ..definitions.models import Library
    from ..engine.report.figures import Figures

__all__ = ["add_sources", "figures_of", "library_of"]


def add_sources(parser: Any, *, activities: bool = False) -> None:
    """The options; ``activities``: the list of them has to be given."""
    parser.add_argument("--results", type=Path, required=True, metavar="DIR", help="what was measured")
    parser.add_argument(
        "--activities",
        type=Path,
        required=activities,
        metavar="FILE",
        help="the activities of the zone: CSV with columns id,title,indicators,reason,tags",
    )
    parser.add_argument(
        "--values",
        type=Path,
        metavar="FILE",
        help="values entered by hand, of a survey: CSV with columns indicator,period,value,lower,upper,n,source,date",
    )
    parser.add_argument(
        "--growth",
        type=Path,
        metavar="FILE",
        help="base year and growth of an efficiency gain: CSV with columns "
        "indicator,base,growth,cost,valid_from,valid_to,source",
    )
    parser.add_argument("--language", choices=("nl", "fr", "de", "en"), default="en", help="default: en")
    parser.add_argument("--threshold", type=int, default=5, metavar="N", help="hide counts below N (default: 5)")
    parser.add_argument("--internal", action="store_true", help="all numbers, small ones too: for those who work inside")
    add_library(parser)


def library_of(args: argparse.Namespace) -> Library:
    from ..definitions.read import read_library

    return read_library(*args.library)


def figures_of(args: argparse.Namespace, library: Library | None = None, **of: Any) -> Figures:
    """What can be asked of the results, the entered values and the activities. ``of``: ``level``, ``node``, ``groups``."""
    from ..engine.indicators import open_measures
    from ..engine.report.activities import read_activities
    from ..engine.report.entered import read_entered
    from ..engine.report.figures import Figures
    from ..engine.report.gain import read_growth

    library = library or library_of(args)
    return Figures(
        open_measures(args.results),
        library,
        entered=read_entered(args.values, library) if args.values else (),
        activities=read_activities(args.activities, library) if args.activities else (),
        growth=read_growth(args.growth, library) if args.growth else (),
        threshold=args.threshold,
        internal=args.internal,
        **of,
    )
