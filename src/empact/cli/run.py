"""``empact run``: from a register to conditions, determinants, scores and segments."""

from __future__ import annotations

import argparse
import json
import shlex
from pathlib import Path
from typing import Any

from .arguments import add_as_of, add_library, add_register

__all__ = ["add", "run"]


def add(subparsers: Any) -> None:
    """The command and its options."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "run",
        help="decide who has what on a day, and put everybody in the Pop-Box",
        description="Run all definitions over a register. Only what changed since the last run into the same folder is done "
        "again.",
    )
    add_register(parser)
    add_as_of(parser)
    parser.add_argument("--results", type=Path, required=True, metavar="DIR", help="where the results go")
    add_library(parser)
    parser.add_argument(
        "--workers", type=int, metavar="N", help="parts side by side (default: the processors of this machine)"
    )
    parser.add_argument("--memory", metavar="SIZE", help="limit for each worker's database, as in 600MB")
    parser.add_argument("--format", choices=("table", "json"), default="table", help="how to report")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Run and report; the exit code."""
    from ..definitions.read import read_library
    from ..engine.register import open_register
    from ..engine.run import run as run_register
    from .progress import progress

    library = read_library(*args.library)
    register = open_register(args.register)
    with progress() as bar:
        report = run_register(
            register,
            as_of=args.as_of,
            results=args.results,
            library=library,
            workers=args.workers,
            memory=args.memory,
            progress=bar,
        )
    results = report.results
    if args.format == "json":
        print(
            json.dumps(
                {
                    "results": str(args.results),
                    "version": results.version,
                    "as_of": args.as_of.isoformat(),
                    "register_version": register.version,
                    "population": {status.replace(" ", "_"): n for status, n in results.population.items()},
                    "parts_rebuilt": report.rebuilt,
                    "parts_kept": report.kept,
                    "definitions_changed": report.definitions_changed,
                },
                indent=1,
            )
        )
        return 0
    if not report.rebuilt and not report.definitions_changed:
        print(f"Nothing changed: results version {results.version} stands.")
        return 0
    counted = results.population
    print(f"Results version {results.version}: {counted['observed']:,} people living and observed on {args.as_of}.")
    print(
        f"Apart: {counted['dead']:,} dead, {counted['departed']:,} departed, {counted['not yet']:,} not yet born or arrived."
    )
    print(f"Look: empact show popbox --results {shlex.quote(str(args.results))}")
    return 0
