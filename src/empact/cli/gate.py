"""``empact gate``: the key of the pseudonyms, files through the gate, and the rotation of the key."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .arguments import a_date

if TYPE_CHECKING:
    from ..gate.keys import Keys

__all__ = ["add", "run"]

_LINES_SAID = 10


def add(subparsers: Any) -> None:
    """The command and its options."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "gate",
        help="make pseudonyms, and keep their key",
        description="National numbers become pseudonyms: the same for one person in one project, unrelated in another. "
        "The key file is readable by its owner only; who has it can find every person. Keep a copy in a safe.",
    )
    kinds = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    for name, help_text in (
        ("make-key", "make the key file"),
        ("begin-rotation", "add a version of the key; the one before stays readable"),
        ("end-rotation", "destroy the old version of the key"),
    ):
        one = kinds.add_parser(name, help=help_text, description=help_text.capitalize() + ".")
        one.add_argument("--keys", type=Path, required=True, metavar="FILE", help="the key file")
        one.add_argument("--date", type=a_date, metavar="DATE", help="the day that is written down (default: today)")
    for name, help_text in (
        ("pseudonymise", "copy a CSV file with its national numbers made pseudonyms"),
        ("translate", "copy a CSV file with its pseudonyms translated to the new version of the key"),
    ):
        one = kinds.add_parser(name, help=help_text, description=help_text.capitalize() + ".")
        one.add_argument("source", type=Path, metavar="SOURCE", help="the file as it is")
        one.add_argument("target", type=Path, metavar="TARGET", help="the file to make; may be the same")
        one.add_argument("--keys", type=Path, required=True, metavar="FILE", help="the key file")
        one.add_argument("--project", required=True, metavar="CODE", help="each project has its own pseudonyms")
        one.add_argument("--column", required=True, metavar="NAME", help="the column with the numbers, or the pseudonyms")
        if name == "translate":
            one.add_argument("--numbers", type=Path, required=True, metavar="FILE", help="a CSV file with national numbers")
            one.add_argument("--numbers-column", default="insz", metavar="NAME", help="their column (default: insz)")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Do it and say what was done, in counts; the exit code. Raises :class:`UserError` for whatever a person can mend."""
    from ..gate import keys

    if args.what in ("make-key", "begin-rotation", "end-rotation"):
        change = {"make-key": keys.make_keys, "begin-rotation": keys.begin_rotation, "end-rotation": keys.end_rotation}
        _say_keys(change[args.what](args.keys, today=args.date or date.today()))
        return 0
    found = keys.read_keys(args.keys)
    return _pseudonymise(args, found) if args.what == "pseudonymise" else _translate(args, found)


def _say_keys(found: Keys) -> None:
    for key in found.versions:
        state = "current" if key == found.current else "readable" if key.secret else f"destroyed {key.ended}"
        print(f"version {key.version}  {key.made}  {key.mark or '-':12}  {state}")


def _pseudonymise(args: argparse.Namespace, found: Keys) -> int:
    from ..gate.files import pseudonymise_file
    from ..gate.pseudonyms import pseudonymiser
    from ..terms.errors import ExitCode

    done = pseudonymise_file(args.source, args.target, args.column, pseudonymiser(found.current, args.project))
    print(f"{done.kept + len(done.refused):,} rows: {done.kept:,} kept, {len(done.refused):,} left out.")
    if done.refused:
        lines = ", ".join(map(str, done.refused[:_LINES_SAID]))
        print(f"  No usable national number on line {lines}{' and more' if len(done.refused) > _LINES_SAID else ''}.")
    return ExitCode.OK if done.kept or not done.refused else ExitCode.INPUT


def _translate(args: argparse.Namespace, found: Keys) -> int:
    from ..gate.files import column_of, translate_file
    from ..gate.pseudonyms import translations
    from ..terms.identifiers import IdentifierError, check_insz

    def usable() -> Any:
        for number in column_of(args.numbers, args.numbers_column):
            try:
                yield check_insz(number, today=date.max).digits
            except IdentifierError:
                continue

    done = translate_file(args.source, args.target, args.column, dict(translations(usable(), found, args.project)))
    print(
        f"{done.changed:,} translated, {done.current:,} had the new one, {done.unknown:,} left as they were: number not known."
    )
    return 0
