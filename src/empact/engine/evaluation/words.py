"""What an evaluation says, in the four languages. The sentence on top is chosen by rule, never written by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ...criteria.nodes import Flag
from ...criteria.say import say
from ...definitions.evaluations import PersonsIn
from ...definitions.models import Library
from ..show.words import LANGUAGES, day, percentage
from .document import PARTS, Document
from .effect import CONFIDENCE

__all__ = ["headline", "part_title", "said_of", "word"]

_Four = tuple[str, str, str, str]
_PART_TITLES: Final[Mapping[str, _Four]] = {
    "question": ("Vraag", "Question", "Frage", "Question"),
    "population": ("Voor wie", "Pour qui", "Für wen", "Population"),
    "comparison": ("Vergeleken met", "Comparé à", "Verglichen mit", "Comparison"),
    "outcome": ("Uitkomst", "Critère de résultat", "Zielgröße", "Outcome"),
    "result": ("Resultaat", "Résultat", "Ergebnis", "Result"),
    "decision": ("Beslissing", "Décision", "Entscheidung", "Decision"),
}
_SAID: Final[Mapping[str, _Four]] = {
    "less": ("{what}: minder, {size}.", "{what} : moins, {size}.", "{what}: weniger, {size}.", "{what}: less, {size}."),
    "more": ("{what}: meer, {size}.", "{what} : plus, {size}.", "{what}: mehr, {size}.", "{what}: more, {size}."),
    "no_difference": (
        "{what}: geen aantoonbaar verschil, {size}. Dat bewijst niet dat er geen effect is.",
        "{what} : pas de différence démontrable, {size}. Cela ne prouve pas l'absence d'effet.",
        "{what}: kein nachweisbarer Unterschied, {size}. Das beweist nicht, dass es keine Wirkung gibt.",
        "{what}: no demonstrable difference, {size}. That does not prove that there is no effect.",
    ),
    "too_early": (
        "{what}: te vroeg. De afgesproken opvolging loopt tot {end}.",
        "{what} : trop tôt. Le suivi convenu court jusqu'au {end}.",
        "{what}: zu früh. Die vereinbarte Nachbeobachtung läuft bis {end}.",
        "{what}: too early. The agreed follow-up lasts until {end}.",
    ),
    "too_few": (
        "{what}: te weinig personen, gebieden of periodes om te vergelijken.",
        "{what} : trop peu de personnes, de territoires ou de périodes pour comparer.",
        "{what}: zu wenige Personen, Gebiete oder Zeiträume für einen Vergleich.",
        "{what}: too few people, areas or periods to compare.",
    ),
    "unfair": (
        "{what}: geen uitspraak. Beide groepen veranderden vóór de actie al verschillend.",
        "{what} : pas de conclusion. Les deux groupes évoluaient déjà différemment avant l'action.",
        "{what}: keine Aussage. Beide Gruppen veränderten sich schon vor der Aktion verschieden.",
        "{what}: no statement. Both groups already changed differently before the action.",
    ),
    "not_measured": (
        "{what}: nog niet gemeten.",
        "{what} : pas encore mesuré.",
        "{what}: noch nicht gemessen.",
        "{what}: not measured yet.",
    ),
    "size": (
        "{change} ({sure}-interval {low} tot {high})",
        "{change} (intervalle à {sure} : {low} à {high})",
        "{change} ({sure}-Intervall {low} bis {high})",
        "{change} ({sure} interval {low} to {high})",
    ),
    "wanted": (
        "Dat is de richting die de actie wilde.",
        "C'est le sens voulu par l'action.",
        "Das ist die gewünschte Richtung.",
        "That is the direction the action wanted.",
    ),
    "unwanted": (
        "Dat is niet de richting die de actie wilde.",
        "Ce n'est pas le sens voulu par l'action.",
        "Das ist nicht die gewünschte Richtung.",
        "That is not the direction the action wanted.",
    ),
    "matters": (
        "Het hele interval is minstens het kleinste verschil dat telt ({least}).",
        "Tout l'intervalle atteint la plus petite différence qui compte ({least}).",
        "Das ganze Intervall erreicht den kleinsten Unterschied, der zählt ({least}).",
        "The whole interval is at least the smallest difference that matters ({least}).",
    ),
    "small": (
        "Het hele interval is kleiner dan het kleinste verschil dat telt ({least}).",
        "Tout l'intervalle est en deçà de la plus petite différence qui compte ({least}).",
        "Das ganze Intervall liegt unter dem kleinsten Unterschied, der zählt ({least}).",
        "The whole interval is below the smallest difference that matters ({least}).",
    ),
    "open": (
        "Of het verschil zo groot is dat het telt ({least}), blijft open.",
        "Que la différence soit assez grande pour compter ({least}) reste ouvert.",
        "Ob der Unterschied so groß ist, dass er zählt ({least}), bleibt offen.",
        "Whether the difference is large enough to matter ({least}) stays open.",
    ),
    "left_out": (
        "{share} van de groep kon niet vergeleken worden.",
        "{share} du groupe n'a pas pu être comparé.",
        "{share} der Gruppe konnten nicht verglichen werden.",
        "{share} of the group could not be compared.",
    ),
    "earlier": (
        "Vóór de actie, op dezelfde manier berekend: {size}.",
        "Avant l'action, calculé de la même manière : {size}.",
        "Vor der Aktion, ebenso berechnet: {size}.",
        "Before the action, computed in the same way: {size}.",
    ),
    "no_stamp": (
        "Het protocol werd niet vooraf geregistreerd.",
        "Le protocole n'a pas été enregistré au préalable.",
        "Das Protokoll wurde nicht vorab registriert.",
        "The protocol was not registered beforehand.",
    ),
    "kept": (
        "Protocol geregistreerd op {on}, sindsdien niet gewijzigd ({print}).",
        "Protocole enregistré le {on}, non modifié depuis ({print}).",
        "Protokoll registriert am {on}, seither nicht geändert ({print}).",
        "Protocol registered on {on}, not changed since ({print}).",
    ),
    "late": (
        "Protocol pas geregistreerd op {on}, toen de uitkomst bekend kon zijn ({print}).",
        "Protocole enregistré seulement le {on}, quand le résultat pouvait être connu ({print}).",
        "Protokoll erst registriert am {on}, als das Ergebnis bekannt sein konnte ({print}).",
        "Protocol registered only on {on}, when the outcome could be known ({print}).",
    ),
    "changed": (
        "Protocol geregistreerd op {on} ({first}) en daarna gewijzigd ({print}).",
        "Protocole enregistré le {on} ({first}) et modifié depuis ({print}).",
        "Protokoll registriert am {on} ({first}) und danach geändert ({print}).",
        "Protocol registered on {on} ({first}) and changed since ({print}).",
    ),
    "who": ("Wie: {who}.", "Qui : {who}.", "Wer: {who}.", "Who: {who}."),
    "where": ("Waar: {areas}.", "Où : {areas}.", "Wo: {areas}.", "Where: {areas}."),
    "before": (
        "De eigen reeks vóór de actie, doorgetrokken.",
        "Sa propre série avant l'action, prolongée.",
        "Der eigene Verlauf vor der Aktion, fortgesetzt.",
        "The own series before the action, continued.",
    ),
    "others": (
        "De verandering in andere gebieden of praktijken: {areas}.",
        "L'évolution d'autres territoires ou pratiques : {areas}.",
        "Die Veränderung in anderen Gebieten oder Praxen: {areas}.",
        "The change in other areas or practices: {areas}.",
    ),
    "all_others": ("alle andere", "tous les autres", "alle anderen", "all others"),
    "strata": (
        "Andere personen met dezelfde verdeling ({stratum}): {who}.",
        "D'autres personnes de même répartition ({stratum}) : {who}.",
        "Andere Personen mit gleicher Verteilung ({stratum}): {who}.",
        "Other people with the same distribution ({stratum}): {who}.",
    ),
    "age_band": ("leeftijd", "âge", "Alter", "age"),
    "sex": ("geslacht", "sexe", "Geschlecht", "sex"),
    "increased_reimbursement": (
        "verhoogde tegemoetkoming",
        "intervention majorée",
        "erhöhte Kostenerstattung",
        "increased reimbursement",
    ),
    "persona": ("persona", "persona", "Persona", "persona"),
    "outcome": (
        "{what}; gewenst: {way}; telt vanaf {least}; bekeken over {after}{before}.",
        "{what} ; souhaité : {way} ; compte à partir de {least} ; observé sur {after}{before}.",
        "{what}; gewünscht: {way}; zählt ab {least}; betrachtet über {after}{before}.",
        "{what}; wanted: {way}; matters from {least}; looked at over {after}{before}.",
    ),
    "compared": (", vergeleken met {before}", ", comparé à {before}", ", verglichen mit {before}", ", compared with {before}"),
    "up": ("meer", "plus", "mehr", "more"),
    "down": ("minder", "moins", "weniger", "less"),
    "decision": (
        "{what}. {who}, {on}. {why}",
        "{what}. {who}, {on}. {why}",
        "{what}. {who}, {on}. {why}",
        "{what}. {who}, {on}. {why}",
    ),
    "continue": ("Voortzetten", "Poursuivre", "Fortsetzen", "Continue"),
    "adapt": ("Bijsturen", "Adapter", "Anpassen", "Adapt"),
    "stop": ("Stoppen", "Arrêter", "Beenden", "Stop"),
    "embed": ("Structureel inbedden", "Ancrer structurellement", "Dauerhaft verankern", "Embed structurally"),
    "not_proven": ("Wat dit niet bewijst", "Ce que ceci ne prouve pas", "Was dies nicht beweist", "What this does not prove"),
    "missing": ("Ontbreekt", "Manque", "Fehlt", "Missing"),
    "protocol": ("Protocol", "Protocole", "Protokoll", "Protocol"),
    "method": ("Methode", "Méthode", "Methode", "Method"),
    "data": ("De cijfers erachter", "Les chiffres", "Die Zahlen dahinter", "The numbers behind"),
    "draft": ("ONTWERP", "PROJET", "ENTWURF", "DRAFT"),
    "source": ("Bron", "Source", "Quelle", "Source"),
    "columns": (
        "groep|eenheid|periode|status|personen|teller|noemer|waarde|van|tot|gebruikt",
        "groupe|unité|période|statut|personnes|numérateur|dénominateur|valeur|de|à|utilisé",
        "Gruppe|Einheit|Zeitraum|Status|Personen|Zähler|Nenner|Wert|von|bis|verwendet",
        "arm|unit|period|status|people|numerator|denominator|value|from|to|used",
    ),
    "population_arm": ("actie", "action", "Aktion", "action"),
    "comparison_arm": ("vergelijking", "comparaison", "Vergleich", "comparison"),
    "method_before": (
        "Onderbroken reeks: gesegmenteerde Poissonregressie met trend en seizoen; de stap is de verhouding.",
        "Série interrompue : régression de Poisson segmentée avec tendance et saison ; le saut est le rapport.",
        "Unterbrochene Reihe: segmentierte Poisson-Regression mit Trend und Saison; die Stufe ist das Verhältnis.",
        "Interrupted series: segmented Poisson regression with trend and season; the step is the ratio.",
    ),
    "method_others": (
        "Verschil in verschillen van logaritmen, één verandering per gebied; spreiding tussen gebieden telt mee.",
        "Différence de différences de logarithmes, une évolution par territoire ; la dispersion entre territoires compte.",
        "Differenz der Differenzen von Logarithmen, eine Veränderung je Gebiet; die Streuung der Gebiete zählt mit.",
        "Difference in differences of logarithms, one change per area; the spread between areas counts too.",
    ),
    "method_strata": (
        "Waarden per stratum, gewogen met de personen van de groep in beide; de verhouding van de twee gemiddelden.",
        "Valeurs par strate, pondérées par les personnes du groupe dans les deux ; le rapport des deux moyennes.",
        "Werte je Schicht, in beiden gewichtet mit den Personen der Gruppe; das Verhältnis der beiden Mittel.",
        "Values per stratum, weighted in both by the people of the group; the ratio of the two means.",
    ),
}


def word(key: str, language: str, **values: object) -> str:
    """A word or sentence of an evaluation in a language."""
    said = _SAID[key][LANGUAGES.index(language)]
    return said.format(**values) if values else said


def part_title(part: str, language: str) -> str:
    """What a part is called, as a heading."""
    return _PART_TITLES[part][LANGUAGES.index(language)]


def _change(ratio: float, language: str) -> str:
    """A ratio as a change: 0.72 is -28 %."""
    sign = "+" if ratio > 1 else "\u2212" if ratio < 1 else ""
    return sign + percentage(abs(ratio - 1), language, 0 if abs(ratio - 1) >= 0.1 else 1)


def _size(found: tuple[float, float, float], language: str) -> str:
    change, low, high = (_change(v, language) for v in found)
    return word("size", language, change=change, low=low, high=high, sure=percentage(CONFIDENCE, language, 0))


def headline(document: Document, library: Library, language: str) -> str:
    """The one sentence, chosen by what the result is."""
    outcome, effect = document.evaluation.outcome, document.effect
    title: Any = document.evaluation.title
    end = ""
    if outcome is not None:
        title, end = library.indicators[outcome.indicator].title, day(outcome.after[-1].end.isoformat(), language)
    size = ""
    if document.result in ("less", "more", "no_difference") and effect is not None:
        assert effect.ratio is not None and effect.lower is not None and effect.upper is not None
        size = _size((effect.ratio, effect.lower, effect.upper), language)
    return word(document.result, language, what=title[language], size=size, end=end)


def said_of(document: Document, library: Library, language: str) -> dict[str, str]:
    """Each part that is there, in words; also protocol, method, and what the result does not prove."""
    evaluation = document.evaluation
    outcome, decision, comparison = evaluation.outcome, evaluation.decision, evaluation.comparison
    said = {"protocol": _protocol(document, language)}
    if evaluation.question is not None:
        said["question"] = evaluation.question[language]
    if evaluation.population is not None:
        people = evaluation.population
        who = word("who", language, who=_who(people.who, library, language)) if people.who is not None else ""
        where = word("where", language, areas=", ".join(people.areas)) if people.areas else ""
        said["population"] = f"{who} {where}".strip()
    if comparison is not None:
        said["method"] = word(f"method_{comparison.by}", language)
        if comparison.by == "strata":
            who, by = _who(comparison.who, library, language), word(comparison.stratum, language)
            said["comparison"] = word("strata", language, who=who, stratum=by)
        else:
            areas = ", ".join(comparison.areas) or word("all_others", language)
            said["comparison"] = (
                word("others", language, areas=areas) if comparison.by == "others" else word("before", language)
            )
    if outcome is not None:
        compared = word("compared", language, before=_span(outcome.before)) if outcome.before else ""
        said["outcome"] = word(
            "outcome",
            language,
            what=library.indicators[outcome.indicator].title[language],
            way=word(outcome.direction, language),
            least=percentage(outcome.smallest, language, 0),
            after=_span(outcome.after),
            before=compared,
        )
    said["result"] = " ".join([headline(document, library, language), *_beside(document, language)])
    if evaluation.does_not_prove is not None:
        said["not_proven"] = evaluation.does_not_prove[language]
    if decision is not None:
        on = day(decision.on.isoformat(), language)
        what, why = word(decision.what, language), decision.why[language]
        said["decision"] = word("decision", language, what=what, who=decision.who, on=on, why=why)
    if document.missing:
        said["missing"] = ", ".join(part_title(p, language).lower() for p in PARTS if p in document.missing)
    return said


def _beside(document: Document, language: str) -> list[str]:
    """What has to be said beside the headline."""
    effect, outcome = document.effect, document.evaluation.outcome
    if effect is None or outcome is None:
        return []
    said = []
    if document.is_wanted is not None:
        said.append(word("wanted" if document.is_wanted else "unwanted", language))
    if effect.status == "known":
        least = percentage(outcome.smallest, language, 0)
        said.append(word({True: "matters", False: "small", None: "open"}[document.matters], language, least=least))
    if effect.left_out > 0 and effect.status != "too_few":
        said.append(word("left_out", language, share=percentage(effect.left_out, language)))
    if effect.earlier is not None:
        said.append(word("earlier", language, size=_size(effect.earlier, language)))
    return said


def _protocol(document: Document, language: str) -> str:
    if document.protocol == "none":
        return word("no_stamp", language)
    first = document.stamps[0]
    values = {"on": day(first.on, language), "print": document.fingerprint, "first": first.fingerprint}
    return word(document.protocol, language, **values)


def _who(who: Flag | PersonsIn | None, library: Library, language: str) -> str:
    if isinstance(who, PersonsIn):
        segment = library.segments[who.segment]
        return next(c.title[language] for c in segment.classes if c.key == who.key)
    return say(who, language, library) if who is not None else ""


def _span(periods: Any) -> str:
    return periods[0].name if len(periods) == 1 else f"{periods[0].name} .. {periods[-1].name}"
