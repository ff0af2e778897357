"""All figures of one place in one period, each beside everybody: what a page, a print and a document of it have in common."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from . import words
from .figures import Figures

__all__ = ["rows_of"]


def rows_of(figures: Figures, level: str, node: str, period: str) -> list[dict[str, Any]]:
    """Every indicator that was measured there, by aim and title."""
    own = figures.of_place(level, node, period)
    whole = figures.of_place("all", "all", period)
    kept = urlencode({"level": level, "period": period, "place": node})
    order = list(words.AIMS)
    rows = []
    for name, described in figures.indicators().items():
        figure = own.get(name)
        if figure is None:
            continue
        everybody = whole.get(name)
        rows.append(
            {
                "id": name,
                "aim": words.AIMS[described["aim"]],
                "at": order.index(described["aim"]),
                "title": words.title(described),
                "address": reverse("insight:indicator", args=(name,)) + "?" + kept,
                "people": figure.people,
                "value": words.value_text(described, figure.value),
                "unit": words.unit(described) if described["scoring"] == "rate" else "",
                "interval": words.interval(described, figure),
                "whole": words.value_text(described, everybody.value if everybody else None),
                "note": words.said_of(figure) or words.chance(figure),
            }
        )
    return sorted(rows, key=lambda r: (r["at"], r["title"]))
