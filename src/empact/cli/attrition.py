"""``empact attrition``: how many people remain after each rule of a definition, once or as long as somebody asks."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .arguments import add_library, add_register, check_threshold

if TYPE_CHECKING:
    from ..engine.attrition import Answer, Counter
    from ..engine.show.listing import Listing

__all__ = ["add", "run"]


def add(subparsers: Any) -> None:
    """The command and its options."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "attrition",
        help="count how many people remain after each rule of a definition, in force or not",
        description="Count who meets each rule of a condition, determinant, segment or own rule by itself, and how many "
        "remain after it; beside the definition in force: who comes in and who goes out. Small numbers are hidden.",
    )
    parser.add_argument("rule", nargs="?", metavar="RULE", help="kind:ID, or file:changed.yaml (a definition or an own rule)")
    add_register(parser)
    parser.add_argument("--results", type=Path, required=True, metavar="DIR", help="the results of a run over it")
    add_library(parser)
    parser.add_argument(
        "--by", choices=("region", "zone", "care_region", "municipality"), help="where those live who meet all of it, by area"
    )
    parser.add_argument("--language", choices=("nl", "fr", "de", "en"), default="en", help="of the rules (default: en)")
    parser.add_argument("--format", choices=("table", "csv", "json"), default="table", help="default: table")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write there instead of showing")
    parser.add_argument(
        "--threshold", type=int, default=5, metavar="N", help="hide counts below N; may be raised, not lowered (default: 5)"
    )
    parser.add_argument("--internal", action="store_true", help="show all numbers, small ones too: for those who work inside")
    parser.add_argument(
        "--keep-open",
        action="store_true",
        help="read questions from standard input, a line of JSON each, and answer each with a line; ends with the input",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Count and show, or answer until the input ends; the exit code."""
    from ..definitions.read import read_library
    from ..engine.attrition import Counter, answer, opened, places, read_document, read_file
    from ..engine.register import open_register
    from ..engine.run.results import open_results
    from ..terms.errors import UserError
    from .render import show_or_save, write_listing

    check_threshold(args.threshold)
    if args.keep_open == (args.rule is not None):
        raise UserError("Name one rule, or keep open for questions.", hint="As in: empact attrition condition:diabetes ...")
    if args.keep_open and args.internal:
        raise UserError("What is kept open answers others, so it hides small numbers.", hint="Leave out --internal.")
    library = read_library(*args.library)
    with Counter(open_register(args.register), open_results(args.results), library) as counter:
        if args.keep_open:
            _answer_all(args, counter)
            return 0
        kind, _, name = args.rule.partition(":")
        read = (
            read_file(Path(name), library)
            if kind == "file"
            else read_document(opened(args.rule, library, args.library), library)
        )
        hide = {"threshold": args.threshold, "internal": args.internal}
        if args.by:
            _show_places(places(counter, read, args.by, **hide), args)
            return 0
        found = answer(counter, read, **hide)
    if args.format == "json":
        show_or_save(json.dumps(found.plain(), indent=1, ensure_ascii=False) + "\n", args.out)
        return 0
    write_listing(_listing(found, args), args.format, args.out, terminal=args.out is None and sys.stdout.isatty())
    return 0


def _show_places(found: list[dict[str, Any]], args: argparse.Namespace) -> None:
    from ..engine.show.listing import Listing
    from .render import show_or_save, write_listing

    if args.format == "json":
        show_or_save(json.dumps(found, indent=1, ensure_ascii=False) + "\n", args.out)
        return
    rows = tuple((one["area"], one["name"], one["meets"]) for one in found)
    facts = {"by": args.by, "threshold": args.threshold, "internal": args.internal}
    listing = Listing(
        "attrition_places", f"Where people live who meet {args.rule}", ("area", "name", "meets"), rows, facts, ()
    )
    write_listing(listing, args.format, args.out, terminal=args.out is None and sys.stdout.isatty())


def _listing(found: Answer, args: argparse.Namespace) -> Listing:
    from ..engine.show.listing import Listing

    rows = tuple(("  " * s.depth + (s.rule.name or s.says[args.language]), s.meets, s.after) for s in found.steps)
    facts = {n: getattr(found, n) for n in ("people", "now", "before", "gained", "lost", "moved")}
    notes = tuple(f"{name}: {n:,}" for name, n in facts.items() if n is not None)
    facts |= {"people": {}, "threshold": args.threshold, "internal": args.internal}
    return Listing("attrition", f"People after each rule of {args.rule}", ("rule", "meets", "after"), rows, facts, notes)


def _answer_all(args: argparse.Namespace, counter: Counter) -> None:
    """A line of JSON in, a line out. ``open`` asks for a document, ``definition`` for its numbers (with ``by``, a level: where
    those live who meet it; with ``people``: what it says of ten test persons), ``write`` for its file."""
    from ..terms.errors import UserError

    for line in sys.stdin:
        asked: Any = None
        try:
            asked = json.loads(line)
            said = _answer_one(asked, args, counter)
        except UserError as error:
            said = {"problem": error.message, "hint": error.hint}
        except (ValueError, KeyError, TypeError, AttributeError):
            said = {"problem": "This is no question.", "hint": "Ask a line of JSON with open, definition or write."}
        print(json.dumps({"id": asked.get("id") if isinstance(asked, dict) else None, **said}, ensure_ascii=False), flush=True)


def _answer_one(asked: dict[str, Any], args: argparse.Namespace, counter: Counter) -> dict[str, Any]:
    from ..engine.attrition import answer, on_test_people, opened, places, read_document, written
    from ..engine.reference.examples import run_examples

    if "open" in asked:
        return {"document": opened(asked["open"], counter.library, args.library)}
    if "write" in asked:
        return {"text": written(asked["write"], counter.library)}
    document = read_document(asked["definition"], counter.library)
    if asked.get("people"):
        return {"people": on_test_people(document)}
    counter.read()  # all of it at the first question, so that none after it waits
    threshold = max(args.threshold, int(asked.get("threshold", 0)))
    if "by" in asked:
        return {"places": places(counter, document, asked["by"], threshold=threshold)}
    failed = run_examples(document.library, document.definition) if document.definition is not None else []
    examples = [{"example": f.example, "expected": f.expected, "found": f.found} for f in failed]
    return answer(counter, document, threshold=threshold).plain() | {"failed": examples}
