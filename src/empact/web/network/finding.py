"""Finding offers by what people type: lay words, any of four languages, typing errors; what is stale comes later.

The words of an offer stand on three lines: its names, its kind with how people say it, and the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet

from ..territory.search import fold
from .kinds import kinds, label_of
from .models import Offer
from .models.offers import ASSURED_FOR

__all__ = ["Found", "find", "words_of"]

_STOP: Final = frozenset(
    "aan als bij de der die dat dan een en er het ik in is ben met mij mijn mee naar niet nog of om op te tot uit "
    "van voor wie wat waar zoek zoeken hulp heb wil kan moet au aux avec besoin ce ces de des du elle en est et il "
    "je la le les ma mes moi mon ne ou par pas pour qui quoi sans se son sur un une ai cherche aide am an auf aus "
    "bei bin das dem den der die ein eine einen er es fur hat ich ist mein meine mich mir mit nicht oder sie sind "
    "und von was wer wie zu zum zur brauche suche hilfe a an and are at by do for from have he her his i in is it "
    "me my need of on or our she that the to we what where who with help find looking".split()
)
"""Words that say nothing of what is sought, of all four languages."""
_NAME, _KIND, _REST, _STALE = 8, 5, 2, 3


@dataclass(frozen=True, slots=True)
class Found:
    """``order``: ids, the best first. ``read_as``: a word that is nowhere to the one that was meant.

    ``loose``: nothing has all of the words, so these have some.
    """

    order: list[UUID]
    read_as: dict[str, str] = field(default_factory=dict)
    loose: bool = False


def words_of(offer: Offer) -> str:
    """All words of an offer in all languages, as they are searched."""
    kind = kinds().get(offer.kind)
    texts = list(offer.wordings.all())
    places = [*offer.areas.all(), *(site.municipality for site in offer.sites.all() if site.municipality)]
    rest = [one for w in texts for one in (w.description, w.eligibility, w.referral)]
    return "\n".join(
        (
            fold(*(w.name for w in texts)),
            fold(*(kind.all_words if kind else ()), label_of(kind.within) if kind else ""),
            fold(offer.organisation.name, offer.organisation.short_name, *(place.name for place in places), *rest),
        )
    )


def find(rows: QuerySet[Offer], text: str, day: date) -> Found:
    """Of ``rows`` those that fit the words, the best first; without words all of them, in the order of their organisations.

    Health and welfare stand alike, and nobody is ranked: only the words and the day an offer was assured count.
    """
    asked = fold(text).split()
    asked = [word for word in asked if word not in _STOP and len(word) > 1] or asked
    if not asked:
        return Found(_ordered(rows, (), day))
    words, read_as = _meant(rows, asked)
    if not words:
        return Found([], read_as)
    fitting = rows
    for word in words:
        fitting = fitting.filter(search__contains=word)
    if order := _ordered(fitting, words, day):
        return Found(order, read_as)
    some = Q()
    for word in words:
        some |= Q(search__contains=word)
    return Found(_ordered(rows.filter(some), words, day), read_as, loose=True)


def _ordered(rows: QuerySet[Offer], words: Iterable[str], day: date) -> list[UUID]:
    """By how well they fit; of two that fit alike the one that was assured, and then by the name of the organisation."""
    known = list(rows.order_by("organisation__search", "pk").values_list("pk", "search", "assured_on"))
    said = tuple(words)
    worth = {pk: _score(search, said) - _STALE * _is_stale(assured, day) for pk, search, assured in known}
    return sorted((pk for pk, _search, _assured in known), key=lambda pk: -worth[pk])


def _is_stale(assured: date | None, day: date) -> bool:
    return assured is None or assured < day - ASSURED_FOR


def _score(search: str, words: Iterable[str]) -> int:
    name, _line, rest = search.partition("\n")
    kind, _line, _rest = rest.partition("\n")
    total = 0
    for word in words:
        if word in name:
            total += _NAME + (f" {word} " in f" {name} ")
        elif word in kind:
            total += _KIND + (f" {word} " in f" {kind} ")
        elif word in search:
            total += _REST
    return total


def _meant(rows: QuerySet[Offer], asked: list[str]) -> tuple[list[str], dict[str, str]]:
    """Each word as it is found; one that is nowhere as the nearest that is, or left out."""
    words, read_as = [], {}
    vocabulary: set[str] | None = None
    for word in asked:
        if rows.filter(search__contains=word).exists():
            words.append(word)
            continue
        if vocabulary is None:
            vocabulary = {one for text in rows.order_by().values_list("search", flat=True) for one in text.split()}
        near = _nearest(word, vocabulary)
        if near:
            words.append(near)
            read_as[word] = near
    return words, read_as


def _nearest(word: str, vocabulary: Iterable[str]) -> str:
    """The word of the vocabulary with the fewest letters other: one up to six letters, two beyond; else nothing."""
    allowed = 0 if len(word) < 4 else 1 if len(word) < 7 else 2
    best = ""
    for other in sorted(_alike(word, vocabulary, allowed)):
        if (far := _distance(word, other, allowed)) <= allowed:
            best, allowed = other, far - 1  # only a nearer one is better
    return best


def _alike(word: str, vocabulary: Iterable[str], allowed: int) -> Iterator[str]:
    """Worth measuring: about as long, and with the same beginning or end."""
    for other in vocabulary:
        if abs(len(other) - len(word)) <= allowed and (other[0] == word[0] or other[-2:] == word[-2:]):
            yield other


def _distance(one: str, other: str, allowed: int) -> int:
    """Letters to add, leave out, change or swap with the next; counting stops above ``allowed``."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for n, letter in enumerate(one, 1):
        last, before, row = before, row, [n]
        for m, against in enumerate(other, 1):
            cost = min(before[m] + 1, row[m - 1] + 1, before[m - 1] + (letter != against))
            if n > 1 and m > 1 and letter == other[m - 2] and one[n - 2] == against:
                cost = min(cost, last[m - 2] + 1)
            row.append(cost)
        if min(row) > allowed:
            return allowed + 1
    return row[-1]
