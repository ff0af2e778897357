"""``empact synth``: make a region that never was, good enough to load."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .arguments import a_date

if TYPE_CHECKING:
    from ..synthetic import SyntheticReport

__all__ = ["add", "run"]


def add(subparsers: Any) -> None:
    """The command and its options."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "synth",
        help="make a synthetic region: people, records and costs, as FHIR, OMOP or CSV",
        description="Make people that never were, with the municipalities, ages and disease of a real region. "
        "The same seed gives the same bytes.",
    )
    parser.add_argument("--people", type=int, default=36_000, metavar="N", help="how many (default: 36000)")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="whole number of zero or more (default: 1)")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="a folder that is empty or not there yet")
    parser.add_argument("--as", dest="form", choices=("omop", "fhir", "csv"), default="omop", help="default: omop")
    parser.add_argument("--end", type=a_date, default=date(2024, 1, 1), metavar="DATE", help="default: 2024-01-01")
    parser.add_argument("--years", type=int, default=3, metavar="N", help="years of records before the end (default: 3)")
    parser.add_argument("--region", default="empact", help="empact (27 municipalities), leuven or flanders (default: empact)")
    planted = parser.add_mutually_exclusive_group()
    planted.add_argument("--truths", action="store_true", help="plant one truth of each kind, with known sizes")
    planted.add_argument("--scenario", type=Path, metavar="FILE", help="plant the truths of this file instead")
    parser.add_argument(
        "--truth", type=Path, metavar="FILE", help="where the truth goes (default: DIR.truth.json, beside DIR)"
    )
    parser.add_argument("--workers", type=int, metavar="N", help="processes side by side (default: one per processor)")
    parser.add_argument("--format", choices=("table", "json"), default="table", help="how to report (default: table)")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Make the region and report; the exit code. Raises :class:`UserError` for whatever a person can mend."""
    from ..synthetic import read_scenario, shipped_scenario, write_region
    from .progress import progress

    scenario = read_scenario(args.scenario) if args.scenario else shipped_scenario() if args.truths else None
    with progress() as bar:
        report = write_region(
            people=args.people,
            seed=args.seed,
            out=args.out,
            as_=args.form,
            end=args.end,
            years=args.years,
            region=args.region,
            workers=args.workers,
            progress=bar,
            scenario=scenario,
            truth=args.truth,
        )
    print(_json(report) if args.format == "json" else _text(report))
    return 0


def _json(report: SyntheticReport) -> str:
    """``people``, ``form``, ``rows`` (by table or resource type), ``files``, ``bytes``, ``calibrated``, ``checks``;
    ``truth`` is the file with what was planted, or null.
    """
    return json.dumps({
        "people": report.people, "form": report.form, "rows": report.rows, "files": report.files, "bytes": report.bytes,
        "calibrated": report.calibrated, "truth": str(report.truth) if report.truth else None,
        "checks": [asdict(c) | {"passed": c.passed, "judged": c.judged} for c in report.checks],
    })  # fmt: skip


def _text(report: SyntheticReport) -> str:
    width = max(len(name) for name in report.rows)
    lines = [f"{name.ljust(width)}  {rows:>12,}" for name, rows in report.rows.items()]
    judged = [c for c in report.checks if c.judged]
    missed = [c for c in judged if not c.passed]
    few = len(report.checks) - len(judged)
    unsure = f"; {few} more need more people to tell" if few else ""
    return "\n".join([
        f"{report.people:,} people, {sum(report.rows.values()):,} rows, {report.bytes / 1e6:,.1f} MB in {report.files} files",
        *lines,
        f"{len(judged) - len(missed)} of {len(judged)} calibration targets held{unsure} (synthetic.json has all)",
        *(f"  missed: {c.what}: {c.observed:g} for {c.target:g} {c.unit} (from {c.people:,} people)" for c in missed),
        *([f"What was planted: {report.truth}"] if report.truth else []),
    ])  # fmt: skip
