"""The terms: one noun for each idea of the domain, in four languages (``terms.csv``). No screen says it in another word."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

__all__ = ["Term", "said_wrongly", "terms"]

_TABLE: Final = Path(__file__).with_name("terms.csv")


@dataclass(frozen=True, slots=True)
class Term:
    """``words``: per language (nl, fr, de, en) the noun, or the forms of it that may stand. In English, what stands
    between brackets tells the idea from others of the same name; such a term is not looked for.
    """

    id: str
    words: dict[str, tuple[str, ...]]


def terms() -> tuple[Term, ...]:
    """All terms, in the order of the table."""
    with _TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return tuple(Term(row["id"], {lang: tuple(row[lang].split("|")) for lang in ("en", "nl", "fr", "de")}) for row in rows)


def said_wrongly(english: str, translation: str, language: str, table: tuple[Term, ...]) -> list[str]:
    """Terms that the English sentence uses and whose noun in ``language`` is not in the translation."""
    return [
        f"{term.id}: {' or '.join(term.words[language])}"
        for term in _used(english, table)
        if not any(re.search(_said(word, language), translation, re.IGNORECASE) for word in term.words[language])
    ]


def _used(english: str, table: tuple[Term, ...]) -> Iterator[Term]:
    rest = english
    pairs = [(word, term) for term in table for word in term.words["en"] if "(" not in word]
    for word, term in sorted(pairs, key=lambda pair: -len(pair[0])):  # 'care team' is no 'team', so the longest first
        pattern = rf"\b{re.sub(r'[ -]', '[ -]', word)}(s|es)?\b".replace("y(s|es)?", "(y|ies)")
        rest, times = re.subn(pattern, "·", rest, flags=re.IGNORECASE)
        if times:
            yield term


def _said(word: str, language: str) -> str:
    """The noun with any ending: plural, case, feminine; German adjectives before it may be inflected."""
    parts = [re.sub(r"/\w+", "", part) for part in word.split(" ")]
    if language == "de":
        parts[:-1] = [re.sub(r"(?<=\w{4})(e|er|es|en)$", "", part) for part in parts[:-1]]
    return r"[\s-]+".join(re.escape(part) + r"\w*(/\w+)?" for part in parts)
