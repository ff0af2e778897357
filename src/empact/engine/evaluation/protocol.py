"""The protocol of an evaluation: a stamp on what will be asked, put before the answer can be known.

Stamps are lines of a book beside the evaluations of a region (``evaluations/protocols.ndjson``); lines are only added.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Final

from ...definitions.evaluations import Evaluation, arm_of
from ...definitions.models import Library
from ...definitions.references import canonical
from ...terms.errors import DefinitionError, UserError
from ..versions import storage_errors

__all__ = ["BOOK", "Stamp", "fingerprint_of", "register_protocol", "stamps_of"]

BOOK: Final = "protocols.ndjson"
_ASKED: Final = ("question", "population", "comparison", "outcome")


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who fixed what on which day: the fingerprint of question, population, comparison and outcome."""

    evaluation: str
    on: str
    version: int
    fingerprint: str


def fingerprint_of(evaluation: Evaluation, library: Library) -> str:
    """Of question, population, comparison and outcome, and of the indicators that measure it: 16 hexadecimal digits.

    Result and decision take no part: they come later.
    """
    said = [canonical(getattr(evaluation, part)) if part != "outcome" else _outcome(evaluation) for part in _ASKED]
    if evaluation.outcome is not None:
        named = {arm_of(evaluation), arm_of(evaluation, comparison=True), evaluation.outcome.indicator}
        said.append([library.indicators[i].fingerprint for i in sorted(named) if i in library.indicators])
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _outcome(evaluation: Evaluation) -> object:
    outcome = evaluation.outcome
    if outcome is None:
        return None
    periods = [[p.name for p in outcome.before], [p.name for p in outcome.after]]
    return [outcome.indicator, outcome.direction, outcome.smallest, outcome.every, periods]


def register_protocol(evaluation: Evaluation, library: Library, folder: Path, on: date) -> Stamp:
    """Write the stamp of a day down in the book of ``folder``, the region's library. Refuses what is not complete.

    The same protocol is stamped once; a changed one again, which shows for ever.
    """
    missing = [part for part in _ASKED if getattr(evaluation, part) is None]
    if missing:
        raise DefinitionError(
            f"The protocol of '{evaluation.id}' has no {missing[0]} yet.",
            hint="A protocol holds question, population, comparison and outcome.",
        )
    stamp = Stamp(evaluation.id, on.isoformat(), evaluation.version, fingerprint_of(evaluation, library))
    former = stamps_of(evaluation.id, [folder])
    if former and former[-1].fingerprint == stamp.fingerprint:
        return former[-1]
    if former and former[-1].on > stamp.on:
        raise UserError(f"The last stamp is of {former[-1].on}.", hint="A later stamp has a later date.")
    with storage_errors(folder), (folder / "evaluations" / BOOK).open("a", encoding="utf-8") as book:
        book.write(json.dumps(asdict(stamp)) + "\n")
        book.flush()
        os.fsync(book.fileno())
    return stamp


def stamps_of(evaluation: str, folders: Sequence[Path]) -> list[Stamp]:
    """All stamps of an evaluation in the books of these libraries, oldest first."""
    found = []
    for folder in folders:
        book = folder / "evaluations" / BOOK
        for number, line in enumerate(book.read_text(encoding="utf-8").splitlines() if book.exists() else [], 1):
            try:
                stamp = Stamp(**json.loads(line))
            except (ValueError, TypeError):
                raise DefinitionError(
                    f"{BOOK} line {number} is not a stamp.", hint="Stamps are written by the program."
                ) from None
            if stamp.evaluation == evaluation:
                found.append(stamp)
    return found
