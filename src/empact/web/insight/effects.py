"""What an evaluation found, as it was released: the size of an effect with its interval, or why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .figures import Figures
from .words import in_language

__all__ = ["Effect", "effect_of"]


@dataclass(frozen=True, slots=True)
class Effect:
    """``result``: less, more, no_difference, too_early, too_few or unfair. ``headline``: the result in one sentence, by
    language, as the evaluation says it. A ratio of 1 is no difference; ``None`` where there is none to show."""

    result: str
    headline: Mapping[str, str]
    ratio: float | None
    lower: float | None
    upper: float | None

    @property
    def said(self) -> str:
        """In the reader's language."""
        return in_language(self.headline)

    def plain(self) -> dict[str, Any]:
        return {
            "result": self.result, "headline": dict(self.headline), "ratio": self.ratio, "lower": self.lower,
            "upper": self.upper,
        }  # fmt: skip


def effect_of(figures: Figures | None, evaluation: str) -> Effect | None:
    """Of the evaluation of that id; ``None`` where none was released."""
    released = figures.told("evaluations") if figures else None
    found = (released or {}).get(evaluation)
    if found is None:
        return None
    size = found["effect"] or {}
    return Effect(found["result"], found["headline"], size.get("ratio"), size.get("lower"), size.get("upper"))
