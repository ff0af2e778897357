"""``empact watch``: does it go worse for those who were offered a place on a list?"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from .arguments import a_date, add_library, add_register, check_threshold

__all__ = ["add", "run"]


def add(subparsers: Any) -> None:
    """The command and its options."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "watch",
        help="look at the effect of acting on a list, on the days that were set when it was first used",
        description="Compare those who were offered a place with those who were not, as was set up when the list was first "
        "used. It warns when the outcome goes worse. Only the days that were set are looked at: over all of them a false "
        "alarm has a chance of at most 1 in 20.",
    )
    parser.add_argument("comparison", type=Path, metavar="FILE", help="the -compare.json that 'empact list' wrote")
    add_register(parser)
    add_library(parser)
    parser.add_argument("--as-of", type=a_date, required=True, metavar="DATE", help="today: nothing after it is looked at")
    parser.add_argument("--language", choices=("nl", "fr", "de", "en"), default="en", help="language (default: en)")
    parser.add_argument(
        "--threshold", type=int, default=5, metavar="N", help="say nothing below N people or events (default: 5)"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Say it; the exit code."""
    from ..definitions.read import read_library
    from ..engine.register import open_register
    from ..engine.worklists import as_text, read_comparison, watch

    check_threshold(args.threshold)
    comparison, library = read_comparison(args.comparison), read_library(*args.library)
    look = watch(comparison, open_register(args.register), library, args.as_of, args.threshold)
    sys.stdout.write(as_text(comparison, look, library, args.language))
    return 0
