"""National numbers among records that should come under pseudonyms: found before anything of them is taken up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final

from ...terms.errors import UserError
from ...terms.identifiers import IdentifierError, check_insz
from ..database import Database, sql_text
from .sources import Source

__all__ = ["check_no_identifiers"]

_NUMBER: Final = r"\b\d{2}[. ]?\d{2}[. ]?\d{2}[- ]?\d{3}[. ]?\d{2}\b"
_LOOKED_AT: Final = 10_000
"""Texts with something like a number, at most, of one source: the first that is one ends the load."""


def check_no_identifiers(database: Database, sources: Sequence[Source], today: date) -> None:
    """Raises :class:`UserError` where a text holds a national number, or where most people are named by theirs.

    One number in a hundred passes its check by chance: keys of people are numbers, and are judged together."""
    number = sql_text(_NUMBER)
    for source in sources:
        keys = database.rows(
            f"SELECT key FROM person_of_{source.tag} "
            f"WHERE regexp_full_match(CAST(key AS VARCHAR), {number}) LIMIT {_LOOKED_AT}"
        )
        if keys and _valid((row["key"] for row in keys), today) * 2 > len(keys):
            raise UserError(
                f"The people of '{source.delivery.source}' are named by their national numbers; nothing was loaded.",
                hint="Give them pseudonyms first: empact gate.",
            )
        if not source.has("observation") or "text" in source.absent("observation"):
            continue
        texts = database.rows(
            f"SELECT unnest(regexp_extract_all(text, {number})) AS number, file, line FROM {source.view('observation')} "
            f"WHERE regexp_matches(text, {number}) LIMIT {_LOOKED_AT}"
        )
        for row in texts:
            if _valid([row["number"]], today):
                file = source.delivery.files[row["file"]].file
                raise UserError(
                    f"A text in {file}, line {row['line']}, holds a national number; nothing was loaded.",
                    hint="Ask the supplier for texts without identifiers.",
                )


def _valid(numbers: Iterable[Any], today: date) -> int:
    valid = 0
    for number in numbers:
        try:
            check_insz(str(number), today=today)
        except IdentifierError:
            continue
        valid += 1
    return valid
