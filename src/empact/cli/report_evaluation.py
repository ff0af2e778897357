"""``empact report evaluation``: a finished evaluation as a page, as rows or as JSON; refused while a part is missing."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from .arguments import add_library

__all__ = ["add", "run"]


def add(subparsers: Any) -> None:
    """The report and its options."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "evaluation",
        help="did an action do what it was for?",
        description="Write a finished evaluation: a line, a page, the numbers behind. All six parts are needed: question, "
        "population, comparison, outcome, result, decision.",
    )
    parser.add_argument("name", metavar="ID", help="the evaluation, a file in DIR/evaluations/")
    parser.add_argument("--results", type=Path, required=True, metavar="DIR", help="what was measured")
    add_library(parser)
    parser.add_argument("--threshold", type=int, default=5, metavar="N", help="hide counts below N (default: 5)")
    parser.add_argument(
        "--language", choices=("nl", "fr", "de", "en"), default="en", help="language of the page (default: en)"
    )
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="FILE.html, FILE.json or FILE.csv")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write it and say its one line; the exit code."""
    from ..definitions.read import read_library
    from ..engine.evaluation import document_of
    from ..engine.evaluation.page import as_csv, as_html, as_json
    from ..engine.evaluation.words import headline
    from ..engine.indicators import open_measures
    from ..terms.errors import UserError
    from .render import save

    kind = args.out.suffix.lower()
    if kind not in (".html", ".json", ".csv"):
        raise UserError(f"A report cannot be written as '{args.out.name}'.", hint="Name it FILE.html, FILE.json or FILE.csv.")
    library = read_library(*args.library)
    document = document_of(args.name, library, open_measures(args.results), args.library, threshold=args.threshold)
    document.check_complete()
    if kind == ".html":
        text = as_html(document, library, args.language)
    else:
        text = as_json(document, library) if kind == ".json" else as_csv(document)
    save(text, args.out)
    print(headline(document, library, args.language))
    return 0
