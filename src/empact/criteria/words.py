"""The words of the sentences, four languages side by side: Dutch, French, German, English.

Every phrase is a predicate ("has ...", "is ...") whose subject is the person, or a noun. They avoid participles at the end,
so that phrases can be put together without changing word order.
"""

from __future__ import annotations

from typing import Final

__all__ = ["LANGUAGES", "NOUNS", "PHRASES"]

LANGUAGES: Final = ("nl", "fr", "de", "en")


def _four(nl: str, fr: str, de: str, en: str) -> dict[str, str]:
    return {"nl": nl, "fr": fr, "de": de, "en": en}


# Singular|plural of what is counted.
NOUNS: Final = {
    "condition_occurrence": _four("diagnose|diagnoses", "diagnostic|diagnostics", "Diagnose|Diagnosen", "diagnosis|diagnoses"),
    "main_diagnosis": _four(
        "hoofddiagnose|hoofddiagnoses",
        "diagnostic principal|diagnostics principaux",
        "Hauptdiagnose|Hauptdiagnosen",
        "main diagnosis|main diagnoses",
    ),
    "secondary_diagnosis": _four(
        "nevendiagnose|nevendiagnoses",
        "diagnostic secondaire|diagnostics secondaires",
        "Nebendiagnose|Nebendiagnosen",
        "secondary diagnosis|secondary diagnoses",
    ),
    "admission_diagnosis": _four(
        "opnamediagnose|opnamediagnoses",
        "diagnostic d'admission|diagnostics d'admission",
        "Aufnahmediagnose|Aufnahmediagnosen",
        "admission diagnosis|admission diagnoses",
    ),
    "drug_exposure": _four("aflevering|afleveringen", "délivrance|délivrances", "Abgabe|Abgaben", "dispensing|dispensings"),
    "procedure_occurrence": _four("verrichting|verrichtingen", "acte|actes", "Leistung|Leistungen", "procedure|procedures"),
    "observation": _four(
        "vaststelling|vaststellingen", "observation|observations", "Feststellung|Feststellungen", "observation|observations"
    ),
    "measurement": _four("meting|metingen", "mesure|mesures", "Messung|Messungen", "measurement|measurements"),
    "cost": _four("betaling|betalingen", "paiement|paiements", "Zahlung|Zahlungen", "payment|payments"),
    "any": _four("contact|contacten", "contact|contacts", "Kontakt|Kontakte", "visit|visits"),
    "inpatient": _four("opname|opnames", "hospitalisation|hospitalisations", "Aufnahme|Aufnahmen", "admission|admissions"),
    "outpatient": _four(
        "raadpleging|raadplegingen", "consultation|consultations", "Konsultation|Konsultationen", "consultation|consultations"
    ),
    "emergency": _four(
        "spoedcontact|spoedcontacten",
        "passage aux urgences|passages aux urgences",
        "Notaufnahme-Kontakt|Notaufnahme-Kontakte",
        "emergency visit|emergency visits",
    ),
    "home": _four(
        "huisbezoek|huisbezoeken", "visite à domicile|visites à domicile", "Hausbesuch|Hausbesuche", "home visit|home visits"
    ),
    "spell": _four(
        "ziekenhuisverblijf|ziekenhuisverblijven",
        "séjour hospitalier|séjours hospitaliers",
        "Krankenhausaufenthalt|Krankenhausaufenthalte",
        "hospital spell|hospital spells",
    ),
    "unplanned_spell": _four(
        "ongepland ziekenhuisverblijf|ongeplande ziekenhuisverblijven",
        "séjour hospitalier non planifié|séjours hospitaliers non planifiés",
        "ungeplanter Krankenhausaufenthalt|ungeplante Krankenhausaufenthalte",
        "unplanned hospital spell|unplanned hospital spells",
    ),
    "planned_spell": _four(
        "gepland ziekenhuisverblijf|geplande ziekenhuisverblijven",
        "séjour hospitalier planifié|séjours hospitaliers planifiés",
        "geplanter Krankenhausaufenthalt|geplante Krankenhausaufenthalte",
        "planned hospital spell|planned hospital spells",
    ),
    "level_3": _four(
        "geneesmiddelengroep (ATC-niveau 3)|geneesmiddelengroepen (ATC-niveau 3)",
        "groupe de médicaments (niveau ATC 3)|groupes de médicaments (niveau ATC 3)",
        "Arzneimittelgruppe (ATC-Ebene 3)|Arzneimittelgruppen (ATC-Ebene 3)",
        "group of medicines (ATC level 3)|groups of medicines (ATC level 3)",
    ),
    "level_4": _four(
        "geneesmiddelengroep (ATC-niveau 4)|geneesmiddelengroepen (ATC-niveau 4)",
        "groupe de médicaments (niveau ATC 4)|groupes de médicaments (niveau ATC 4)",
        "Arzneimittelgruppe (ATC-Ebene 4)|Arzneimittelgruppen (ATC-Ebene 4)",
        "group of medicines (ATC level 4)|groups of medicines (ATC level 4)",
    ),
    "level_5": _four(
        "werkzame stof|werkzame stoffen",
        "substance active|substances actives",
        "Wirkstoff|Wirkstoffe",
        "active substance|active substances",
    ),
    "day": _four("dag|dagen", "jour|jours", "Tag|Tagen", "day|days"),
    "year": _four("jaar|jaar", "année|années", "Jahr|Jahren", "year|years"),
}

PHRASES: Final = {
    # windows and quantities
    "ever": _four("ooit", "à ce jour", "jemals", "at any time"),
    "days": _four(
        "in de {n} {unit} tot en met de indexdatum",
        "dans les {n} {unit} jusqu'à la date de référence incluse",
        "in den {n} {unit} bis einschließlich Stichtag",
        "in the {n} {unit} up to and including the index date",
    ),
    "calendar_year": _four(
        "in het laatste volledige kalenderjaar",
        "durant la dernière année civile complète",
        "im letzten vollen Kalenderjahr",
        "in the last complete calendar year",
    ),
    "ending": _four(
        "{window}, waarbij {n} {unit} voor de indexdatum als indexdatum geldt",
        "{window}, la date de référence étant prise {n} {unit} plus tôt",
        "{window}, wobei der Stichtag {n} {unit} früher gilt",
        "{window}, the index date being taken {n} {unit} earlier",
    ),
    "at_least": _four("minstens {n}", "au moins {n}", "mindestens {n}", "at least {n}"),
    "more_than": _four("meer dan {n}", "plus de {n}", "mehr als {n}", "more than {n}"),
    "<": _four("kleiner dan", "inférieure à", "kleiner als", "below"),
    "<=": _four("hoogstens", "au plus", "höchstens", "at most"),
    ">": _four("groter dan", "supérieure à", "größer als", "above"),
    ">=": _four("minstens", "au moins", "mindestens", "at least"),
    "=": _four("gelijk aan", "égale à", "gleich", "equal to"),
    # what records are about
    "coded": _four("met {codes}", "avec {codes}", "mit {codes}", "with {codes}"),
    "without": _four("zonder {codes}", "sans {codes}", "ohne {codes}", "without {codes}"),
    "more_codes": _four("en nog {n} codes", "et {n} autres codes", "und {n} weitere Codes", "and {n} more codes"),
    "valued": _four("en een waarde {value}", "et une valeur {value}", "und einem Wert {value}", "and a value {value}"),
    "answered": _four(
        "met als antwoord {answers}", "avec pour réponse {answers}", "mit der Antwort {answers}", "with the answer {answers}"
    ),
    "lasting": _four(
        "{window} (ook wat eerder begon en toen nog liep)",
        "{window} (y compris ce qui avait commencé avant et durait encore)",
        "{window} (auch was früher begann und dann noch andauerte)",
        "{window} (also what began earlier and was still going on)",
    ),
    "unplanned": _four("(ongepland)", "(non planifié)", "(ungeplant)", "(unplanned)"),
    "planned": _four("(gepland)", "(planifié)", "(geplant)", "(planned)"),
    "role": _four("bij {role}", "chez {role}", "bei {role}", "with {role}"),
    "for_domain": _four("voor {domain}", "pour {domain}", "für {domain}", "for {domain}"),
    "or": _four("of", "ou", "oder", "or"),
    "and": _four("en", "et", "und", "and"),
    # yes or no
    "has_events": _four(
        "heeft {window} {q} {noun}", "a {q} {noun} {window}", "hat {window} {q} {noun}", "has {q} {noun} {window}"
    ),
    "has_dates": _four(
        "heeft {window} op {q} verschillende dagen een {noun}",
        "a, à {q} dates différentes, un enregistrement ({noun}) {window}",
        "hat {window} an {q} verschiedenen Tagen: {noun}",
        "has, on {q} different days, a record ({noun}) {window}",
    ),
    "has_ddd": _four(
        "heeft {window} {q} DDD {about}",
        "a {q} DDD {about} {window}",
        "hat {window} {q} DDD {about}",
        "has {q} DDD {about} {window}",
    ),
    "has_paid": _four(
        "kost {window} {q} euro {about}",
        "coûte {q} euros {about} {window}",
        "kostet {window} {q} Euro {about}",
        "costs {q} euro {about} {window}",
    ),
    "has_codes": _four(
        "heeft {window} {q} verschillende {noun} {about}{each}",
        "a {q} {noun} différents {about}{each} {window}",
        "hat {window} {q} verschiedene {noun} {about}{each}",
        "has {q} different {noun} {about}{each} {window}",
    ),
    "each_ddd": _four(
        "elk met minstens {n} DDD", "chacun avec au moins {n} DDD", "je mindestens {n} DDD", "each with at least {n} DDD"
    ),
    "each_rows": _four(
        "elk met minstens {n} afleveringen",
        "chacun avec au moins {n} délivrances",
        "je mindestens {n} Abgaben",
        "each with at least {n} dispensings",
    ),
    "has_spells": _four(
        "heeft {window} {q} {noun} van minstens één nacht",
        "a {q} {noun} d'au moins une nuit {window}",
        "hat {window} {q} {noun} mit mindestens einer Nacht",
        "has {q} {noun} of at least one night {window}",
    ),
    "first": _four(
        "heeft de allereerste {noun} {window}",
        "a le tout premier enregistrement ({noun}) {window}",
        "hat die allererste Eintragung ({noun}) {window}",
        "has the very first {noun} {window}",
    ),
    "latest": _four(
        "heeft {window} als laatste {noun} een waarde {value}",
        "a pour dernier résultat ({noun}) {window} une valeur {value}",
        "hat {window} als letztes Ergebnis ({noun}) einen Wert {value}",
        "has, as latest result ({noun}) {window}, a value {value}",
    ),
    "has_score": _four(
        "heeft een score van {q} op '{title}'",
        "a un score de {q} à « {title} »",
        "hat einen Wert von {q} bei „{title}“",
        "has a score of {q} on '{title}'",
    ),
    "weights": _four(
        "{title} (gewichten {weights})",
        "{title} (poids {weights})",
        "{title} (Gewichte {weights})",
        "{title} (weights {weights})",
    ),
    "has_conditions": _four(
        "heeft {q} getelde chronische aandoeningen",
        "a {q} affections chroniques comptées",
        "hat {q} gezählte chronische Erkrankungen",
        "has {q} counted chronic conditions",
    ),
    "has_systems": _four(
        "heeft getelde aandoeningen in {q} lichaamssystemen",
        "a des affections comptées dans {q} systèmes du corps",
        "hat gezählte Erkrankungen in {q} Körpersystemen",
        "has counted conditions in {q} body systems",
    ),
    "aged_between": _four(
        "is {low} tot en met {high} jaar oud",
        "a de {low} à {high} ans",
        "ist {low} bis {high} Jahre alt",
        "is {low} to {high} years old",
    ),
    "aged_from": _four(
        "is minstens {low} jaar oud", "a au moins {low} ans", "ist mindestens {low} Jahre alt", "is at least {low} years old"
    ),
    "aged_to": _four(
        "is hoogstens {high} jaar oud", "a au plus {high} ans", "ist höchstens {high} Jahre alt", "is at most {high} years old"
    ),
    "male": _four("is een man", "est un homme", "ist männlich", "is male"),
    "female": _four("is een vrouw", "est une femme", "ist weiblich", "is female"),
    "other": _four("heeft een ander geslacht", "est d'un autre sexe", "hat ein anderes Geschlecht", "is of another gender"),
    "unknown": _four(
        "heeft een onbekend geslacht", "est de sexe inconnu", "hat ein unbekanntes Geschlecht", "is of unknown gender"
    ),
    "lives_in": _four(
        "woont in gebied {area}", "habite dans la zone {area}", "wohnt im Gebiet {area}", "lives in area {area}"
    ),
    "registered": _four(
        "is ingeschreven bij een praktijk",
        "est inscrit dans une pratique",
        "ist bei einer Praxis eingeschrieben",
        "is registered with a practice",
    ),
    "increased_reimbursement": _four(
        "heeft recht op de verhoogde tegemoetkoming",
        "a droit à l'intervention majorée",
        "hat Anspruch auf die erhöhte Kostenerstattung",
        "is entitled to increased reimbursement",
    ),
    "chronic_status": _four(
        "heeft het statuut chronische aandoening",
        "a le statut affection chronique",
        "hat den Status chronische Erkrankung",
        "holds the status of chronic condition",
    ),
    "enrolled": _four(
        "neemt deel aan programma '{programme}'{window}",
        "participe au programme « {programme} »{window}",
        "nimmt{window} am Programm „{programme}“ teil",
        "takes part in programme '{programme}'{window}",
    ),
    "enrolled_in_any": _four(
        "neemt deel aan een programma{window}",
        "participe à un programme{window}",
        "nimmt{window} an einem Programm teil",
        "takes part in a programme{window}",
    ),
    "has_condition": _four(
        "heeft de aandoening '{title}'",
        "a l'affection « {title} »",
        "hat die Erkrankung „{title}“",
        "has the condition '{title}'",
    ),
    "has_determinant": _four(
        "heeft het kenmerk '{title}'",
        "a le déterminant « {title} »",
        "hat das Merkmal „{title}“",
        "has the determinant '{title}'",
    ),
    # a period
    "period": _four("in de periode", "pendant la période", "im Zeitraum", "in the period"),
    "for_diagnosis": _four("{noun} met {what}", "{noun} avec {what}", "{noun} mit {what}", "{noun} with {what}"),
    "but_without": _four("{noun}, zonder {what}", "{noun}, sans {what}", "{noun}, ohne {what}", "{noun}, without a {what}"),
    "ended_alive": _four(
        "{noun} met ontslag in leven",
        "{noun} avec sortie en vie",
        "{noun} mit Entlassung am Leben",
        "{noun} with live discharge",
    ),
    "followed_by": _four(
        "{noun}, met binnen {n} dagen erna een {other}",
        "{noun}, avec dans les {n} jours suivants un {other}",
        "{noun}, mit innerhalb von {n} Tagen danach: {other}",
        "{noun}, followed within {n} days by: {other}",
    ),
    "person_days": _four(
        "het aantal dagen in beeld en in leven {window}",
        "le nombre de jours d'observation en vie {window}",
        "die Zahl der erfassten Lebenstage {window}",
        "the number of days observed and alive {window}",
    ),
    "deaths": _four("het overlijden {window}", "le décès {window}", "der Tod {window}", "death {window}"),
    "has_deaths": _four("is overleden {window}", "est décédé {window}", "ist verstorben {window}", "died {window}"),
    "has_person_days": _four(
        "is {window} {q} dagen in beeld en in leven",
        "est {q} jours en vie et observé {window}",
        "ist {window} {q} Tage erfasst und am Leben",
        "is observed and alive for {q} days {window}",
    ),
    # combining
    "all_of": _four("al het volgende", "tout ce qui suit", "alles Folgende", "all of this"),
    "any_of": _four(
        "één of meer van deze", "une ou plusieurs de ces choses", "eines oder mehreres davon", "one or more of these"
    ),
    "at_least_of": _four(
        "minstens {n} van deze", "au moins {n} de ces choses", "mindestens {n} davon", "at least {n} of these"
    ),
    "unless": _four(
        "{flag}, maar niet: {exceptions}",
        "{flag}, mais pas : {exceptions}",
        "{flag}, aber nicht: {exceptions}",
        "{flag}, but not: {exceptions}",
    ),
    # an explanation
    "yes": _four("ja", "oui", "ja", "yes"),
    "no": _four("nee", "non", "nein", "no"),
    "the_person": _four("De persoon", "La personne", "Die Person", "The person"),
    "true_that": _four("Dit klopt", "C'est vrai", "Das trifft zu", "This is true"),
    "not_true_that": _four("Dit klopt niet", "Ce n'est pas vrai", "Das trifft nicht zu", "This is not true"),
    "living_observed": _four("in leven en in beeld", "en vie et observé", "lebt und ist erfasst", "living and observed"),
    "dead": _four("overleden", "décédé", "verstorben", "dead"),
    "departed": _four("niet meer in beeld", "n'est plus observé", "nicht mehr erfasst", "no longer observed"),
    "not_yet": _four("nog niet in beeld", "pas encore observé", "noch nicht erfasst", "not yet observed"),
    "outside": _four(
        "Op deze datum telt de persoon niet mee in de bevolking: {status}.",
        "À cette date, la personne ne compte pas dans la population : {status}.",
        "An diesem Tag zählt die Person nicht zur Bevölkerung: {status}.",
        "On this date the person does not count in the population: {status}.",
    ),
    "tried": _four(
        "In volgorde bekeken; de eerste die klopt, telt.",
        "Examinés dans l'ordre ; le premier qui est vrai compte.",
        "Der Reihe nach geprüft; die erste, die zutrifft, zählt.",
        "Tried in order; the first that is true counts.",
    ),
    "otherwise": _four("iedereen die overblijft", "toutes les personnes restantes", "alle Übrigen", "everybody who is left"),
    "found": _four("gevonden: {n}", "trouvé : {n}", "gefunden: {n}", "found: {n}"),
    "no_records": _four("geen gegevens gevonden", "aucune donnée trouvée", "keine Daten gefunden", "no records found"),
    "more_records": _four("en nog {n}", "et {n} de plus", "und {n} weitere", "and {n} more"),
    # numbers and records on their own
    "number_of": _four(
        "het aantal {noun} {window}",
        "le nombre de {noun} {window}",
        "die Zahl der {noun} {window}",
        "the number of {noun} {window}",
    ),
    "number_of_dates": _four(
        "het aantal dagen met {noun} {window}",
        "le nombre de jours avec {noun} {window}",
        "die Zahl der Tage mit {noun} {window}",
        "the number of days with {noun} {window}",
    ),
    "sum_ddd": _four(
        "de som van de DDD {about} {window}",
        "la somme des DDD {about} {window}",
        "die Summe der DDD {about} {window}",
        "the sum of the DDD {about} {window}",
    ),
    "sum_paid": _four(
        "de som van de kosten in euro {about} {window}",
        "la somme des coûts en euros {about} {window}",
        "die Summe der Kosten in Euro {about} {window}",
        "the sum of the costs in euro {about} {window}",
    ),
    "number_of_codes": _four(
        "het aantal verschillende {noun} {about}{each} {window}",
        "le nombre de {noun} différents {about}{each} {window}",
        "die Zahl verschiedener {noun} {about}{each} {window}",
        "the number of different {noun} {about}{each} {window}",
    ),
    "score_of": _four("de score op '{title}'", "le score à « {title} »", "der Wert bei „{title}“", "the score on '{title}'"),
    "condition_count": _four(
        "het aantal getelde chronische aandoeningen",
        "le nombre d'affections chroniques comptées",
        "die Zahl der gezählten chronischen Erkrankungen",
        "the number of counted chronic conditions",
    ),
    "system_count": _four(
        "het aantal lichaamssystemen met getelde aandoeningen",
        "le nombre de systèmes du corps avec des affections comptées",
        "die Zahl der Körpersysteme mit gezählten Erkrankungen",
        "the number of body systems with counted conditions",
    ),
}
