"""The words of the sentences, four languages side by side: Dutch, French, German, English.

Every phrase is a predicate ("has ...", "is ...") whose subject is the person, or a noun. They avoid participles at the end,
so that phrases can be put together without changing word order.
"""

from __future__ import annotations

from typing import Final

__all__ = ["LANGUAGES", "PHRASES", "four"]

LANGUAGES: Final = ("nl", "fr", "de", "en")


def four(nl: str, fr: str, de: str, en: str) -> dict[str, str]:
    """One text per language."""
    return {"nl": nl, "fr": fr, "de": de, "en": en}


PHRASES: Final = {
    # windows and quantities
    "ever": four("ooit", "à ce jour", "jemals", "at any time"),
    "days": four(
        "in de {n} {unit} tot en met de indexdatum",
        "dans les {n} {unit} jusqu'à la date de référence incluse",
        "in den {n} {unit} bis einschließlich Stichtag",
        "in the {n} {unit} up to and including the index date",
    ),
    "calendar_year": four(
        "in het laatste volledige kalenderjaar",
        "durant la dernière année civile complète",
        "im letzten vollen Kalenderjahr",
        "in the last complete calendar year",
    ),
    "ending": four(
        "{window}, waarbij {n} {unit} voor de indexdatum als indexdatum geldt",
        "{window}, la date de référence étant prise {n} {unit} plus tôt",
        "{window}, wobei der Stichtag {n} {unit} früher gilt",
        "{window}, the index date being taken {n} {unit} earlier",
    ),
    "at_least": four("minstens {n}", "au moins {n}", "mindestens {n}", "at least {n}"),
    "more_than": four("meer dan {n}", "plus de {n}", "mehr als {n}", "more than {n}"),
    "<": four("kleiner dan", "inférieure à", "kleiner als", "below"),
    "<=": four("hoogstens", "au plus", "höchstens", "at most"),
    ">": four("groter dan", "supérieure à", "größer als", "above"),
    ">=": four("minstens", "au moins", "mindestens", "at least"),
    "=": four("gelijk aan", "égale à", "gleich", "equal to"),
    # what records are about
    "coded": four("met {codes}", "avec {codes}", "mit {codes}", "with {codes}"),
    "without": four("zonder {codes}", "sans {codes}", "ohne {codes}", "without {codes}"),
    "more_codes": four("en nog {n} codes", "et {n} autres codes", "und {n} weitere Codes", "and {n} more codes"),
    "valued": four("en een waarde {value}", "et une valeur {value}", "und einem Wert {value}", "and a value {value}"),
    "answered": four(
        "met als antwoord {answers}", "avec pour réponse {answers}", "mit der Antwort {answers}", "with the answer {answers}"
    ),
    "lasting": four(
        "{window} (ook wat eerder begon en toen nog liep)",
        "{window} (y compris ce qui avait commencé avant et durait encore)",
        "{window} (auch was früher begann und dann noch andauerte)",
        "{window} (also what began earlier and was still going on)",
    ),
    "unplanned": four("(ongepland)", "(non planifié)", "(ungeplant)", "(unplanned)"),
    "planned": four("(gepland)", "(planifié)", "(geplant)", "(planned)"),
    "role": four("bij {role}", "chez {role}", "bei {role}", "with {role}"),
    "for_domain": four("voor {domain}", "pour {domain}", "für {domain}", "for {domain}"),
    "or": four("of", "ou", "oder", "or"),
    "and": four("en", "et", "und", "and"),
    # yes or no
    "has_events": four(
        "heeft {window} {q} {noun}", "a {q} {noun} {window}", "hat {window} {q} {noun}", "has {q} {noun} {window}"
    ),
    "has_dates": four(
        "heeft {window} op {q} verschillende dagen een {noun}",
        "a, à {q} dates différentes, un enregistrement ({noun}) {window}",
        "hat {window} an {q} verschiedenen Tagen: {noun}",
        "has, on {q} different days, a record ({noun}) {window}",
    ),
    "has_ddd": four(
        "heeft {window} {q} DDD {about}",
        "a {q} DDD {about} {window}",
        "hat {window} {q} DDD {about}",
        "has {q} DDD {about} {window}",
    ),
    "has_paid": four(
        "kost {window} {q} euro {about}",
        "coûte {q} euros {about} {window}",
        "kostet {window} {q} Euro {about}",
        "costs {q} euro {about} {window}",
    ),
    "has_codes": four(
        "heeft {window} {q} verschillende {noun} {about}{each}",
        "a {q} {noun} différents {about}{each} {window}",
        "hat {window} {q} verschiedene {noun} {about}{each}",
        "has {q} different {noun} {about}{each} {window}",
    ),
    "each_ddd": four(
        "elk met minstens {n} DDD", "chacun avec au moins {n} DDD", "je mindestens {n} DDD", "each with at least {n} DDD"
    ),
    "each_rows": four(
        "elk met minstens {n} afleveringen",
        "chacun avec au moins {n} délivrances",
        "je mindestens {n} Abgaben",
        "each with at least {n} dispensings",
    ),
    "has_spells": four(
        "heeft {window} {q} {noun} van minstens één nacht",
        "a {q} {noun} d'au moins une nuit {window}",
        "hat {window} {q} {noun} mit mindestens einer Nacht",
        "has {q} {noun} of at least one night {window}",
    ),
    "first": four(
        "heeft de allereerste {noun} {window}",
        "a le tout premier enregistrement ({noun}) {window}",
        "hat die allererste Eintragung ({noun}) {window}",
        "has the very first {noun} {window}",
    ),
    "latest": four(
        "heeft {window} als laatste {noun} een waarde {value}",
        "a pour dernier résultat ({noun}) {window} une valeur {value}",
        "hat {window} als letztes Ergebnis ({noun}) einen Wert {value}",
        "has, as latest result ({noun}) {window}, a value {value}",
    ),
    "has_score": four(
        "heeft een score van {q} op '{title}'",
        "a un score de {q} à « {title} »",
        "hat einen Wert von {q} bei „{title}“",
        "has a score of {q} on '{title}'",
    ),
    "weights": four(
        "{title} (gewichten {weights})",
        "{title} (poids {weights})",
        "{title} (Gewichte {weights})",
        "{title} (weights {weights})",
    ),
    "has_conditions": four(
        "heeft {q} getelde chronische aandoeningen",
        "a {q} affections chroniques comptées",
        "hat {q} gezählte chronische Erkrankungen",
        "has {q} counted chronic conditions",
    ),
    "has_systems": four(
        "heeft getelde aandoeningen in {q} lichaamssystemen",
        "a des affections comptées dans {q} systèmes du corps",
        "hat gezählte Erkrankungen in {q} Körpersystemen",
        "has counted conditions in {q} body systems",
    ),
    "aged_between": four(
        "is {low} tot en met {high} jaar oud",
        "a de {low} à {high} ans",
        "ist {low} bis {high} Jahre alt",
        "is {low} to {high} years old",
    ),
    "aged_from": four(
        "is minstens {low} jaar oud", "a au moins {low} ans", "ist mindestens {low} Jahre alt", "is at least {low} years old"
    ),
    "aged_to": four(
        "is hoogstens {high} jaar oud", "a au plus {high} ans", "ist höchstens {high} Jahre alt", "is at most {high} years old"
    ),
    "male": four("is een man", "est un homme", "ist männlich", "is male"),
    "female": four("is een vrouw", "est une femme", "ist weiblich", "is female"),
    "other": four("heeft een ander geslacht", "est d'un autre sexe", "hat ein anderes Geschlecht", "is of another gender"),
    "unknown": four(
        "heeft een onbekend geslacht", "est de sexe inconnu", "hat ein unbekanntes Geschlecht", "is of unknown gender"
    ),
    "lives_in": four("woont in gebied {area}", "habite dans la zone {area}", "wohnt im Gebiet {area}", "lives in area {area}"),
    "registered": four(
        "is ingeschreven bij een praktijk",
        "est inscrit dans une pratique",
        "ist bei einer Praxis eingeschrieben",
        "is registered with a practice",
    ),
    "increased_reimbursement": four(
        "heeft recht op de verhoogde tegemoetkoming",
        "a droit à l'intervention majorée",
        "hat Anspruch auf die erhöhte Kostenerstattung",
        "is entitled to increased reimbursement",
    ),
    "chronic_status": four(
        "heeft het statuut chronische aandoening",
        "a le statut affection chronique",
        "hat den Status chronische Erkrankung",
        "holds the status of chronic condition",
    ),
    "enrolled": four(
        "neemt deel aan programma '{programme}'{window}",
        "participe au programme « {programme} »{window}",
        "nimmt{window} am Programm „{programme}“ teil",
        "takes part in programme '{programme}'{window}",
    ),
    "enrolled_in_any": four(
        "neemt deel aan een programma{window}",
        "participe à un programme{window}",
        "nimmt{window} an einem Programm teil",
        "takes part in a programme{window}",
    ),
    "has_condition": four(
        "heeft de aandoening '{title}'",
        "a l'affection « {title} »",
        "hat die Erkrankung „{title}“",
        "has the condition '{title}'",
    ),
    "has_determinant": four(
        "heeft het kenmerk '{title}'",
        "a le déterminant « {title} »",
        "hat das Merkmal „{title}“",
        "has the determinant '{title}'",
    ),
    # a period
    "period": four("in de periode", "pendant la période", "im Zeitraum", "in the period"),
    "for_diagnosis": four("{noun} met {what}", "{noun} avec {what}", "{noun} mit {what}", "{noun} with {what}"),
    "but_without": four("{noun}, zonder {what}", "{noun}, sans {what}", "{noun}, ohne {what}", "{noun}, without a {what}"),
    "at_a_practice": four(
        "{noun} in een gekende praktijk",
        "{noun} dans une pratique connue",
        "{noun} in einer bekannten Praxis",
        "{noun} with a known practice",
    ),
    "at_main_practice": four(
        "{noun} in de meest bezochte praktijk",
        "{noun} dans la pratique la plus fréquentée",
        "{noun} in der am meisten besuchten Praxis",
        "{noun} with the practice seen most",
    ),
    "ended_alive": four(
        "{noun} met ontslag in leven",
        "{noun} avec sortie en vie",
        "{noun} mit Entlassung am Leben",
        "{noun} with live discharge",
    ),
    "followed_by": four(
        "{noun}, met binnen {n} dagen erna een {other}",
        "{noun}, avec dans les {n} jours suivants un {other}",
        "{noun}, mit innerhalb von {n} Tagen danach: {other}",
        "{noun}, followed within {n} days by: {other}",
    ),
    "person_days": four(
        "het aantal dagen in beeld en in leven {window}",
        "le nombre de jours d'observation en vie {window}",
        "die Zahl der erfassten Lebenstage {window}",
        "the number of days observed and alive {window}",
    ),
    "deaths": four("het overlijden {window}", "le décès {window}", "der Tod {window}", "death {window}"),
    "has_deaths": four("is overleden {window}", "est décédé {window}", "ist verstorben {window}", "died {window}"),
    "has_person_days": four(
        "is {window} {q} dagen in beeld en in leven",
        "est {q} jours en vie et observé {window}",
        "ist {window} {q} Tage erfasst und am Leben",
        "is observed and alive for {q} days {window}",
    ),
    # combining
    "all_of": four("al het volgende", "tout ce qui suit", "alles Folgende", "all of this"),
    "any_of": four(
        "één of meer van deze", "une ou plusieurs de ces choses", "eines oder mehreres davon", "one or more of these"
    ),
    "at_least_of": four(
        "minstens {n} van deze", "au moins {n} de ces choses", "mindestens {n} davon", "at least {n} of these"
    ),
    "unless": four(
        "{flag}, maar niet: {exceptions}",
        "{flag}, mais pas : {exceptions}",
        "{flag}, aber nicht: {exceptions}",
        "{flag}, but not: {exceptions}",
    ),
    # an explanation
    "yes": four("ja", "oui", "ja", "yes"),
    "no": four("nee", "non", "nein", "no"),
    "the_person": four("De persoon", "La personne", "Die Person", "The person"),
    "true_that": four("Dit klopt", "C'est vrai", "Das trifft zu", "This is true"),
    "not_true_that": four("Dit klopt niet", "Ce n'est pas vrai", "Das trifft nicht zu", "This is not true"),
    "living_observed": four("in leven en in beeld", "en vie et observé", "lebt und ist erfasst", "living and observed"),
    "dead": four("overleden", "décédé", "verstorben", "dead"),
    "departed": four("niet meer in beeld", "n'est plus observé", "nicht mehr erfasst", "no longer observed"),
    "not_yet": four("nog niet in beeld", "pas encore observé", "noch nicht erfasst", "not yet observed"),
    "outside": four(
        "Op deze datum telt de persoon niet mee in de bevolking: {status}.",
        "À cette date, la personne ne compte pas dans la population : {status}.",
        "An diesem Tag zählt die Person nicht zur Bevölkerung: {status}.",
        "On this date the person does not count in the population: {status}.",
    ),
    "tried": four(
        "In volgorde bekeken; de eerste die klopt, telt.",
        "Examinés dans l'ordre ; le premier qui est vrai compte.",
        "Der Reihe nach geprüft; die erste, die zutrifft, zählt.",
        "Tried in order; the first that is true counts.",
    ),
    "otherwise": four("iedereen die overblijft", "toutes les personnes restantes", "alle Übrigen", "everybody who is left"),
    "found": four("gevonden: {n}", "trouvé : {n}", "gefunden: {n}", "found: {n}"),
    "no_records": four("geen gegevens gevonden", "aucune donnée trouvée", "keine Daten gefunden", "no records found"),
    "more_records": four("en nog {n}", "et {n} de plus", "und {n} weitere", "and {n} more"),
    # numbers and records on their own
    "number_of": four(
        "het aantal {noun} {window}",
        "le nombre de {noun} {window}",
        "die Zahl der {noun} {window}",
        "the number of {noun} {window}",
    ),
    "number_of_dates": four(
        "het aantal dagen met {noun} {window}",
        "le nombre de jours avec {noun} {window}",
        "die Zahl der Tage mit {noun} {window}",
        "the number of days with {noun} {window}",
    ),
    "sum_ddd": four(
        "de som van de DDD {about} {window}",
        "la somme des DDD {about} {window}",
        "die Summe der DDD {about} {window}",
        "the sum of the DDD {about} {window}",
    ),
    "sum_paid": four(
        "de som van de kosten in euro {about} {window}",
        "la somme des coûts en euros {about} {window}",
        "die Summe der Kosten in Euro {about} {window}",
        "the sum of the costs in euro {about} {window}",
    ),
    "number_of_codes": four(
        "het aantal verschillende {noun} {about}{each} {window}",
        "le nombre de {noun} différents {about}{each} {window}",
        "die Zahl verschiedener {noun} {about}{each} {window}",
        "the number of different {noun} {about}{each} {window}",
    ),
    "score_of": four("de score op '{title}'", "le score à « {title} »", "der Wert bei „{title}“", "the score on '{title}'"),
    "condition_count": four(
        "het aantal getelde chronische aandoeningen",
        "le nombre d'affections chroniques comptées",
        "die Zahl der gezählten chronischen Erkrankungen",
        "the number of counted chronic conditions",
    ),
    "system_count": four(
        "het aantal lichaamssystemen met getelde aandoeningen",
        "le nombre de systèmes du corps avec des affections comptées",
        "die Zahl der Körpersysteme mit gezählten Erkrankungen",
        "the number of body systems with counted conditions",
    ),
}
