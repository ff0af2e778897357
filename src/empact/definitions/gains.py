"""The rule of an efficiency gain: what was paid against what the cost of a base year would have grown to."""

from __future__ import annotations

from dataclasses import dataclass
from math import isclose
from typing import Any, Final

from .place import Place

__all__ = ["GainRule", "read_gain_rule"]

_EXAMPLE: Final = ("name", "base", "growth", "years", "cost", "expect")


@dataclass(frozen=True, slots=True)
class GainRule:
    """``of``: the indicator that measures the cost. The region gives base year and growth: the definition knows neither."""

    of: str

    def expected(self, base: float, growth: float, years: int) -> float:
        """The cost of the base year after so many years of growth, a proportion per year."""
        return float(base * (1 + growth) ** years)

    def gain(self, cost: float, expected: float) -> float:
        """The share of the expected cost that was not paid; negative where more was paid."""
        return 1 - cost / expected


def read_gain_rule(place: Place, value: Any) -> GainRule:
    """``{of, examples}``. An example that does not come out is refused, as of a share of activities."""
    given = place.mapping(value, ("of", "examples"), ("of", "examples"))
    rule = GainRule((place / "of").text(given["of"]))
    for i, one in enumerate((place / "examples").list_of(given["examples"])):
        at = place / "examples" / i
        example = at.mapping(one, _EXAMPLE, _EXAMPLE)
        (at / "name").text(example["name"])
        base, growth, cost, expect = (float((at / k).number(example[k])) for k in ("base", "growth", "cost", "expect"))
        if base <= 0 or growth <= -1:
            raise at.error("a base is above 0, and a growth above -1.")
        found = rule.gain(cost, rule.expected(base, growth, (at / "years").whole(example["years"], 1)))
        if not isclose(found, expect, rel_tol=0, abs_tol=1e-9):
            raise (at / "expect").error(f"the example expects {expect:g}, and {found:g} came out.")
    return rule
