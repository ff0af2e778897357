"""``empact list``: a proactive list, as long as there are places, with a reason for each person."""

from __future__ import annotations

import argparse
import csv
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .arguments import a_date, add_library, add_register, check_threshold

if TYPE_CHECKING:
    from ..terms.periods import Period

__all__ = ["add", "run"]

_COMPARE = "compare.json"
_LEVELS = ("practice", "team", "region", "zone", "care_region", "municipality", "neighbourhood")


def add(subparsers: Any) -> None:
    """The command and its options."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "list",
        help="make a proactive list: who meets a rule, as many as there are places, each with the reason",
        description="Make a list of the people who meet a rule. Nobody dead, departed or left out is on it. It leaves with a "
        "project, a legal ground, a purpose and a recipient, which are written down. Beside it: a record of the rule, the "
        "people at each step and who is reached (.json), and who is held out, to stay inside (-inside.csv).",
    )
    parser.add_argument("name", metavar="NAME", help="what the list is called")
    add_register(parser)
    parser.add_argument("--results", type=Path, required=True, metavar="DIR", help="the results of a run over it")
    add_library(parser)
    parser.add_argument(
        "--rule",
        required=True,
        metavar="RULE",
        help="ID, segment:ID:CLASS, segment:ID:CLASS,determinant:ID (both), indicator:ID (who is still open) or file:own.yaml",
    )
    parser.add_argument(
        "--period", metavar="P", help="of an indicator, as in 2023 (default: the year until the day of the run)"
    )
    parser.add_argument("--by", choices=_LEVELS, default="", help="a list per practice, team or area; --out is a folder")
    parser.add_argument("--groups", type=Path, metavar="FILE", help="teams: CSV with columns group,member (practices)")
    parser.add_argument(
        "--only", action="append", default=[], metavar="LEVEL:ID", help="one list of these places alone, as municipality:31005"
    )
    parser.add_argument("--places", type=int, metavar="N", help="how many can be offered a place (default: everybody)")
    parser.add_argument(
        "--first", default="", metavar="SCORE", help="who has most of it first, as cambridge_general (default: by lot)"
    )
    parser.add_argument(
        "--reserve", type=float, default=0.0, metavar="SHARE", help="held out by lot, to compare with (default: 0)"
    )
    parser.add_argument(
        "--waves",
        type=int,
        default=0,
        metavar="N",
        help="with --by: lists begin in N waves by lot, a quarter after each other",
    )
    parser.add_argument(
        "--day",
        type=a_date,
        metavar="DATE",
        help="with --waves: today, on which quarters are counted (default: that of the run)",
    )
    parser.add_argument(
        "--outcome", metavar="INDICATOR", help="what is watched once the list is used (default: unplanned admissions)"
    )
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="of the lot (default: 1)")
    parser.add_argument("--exclude", type=Path, metavar="FILE", help="who is left out: CSV with columns pseudonym,reason")
    parser.add_argument(
        "--after", type=Path, metavar="FILE|DIR", help="go on from an earlier list: its -inside.csv, or their folder with --by"
    )
    parser.add_argument(
        "--not-in",
        metavar="PROGRAMME",
        help="leave out who is enrolled in this programme on the day of the run; 'any' for all",
    )
    parser.add_argument("--language", choices=("nl", "fr", "de", "en"), default="en", help="of the reasons (default: en)")
    about = parser.add_argument_group("on what ground it leaves")
    about.add_argument("--project", default="", metavar="CODE", help="in which the pseudonyms were made")
    about.add_argument("--ground", default="", metavar="TEXT", help="the legal ground")
    about.add_argument("--purpose", default="", metavar="TEXT", help="what it is for")
    about.add_argument("--recipient", default="", metavar="TEXT", help="who receives it")
    about.add_argument("--threshold", type=int, default=5, metavar="N", help="hide counts below N in the record (default: 5)")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE|DIR", help="where to write it")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Make and write; the exit code. Raises :class:`UserError` for whatever a person can mend."""
    from ..definitions.read import read_library
    from ..engine.register import open_register
    from ..engine.run.results import open_results
    from ..engine.worklists import (
        OUTCOME,
        Notice,
        Wanted,
        comparison_of,
        file_name,
        make_lists,
        read_before,
        read_comparison,
        read_rule,
        write_comparison,
        write_list,
    )
    from ..terms.errors import UserError
    from .indicators import read_groups

    notice = Notice(args.name, args.project, args.ground, args.purpose, args.recipient)
    check_threshold(args.threshold)
    if (args.by == "team") != (args.groups is not None):
        raise UserError("Lists by team need the teams.", hint="Add --by team --groups FILE, with columns group,member.")
    begun = read_comparison(_comparison_of(args.after)) if args.waves and args.after else None
    level, only = _places(args)
    before = {} if args.after is None else read_before(args.after)
    if only:
        before = {file_name(key): arms for key in only for arms in before.values()}
    results = open_results(args.results)
    library = read_library(*args.library)
    wanted = Wanted(
        places=args.places,
        reserve=args.reserve,
        seed=args.seed,
        by=level or ("" if args.by == "team" else args.by),
        groups=only or read_groups(args.groups),
        first=args.first,
        leave_out=_left_out(args.exclude),
        programme=None if args.not_in is None else ("" if args.not_in == "any" else args.not_in),
        before=before,
        waves=args.waves,
        begun=begun.start if begun else None,
        drawn=dict(zip(begun.keys, begun.groups, strict=True)) if begun and begun.keys else {},
        day=args.day if args.waves else None,
        language=args.language,
    )
    rule = read_rule(args.rule, library, results, _period(args.period, results.as_of))
    made = make_lists(open_register(args.register), results, library, rule, wanted)
    if made.unknown:
        print(f"{made.unknown} of those to leave out do not meet the rule, or are not on the register.")
    if not any(one.lines or one.left for one in made.lists):
        print("Nobody is on this list; nothing was written.")
        return 0
    comparison = None
    if args.after is None:
        comparison = comparison_of(made, library, args.name, args.outcome or OUTCOME)
        write_comparison(comparison, args.out / _COMPARE if args.by else args.out.with_name(f"{args.out.stem}-{_COMPARE}"))
    for one in made.lists:
        if one.lines or one.left:
            out = args.out if not args.by else args.out / f"{file_name(one.key)}.csv"
            write_list(made, one, notice, out, args.results, args.threshold, comparison)
            left = f", {len(one.left)} left since the list before" if args.after is not None else ""
            print(f"{out.name}: {len(one.lines)} people{left}" + (f", for {one.name}" if one.name else ""))
    return 0


def _places(args: argparse.Namespace) -> tuple[str, dict[str, list[str]] | None]:
    """The level of ``--only`` and its places as one group."""
    from ..terms.errors import UserError

    levels = {place.partition(":")[0] for place in args.only}
    if not levels:
        return "", None
    if args.by or args.waves or len(levels) > 1:
        raise UserError("One list is of places of one level.", hint="Name places of one level, without --by and --waves.")
    return levels.pop(), {args.name: [place.partition(":")[2] for place in args.only]}


def _comparison_of(after: Path) -> Path:
    return after / _COMPARE if after.is_dir() else after.with_name(after.name.replace("inside.csv", _COMPARE))


def _period(text: str | None, as_of: Any) -> Period:
    from ..engine.reference.indicators import year_until
    from ..terms.periods import parse_period

    return year_until(as_of) if text is None else parse_period(text)[0]


def _left_out(file: Path | None) -> dict[str, str]:
    from ..terms.errors import UserError

    if file is None:
        return {}
    found: dict[str, str] = {}
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            for row in csv.DictReader(stream):
                found[(row.get("pseudonym") or "").strip()] = (row.get("reason") or "").strip()
    except (OSError, UnicodeDecodeError):
        raise UserError(f"'{file.name}' cannot be read.", hint="Give a CSV in UTF-8 with columns pseudonym,reason.") from None
    if "" in found:
        raise UserError(f"'{file.name}' lacks a pseudonym.", hint="Its columns are pseudonym,reason; none is empty.")
    return found
