"""``empact evaluate``: an evaluation as far as it goes: its parts, its result, and what is missing."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from .arguments import a_date, add_library

__all__ = ["add", "run"]


def add(subparsers: Any) -> None:
    """The command and its options."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "evaluate",
        help="show an evaluation of an action as a draft, or register its protocol",
        description="Show an evaluation as a draft: question, population, comparison, outcome, result, decision, and what is "
        "missing. A protocol is registered before the outcome is opened; a later change shows.",
    )
    parser.add_argument("name", metavar="ID", help="the evaluation, a file in DIR/evaluations/")
    parser.add_argument("--results", type=Path, metavar="DIR", help="what was measured")
    add_library(parser)
    parser.add_argument(
        "--register-protocol",
        type=a_date,
        metavar="DATE",
        help="stamp question, population, comparison and outcome with this day, in the last --library",
    )
    parser.add_argument("--threshold", type=int, default=5, metavar="N", help="hide counts below N (default: 5)")
    parser.add_argument("--language", choices=("nl", "fr", "de", "en"), default="en", help="language (default: en)")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how to show")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Show it; the exit code."""
    from ..definitions.read import read_library
    from ..engine.evaluation import document_of, register_protocol
    from ..engine.evaluation.document import evaluation_named
    from ..engine.evaluation.page import as_json, as_text
    from ..engine.indicators import open_measures

    library = read_library(*args.library)
    if args.register_protocol:
        evaluation = evaluation_named(library, args.name)
        stamp = register_protocol(evaluation, library, args.library[-1], args.register_protocol)
        print(f"Protocol of '{stamp.evaluation}' registered on {stamp.on}: {stamp.fingerprint}.")
        return 0
    measures = open_measures(args.results) if args.results else None
    document = document_of(args.name, library, measures, args.library, threshold=args.threshold)
    sys.stdout.write(as_json(document, library) if args.format == "json" else as_text(document, library, args.language))
    return 0
