"""The sentences of reports in the four languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ..show.words import LANGUAGES

__all__ = ["said"]

_SAID: Final[Mapping[str, tuple[str, str, str, str]]] = {
    "aims_title": ("De vijf doelen in {year}", "Les cinq buts en {year}", "Die fünf Ziele {year}", "The five aims in {year}"),
    "targets_title": ("Streefwaarden", "Valeurs cibles", "Zielwerte", "Targets"),
    "behind_title": ("Activiteiten achter", "Activités derrière", "Aktivitäten hinter", "Activities behind"),
    "measurable_title": (
        "Zijn onze activiteiten meetbaar?",
        "Nos activités sont-elles mesurables ?",
        "Sind unsere Aktivitäten messbar?",
        "Are our activities measurable?",
    ),
    "aim_experience": ("Ervaring van mensen", "Expérience des personnes", "Erfahrung der Menschen", "Experience of people"),
    "aim_health": ("Gezondheid", "Santé", "Gesundheit", "Health"),
    "aim_value": ("Waarde en kosten", "Valeur et coûts", "Wert und Kosten", "Value and cost"),
    "aim_equity": ("Gelijkheid", "Équité", "Gerechtigkeit", "Equity"),
    "aim_workforce": (
        "Welzijn van zorgverleners",
        "Bien-être des soignants",
        "Wohlbefinden der Fachkräfte",
        "Well-being of providers",
    ),
    "panel": (
        "{n} gemeten: {better} beter, {worse} slechter, {changed} veranderd, {chance} niet meer dan toeval, {untold} niet te "
        "beoordelen. {absent} niet gemeten.",
        "{n} mesurés : {better} meilleurs, {worse} moins bons, {changed} changés, {chance} pas plus que le hasard, {untold} "
        "impossibles à juger. {absent} non mesurés.",
        "{n} gemessen: {better} besser, {worse} schlechter, {changed} verändert, {chance} nicht mehr als Zufall, {untold} "
        "nicht zu beurteilen. {absent} nicht gemessen.",
        "{n} measured: {better} better, {worse} worse, {changed} changed, {chance} no more than chance, {untold} that "
        "cannot be told. {absent} not measured.",
    ),
    "panel_empty": (
        "Niet gemeten. Dit doel heeft geen enkel cijfer.",
        "Non mesuré. Ce but n'a aucun chiffre.",
        "Nicht gemessen. Dieses Ziel hat keine einzige Zahl.",
        "Not measured. This aim has no figure at all.",
    ),
    "moved_better": (
        "Beter dan in {since}: het verschil is groter dan toeval verklaart.",
        "Mieux qu'en {since} : la différence dépasse ce que le hasard explique.",
        "Besser als {since}: Der Unterschied ist größer, als der Zufall erklärt.",
        "Better than in {since}: the difference is more than chance explains.",
    ),
    "moved_worse": (
        "Slechter dan in {since}: het verschil is groter dan toeval verklaart.",
        "Moins bien qu'en {since} : la différence dépasse ce que le hasard explique.",
        "Schlechter als {since}: Der Unterschied ist größer, als der Zufall erklärt.",
        "Worse than in {since}: the difference is more than chance explains.",
    ),
    "moved_changed": (
        "Veranderd sinds {since}, meer dan toeval verklaart; hoger is hier beter noch slechter.",
        "Changé depuis {since}, plus que le hasard ne l'explique ; ni mieux ni moins bien.",
        "Verändert seit {since}, mehr als der Zufall erklärt; höher ist hier weder besser noch schlechter.",
        "Changed since {since}, more than chance explains; higher is neither better nor worse.",
    ),
    "moved_chance": (
        "Niet meer dan toeval verklaart sinds {since}.",
        "Pas plus que ce que le hasard explique depuis {since}.",
        "Nicht mehr, als der Zufall erklärt, seit {since}.",
        "No more than chance explains since {since}.",
    ),
    "moved_untold": (
        "Verandering of toeval is niet te zeggen: er zijn geen twee waarden met hun interval om te tonen.",
        "Changement ou hasard, on ne peut le dire : il n'y a pas deux valeurs à montrer avec leur intervalle.",
        "Veränderung oder Zufall lässt sich nicht sagen: Es gibt keine zwei Werte, die mit ihrem Intervall gezeigt werden.",
        "Change or chance cannot be told: there are no two values to show with their interval.",
    ),
    "at_equal_ages": (
        "Vergeleken bij gelijke leeftijden.",
        "Comparé à âges égaux.",
        "Verglichen bei gleichem Alter.",
        "Compared at equal ages.",
    ),
    "gain_better": (
        "Minder betaald dan verwacht vanaf {since}: het verschil is groter dan toeval verklaart.",
        "Moins payé que prévu depuis {since} : la différence dépasse ce que le hasard explique.",
        "Weniger bezahlt als seit {since} erwartet: Der Unterschied ist größer, als der Zufall erklärt.",
        "Less was paid than expected since {since}: the difference is more than chance explains.",
    ),
    "gain_worse": (
        "Meer betaald dan verwacht vanaf {since}: het verschil is groter dan toeval verklaart.",
        "Plus payé que prévu depuis {since} : la différence dépasse ce que le hasard explique.",
        "Mehr bezahlt als seit {since} erwartet: Der Unterschied ist größer, als der Zufall erklärt.",
        "More was paid than expected since {since}: the difference is more than chance explains.",
    ),
    "gain_chance": (
        "Geen aantoonbare winst sinds {since}: het interval bevat nul.",
        "Pas de gain démontrable depuis {since} : l'intervalle contient zéro.",
        "Kein nachweisbarer Gewinn seit {since}: Das Intervall enthält die Null.",
        "No demonstrable gain since {since}: the interval holds zero.",
    ),
    "gain_untold": (
        "Winst of toeval is niet te zeggen: een van beide kosten kan niet met haar interval worden getoond.",
        "Gain ou hasard, on ne peut le dire : l'un des deux coûts ne peut être montré avec son intervalle.",
        "Gewinn oder Zufall lässt sich nicht sagen: Eine der beiden Kosten kann nicht mit ihrem Intervall gezeigt werden.",
        "Gain or chance cannot be told: one of the two costs cannot be shown with its interval.",
    ),
    "gain_method": (
        "Winst: 1 min de kost per verzekerd persoonsjaar gedeeld door wat verwacht werd, de kost van {base} met {growth} "
        "groei per jaar ({cost}; bron: {source}). Bewijskracht: zwak, voor en na zonder vergelijkingsgroep; de groei geldt "
        "als gegeven en het interval kent alleen het toeval in de twee kosten.",
        "Gain : 1 moins le coût par année-personne assurée divisé par le coût attendu, celui de {base} avec une croissance de "
        "{growth} par an ({cost} ; source : {source}). Niveau de preuve : faible, avant et après sans groupe de comparaison ; "
        "la croissance est prise telle quelle et l'intervalle ne contient que le hasard des deux coûts.",
        "Gewinn: 1 minus die Kosten je versichertem Personenjahr geteilt durch die erwarteten, die von {base} mit {growth} "
        "Wachstum im Jahr ({cost}; Quelle: {source}). Aussagekraft: schwach, vorher und nachher ohne Vergleichsgruppe; das "
        "Wachstum gilt als gegeben, und das Intervall kennt nur den Zufall in den beiden Kosten.",
        "Gain: 1 minus the cost per insured person-year over what was expected, the cost of {base} with a growth of {growth} "
        "a year ({cost}; source: {source}). Evidence: weak, before and after without a comparison group; the growth is taken "
        "as given, and the interval holds only the chance in the two costs.",
    ),
    "cost_crude": ("kost zoals betaald", "coût brut", "Kosten wie bezahlt", "cost as paid"),
    "cost_standardised": (
        "kost bij gelijke leeftijden",
        "coût à âges égaux",
        "Kosten bei gleichem Alter",
        "cost at equal ages",
    ),
    "no_base": (
        "De kost van {base} en die van dit jaar zijn allebei nodig, en de groei moet in dit jaar gelden.",
        "Il faut le coût de {base} et celui de cette année, et une croissance valable cette année-là.",
        "Nötig sind die Kosten von {base} und die dieses Jahres, und ein Wachstum, das in diesem Jahr gilt.",
        "The cost of {base} and that of this year are both needed, and the growth has to hold in this year.",
    ),
    "no_gain": ("geen aantoonbare winst", "pas de gain démontrable", "kein nachweisbarer Gewinn", "no demonstrable gain"),
    "reached": ("bereikt", "atteint", "erreicht", "reached"),
    "unreached": ("niet bereikt", "non atteint", "nicht erreicht", "not reached"),
    "undecided": ("niet aangetoond", "non démontré", "nicht nachgewiesen", "not demonstrated"),
    "not_measured": ("niet gemeten", "non mesuré", "nicht gemessen", "not measured"),
    "waits_for": ("Wacht op", "Attend", "Wartet auf", "Waits for"),
    "no_records": (
        "Het register bevat geen gegevens die in de teller kunnen staan.",
        "Le registre ne contient aucune donnée pour le numérateur.",
        "Das Register enthält keine Daten für den Zähler.",
        "The register holds no record that could be in the numerator.",
    ),
    "not_over_period": (
        "Niet gemeten over deze periode.",
        "Non mesuré sur cette période.",
        "Über diesen Zeitraum nicht gemessen.",
        "Not measured over this period.",
    ),
    "no_activities": (
        "Er is geen lijst van activiteiten gegeven.",
        "Aucune liste d'activités n'a été donnée.",
        "Es wurde keine Liste der Aktivitäten gegeben.",
        "No list of activities was given.",
    ),
    "origin_register": (
        "gemeten uit het register",
        "mesuré dans le registre",
        "aus dem Register",
        "measured from the register",
    ),
    "origin_entered": (
        "door de regio ingevoerd, niet berekend",
        "saisi par la région, non calculé",
        "von der Region eingegeben, nicht berechnet",
        "entered by the region, not computed",
    ),
    "origin_activities": (
        "geteld uit de lijst van activiteiten",
        "compté dans la liste des activités",
        "aus der Liste der Aktivitäten gezählt",
        "counted from the list of activities",
    ),
    "origin_gain": (
        "berekend uit gemeten kosten en een groei die de regio bepaalde",
        "calculé à partir de coûts mesurés et d'une croissance fixée par la région",
        "berechnet aus gemessenen Kosten und einem von der Region festgelegten Wachstum",
        "worked out from measured costs and a growth that the region decided",
    ),
    "direction_up": ("hoger is beter", "plus haut est mieux", "höher ist besser", "higher is better"),
    "direction_down": ("lager is beter", "plus bas est mieux", "niedriger ist besser", "lower is better"),
    "direction_neutral": (
        "hoger is beter noch slechter",
        "ni mieux ni moins bien",
        "weder besser noch schlechter",
        "neither better nor worse",
    ),
    "origin": ("herkomst", "origine", "Herkunft", "origin"),
    "trend": ("verloop", "évolution", "Verlauf", "trend"),
    "interval": ("95 %-interval", "intervalle à 95 %", "95-%-Intervall", "95 % interval"),
    "n": ("aantal", "nombre", "Anzahl", "number"),
    "unit": ("eenheid", "unité", "Einheit", "unit"),
    "baseline": ("nulmeting", "mesure de départ", "Ausgangswert", "baseline"),
    "by_day": ("tegen {day}", "d'ici le {day}", "bis {day}", "by {day}"),
    "team": ("Team", "Équipe", "Team", "Team"),
    "owner": ("Eigenaar", "Responsable", "Verantwortlich", "Owner"),
    "validity": (
        "Geldig van {start} tot {end}",
        "Valable du {start} au {end}",
        "Gültig von {start} bis {end}",
        "Valid from {start} to {end}",
    ),
    "no_end": ("verdere melding", "nouvel ordre", "auf Weiteres", "further notice"),
    "expired": (
        "Deze kaart geldt niet op {day}.",
        "Cette fiche n'est pas valable au {day}.",
        "Diese Karte gilt nicht am {day}.",
        "This scorecard is not valid on {day}.",
    ),
    "share_filled": (
        "{n} van {of} activiteiten ({share}) hebben een indicator met een waarde.",
        "{n} activités sur {of} ({share}) ont un indicateur avec une valeur.",
        "{n} von {of} Aktivitäten ({share}) haben einen Indikator mit einem Wert.",
        "{n} of {of} activities ({share}) have an indicator with a value.",
    ),
    "share_answered": (
        "Met een geschreven reden erbij zijn het er {n} ({share}); {left} hebben geen van beide.",
        "Avec une raison écrite, elles sont {n} ({share}) ; {left} n'ont ni l'un ni l'autre.",
        "Mit einer geschriebenen Begründung sind es {n} ({share}); {left} haben keines von beiden.",
        "With a written reason there are {n} ({share}); {left} have neither.",
    ),
    "status_filled": ("gemeten", "mesurée", "gemessen", "measured"),
    "status_reason": ("reden gegeven", "raison donnée", "begründet", "reason given"),
    "status_unfilled": (
        "indicator zonder waarde",
        "indicateur sans valeur",
        "Indikator ohne Wert",
        "indicator without a value",
    ),
    "status_neither": (
        "geen indicator en geen reden",
        "ni indicateur ni raison",
        "weder Indikator noch Begründung",
        "neither indicator nor reason",
    ),
    "method": (
        "Beter of slechter: het 95 %-interval van het verschil tussen de eerste en de laatste bekende waarde bevat nul niet. "
        "Van twintig cijfers noemt toeval er alleen al één zo. Een streefwaarde is bereikt als het hele interval aan de goede "
        "kant ligt.",
        "Mieux ou moins bien : l'intervalle à 95 % de la différence entre la première et la dernière valeur connue ne "
        "contient pas zéro. Sur vingt chiffres, le hasard seul en désigne un. Une cible est atteinte si tout "
        "l'intervalle est du bon côté.",
        "Besser oder schlechter: Das 95-%-Intervall der Differenz zwischen erstem und letztem bekannten Wert enthält die Null "
        "nicht. Von zwanzig Zahlen nennt schon der Zufall eine so. Ein Zielwert ist erreicht, wenn das ganze Intervall auf "
        "der guten Seite liegt.",
        "Better or worse: the 95 % interval of the difference between the first and the last known value does not hold zero. "
        "Of twenty figures, chance alone calls one so. A target is reached where the whole interval lies on its good side.",
    ),
    "shared_people": (
        "Waar de definitie om standaardisatie naar leeftijd vraagt, worden gestandaardiseerde waarden vergeleken. Jaren delen "
        "mensen, maar worden vergeleken alsof ze dat niet doen: het interval is meestal te breed, en een kleine verandering "
        "kan onopgemerkt blijven.",
        "Là où la définition demande une standardisation pour l'âge, ce sont les valeurs standardisées qui sont comparées. "
        "Les années ont des personnes en commun, mais sont comparées comme si ce n'était pas le cas : l'intervalle est le "
        "plus souvent trop large, et un petit changement peut passer inaperçu.",
        "Wo die Definition eine Standardisierung nach Alter verlangt, werden standardisierte Werte verglichen. Jahre haben "
        "Menschen gemeinsam, werden aber verglichen, als wäre es nicht so: Das Intervall ist meist zu breit, und eine kleine "
        "Veränderung kann unbemerkt bleiben.",
        "Where the definition asks for standardisation by age, standardised values are compared. Years share people, yet are "
        "compared as if they did not: the interval is usually too wide, and a small change can go unnoticed.",
    ),
    "beside_whole": ("Tegenover het geheel", "Par rapport à l'ensemble", "Gegenüber dem Ganzen", "Beside the whole"),
    "about": ("Over dit cijfer (Engels)", "À propos (en anglais)", "Zu dieser Zahl (englisch)", "About this figure"),
    "do_no_value": (
        "Er is geen waarde om te tonen: vraag een langere periode of een grotere groep.",
        "Aucune valeur à montrer : demandez une période plus longue ou un groupe plus grand.",
        "Kein Wert zum Zeigen: Fragen Sie nach einem längeren Zeitraum oder einer größeren Gruppe.",
        "There is no value to show: ask for a longer period or a larger group.",
    ),
    "do_neutral": (
        "Kijk waarom het verschilt; meer is hier niet beter.",
        "Cherchez d'où vient la différence ; plus n'est pas mieux ici.",
        "Fragen Sie, woher der Unterschied kommt; mehr ist hier nicht besser.",
        "Ask where a difference comes from; more is not better here.",
    ),
    "do_keep": (
        "Hou vol wat u doet.",
        "Continuez ce que vous faites.",
        "Behalten Sie bei, was Sie tun.",
        "Keep doing what you do.",
    ),
    "do_list": (
        "Nodig uit bij wie het nog openstaat; de lijst vraagt u met grond, doel en ontvanger (empact export, subject-list).",
        "Invitez les personnes concernées ; la liste se demande avec base, but et destinataire (empact export, subject-list).",
        "Laden Sie ein, bei wem es noch offen ist; die Liste gibt es mit Grund, Zweck und Empfänger "
        "(empact export, subject-list).",
        "Invite those for whom it is still open; the list takes a ground, a purpose and a recipient "
        "(empact export, subject-list).",
    ),
    "do_look": (
        "Bespreek met uw team wat de besten anders doen.",
        "Voyez en équipe ce que les meilleurs font autrement.",
        "Besprechen Sie im Team, was die Besten anders machen.",
        "Discuss with your team what the best do differently.",
    ),
    "not_one_index": (
        "Er wordt geen totaalscore van gemaakt: vijf uitspraken blijven vijf uitspraken.",
        "Aucun score global n'en est fait : cinq constats restent cinq constats.",
        "Daraus wird keine Gesamtnote: Fünf Aussagen bleiben fünf Aussagen.",
        "No overall score is made of them: five statements stay five statements.",
    ),
    "place_title": (
        "{name}: cijfers van {period}",
        "{name} : chiffres de {period}",
        "{name}: Zahlen von {period}",
        "{name}: figures of {period}",
    ),
    "place_from": ("Van {start} tot en met {end}", "Du {start} au {end}", "Von {start} bis {end}", "From {start} to {end}"),
    "place_lead": (
        "Elk cijfer staat naast dat van iedereen samen. Lees het interval voor de waarde: wat erbinnen ligt, kan toeval zijn.",
        "Chaque chiffre figure à côté de celui de tous ensemble. Lisez l'intervalle avant la valeur : ce qui s'y trouve peut "
        "être le hasard.",
        "Jede Zahl steht neben der von allen zusammen. Lesen Sie das Intervall vor dem Wert: Was darin liegt, kann Zufall "
        "sein.",
        "Each figure stands beside that of everybody together. Read the interval before the value: what lies within it can be "
        "chance.",
    ),
}


def said(key: str, language: str, **values: object) -> str:
    """A word or sentence in a language."""
    text = _SAID[key][LANGUAGES.index(language)]
    return text.format(**values) if values else text
