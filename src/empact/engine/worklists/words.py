"""What a list says in nl, fr, de and en."""

from __future__ import annotations

from typing import Any, Final

__all__ = ["KINDS", "said"]

KINDS: Final = {
    "condition_occurrence": "diagnosis",
    "drug_exposure": "medicine",
    "procedure_occurrence": "procedure",
    "measurement": "measurement",
    "observation": "observation",
    "visit_occurrence": "contact",
    "cost": "cost",
}
"""The word for a record, by its table."""

_WORDS: Final[dict[str, dict[str, str]]] = {
    "open": {"nl": "nog open", "fr": "encore ouvert", "de": "noch offen", "en": "still open"},
    "open_in": {
        "nl": "over {period} is niet gevonden: {numerator}",
        "fr": "sur {period}, non trouvé : {numerator}",
        "de": "für {period} nicht gefunden: {numerator}",
        "en": "not found over {period}: {numerator}",
    },
    "diagnosis": {"nl": "diagnose", "fr": "diagnostic", "de": "Diagnose", "en": "diagnosis"},
    "medicine": {"nl": "geneesmiddel", "fr": "médicament", "de": "Arzneimittel", "en": "medicine"},
    "procedure": {"nl": "verstrekking", "fr": "prestation", "de": "Leistung", "en": "procedure"},
    "measurement": {"nl": "meting", "fr": "mesure", "de": "Messung", "en": "measurement"},
    "observation": {"nl": "vaststelling", "fr": "observation", "de": "Beobachtung", "en": "observation"},
    "contact": {"nl": "contact", "fr": "contact", "de": "Kontakt", "en": "contact"},
    "cost": {"nl": "kost", "fr": "coût", "de": "Kosten", "en": "cost"},
    "behind": {
        "nl": "{group}: {reached} van {people} {reach} ({own} %, {lower} tot {upper} %) tegenover {others} % bij de anderen.",
        "fr": "{group} : {reached} sur {people} {reach} ({own} %, {lower} à {upper} %) contre {others} % chez les autres.",
        "de": "{group}: {reached} von {people} {reach} ({own} %, {lower} bis {upper} %) gegenüber {others} % bei den anderen.",
        "en": "{group}: {reached} of {people} {reach} ({own}%, {lower} to {upper}%) against {others}% of the others.",
    },
    "could": {"nl": "konden op de lijst", "fr": "pouvaient être sur la liste", "de": "konnten auf die Liste",
              "en": "could be on the list"},
    "offered": {"nl": "krijgen een plaats", "fr": "reçoivent une place", "de": "erhalten einen Platz",
                "en": "are offered a place"},
    "taken_up": {"nl": "van de vorige lijst zijn opgenomen", "fr": "de la liste précédente sont pris en charge",
                 "de": "der vorigen Liste sind übernommen", "en": "on the list before were taken up"},
    "chance": {"nl": "Dit kan toeval zijn.", "fr": "Cela peut être dû au hasard.", "de": "Das kann Zufall sein.",
               "en": "This may be chance."},
    "aged": {"nl": "{age} jaar", "fr": "{age} ans", "de": "{age} Jahre", "en": "aged {age}"},
    "female": {"nl": "vrouwen", "fr": "femmes", "de": "Frauen", "en": "women"},
    "male": {"nl": "mannen", "fr": "hommes", "de": "Männer", "en": "men"},
    "other": {"nl": "ander of onbekend geslacht",
              "fr": "autre sexe ou sexe inconnu", "de": "anderes oder unbekanntes Geschlecht",
              "en": "other or unknown sex"},
    "increased": {"nl": "verhoogde tegemoetkoming", "fr": "intervention majorée", "de": "erhöhte Beteiligung",
                  "en": "increased reimbursement"},
    "ordinary": {"nl": "geen verhoogde tegemoetkoming", "fr": "pas d'intervention majorée", "de": "keine erhöhte Beteiligung",
                 "en": "no increased reimbursement"},
    "unknown": {"nl": "buurt onbekend",
                "fr": "quartier inconnu", "de": "Nachbarschaft unbekannt", "en": "neighbourhood unknown"},
}  # fmt: skip


def said(key: str, language: str, **values: Any) -> str:
    """The words, filled in."""
    return _WORDS[key][language].format(**values)
