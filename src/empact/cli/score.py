"""``empact score``: a published score or an instrument on any plain table."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .arguments import a_date, add_library

if TYPE_CHECKING:
    import pyarrow

    from ..definitions.models import Score
    from ..instruments.instrument import Instrument
    from ..instruments.shelf import Shelf

__all__ = ["add", "run"]

SHOWN = 20


def add(subparsers: Any) -> None:
    """The command and its options."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "score",
        help="score the people of a plain table: Charlson, Elixhauser, hospital frailty, SCORE2, EQ-5D-5L ...",
        description="Score every person of a CSV or Parquet file with one row per diagnosis, whatever its date; or every row "
        "of a file with one row per assessment, whose columns are the items of an instrument.",
    )
    parser.add_argument(
        "score",
        help="charlson, elixhauser, hfrs, rxrisk_v, cambridge, efi; an instrument: score2, score2_op, score2_diabetes, "
        "eq5d5l, belrai_screener, interrai_adl_hierarchy, interrai_cps; or one of your own",
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="CSV (comma, semicolon or tab; may be gzip) or Parquet")
    parser.add_argument("--person", required=True, metavar="COLUMN", help="the column that names the person")
    parser.add_argument("--code", metavar="COLUMN", help="the column that holds the code")
    parser.add_argument("--system", help="the code system of that column: icd10, icd10cm, icd9cm, atc; or 'group'")
    parser.add_argument(
        "--as-of", type=a_date, metavar="DATE", help="an instrument as it was in force on this day (default: today)"
    )
    parser.add_argument("--weights", metavar="NAME", help="one set of weights (default: all)")
    add_library(parser)
    parser.add_argument("--out", type=Path, metavar="FILE", help="write there: .csv, .json or .parquet")
    parser.add_argument("--format", choices=("table", "csv", "json"), help="default: table; with --out: by its ending")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Score, then show or write; the exit code. Raises :class:`UserError` for whatever a person can mend."""
    from ..definitions.instruments import read_instruments

    score: Score | Instrument
    shelf = read_instruments(*args.library)
    if args.score in shelf.codes:
        score, result = _instrument(args, shelf)
    else:
        score, result = _score(args, shelf.codes)
    if args.out is None:
        _show(result, score, args.format or "table", args.person)
    else:
        _write(result, score, args.format, args.out, args.person)
    return 0


def _score(args: argparse.Namespace, instruments: tuple[str, ...]) -> tuple[Score, pyarrow.Table]:
    from ..engine.scores import load_score, score_ids, score_table
    from ..terms.errors import DefinitionError, UserError

    known = score_ids(args.library)
    if args.score not in known:
        hint = "Scores: " + ", ".join(known) + ". Instruments: " + ", ".join(instruments) + "."
        raise DefinitionError(f"There is no score '{args.score}'.", hint=hint)
    if args.code is None or args.system is None:
        raise UserError(f"{args.score} is scored from codes.", hint="Name their column and system: --code icd --system icd10.")
    score = load_score(args.score, args.library)
    return score, score_table(
        args.file, score=score, person=args.person, code=args.code, system=args.system, weights=args.weights
    )


def _instrument(args: argparse.Namespace, shelf: Shelf) -> tuple[Instrument, pyarrow.Table]:
    from datetime import date

    from ..engine.scores import instrument_table
    from ..terms.errors import UserError

    if args.code or args.system or args.weights:
        raise UserError(
            f"{args.score} is scored from its items and not from codes.", hint="Leave out --code, --system and --weights."
        )
    found = shelf.named(args.score, on=args.as_of or date.today())
    return found, instrument_table(args.file, instrument=found, person=args.person)


def _show(result: pyarrow.Table, score: Score | Instrument, form: str, person: str) -> None:
    if form == "csv":
        from pyarrow import csv

        csv.write_csv(result, sys.stdout.buffer)
    else:
        print(_json(result, score) if form == "json" else _text(result, score, person))


def _write(result: pyarrow.Table, score: Score | Instrument, form: str | None, path: Path, person: str) -> None:
    from ..terms.errors import StorageError, UserError

    form = form or {".csv": "csv", ".json": "json", ".parquet": "parquet"}.get(path.suffix)
    if form is None:
        raise UserError(f"The ending of '{path.name}' says no format.", hint="Use .csv, .json or .parquet, or add --format.")
    try:
        if form in ("json", "table"):
            said = _json(result, score) if form == "json" else _text(result, score, person)
            path.write_text(said + "\n", encoding="utf-8")
        elif form == "parquet":
            from pyarrow import parquet

            parquet.write_table(result, path, compression="zstd")
        else:
            from pyarrow import csv

            csv.write_csv(result, path)
    except OSError:
        hint = "Does the folder exist, may you write in it, is there room?"
        raise StorageError(f"'{path.name}' cannot be written.", hint=hint) from None


def _json(result: pyarrow.Table, score: Score | Instrument) -> str:
    """Documented in ``docs/how-to/score-a-table.md``: ``score``, ``version``, ``people``, ``rows`` (one object per person)."""
    id = getattr(score, "code", score.id)
    said = {"score": id, "version": score.version, "people": result.num_rows, "rows": result.to_pylist()}
    return json.dumps(said, ensure_ascii=False, default=str)


def _text(result: pyarrow.Table, score: Score | Instrument, person: str) -> str:
    """The first people with their groups, then each weight set in one line."""
    groups = [g for g, _ in getattr(score, "groups", ())]
    numbers = [c for c in result.column_names if c not in (person, *groups)]
    head = [[person, *numbers, *(["groups"] if groups else [])]]
    rows = [
        [str(row[person]), *(_number(row[c]) for c in numbers), " ".join(g for g in groups if row[g])][: len(head[0])]
        for row in result.slice(0, SHOWN).to_pylist()
    ]
    widths = [max(len(line[i]) for line in head + rows) for i in range(len(head[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in head + rows]
    if result.num_rows > SHOWN:
        lines.append(f"... and {result.num_rows - SHOWN} more people (--format csv, or --out FILE, gives all)")
    return "\n".join([f"{score.title['en']}: {result.num_rows} people", *_summary(result, numbers), "", *lines])


def _summary(result: pyarrow.Table, numbers: list[str]) -> list[str]:
    from pyarrow import compute, types

    said = []
    for name in numbers:
        values = result.column(name)
        if result.num_rows and not types.is_string(values.type):
            said.append(f"  {name}: mean {compute.mean(values).as_py():.2f}, highest {_number(compute.max(values).as_py())}")
    return said


def _number(value: object) -> str:
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
