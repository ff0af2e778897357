"""What is said about figures: units, the sentence on top, and why a value is not there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.formats import number_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from .figures import Figure

__all__ = ["AIMS", "LEVEL_NAMES", "chance", "said_of", "sentence", "title", "unit", "value_text"]

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


def title(described: Mapping[str, Any]) -> str:
    """The indicator's title in the reader's language; where there is none, in the source's, never empty."""
    titles: Mapping[str, str] = described["title"]
    return titles.get(get_language() or "en") or titles.get("nl") or next(iter(titles.values()))


def unit(described: Mapping[str, Any]) -> str:
    """What one is counted in."""
    if described["scoring"] == "proportion":
        return "%"
    if described["scoring"] == "rate":
        return _("per %(number)s person-years") % {"number": number_format(described["per"], 0)}
    return ""


def value_text(described: Mapping[str, Any], value: float | None) -> str:
    """A value as it is read."""
    if value is None:
        return "–"
    shown = number_format(scaled(described, value), 1)
    return f"{shown} %" if described["scoring"] == "proportion" else shown


def scaled(described: Mapping[str, Any], value: float) -> float:
    return value * 100 if described["scoring"] == "proportion" else value


def said_of(figure: Figure) -> str:
    """Why there is no value; empty where there is one."""
    return {
        "hidden": _("small number: not shown, so that nobody can be recognised"),
        "too few": _("too few people to say anything"),
        "nobody": _("nobody"),
    }.get(figure.status, "")


def chance(figure: Figure) -> str:
    """Where a place lies around the whole: chance, or more than that. Never good or bad."""
    if figure.position is None:
        return ""
    return {
        -2: _("clearly lower than chance allows"),
        -1: _("lower than chance allows"),
        0: "",
        1: _("higher than chance allows"),
        2: _("clearly higher than chance allows"),
    }[int(figure.position)]


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
