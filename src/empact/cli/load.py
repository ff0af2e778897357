"""``empact load``: files in, a register out."""

from __future__ import annotations

import argparse
import json
import shlex
from datetime import datetime
from pathlib import Path
from typing import Any

from .arguments import add_register

__all__ = ["add", "run"]


def add(subparsers: Any) -> None:
    """The command and its options."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "load",
        help="load FHIR, OMOP or CSV records into a register",
        description="Load a delivery. The register gets a new version; the former one stays readable until it is there.",
    )
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="files or folders")
    parser.add_argument("--from", dest="form", required=True, choices=("fhir", "omop", "csv"), help="what the files hold")
    add_register(parser)
    parser.add_argument(
        "--source", metavar="NAME", help="name of the delivery; a later one of that name replaces it (default: the format)"
    )
    parser.add_argument(
        "--namespace",
        metavar="NAME",
        help="whose person identifiers these are; equal ones in one namespace are one person (default: the source)",
    )
    parser.add_argument(
        "--period",
        metavar="PERIOD",
        help="what the delivery is of, as in 2025 or 2024-07..2025-06; contacts, medicines, costs outside it are rejected",
    )
    parser.add_argument("--supplier", metavar="NAME", default="", help="who supplied it")
    parser.add_argument("--permission", metavar="REFERENCE", default="", help="the decision that allows its use")
    parser.add_argument(
        "--parts", type=int, metavar="N", help="split people into so many parts (default: at most 65,536 people each)"
    )
    parser.add_argument("--memory", metavar="SIZE", help="limit for the database, as in 2GB")
    parser.add_argument("--format", choices=("table", "json"), default="table", help="how to report")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Load and report; the exit code."""
    from ..engine.ingest import Provenance, load
    from ..terms.periods import parse_period
    from .progress import progress

    period = parse_period(args.period)[0] if args.period else None
    days = {"first": period.start.isoformat(), "last": period.end.isoformat()} if period else {}
    with progress() as bar:
        report = load(
            args.paths,
            format=args.form,
            register=args.register,
            source=args.source,
            namespace=args.namespace,
            provenance=Provenance(**days, supplier=args.supplier.strip(), permission=args.permission.strip()),
            parts=args.parts,
            memory=args.memory,
            progress=bar,
            now=datetime.now(),
        )
    if args.format == "json":
        print(
            json.dumps(
                {
                    "register": str(args.register),
                    "version": report.register.version,
                    "changed": report.changed,
                    "source": report.source,
                    "persons": report.persons,
                    "rows_in": report.rows_in,
                    "rows_kept": report.rows_kept,
                    "rows_rejected": report.rows_rejected,
                    "by_type": report.by_type,
                    "tables": report.tables,
                },
                indent=1,
                default=str,
            )
        )
        return 0
    if not report.changed:
        print(f"Nothing changed: these files are already in register version {report.register.version}.")
        return 0
    print(f"Register version {report.register.version}: {report.persons:,} people.")
    print(f"Rows in {report.rows_in:,} = kept {report.rows_kept:,} + rejected {report.rows_rejected:,}.")
    if report.rejects:
        print(f"See why: empact show rejects --register {shlex.quote(str(args.register))}")
    for note in report.notes:
        print(note)
    return 0
