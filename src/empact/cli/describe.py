"""``empact describe``: one page about a cohort, or about two side by side."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .arguments import add_library

if TYPE_CHECKING:
    from ..engine.describe import Page

__all__ = ["add", "page_of", "run"]

_VIEWS = ("numbers", "flows", "use", "needs")


def add(subparsers: Any) -> None:
    """The command and its options."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "describe",
        help="describe a cohort on one page: size, ages, conditions, use, costs, flows",
        description="Describe the people for whom all terms hold: condition:ID, determinant:ID, segment:ID:CLASS, area:AREA, "
        "practice:PRACTICE or file:RULE.yaml. No term is everybody. Small numbers are hidden in every form of output.",
    )
    parser.add_argument("cohort", nargs="*", metavar="TERM", help="as condition:diabetes area:zone:westhoek; all must hold")
    parser.add_argument(
        "--compare", nargs="+", metavar="TERM", help="a second cohort beside it, as in --compare everybody; with differences"
    )
    parser.add_argument("--results", type=Path, required=True, metavar="DIR", help="the results of a run")
    parser.add_argument(
        "--register", type=Path, metavar="DIR", help="the register they were made from: for use, costs, flows and practices"
    )
    add_library(parser)
    parser.add_argument("--view", choices=_VIEWS, help="only this view (default: all four)")
    parser.add_argument("--out", type=Path, metavar="DIR|FILE.zip", help="write every table, the page and its pictures there")
    parser.add_argument("--shapes", type=Path, metavar="FILE", help="boundaries of areas as GeoJSON, for a map in --out")
    parser.add_argument("--language", choices=("nl", "fr", "de", "en"), default="en", help="default: en")
    parser.add_argument("--format", choices=("table", "json"), default="table", help="default: table")
    parser.add_argument("--workers", type=int, metavar="N", help="parts side by side (default: the processors)")
    parser.add_argument(
        "--threshold", type=int, default=5, metavar="N", help="hide counts below N; may be raised, not lowered (default: 5)"
    )
    parser.add_argument("--internal", action="store_true", help="show all numbers, small ones too: for those who work inside")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Describe and show, or write; the exit code."""
    from ..engine.describe.listings import as_json
    from ..terms.errors import UserError

    if args.shapes is not None and args.out is None:
        raise UserError("A map is written with --out.", hint="Add --out DIR or --out FILE.zip.")
    page = page_of(args, args.cohort, args.compare)
    if args.out is not None:
        from ..engine.describe.files import write_page

        shapes = None if args.shapes is None else _text_of(args.shapes)
        names = write_page(page, args.out, shapes)
        print(f"{len(names)} files in {args.out.name}: {', '.join(names)}")
        return 0
    if args.format == "json":
        said = as_json(page)
        if args.view:
            said["tables"] = [t for t in said["tables"] if t["view"] == args.view]
        print(json.dumps(said, indent=1, ensure_ascii=False))
        return 0
    _show(page, args.view)
    return 0


def page_of(args: argparse.Namespace, terms: list[str], other: list[str] | None) -> Page:
    """The page of these terms, from what the arguments name."""
    from ..engine.boundaries import practice_names
    from ..engine.describe import describe, read_cohort
    from ..engine.register import open_register
    from ..engine.run.results import open_results

    results = open_results(args.results)
    register = None if args.register is None else open_register(args.register)
    library = None
    if register is not None and any(t.startswith("file:") for t in (*terms, *(other or ()))):
        from ..definitions.read import read_library

        library = read_library(*args.library)
    practices = practice_names(register) if register is not None else None
    return describe(
        results,
        read_cohort(terms, results, practices=practices, library=library),
        read_cohort(other, results, practices=practices, library=library) if other else None,
        register=register,
        library=library,
        language=args.language,
        threshold=args.threshold,
        internal=args.internal,
        workers=args.workers,
    )


def _show(page: Page, view: str | None) -> None:
    from ..engine.describe.listings import listing_of, stated
    from ..engine.describe.words import said
    from ..engine.show.words import word
    from .render import write_listing

    terminal = sys.stdout.isatty()
    views = (view,) if view else _VIEWS
    if page.facts["internal"]:
        print(word("internal", page.language))
    for one in views:
        tables = page.view(one)
        if not tables:
            continue
        print(f"\n# {said(one, page.language)}", *stated(page, one), sep="\n")
        for table in tables:
            print()
            write_listing(listing_of(page, table), "table", None, terminal=terminal)
        if any(t.any_hidden for t in tables):
            print(word("hidden_note", page.language, n=page.facts["threshold"]))


def _text_of(file: Path) -> str:
    from ..terms.errors import UserError

    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise UserError(f"'{file.name}' cannot be read.", hint="Give a GeoJSON file in UTF-8.") from None
