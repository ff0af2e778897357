"""``empact measure``: indicators over a period or a grid of periods."""

from __future__ import annotations

import argparse
import json
import shlex
from pathlib import Path
from typing import Any

from .arguments import add_library, add_register

__all__ = ["add", "run"]


def add(subparsers: Any) -> None:
    """The command and its options."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "measure",
        help="measure indicators over a period, or month by month",
        description="Measure the indicators of the library at every level at once. What was measured before on the same "
        "records is kept; only what changed or is new is computed.",
    )
    add_register(parser)
    parser.add_argument("--period", required=True, metavar="P", help="2023, 2023-Q2, 2023-04 or 2022-01..2023-12")
    parser.add_argument(
        "--every", choices=("whole", "year", "quarter", "month"), default="whole", help="cut the period up (default: whole)"
    )
    parser.add_argument("--results", type=Path, required=True, metavar="DIR", help="where what is measured goes")
    parser.add_argument(
        "--indicator", action="append", default=[], metavar="ID", help="only this one; may be given again (default: all)"
    )
    add_library(parser)
    parser.add_argument(
        "--workers", type=int, metavar="N", help="processes side by side (default: the processors of this machine)"
    )
    parser.add_argument("--memory", metavar="SIZE", help="limit for each worker's database, as in 600MB")
    parser.add_argument("--format", choices=("table", "json"), default="table", help="how to report")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Measure and report; the exit code."""
    from ..definitions.read import read_library
    from ..engine.indicators import measure
    from ..engine.register import open_register
    from ..terms.periods import parse_period
    from .progress import progress

    periods = parse_period(args.period, args.every)
    library = read_library(*args.library)
    register = open_register(args.register)
    with progress() as bar:
        report = measure(
            register,
            periods=periods,
            results=args.results,
            library=library,
            indicators=args.indicator,
            workers=args.workers,
            memory=args.memory,
            progress=bar,
        )
    measures = report.measures
    waiting = [i for i, d in measures.indicators.items() if d["waits_for"]]
    if args.format == "json":
        said = {
            "results": str(args.results),
            "version": measures.version,
            "register_version": register.version,
            "periods": [p.name for p in measures.periods],
            "indicators": [i for i in measures.indicators if i not in waiting],
            "not_measured": waiting,
            "computed": report.computed,
            "kept": report.kept,
        }
        print(json.dumps(said, indent=1))
        return 0
    if not report.computed:
        print(f"Nothing changed: version {measures.version} stands.")
        return 0
    print(
        f"Version {measures.version}: {len(measures.indicators) - len(waiting)} indicators over {len(measures.periods)} "
        f"period{'s' if len(measures.periods) != 1 else ''}; {report.computed} measured, {report.kept} kept."
    )
    if waiting:
        print(f"Not measured, waiting for data: {len(waiting)}.")
    print(f"Look: empact show indicators --results {shlex.quote(str(args.results))}")
    return 0
