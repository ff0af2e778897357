"""The book of lists of people that left a results folder: to whom, on what ground, for what. Lines are only added."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from ..versions import locked, storage_errors

__all__ = ["BOOK", "disclosed", "write_down"]

BOOK: Final = "disclosures.ndjson"


def write_down(results: Path, entry: Mapping[str, Any]) -> None:
    """Add a line and wait until it is on the disk; what leaves, leaves after this. Counts may stand in it, names may not."""
    with storage_errors(results), locked(results), (results / BOOK).open("a", encoding="utf-8") as book:
        book.write(json.dumps(entry, ensure_ascii=False) + "\n")
        book.flush()
        os.fsync(book.fileno())


def disclosed(results: Path) -> list[dict[str, Any]]:
    """All that ever left, oldest first."""
    book = results / BOOK
    return [json.loads(line) for line in book.read_text(encoding="utf-8").splitlines()] if book.exists() else []
