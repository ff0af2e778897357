"""``empact show``: what a run found, as a table, CSV, JSON or picture."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from ..engine.run.results import Results
    from ..engine.show import View
    from ..engine.show.listing import Listing

__all__ = ["add", "run"]

_VIEWS: Final = ("popbox", "conditions", "determinants", "indicators", "barometer", "quality", "rejects")
_LEVELS: Final = ("region", "zone", "care_region", "municipality", "neighbourhood", "practice", "group")
_QUALITY: Final = ("source", "table", "practice", "month")  # by what quality is told
_STRATA: Final = ("age_band", "sex", "increased_reimbursement", "persona")


def add(subparsers: Any) -> None:
    """The command and its options."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "show",
        help="show the Pop-Box, conditions, determinants, indicators, a barometer, quality or rejects",
        description="Show what a run found (popbox, conditions, determinants), what was measured (indicators, barometer) or "
        "what a register holds (quality, rejects). A barometer is one indicator of one area, practice or team. "
        "Small numbers are hidden in every form of output.",
    )
    parser.add_argument("view", choices=_VIEWS, help="what to show")
    parser.add_argument("name", nargs="?", metavar="NAME", help="the indicator, where one of them is asked")
    parser.add_argument("--results", type=Path, metavar="DIR", help="the results, for popbox, conditions and determinants")
    parser.add_argument("--register", type=Path, metavar="DIR", help="the register, for quality and rejects")
    parser.add_argument(
        "--by",
        choices=tuple(dict.fromkeys((*_LEVELS, *_QUALITY))),
        help="one row per area of this level (default: the whole); quality: by source, table, practice or month",
    )
    parser.add_argument(
        "--area", action="append", default=[], metavar="ID", help="only this area, by id, code or name; may be given again"
    )
    parser.add_argument(
        "--determinant", action="append", metavar="ID", help="only this determinant; may be given again ('none' for none)"
    )
    parser.add_argument(
        "--segment", default="popbox", metavar="ID", help="popbox, leuven, bridges_to_health, action_list or your own"
    )
    parser.add_argument(
        "--compare", type=Path, metavar="RESULTS", help="how many people moved to another class between --results and these"
    )
    parser.add_argument(
        "--preview",
        type=Path,
        action="append",
        metavar="LIBRARY",
        help="how many people would move with the segment in this library",
    )
    parser.add_argument(
        "--language", choices=("nl", "fr", "de", "en"), default="en", help="language of what is shown (default: en)"
    )
    parser.add_argument("--format", choices=("table", "csv", "json"), default="table", help="default: table")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write there instead of showing")
    parser.add_argument("--svg", type=Path, metavar="FILE", help="draw the Pop-Box as a picture, too")
    parser.add_argument(
        "--threshold", type=int, default=5, metavar="N", help="hide counts below N; may be raised, not lowered (default: 5)"
    )
    parser.add_argument(
        "--library", type=Path, action="append", default=[], metavar="DIR", help="your own definitions and limits, for quality"
    )
    about = parser.add_argument_group("indicators")
    about.add_argument("--period", metavar="P", help="which of the measured periods (default: the latest)")
    about.add_argument("--trend", action="store_true", help="over all measured periods, with the limits of chance")
    about.add_argument("--strata", choices=_STRATA, help="divide people by this")
    about.add_argument(
        "--peers", choices=("all", "similar"), help="with --by and --area: that one beside its peers, the best, the target"
    )
    about.add_argument("--smooth", action="store_true", help="add values drawn towards the whole, for small areas")
    about.add_argument("--practice", metavar="ID", help="the practice of a barometer, by number or name")
    about.add_argument("--team", metavar="NAME", help="the team of a barometer, one of --groups")
    about.add_argument("--groups", type=Path, metavar="FILE", help="own groups: CSV with columns group,member")
    about.add_argument("--round", type=int, default=0, metavar="N", help="round counts to multiples of N, too")
    about.add_argument("--chart", choices=("trend", "funnel", "map"), help="which picture --svg draws of an indicator")
    about.add_argument("--shapes", type=Path, metavar="FILE", help="boundaries of areas as GeoJSON, for a map")
    parser.add_argument("--internal", action="store_true", help="show all numbers, small ones too: for those who work inside")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Show one view; the exit code. Raises :class:`UserError` for whatever a person can mend."""
    from .render import save, write, write_listing

    terminal = args.out is None and sys.stdout.isatty()
    _only_for_quality(args)
    _only_for_barometer(args)
    if args.view in ("quality", "rejects"):
        write_listing(_of_register(args), args.format, args.out, terminal=terminal)
        return 0
    if args.view == "indicators":
        from .indicators import show_indicators

        write_listing(show_indicators(args), args.format, args.out, terminal=terminal)
        return 0
    if args.view == "barometer":
        from .barometer import show_barometer

        write_listing(show_barometer(args), args.format, args.out, terminal=terminal)
        return 0
    _only_for_indicators(args)
    if args.compare is not None or args.preview:
        write_listing(_moved(args), args.format, args.out, terminal=terminal)
        return 0
    view = _of_results(args)
    if args.svg is not None:
        from ..engine.show.popbox_svg import popbox_svg
        from ..terms.errors import UserError

        if args.view != "popbox":
            raise UserError("Only the Pop-Box can be drawn.", hint="Use: empact show popbox --svg FILE")
        save(popbox_svg(view), args.svg)
    write(view, args.format, args.out, terminal=terminal)
    return 0


def _only_for_quality(args: argparse.Namespace) -> None:
    from ..terms.errors import UserError

    if args.view == "quality":
        if args.by is not None and args.by not in _QUALITY:
            raise UserError(f"Quality is not told by {args.by}.", hint=f"Known: {', '.join(_QUALITY)}.")
    elif args.by in _QUALITY and args.by not in _LEVELS:
        raise UserError(f"The {args.view} cannot be shown by {args.by}.", hint=f"Known: {', '.join(_LEVELS)}.")
    elif args.library:
        raise UserError("'--library' is about quality.", hint="Use: empact show quality --register DIR --library DIR")


def _only_for_barometer(args: argparse.Namespace) -> None:
    from ..terms.errors import UserError

    for option in ("practice", "team"):
        if args.view != "barometer" and getattr(args, option):
            raise UserError(f"--{option} is about a barometer.", hint="Use: empact show barometer NAME, or --by and --area.")


def _only_for_indicators(args: argparse.Namespace) -> None:
    from ..terms.errors import UserError

    for option in ("name", "period", "trend", "strata", "peers", "smooth", "groups", "round", "chart", "shapes"):
        if getattr(args, option):
            said = f"'{args.name}'" if option == "name" else f"--{option}"
            raise UserError(f"{said} is about indicators.", hint="Use: empact show indicators NAME")
    if args.by in ("practice", "group"):
        raise UserError(f"The {args.view} is not counted by {args.by}.", hint="Indicators are: empact show indicators NAME.")


def _of_register(args: argparse.Namespace) -> Listing:
    from ..engine.duckdb import connect
    from ..engine.register import open_register
    from ..terms.errors import UserError

    if args.register is None:
        raise UserError(f"'{args.view}' needs a register.", hint="Add --register DIR.")
    with connect() as db:
        register = open_register(args.register)
        if args.view == "rejects":
            from ..engine.show.rejects import rejects_of

            return rejects_of(db, register)
        from ..definitions.read import read_library
        from ..engine.quality import read_rules
        from ..engine.show.quality import quality_of

        return quality_of(
            db,
            register,
            read_rules(*args.library),
            read_library(*args.library),
            by=args.by,
            language=args.language,
            threshold=args.threshold,
            internal=args.internal,
            plain=args.format != "table",
        )


def _moved(args: argparse.Namespace) -> Listing:
    from ..engine.show.moved import compared, previewed

    results = _opened(args)
    if args.compare is not None:
        from ..engine.run.results import open_results

        return compared(results, open_results(args.compare), args.segment, threshold=args.threshold, internal=args.internal)
    from ..definitions.read import read_library

    return previewed(results, read_library(*args.preview), args.segment, threshold=args.threshold, internal=args.internal)


def _opened(args: argparse.Namespace) -> Results:
    from ..engine.run.results import open_results
    from ..terms.errors import UserError

    if args.results is None:
        raise UserError(
            f"'{args.view}' needs results.",
            hint="Add --results DIR; make them with: empact run --register DIR --as-of DATE --results DIR",
        )
    return open_results(args.results)


def _finest(args: argparse.Namespace, results: Results) -> str | None:
    """How far down areas have to be counted: the level asked, or that of the areas named."""
    asked = [args.by] if args.by else []
    for a, entry in (results.manifest.get("areas") or {}).items():
        if any(name in (a, a.partition(":")[2]) or name.casefold() == entry["name"].casefold() for name in args.area):
            asked.append(entry["level"])
    return max(asked, key=_LEVELS.index, default=None)


def _of_results(args: argparse.Namespace) -> View:
    from ..engine.show import conditions_view, counted, determinants_view, popbox_view

    results = _opened(args)
    traits = None if args.determinant is None else [d for d in args.determinant if d != "none"]
    segment = args.segment if args.view == "popbox" else "popbox"
    numbers = counted(
        results, down_to=_finest(args, results), threshold=args.threshold, internal=args.internal, segment=segment
    )
    if args.view == "conditions":
        return conditions_view(numbers, args.language, by=args.by, only=args.area)
    if args.view == "determinants":
        return determinants_view(numbers, args.language, by=args.by, only=args.area, traits=traits)
    return popbox_view(numbers, args.language, by=args.by, only=args.area, traits=traits)
