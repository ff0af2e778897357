"""``empact explain``: why is this person here?"""

from __future__ import annotations

import argparse
import json
from typing import Any

from .arguments import add_as_of, add_library, add_register

__all__ = ["add", "run"]

_SHOWN = 5


def add(subparsers: Any) -> None:
    """The command and its options."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "explain",
        help="say why a person is in a definition or not, with the records that decided",
        description="The answer, the sentence, and the records that decided: for whoever may see one person's records.",
    )
    parser.add_argument("person", metavar="PERSON", help="pseudonym in the source, or person_id ('id:12' where both exist)")
    parser.add_argument(
        "--in",
        dest="definition",
        required=True,
        metavar="DEFINITION",
        help="a condition, determinant, score, segment or indicator, as in heart_failure",
    )
    add_register(parser)
    add_as_of(parser)
    add_library(parser)
    parser.add_argument(
        "--language", choices=("nl", "fr", "de", "en"), default="en", help="language of the sentences (default: en)"
    )
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how to answer")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Answer; the exit code says only whether the question could be answered."""
    from ..definitions.read import read_library
    from ..engine.duckdb import connect
    from ..engine.explain import explain
    from ..engine.register import open_register

    register, library = open_register(args.register), read_library(*args.library)
    with connect() as db:
        found = explain(
            db, register, library, person=args.person, definition=args.definition, as_of=args.as_of, language=args.language
        )
    print(json.dumps(found, indent=1, ensure_ascii=False) if args.format == "json" else "\n".join(_text(found)))
    return 0


def _text(found: dict[str, Any]) -> list[str]:
    from ..criteria.say import say_number
    from ..criteria.words import PHRASES

    language = found["language"]

    def word(key: str, **parts: str) -> str:
        return PHRASES[key][language].format(**parts)

    answer = found["answer"]
    said = word("yes" if answer else "no") if isinstance(answer, bool) else answer
    said = say_number(answer, language) if isinstance(answer, (int, float)) and not isinstance(answer, bool) else said
    lines = [f"{found['title']}: {said}" + (f" ({found['band']})" if found.get("band") else "")]
    if found["kind"] == "segment":
        lines = [f"{found['title']}: {found['sentence']} ({said})", word("tried")]
    if found["population"] != "living_observed":
        lines.append(word("outside", status=word(found["population"])))
    if found["kind"] != "segment" and isinstance(answer, bool):
        lines.append(f"{word('true_that' if answer else 'not_true_that')}: {found['sentence']}.")
    for reason in found["reasons"]:
        lines += _reason(reason, 1, word, language)
    return lines


def _reason(reason: dict[str, Any], depth: int, word: Any, language: str) -> list[str]:
    from ..criteria.say import say_number

    pad = "  " * depth
    name = reason.get("title") or reason.get("name")
    count = ""
    if "number" in reason:
        count = f" [{word('found', n=say_number(reason['number'], language))}]"
    sentence = reason["sentence"] or word("otherwise")
    lines = [f"{pad}{'+' if reason['holds'] else '-'} {f'{name}: ' if name else ''}{sentence}{count}"]
    lines += [f"{pad}    {_record(record)}" for record in reason["records"][:_SHOWN]]
    if len(reason["records"]) > _SHOWN:
        lines.append(f"{pad}    ({word('more_records', n=str(len(reason['records']) - _SHOWN))})")
    for child in reason["reasons"]:
        lines += _reason(child, depth + 1, word, language)
    return lines


def _record(record: dict[str, Any]) -> str:
    parts = [record["date"], record["table"]]
    if "code" in record:
        parts.append(f"{record['system']} {record['code']}")
    parts += [
        f"{key} {record[key]}"
        for key in ("ddd", "days_supply", "value", "unit", "kind", "until", "unplanned", "paid", "domain")
        if key in record
    ]
    if record.get("as_written") and record["as_written"] != record.get("code"):
        parts.append(f"({record['as_written']})")
    return "  ".join(parts) + f"  <{record['source']}>"
