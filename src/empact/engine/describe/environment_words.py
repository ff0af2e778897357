"""The sentences of an environment analysis, in the four languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ..show.words import LANGUAGES

__all__ = ["told"]

_SENTENCES: Final[Mapping[str, tuple[str, str, str, str]]] = {
    "title": (
        "Omgevingsanalyse: {area}",
        "Analyse de l'environnement : {area}",
        "Umfeldanalyse: {area}",
        "Environment analysis: {area}",
    ),
    "editable": (
        "Deze tekst is een vertrekpunt: pas hem aan, vul hem aan, schrap. Onder elke tabel staat de bron.",
        "Ce texte est un point de départ : adaptez-le, complétez-le, supprimez. La source figure sous chaque tableau.",
        "Dieser Text ist ein Ausgangspunkt: anpassen, ergänzen, streichen. Unter jeder Tabelle steht die Quelle.",
        "This text is a start: change it, add to it, strike out. Below each table stands its source.",
    ),
    "people": ("Wie er woont", "Qui y vit", "Wer dort lebt", "Who lives there"),
    "needs": (
        "Gezondheid en zorgnoden",
        "Santé et besoins de soins",
        "Gesundheit und Versorgungsbedarf",
        "Health and needs for care",
    ),
    "use": ("Zorggebruik en kosten", "Recours aux soins et coûts", "Inanspruchnahme und Kosten", "Use of care and costs"),
    "flows": (
        "Waar mensen zorg zoeken",
        "Où les gens se font soigner",
        "Wo Menschen Versorgung suchen",
        "Where people seek care",
    ),
    "measured": ("Gemeten indicatoren", "Indicateurs mesurés", "Gemessene Indikatoren", "Measured indicators"),
    "public": ("Publieke indicatoren", "Indicateurs publics", "Öffentliche Indikatoren", "Public indicators"),
    "reading": (
        "Hoe deze cijfers te lezen",
        "Comment lire ces chiffres",
        "Wie diese Zahlen zu lesen sind",
        "How to read these figures",
    ),
    "size": (
        "In {area} wonen {n} mensen die in de gegevens zitten: {share} van de {all} in het hele gebied.",
        "{area} compte {n} personnes dans les données : {share} des {all} de l'ensemble du territoire.",
        "In {area} leben {n} Menschen, die in den Daten sind: {share} der {all} im ganzen Gebiet.",
        "{n} people in the data live in {area}: {share} of the {all} in the whole area.",
    ),
    "old": (
        "{share} is 65 jaar of ouder (hele gebied: {other}); {young} is jonger dan 20 (hele gebied: {other_young}).",
        "{share} ont 65 ans ou plus (ensemble : {other}) ; {young} ont moins de 20 ans (ensemble : {other_young}).",
        "{share} sind 65 oder älter (ganzes Gebiet: {other}); {young} sind jünger als 20 (ganzes Gebiet: {other_young}).",
        "{share} are 65 or older (whole area: {other}); {young} are under 20 (whole area: {other_young}).",
    ),
    "more": (
        "Vaker dan in het hele gebied, en niet door toeval te verklaren: {list}.",
        "Plus fréquent que dans l'ensemble, sans que le hasard l'explique : {list}.",
        "Häufiger als im ganzen Gebiet und nicht durch Zufall zu erklären: {list}.",
        "More often than in the whole area, and not explained by chance: {list}.",
    ),
    "less": ("Minder vaak: {list}.", "Moins fréquent : {list}.", "Seltener: {list}.", "Less often: {list}."),
    "alike": (
        "Geen aandoening verschilt van het hele gebied meer dan door toeval te verwachten is.",
        "Aucune maladie ne diffère de l'ensemble plus que ce que le hasard explique.",
        "Keine Erkrankung weicht vom ganzen Gebiet mehr ab, als der Zufall erklärt.",
        "No condition differs from the whole area by more than chance.",
    ),
    "contacts": (
        "Per persoon en jaar zijn er {n} contacten, tegenover {other} in het hele gebied.",
        "Par personne et par an, on compte {n} contacts, contre {other} dans l'ensemble.",
        "Je Person und Jahr gibt es {n} Kontakte, gegenüber {other} im ganzen Gebiet.",
        "There are {n} contacts per person and year, against {other} in the whole area.",
    ),
    "admissions": (
        "Er zijn {n} ziekenhuisopnamen per persoonsjaar, tegenover {other}.",
        "On compte {n} admissions à l'hôpital par année-personne, contre {other}.",
        "Es gibt {n} Krankenhausaufenthalte je Personenjahr, gegenüber {other}.",
        "There are {n} hospital admissions per person-year, against {other}.",
    ),
    "costs": (
        "De kosten bedragen {n} euro per persoonsjaar, tegenover {other}.",
        "Les coûts s'élèvent à {n} euros par année-personne, contre {other}.",
        "Die Kosten betragen {n} Euro je Personenjahr, gegenüber {other}.",
        "Costs are {n} euro per person-year, against {other}.",
    ),
    "apart": (
        "Van de {of} getoonde indicatoren wijken er {n} af van het hele gebied, meer dan door toeval.",
        "Sur {of} indicateurs montrés, {n} s'écartent de l'ensemble plus que par hasard.",
        "Von {of} gezeigten Indikatoren weichen {n} mehr als zufällig vom ganzen Gebiet ab.",
        "Of the {of} indicators shown, {n} differ from the whole area by more than chance.",
    ),
    "crude": (
        "Verschillen zijn niet gecorrigeerd voor leeftijd, tenzij anders vermeld: een ouder gebied lijkt dan zieker.",
        "Les différences ne sont pas corrigées pour l'âge, sauf mention : un territoire plus âgé paraît plus malade.",
        "Unterschiede sind nicht altersbereinigt, wenn nicht anders vermerkt: ein älteres Gebiet wirkt dann kränker.",
        "Differences are not adjusted for age unless said so: an older area then looks sicker.",
    ),
    "public_note": (
        "Deze cijfers komen uit publieke bronnen en tellen andere mensen en jaren dan de eigen gegevens.",
        "Ces chiffres viennent de sources publiques et portent sur d'autres personnes et années que les données propres.",
        "Diese Zahlen stammen aus öffentlichen Quellen und zählen andere Menschen und Jahre als die eigenen Daten.",
        "These figures come from public sources and count other people and years than the own data.",
    ),
    "source": ("Bron", "Source", "Quelle", "Source"),
    "own_source": (
        "eigen gegevens ({sources}), laatst ingelezen {loaded}",
        "données propres ({sources}), dernier chargement {loaded}",
        "eigene Daten ({sources}), zuletzt eingelesen {loaded}",
        "own data ({sources}), last loaded {loaded}",
    ),
    "on": ("op {day}", "au {day}", "am {day}", "on {day}"),
    "period": ("periode {period}", "période {period}", "Zeitraum {period}", "period {period}"),
    "of_people": (
        "noemer: wie leeft en geobserveerd is",
        "dénominateur : personnes en vie et observées",
        "Nenner: wer lebt und beobachtet ist",
        "denominator: people alive and observed",
    ),
    "of_contacts": (
        "noemer: contacten van wie daar woont",
        "dénominateur : contacts de qui y réside",
        "Nenner: Kontakte derer, die dort wohnen",
        "denominator: contacts of those who live there",
    ),
    "of_years": (
        "noemer: persoonsjaren",
        "dénominateur : années-personnes",
        "Nenner: Personenjahre",
        "denominator: person-years",
    ),
    "of_definition": (
        "noemer: zie de definitie van elke indicator",
        "dénominateur : voir la définition de chaque indicateur",
        "Nenner: siehe die Definition jedes Indikators",
        "denominator: see the definition of each indicator",
    ),
    "age": ("leeftijd", "âge", "Alter", "age"),
    "here": ("hier", "ici", "hier", "here"),
}


def told(key: str, language: str, **values: object) -> str:
    """A sentence or heading."""
    text = _SENTENCES[key][LANGUAGES.index(language)]
    return text.format(**values) if values else text
