"""Arguments several commands share, read in one way."""

from __future__ import annotations

import argparse
import re
from datetime import date
from pathlib import Path
from typing import Any

__all__ = ["a_date", "add_as_of", "add_library", "add_register", "check_threshold"]


def a_date(text: str) -> date:
    """Read ``2024-01-01``; a year before 1900 or after 2100 is a slip of the pen."""
    try:
        if not re.fullmatch(r"(19|20|21)\d\d-\d\d-\d\d", text):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is not a date; write it as 2024-01-31") from None


def add_as_of(parser: Any) -> None:
    parser.add_argument(
        "--as-of",
        type=a_date,
        required=True,
        metavar="DATE",
        help="the index date, as in 2024-01-01: nothing later is looked at",
    )


def add_register(parser: Any) -> None:
    parser.add_argument("--register", type=Path, required=True, metavar="DIR", help="the register")


def add_library(parser: Any) -> None:
    parser.add_argument(
        "--library",
        type=Path,
        action="append",
        default=[],
        metavar="DIR",
        help="your own definitions, laid over the shipped ones; may be given again",
    )


def check_threshold(asked: int) -> None:
    """Raises :class:`UserError` for a threshold under which more would be told than may leave."""
    from ..terms.errors import UserError

    if asked < 5:
        raise UserError("The threshold may be raised, not lowered.", hint="5 or higher.")
