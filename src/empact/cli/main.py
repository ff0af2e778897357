"""``empact``: one door for all commands, and the only place that catches everything."""

from __future__ import annotations

import argparse
import errno
import io
import os
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Final

from ..terms.errors import ExitCode, UserError

__all__ = ["COMMANDS", "main"]

COMMANDS: Final = (
    "demo",
    "synth",
    "load",
    "run",
    "measure",
    "show",
    "describe",
    "attrition",
    "evaluate",
    "report",
    "release",
    "list",
    "watch",
    "export",
    "explain",
    "check",
    "score",
    "gate",
    "migrate",
    "export-care",
    "import-results",
    "account",
    "work",
    "serve",
    "backup",
    "restore",
)
"""In the order a newcomer meets them. Each is a module of this package with ``add`` and ``run``."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code, as listed in docs/reference/exit-codes.md."""
    parser = _parser()
    _speak_utf8()
    try:
        args = parser.parse_args(arguments)
        code = int(args.run(args))
        sys.stdout.flush()  # a full disk or a reader that has gone shows here, not after we have ended
        return code
    except UserError as error:
        print(f"empact: {error.message}", file=sys.stderr)
        if error.hint:
            print(f"  {error.hint}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("empact: stopped. What was there before still opens.", file=sys.stderr)
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone (`empact show ... | head`): nothing is wrong.
        _hush()
        return ExitCode.OK
    except Exception as error:
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            _hush()
            print("empact: The disk is full.", file=sys.stderr)
            print("  Free some space and run the same command again; what was there before still opens.", file=sys.stderr)
            return ExitCode.STORAGE
        if os.environ.get("EMPACT_DEBUG"):
            traceback.print_exc()
        # The message of a stray exception may hold a value from somebody's record; its type and place do not.
        frame = traceback.extract_tb(error.__traceback__)[-1]
        print(
            f"empact: this is a fault in the program ({type(error).__name__} at {frame.name}, line {frame.lineno}).",
            file=sys.stderr,
        )
        print("  Nothing was lost. Please report it; EMPACT_DEBUG=1 shows where, but may show personal data.", file=sys.stderr)
        return ExitCode.BUG


def _speak_utf8() -> None:
    """What is shown is UTF-8, whatever the locale; where a terminal cannot show a sign, a question mark stands for it."""
    if sys.stdout is None:  # closed by whoever started us
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace") if stream.isatty() else stream.reconfigure(encoding="utf-8")


def _hush() -> None:
    """Nobody reads standard output any more: let what is left in its buffer go nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="empact",
        description="Know the whole population of a region: load its records, run its definitions, show its Pop-Box.",
        epilog="Every command explains itself: empact COMMAND --help",
    )
    parser.add_argument("--version", action="version", version=f"empact {_version()}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name in COMMANDS:
        import_module("." + name.replace("-", "_"), __package__).add(commands)
    return parser


def _version() -> str:
    from .. import __version__

    return __version__


if __name__ == "__main__":
    sys.exit(main())
