"""``empact check``: are the definitions sound, do their examples come out, is a review due?"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from .arguments import a_date, add_library

__all__ = ["add", "run"]


def add(subparsers: Any) -> None:
    """The command and its options."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "check",
        help="check definitions and run their examples",
        description="Read all definitions, run the examples they carry, and name reviews that are due. One line per problem.",
    )
    add_library(parser)
    parser.add_argument("--as-of", type=a_date, metavar="DATE", help="name reviews due on this day (default: today)")
    parser.add_argument(
        "--only", action="store_true", help="check the folders given with --library alone, without the shipped ones"
    )
    parser.add_argument(
        "--schema", type=Path, metavar="FILE", help="write the JSON Schema of definitions, for editors, and stop"
    )
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how to report")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Report; DEFINITION when a definition is unsound or an example fails, else OK. A review that is due is a warning."""
    from datetime import date

    from ..engine.checks import check_library
    from ..terms.errors import ExitCode, StorageError

    if args.schema:
        from ..definitions.schema import schema_text

        try:
            args.schema.write_text(schema_text(), encoding="utf-8")
        except OSError:
            raise StorageError(
                f"'{args.schema.name}' cannot be written.",
                hint="Is there such a folder, may you write in it, is the disk full?",
            ) from None
        return ExitCode.OK
    report = check_library(args.library, as_of=args.as_of or date.today(), shipped=not args.only)
    if args.format == "json":
        print(json.dumps(report.plain(), indent=1, ensure_ascii=False))
    else:
        for problem in report.problems:
            print(problem.message + (f" {problem.hint}" if problem.hint else ""))
        for warning in report.warnings:
            print(f"warning: {warning}", file=sys.stderr)
        print(
            f"{report.definitions} definitions, {report.examples} examples: "
            + ("all sound." if not report.problems else f"{len(report.problems)} to mend.")
        )
    return ExitCode.DEFINITION if report.problems else ExitCode.OK
