"""The few words around the numbers, in the four languages. Nouns follow the project's glossary."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

__all__ = ["LANGUAGES", "day", "marked", "number", "percentage", "title_of", "word"]

LANGUAGES: Final = ("nl", "fr", "de", "en")

_WORDS: Final[Mapping[str, tuple[str, str, str, str]]] = {
    "indicators": ("Indicatoren", "Indicateurs", "Indikatoren", "Indicators"),
    "indicator": ("indicator", "indicateur", "Indikator", "indicator"),
    "aim": ("doel", "but", "Ziel", "aim"),
    "period": ("periode", "période", "Zeitraum", "period"),
    "value": ("waarde", "valeur", "Wert", "value"),
    "lower": ("van", "de", "von", "from"),
    "upper": ("tot", "à", "bis", "to"),
    "numerator": ("teller", "numérateur", "Zähler", "numerator"),
    "standardised": ("gestandaardiseerd", "standardisé", "standardisiert", "standardised"),
    "verdict": ("toeval of verschil", "hasard ou différence", "Zufall oder Unterschied", "chance or difference"),
    "level": ("niveau", "niveau", "Ebene", "level"),
    "stratum": ("groep", "groupe", "Gruppe", "stratum"),
    "practice": ("praktijk", "pratique", "Praxis", "practice"),
    "group": ("groep", "groupe", "Gruppe", "group"),
    "hidden": ("verborgen", "masqué", "verborgen", "hidden"),
    "too_few": ("te weinig", "trop peu", "zu wenige", "too few"),
    "not_valid": (
        "niet gemeten: gold toen niet",
        "non mesuré : pas en vigueur alors",
        "nicht gemessen: galt damals nicht",
        "not measured: not valid then",
    ),
    "not_measured": ("nog niet gemeten", "pas encore mesuré", "noch nicht gemessen", "not measured yet"),
    "chance": ("niet meer dan toeval", "pas plus que le hasard", "nicht mehr als Zufall", "no more than chance"),
    "higher": ("hoger", "plus élevé", "höher", "higher"),
    "lower_than": ("lager", "plus bas", "niedriger", "lower"),
    "much_higher": ("duidelijk hoger", "nettement plus élevé", "deutlich höher", "clearly higher"),
    "much_lower": ("duidelijk lager", "nettement plus bas", "deutlich niedriger", "clearly lower"),
    "better": ("beter", "mieux", "besser", "better"),
    "worse": ("slechter", "moins bien", "schlechter", "worse"),
    "change": ("verandering", "changement", "Veränderung", "change"),
    "per": ("per", "pour", "je", "per"),
    "person_years": ("persoonsjaren", "années-personnes", "Personenjahre", "person-years"),
    "experience": ("ervaring", "expérience", "Erfahrung", "experience"),
    "health": ("gezondheid", "santé", "Gesundheit", "health"),
    "equity": ("gelijkheid", "équité", "Gerechtigkeit", "equity"),
    "workforce": ("zorgverleners", "soignants", "Fachkräfte", "workforce"),
    "own": ("eigen waarde", "valeur propre", "eigener Wert", "own value"),
    "own_before": ("eigen waarde, vorige periode", "valeur propre, période précédente", "eigener Wert, vorher", "own, before"),
    "whole": ("het geheel", "l'ensemble", "das Ganze", "the whole"),
    "benchmark": ("de beste 10 %", "les meilleurs 10 %", "die besten 10 %", "the best 10 %"),
    "target": ("doelwaarde", "valeur cible", "Zielwert", "target"),
    "gap": ("kloof", "écart", "Lücke", "gap"),
    "equal": ("gelijk", "égal", "gleich", "equal"),
    "peers_all": ("iedereen", "tous", "alle", "all"),
    "peers_similar": ("gelijkaardige grootte", "taille semblable", "ähnliche Größe", "similar size"),
    "popbox": ("Pop-Box", "Pop-Box", "Pop-Box", "Pop-Box"),
    "conditions": ("Aandoeningen", "Maladies", "Erkrankungen", "Conditions"),
    "determinants": ("Determinerende factoren", "Facteurs déterminants", "Einflussfaktoren", "Determinants"),
    "condition": ("aandoening", "maladie", "Erkrankung", "condition"),
    "determinant": ("determinerende factor", "facteur déterminant", "Einflussfaktor", "determinant"),
    "area": ("gebied", "territoire", "Gebiet", "area"),
    "everybody": ("iedereen", "tout le monde", "alle", "everybody"),
    "everywhere": ("hele gebied", "tout le territoire", "ganzes Gebiet", "whole area"),
    "elsewhere": ("elders of onbekend", "ailleurs ou inconnu", "anderswo oder unbekannt", "elsewhere or unknown"),
    "total": ("totaal", "total", "gesamt", "total"),
    "people": ("personen", "personnes", "Personen", "people"),
    "share": ("aandeel", "part", "Anteil", "share"),
    "counted": ("telt mee", "compté", "gezählt", "counted"),
    "risk_factor": ("telt niet mee", "non compté", "nicht gezählt", "not counted"),
    "small": ("klein aantal", "petit nombre", "kleine Zahl", "small number"),
    "loaded": ("ingelezen", "chargées", "eingelesen", "loaded"),
    "observed": ("geobserveerd", "observées", "beobachtet", "observed"),
    "dead": ("overleden", "décédées", "verstorben", "dead"),
    "departed": ("vertrokken", "parties", "weggezogen", "departed"),
    "not_yet": ("nog niet aanwezig", "pas encore présentes", "noch nicht da", "not yet there"),
    "as_of": ("Toestand op", "Situation au", "Stand am", "As of"),
    "control": ("Controle", "Contrôle", "Kontrolle", "Control"),
    "source": ("Bron", "Source", "Quelle", "Source"),
    "last_load": ("laatst ingelezen", "dernier chargement", "zuletzt eingelesen", "last loaded"),
    "results": ("resultaten", "résultats", "Ergebnisse", "results"),
    "register": ("register", "registre", "Register", "register"),
    "definition": ("definitie", "définition", "Definition", "definition"),
    "version": ("versie", "version", "Version", "version"),
    "boundaries": ("grenzen sinds", "limites depuis le", "Grenzen seit", "boundaries since"),
    "internal": (
        "INTERN: alle aantallen zijn zichtbaar, ook de kleine. Niet verspreiden.",
        "INTERNE : tous les nombres sont visibles, même les petits. Ne pas diffuser.",
        "INTERN: Alle Zahlen sind sichtbar, auch die kleinen. Nicht weitergeben.",
        "INTERNAL: all numbers are visible, small ones too. Do not pass on.",
    ),
    "hidden_note": (
        "· Klein aantal: minder dan {n}, of nodig om zo'n aantal te beschermen. "
        "We tonen dit niet, zodat niemand herkenbaar is.",
        "· Petit nombre : moins de {n}, ou nécessaire pour protéger un tel nombre. "
        "Non affiché, afin que personne ne soit reconnaissable.",
        "· Kleine Zahl: weniger als {n}, oder nötig zum Schutz einer solchen Zahl. "
        "Nicht gezeigt, damit niemand erkennbar ist.",
        "· Small number: fewer than {n}, or needed to protect such a number. Not shown, so that nobody can be recognised.",
    ),
    "people_by_class": ("Mensen per persona", "Personnes par persona", "Menschen je Persona", "People by persona"),
    "share_with": (
        "Zoveel mensen van elke persona hebben ook:",
        "Part de chaque persona qui a aussi :",
        "So viele jeder Persona haben auch:",
        "Share of each persona who also have:",
    ),
    "colour_scale": (
        "kleur: aandeel binnen de persona",
        "couleur : part dans la persona",
        "Farbe: Anteil in der Persona",
        "colour: share of the persona",
    ),
    "nobody": ("niemand", "personne", "niemand", "nobody"),
    "denominator": (
        "Noemer: wie leeft en geobserveerd is op de indexdatum",
        "Dénominateur : personnes en vie et observées à la date d'index",
        "Nenner: wer am Stichtag lebt und beobachtet ist",
        "Denominator: people alive and observed on the index date",
    ),
}
# thousands separator, decimal separator; a no-break space where the language wants a space
_MARKS: Final = {"nl": (".", ","), "fr": ("\u202f", ","), "de": (".", ","), "en": (",", ".")}


def word(key: str, language: str, **values: object) -> str:
    """A word or sentence in a language."""
    said = _WORDS[key][LANGUAGES.index(language)]
    return said.format(**values) if values else said


def title_of(entry: Mapping[str, Any], language: str) -> str:
    """The title of a definition or class; in its first language where it was not translated."""
    titles: Mapping[str, str] = entry["title"]
    return titles.get(language) or next(iter(titles.values()))


def marked(text: str, language: str) -> str:
    """A number written as in English, with the separators of a language."""
    thousands, decimal = _MARKS[language]
    return text.translate({ord(","): thousands, ord("."): decimal})


def number(n: int, language: str) -> str:
    """With thousands separators."""
    return marked(f"{n:,}", language)


def percentage(share: float, language: str, digits: int = 1) -> str:
    """A share as a percentage."""
    said = marked(f"{100 * share:.{digits}f}", language)
    return f"{said}%" if language in ("nl", "en") else f"{said}\u00a0%"


def day(iso: str, language: str) -> str:
    """A date as people write it."""
    d = date.fromisoformat(iso[:10])
    if language == "en":
        return f"{d.day} {d.strftime('%B')} {d.year}"
    return f"{d.day}.{d.month}.{d.year}" if language == "de" else f"{d.day}/{d.month}/{d.year}"
