"""``empact release``: everything that may leave, as one folder for whoever reads results."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..engine.indicators.results import Measures
    from ..engine.run import Results

__all__ = ["add", "run"]


def add(subparsers: Any) -> None:
    """The command and its options."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "release",
        help="write all measured indicators, masked, as a folder of files",
        description="Write every measured indicator at every level, with small numbers hidden, as CSV and JSON. This folder "
        "is what the web reads (empact import-results) and what may be published.",
    )
    parser.add_argument("--results", type=Path, required=True, metavar="DIR", help="what was measured")
    parser.add_argument("--run", dest="run_results", type=Path, metavar="DIR", help="a run, for its Pop-Box too")
    parser.add_argument(
        "--register",
        type=Path,
        metavar="DIR",
        help="the register, for what was loaded and what the checks found; with --run, for flows between lines of care, too",
    )
    parser.add_argument("--library", type=Path, action="append", default=[], metavar="DIR", help="your own definitions")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="where the released figures go")
    parser.add_argument("--groups", type=Path, metavar="FILE", help="own groups: CSV with columns group,member")
    parser.add_argument("--threshold", type=int, default=5, metavar="N", help="hide counts below N (default: 5)")
    parser.add_argument("--round", type=int, default=0, metavar="N", help="round counts to multiples of N, too")
    parser.add_argument(
        "--strata", choices=("none", "latest", "all"), default="latest", help="periods to divide by strata (default: latest)"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Release and report; the exit code."""
    from ..engine.indicators import open_measures
    from ..engine.run import open_results
    from ..engine.show.package import write_package
    from .indicators import read_groups
    from .progress import progress

    measures = open_measures(args.results)
    found = open_results(args.run_results) if args.run_results else None
    definitions = None
    if found is not None:
        from ..definitions.read import read_library
        from ..engine.show.catalogue import catalogue_of

        definitions = catalogue_of(found, read_library(*args.library))
    periods = measures.periods
    stratified = {"none": (), "latest": periods[-1:], "all": periods}[args.strata]
    with progress() as bar:
        manifest = write_package(
            measures,
            args.out,
            stratified=stratified,
            threshold=args.threshold,
            rounding=args.round,
            groups=read_groups(args.groups),
            run=found,
            loads=_loads(args) if args.register else None,
            definitions=definitions,
            flows=_flows(args, found) if args.register and found else None,
            evaluations=_evaluations(args, measures) if args.library else None,
            progress=bar,
        )
    rows = sum(p["rows"] for p in manifest["periods"])
    print(f"{rows:,} figures of {len(manifest['periods'])} periods are released. Smaller than {args.threshold}: hidden.")
    return 0


def _loads(args: argparse.Namespace) -> dict[str, Any]:
    from ..definitions.read import read_library
    from ..engine.duckdb import connect
    from ..engine.quality import read_rules
    from ..engine.register import open_register
    from ..engine.show.loads import loads_of

    with connect() as db:
        rules, library = read_rules(*args.library), read_library(*args.library)
        return loads_of(db, open_register(args.register), rules, library, threshold=args.threshold)


def _flows(args: argparse.Namespace, found: Results) -> dict[str, Any]:
    from ..engine.duckdb import connect
    from ..engine.register import open_register
    from ..engine.show.flows import flows_of

    with connect() as db:
        return flows_of(db, open_register(args.register), found, threshold=args.threshold)


def _evaluations(args: argparse.Namespace, measures: Measures) -> dict[str, Any]:
    """Those of the own libraries that are whole: what lacks a part is a draft, and no draft leaves."""
    from ..definitions.read import read_library
    from ..engine.evaluation import document_of
    from ..engine.evaluation.page import as_plain

    library, found = read_library(*args.library), {}
    for id_ in sorted(library.evaluations):
        document = document_of(id_, library, measures, args.library, threshold=args.threshold)
        if not document.missing:
            said = as_plain(document, library)
            found[id_] = {k: said[k] for k in ("title", "headline", "result", "effect", "is_wanted", "matters", "reviewed")}
    return found
