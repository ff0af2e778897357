"""The words of a description, in the four languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ..show.words import LANGUAGES

__all__ = ["label", "said"]

_WORDS: Final[Mapping[str, tuple[str, str, str, str]]] = {
    "own_rule": ("eigen regel", "règle propre", "eigene Regel", "own rule"),
    "numbers": ("Aantallen", "Nombres", "Anzahlen", "Numbers"),
    "flows": ("Stromen", "Flux", "Ströme", "Flows"),
    "use": ("Zorggebruik", "Recours aux soins", "Inanspruchnahme", "Use of care"),
    "needs": ("Zorgnoden", "Besoins", "Bedarf", "Needs"),
    "size": ("Omvang", "Taille", "Umfang", "Size"),
    "ages": ("Leeftijdsgroepen", "Groupes d'âge", "Altersgruppen", "Age groups"),
    "age_sex": ("Leeftijd en geslacht", "Âge et sexe", "Alter und Geschlecht", "Age and sex"),
    "zones": ("Waar zij wonen: zone", "Lieu de résidence : zone", "Wohnort: Zone", "Where they live: zone"),
    "municipalities": (
        "Waar zij wonen: gemeente",
        "Lieu de résidence : commune",
        "Wohnort: Gemeinde",
        "Where they live: municipality",
    ),
    "condition": ("Aandoeningen", "Maladies", "Erkrankungen", "Conditions"),
    "determinant": ("Determinerende factoren", "Facteurs déterminants", "Einflussfaktoren", "Determinants"),
    "segment": ("Segmenten: {title}", "Segments : {title}", "Segmente: {title}", "Segments: {title}"),
    "contacts": ("Contacten naar soort", "Contacts par type", "Kontakte nach Art", "Contacts by kind"),
    "admissions": (
        "Ziekenhuisopnamen met overnachting",
        "Admissions à l'hôpital avec nuitée",
        "Krankenhausaufenthalte über Nacht",
        "Hospital admissions of at least a night",
    ),
    "cost": ("Kosten, in euro", "Coûts, en euros", "Kosten, in Euro", "Costs, in euro"),
    "cost_band": (
        "Verdeling van de kosten per persoon",
        "Répartition des coûts par personne",
        "Verteilung der Kosten je Person",
        "Distribution of costs per person",
    ),
    "registered": (
        "Van woonplaats naar vaste praktijk",
        "De la résidence à la pratique attitrée",
        "Vom Wohnort zur festen Praxis",
        "From residence to practice of registration",
    ),
    "used": (
        "Van woonplaats naar plaats van zorg: contacten",
        "De la résidence au lieu de soins : contacts",
        "Vom Wohnort zum Ort der Versorgung: Kontakte",
        "From residence to place of care: contacts",
    ),
    "unit_people": ("aandeel", "part", "Anteil", "share"),
    "unit_contacts": ("aandeel", "part", "Anteil", "share"),
    "unit_use": ("per persoonsjaar", "par année-personne", "je Personenjahr", "per person-year"),
    "unit_cost": ("euro per persoonsjaar", "euros par année-personne", "Euro je Personenjahr", "euro per person-year"),
    "people": ("personen", "personnes", "Personen", "people"),
    "person_years": ("persoonsjaren", "années-personnes", "Personenjahre", "person-years"),
    "n": ("aantal", "nombre", "Anzahl", "number"),
    "difference": ("verschil", "différence", "Unterschied", "difference"),
    "ratio": ("verhouding", "rapport", "Verhältnis", "ratio"),
    "from": ("95 %: van", "95 % : de", "95 %: von", "95 %: from"),
    "to": ("tot", "à", "bis", "to"),
    "male": ("mannen", "hommes", "Männer", "men"),
    "female": ("vrouwen", "femmes", "Frauen", "women"),
    "other_sex": ("ander of onbekend", "autre ou inconnu", "anderes oder unbekannt", "other or unknown"),
    "all_kinds": ("alle", "tous", "alle", "all"),
    "gp_practice": ("huisarts, in de praktijk", "médecin généraliste, au cabinet", "Hausarzt, Praxis", "GP, at the practice"),
    "gp_home": ("huisarts, aan huis", "médecin généraliste, à domicile", "Hausarzt, Hausbesuch", "GP, at home"),
    "specialist": ("specialist", "spécialiste", "Facharzt", "specialist"),
    "nurse": ("verpleegkundige", "infirmier", "Pflegefachperson", "nurse"),
    "physiotherapist": ("kinesitherapeut", "kinésithérapeute", "Physiotherapeut", "physiotherapist"),
    "emergency": ("spoed", "urgences", "Notaufnahme", "emergency"),
    "other": ("andere", "autres", "andere", "other"),
    "admissions_kind": ("opnamen", "admissions", "Aufenthalte", "admissions"),
    "nights": ("nachten", "nuits", "Nächte", "nights"),
    "Visit": ("contacten", "contacts", "Kontakte", "contacts"),
    "Drug": ("geneesmiddelen", "médicaments", "Arzneimittel", "medicines"),
    "Procedure": ("ingrepen", "interventions", "Eingriffe", "procedures"),
    "Measurement": ("onderzoeken", "examens", "Untersuchungen", "tests"),
    "Device": ("hulpmiddelen", "dispositifs", "Hilfsmittel", "devices"),
    "Other": ("andere", "autres", "andere", "other"),
    "none_cost": ("geen kosten", "aucun coût", "keine Kosten", "no costs"),
    "above": ("meer dan {low}", "plus de {low}", "mehr als {low}", "more than {low}"),
    "between": ("{low} tot {high}", "de {low} à {high}", "{low} bis {high}", "{low} to {high}"),
    "no_practice": ("geen vaste praktijk", "sans pratique attitrée", "keine feste Praxis", "no practice"),
    "cohort": ("Beschrijving", "Description", "Beschreibung", "Description"),
    "compared": ("vergeleken met", "comparé à", "verglichen mit", "compared with"),
    "closed": (
        "Cijfers verborgen: ze zouden een klein aantal verraden.",
        "Chiffres masqués : ils trahiraient un petit nombre.",
        "Zahlen verborgen: Sie würden eine kleine Zahl verraten.",
        "Numbers hidden: they would give a small number away.",
    ),
    "year": ("gebruik en kosten", "recours et coûts", "Inanspruchnahme und Kosten", "use and costs"),
    "years_denominator": (
        "Noemer: persoonsjaren van wie op de indexdatum leeft en geobserveerd is",
        "Dénominateur : années-personnes de qui vit et est observé à la date d'index",
        "Nenner: Personenjahre derer, die am Stichtag leben und beobachtet sind",
        "Denominator: person-years of those alive and observed on the index date",
    ),
    "pyramid": ("Leeftijdspiramide", "Pyramide des âges", "Alterspyramide", "Age pyramid"),
    "share_of_area": (
        "Aandeel van de inwoners in: {title}",
        "Part des habitants dans : {title}",
        "Anteil der Einwohner in: {title}",
        "Share of residents in: {title}",
    ),
}


def said(key: str, language: str, **values: object) -> str:
    """A word or sentence of a description."""
    text = _WORDS[key][LANGUAGES.index(language)]
    return text.format(**values) if values else text


def label(key: str, language: str) -> str:
    """The word for a key where there is one; else the key itself."""
    return said(key, language) if key in _WORDS else key
