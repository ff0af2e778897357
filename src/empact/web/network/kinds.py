"""The taxonomy that is shipped, how people say it in their own words, and the two small code lists: tables, no rows."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from django.utils.translation import get_language

__all__ = ["LANGUAGES", "Kind", "codes", "groups", "in_language", "kinds", "label_of", "source_of", "within_group"]

LANGUAGES: Final = ("nl", "fr", "de", "en")
"""In which an offer may be described, and in the order in which one stands in for another."""


@dataclass(frozen=True, slots=True)
class Kind:
    """``sector``: health or welfare; empty: it groups others and is no kind of its own. ``words``: how people say it."""

    code: str
    sector: str
    within: str
    labels: dict[str, str]
    source: str
    words: dict[str, tuple[str, ...]]

    def __str__(self) -> str:
        return in_language(self.labels)

    @property
    def all_words(self) -> list[str]:
        """Names and lay words of every language: somebody may search in another than the page is in."""
        return [*self.labels.values(), *(word for said in self.words.values() for word in said)]


def in_language(said: dict[str, str]) -> str:
    """In the reader's language; else in the first that has it."""
    language = (get_language() or "en")[:2]
    return next((said[one] for one in (language, *LANGUAGES) if said.get(one)), "")


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((files(__package__) / "tables" / name).read_text(encoding="utf-8").splitlines()))


@cache
def _all() -> dict[str, Kind]:
    words: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for row in _rows("words.csv"):
        words[row["kind"]] = {one: tuple(filter(None, row[one].split(";"))) for one in LANGUAGES}
    return {
        r["code"]: Kind(
            r["code"], r["sector"], r["within"], {one: r[one] for one in LANGUAGES}, r["source"], words.get(r["code"], {})
        )
        for r in _rows("kinds.csv")
    }


def kinds() -> dict[str, Kind]:
    """What an offer can be, by code, in the order of the table."""
    return {code: one for code, one in _all().items() if one.sector}


def groups() -> dict[str, Kind]:
    """What holds several kinds together."""
    return {code: one for code, one in _all().items() if not one.sector}


def within_group(code: str) -> list[Kind]:
    """The kinds of a group; of a kind, itself; of anything else, none."""
    if code in kinds():
        return [kinds()[code]]
    return [one for one in kinds().values() if one.within == code]


def label_of(code: str) -> str:
    """The name of a kind or a group; a code that is not in the table stands for itself."""
    return str(_all().get(code, code))


def source_of(code: str) -> str:
    return _all()[code].source if code in _all() else ""


@cache
def _codes() -> dict[str, dict[str, dict[str, str]]]:
    found: dict[str, dict[str, dict[str, str]]] = defaultdict(dict)
    for row in _rows("codes.csv"):
        found[row["codelist"]][row["code"]] = {one: row[one] for one in LANGUAGES}
    return dict(found)


def codes(codelist: str) -> dict[str, str]:
    """``language`` or ``access``: code to name in the reader's language."""
    return {code: in_language(said) for code, said in _codes()[codelist].items()}
