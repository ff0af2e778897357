"""What is said about figures: units, the sentence on top, and why a value is not there."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from django.utils.formats import number_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from .figures import Course, Figure, Peers

__all__ = [
    "AIMS",
    "BEYOND_CHANCE",
    "LEVEL_NAMES",
    "STRATA",
    "by_chance",
    "chance",
    "course_sentence",
    "hidden",
    "in_language",
    "interval",
    "interval_name",
    "number",
    "peers_sentence",
    "people",
    "percent",
    "said_of",
    "scaled",
    "sentence",
    "signal",
    "stratum",
    "stratum_order",
    "title",
    "unit",
    "value_text",
]

AIMS: Final = {
    "experience": gettext_lazy("patient experience"),
    "value": gettext_lazy("more value with available means"),
    "health": gettext_lazy("population health"),
    "equity": gettext_lazy("equity"),
    "workforce": gettext_lazy("job satisfaction"),
}
LEVEL_NAMES: Final = {
    "all": gettext_lazy("everybody"),
    "region": gettext_lazy("region"),
    "care_region": gettext_lazy("care region"),
    "zone": gettext_lazy("primary-care zone"),
    "municipality": gettext_lazy("municipality"),
    "neighbourhood": gettext_lazy("statistical sector"),
    "practice": gettext_lazy("practice"),
}
STRATA: Final = {
    "age_band": gettext_lazy("age"),
    "sex": gettext_lazy("sex"),
    "increased_reimbursement": gettext_lazy("increased reimbursement"),
    "persona": gettext_lazy("persona"),
}
BEYOND_CHANCE: Final = {
    -2: gettext_lazy("clearly lower than chance allows"),
    -1: gettext_lazy("lower than chance allows"),
    1: gettext_lazy("higher than chance allows"),
    2: gettext_lazy("clearly higher than chance allows"),
}
"""By the position of a figure around the whole; 0 lies within what chance allows."""
_STRATUM: Final = {
    ("sex", "male"): gettext_lazy("men"),
    ("sex", "female"): gettext_lazy("women"),
    ("sex", "other"): gettext_lazy("another sex"),
    ("sex", "unknown"): gettext_lazy("not known"),
    ("increased_reimbursement", "yes"): gettext_lazy("with increased reimbursement"),
    ("increased_reimbursement", "no"): gettext_lazy("without increased reimbursement"),
}


def stratum(strata: str, name: str) -> str:
    """A group of people as it is read: ages and personas are called what they are."""
    return str(_STRATUM.get((strata, name), name))


def stratum_order(name: str) -> tuple[int, str]:
    """Ages by number, the rest by name."""
    first = name.partition("-")[0].rstrip("+")
    return (int(first), name) if first.isdigit() else (0, name)


def title(described: Mapping[str, Any]) -> str:
    """The indicator's title in the reader's language; where there is none, in the source's, never empty."""
    return in_language(described["title"])


def unit(described: Mapping[str, Any]) -> str:
    """What one is counted in."""
    if described["scoring"] == "proportion":
        return "%"
    if described["scoring"] == "rate" and described["per"] == 1:
        return _("%(unit)s per person-year") % {"unit": described["unit"]}
    if described["scoring"] == "rate":
        return _("per %(number)s person-years") % {"number": number_format(described["per"], 0)}
    return ""


def value_text(described: Mapping[str, Any], value: float | None) -> str:
    """A value as it is read."""
    if value is None:
        return "–"
    shown = number(scaled(described, value))
    return f"{shown} %" if described["scoring"] == "proportion" else shown


def number(value: float) -> str:
    """With one decimal, rounded: Django's own formatting cuts the rest off."""
    return _written(round(value, 1), 1, get_language())


def people(number: float | None) -> str:
    """How many, as it is read."""
    return "–" if number is None else _written(round(number), 0, get_language())


@lru_cache(maxsize=10_000)
def _written(value: float, decimals: int, _language: str | None) -> str:
    """A page of all places writes a thousand numbers, most of them often."""
    return number_format(value, decimals, force_grouping=True)


def scaled(described: Mapping[str, Any], value: float) -> float:
    return value * 100 if described["scoring"] == "proportion" else value


def said_of(figure: Figure) -> str:
    """Why there is no value; empty where there is one."""
    if figure.status == "ok":
        return ""
    return {
        "hidden": _("small number: not shown, so that nobody can be recognised"),
        "too few": _("too few people to say anything"),
        "nobody": _("nobody"),
    }.get(figure.status, "")


def hidden() -> str:
    """In place of a number that is not shown."""
    return _("hidden")


def interval(described: Mapping[str, Any], figure: Figure) -> str:
    """Its 95 % interval; empty without one."""
    if figure.lower is None or figure.upper is None:
        return ""
    lower, upper = (value_text(described, v) for v in (figure.lower, figure.upper))
    return _("%(lower)s to %(upper)s") % {"lower": lower, "upper": upper}


def interval_name() -> str:
    """The head of its column."""
    return _("95 %% interval") % ()


def percent(share: float) -> str:
    """A share between 0 and 1."""
    return f"{number(100 * share)} %"


def by_chance(figure: Figure) -> str:
    """Said where the difference with the whole is known and is no more than chance."""
    return _("this can be chance") if figure.position == 0 else ""


def in_language(said: Mapping[str, str]) -> str:
    """What was said in several languages, in the reader's."""
    return said.get(get_language() or "en") or said.get("nl") or next(iter(said.values()))


def chance(figure: Figure) -> str:
    """Where a place lies around the whole: chance, or more than that. Never good or bad."""
    return str(BEYOND_CHANCE[int(figure.position)]) if figure.position else ""


def signal(kind: str) -> str:
    """What a period is that chance does not explain."""
    return {
        "improvement": _("better, by more than chance"),
        "concern": _("worse, by more than chance"),
        "neutral_high": _("higher than chance allows"),
        "neutral_low": _("lower than chance allows"),
    }[kind]


def course_sentence(course: Course | None) -> str:
    """Chance or change? The title of a course."""
    if course is None:
        return _("too early to tell chance from change")
    if not course.signals:
        return _("no change beyond chance in %(number)s periods") % {"number": course.periods}
    last = list(course.signals)[-3:]
    said = _("change, more than chance: %(periods)s") % {"periods": ", ".join(last)}
    now = course.signals.get(course.last, "")
    return f"{said} ({signal(now)})" if now in ("improvement", "concern") else said


def peers_sentence(described: Mapping[str, Any], peers: Peers | None) -> str:
    """What others reach: the middle, the best quarter, the best tenth of people. Empty with fewer than five places."""
    if peers is None:
        return ""
    said = [
        _("Of %(number)s places, half lie above %(value)s.")
        % {"number": peers.places, "value": value_text(described, peers.median)}
    ]
    if peers.quarter is not None:
        said.append(_("The best quarter reach %(value)s.") % {"value": value_text(described, peers.quarter)})
    if peers.benchmark is not None:
        said.append(
            _("The best places, with a tenth of the people, reach %(value)s.")
            % {"value": value_text(described, peers.benchmark)}
        )
    return " ".join(said)


def sentence(described: Mapping[str, Any], name: str, figure: Figure | None, whole: Figure | None) -> str:
    """The figure in one sentence, with its interval and beside the whole."""
    if figure is None:
        return _("%(place)s: not measured.") % {"place": name}
    if figure.value is None:
        return f"{name}: {said_of(figure)}."
    said = _("%(place)s: %(value)s (95 %% interval %(lower)s to %(upper)s).") % {
        "place": name,
        "value": value_text(described, figure.value),
        "lower": value_text(described, figure.lower),
        "upper": value_text(described, figure.upper),
    }
    if whole is not None and whole.value is not None and whole.node != figure.node:
        beside = chance(figure) or _("this can be chance")
        said += " " + _("Everybody together: %(value)s; %(beside)s.") % {
            "value": value_text(described, whole.value),
            "beside": beside,
        }
    return said
