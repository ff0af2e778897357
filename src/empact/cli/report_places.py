"""``empact report places``: a report on paper for each practice, zone or the whole, from what was released."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

__all__ = ["add", "run"]

_LEVELS = ("practice", "neighbourhood", "municipality", "zone", "care_region", "region", "all")


def add(subparsers: Any) -> None:
    """The report and its options."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "places",
        help="a Word file per practice, zone or other place: every released figure beside everybody",
        description="Write a Word file for each place of a level: every released figure with its interval beside everybody "
        "together, by aim. It reads a folder of released results, so small numbers are hidden in it as they are there.",
    )
    parser.add_argument("--released", type=Path, required=True, metavar="DIR", help="what empact release wrote")
    parser.add_argument("--level", choices=_LEVELS, default="practice", help="of which places (default: practice)")
    parser.add_argument("--place", action="append", default=[], metavar="NAME", help="only this one; may be given again")
    parser.add_argument("--period", metavar="P", help="which of the released periods (default: the newest)")
    parser.add_argument("--language", choices=("nl", "fr", "de", "en"), default="en", help="default: en")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="where to write the files")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write them; the exit code. Raises :class:`UserError` where there is no such place."""
    from ..engine.describe.word_document import write_docx
    from ..engine.report.places import documents, open_released
    from ..engine.versions import storage_errors
    from ..engine.worklists import file_name
    from ..terms.errors import UserError

    released = open_released(args.released, args.period, {args.level})
    written = 0
    for node, document in documents(released, args.level, args.language, args.place):
        with storage_errors(args.out):
            args.out.mkdir(parents=True, exist_ok=True)
        write_docx(document, args.out / f"{file_name(node)}.docx")
        written += 1
    if not written:
        raise UserError("There is no such place in the released figures.", hint="Leave --place out for all of the level.")
    print(f"{written} files in {args.out.name}, of {released.period['name']}.")
    return 0
