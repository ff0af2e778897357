"""What is said of the effect of acting on a list, in nl, fr, de and en."""

from __future__ import annotations

from typing import Final

from ...definitions.models import Library
from ..show.words import marked
from .compare import Comparison
from .watch import Look

__all__ = ["as_text", "set_up"]

_WORDS: Final[dict[str, dict[str, str]]] = {
    "lot": {
        "nl": "Wie een plaats krijgt wordt vergeleken met wie door loting nog niet gevraagd wordt",
        "fr": "Ceux qui reçoivent une place sont comparés à ceux que le tirage au sort ne sollicite pas encore",
        "de": "Wer einen Platz erhält, wird mit denen verglichen, die nach dem Los noch nicht gefragt werden",
        "en": "Who is offered a place is compared with those who by lot are not asked for now",
    },
    "waves": {
        "nl": "De plaatsen beginnen na elkaar, in een volgorde door loting, en worden onderling vergeleken",
        "fr": "Les lieux commencent l'un après l'autre, dans un ordre tiré au sort, et sont comparés entre eux",
        "de": "Die Orte beginnen nacheinander, in einer Reihenfolge nach Los, und werden untereinander verglichen",
        "en": "Places begin one after another, in an order by lot, and are compared with each other",
    },
    "matched": {
        "nl": "Wie een plaats krijgt wordt vergeleken met gelijkaardige mensen die wachten; er is niet geloot",
        "fr": "Ceux qui reçoivent une place sont comparés à des personnes semblables qui attendent ; sans tirage au sort",
        "de": "Wer einen Platz erhält, wird mit ähnlichen Menschen verglichen, die warten; ohne Los",
        "en": "Who is offered a place is compared with people alike who wait; not by lot",
    },
    "none": {
        "nl": "Iedereen krijgt een plaats: er is niemand om mee te vergelijken",
        "fr": "Tout le monde reçoit une place : il n'y a personne à qui comparer",
        "de": "Alle erhalten einen Platz: Es gibt niemanden zum Vergleichen",
        "en": "Everybody is offered a place: there is nobody to compare with",
    },
    "looks": {"nl": "gekeken wordt op {days}", "fr": "on regarde les {days}", "de": "nachgesehen wird am {days}",
              "en": "looked at on {days}"},
    "harm": {
        "nl": "Waarschuwing: {title} loopt slechter bij wie een plaats kreeg. Stop en zoek de reden.",
        "fr": "Alerte : {title} évolue moins bien chez ceux qui ont reçu une place. Arrêtez et cherchez la raison.",
        "de": "Warnung: {title} entwickelt sich schlechter bei denen, die einen Platz erhielten. "
              "Halten Sie an und suchen Sie den Grund.",
        "en": "Warning: {title} goes worse among those who were offered a place. Stop, and find out why.",
    },
    "unshown": {
        "nl": "{title}: er is geen schade aangetoond.",
        "fr": "{title} : aucun effet néfaste n'est démontré.",
        "de": "{title}: Ein Schaden ist nicht nachgewiesen.",
        "en": "{title}: no harm is shown.",
    },
    "early": {"nl": "Te vroeg: voor het eerst op {day}.", "fr": "Trop tôt : la première fois le {day}.",
              "de": "Zu früh: zum ersten Mal am {day}.", "en": "Too early: for the first time on {day}."},
    "few": {"nl": "Te weinig mensen of voorvallen om iets te zeggen.",
            "fr": "Trop peu de personnes ou d'événements pour conclure.",
            "de": "Zu wenige Menschen oder Ereignisse für eine Aussage.", "en": "Too few people or events to say anything."},
    "numbers": {
        "nl": "Verschil {d} per 100 mensen{limits}; {people} mensen tegenover {others}, tot {day} ({n}/{looks}).",
        "fr": "Différence {d} pour 100 personnes{limits} ; {people} personnes contre {others}, jusqu'au {day} ({n}/{looks}).",
        "de": "Unterschied {d} je 100 Menschen{limits}; {people} Menschen gegenüber {others}, bis {day} ({n}/{looks}).",
        "en": "Difference {d} per 100 people{limits}; {people} people against {others}, up to {day} ({n}/{looks}).",
    },
    "limits": {"nl": " ({lower} tot {upper})", "fr": " ({lower} à {upper})", "de": " ({lower} bis {upper})",
               "en": " ({lower} to {upper})"},
}  # fmt: skip


def set_up(comparison: Comparison, language: str) -> str:
    """How the effect will be known, and when."""
    said = _WORDS[comparison.method][language]
    if comparison.method == "none":
        return f"{said}."
    days = ", ".join(f"{day:%d/%m/%Y}" for day in comparison.looks)
    return f"{said}; {_WORDS['looks'][language].format(days=days)}."


def as_text(comparison: Comparison, look: Look, library: Library, language: str) -> str:
    """The verdict; with the numbers it rests on, where they may be told, and how the arms came about."""
    if look.verdict == "alone":
        return set_up(comparison, language) + "\n"
    title = library.indicators[comparison.outcome].title[language]
    lines = [_WORDS[look.verdict][language].format(title=title, day=f"{look.day:%d/%m/%Y}")]
    if look.difference is not None:
        d, lower, upper = (
            "" if v is None else marked(f"{100 * v:+.1f}", language) for v in (look.difference, look.lower, look.upper)
        )
        limits = _WORDS["limits"][language].format(lower=lower, upper=upper) if lower else ""
        lines.append(
            _WORDS["numbers"][language].format(
                d=d, limits=limits, day=f"{look.day:%d/%m/%Y}", people=look.people, others=look.others, n=look.number,
                looks=len(comparison.looks),
            )
        )  # fmt: skip
        lines.append(set_up(comparison, language))
    return "\n".join(lines) + "\n"
