"""``empact report environment``: an editable environment analysis of one zone or municipality."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

__all__ = ["add", "run"]


def add(reports: Any) -> None:
    """The report and its options."""
    parser: argparse.ArgumentParser = reports.add_parser(
        "environment",
        help="an environment analysis of a zone or municipality, as a text to edit",
        description="Who lives in an area, what they have, what care they use and where, beside the whole area; with measured "
        "and public indicators where they are given. A Word file; below every table stands its source.",
    )
    parser.add_argument("--area", required=True, metavar="AREA", help="a zone or municipality, by id, code or name")
    parser.add_argument("--results", type=Path, required=True, metavar="DIR", help="the results of a run")
    parser.add_argument(
        "--register", type=Path, metavar="DIR", help="the register they were made from: for use, costs and flows"
    )
    parser.add_argument("--measured", type=Path, metavar="DIR", help="measured indicators: adds those of the area")
    parser.add_argument("--period", metavar="P", help="which of the measured periods (default: the latest)")
    parser.add_argument(
        "--public",
        type=Path,
        metavar="FILE",
        help="public indicators: CSV with columns id,title,area,period,value,source,unit",
    )
    parser.add_argument("--language", choices=("nl", "fr", "de", "en"), default="nl", help="default: nl")
    parser.add_argument("--threshold", type=int, default=5, metavar="N", help="hide counts below N (default: 5)")
    parser.add_argument("--internal", action="store_true", help="all numbers, small ones too: for those who work inside")
    parser.add_argument("--workers", type=int, metavar="N", help="parts side by side (default: the processors)")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.docx", help="where it goes")
    parser.set_defaults(run=run, library=[])


def run(args: argparse.Namespace) -> int:
    """Write the document; the exit code."""
    from ..engine.describe.cohort import areas_of, find_area
    from ..engine.describe.environment import environment
    from ..engine.describe.public import read_public
    from ..engine.describe.word_document import write_docx
    from ..engine.run.results import open_results
    from ..terms.errors import UserError
    from .describe import page_of

    if args.out.suffix.lower() != ".docx":
        raise UserError(f"'{args.out.name}' is no Word file.", hint="Give a name that ends in .docx.")
    areas = areas_of(open_results(args.results))
    area = find_area(args.area, areas, ("zone", "municipality"))
    page = page_of(args, [f"area:{area}"], ["everybody"])
    level = areas.level[area]
    releases = None
    if args.measured is not None:
        from ..engine.indicators import open_measures
        from ..engine.release.released import Releases

        measures = open_measures(args.measured)
        releases = Releases(measures, measures.period(args.period), threshold=args.threshold, internal=args.internal)
    public = read_public(args.public, area, areas) if args.public is not None else ()
    document = environment(page, releases=releases, public=public, area=area, level=level)
    write_docx(document, args.out)
    print(f"{document.title}: {args.out.name}")
    return 0
